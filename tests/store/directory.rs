//! Users: one of each name, found by what is typed, changed by who may.

use daypass::audit::Actor;
use daypass::directory::authority::Denied;
use daypass::directory::manage::{self, Added, Changed, NewUser};
use daypass::directory::{
    Page, Role, StandardClaims, Username, any_global_administrator, find_user,
    find_user_by_subject, find_user_by_username, list_users, roles_of,
};

use crate::cast::{committed, origin, race, somebody};
use crate::on_both_databases;
use crate::support::TestDatabase;
use daypass::credentials::MethodsPolicy;

fn new_user(name: &str, roles: &[Role]) -> NewUser {
    NewUser {
        username: Username::parse(name).unwrap(),
        display_name: Some("  Ada Lovelace ".to_owned()),
        claims: StandardClaims { email: Some("ada@example.org".to_owned()), ..Default::default() },
        roles: roles.to_vec(),
    }
}

on_both_databases! {
    async fn a_user_is_found_by_name_in_any_case_by_id_and_by_subject(database: TestDatabase) {
        let added = committed(&database.db, async |work| {
            manage::add(work, &origin(), &Actor::Machine, new_user("Ada@Example.org", &[])).await
        })
        .await;
        let Added::Added(ada) = added else { panic!("{added:?}") };
        assert_eq!((ada.username.as_str(), ada.display_name.as_str()), ("Ada@Example.org", "Ada Lovelace"));

        let read = database.db.read();
        assert_eq!(find_user_by_username(read, " ADA@example.ORG").await.unwrap().as_ref(), Some(&*ada));
        assert_eq!(find_user(read, ada.id).await.unwrap().as_ref(), Some(&*ada));
        assert_eq!(find_user_by_subject(read, &ada.subject).await.unwrap().as_ref(), Some(&*ada));
        assert_eq!(find_user_by_username(read, "ada").await.unwrap(), None);
        assert_ne!(ada.subject.as_str(), ada.id.to_string());
        assert_ne!(ada.webauthn_handle, ada.id.uuid());
    }

    async fn of_many_who_add_the_same_name_at_once_one_does(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let outcomes = race(&tools, |tools, number| async move {
            let name = if number % 2 == 0 { "ada" } else { "ADA" };
            committed(&tools.db, async |work| {
                manage::add(work, &origin(), &Actor::Machine, new_user(name, &[])).await
            })
            .await
        })
        .await;
        let added = outcomes.iter().filter(|it| matches!(it, Added::Added(_))).count();
        let taken = outcomes.iter().filter(|it| matches!(it, Added::UsernameTaken)).count();
        assert_eq!((added, taken), (1, outcomes.len() - 1));
    }

    async fn a_list_of_users_is_read_page_by_page(database: TestDatabase) {
        for name in ["dora", "Ada", "carol", "bob", "a_c", "abc"] {
            somebody(&database.db, name, &[]).await;
        }
        let names = async |page: Page| -> Vec<String> {
            let users = list_users(database.db.read(), &page).await.unwrap();
            users.iter().map(|user| user.username.folded().to_owned()).collect()
        };

        let mut all = Vec::new();
        loop {
            let page = Page { after: all.last().cloned(), ..Page::first(4) };
            let found = names(page).await;
            if found.is_empty() {
                break;
            }
            all.extend(found);
        }
        let mut sorted = all.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!((all.len(), sorted.len()), (6, 6));

        let with_prefix = async |prefix: &str| {
            names(Page { prefix: Some(prefix.to_owned()), ..Page::first(10) }).await
        };
        assert_eq!(with_prefix("a_").await, ["a_c"]);
        assert_eq!(with_prefix("%").await, Vec::<String>::new());
        assert_eq!(with_prefix("ca").await, ["carol"]);
    }

    async fn roles_are_given_and_taken_by_global_administrators_only(database: TestDatabase) {
        assert!(!any_global_administrator(database.db.read()).await.unwrap());
        let root = somebody(&database.db, "root", &[Role::GlobalAdministrator]).await;
        assert!(any_global_administrator(database.db.read()).await.unwrap());
        let users = somebody(&database.db, "users", &[Role::UserAdministrator]).await;
        let ada = somebody(&database.db, "ada", &[]).await;
        let give = async |by: Actor, role| {
            committed(&database.db, async |work| {
                manage::assign_role(work, &origin(), &by, ada.id, role).await
            })
            .await
        };

        assert_eq!(give(users.actor(), Role::GlobalReader).await, Changed::NotAllowed(Denied::NoRole));
        assert_eq!(give(root.actor(), Role::GlobalReader).await, Changed::Changed);
        assert_eq!(give(root.actor(), Role::GlobalReader).await, Changed::Unchanged);
        assert_eq!(roles_of(database.db.read(), ada.id).await.unwrap(), [Role::GlobalReader]);
        let taken = committed(&database.db, async |work| {
            manage::remove_role(work, &origin(), &root.actor(), ada.id, Role::GlobalReader).await
        })
        .await;
        assert_eq!(taken, Changed::Changed);

        let added = committed(&database.db, async |work| {
            let new = new_user("eve", &[Role::GlobalAdministrator]);
            manage::add(work, &origin(), &users.actor(), new).await
        })
        .await;
        assert!(matches!(added, Added::NotAllowed(Denied::NoRole)), "{added:?}");
        assert_eq!(find_user_by_username(database.db.read(), "eve").await.unwrap(), None);
    }

    async fn disabling_voids_what_was_issued_before(database: TestDatabase) {
        let ada = somebody(&database.db, "ada", &[]).await;
        database.clock.advance(std::time::Duration::from_mins(1));
        let disable = async || {
            committed(&database.db, async |work| {
                manage::disable(work, &origin(), &Actor::Machine, ada.id).await
            })
            .await
        };
        assert_eq!(disable().await, Changed::Changed);
        assert_eq!(disable().await, Changed::Unchanged);
        let disabled = find_user(database.db.read(), ada.id).await.unwrap().unwrap();
        assert!(!disabled.enabled);
        assert_eq!(disabled.sign_in_sessions_valid_from, database.clock.now());

        committed(&database.db, async |work| {
            manage::enable(work, &origin(), &Actor::Machine, ada.id).await
        })
        .await;
        let enabled = find_user(database.db.read(), ada.id).await.unwrap().unwrap();
        assert!(enabled.enabled);
        assert_eq!(enabled.sign_in_sessions_valid_from, disabled.sign_in_sessions_valid_from);
    }
}
