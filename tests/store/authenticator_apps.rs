//! Authenticator apps: a code is good once, and guessing has to wait.

use std::time::Duration;

use daypass::base::{Secret, Timestamp};
use daypass::credentials::totp::{self, EnrollRefusal, Enrolled};
use daypass::credentials::{Claimed, Factor, GuessRefusal, MethodsPolicy, Tools};
use daypass::directory::{User, manage};

use crate::cast::{RACERS, committed, origin, race, somebody};
use crate::on_both_databases;
use crate::support::TestDatabase;

const STEP: Duration = Duration::from_secs(30);

/// What the person's app shows at this instant.
fn shown(secret: &Secret, at: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.expose()).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(at.seconds()).unwrap()).to_string()
}

async fn finish(tools: &Tools, user: &User, sealed: &Secret, typed: &str) -> Enrolled {
    committed(&tools.db, async |work| {
        totp::finish(tools, work, &origin(), user.id, sealed.expose(), typed, "Phone").await
    })
    .await
}

/// Registers an app and answers its secret.
async fn enroll(tools: &Tools, user: &User) -> Secret {
    let begun = totp::begin(tools, user, "Daypass").unwrap();
    let code = shown(&begun.secret, tools.clock.now());
    let enrolled = finish(tools, user, &begun.sealed, &code).await;
    assert!(matches!(enrolled, Enrolled::Enrolled { .. }), "{enrolled:?}");
    begun.secret
}

async fn claim(tools: &Tools, user: &User, typed: &str) -> Claimed {
    committed(&tools.db, async |work| totp::claim(tools, work, &origin(), user.id, typed).await)
        .await
}

/// A code that is never right: no app shows letters.
const WRONG: &str = "no code";

#[tokio::test]
async fn names_that_are_too_long_for_a_qr_code_leave_the_key_for_typing() {
    let database = TestDatabase::sqlite().await;
    let tools = database.tools(MethodsPolicy::default());
    let ada = somebody(&database.db, &"\u{1f511}".repeat(128), &[]).await;

    let readable = totp::begin(&tools, &ada, &"a".repeat(100)).unwrap();
    assert!(readable.qr.is_some());
    let enrollment = totp::begin(&tools, &ada, &"\u{1f511}".repeat(100)).unwrap();
    assert!(enrollment.qr.is_none());
    assert_eq!(enrollment.secret.expose().len(), 32);
    let sealed = enrollment.sealed.expose();
    let again = totp::resume(&tools, &ada, &"\u{1f511}".repeat(100), sealed).unwrap().unwrap();
    assert_eq!(again.secret.expose(), enrollment.secret.expose());
}

on_both_databases! {
    async fn a_code_signs_in_exactly_once_however_many_try(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let secret = enroll(&tools, &ada).await;
        database.clock.advance(STEP);
        let code = shown(&secret, database.clock.now());

        let outcomes = race(&tools, move |tools, _| {
            let (code, ada) = (code.clone(), ada.clone());
            async move { claim(&tools, &ada, &code).await }
        })
        .await;

        let accepted: Vec<_> =
            outcomes.iter().filter(|it| matches!(it, Claimed::Accepted(_))).collect();
        assert_eq!((accepted.len(), outcomes.len()), (1, RACERS));
        let Claimed::Accepted(proof) = accepted[0] else { unreachable!() };
        assert_eq!(*proof.factor(), Factor::AuthenticatorApp);
    }

    async fn a_code_is_not_good_again_nor_is_an_earlier_one(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let secret = enroll(&tools, &ada).await;
        let now = database.clock.now();
        let wrong = Claimed::Refused(GuessRefusal::Wrong);

        // The one that registered the app is used up.
        assert_eq!(claim(&tools, &ada, &shown(&secret, now)).await, wrong);
        let next = shown(&secret, now.plus(STEP));
        assert!(matches!(claim(&tools, &ada, &next).await, Claimed::Accepted(_)));
        assert_eq!(claim(&tools, &ada, &next).await, wrong);
        assert_eq!(claim(&tools, &ada, &shown(&secret, now)).await, wrong);
    }

    async fn ten_wrong_codes_block_the_right_one_for_a_minute(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let secret = enroll(&tools, &ada).await;
        for _ in 0..10 {
            assert_eq!(claim(&tools, &ada, WRONG).await, Claimed::Refused(GuessRefusal::Wrong));
        }

        database.clock.advance(STEP);
        let now = database.clock.now();
        let blocked = GuessRefusal::TooManyTries { until: now.plus(STEP) };
        let code = shown(&secret, now);
        assert_eq!(claim(&tools, &ada, &code).await, Claimed::Refused(blocked));
        database.clock.advance(STEP);
        let code = shown(&secret, database.clock.now());
        assert!(matches!(claim(&tools, &ada, &code).await, Claimed::Accepted(_)));
    }

    async fn of_many_guesses_at_once_no_more_than_ten_are_looked_at(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        enroll(&tools, &ada).await;

        let outcomes = race(&tools, move |tools, _| {
            let ada = ada.clone();
            async move { claim(&tools, &ada, WRONG).await }
        })
        .await;

        let looked_at = outcomes.iter().filter(|it| **it == Claimed::Refused(GuessRefusal::Wrong));
        assert_eq!(looked_at.count(), 10);
    }

    async fn an_app_is_registered_with_a_code_by_who_was_shown_its_secret_soon_and_once(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let eve = somebody(&database.db, "eve", &[]).await;
        let begun = totp::begin(&tools, &ada, "Daypass").unwrap();
        let code = |tools: &Tools| shown(&begun.secret, tools.clock.now());
        let refused = Enrolled::Refused;

        assert_eq!(
            finish(&tools, &ada, &begun.sealed, WRONG).await,
            refused(EnrollRefusal::WrongCode)
        );
        assert_eq!(
            finish(&tools, &eve, &begun.sealed, &code(&tools)).await,
            refused(EnrollRefusal::Stale)
        );
        let again = totp::resume(&tools, &ada, "Daypass", begun.sealed.expose()).unwrap().unwrap();
        assert_eq!(again.secret, begun.secret);
        assert!(matches!(
            finish(&tools, &ada, &begun.sealed, &code(&tools)).await,
            Enrolled::Enrolled { .. }
        ));
        assert_eq!(
            finish(&tools, &ada, &begun.sealed, &code(&tools)).await,
            refused(EnrollRefusal::Stale)
        );

        let waited = totp::begin(&tools, &ada, "Daypass").unwrap();
        database.clock.advance(Duration::from_mins(16));
        let code = shown(&waited.secret, database.clock.now());
        assert_eq!(finish(&tools, &ada, &waited.sealed, &code).await, refused(EnrollRefusal::Stale));
    }

    async fn a_person_has_as_many_apps_as_the_policy_allows(database: TestDatabase) {
        let mut policy = MethodsPolicy::default();
        policy.authenticator_app.maximum = 1;
        let tools = database.tools(policy);
        let ada = somebody(&database.db, "ada", &[]).await;
        enroll(&tools, &ada).await;

        let begun = totp::begin(&tools, &ada, "Daypass").unwrap();
        let code = shown(&begun.secret, database.clock.now());
        let refusal = finish(&tools, &ada, &begun.sealed, &code).await;
        assert_eq!(refusal, Enrolled::Refused(EnrollRefusal::TooMany { maximum: 1 }));
    }

    async fn a_disabled_person_and_a_disabled_method_are_refused(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let secret = enroll(&tools, &ada).await;
        database.clock.advance(STEP);
        let code = shown(&secret, database.clock.now());

        let mut policy = MethodsPolicy::default();
        policy.authenticator_app.enabled = false;
        let without = database.tools(policy);
        let refusal = Claimed::Refused(GuessRefusal::BlockedByPolicy);
        assert_eq!(claim(&without, &ada, &code).await, refusal);
        committed(&database.db, async |work| {
            manage::disable(work, &origin(), &daypass::audit::Actor::Machine, ada.id).await
        })
        .await;
        let refusal = Claimed::Refused(GuessRefusal::AccountDisabled);
        assert_eq!(claim(&tools, &ada, &code).await, refusal);
    }
}
