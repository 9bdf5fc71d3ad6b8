//! Restoring access: all of it or nothing, and the lost passkey never signs in again.

use std::time::Duration;

use daypass::administration::restore_access::{self, Loss, Receipt, Restored};
use daypass::audit::{self, Actor, Filter};
use daypass::credentials::pass::{IssueRefusal, IssueRequest};
use daypass::credentials::security_info::MethodRef;
use daypass::credentials::{MethodsPolicy, Tools, passkey};
use daypass::directory::authority::Denied;
use daypass::directory::{Role, User, manage};
use daypass::sessions::{self, Lifetimes};
use daypass::sign_in::{Advanced, Visit};

use crate::cast::{committed, count, insert_session, issue, origin, redeem, refused, somebody};
use crate::on_both_databases;
use crate::support::{SoftwareAuthenticator, TestDatabase};

/// Registers a passkey on a device that will be lost.
async fn register(tools: &Tools, user: &User) -> (MethodRef, SoftwareAuthenticator) {
    let mut device = SoftwareAuthenticator::at("http://localhost:8080");
    let started = passkey::start_registration(tools, user).await.unwrap();
    let answer = device.create(&started.options).await.unwrap();
    let registered = committed(&tools.db, async |work| {
        let sealed = started.sealed.expose();
        passkey::finish_registration(tools, work, &origin(), user.id, sealed, &answer, "").await
    })
    .await;
    match registered {
        passkey::Registered::Registered { id, .. } => (MethodRef::Passkey(id), device),
        passkey::Registered::Refused(refusal) => panic!("{refusal:?}"),
    }
}

async fn restore(tools: &Tools, by: &Actor, user: &User, loss: Loss) -> Restored {
    restore_access::restore(tools, &origin(), by, user.id, loss).await.unwrap()
}

fn receipt(restored: Restored) -> Receipt {
    match restored {
        Restored::Restored(receipt) => *receipt,
        Restored::Refused(refusal) => panic!("{refusal:?}"),
    }
}

fn refusal(restored: Restored) -> IssueRefusal {
    match restored {
        Restored::Refused(refusal) => refusal,
        Restored::Restored(receipt) => panic!("{receipt:?}"),
    }
}

async fn signs_in(tools: &Tools, state: &str, answer: &str) -> bool {
    let origin = origin();
    let visit = Visit { tools, origin: &origin, previous: None, lifetimes: Lifetimes::default() };
    matches!(visit.with_passkey(state, answer).await.unwrap(), Advanced::SignedIn { .. })
}

on_both_databases! {
    async fn sessions_end_methods_go_and_a_pass_is_issued_in_one_case(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let help = somebody(&database.db, "help", &[Role::AuthenticationAdministrator]).await;
        let ada = somebody(&database.db, "ada", &[]).await;
        let (lost, _) = register(&tools, &ada).await;
        let (_, old) = issue(&tools, ada.id, false).await;
        insert_session(&database.db, ada.id, None).await;

        let loss = Loss { methods: vec![lost, lost, MethodRef::Password], ..Loss::default() };
        let done = receipt(restore(&tools, &help.actor(), &ada, loss).await);

        assert_eq!((done.sessions_ended, done.deleted.as_slice()), (1, &[lost][..]));
        assert_eq!(done.left, daypass::credentials::Kinds::default());
        let live = sessions::list(&database.db, ada.id, Lifetimes::default()).await.unwrap();
        assert!(live.is_empty(), "{live:?}");
        assert_eq!(count(&database.db, "passkeys").await, 0);
        refused(redeem(&tools, "ada", old.secret().expose()).await);
        crate::cast::accepted(redeem(&tools, "ada", done.code.secret().expose()).await);
        let filter = Filter { target: Some(ada.id), ..Filter::default() };
        let records = audit::list(database.db.read(), &filter, 50).await.unwrap();
        let case = records.iter().filter(|it| it.correlation_id.as_ref() == Some(&done.case));
        assert_eq!(case.count(), 4);
        let summary = records.iter().find(|it| it.activity == "Restore access").unwrap();
        assert!(!summary.reason.as_ref().unwrap().contains(done.code.secret().expose()));
    }

    async fn what_is_refused_has_changed_nothing(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let help = somebody(&database.db, "help", &[Role::AuthenticationAdministrator]).await;
        let users = somebody(&database.db, "users", &[Role::UserAdministrator]).await;
        let root = somebody(&database.db, "root", &[Role::GlobalAdministrator]).await;
        let ada = somebody(&database.db, "ada", &[]).await;
        for user in [&ada, &root, &help] {
            register(&tools, user).await;
            insert_session(&database.db, user.id, None).await;
        }

        let denied = |why| IssueRefusal::NotAllowed(why);
        for (by, of, why) in [
            (&help, &root, denied(Denied::Privileged)),
            (&help, &help, denied(Denied::Yourself)),
            (&users, &ada, denied(Denied::NoRole)),
            (&ada, &ada, denied(Denied::Yourself)),
        ] {
            assert_eq!(refusal(restore(&tools, &by.actor(), of, Loss::default()).await), why);
        }
        let pass = IssueRequest { lifetime: Some(Duration::from_secs(1)), ..IssueRequest::default() };
        let too_short = Loss { pass, ..Loss::default() };
        let why = refusal(restore(&tools, &help.actor(), &ada, too_short).await);
        assert!(matches!(why, IssueRefusal::LifetimeOutOfRange { .. }));
        assert_eq!(count(&database.db, "passkeys").await, 3);
        assert_eq!(count(&database.db, "sessions").await, 3);
        assert_eq!(count(&database.db, "passes").await, 0);

        committed(&database.db, async |work| {
            manage::disable(work, &origin(), &Actor::Machine, ada.id).await
        })
        .await;
        let why = refusal(restore(&tools, &help.actor(), &ada, Loss::default()).await);
        assert_eq!(why, IssueRefusal::UserDisabled);
        assert_eq!(count(&database.db, "passkeys").await, 3);
    }

    async fn a_fault_in_the_middle_leaves_everything_as_it_was(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (lost, _) = register(&tools, &ada).await;
        insert_session(&database.db, ada.id, None).await;
        let records = count(&database.db, "audit_events").await;
        database.execute("DROP TABLE recovery_codes").await;

        // The passkey is deleted by then, and the sessions have ended.
        let loss = Loss { methods: vec![lost, MethodRef::RecoveryCodes], ..Loss::default() };
        restore_access::restore(&tools, &origin(), &Actor::Machine, ada.id, loss).await.unwrap_err();

        assert_eq!(count(&database.db, "passkeys").await, 1);
        assert_eq!(count(&database.db, "sessions").await, 1);
        assert_eq!(count(&database.db, "passes").await, 0);
        assert_eq!(count(&database.db, "audit_events").await, records);
    }

    async fn however_many_sign_in_meanwhile_the_lost_passkey_opens_nothing_afterwards(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (lost, mut device) = register(&tools, &ada).await;
        let mut answers = Vec::new();
        for _ in 0..10 {
            let started = passkey::start_authentication(&tools).unwrap();
            let answer = device.get(&started.options).await.unwrap();
            answers.push((started.sealed.expose().to_owned(), answer));
        }
        let late = answers.pop().unwrap();

        let mut racers = tokio::task::JoinSet::new();
        for (state, answer) in answers {
            let tools = tools.clone();
            racers.spawn(async move { signs_in(&tools, &state, &answer).await });
        }
        let loss = Loss { methods: vec![lost], ..Loss::default() };
        receipt(restore(&tools, &Actor::Machine, &ada, loss).await);
        racers.join_all().await;

        assert!(!signs_in(&tools, &late.0, &late.1).await);
        let left = sessions::list(&database.db, ada.id, Lifetimes::default()).await.unwrap();
        assert_eq!(left, []);
    }
}
