//! Finding people: as somebody types, by list, page by page.

use daypass::audit::Actor;
use daypass::base::UserId;
use daypass::credentials::{MethodsPolicy, security_info};
use daypass::directory::manage::{self, Added, Changed, NewUser};
use daypass::directory::{
    Role, StandardClaims, User, UserFilter, UserQuery, Username, find_user, search_users,
};

use crate::cast::set_password;
use crate::cast::{accepted, committed, count, issue, origin, redeem, somebody};
use crate::on_both_databases;
use crate::support::TestDatabase;

async fn add(database: &TestDatabase, username: &str, name: &str, email: &str) -> User {
    let (given, family) = name.split_once(' ').unwrap();
    let new = NewUser {
        username: Username::parse(username).unwrap(),
        display_name: Some(name.to_owned()),
        claims: StandardClaims {
            given_name: Some(given.to_owned()),
            family_name: Some(family.to_owned()),
            email: Some(email.to_owned()),
            ..StandardClaims::default()
        },
        roles: Vec::new(),
    };
    let added = committed(&database.db, async |work| {
        manage::add(work, &origin(), &Actor::Machine, new).await
    })
    .await;
    let Added::Added(user) = added else { panic!("{added:?}") };
    *user
}

/// Everybody that is found, read in pages of two, in the order in which they come.
async fn found(database: &TestDatabase, prefix: Option<&str>, filter: UserFilter) -> Vec<String> {
    let mut names = Vec::new();
    let mut query = UserQuery { prefix: prefix.map(str::to_owned), filter, after: None, limit: 2 };
    loop {
        let page = search_users(database.db.read(), &query).await.unwrap();
        assert!(page.users.len() <= 2);
        names.extend(page.users.iter().map(|user| user.username.as_str().to_owned()));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return names,
        }
    }
}

async fn typed(database: &TestDatabase, prefix: &str) -> Vec<String> {
    let mut names = found(database, Some(prefix), UserFilter::Everybody).await;
    names.sort();
    names
}

on_both_databases! {
    async fn people_are_found_by_the_beginning_of_anything_they_are_called(database: TestDatabase) {
        add(&database, "al001", "Ada Lovelace", "ada@analytical.example").await;
        add(&database, "at002", "Alan Turing", "alan@bletchley.example").await;
        add(&database, "gh003", "Grace Brewster Hopper", "amazing@navy.example").await;

        for (prefix, expected) in [
            ("a", &["al001", "at002", "gh003"][..]),
            ("AL", &["al001", "at002"]),
            ("al0", &["al001"]),
            ("ada l", &["al001"]),
            ("love", &["al001"]),
            ("hopper", &["gh003"]),
            ("brewster h", &["gh003"]),
            ("amazing@navy", &["gh003"]),
            ("  Turing ", &["at002"]),
            ("ovelace", &[]),
            ("%", &[]),
            ("", &["al001", "at002", "gh003"]),
        ] {
            assert_eq!(typed(&database, prefix).await, expected, "{prefix:?}");
        }
    }

    async fn nobody_is_found_twice_and_nobody_is_left_out_between_pages(database: TestDatabase) {
        for number in 0..9 {
            let (name, email) = (format!("Anna Ann{number}"), format!("an{number}@a.example"));
            add(&database, &format!("ann{number}"), &name, &email).await;
        }
        let names = found(&database, Some("an"), UserFilter::Everybody).await;
        let mut once = names.clone();
        once.sort();
        once.dedup();
        assert_eq!((names.len(), once.len()), (9, 9), "{names:?}");
        assert_eq!(found(&database, None, UserFilter::Everybody).await, once);
    }

    async fn whoever_is_renamed_is_found_by_the_new_name_alone(database: TestDatabase) {
        let ada = add(&database, "ada", "Ada King", "ada@a.example").await;
        somebody(&database.db, "bob", &[]).await;
        let rename = async |name: &str| {
            let name = Username::parse(name).unwrap();
            committed(&database.db, async |work| {
                manage::rename(work, &origin(), &Actor::Machine, ada.id, name).await
            })
            .await
        };
        assert_eq!(rename("BOB").await, Changed::UsernameTaken);
        assert_eq!(rename("Countess").await, Changed::Changed);
        assert_eq!(rename("Countess").await, Changed::Unchanged);
        committed(&database.db, async |work| {
            let claims = StandardClaims::default();
            let by = Actor::Machine;
            manage::update_profile(work, &origin(), &by, ada.id, Some("A. Lovelace"), claims).await
        })
        .await;

        for (prefix, expected) in
            [("count", &["Countess"][..]), ("lovel", &["Countess"]), ("king", &[]), ("ada", &[])]
        {
            assert_eq!(typed(&database, prefix).await, expected, "{prefix}");
        }
    }

    async fn the_lists_follow_what_happens_to_people(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = add(&database, "ada", "Ada King", "ada@a.example").await;
        let ben = add(&database, "ben", "Ben Adams", "ben@a.example").await;
        somebody(&database.db, "root", &[Role::GlobalAdministrator]).await;
        let now = database.clock.now();
        let lists = async |filter| {
            (found(&database, None, filter).await, found(&database, Some("ad"), filter).await)
        };
        let (all, ad) = lists(UserFilter::NoMethod).await;
        assert_eq!((all, ad.len()), (vec!["ada".into(), "ben".into(), "root".to_owned()], 2));
        let (all, ad) = lists(UserFilter::Administrators).await;
        assert_eq!((all, ad), (vec!["root".to_owned()], vec![]));

        set_password(&tools, &ada).await;
        let (all, ad) = lists(UserFilter::NoMethod).await;
        assert_eq!((all, ad), (vec!["ben".into(), "root".to_owned()], vec!["ben".to_owned()]));
        committed(&database.db, async |work| {
            let method = security_info::MethodRef::Password;
            let policy = MethodsPolicy::default();
            security_info::delete(work, &origin(), &policy, &Actor::Machine, ada.id, method).await
        })
        .await;
        assert_eq!(lists(UserFilter::NoMethod).await.1.len(), 2);

        assert_eq!(lists(UserFilter::Disabled).await, (vec![], vec![]));
        committed(&database.db, async |work| {
            manage::disable(work, &origin(), &Actor::Machine, ada.id).await
        })
        .await;
        let one = || vec!["ada".to_owned()];
        assert_eq!(lists(UserFilter::Disabled).await, (one(), one()));
        committed(&database.db, async |work| {
            manage::enable(work, &origin(), &Actor::Machine, ada.id).await
        })
        .await;
        assert_eq!(lists(UserFilter::Disabled).await, (vec![], vec![]));

        let (pass, code) = issue(&tools, ben.id, true).await;
        let outstanding = UserFilter::PassOutstanding;
        let one = || vec!["ben".to_owned()];
        assert_eq!(lists(outstanding(now)).await, (one(), one()));
        assert_eq!(lists(outstanding(pass.ends_at)).await, (vec![], vec![]));
        accepted(redeem(&tools, "ben", code.secret().expose()).await);
        assert_eq!(lists(outstanding(now)).await, (vec![], vec![]));
    }

    async fn whoever_is_deleted_leaves_nothing_but_the_record(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = add(&database, "ada", "Ada King", "ada@a.example").await;
        set_password(&tools, &ada).await;
        issue(&tools, ada.id, false).await;
        let events = count(&database.db, "audit_events").await;
        let delete = async |by: &Actor| {
            committed(&database.db, async |work| {
                manage::delete(work, &origin(), by, ada.id).await
            })
            .await
        };
        let reader = somebody(&database.db, "reader", &[Role::GlobalReader]).await;
        assert!(matches!(delete(&reader.actor()).await, Changed::NotAllowed(_)));
        assert!(matches!(delete(&ada.actor()).await, Changed::NotAllowed(_)));

        assert_eq!(delete(&Actor::Machine).await, Changed::Changed);
        assert_eq!(delete(&Actor::Machine).await, Changed::UserNotFound);
        assert_eq!(find_user(database.db.read(), ada.id).await.unwrap(), None);
        for table in ["passes", "passwords", "onboarded_users"] {
            assert_eq!(count(&database.db, table).await, 0, "{table}");
        }
        assert_eq!(typed(&database, "ad").await, Vec::<String>::new());
        assert_eq!(found(&database, None, UserFilter::NoMethod).await, ["reader"]);
        // The reader was added with a role, and Ada deleted.
        assert_eq!(count(&database.db, "audit_events").await, events + 3);
    }

    async fn people_who_do_not_exist_are_found_like_those_who_do(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        daypass::administration::seed::people(&tools, 2_500).await.unwrap();
        let query = UserQuery { limit: 5_000, ..UserQuery::default() };
        let with = async |prefix: Option<&str>, filter| {
            let query = UserQuery { prefix: prefix.map(str::to_owned), filter, ..query.clone() };
            search_users(database.db.read(), &query).await.unwrap().users.len()
        };
        assert_eq!(with(None, UserFilter::Everybody).await, 2_500);
        assert_eq!(with(None, UserFilter::NoMethod).await, 125);
        assert_eq!(with(None, UserFilter::Disabled).await, 50);
        assert_eq!(with(Some("lovelace"), UserFilter::Everybody).await, 100);
        assert_eq!(with(Some("ada love"), UserFilter::NoMethod).await, 5);
        let unknown = UserQuery { after: Some(format!("{}.zzz", UserId::fresh())), ..query.clone() };
        assert!(search_users(database.db.read(), &unknown).await.unwrap().users.is_empty());
    }
}
