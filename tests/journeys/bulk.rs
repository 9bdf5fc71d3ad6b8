//! Many at once, from a file: nothing happens before it is looked at, and the passes are handed over once.

use ::daypass::directory::{Role, User, find_user_by_username, manage};
use reqwest::StatusCode;

use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::steps::{Person, onboard_user, sign_in_with_pass, sign_in_with_passkey};

const REGISTRATION: &str = "Set up how you'll sign in from now on";
const FILE: &str = "username,name,lifetime,one-time\n\
    ana@contoso.example,=Ana,120,yes\n\
    bo@contoso.example,,,\n\
    root@contoso.example,,,\n\
    eve@contoso.example,,99999,\n";
/// How often a page is looked at again before a job counts as stuck.
const PATIENCE: usize = 5_000;

async fn administrator(daypass: &Daypass, username: &str, roles: &[Role]) -> Person {
    onboard_user(daypass, daypass.add_user_with(username, roles).await).await
}

/// Somebody who may add people and issue passes.
async fn desk(daypass: &Daypass) -> Person {
    let roles = [Role::AuthenticationAdministrator, Role::UserAdministrator];
    administrator(daypass, "desk@contoso.example", &roles).await
}

async fn find(daypass: &Daypass, username: &str) -> Option<User> {
    find_user_by_username(daypass.app.db().read(), username).await.unwrap()
}

async fn upload(browser: &Browser, file: &str) -> Page {
    let form = browser.open("/admin/bulk").await.form_with("#upload");
    form.attach("file", "intake.csv", file).submit().await
}

/// Presses the button, and looks at the page until the job is over.
async fn run(preview: &Page) -> Page {
    let mut page = preview.form_with("#run").submit().await;
    for _ in 0..PATIENCE {
        if !page.has("#progress") {
            return page;
        }
        assert_eq!(page.h1(), "Under way");
        page = page.click("#refresh").await;
    }
    panic!("it does not end: {page:?}");
}

fn numbers<const N: usize>(page: &Page, ids: [&str; N]) -> [u64; N] {
    ids.map(|id| page.text_of(&format!("#{id}")).parse().unwrap())
}

/// The cells of a row of the file that was downloaded.
fn cells(file: &Page, row: usize) -> Vec<&str> {
    file.body.lines().nth(row).unwrap().split(',').collect()
}

#[tokio::test]
async fn a_file_is_looked_at_then_run_and_its_passes_are_collected_once() {
    on_each_database(async |daypass| {
        let desk = desk(&daypass).await;
        daypass.add_user("bo@contoso.example").await;
        daypass.add_user_with("root@contoso.example", &[Role::GlobalAdministrator]).await;

        let form = desk.browser.open("/admin/bulk").await.form_with("#upload");
        let form = form.set("lifetime", "90").attach("file", "x.csv", "username,shoe size\na,44\n");
        let wrong = form.submit().await;
        assert!(wrong.error_of("file").unwrap().contains("shoe size"), "{wrong:?}");
        assert_eq!(wrong.form_with("#upload").value("lifetime"), "90");

        let preview = upload(&desk.browser, FILE).await;
        assert_eq!(preview.h1(), "Check before anything happens", "{preview:?}");
        let ids = ["total", "to-create", "to-issue", "nothing"];
        assert_eq!(numbers(&preview, ids), [4, 1, 2, 2], "{preview:?}");
        assert!(preview.text_of("#row-3").contains("role"), "{preview:?}");
        assert!(preview.text_of("#row-4").contains("lifetime"), "{preview:?}");
        assert!(find(&daypass, "ana@contoso.example").await.is_none(), "nothing has happened");
        let again = upload(&desk.browser, FILE).await;
        assert_eq!(again.path(), preview.path());
        assert!(again.text_of("#notice").starts_with("You sent this file before"));

        let done = run(&preview).await;
        assert_eq!(done.h1(), "Done", "{done:?}");
        assert_eq!(numbers(&done, ["done", "failed"]), [2, 0]);
        assert!(find(&daypass, "eve@contoso.example").await.is_none());
        // The same person in another browser has no key to the passes, and spoils nothing by trying.
        let elsewhere = daypass.browser();
        sign_in_with_passkey(&elsewhere, &desk.device).await;
        let page = elsewhere.open(done.path()).await;
        assert!(!page.has("#file") && !page.has("#slips"), "{page:?}");
        let results = format!("{}/results", done.path());
        let tried = elsewhere.post(&results, &[("format", "csv")]).await;
        assert_ne!(tried.header("content-type"), Some("text/csv; charset=utf-8; header=present"));

        let file = done.form_with("#file").press("#file").await;
        assert!(file.header("content-type").unwrap().starts_with("text/csv"), "{file:?}");
        assert!(file.header("content-disposition").unwrap().starts_with("attachment"));
        assert_eq!(file.header("cache-control"), Some("no-store"));
        assert_eq!(file.body.lines().count(), 5, "{file:?}");
        let (ana, bo) = (cells(&file, 1), cells(&file, 2));
        assert_eq!(ana[..3], ["1", "ana@contoso.example", "'=Ana"], "no cell is a formula");
        assert_eq!((ana[4], ana[5]), ("2026-11-23T08:00:00Z", "2026-11-23T10:00:00Z"));
        assert_eq!((ana[6], bo[6], cells(&file, 3)[7]), ("yes", "no", "not done"));
        for (username, pass) in [("ana@contoso.example", ana[3]), ("bo@contoso.example", bo[3])] {
            let choosing = sign_in_with_pass(&daypass.browser(), username, pass).await;
            assert_eq!(choosing.h1(), REGISTRATION, "{username}");
        }

        let late = desk.browser.post(&results, &[("format", "csv")]).await;
        assert!(late.text_of("#notice").starts_with("The results were collected before"));
        for page in [&late, &desk.browser.open(done.path()).await, &preview.reload().await] {
            assert!(!page.has("#file") && !page.has("#run"), "{page:?}");
            for pass in [ana[3], bo[3]] {
                assert!(!page.body.contains(pass));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn slips_are_shown_once_in_place_of_a_file() {
    on_each_database(async |daypass| {
        let desk = desk(&daypass).await;
        let done = run(&upload(&desk.browser, "username\nana\nbo\n").await).await;

        let slips = done.form_with("#slips").press("#slips").await;
        assert_eq!(slips.h1(), "Slips", "{slips:?}");
        assert_eq!(slips.header("cache-control"), Some("no-store"));
        assert_eq!(slips.texts_of(".ticket").len(), 2);
        let codes = slips.texts_of(".ticket-code");
        let codes: Vec<String> = codes.iter().map(|code| code.replace(' ', "")).collect();
        assert_ne!(codes[0], codes[1]);
        let choosing = sign_in_with_pass(&daypass.browser(), "ana", &codes[0]).await;
        assert_eq!(choosing.h1(), REGISTRATION);

        let back = slips.click("#back").await;
        assert!(!back.has("#slips") && !back.has("#file"), "{back:?}");
        let twice = done.form_with("#slips").press("#slips").await;
        assert!(twice.text_of("#notice").starts_with("The results were collected before"));
    })
    .await;
}

#[tokio::test]
async fn a_file_is_its_senders_alone_and_a_reader_sends_none() {
    on_each_database(async |daypass| {
        let desk = desk(&daypass).await;
        let form = desk.browser.open("/admin/bulk").await.form_with("#upload");
        let form = form.attach("file", "intake.csv", "username\nana\n");
        let preview = form.clone().submit().await;
        let job = preview.path().to_owned();
        let root =
            administrator(&daypass, "root@contoso.example", &[Role::GlobalAdministrator]).await;
        let reader = administrator(&daypass, "reader@contoso.example", &[Role::GlobalReader]).await;

        for other in [&root.browser, &reader.browser] {
            assert_eq!(other.open(&job).await.status, StatusCode::NOT_FOUND);
            for (tail, fields) in [("run", &[][..]), ("results", &[("format", "csv")])] {
                let page = other.post(&format!("{job}/{tail}"), fields).await;
                assert_eq!(page.status, StatusCode::NOT_FOUND, "{tail}: {page:?}");
            }
        }
        assert!(!root.browser.open("/admin/bulk").await.body.contains(&job));
        assert_eq!(reader.browser.open("/admin/bulk").await.status, StatusCode::FORBIDDEN);
        let crafted = form.sent_from(&reader.browser).submit().await;
        assert_eq!(crafted.status, StatusCode::FORBIDDEN, "{crafted:?}");
        let bo = daypass.add_user("bo").await;
        let selection = [("user", bo.id.to_string())];
        let selection: Vec<_> = selection.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let crafted = reader.browser.post("/admin/bulk/selection", &selection).await;
        assert_eq!(crafted.status, StatusCode::FORBIDDEN, "{crafted:?}");
        assert_eq!(preview.reload().await.h1(), "Check before anything happens");
        assert!(find(&daypass, "ana").await.is_none());

        // Whoever loses their roles between the look and the run does nothing any more.
        let work = daypass.app.db().begin().await.unwrap();
        for role in [Role::AuthenticationAdministrator, Role::UserAdministrator] {
            let by = ::daypass::audit::Actor::Machine;
            let origin = ::daypass::audit::Origin::local("a test");
            manage::remove_role(&work, &origin, &by, desk.user.id, role).await.unwrap();
        }
        work.commit().await.unwrap();
        let late = preview.form_with("#run").submit().await;
        assert_eq!(late.status, StatusCode::FORBIDDEN, "{late:?}");
        assert!(find(&daypass, "ana").await.is_none());
    })
    .await;
}
