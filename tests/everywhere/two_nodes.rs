//! Two processes on one database: what one of them ends the other refuses from the next request on, with
//! every cache warm.

use daypass::base::UserId;
use daypass::directory::Role;

use crate::browser::Browser;
use crate::evidence::{Evidence, apps, sign_in_with_pass};
use crate::nodes::{Nodes, PASSWORD, Turn, add_newcomer, add_person, sign_in};
use crate::on_both_databases;
use crate::support::TestDatabase;

/// Who administers.
const ROOT: &str = "root";

/// What ends everything of a person's.
#[derive(Clone, Copy, Debug)]
enum Way {
    ByThemselves,
    ByAnAdministrator,
    Disabled,
    Deleted,
    PasswordReset,
    AccessRestored,
}

const WAYS: [Way; 6] = [
    Way::ByThemselves,
    Way::ByAnAdministrator,
    Way::Disabled,
    Way::Deleted,
    Way::PasswordReset,
    Way::AccessRestored,
];

on_both_databases! {
    async fn the_other_node_refuses_at_once(database: TestDatabase) {
        let mut ids = Vec::new();
        let nodes = Nodes::start(database, &apps(), async |app| {
            add_person(app, ROOT, &[Role::GlobalAdministrator]).await;
            for way in WAYS {
                // A role, so that there is a page of the console to see.
                ids.push(add_person(app, &name(way), &[Role::GlobalReader]).await.id);
            }
        })
        .await;
        let root = nodes.browser();
        sign_in(&root, ROOT).await;
        for (way, id) in WAYS.into_iter().zip(ids) {
            eprintln!("{way:?}");
            let mut evidence = Evidence::of(&nodes, &name(way)).await;
            nodes.turn_to(Turn::B);
            evidence.is_accepted().await;
            nodes.turn_to(Turn::A);
            end(&nodes, &root, &evidence, way, id).await;
            nodes.turn_to(Turn::B);
            evidence.is_refused().await;
            nodes.turn_to(Turn::Either);
            evidence.is_refused().await;
        }
    }
}

on_both_databases! {
    async fn the_other_node_registers_nothing(database: TestDatabase) {
        let mut id = None;
        let nodes = Nodes::start(database, "", async |app| {
            add_person(app, ROOT, &[Role::GlobalAdministrator]).await;
            id = Some(add_newcomer(app, "newcomer", &[]).await.id);
        })
        .await;
        let root = nodes.browser();
        sign_in(&root, ROOT).await;
        let newcomer = nodes.browser();
        let owed = sign_in_with_pass(&nodes, &newcomer, "newcomer").await;
        assert_eq!(owed.path(), "/security-info/register", "{owed:?}");
        nodes.turn_to(Turn::B);
        let choosing = newcomer.open("/security-info/register/password").await;
        let choosing = choosing.form_with("#next").set("password", PASSWORD);
        nodes.turn_to(Turn::A);
        let person = format!("/admin/users/{}", id.unwrap());
        confirm(&root, &person, "#sign-out-everywhere").await;
        nodes.turn_to(Turn::B);
        let refused = choosing.submit().await;
        assert_eq!(refused.path(), "/signin", "{refused:?}");
        assert_eq!(newcomer.open("/security-info/register").await.path(), "/signin");
    }
}

fn name(way: Way) -> String {
    format!("{way:?}").to_lowercase()
}

async fn end(nodes: &Nodes, root: &Browser, evidence: &Evidence, way: Way, id: UserId) {
    let person = format!("/admin/users/{id}");
    match way {
        Way::ByThemselves => evidence.sign_out_everywhere().await,
        Way::ByAnAdministrator => confirm(root, &person, "#sign-out-everywhere").await,
        Way::Disabled => confirm(root, &person, "#disable").await,
        Way::Deleted => confirm(root, &person, "#delete").await,
        Way::AccessRestored => {
            let form = root.open(format!("{person}/restore-access")).await;
            let done = form.form_with("#restore").submit().await;
            assert!(done.h1().starts_with("Access restored"), "{done:?}");
        }
        Way::PasswordReset => {
            let file = nodes.file("password", &PASSWORD.replace("quiet", "noisy"));
            let file = file.to_str().unwrap();
            let set = ["user", "set-password", &name(way), "--password-file", file];
            let done = nodes.command(&set);
            assert!(done.status.success(), "{done:?}");
        }
    }
}

/// Follows a link on somebody's page in the console, and confirms.
async fn confirm(root: &Browser, person: &str, link: &str) {
    let asked = root.open(person).await.click(link).await;
    let done = asked.form_with("#confirm").submit().await;
    assert_eq!(done.status, 200, "{done:?}");
}
