//! The console, as help desks use it and as somebody who may less than they think tries it.

use ::daypass::credentials::pass;
use ::daypass::directory::{Role, User};
use reqwest::StatusCode;

use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::steps::{administrator, onboard, sign_in_with_pass};

const ANA: &str = "ana@contoso.example";
const REGISTRATION: &str = "Set up how you'll sign in from now on";

fn path_of(user: &User, tail: &str) -> String {
    format!("/admin/users/{}{tail}", user.id)
}

/// The code on the ticket, as it is typed.
fn code_on(page: &Page) -> String {
    page.texts_of(".ticket-code span").concat()
}

/// Sends the same fields to an address, as no page of ours does.
async fn forged(browser: &Browser, path: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    browser.post(path, &fields).await
}

async fn has_pass(daypass: &Daypass, user: &User) -> bool {
    pass::show(daypass.app.db().read(), user.id).await.unwrap().is_some()
}

#[tokio::test]
async fn the_help_desk_finds_somebody_and_issues_a_pass_that_is_shown_once() {
    on_each_database(async |daypass| {
        let help =
            administrator(&daypass, "help@contoso.example", Role::AuthenticationAdministrator)
                .await;
        let ana = daypass.add_user(ANA).await;
        daypass.add_user("bob@contoso.example").await;

        let list = help.browser.open("/admin/users").await;
        assert_eq!(list.texts_of("#people h2").len(), 4, "{list:?}");
        let found = help.browser.open("/admin/users?q=ANA%40").await;
        assert_eq!(found.texts_of("#people h2"), [ANA]);
        let person = found.click("#people h2 a").await;
        assert_eq!(person.h1(), ANA);
        let form = person.click("#issue-pass").await;
        let issued = form.form_with("#issue").set("lifetime", "120").submit().await;

        assert_eq!(issued.h1(), format!("Pass for {ANA}"), "{issued:?}");
        assert_eq!(issued.header("cache-control"), Some("no-store"));
        let code = code_on(&issued);
        assert_eq!(code.len(), 8);
        assert_eq!(issued.texts_of(".aloud li").len(), 8);
        assert!(issued.has("img.ticket-qr"));
        assert!(!issued.url.as_str().contains(&code));
        let person = issued.click("#person").await;
        assert!(person.has(".ticket") && !person.body.contains(&code), "{person:?}");
        let inventory = help.browser.open("/admin/passes").await;
        assert!(inventory.texts_of(".passes h2").contains(&ANA.to_owned()), "{inventory:?}");

        let choosing = sign_in_with_pass(&daypass.browser(), ANA, &code).await;
        assert_eq!(choosing.h1(), REGISTRATION);
        let used = help.browser.open("/admin/passes?state=used").await;
        assert!(used.texts_of(".passes h2").contains(&ANA.to_owned()));
        let kept = pass::show(daypass.app.db().read(), ana.id).await.unwrap().unwrap();
        assert_eq!(kept.issued_by, Some(help.user.id));
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_issues_one_pass_and_shows_it_once() {
    on_each_database(async |daypass| {
        let help =
            administrator(&daypass, "help@contoso.example", Role::AuthenticationAdministrator)
                .await;
        let ana = daypass.add_user(ANA).await;
        let path = path_of(&ana, "/pass");
        let form = help.browser.open(&path).await.form_with("#issue");
        let fields = form.fields();

        let issued = form.submit().await;
        let again = forged(&help.browser, &path, &fields).await;

        assert_eq!(again.status, StatusCode::CONFLICT);
        assert_eq!(again.h1(), "This was done already");
        let code = code_on(&issued);
        assert!(!again.body.contains(&code) && !again.has(".ticket"));
        assert_eq!(sign_in_with_pass(&daypass.browser(), ANA, &code).await.h1(), REGISTRATION);

        let other = daypass.add_user("bob@contoso.example").await;
        let fresh = help.browser.open(&path).await.form_with("#issue").fields();
        let elsewhere = forged(&help.browser, &path_of(&other, "/pass"), &fresh).await;
        assert_eq!(
            elsewhere.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "a form is about one person"
        );
        assert!(!has_pass(&daypass, &other).await);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_pass_is_said_beside_its_field_and_what_was_typed_stays() {
    on_each_database(async |daypass| {
        let help =
            administrator(&daypass, "help@contoso.example", Role::AuthenticationAdministrator)
                .await;
        let ana = daypass.add_user(ANA).await;
        let form = help.browser.open(path_of(&ana, "/pass")).await.form_with("#issue");

        let form = form.set("start", "later").set("starts_at", "2026-11-22T08:00");
        let past = form.set("lifetime", "other").set("amount", "3").submit().await;
        assert!(
            past.error_of("starts_at").unwrap().starts_with("That moment is past."),
            "{past:?}"
        );
        let form = past.form_with("#issue");
        assert_eq!((form.value("lifetime"), form.value("amount")), ("other", "3"));
        let form = form.set("starts_at", "2026-11-24T09:00").forge("starts_offset", "-60");
        let long = form.set("amount", "40").set("unit", "days").submit().await;
        assert!(long.error_of("amount").unwrap().contains("1 hour to 8 hours"), "{long:?}");
        assert!(!has_pass(&daypass, &ana).await);
        let form = long.form_with("#issue").set("unit", "hours").set("amount", "3");
        let issued = form.forge("starts_offset", "-60").forge("one_time", "on").submit().await;

        assert_eq!(issued.h1(), format!("Pass for {ANA}"), "{issued:?}");
        let pass = pass::show(daypass.app.db().read(), ana.id).await.unwrap().unwrap();
        assert_eq!(pass.starts_at.to_string(), "2026-11-24T08:00:00Z");
        assert_eq!(pass.ends_at.to_string(), "2026-11-24T11:00:00Z");
        assert!(pass.one_time);
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_is_refused_by_every_address_whatever_they_send() {
    on_each_database(async |daypass| {
        let help =
            administrator(&daypass, "help@contoso.example", Role::AuthenticationAdministrator)
                .await;
        let root = administrator(&daypass, "root@contoso.example", Role::GlobalAdministrator).await;
        let ana = daypass.add_user(ANA).await;
        let passkey = daypass::credentials::methods_of(daypass.app.db().read(), root.user.id)
            .await
            .unwrap()
            .passkeys[0]
            .id;
        let fields = help.browser.open(path_of(&ana, "/pass")).await.form_with("#issue").fields();
        daypass.delete_pass(&root.user).await;
        daypass.delete_pass(&help.user).await;

        for user in [&root.user, &help.user] {
            let person = help.browser.open(path_of(user, "")).await;
            assert!(!person.has("#issue-pass") && !person.has("#restore-access"));
            for tail in ["/pass", "/restore-access"] {
                let page = help.browser.open(path_of(user, tail)).await;
                assert_eq!(page.status, StatusCode::FORBIDDEN, "{tail}");
                let page = forged(&help.browser, &path_of(user, tail), &fields).await;
                assert_eq!(page.status, StatusCode::FORBIDDEN, "{tail}");
            }
            assert!(!has_pass(&daypass, user).await);
        }
        let passkey = format!("passkey:{passkey}");
        for (tail, field, value) in [
            ("/edit", "display_name", "Mallory"),
            ("/disable", "", ""),
            ("/enable", "", ""),
            ("/roles/add", "role", "global-reader"),
            ("/roles/remove", "role", "global-administrator"),
            ("/methods/delete", "method", passkey.as_str()),
            ("/pass/delete", "", ""),
            ("/sign-out-everywhere", "", ""),
            ("/remove-app", "client", "payroll"),
            ("/end-session", "session", "0199aaaa-0000-7000-8000-000000000000"),
        ] {
            let page = help.browser.post(&path_of(&root.user, tail), &[(field, value)]).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{tail}: {page:?}");
        }
        assert_eq!(root.browser.open("/admin").await.h1(), "Overview", "nothing was changed");
        let stranger = onboard(&daypass, "eve@contoso.example").await;
        for path in ["/admin/users", "/admin/passes", path_of(&ana, "").as_str()] {
            assert_eq!(stranger.browser.open(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_global_reader_sees_that_there_is_a_pass_and_never_the_pass() {
    on_each_database(async |daypass| {
        let reader = administrator(&daypass, "reader@contoso.example", Role::GlobalReader).await;
        let ana = daypass.add_user(ANA).await;
        let code = daypass.issue_pass(&ana).await;
        let plain = code.replace('-', "");
        // One's own may be deleted, by whomever.
        daypass.delete_pass(&reader.user).await;

        let mut seen = Vec::new();
        for path in [
            "/admin/users".to_owned(),
            format!("/admin/users?q={ANA}"),
            path_of(&ana, ""),
            "/admin/passes".to_owned(),
            "/admin/passes?state=nothing-registered".to_owned(),
        ] {
            seen.push(reader.browser.open(path).await);
        }
        assert!(seen[2].has(".ticket") && !seen[2].has(".ticket-code"), "{:?}", seen[2]);
        assert!(!seen[2].has("#issue-pass") && !seen[2].has("#delete-pass"));
        assert!(seen[3].texts_of(".passes h2").contains(&ANA.to_owned()));
        assert!(!seen[3].has("#revoke") && !seen[3].has("input[name=pass]"));
        for tail in ["/pass", "/restore-access", "/pass/delete"] {
            seen.push(reader.browser.open(path_of(&ana, tail)).await);
            seen.push(reader.browser.post(&path_of(&ana, tail), &[]).await);
        }
        let pass = pass::show(daypass.app.db().read(), ana.id).await.unwrap().unwrap();
        let id = pass.id.to_string();
        seen.push(reader.browser.post("/admin/passes/revoke", &[("pass", &id)]).await);
        for page in &seen[5..] {
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
        }
        for page in &seen {
            assert!(!page.body.contains(&code) && !page.body.contains(&plain), "{page:?}");
        }
        assert!(has_pass(&daypass, &ana).await);
    })
    .await;
}

#[tokio::test]
async fn somebody_is_added_with_a_pass_and_their_profile_is_edited() {
    on_each_database(async |daypass| {
        let root = administrator(&daypass, "root@contoso.example", Role::GlobalAdministrator).await;

        let form = root.browser.open("/admin/users").await.click("#new-user").await;
        let form = form.form_with("#add").set("username", "ana contoso").set("email", "ana");
        let wrong = form.set("given_name", "Ana").submit().await;
        assert!(wrong.error_of("username").is_some() && wrong.error_of("email").is_some());
        let form = wrong.form_with("#add");
        assert_eq!(form.value("given_name"), "Ana");
        let issue = form.set("username", ANA).set("email", ANA).submit().await;
        assert_eq!(issue.h1(), format!("New pass for {ANA}"), "{issue:?}");
        let person = issue.click("#cancel").await;

        let edit = person.click("#edit").await.form_with("#save");
        let edit = edit.set("birthdate", "yesterday").set("locality", "Lisboa");
        let wrong = edit.set("display_name", "Ana <Pereira>").submit().await;
        assert!(wrong.error_of("birthdate").is_some(), "{wrong:?}");
        let edit = wrong.form_with("#save");
        assert_eq!(edit.value("locality"), "Lisboa");
        let saved = edit.set("birthdate", "1986").forge("email_verified", "on").submit().await;

        assert_eq!(saved.h1(), "Ana <Pereira>", "{saved:?}");
        let facts = saved.text_of("dl.pairs");
        for known in ["Lisboa", "1986", ANA] {
            assert!(facts.contains(known), "{facts}");
        }
        let reload = saved.click("#edit").await.form_with("#save");
        assert_eq!(reload.value("email_verified"), "on");
    })
    .await;
}

#[tokio::test]
async fn accounts_roles_groups_and_sessions_are_changed_on_the_persons_page() {
    on_each_database(async |daypass| {
        let root = administrator(&daypass, "root@contoso.example", Role::GlobalAdministrator).await;
        let ana = onboard(&daypass, ANA).await;
        let path = path_of(&ana.user, "");
        let payroll = daypass.payroll().await;
        let tokens = payroll.finish_in(&ana.browser, payroll.begin(&["offline_access"])).await;
        let open = async || root.browser.open(&path).await;

        let page = open().await.form_with("#add-role").set("role", "global-reader").submit().await;
        assert!(page.text_of("#notice").starts_with("They hold the role"), "{page:?}");
        assert_eq!(ana.browser.open("/admin").await.status, StatusCode::OK);
        let page = page.form_with("#remove-role-global-reader").submit().await;
        assert!(!page.has("#remove-role-global-reader"));
        let page = page.form_with("#add-group").set("group", "nobody").submit().await;
        assert!(page.problem().unwrap().starts_with("There is no group"), "{page:?}");

        let app = page.ids_of("button[id^=remove-payroll]");
        let page = page.form_with(&format!("#{}", app[0])).submit().await;
        assert_eq!(payroll.userinfo(&tokens).await, Err(401), "{page:?}");
        let page = page.click("#sign-out-everywhere").await.form_with("#confirm").submit().await;
        assert_eq!(page.h1(), "Signed out everywhere");
        assert_eq!(ana.browser.open("/").await.h1(), "Sign in");

        let page = open().await.click("#disable").await.form_with("#confirm").submit().await;
        assert_eq!(page.text_of(".badge.bad"), "Disabled", "{page:?}");
        let page = page.form_with("#enable").submit().await;
        assert!(page.has("#issue-pass"));
        // The form of an address that is only for forms leads to the page the form is on.
        assert_eq!(root.browser.open(path_of(&ana.user, "/roles/add")).await.path(), path);
    })
    .await;
}

#[tokio::test]
async fn passes_are_deleted_one_by_one_and_by_the_list() {
    on_each_database(async |daypass| {
        let help =
            administrator(&daypass, "help@contoso.example", Role::AuthenticationAdministrator)
                .await;
        let mut people = Vec::new();
        for number in 0..60 {
            let user = daypass.add_user(&format!("p{number:02}@contoso.example")).await;
            daypass.issue_pass(&user).await;
            people.push(user);
        }
        let reader = daypass.add_user_with("r@contoso.example", &[Role::GlobalReader]).await;
        daypass.issue_pass(&reader).await;

        let first = help.browser.open("/admin/passes").await;
        assert_eq!(first.texts_of(".passes h2").len(), 50);
        let second = first.click("#next-page").await;
        // Sixty, the reader's, and the help desk's own.
        assert_eq!(second.texts_of(".passes h2").len(), 12, "{second:?}");
        assert!(!second.has("#next-page"));
        let shown = first.ids_of("input[name=pass]").remove(0).replace("pick-", "");
        let one = first.form_with("#revoke").forge("pass", &shown).press("#revoke").await;
        assert_eq!(one.text_of("#notice"), "1 pass deleted.");

        let asks = one.click("#revoke-all").await;
        assert_eq!(asks.h1(), "Delete 61 passes?", "{asks:?}");
        let gone = asks.form_with("#confirm").submit().await;
        assert!(gone.text_of("#notice").contains("1 pass stayed"), "{gone:?}");
        let reached = usize::from(has_pass(&daypass, &help.user).await);
        assert_eq!(reached, 0, "one's own may be deleted");
        assert!(has_pass(&daypass, &reader).await);
        for user in &people {
            assert!(!has_pass(&daypass, user).await);
        }
    })
    .await;
}
