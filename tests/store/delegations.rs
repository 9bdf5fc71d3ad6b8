//! Delegations: a front desk issues passes for the people of its site, never upward, so many a day.

use std::time::Duration;

use daypass::audit::Actor;
use daypass::base::{DelegationId, GroupId};
use daypass::credentials::pass::{self, IssueRefusal, IssueRequest, Issued};
use daypass::credentials::{MethodsPolicy, Tools};
use daypass::directory::authority::{self, Action, Denied, Task};
use daypass::directory::delegations::{
    self, Changed, Created, DailyQuota, NewDelegation, left_today,
};
use daypass::directory::groups::{self, Changed as GroupChanged, Created as GroupCreated};
use daypass::directory::{Role, User};

use crate::cast::{
    RACERS, accepted, committed, count, issue, origin, race, redeem, set_password, somebody,
};
use crate::on_both_databases;
use crate::support::TestDatabase;

const DAY: Duration = Duration::from_hours(24);

async fn group(database: &TestDatabase, name: &str, members: &[&User]) -> GroupId {
    let created = committed(&database.db, async |work| {
        groups::create(work, &origin(), &Actor::Machine, name).await
    })
    .await;
    let GroupCreated::Created(group) = created else { panic!("{created:?}") };
    for member in members {
        assert_eq!(join(database, &Actor::Machine, group.id, member).await, GroupChanged::Changed);
    }
    group.id
}

async fn join(database: &TestDatabase, by: &Actor, group: GroupId, user: &User) -> GroupChanged {
    committed(&database.db, async |work| {
        groups::add_member(work, &origin(), by, group, user.id).await
    })
    .await
}

async fn delegate(
    database: &TestDatabase,
    by: &Actor,
    issuers: GroupId,
    people: GroupId,
    quota: u32,
    recovery: bool,
) -> Created {
    let daily_quota = DailyQuota::new(quota).unwrap();
    let new = NewDelegation { issuers, people, daily_quota, recovery };
    committed(&database.db, async |work| delegations::create(work, &origin(), by, new).await).await
}

/// A front desk and the people it is for.
struct Site {
    desk: User,
    newcomer: User,
    desk_group: GroupId,
    people: GroupId,
    delegation: DelegationId,
}

async fn site(database: &TestDatabase, quota: u32, recovery: bool) -> Site {
    let desk = somebody(&database.db, "desk", &[]).await;
    let newcomer = somebody(&database.db, "newcomer", &[]).await;
    let desk_group = group(database, "Front desk Berlin", &[&desk]).await;
    let people = group(database, "Berlin", &[&newcomer]).await;
    let machine = Actor::Machine;
    let created = delegate(database, &machine, desk_group, people, quota, recovery).await;
    let Created::Created(delegation) = created else { panic!("{created:?}") };
    Site { desk, newcomer, desk_group, people, delegation: delegation.id }
}

/// What keeps somebody from issuing; nothing if it works.
async fn refusal(tools: &Tools, by: &User, user: &User) -> Option<IssueRefusal> {
    let request = IssueRequest::default();
    match pass::issue(tools, &origin(), &by.actor(), user.id, request).await.unwrap() {
        Issued::Issued { .. } => None,
        Issued::Refused(refusal) => Some(refusal),
        Issued::AwaitingApproval(id) => panic!("{id} waits"),
    }
}

const fn denied(denied: Denied) -> IssueRefusal {
    IssueRefusal::NotAllowed(denied)
}

on_both_databases! {
    async fn a_front_desk_issues_for_the_newcomers_of_its_site_and_nobody_else(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let Site { desk, newcomer, desk_group, people, .. } = site(&database, 20, false).await;
        let colleague = somebody(&database.db, "colleague", &[]).await;
        let reader = somebody(&database.db, "reader", &[Role::GlobalReader]).await;
        let stranger = somebody(&database.db, "stranger", &[]).await;
        let onboarded = somebody(&database.db, "onboarded", &[]).await;
        let machine = Actor::Machine;
        for user in [&desk, &colleague, &reader, &onboarded] {
            join(&database, &machine, people, user).await;
        }
        join(&database, &machine, desk_group, &colleague).await;
        set_password(&tools, &onboarded).await;

        assert_eq!(refusal(&tools, &desk, &newcomer).await, None);
        for (user, expected) in [
            (&desk, Denied::Yourself),
            (&colleague, Denied::Issuer),
            (&reader, Denied::Privileged),
            (&stranger, Denied::NoRole),
            (&onboarded, Denied::NotANewcomer),
        ] {
            assert_eq!(refusal(&tools, &desk, user).await, Some(denied(expected)), "{}", user.username);
        }
        assert_eq!(refusal(&tools, &newcomer, &desk).await, Some(denied(Denied::NoRole)));
        assert_eq!(refusal(&tools, &newcomer, &onboarded).await, Some(denied(Denied::NoRole)));
        assert_eq!(count(&database.db, "passes").await, 1);
        // Issuing is all there is to it.
        for action in Action::ALL.into_iter().filter(|it| *it != Action::IssuePass) {
            let permitted =
                authority::permit(database.db.read(), &desk.actor(), action, newcomer.id).await;
            assert_eq!(permitted.unwrap(), Err(Denied::NoRole), "{action:?}");
        }
        for task in Task::ALL {
            let permitted = authority::permit_task(database.db.read(), &desk.actor(), task).await;
            assert_eq!(permitted.unwrap(), Err(Denied::NoRole), "{task:?}");
        }
        let own = delegations::issuable_groups(database.db.read(), desk.id).await.unwrap();
        assert_eq!(own.iter().map(|it| it.id).collect::<Vec<_>>(), [people]);
        assert!(delegations::is_issuer(database.db.read(), desk.id).await.unwrap());
        assert!(!delegations::is_issuer(database.db.read(), newcomer.id).await.unwrap());
    }

    async fn who_once_used_a_pass_is_no_newcomer_unless_the_delegation_is_for_recovery(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        let Site { desk, newcomer, delegation, .. } = site(&database, 20, false).await;
        let (_, code) = issue(&tools, newcomer.id, false).await;
        assert_eq!(refusal(&tools, &desk, &newcomer).await, None, "the pass was not used");
        let (_, code) = { drop(code); issue(&tools, newcomer.id, false).await };
        accepted(redeem(&tools, "newcomer", code.secret().expose()).await);
        assert_eq!(refusal(&tools, &desk, &newcomer).await, Some(denied(Denied::NotANewcomer)));

        let changed = committed(&database.db, async |work| {
            let quota = DailyQuota::default();
            delegations::change(work, &origin(), &Actor::Machine, delegation, quota, true).await
        })
        .await;
        assert_eq!(changed, Changed::Changed);
        assert_eq!(refusal(&tools, &desk, &newcomer).await, None);
    }

    async fn a_day_has_so_many_passes_and_the_next_one_as_many_again(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let Site { desk, newcomer, delegation, .. } = site(&database, 2, true).await;
        let left = async || {
            let read = database.db.read();
            let delegation = delegations::find(read, delegation).await.unwrap().unwrap();
            left_today(read, &delegation, desk.id, database.clock.now()).await.unwrap()
        };

        assert_eq!(left().await, 2);
        assert_eq!(refusal(&tools, &desk, &newcomer).await, None);
        assert_eq!(refusal(&tools, &desk, &newcomer).await, None);
        assert_eq!(refusal(&tools, &desk, &newcomer).await, Some(IssueRefusal::QuotaExceeded));
        assert_eq!(left().await, 0);
        // It is 08:00 UTC: the day has sixteen hours left.
        database.clock.advance(Duration::from_hours(16) - Duration::from_millis(1));
        assert_eq!(refusal(&tools, &desk, &newcomer).await, Some(IssueRefusal::QuotaExceeded));
        database.clock.advance(Duration::from_millis(1));
        assert_eq!(left().await, 2);
        assert_eq!(refusal(&tools, &desk, &newcomer).await, None);
        database.clock.advance(3 * DAY);
        assert_eq!(left().await, 2);
    }

    async fn of_many_tries_at_once_no_more_go_through_than_the_quota_has(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let Site { desk, people, .. } = site(&database, 5, false).await;
        let mut newcomers = Vec::new();
        for number in 0..RACERS {
            let user = somebody(&database.db, &format!("new{number}"), &[]).await;
            join(&database, &Actor::Machine, people, &user).await;
            newcomers.push(user);
        }
        let outcomes = race(&tools, move |tools, number| {
            let (desk, user) = (desk.clone(), newcomers[number].clone());
            async move { refusal(&tools, &desk, &user).await }
        })
        .await;
        let issued = outcomes.iter().filter(|it| it.is_none()).count();
        let refused =
            outcomes.iter().filter(|it| **it == Some(IssueRefusal::QuotaExceeded)).count();
        assert_eq!((issued, refused), (5, RACERS - 5), "{outcomes:?}");
        assert_eq!(count(&database.db, "passes").await, 5);
    }

    async fn managing_groups_gives_nobody_the_power_to_issue(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let Site { desk, newcomer, desk_group, people, .. } = site(&database, 20, false).await;
        let manager = somebody(&database.db, "manager", &[Role::UserAdministrator]).await;
        let privileged = &[Role::PrivilegedAuthenticationAdministrator];
        let privileged = somebody(&database.db, "privileged", privileged).await;
        let friend = somebody(&database.db, "friend", &[]).await;
        let by = manager.actor();

        // Not into the group that issues, nor out of it, nor the end of it.
        assert_eq!(join(&database, &by, desk_group, &friend).await, GroupChanged::NotAllowed(Denied::PowerfulGroup));
        let removed = committed(&database.db, async |work| {
            groups::remove_member(work, &origin(), &by, desk_group, desk.id).await
        })
        .await;
        assert_eq!(removed, GroupChanged::NotAllowed(Denied::PowerfulGroup));
        let deleted = committed(&database.db, async |work| {
            groups::delete(work, &origin(), &by, desk_group).await
        })
        .await;
        assert_eq!(deleted, GroupChanged::NotAllowed(Denied::PowerfulGroup));
        // Nor by a delegation of one's own making.
        let own = group(&database, "Mine", &[&friend]).await;
        let made = delegate(&database, &by, own, people, 1, false).await;
        assert_eq!(made, Created::NotAllowed(Denied::NoRole));
        // Whoever is for the people of a site joins it as ever.
        assert_eq!(join(&database, &by, people, &friend).await, GroupChanged::Changed);
        // Unless whoever puts them there could issue for them then.
        assert_eq!(join(&database, &privileged.actor(), desk_group, &manager).await, GroupChanged::Changed);
        let victim = somebody(&database.db, "victim", &[]).await;
        assert_eq!(join(&database, &by, people, &victim).await, GroupChanged::NotAllowed(Denied::OwnPeople));
        assert_eq!(refusal(&tools, &manager, &victim).await, Some(denied(Denied::NoRole)));
        assert_eq!(refusal(&tools, &manager, &newcomer).await, None);
        // Whoever gives that power gives it, and manages no other groups.
        let made = delegate(&database, &privileged.actor(), own, people, 1, false).await;
        assert!(matches!(made, Created::Created(_)), "{made:?}");
        let other = group(&database, "Other", &[]).await;
        assert_eq!(join(&database, &privileged.actor(), other, &friend).await, GroupChanged::NotAllowed(Denied::NoRole));
    }

    async fn a_delegation_is_between_two_groups_once_and_goes_with_them(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let Site { desk, newcomer, desk_group, people, .. } = site(&database, 20, false).await;
        let machine = Actor::Machine;
        let again = delegate(&database, &machine, desk_group, people, 1, false).await;
        assert_eq!(again, Created::Exists);
        assert_eq!(delegate(&database, &machine, people, people, 1, false).await, Created::SameGroup);
        let unknown = delegate(&database, &machine, GroupId::fresh(), people, 1, false).await;
        assert_eq!(unknown, Created::GroupNotFound);

        committed(&database.db, async |work| {
            groups::delete(work, &origin(), &machine, people).await
        })
        .await;
        assert_eq!(delegations::list(database.db.read()).await.unwrap(), []);
        assert_eq!(refusal(&tools, &desk, &newcomer).await, Some(denied(Denied::NoRole)));
    }
}
