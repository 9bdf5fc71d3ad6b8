//! Administrators: there is always a Global Administrator who may sign in, however many go at once, and
//! nobody comes to a role, or keeps acting by one, with what they should not have any more.

use daypass::audit::{self, Actor, Filter};
use daypass::base::UserId;
use daypass::credentials::MethodsPolicy;
use daypass::credentials::pass::PassRefusal;
use daypass::directory::authority::{self, Action, Denied, Task};
use daypass::directory::delegations::{self, DailyQuota, NewDelegation};
use daypass::directory::groups;
use daypass::directory::manage::{self, Changed};
use daypass::directory::{Role, User, holders_of};

use crate::cast::{
    RACERS, accepted, committed, count, insert_session, issue, origin, race, redeem, refused,
    somebody,
};
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

    async fn with_the_first_role_an_outstanding_pass_ends_and_what_stands_on_it(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ben = somebody(&database.db, "ben", &[]).await;
        let give = async |role| {
            committed(&database.db, async |work| {
                manage::assign_role(work, &origin(), &Actor::Machine, ben.id, role).await
            })
            .await
        };
        let (pass, code) = issue(&tools, ben.id, false).await;
        accepted(redeem(&tools, "ben", code.secret().expose()).await);
        insert_session(&database.db, ben.id, Some(pass.id)).await;

        assert_eq!(give(Role::GlobalReader).await, Changed::Changed);
        assert_eq!(refused(redeem(&tools, "ben", code.secret().expose()).await), PassRefusal::Wrong);
        assert_eq!(count(&database.db, "sessions").await, 0);
        let filter = Filter { target: Some(ben.id), ..Filter::default() };
        let records = audit::list(database.db.read(), &filter, 100).await.unwrap();
        let told = records.iter().filter_map(|it| it.reason.as_deref());
        assert_eq!(told.filter(|it| it.contains("deleted temporary access pass")).count(), 1);

        // Whoever issues to an administrator may do so whatever else they become.
        let (_, code) = issue(&tools, ben.id, false).await;
        assert_eq!(give(Role::GlobalReader).await, Changed::Unchanged);
        assert_eq!(give(GLOBAL).await, Changed::Changed);
        accepted(redeem(&tools, "ben", code.secret().expose()).await);
    }

    async fn whoever_is_disabled_does_nothing_by_roles_or_delegations(database: TestDatabase) {
        let root = somebody(&database.db, "root", &[GLOBAL]).await;
        let desk = somebody(&database.db, "desk", &[]).await;
        let ada = somebody(&database.db, "ada", &[]).await;
        committed(&database.db, async |work| {
            let mut ids = Vec::new();
            for (name, member) in [("Desk", desk.id), ("Site", ada.id)] {
                let created = groups::create(work, &origin(), &Actor::Machine, name).await?;
                let groups::Created::Created(group) = created else { panic!("{created:?}") };
                groups::add_member(work, &origin(), &Actor::Machine, group.id, member).await?;
                ids.push(group.id);
            }
            let daily_quota = DailyQuota::default();
            let new = NewDelegation { issuers: ids[0], people: ids[1], daily_quota, recovery: true };
            delegations::create(work, &origin(), &Actor::Machine, new).await
        })
        .await;
        somebody(&database.db, "other", &[GLOBAL]).await;
        let may = async |by: &User| {
            let (connection, by) = (database.db.read(), by.actor());
            authority::permit(connection, &by, Action::IssuePass, ada.id).await.unwrap().is_ok()
        };
        assert!(may(&root).await && may(&desk).await);
        for user in [root.id, desk.id] {
            committed(&database.db, async |work| {
                manage::disable(work, &origin(), &Actor::Machine, user).await
            })
            .await;
        }
        assert!(!may(&root).await && !may(&desk).await);
        let (connection, by) = (database.db.read(), root.actor());
        let task = authority::permit_task(connection, &by, Task::ManagePolicy).await;
        assert_eq!(task.unwrap(), Err(Denied::NoRole));
        // They stay out of reach for who may not touch administrators.
        let help = somebody(&database.db, "help", &[Role::AuthenticationAdministrator]).await;
        let touched =
            authority::permit(database.db.read(), &help.actor(), Action::IssuePass, root.id).await;
        assert_eq!(touched.unwrap(), Err(Denied::Privileged));
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
