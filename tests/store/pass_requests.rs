//! A second approver: who asks does not approve, and the pass is made when it is shown, once.

use std::time::Duration;

use daypass::audit::{self, Actor, Filter};
use daypass::base::RequestId;
use daypass::credentials::pass::request::{self, Decided, Opened, PassRequest, State, WAITS};
use daypass::credentials::pass::{self, IssueRefusal, IssueRequest, Issued};
use daypass::credentials::{Approval, MethodsPolicy, Tools};
use daypass::directory::authority::Denied;
use daypass::directory::manage;
use daypass::directory::{Role, User};

use crate::cast::{RACERS, accepted, committed, count, issue, origin, race, redeem, somebody};
use crate::on_both_databases;
use crate::support::TestDatabase;

fn policy(approval: Approval) -> MethodsPolicy {
    let mut policy = MethodsPolicy::default();
    policy.pass.approval = approval;
    policy
}

/// An issuer, an approver and somebody who needs a pass.
struct Cast {
    tools: Tools,
    issuer: User,
    approver: User,
    ada: User,
}

async fn cast(database: &TestDatabase) -> Cast {
    let role = &[Role::AuthenticationAdministrator];
    Cast {
        tools: database.tools(policy(Approval::Always)),
        issuer: somebody(&database.db, "issuer", role).await,
        approver: somebody(&database.db, "approver", role).await,
        ada: somebody(&database.db, "ada", &[]).await,
    }
}

impl Cast {
    async fn ask(&self) -> RequestId {
        let request = IssueRequest {
            one_time: Some(true),
            reason: Some("New laptop".to_owned()),
            ticket: Some("INC-7".to_owned()),
            ..IssueRequest::default()
        };
        let by = self.issuer.actor();
        match pass::issue(&self.tools, &origin(), &by, self.ada.id, request).await.unwrap() {
            Issued::AwaitingApproval(id) => id,
            other => panic!("{other:?}"),
        }
    }

    async fn approve(&self, by: &User, id: RequestId) -> Decided {
        committed(&self.tools.db, async |work| {
            request::approve(work, &origin(), &by.actor(), id, "Seen the badge").await
        })
        .await
    }

    async fn open(&self, by: &User, id: RequestId) -> Opened {
        request::open(&self.tools, &origin(), &by.actor(), id).await.unwrap()
    }

    async fn show(&self, id: RequestId) -> PassRequest {
        request::find(self.tools.db.read(), id).await.unwrap().unwrap()
    }
}

on_both_databases! {
    async fn a_pass_is_made_when_its_approved_request_is_opened_and_shown_once(
        database: TestDatabase
    ) {
        let cast = cast(&database).await;
        let id = cast.ask().await;
        assert_eq!(count(&database.db, "passes").await, 0);
        assert!(matches!(cast.open(&cast.issuer, id).await, Opened::NotApproved));

        assert_eq!(cast.approve(&cast.approver, id).await, Decided::Decided);
        assert_eq!(count(&database.db, "passes").await, 0);
        assert!(matches!(cast.open(&cast.approver, id).await, Opened::NotFound));
        let opened = cast.open(&cast.issuer, id).await;
        let Opened::Opened { user, pass, code } = opened else { panic!("{opened:?}") };
        assert_eq!((user.id, pass.one_time), (cast.ada.id, true));
        assert_eq!(pass.reason.as_deref(), Some("New laptop"));
        assert_eq!(pass.ticket.as_deref(), Some("INC-7"));
        assert_eq!(pass.issued_by, Some(cast.issuer.id));
        assert!(matches!(cast.open(&cast.issuer, id).await, Opened::AlreadyOpened));
        let State::Opened(decision) = cast.show(id).await.state else { panic!("not opened") };
        assert_eq!((decision.by.id, decision.note.as_deref()), (cast.approver.id, Some("Seen the badge")));
        accepted(redeem(&cast.tools, "ada", code.secret().expose()).await);

        let filter = Filter { target: Some(cast.ada.id), ..Filter::default() };
        let records = audit::list(database.db.read(), &filter, 50).await.unwrap();
        let said: Vec<_> = records.iter().rev().map(|it| it.activity.as_str()).collect();
        assert_eq!(
            said,
            [
                "Add user",
                "Request temporary access pass",
                "Approve request for temporary access pass",
                "Admin registered security info",
                "Sign-in",
            ]
        );
        let shown = format!("{records:?}");
        assert_eq!(shown.matches("New laptop").count(), 2, "{shown}");
        assert_eq!(shown.matches("INC-7").count(), 2, "{shown}");
        for secret in [code.secret().expose(), code.grouped().expose()] {
            assert!(!shown.contains(secret));
        }
    }

    async fn who_asks_does_not_approve_and_neither_does_whom_it_is_for(database: TestDatabase) {
        let mut cast = cast(&database).await;
        let id = cast.ask().await;
        let reader = somebody(&database.db, "reader", &[Role::GlobalReader]).await;
        for (by, denied) in [
            (&cast.issuer, Denied::Yourself),
            (&cast.ada, Denied::Yourself),
            (&reader, Denied::NoRole),
        ] {
            let decided = cast.approve(by, id).await;
            assert_eq!(decided, Decided::NotAllowed(denied), "{}", by.username);
        }
        let host = committed(&database.db, async |work| {
            request::approve(work, &origin(), &Actor::Machine, id, "").await
        })
        .await;
        assert_eq!(host, Decided::NotAllowed(Denied::NoRole));
        let unknown = cast.approve(&cast.approver, RequestId::fresh()).await;
        assert_eq!(unknown, Decided::NotFound);

        // An administrator's pass is not for an Authentication Administrator to approve either.
        let root = somebody(&database.db, "root", &[Role::GlobalAdministrator]).await;
        let chief = somebody(&database.db, "chief", &[Role::GlobalAdministrator]).await;
        let approver = cast.approver.clone();
        cast.issuer = root;
        cast.ada = chief;
        let id = cast.ask().await;
        assert_eq!(cast.approve(&approver, id).await, Decided::NotAllowed(Denied::Privileged));
    }

    async fn a_refused_request_stays_refused(database: TestDatabase) {
        let cast = cast(&database).await;
        let id = cast.ask().await;
        let refused = committed(&database.db, async |work| {
            request::refuse(work, &origin(), &cast.approver.actor(), id, "Unknown caller").await
        })
        .await;
        assert_eq!(refused, Decided::Decided);
        assert!(matches!(cast.open(&cast.issuer, id).await, Opened::NotApproved));
        assert_eq!(cast.approve(&cast.approver, id).await, Decided::NotWaiting);
        assert_eq!(count(&database.db, "passes").await, 0);
    }

    async fn asking_again_takes_the_place_of_the_request_that_waits(database: TestDatabase) {
        let cast = cast(&database).await;
        let first = cast.ask().await;
        let second = cast.ask().await;
        assert_eq!(cast.approve(&cast.approver, first).await, Decided::NotFound);
        let now = database.clock.now();
        let waiting = request::list_waiting(database.db.read(), now, None, 10).await.unwrap();
        assert_eq!(waiting.iter().map(|it| it.id).collect::<Vec<_>>(), [second]);
        let next = request::list_waiting(database.db.read(), now, Some(second), 10).await.unwrap();
        assert_eq!(next, []);
        let own = request::list_of(database.db.read(), cast.issuer.id, 10).await.unwrap();
        assert_eq!(own.len(), 1);
    }

    async fn a_request_waits_a_day_for_its_approver_and_a_day_for_being_opened(
        database: TestDatabase
    ) {
        let cast = cast(&database).await;
        let late = cast.ask().await;
        database.clock.advance(WAITS);
        assert_eq!(cast.approve(&cast.approver, late).await, Decided::NotWaiting);

        let id = cast.ask().await;
        database.clock.advance(WAITS.checked_sub(Duration::from_millis(1)).unwrap());
        assert_eq!(cast.approve(&cast.approver, id).await, Decided::Decided);
        database.clock.advance(WAITS);
        assert!(matches!(cast.open(&cast.issuer, id).await, Opened::NotApproved));
        assert!(cast.show(id).await.has_lapsed(database.clock.now()));

        database.clock.advance(Duration::from_hours(31 * 24));
        committed(&database.db, request::forget_lapsed).await;
        assert_eq!(count(&database.db, "pass_requests").await, 0);
    }

    async fn what_has_changed_since_the_approval_counts(database: TestDatabase) {
        let cast = cast(&database).await;
        let id = cast.ask().await;
        assert_eq!(cast.approve(&cast.approver, id).await, Decided::Decided);
        let machine = Actor::Machine;
        let role = Role::AuthenticationAdministrator;
        committed(&database.db, async |work| {
            manage::remove_role(work, &origin(), &machine, cast.approver.id, role).await
        })
        .await;
        let opened = cast.open(&cast.issuer, id).await;
        assert!(matches!(opened, Opened::Refused(IssueRefusal::NotAllowed(Denied::NoRole))), "{opened:?}");
        committed(&database.db, async |work| {
            manage::assign_role(work, &origin(), &machine, cast.approver.id, role).await?;
            manage::assign_role(work, &origin(), &machine, cast.ada.id, Role::GlobalReader).await
        })
        .await;
        let opened = cast.open(&cast.issuer, id).await;
        assert!(matches!(opened, Opened::Refused(IssueRefusal::NotAllowed(Denied::Privileged))), "{opened:?}");
        assert_eq!(count(&database.db, "passes").await, 0);
    }

    async fn for_whom_the_policy_wants_a_second_approver(database: TestDatabase) {
        let root = somebody(&database.db, "root", &[Role::GlobalAdministrator]).await;
        let reader = somebody(&database.db, "reader", &[Role::GlobalReader]).await;
        let ada = somebody(&database.db, "ada", &[]).await;
        for (approval, for_ada, for_reader) in [
            (Approval::Never, false, false),
            (Approval::Administrators, false, true),
            (Approval::Always, true, true),
        ] {
            let tools = database.tools(policy(approval));
            for (user, waits) in [(&ada, for_ada), (&reader, for_reader)] {
                let request = IssueRequest::default();
                let issued =
                    pass::issue(&tools, &origin(), &root.actor(), user.id, request).await.unwrap();
                let waiting = matches!(issued, Issued::AwaitingApproval(_));
                assert_eq!(waiting, waits, "{approval:?} for {}", user.username);
            }
            // The host waits for nobody.
            issue(&tools, reader.id, true).await;
        }
    }

    async fn of_many_approvals_at_once_one_counts(database: TestDatabase) {
        let cast = cast(&database).await;
        let id = cast.ask().await;
        let approver = cast.approver.clone();
        let outcomes = race(&cast.tools, move |tools, number| {
            let by = approver.actor();
            async move {
                committed(&tools.db, async |work| {
                    if number % 2 == 0 {
                        request::approve(work, &origin(), &by, id, "").await
                    } else {
                        request::refuse(work, &origin(), &by, id, "").await
                    }
                })
                .await
            }
        })
        .await;
        let decided = outcomes.iter().filter(|it| **it == Decided::Decided).count();
        assert_eq!(decided, 1, "{outcomes:?}");
    }

    async fn of_many_who_open_a_request_at_once_one_sees_the_pass(database: TestDatabase) {
        let cast = cast(&database).await;
        let id = cast.ask().await;
        cast.approve(&cast.approver, id).await;
        let issuer = cast.issuer.clone();
        let outcomes = race(&cast.tools, move |tools, _| {
            let by = issuer.actor();
            async move { request::open(&tools, &origin(), &by, id).await.unwrap() }
        })
        .await;
        let opened = outcomes.iter().filter(|it| matches!(it, Opened::Opened { .. })).count();
        let late = outcomes.iter().filter(|it| matches!(it, Opened::AlreadyOpened)).count();
        assert_eq!((opened, late), (1, RACERS - 1), "{outcomes:?}");
        assert_eq!(count(&database.db, "passes").await, 1);
    }
}
