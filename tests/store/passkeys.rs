//! Passkeys: a challenge is answered once, soon, by a verified owner, here.

use std::time::Duration;

use daypass::audit::Actor;
use daypass::base::Fallible;
use daypass::credentials::passkey::{
    self, Checked, Claimed, PasskeyRefusal, Registered, RegistrationRefusal, Started,
};
use daypass::credentials::{Factor, MethodsPolicy, Tools, hold};
use daypass::db::Work;
use daypass::directory::{User, manage};

use crate::cast::{RACERS, committed, origin, race, somebody};
use crate::on_both_databases;
use crate::support::{SoftwareAuthenticator, TestDatabase};

const HERE: &str = "http://localhost:8080";

async fn finish(tools: &Tools, user: &User, started: &Started, answer: &str) -> Registered {
    committed(&tools.db, async |work| {
        let sealed = started.sealed.expose();
        passkey::finish_registration(tools, work, &origin(), user.id, sealed, answer, "Phone").await
    })
    .await
}

/// Registers a passkey on a new device.
async fn register(tools: &Tools, user: &User) -> SoftwareAuthenticator {
    let mut device = SoftwareAuthenticator::at(HERE);
    let registered = register_on(tools, user, &mut device).await;
    assert!(matches!(registered, Registered::Registered { .. }), "{registered:?}");
    device
}

async fn register_on(tools: &Tools, user: &User, device: &mut SoftwareAuthenticator) -> Registered {
    let started = passkey::start_registration(tools, user).await.unwrap();
    let answer = device.create(&started.options).await.unwrap();
    finish(tools, user, &started, &answer).await
}

async fn claim(tools: &Tools, started: &Started, answer: &str) -> Claimed {
    let checked = passkey::check(tools, started.sealed.expose(), answer).await.unwrap();
    committed(&tools.db, async |work| claim_checked(tools, work, checked).await).await
}

async fn claim_checked(tools: &Tools, work: &Work, checked: Checked) -> Fallible<Claimed> {
    let held = hold(work, tools, checked.user()).await?;
    passkey::claim(work, &origin(), &held, checked).await
}

async fn sign_in(tools: &Tools, device: &mut SoftwareAuthenticator) -> Claimed {
    let started = passkey::start_authentication(tools).unwrap();
    let answer = device.get(&started.options).await.unwrap();
    claim(tools, &started, &answer).await
}

on_both_databases! {
    async fn a_passkey_signs_its_owner_in_without_a_username(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let mut device = register(&tools, &ada).await;

        for _ in 0..2 {
            let claimed = sign_in(&tools, &mut device).await;
            let Claimed::Accepted(proof) = claimed else { panic!("{claimed:?}") };
            assert_eq!(proof.user(), ada.id);
            assert!(matches!(proof.factor(), Factor::Passkey { .. }));
        }
        let listed = passkey::list(database.db.read(), ada.id).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].name.as_str(), listed[0].last_used_at), ("Phone", Some(database.clock.now())));
    }

    async fn the_options_ask_for_what_makes_a_passkey_enough_by_itself(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        register(&tools, &ada).await;

        let started = passkey::start_registration(&tools, &ada).await.unwrap();
        let options: serde_json::Value = serde_json::from_str(&started.options).unwrap();
        let selection = &options["authenticatorSelection"];
        assert_eq!(selection["residentKey"], "required");
        assert_eq!(selection["requireResidentKey"], true);
        assert_eq!(selection["userVerification"], "required");
        assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), 1);
        assert_ne!(options["user"]["id"], ada.subject.as_str());

        let started = passkey::start_authentication(&tools).unwrap();
        let options: serde_json::Value = serde_json::from_str(&started.options).unwrap();
        assert_eq!(options["userVerification"], "required");
        assert_eq!(options["rpId"], "localhost");
    }

    async fn an_answer_to_a_challenge_is_accepted_exactly_once_however_many_send_it(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let mut device = register(&tools, &ada).await;
        let started = passkey::start_authentication(&tools).unwrap();
        let answer = device.get(&started.options).await.unwrap();
        let sealed = started.sealed;

        let outcomes = race(&tools, move |tools, _| {
            let (sealed, answer) = (sealed.clone(), answer.clone());
            async move {
                let checked = passkey::check(&tools, sealed.expose(), &answer).await.unwrap();
                committed(&tools.db, async |work| claim_checked(&tools, work, checked).await)
                    .await
            }
        })
        .await;

        let accepted = outcomes.iter().filter(|it| matches!(it, Claimed::Accepted(_))).count();
        let stale = Claimed::Refused(PasskeyRefusal::Stale);
        let refused = outcomes.iter().filter(|it| **it == stale).count();
        assert_eq!((accepted, refused), (1, RACERS - 1));
    }

    async fn a_challenge_is_good_for_five_minutes_and_for_its_purpose(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let eve = somebody(&database.db, "eve", &[]).await;
        let mut device = register(&tools, &ada).await;
        let stale = Claimed::Refused(PasskeyRefusal::Stale);

        let started = passkey::start_authentication(&tools).unwrap();
        let answer = device.get(&started.options).await.unwrap();
        let checked = passkey::check(&tools, started.sealed.expose(), &answer).await.unwrap();
        database.clock.advance(Duration::from_secs(301));
        assert_eq!(claim(&tools, &started, &answer).await, stale);
        let late = committed(&database.db, async |work| {
            claim_checked(&tools, work, checked).await
        })
        .await;
        assert_eq!(late, stale);

        let registration = passkey::start_registration(&tools, &ada).await.unwrap();
        let authentication = passkey::start_authentication(&tools).unwrap();
        let answer = device.get(&authentication.options).await.unwrap();
        assert_eq!(claim(&tools, &registration, &answer).await, stale);
        let mut other = SoftwareAuthenticator::at(HERE);
        let answer = other.create(&registration.options).await.unwrap();
        for (user, started) in [(&ada, &authentication), (&eve, &registration)] {
            assert_eq!(
                finish(&tools, user, started, &answer).await,
                Registered::Refused(RegistrationRefusal::Stale)
            );
        }
    }

    async fn a_registration_counts_once_and_a_passkey_belongs_to_one_person(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let started = passkey::start_registration(&tools, &ada).await.unwrap();
        let mut device = SoftwareAuthenticator::at(HERE);
        let answer = device.create(&started.options).await.unwrap();

        assert!(matches!(finish(&tools, &ada, &started, &answer).await, Registered::Registered { .. }));
        let again = finish(&tools, &ada, &started, &answer).await;
        assert_eq!(again, Registered::Refused(RegistrationRefusal::Stale));
        let listed = passkey::list(database.db.read(), ada.id).await.unwrap();
        assert_eq!(listed.len(), 1);
    }

    async fn without_user_verification_or_from_another_origin_nothing_is_accepted(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let device = register(&tools, &ada).await;

        // The options demand verification, so this browser has to ignore them.
        let started = passkey::start_authentication(&tools).unwrap();
        let lenient = started.options.replace("\"required\"", "\"discouraged\"");
        let answer = device.clone().without_user_verification().get(&lenient).await.unwrap();
        let refused = claim(&tools, &started, &answer).await;
        assert_eq!(refused, Claimed::Refused(PasskeyRefusal::UserNotVerified));

        let started = passkey::start_authentication(&tools).unwrap();
        let answer = device.lured_to("http://localhost:6666").get(&started.options).await.unwrap();
        let refused = claim(&tools, &started, &answer).await;
        assert_eq!(refused, Claimed::Refused(PasskeyRefusal::Invalid));
        let refused = claim(&tools, &started, "{}").await;
        assert_eq!(refused, Claimed::Refused(PasskeyRefusal::Invalid));
    }

    async fn a_passkey_nobody_has_here_is_refused(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let mut device = register(&tools, &ada).await;
        let listed = passkey::list(database.db.read(), ada.id).await.unwrap();
        let started = passkey::start_authentication(&tools).unwrap();
        let answer = device.get(&started.options).await.unwrap();
        let checked = passkey::check(&tools, started.sealed.expose(), &answer).await.unwrap();
        committed(&database.db, async |work| {
            use daypass::credentials::security_info::{self, MethodRef};
            let method = MethodRef::Passkey(listed[0].id);
            let policy = MethodsPolicy::default();
            security_info::delete(work, &origin(), &policy, &Actor::Machine, ada.id, method).await
        })
        .await;

        let claimed = committed(&database.db, async |work| {
            claim_checked(&tools, work, checked).await
        })
        .await;
        assert_eq!(claimed, Claimed::Refused(PasskeyRefusal::Unknown));
        let claimed = sign_in(&tools, &mut device).await;
        assert_eq!(claimed, Claimed::Refused(PasskeyRefusal::Unknown));
    }

    async fn a_copy_of_a_counting_passkey_gives_itself_away(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let mut device = SoftwareAuthenticator::at(HERE).with_counter();
        register_on(&tools, &ada, &mut device).await;
        let mut copy = device.clone();

        for _ in 0..2 {
            assert!(matches!(sign_in(&tools, &mut device).await, Claimed::Accepted(_)));
        }
        let refused = sign_in(&tools, &mut copy).await;
        assert_eq!(refused, Claimed::Refused(PasskeyRefusal::PossiblyCloned));
    }

    async fn a_disabled_person_a_disabled_method_and_one_passkey_too_many_are_refused(
        database: TestDatabase
    ) {
        let mut policy = MethodsPolicy::default();
        policy.passkey.maximum = 1;
        let tools = database.tools(policy.clone());
        let ada = somebody(&database.db, "ada", &[]).await;
        let mut device = register(&tools, &ada).await;
        let refused = register_on(&tools, &ada, &mut SoftwareAuthenticator::at(HERE)).await;
        assert_eq!(refused, Registered::Refused(RegistrationRefusal::TooMany { maximum: 1 }));

        policy.passkey.enabled = false;
        let without = database.tools(policy);
        let refused = sign_in(&without, &mut device).await;
        assert_eq!(refused, Claimed::Refused(PasskeyRefusal::BlockedByPolicy));
        committed(&database.db, async |work| {
            manage::disable(work, &origin(), &Actor::Machine, ada.id).await
        })
        .await;
        let refused = sign_in(&tools, &mut device).await;
        assert_eq!(refused, Claimed::Refused(PasskeyRefusal::AccountDisabled));
    }
}
