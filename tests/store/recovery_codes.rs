//! Recovery codes: each good once, and a new set voids the old.

use daypass::base::Secret;
use daypass::credentials::recovery_code::{self, Generated};
use daypass::credentials::{Claimed, Factor, GuessRefusal, MethodsPolicy, Tools, policy_for};
use daypass::directory::User;

use crate::cast::{RACERS, committed, origin, race, somebody};
use crate::on_both_databases;
use crate::support::TestDatabase;

async fn generate(tools: &Tools, user: &User) -> Vec<Secret> {
    let generated = committed(&tools.db, async |work| {
        let policy = policy_for(work.connection(), tools, user.id).await?;
        recovery_code::generate(work, &origin(), &policy.recovery_codes, user.id).await
    })
    .await;
    match generated {
        Generated::Generated(codes) => codes,
        other => panic!("{other:?}"),
    }
}

async fn claim(tools: &Tools, username: &str, typed: &str) -> Claimed {
    committed(&tools.db, async |work| {
        recovery_code::claim(tools, work, &origin(), username, typed).await
    })
    .await
}

const WRONG: Claimed = Claimed::Refused(GuessRefusal::Wrong);

on_both_databases! {
    async fn a_recovery_code_signs_in_exactly_once_however_many_try(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let codes = generate(&tools, &ada).await;
        assert_eq!(codes.len(), 10);
        let code = codes[0].clone();

        let outcomes = race(&tools, move |tools, _| {
            let typed = code.expose().to_lowercase();
            async move { claim(&tools, "Ada", &typed).await }
        })
        .await;

        let accepted: Vec<_> =
            outcomes.iter().filter(|it| matches!(it, Claimed::Accepted(_))).collect();
        assert_eq!((accepted.len(), outcomes.len()), (1, RACERS));
        let Claimed::Accepted(proof) = accepted[0] else { unreachable!() };
        assert_eq!((proof.user(), proof.factor()), (ada.id, &Factor::RecoveryCode));
        let left = recovery_code::count_left(database.db.read(), ada.id).await.unwrap();
        assert_eq!(left, 9);
    }

    async fn a_new_set_voids_the_old_and_nobody_uses_anothers(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let eve = somebody(&database.db, "eve", &[]).await;
        let old = generate(&tools, &ada).await;
        let new = generate(&tools, &ada).await;
        generate(&tools, &eve).await;

        assert_eq!(claim(&tools, "ada", old[0].expose()).await, WRONG);
        assert_eq!(claim(&tools, "eve", new[0].expose()).await, WRONG);
        assert_eq!(claim(&tools, "nobody", new[0].expose()).await, WRONG);
        assert!(matches!(claim(&tools, "ada", new[0].expose()).await, Claimed::Accepted(_)));
        assert_eq!(claim(&tools, "ada", new[0].expose()).await, WRONG);
    }

    async fn guessing_has_to_wait_whoever_it_is_at(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let codes = generate(&tools, &ada).await;
        for username in ["ada", "nobody"] {
            for _ in 0..10 {
                assert_eq!(claim(&tools, username, "no code").await, WRONG);
            }
            let refused = claim(&tools, username, codes[0].expose()).await;
            let Claimed::Refused(GuessRefusal::TooManyTries { .. }) = refused else {
                panic!("{username}: {refused:?}")
            };
        }
    }

    async fn two_sets_at_once_leave_one(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let person = ada.clone();
        race(&tools, move |tools, _| {
            let ada = person.clone();
            async move { generate(&tools, &ada).await }
        })
        .await;
        let left = recovery_code::count_left(database.db.read(), ada.id).await.unwrap();
        assert_eq!(left, 10);
    }
}
