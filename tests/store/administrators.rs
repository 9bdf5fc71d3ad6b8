//! There is always a Global Administrator who may sign in, however many go at once.

use daypass::audit::Actor;
use daypass::base::UserId;
use daypass::credentials::MethodsPolicy;
use daypass::directory::manage::{self, Changed};
use daypass::directory::{Role, holders_of};

use crate::cast::{RACERS, committed, origin, race, somebody};
use crate::on_both_databases;
use crate::support::TestDatabase;

const GLOBAL: Role = Role::GlobalAdministrator;

/// The three ways to take an administrator away.
#[derive(Clone, Copy, Debug)]
enum Way {
    Delete,
    Disable,
    TakeRole,
}

async fn take(work: &daypass::db::Work, by: &Actor, id: UserId, way: Way) -> Changed {
    match way {
        Way::Delete => manage::delete(work, &origin(), by, id).await,
        Way::Disable => manage::disable(work, &origin(), by, id).await,
        Way::TakeRole => manage::remove_role(work, &origin(), by, id, GLOBAL).await,
    }
    .unwrap()
}

on_both_databases! {
    async fn the_last_one_who_may_sign_in_stays(database: TestDatabase) {
        let root = somebody(&database.db, "root", &[GLOBAL]).await;
        let other = somebody(&database.db, "other", &[GLOBAL]).await;
        let ada = somebody(&database.db, "ada", &[Role::GlobalReader]).await;
        let gone = async |id, way| {
            committed(&database.db, async |work| Ok(take(work, &Actor::Machine, id, way).await)).await
        };

        assert_eq!(gone(other.id, Way::Disable).await, Changed::Changed);
        for way in [Way::Delete, Way::Disable, Way::TakeRole] {
            assert_eq!(gone(root.id, way).await, Changed::LastGlobalAdministrator, "{way:?}");
        }
        // Whoever is disabled keeps nobody in, and others come and go as before.
        assert_eq!(gone(other.id, Way::Delete).await, Changed::Changed);
        assert_eq!(gone(ada.id, Way::Disable).await, Changed::Changed);
        assert_eq!(gone(ada.id, Way::Delete).await, Changed::Changed);
    }

    async fn of_many_who_take_each_other_away_at_once_one_stays(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        for way in [Way::Delete, Way::Disable, Way::TakeRole] {
            let mut administrators = Vec::new();
            for number in 0..RACERS {
                let name = format!("root-{way:?}-{number}");
                administrators.push(somebody(&database.db, &name, &[GLOBAL]).await);
            }
            // The one who stayed before is out of the way.
            for holder in holders_of(database.db.read(), GLOBAL).await.unwrap() {
                if !administrators.iter().any(|it| it.id == holder.id) {
                    committed(&database.db, async |work| {
                        Ok(take(work, &Actor::Machine, holder.id, Way::Delete).await)
                    })
                    .await;
                }
            }
            let ids: Vec<_> = administrators.iter().map(|it| it.id).collect();

            let outcomes = race(&tools, move |tools, number| {
                // The host takes each away: who is taken away first could not take the next one.
                let id = ids[number];
                async move {
                    committed(&tools.db, async |work| {
                        Ok(take(work, &Actor::Machine, id, way).await)
                    })
                    .await
                }
            })
            .await;

            let kept = outcomes.iter().filter(|it| **it == Changed::LastGlobalAdministrator);
            assert_eq!(kept.count(), 1, "{way:?}: {outcomes:?}");
            let left = holders_of(database.db.read(), GLOBAL).await.unwrap();
            assert_eq!(left.iter().filter(|it| it.enabled).count(), 1, "{way:?}");
        }
    }

    async fn two_who_take_each_other_away_do_not_both_succeed(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let pair = [
            somebody(&database.db, "ada", &[GLOBAL]).await,
            somebody(&database.db, "ben", &[GLOBAL]).await,
        ];
        let outcomes = race(&tools, move |tools, number| {
            let (by, whom) = (pair[number % 2].actor(), pair[(number + 1) % 2].id);
            async move {
                committed(&tools.db, async |work| Ok(take(work, &by, whom, Way::TakeRole).await)).await
            }
        })
        .await;
        let changed = outcomes.iter().filter(|it| **it == Changed::Changed).count();
        assert_eq!(changed, 1, "{outcomes:?}");
    }
}
