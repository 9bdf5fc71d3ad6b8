//! The logs in the console: who may read them, how they are filtered and paged, and as files.

use ::daypass::audit::{Actor, Origin};
use ::daypass::directory::Role;
use ::daypass::directory::manage;
use serde_json::Value;

use crate::daypass::{Daypass, on_each_database};
use crate::steps::{HOUR, Person, enter_pass, enter_username, onboard};

async fn administrator(daypass: &Daypass, name: &str, role: Role) -> Person {
    let person = onboard(daypass, name).await;
    let work = daypass.app.db().begin().await.unwrap();
    let origin = Origin::local("a test");
    manage::assign_role(&work, &origin, &Actor::Machine, person.user.id, role).await.unwrap();
    work.commit().await.unwrap();
    person
}

#[tokio::test]
async fn who_may_read_the_logs_reads_in_sentences_what_happened() {
    on_each_database(async |daypass| {
        let reader = administrator(&daypass, "reader", Role::GlobalReader).await;
        let ana = daypass.add_user("ana").await;
        let pass = daypass.issue_pass(&ana).await;
        let asking = enter_username(&daypass.browser().open("/").await, "ana").await;
        enter_pass(&asking, "ZZZZ-ZZZZ").await;
        enter_pass(&asking, &pass).await;

        let audit = reader.browser.open("/admin/logs/audit").await;
        let issued =
            "Somebody on the command line issued a Temporary Access Pass for ana, reusable, until";
        assert!(audit.texts_of("#log td a")[0].starts_with(issued), "{audit:?}");
        assert!(!audit.body.contains(&pass) && !audit.body.contains(&pass.replace('-', "")));
        let first = format!("#{}", audit.ids_of("#log td a")[0]);
        let record = audit.click(&first).await;
        assert!(record.text_of("#sentence").starts_with(issued));
        assert!(record.text_of("#fields").contains("Admin registered security info"));

        let sign_ins = reader.browser.open("/admin/logs/sign-ins?person=ANA").await;
        let told = sign_ins.texts_of("#log td a");
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0], "ana signed in with a Temporary Access Pass.");
        assert!(told[1].starts_with("Signing in as ana with a Temporary Access Pass failed:"));
        let failed = reader.browser.open("/admin/logs/sign-ins?person=ana&result=failure").await;
        assert_eq!(failed.texts_of("#log td a"), told[1..]);
        assert_eq!(failed.header("cache-control"), Some("no-store"));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_read_the_logs_is_refused_every_page_and_file() {
    on_each_database(async |daypass| {
        let nobody = onboard(&daypass, "nobody").await;
        let keeper = administrator(&daypass, "keeper", Role::UserAdministrator).await;
        let paths = [
            "/admin/logs/audit",
            "/admin/logs/sign-ins",
            "/admin/logs/audit/export?format=csv",
            "/admin/logs/sign-ins/export?format=json",
            "/admin/logs/records/018f0000-0000-7000-8000-000000000000",
        ];
        for browser in [&nobody.browser, &keeper.browser] {
            for path in paths {
                assert_eq!(browser.open(path).await.status, 403, "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_filter_that_makes_no_sense_says_which_field() {
    on_each_database(async |daypass| {
        let reader = administrator(&daypass, "reader", Role::GlobalReader).await;
        for (query, field) in [
            ("address=here", "address"),
            ("from=yesterday", "from"),
            ("from=2026-11-24&to=2026-11-23", "to"),
        ] {
            let page = reader.browser.open(format!("/admin/logs/audit?{query}")).await;
            assert_eq!(page.status, 422);
            assert!(page.error_of(field).is_some(), "{query}: {page:?}");
        }
        let address = "/admin/logs/audit/export?format=xlsx";
        assert_eq!(reader.browser.open(address).await.status, 400);
        assert_eq!(reader.browser.open("/admin/logs/records/nonsense").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_long_log_is_paged_without_gaps_and_exported_whole() {
    on_each_database(async |daypass| {
        let reader = administrator(&daypass, "reader", Role::GlobalReader).await;
        daypass.wait(HOUR);
        // All in the same instant, and one with a name that a spreadsheet would run.
        for number in 0..60 {
            daypass.add_user(&format!("=user-{number:02}")).await;
        }
        let query = "activity=Add+user&from=2026-11-23&to=2026-11-23";

        let mut page = reader.browser.open(format!("/admin/logs/audit?{query}")).await;
        let mut told = page.texts_of("#log td a");
        while page.has("#older") {
            page = page.click("#older").await;
            told.extend(page.texts_of("#log td a"));
        }
        let users = told.iter().filter(|sentence| sentence.contains("=user-")).count();
        assert_eq!(users, 60, "{told:?}");
        let mut distinct = told.clone();
        distinct.dedup();
        assert_eq!(distinct, told);

        let csv = page.click("#export-csv").await;
        let disposition = csv.header("content-disposition").unwrap();
        assert_eq!(disposition, "attachment; filename=\"audit-2026-11-23.csv\"");
        assert_eq!(csv.header("cache-control"), Some("no-store"));
        assert_eq!(csv.body.lines().count(), told.len() + 1);
        assert!(csv.body.contains(",'=user-59,") && !csv.body.contains(",=user-"));
        let json = page.click("#export-json").await;
        let records: Vec<Value> = serde_json::from_str(&json.body).unwrap();
        let sentences: Vec<_> =
            records.iter().map(|record| record["message"].as_str().unwrap().to_owned()).collect();
        assert_eq!(sentences, told);
        let nothing = "/admin/logs/audit/export?format=json&activity=nothing";
        let nothing: Value =
            serde_json::from_str(&reader.browser.open(nothing).await.body).unwrap();
        assert_eq!(nothing, Value::Array(Vec::new()));
    })
    .await;
}
