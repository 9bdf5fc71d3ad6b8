//! Changing methods: who may, and never the last way in.

use daypass::audit::Actor;
use daypass::base::Secret;
use daypass::credentials::pass::PassBrowser;
use daypass::credentials::password::SetRefusal;
use daypass::credentials::security_info::{self, Changed, MethodRef, methods_of};
use daypass::credentials::{MethodsPolicy, Tools, passkey, password};
use daypass::directory::authority::Denied;
use daypass::directory::{Role, User};
use daypass::sessions::{self, Lifetimes, Session};
use daypass::sign_in::{Advanced, Registered, Registration, Visit};

use crate::cast::{RACERS, committed, issue, origin, race, somebody};
use crate::on_both_databases;
use crate::support::{SoftwareAuthenticator, TestDatabase};

/// Registers a passkey and answers which one it is.
async fn add_passkey(tools: &Tools, user: &User) -> MethodRef {
    let started = passkey::start_registration(tools, user).await.unwrap();
    let answer =
        SoftwareAuthenticator::at("http://localhost:8080").create(&started.options).await.unwrap();
    let registered = committed(&tools.db, async |work| {
        let sealed = started.sealed.expose();
        passkey::finish_registration(tools, work, &origin(), user.id, sealed, &answer, "").await
    })
    .await;
    match registered {
        passkey::Registered::Registered { id, .. } => MethodRef::Passkey(id),
        passkey::Registered::Refused(refusal) => panic!("{refusal:?}"),
    }
}

/// Signs somebody in with a pass.
async fn session_by_pass(tools: &Tools, user: &User) -> Session {
    let (_, code) = issue(tools, user.id, false).await;
    let (origin, lifetimes) = (origin(), Lifetimes::default());
    let visit = Visit { tools, origin: &origin, previous: None, lifetimes };
    let advanced = visit.with_pass(user.username.as_str(), code.secret(), PassBrowser::Other).await;
    match advanced.unwrap() {
        Advanced::SignedIn(started) => started.session,
        other => panic!("{other:?}"),
    }
}

async fn delete(tools: &Tools, by: &Actor, user: &User, method: MethodRef) -> Changed {
    committed(&tools.db, async |work| {
        security_info::delete(work, &origin(), &tools.policy, by, user.id, method).await
    })
    .await
}

on_both_databases! {
    async fn people_keep_their_last_way_in_and_administrators_may_take_it(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let help = somebody(&database.db, "help", &[Role::AuthenticationAdministrator]).await;
        let ada = somebody(&database.db, "ada", &[]).await;
        let first = add_passkey(&tools, &ada).await;
        let second = add_passkey(&tools, &ada).await;

        assert_eq!(delete(&tools, &ada.actor(), &ada, first).await, Changed::Done);
        assert_eq!(delete(&tools, &ada.actor(), &ada, second).await, Changed::LastWayIn);
        assert_eq!(delete(&tools, &help.actor(), &ada, second).await, Changed::Done);
        assert_eq!(delete(&tools, &help.actor(), &ada, second).await, Changed::NotFound);
    }

    async fn deleting_everything_at_once_leaves_a_way_in(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let mut methods = Vec::new();
        for _ in 0..4 {
            methods.push(add_passkey(&tools, &ada).await);
        }

        let person = ada.clone();
        race(&tools, move |tools, number| {
            let (ada, method) = (person.clone(), methods[number % methods.len()]);
            async move { delete(&tools, &ada.actor(), &ada, method).await }
        })
        .await;

        let left = methods_of(database.db.read(), ada.id).await.unwrap();
        assert_eq!(left.passkeys.len(), 1);
    }

    async fn nobody_touches_anothers_methods_without_a_role(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let help = somebody(&database.db, "help", &[Role::AuthenticationAdministrator]).await;
        let root = somebody(&database.db, "root", &[Role::GlobalAdministrator]).await;
        let ada = somebody(&database.db, "ada", &[]).await;
        let eve = somebody(&database.db, "eve", &[]).await;
        let adas = add_passkey(&tools, &ada).await;
        let roots = add_passkey(&tools, &root).await;

        let denied = Changed::NotAllowed(Denied::NoRole);
        assert_eq!(delete(&tools, &eve.actor(), &ada, adas).await, denied);
        let denied = Changed::NotAllowed(Denied::Privileged);
        assert_eq!(delete(&tools, &help.actor(), &root, roots).await, denied);
        // One's own list does not hold another's passkey.
        assert_eq!(delete(&tools, &eve.actor(), &eve, adas).await, Changed::NotFound);
    }

    async fn a_method_is_renamed_to_something_that_can_be_read(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let method = add_passkey(&tools, &ada).await;
        let rename = async |name| {
            committed(&database.db, async |work| {
                security_info::rename(work, &origin(), &ada.actor(), ada.id, method, name).await
            })
            .await
        };

        assert_eq!(rename("  Blue\u{7} phone ").await, Changed::Done);
        assert_eq!(rename(" \u{0} ").await, Changed::NotAName);
        let methods = methods_of(database.db.read(), ada.id).await.unwrap();
        assert_eq!(methods.passkeys[0].name, "Blue phone");
    }

    async fn a_session_that_has_ended_changes_nothing_any_more(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let method = add_passkey(&tools, &ada).await;
        add_passkey(&tools, &ada).await;
        let session = session_by_pass(&tools, &ada).await;
        let origin = origin();
        let (session, lifetimes) = (&session, Lifetimes::default());
        let late = Registration { tools: &tools, origin: &origin, session, lifetimes };
        let everything = methods_of(database.db.read(), ada.id).await.unwrap();
        assert_eq!(late.rename(method, "Laptop").await.unwrap(), Some(Changed::Done));

        committed(&database.db, async |work| {
            sessions::end_all(work, &origin, Actor::Machine, &ada).await
        })
        .await;

        assert_eq!(late.rename(method, "Too late").await.unwrap(), None);
        assert_eq!(late.delete(method).await.unwrap(), None);
        let left = methods_of(database.db.read(), ada.id).await.unwrap();
        assert_eq!(left.passkeys.len(), everything.passkeys.len());
        assert!(left.passkeys.iter().all(|passkey| passkey.name != "Too late"));
    }

    async fn of_several_first_passwords_one_is_saved(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let session = session_by_pass(&tools, &ada).await;

        let outcomes = race(&tools, move |tools, number| {
            let session = session.clone();
            async move {
                let (session, origin, lifetimes) = (&session, &origin(), Lifetimes::default());
                let registration = Registration { tools: &tools, origin, session, lifetimes };
                let new = Secret::new(format!("brackish umbrella tundra vow {number}"));
                registration.first_password(&new).await.unwrap()
            }
        })
        .await;

        let saved = outcomes.iter().filter(|it| matches!(it, Registered::Saved { .. })).count();
        assert_eq!(saved, 1, "{outcomes:?}");
        let refused = |it: &&Registered<_>| matches!(it, Registered::Refused(SetRefusal::NotTheFirst));
        assert_eq!(outcomes.iter().filter(refused).count(), RACERS - 1, "{outcomes:?}");
    }

    async fn what_a_person_has_is_told_in_one_piece(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        assert!(!methods_of(database.db.read(), ada.id).await.unwrap().lasting(&tools.policy));

        let new = Secret::new("brackish umbrella tundra vow");
        let prepared = password::prepare(&tools, &ada, &new).await.unwrap().unwrap();
        committed(&database.db, async |work| {
            password::save(work, &origin(), &ada.actor(), prepared).await
        })
        .await;
        let methods = methods_of(database.db.read(), ada.id).await.unwrap();
        assert_eq!(methods.password.unwrap().changed_at, database.clock.now());
        assert!(!methods.lasting(&tools.policy));

        add_passkey(&tools, &ada).await;
        assert!(methods_of(database.db.read(), ada.id).await.unwrap().lasting(&tools.policy));
    }
}
