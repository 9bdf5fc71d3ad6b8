//! The inventory of passes: each list in its order, page by page, and taking many away.

use std::time::Duration;

use daypass::administration::inventory::{self, Filter, Issuer, Listed, State};
use daypass::audit::Actor;
use daypass::credentials::pass::{self, IssueRequest, Issued};
use daypass::credentials::{MethodsPolicy, Tools};
use daypass::directory::groups::{self, Created};
use daypass::directory::{Role, User};

use crate::cast::{accepted, committed, issue, origin, race, redeem, somebody};
use crate::on_both_databases;
use crate::support::TestDatabase;

const HOUR: Duration = Duration::from_hours(1);

/// Every pass of a list, read in pages of two.
async fn all(tools: &Tools, filter: &Filter) -> Vec<Listed> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let (connection, now) = (tools.db.read(), tools.clock.now());
        let page = inventory::list(connection, filter, now, after, 2).await.unwrap();
        assert!(page.len() <= 2);
        let Some(last) = page.last() else { return found };
        after = Some(last.cursor.to_string().parse().unwrap());
        found.extend(page);
    }
}

async fn names(tools: &Tools, filter: &Filter) -> Vec<String> {
    let found = all(tools, filter).await;
    let count = inventory::count(tools.db.read(), filter, tools.clock.now()).await.unwrap();
    assert_eq!(u64::try_from(found.len()).unwrap(), count);
    found.into_iter().map(|listed| listed.username).collect()
}

fn of(state: State) -> Filter {
    Filter { state, ..Filter::default() }
}

async fn issue_by(tools: &Tools, by: &Actor, user: &User, request: IssueRequest) {
    let issued = pass::issue(tools, &origin(), by, user.id, request).await.unwrap();
    assert!(matches!(issued, Issued::Issued { .. }), "{issued:?}");
}

on_both_databases! {
    async fn each_list_has_its_passes_in_its_order(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let now = database.clock.now();
        let mut people = Vec::new();
        for name in ["short", "long", "middle", "tomorrow", "later", "used", "ended"] {
            people.push(somebody(&database.db, name, &[]).await);
        }
        let lasting = |hours: u32| IssueRequest { lifetime: Some(HOUR * hours), ..IssueRequest::default() };
        let starting = |hours: u32| IssueRequest { starts_at: Some(now.plus(HOUR * hours)), ..IssueRequest::default() };
        issue_by(&tools, &Actor::Machine, &people[6], lasting(1)).await;
        database.clock.advance(HOUR);
        for (person, request) in people.iter().zip([lasting(1), lasting(8), lasting(3), starting(24), starting(48)]) {
            issue_by(&tools, &Actor::Machine, person, request).await;
        }
        let (_, code) = issue(&tools, people[5].id, true).await;
        accepted(redeem(&tools, "used", code.secret().expose()).await);

        assert_eq!(names(&tools, &of(State::Outstanding)).await, ["short", "middle", "long"]);
        assert_eq!(names(&tools, &of(State::Scheduled)).await, ["tomorrow", "later"]);
        assert_eq!(names(&tools, &of(State::Used)).await, ["used"]);
        assert_eq!(names(&tools, &of(State::Ended)).await, ["ended"]);
        let mut unregistered = names(&tools, &of(State::NothingRegistered)).await;
        assert_eq!(unregistered.pop().unwrap(), "ended", "the last one started comes first");
        unregistered.sort_unstable();
        assert_eq!(unregistered, ["long", "middle", "short", "used"]);
    }

    async fn lists_are_narrowed_to_an_issuer_and_to_a_group(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let help = somebody(&database.db, "help", &[Role::AuthenticationAdministrator]).await;
        let (ada, bob) =
            (somebody(&database.db, "ada", &[]).await, somebody(&database.db, "bob", &[]).await);
        issue_by(&tools, &help.actor(), &ada, IssueRequest::default()).await;
        issue_by(&tools, &Actor::Machine, &bob, IssueRequest::default()).await;
        let group = committed(&database.db, async |work| {
            let by = Actor::Machine;
            let Created::Created(group) = groups::create(work, &origin(), &by, "Porto").await?
            else {
                panic!("no group")
            };
            groups::add_member(work, &origin(), &by, group.id, bob.id).await?;
            Ok(group)
        })
        .await;

        let by = |issuer| Filter { issuer: Some(issuer), ..Filter::default() };
        assert_eq!(names(&tools, &by(Issuer::User(help.id))).await, ["ada"]);
        assert_eq!(names(&tools, &by(Issuer::CommandLine)).await, ["bob"]);
        let porto = Filter { group: Some(group.id), ..Filter::default() };
        assert_eq!(names(&tools, &porto).await, ["bob"]);
    }

    async fn many_go_at_once_and_those_out_of_reach_stay(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let help = somebody(&database.db, "help", &[Role::AuthenticationAdministrator]).await;
        let root = somebody(&database.db, "root", &[Role::GlobalAdministrator]).await;
        issue(&tools, root.id, false).await;
        for number in 0..5 {
            let user = somebody(&database.db, &format!("p{number}"), &[]).await;
            issue(&tools, user.id, false).await;
        }
        let listed_until = database.clock.now();
        database.clock.advance(Duration::from_mins(1));
        let late = somebody(&database.db, "late", &[]).await;
        issue(&tools, late.id, false).await;

        let filter = Filter { issued_until: Some(listed_until), ..Filter::default() };
        let done = inventory::revoke_all(&database.db, &origin(), &help.actor(), &filter).await;
        let done = done.unwrap().unwrap();

        assert_eq!((done.revoked, done.not_allowed), (5, 1));
        let mut left = names(&tools, &Filter::default()).await;
        left.sort_unstable();
        assert_eq!(left, ["late", "root"]);
        let eve = somebody(&database.db, "eve", &[]).await;
        let refused = inventory::revoke_all(&database.db, &origin(), &eve.actor(), &filter).await;
        assert!(refused.unwrap().is_err());
    }

    async fn many_who_take_the_same_passes_away_do_not_lock_each_other(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let mut passes = Vec::new();
        for number in 0..60 {
            let user = somebody(&database.db, &format!("p{number}"), &[]).await;
            passes.push(issue(&tools, user.id, false).await.0.id);
        }
        let outcomes = race(&tools, move |tools, number| {
            let mut passes = passes.clone();
            if number % 2 == 0 {
                passes.reverse();
            }
            async move { inventory::revoke(&tools.db, &origin(), &Actor::Machine, &passes).await }
        })
        .await;
        let revoked = outcomes.into_iter().map(|done| done.unwrap().unwrap().revoked);
        assert_eq!(revoked.sum::<u64>(), 60);
    }
}
