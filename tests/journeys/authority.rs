//! Who may do what to whom: a front desk, a second approver, and the one function behind every surface.

use ::daypass::credentials::pass;
use ::daypass::directory::{Role, User};
use reqwest::StatusCode;

use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::steps::{administrator, onboard, sign_in_with_pass};

const REGISTRATION: &str = "Set up how you'll sign in from now on";

fn pass_page(user: &User) -> String {
    format!("/admin/users/{}/pass", user.id)
}

fn code_on(page: &Page) -> String {
    page.texts_of(".ticket-code span").concat()
}

async fn has_pass(daypass: &Daypass, user: &User) -> bool {
    pass::show(daypass.app.db().read(), user.id).await.unwrap().is_some()
}

/// Makes a group in the console and puts these people into it; answers its page.
async fn group(admin: &Browser, name: &str, members: &[&str]) -> Page {
    let list = admin.open("/admin/groups").await;
    let mut page = list.form_with("#create").set("name", name).submit().await;
    for member in members {
        page = page.form_with("#add-member").set("username", member).submit().await;
        assert!(page.text_of("#notice").starts_with("They are in the group"), "{page:?}");
    }
    page
}

/// A front desk for Berlin, made in the console by a Global Administrator.
async fn berlin(admin: &Browser, desk: &[&str], people: &[&str], quota: &str) {
    group(admin, "Berlin", people).await;
    let page = group(admin, "Front desk Berlin", desk).await;
    let form = page.form_with("#delegate").set("people", "berlin").set("quota", quota);
    let page = form.submit().await;
    assert!(page.text_of("#notice").contains("can issue passes"), "{page:?}");
}

#[tokio::test]
async fn a_front_desk_issues_for_its_people_and_finds_every_other_door_shut() {
    on_each_database(async |daypass| {
        let root = administrator(&daypass, "root@contoso.example", Role::GlobalAdministrator).await;
        let desk = onboard(&daypass, "desk@contoso.example").await;
        let old = onboard(&daypass, "old@contoso.example").await;
        let ana = daypass.add_user("ana@contoso.example").await;
        let ben = daypass.add_user("ben@contoso.example").await;
        let eve = daypass.add_user("eve@contoso.example").await;
        let none = desk.browser.open("/admin").await;
        assert_eq!(none.status, StatusCode::FORBIDDEN);
        let people = ["ana@contoso.example", "ben@contoso.example", "old@contoso.example"];
        berlin(&root.browser, &["desk@contoso.example"], &people, "1").await;

        let home = desk.browser.open("/").await;
        let counter = home.click("#admin").await;
        assert_eq!(counter.h1(), "Front desk", "{counter:?}");
        assert_eq!(counter.text_of(".left-today"), "1 of 1 passes left today (UTC)");
        let wrong = counter.form_with("#next").set("username", "eve@contoso.example");
        let wrong = wrong.submit().await;
        assert!(wrong.error_of("username").unwrap().contains("Check the spelling"), "{wrong:?}");
        let form = counter.form_with("#next").set("username", "ANA@contoso.example").submit().await;
        let issued = form.form_with("#issue").submit().await;
        assert_eq!(issued.h1(), "Pass for ana@contoso.example", "{issued:?}");
        let choosing =
            sign_in_with_pass(&daypass.browser(), "ana@contoso.example", &code_on(&issued)).await;
        assert_eq!(choosing.h1(), REGISTRATION);

        // The quota of the day is used up; tomorrow there is one more.
        let form = desk.browser.open(pass_page(&ben)).await;
        let refused = form.form_with("#issue").submit().await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused:?}");
        assert!(!has_pass(&daypass, &ben).await);

        // Whom they may not issue for: by crafted requests, too.
        for user in [&eve, &old.user, &root.user, &desk.user] {
            let path = pass_page(user);
            assert_eq!(desk.browser.open(&path).await.status, StatusCode::FORBIDDEN, "{path}");
            let crafted = desk.browser.post(&path, &[("lifetime", "60")]).await;
            assert_eq!(crafted.status, StatusCode::FORBIDDEN, "{path}");
        }
        assert!(!has_pass(&daypass, &eve).await);
        // The rest of the console is shut.
        for path in [
            "/admin/users",
            "/admin/passes",
            "/admin/groups",
            "/admin/clients",
            "/admin/settings",
            &format!("/admin/users/{}", ana.id),
            &format!("/admin/users/{}/restore-access", ana.id),
            &format!("/admin/users/{}/edit", ana.id),
        ] {
            let page = desk.browser.open(path).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        }
        for (path, fields) in [
            (format!("/admin/users/{}/pass/delete", ana.id), vec![]),
            (format!("/admin/users/{}/sign-out-everywhere", ana.id), vec![]),
            ("/admin/groups".to_owned(), vec![("name", "Mine")]),
        ] {
            let crafted = desk.browser.post(&path, &fields).await;
            assert_eq!(crafted.status, StatusCode::FORBIDDEN, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_manages_groups_gains_no_power_over_passes_by_it() {
    on_each_database(async |daypass| {
        let root = administrator(&daypass, "root@contoso.example", Role::GlobalAdministrator).await;
        let users = administrator(&daypass, "users@contoso.example", Role::UserAdministrator).await;
        let ana = daypass.add_user("ana@contoso.example").await;
        daypass.add_user("desk@contoso.example").await;
        berlin(&root.browser, &["desk@contoso.example"], &["ana@contoso.example"], "5").await;

        let found = users.browser.open("/admin/groups?q=front").await;
        let desk = found.click("#groups a").await;
        assert_eq!(desk.h1(), "Front desk Berlin");
        assert!(!desk.has("#add-member") && !desk.has("#delegate") && !desk.has("#delete"));
        let path = desk.path().to_owned();
        for (below, field) in
            [("members/add", ("username", "users@contoso.example")), ("delete", ("x", "x"))]
        {
            let crafted = users.browser.post(&format!("{path}/{below}"), &[field]).await;
            assert_eq!(crafted.status, StatusCode::FORBIDDEN, "{below}");
        }
        let own = group(&users.browser, "Mine", &["users@contoso.example"]).await;
        let crafted = [("people", "Berlin"), ("quota", "9")];
        let delegating = format!("{}/delegations/add", own.path());
        let crafted = users.browser.post(&delegating, &crafted).await;
        assert_eq!(crafted.status, StatusCode::FORBIDDEN);
        let issuing = users.browser.post(&pass_page(&ana), &[("lifetime", "60")]).await;
        assert_eq!(issuing.status, StatusCode::FORBIDDEN);
        assert!(!has_pass(&daypass, &ana).await);
    })
    .await;
}

#[tokio::test]
async fn a_second_administrator_approves_and_the_issuer_sees_the_pass_once() {
    on_each_database(async |daypass| {
        let role = Role::AuthenticationAdministrator;
        let issuer = administrator(&daypass, "issuer@contoso.example", role).await;
        let approver = administrator(&daypass, "approver@contoso.example", role).await;
        let reader = administrator(&daypass, "reader@contoso.example", Role::GlobalReader).await;
        let ana = daypass.add_user("ana@contoso.example").await;
        let daypass = daypass.restart_with("[methods.pass]\napproval = \"always\"\n").await;

        let form = issuer.browser.open(pass_page(&ana)).await.form_with("#issue");
        let waiting = form.set("reason", "New laptop").submit().await;
        assert_eq!(waiting.h1(), "Waiting for approval", "{waiting:?}");
        assert!(!has_pass(&daypass, &ana).await);
        let own = waiting.click("#requests").await;
        assert!(!own.has("button[id^=approve-]"), "nobody approves what they asked for");
        let id = own.ids_of("li[id^=own-]")[0].strip_prefix("own-").unwrap().to_owned();
        for browser in [&issuer.browser, &reader.browser] {
            let crafted = browser.post("/admin/requests/approve", &[("request", &id)]).await;
            assert_eq!(crafted.status, StatusCode::FORBIDDEN);
        }
        let crafted = issuer.browser.post("/admin/requests/open", &[("request", &id)]).await;
        assert!(crafted.problem().unwrap().contains("isn't approved"), "{crafted:?}");

        let pending = approver.browser.open("/admin/requests").await;
        assert!(pending.text_of("#waiting ~ ul").contains("New laptop"), "{pending:?}");
        let approving = pending.form_with(&format!("#approve-{id}"));
        let done = approving.set("note", "Seen the badge").submit().await;
        assert!(done.text_of("#notice").starts_with("Approved"), "{done:?}");
        let stolen = approver.browser.post("/admin/requests/open", &[("request", &id)]).await;
        assert_eq!(stolen.status, StatusCode::NOT_FOUND);
        assert!(!has_pass(&daypass, &ana).await);

        let own = issuer.browser.open("/admin/requests").await;
        assert!(own.text_of("#own ~ ul").contains("Seen the badge"));
        let opening = own.form_with(&format!("#open-{id}"));
        let fields = opening.fields();
        let opened = opening.submit().await;
        assert_eq!(opened.h1(), "Pass for ana@contoso.example", "{opened:?}");
        assert_eq!(opened.header("cache-control"), Some("no-store"));
        let code = code_on(&opened);
        let fields: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let again = issuer.browser.post("/admin/requests/open", &fields).await;
        assert!(again.problem().unwrap().contains("opened before"), "{again:?}");
        for browser in [&issuer.browser, &approver.browser, &reader.browser] {
            let page = browser.open("/admin/requests").await;
            assert!(!page.body.contains(&code));
        }
        let choosing = sign_in_with_pass(&daypass.browser(), "ana@contoso.example", &code).await;
        assert_eq!(choosing.h1(), REGISTRATION);
    })
    .await;
}

/// What a surface answers to somebody who wants to issue a pass to somebody.
#[tokio::test]
async fn console_and_command_line_ask_the_same_function() {
    on_each_database(async |daypass| {
        let root = administrator(&daypass, "root@contoso.example", Role::GlobalAdministrator).await;
        let mut actors = vec![onboard(&daypass, "desk@contoso.example").await];
        for role in Role::ALL {
            let name = format!("{}@contoso.example", role.key());
            actors.push(administrator(&daypass, &name, role).await);
        }
        let ana = daypass.add_user("ana@contoso.example").await;
        let eve = daypass.add_user("eve@contoso.example").await;
        berlin(&root.browser, &["desk@contoso.example"], &["ana@contoso.example"], "50").await;

        // In the order of the actors: the desk, then the roles.
        let expected = [
            (&ana, [true, true, true, true, false, false, false]),
            (&eve, [false, true, true, true, false, false, false]),
            (&root.user, [false, true, true, false, false, false, false]),
        ];
        for (target, allowed) in expected {
            for (actor, allowed) in actors.iter().zip(allowed) {
                let who = actor.user.username.as_str();
                let case = format!("{who} for {}", target.username);
                let answer = actor.browser.post(&pass_page(target), &[]).await;
                let by_console = answer.status != StatusCode::FORBIDDEN;
                assert_eq!(by_console, allowed, "console: {case}");
                let target = target.username.as_str();
                let output = daypass.command(&["pass", "issue", target, "--on-behalf-of", who]);
                assert_eq!(output.status.success(), allowed, "command line: {case}: {output:?}");
                if !allowed {
                    assert_eq!(output.status.code(), Some(3), "{case}");
                    assert!(output.stdout.is_empty(), "{case}");
                }
            }
        }
        for actor in &actors {
            let who = actor.user.username.as_str();
            assert_eq!(
                actor.browser.post(&pass_page(&actor.user), &[]).await.status,
                StatusCode::FORBIDDEN
            );
            let output = daypass.command(&["pass", "issue", who, "--on-behalf-of", who]);
            assert_eq!(output.status.code(), Some(3), "{who} for themselves");
        }
    })
    .await;
}
