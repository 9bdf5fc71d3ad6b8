//! Passwords: guessing has to wait, whoever it is at, and blocks nothing else.

use std::time::Duration;

use daypass::base::{Fallible, Secret, Timestamp};
use daypass::credentials::password::{self, Checked, Saved, SetRefusal};
use daypass::credentials::{Claimed, Factor, GuessRefusal, MethodsPolicy, Tools, hold};
use daypass::db::Work;
use daypass::directory::authority::Denied;
use daypass::directory::{Role, User, manage};

use crate::cast::{accepted, committed, issue, origin, race, redeem, somebody};
use crate::on_both_databases;
use crate::support::TestDatabase;

const RIGHT: &str = "brackish umbrella tundra vow";
const WRONG: &str = "tundra vow brackish umbrella";

async fn set(tools: &Tools, by: &User, user: &User, new: &str) -> Saved {
    let prepared = password::prepare(tools, user, &Secret::new(new)).await.unwrap().unwrap();
    committed(&tools.db, async |work| password::save(work, &origin(), &by.actor(), prepared).await)
        .await
}

async fn sign_in(tools: &Tools, username: &str, typed: &str) -> Claimed {
    let checked = password::check(tools, username, &Secret::new(typed)).await.unwrap().unwrap();
    committed(&tools.db, async |work| claim(tools, work, checked).await).await
}

async fn claim(tools: &Tools, work: &Work, checked: Checked) -> Fallible<Claimed> {
    let held = hold(work, tools, checked.user()).await?;
    password::claim(work, &origin(), &held, checked).await
}

fn blocked(until: Timestamp) -> Claimed {
    Claimed::Refused(GuessRefusal::TooManyTries { until })
}

on_both_databases! {
    async fn a_password_signs_in_until_it_is_changed(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        assert!(matches!(set(&tools, &ada, &ada, RIGHT).await, Saved::Saved(_)));
        let Claimed::Accepted(proof) = sign_in(&tools, "ADA", RIGHT).await else { panic!() };
        assert_eq!((proof.user(), proof.factor()), (ada.id, &Factor::Password));

        let changed_meanwhile =
            password::check(&tools, "ada", &Secret::new(RIGHT)).await.unwrap().unwrap();
        set(&tools, &ada, &ada, WRONG).await;
        let claimed = committed(&database.db, async |work| {
            claim(&tools, work, changed_meanwhile).await
        })
        .await;
        assert_eq!(claimed, Claimed::Refused(GuessRefusal::Wrong));
        let Claimed::Accepted(_) = sign_in(&tools, "ada", WRONG).await else { panic!() };
    }

    async fn ten_wrong_passwords_block_for_a_minute_whoever_it_is(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        set(&tools, &ada, &ada, RIGHT).await;
        somebody(&database.db, "grace", &[]).await;
        let wrong = Claimed::Refused(GuessRefusal::Wrong);

        for username in ["ada", "grace", "nobody"] {
            for _ in 0..10 {
                assert_eq!(sign_in(&tools, username, WRONG).await, wrong, "{username}");
            }
            let until = database.clock.now().plus(Duration::from_mins(1));
            assert_eq!(sign_in(&tools, username, RIGHT).await, blocked(until), "{username}");
        }
        let (_, code) = issue(&tools, ada.id, false).await;
        accepted(redeem(&tools, "ada", code.secret().expose()).await);

        database.clock.advance(Duration::from_mins(1));
        assert_eq!(sign_in(&tools, "ada", WRONG).await, wrong);
        let until = database.clock.now().plus(Duration::from_mins(2));
        assert_eq!(sign_in(&tools, "ada", RIGHT).await, blocked(until));

        database.clock.advance(Duration::from_mins(2));
        assert!(matches!(sign_in(&tools, "ada", RIGHT).await, Claimed::Accepted(_)));
        assert_eq!(sign_in(&tools, "ada", WRONG).await, wrong);
        assert!(matches!(sign_in(&tools, "ada", RIGHT).await, Claimed::Accepted(_)));
    }

    async fn the_right_password_among_many_wrong_ones_at_once_gets_no_more_than_ten_guesses(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        set(&tools, &ada, &ada, RIGHT).await;

        let outcomes =
            race(&tools, |tools, _| async move { sign_in(&tools, "ada", WRONG).await }).await;

        let wrong = Claimed::Refused(GuessRefusal::Wrong);
        assert_eq!(outcomes.iter().filter(|it| **it == wrong).count(), 10);
        let refused = sign_in(&tools, "ada", RIGHT).await;
        assert!(matches!(refused, Claimed::Refused(GuessRefusal::TooManyTries { .. })));
    }

    async fn wrong_guesses_are_forgotten_a_day_after_the_last(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let wrong = Claimed::Refused(GuessRefusal::Wrong);
        for _ in 0..9 {
            assert_eq!(sign_in(&tools, "nobody", WRONG).await, wrong);
        }
        database.clock.advance(Duration::from_hours(24));
        for _ in 0..10 {
            assert_eq!(sign_in(&tools, "nobody", WRONG).await, wrong);
        }
        let refused = sign_in(&tools, "nobody", WRONG).await;
        assert!(matches!(refused, Claimed::Refused(GuessRefusal::TooManyTries { .. })));

        database.clock.advance(Duration::from_hours(25));
        let forgotten = committed(&database.db, async |work| {
            daypass::credentials::forget_expired(work).await
        })
        .await;
        assert_eq!(forgotten, 1);
    }

    async fn why_the_right_password_is_refused_is_told_to_who_knows_it(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        set(&tools, &ada, &ada, RIGHT).await;
        let refused = Claimed::Refused;

        let mut policy = MethodsPolicy::default();
        policy.password.enabled = false;
        let without = database.tools(policy);
        assert_eq!(sign_in(&without, "ada", RIGHT).await, refused(GuessRefusal::BlockedByPolicy));
        assert_eq!(sign_in(&without, "ada", WRONG).await, refused(GuessRefusal::Wrong));
        let prepared = password::prepare(&without, &ada, &Secret::new(RIGHT)).await.unwrap();
        assert!(matches!(prepared, Err(SetRefusal::DisabledByPolicy)));

        committed(&database.db, async |work| {
            manage::disable(work, &origin(), &daypass::audit::Actor::Machine, ada.id).await
        })
        .await;
        assert_eq!(sign_in(&tools, "ada", RIGHT).await, refused(GuessRefusal::AccountDisabled));
        assert_eq!(sign_in(&tools, "ada", WRONG).await, refused(GuessRefusal::Wrong));
    }

    async fn only_its_owner_or_an_administrator_sets_a_password(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let root = somebody(&database.db, "root", &[Role::GlobalAdministrator]).await;
        let ada = somebody(&database.db, "ada", &[]).await;

        let refused = set(&tools, &ada, &root, RIGHT).await;
        assert_eq!(refused, Saved::NotAllowed(Denied::NoRole));
        assert!(matches!(set(&tools, &root, &ada, RIGHT).await, Saved::Saved(_)));
    }
}
