//! The first page of the console: what it counts is what happened, and each reader sees what is theirs.

use std::time::Duration;

use ::daypass::credentials::pass::IssueRequest;
use ::daypass::directory::Role;
use reqwest::StatusCode;

use crate::browser::Page;
use crate::daypass::on_each_database;
use crate::steps::{HOUR, administrator, onboard, sign_in_with_pass, sign_in_with_passkey};

fn figure(page: &Page, id: &str) -> u64 {
    page.text_of(&format!("#{id} .figure-number")).parse().unwrap()
}

/// The rows of the table: method, accepted, refused.
fn methods(page: &Page) -> Vec<[String; 3]> {
    let cells = page.texts_of("tbody td");
    cells.chunks(3).map(|row| row.to_vec().try_into().unwrap()).collect()
}

fn row(method: &str, accepted: u64, refused: u64) -> [String; 3] {
    [method.to_owned(), accepted.to_string(), refused.to_string()]
}

#[tokio::test]
async fn the_numbers_are_those_of_the_last_day() {
    on_each_database(async |daypass| {
        let root = administrator(&daypass, "root@contoso.example", Role::GlobalAdministrator).await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        for person in [&root, &ana] {
            daypass.delete_pass(&person.user).await;
        }
        daypass.wait(HOUR);
        let bo = daypass.add_user("bo@contoso.example").await;
        daypass.issue_pass(&bo).await;
        let wrong = "BCDF-GHJK";
        let refused = sign_in_with_pass(&daypass.browser(), "bo@contoso.example", wrong).await;
        assert!(refused.error_of("pass").is_some(), "{refused:?}");
        sign_in_with_passkey(&daypass.browser(), &ana.device).await;
        let later = daypass.clock.now().plus(HOUR);
        let scheduled = IssueRequest { starts_at: Some(later), ..IssueRequest::default() };
        daypass.issue(&daypass.add_user("cy@contoso.example").await, scheduled).await;

        let page = root.browser.open("/admin").await;
        assert_eq!(page.h1(), "Overview");
        let numbers = ["outstanding", "scheduled", "without-method", "accepted", "refused"];
        // Without a method are bo, cy and the first administrator.
        assert_eq!(numbers.map(|id| figure(&page, id)), [1, 1, 3, 3, 1], "{page:?}");
        let expected = [row("Passkey", 1, 0), row("Temporary Access Pass", 2, 1)];
        assert_eq!(methods(&page), expected);
        let words = page.attribute("svg", "aria-label").unwrap();
        assert!(words.contains("3 accepted, 1 refused; at most 2 in an hour"), "{words}");
        let people = page.click("#without-method a").await;
        assert_eq!(people.texts_of("#people h2").len(), 3, "{people:?}");
        let passes = page.click("#scheduled a").await;
        assert_eq!(passes.texts_of(".passes h2"), ["cy@contoso.example"]);

        daypass.wait(Duration::from_hours(25));
        let browser = daypass.browser();
        sign_in_with_passkey(&browser, &root.device).await;
        let page = browser.open("/admin").await;
        assert_eq!(numbers.map(|id| figure(&page, id)), [0, 0, 3, 1, 0], "{page:?}");
        assert_eq!(methods(&page), [row("Passkey", 1, 0)]);
    })
    .await;
}

#[tokio::test]
async fn each_reader_sees_what_is_theirs() {
    on_each_database(async |daypass| {
        let root = administrator(&daypass, "root@contoso.example", Role::GlobalAdministrator).await;
        let users = administrator(&daypass, "users@contoso.example", Role::UserAdministrator).await;
        let desk = onboard(&daypass, "desk@contoso.example").await;
        assert_eq!(desk.browser.open("/admin").await.status, StatusCode::FORBIDDEN);

        let page = users.browser.open("/admin").await;
        assert!(page.has("#without-method"), "{page:?}");
        assert!(!page.has("#accepted") && !page.has("svg.chart"), "{page:?}");
        // Nothing on the page leads to a closed door.
        for id in page.ids_of("li.figure") {
            let shown = page.click(&format!("#{id} a")).await;
            assert_eq!(shown.status, StatusCode::OK, "{id}");
        }

        let groups = root.browser.open("/admin/groups").await;
        groups.form_with("#create").set("name", "Berlin").submit().await;
        let page = groups.form_with("#create").set("name", "Front desk Berlin").submit().await;
        let member = page.form_with("#add-member").set("username", "desk@contoso.example");
        let page = member.submit().await;
        page.form_with("#delegate").set("people", "berlin").set("quota", "3").submit().await;
        let counter = desk.browser.open("/admin").await;
        assert_eq!((counter.h1().as_str(), counter.path()), ("Front desk", "/admin/front-desk"));
    })
    .await;
}
