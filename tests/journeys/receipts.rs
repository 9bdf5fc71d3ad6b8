//! J6: what came of signing out everywhere, for whoever did it and for nobody else.

use ::daypass::audit::{self, Actor, Filter, Origin};
use ::daypass::directory::{Role, manage};
use ::daypass::jobs;

use crate::browser::Page;
use crate::daypass::{CALLBACK, Daypass, SECRET, on_each_database};
use crate::receivers::{Manner, Receiver};
use crate::relying_party::RelyingParty;
use crate::steps::{
    HOUR, MINUTE, Person, is_signed_in, onboard, onboard_user, sign_in_with_passkey,
};

const DAY: std::time::Duration = std::time::Duration::from_hours(24);

/// Three apps: one that hears, one that does not, and *Payroll*, which cannot.
struct Apps {
    hears: Receiver,
    broken: Receiver,
}

impl Apps {
    async fn start() -> Self {
        Self {
            hears: Receiver::start(Manner::Answer(200)).await,
            broken: Receiver::start(Manner::Answer(503)).await,
        }
    }

    fn settings(&self) -> String {
        let client = |id: &str, name: &str, port: u16| {
            format!(
                "[[clients]]\nid = \"{id}\"\nname = \"{name}\"\nsecret = \"{SECRET}\"\n\
                 consent = \"skip\"\nredirect_uris = [\"{CALLBACK}\"]\n\
                 backchannel_logout_uri = \"http://127.0.0.1:{port}/logout\"\n"
            )
        };
        format!(
            "[outgoing]\nallow_private = true\ntimeout = \"5s\"\n{}{}",
            client("mail", "Mail", self.hears.port),
            client("notes", "Notes", self.broken.port)
        )
    }
}

/// Signs somebody in to these apps.
async fn use_apps(daypass: &Daypass, person: &Person, ids: &[&str]) {
    for id in ids {
        let app =
            RelyingParty::discover(&daypass.issuer, id, Some(SECRET), CALLBACK, &daypass.clock);
        let app = app.await;
        app.finish_in(&person.browser, app.begin(&["offline_access"])).await;
    }
}

async fn everywhere_else(person: &Person) -> Page {
    let listed = person.browser.open("/my-sign-ins").await;
    listed.form_with("#sign-out-elsewhere").submit().await
}

async fn administrator(daypass: &Daypass, role: Role) -> Person {
    let user = daypass.add_user_with("help@contoso.example", &[role]).await;
    onboard_user(daypass, user).await
}

#[tokio::test]
async fn each_app_is_seen_from_being_told_to_knowing_or_to_nobody_trying_any_more() {
    on_each_database(async |daypass| {
        let apps = Apps::start().await;
        let daypass = daypass.restart_with(&apps.settings()).await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        use_apps(&daypass, &ana, &["mail", "notes", "payroll"]).await;

        let receipt = everywhere_else(&ana).await;
        assert_eq!(receipt.h1(), "Signed out everywhere");
        assert_eq!(receipt.text_of("#told-count"), "0 of 3 apps told.");
        assert!(receipt.text_of("#told-mail").contains("Being told"), "{receipt:?}");
        let unable = receipt.text_of("#told-payroll");
        assert!(unable.contains("Can't be told Its access ends at 08:10 UTC."), "{unable}");
        assert!(receipt.has("#receipt[data-refreshes]") && receipt.has("#refresh"));
        assert!(receipt.body.contains("<noscript><meta http-equiv=\"refresh\" content=\"3\">"));

        jobs::run_due(&daypass.app).await.unwrap();
        let receipt = receipt.click("#refresh").await;
        assert_eq!(receipt.text_of("#told-count"), "1 of 3 apps told.");
        assert!(receipt.text_of("#told-mail").contains("Told at 08:00 UTC."), "{receipt:?}");
        let again = receipt.text_of("#told-notes");
        assert!(again.contains("Trying again (2 of 16)"), "{again}");
        assert!(again.contains("Not told yet: it answered with an error. Next try at"), "{again}");
        assert!(!receipt.body.contains("503") && !receipt.body.contains("127.0.0.1"));

        // By now it waits for hours.
        for _ in 0..10 {
            daypass.wait(2 * HOUR);
            jobs::run_due(&daypass.app).await.unwrap();
            assert!(is_signed_in(&ana.browser).await);
        }
        let receipt = receipt.reload().await;
        assert!(receipt.has("#receipt[data-every=\"60\"]"), "{receipt:?}");
        daypass.wait(4 * HOUR);
        jobs::run_due(&daypass.app).await.unwrap();

        let listed = ana.browser.open("/my-sign-ins").await;
        let row = listed.text_of("#ended-list");
        assert!(row.starts_with("Signed out everywhere") && row.contains("by you"), "{row}");
        assert!(!row.contains("Still telling"), "{row}");
        let receipt = listed.click("#ended-list a").await;
        let gave_up = receipt.text_of("#told-notes");
        assert!(
            gave_up.contains(
                "Not told We stopped trying: it answered with an error. Its access has ended."
            ),
            "{gave_up}"
        );
        assert!(
            !receipt.has("[data-refreshes]") && !receipt.body.contains("http-equiv=\"refresh\"")
        );
    })
    .await;
}

#[tokio::test]
async fn who_stays_signed_in_here_does_so_under_another_key_and_everything_else_is_out() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let other = daypass.browser();
        sign_in_with_passkey(&other, &ana.device).await;
        let payroll = daypass.payroll().await;
        let tokens = payroll.finish_in(&ana.browser, payroll.begin(&["offline_access"])).await;
        let stolen = ana.browser.stolen();

        let receipt = everywhere_else(&ana).await;

        assert!(receipt.text_of(".head").contains("1 session ended at 08:00 UTC, by you."));
        assert!(is_signed_in(&ana.browser).await);
        assert!(!is_signed_in(&other).await);
        assert!(!is_signed_in(&stolen).await, "the key has changed");
        assert_eq!(payroll.userinfo(&tokens).await, Err(401));
        assert_eq!(payroll.refresh(&tokens).await.unwrap_err(), "invalid_grant");
        let fresh = payroll.finish_in(&ana.browser, payroll.begin(&[])).await;
        assert_ne!(fresh.claims["sid"], tokens.claims["sid"], "apps were told that it is over");
        assert_eq!(fresh.claims["auth_time"], tokens.claims["auth_time"]);
    })
    .await;
}

#[tokio::test]
async fn who_is_signed_out_here_as_well_sees_the_receipt_for_an_hour_in_this_browser_only() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let listed = ana.browser.open("/my-sign-ins").await;

        let receipt = listed.form_with("#sign-out-everywhere").submit().await;

        assert_eq!(receipt.path(), "/signed-out/everywhere");
        assert_eq!(receipt.url.query(), None, "nothing of it is in the address");
        assert!(receipt.text_of(".head").contains("1 session ended"), "{receipt:?}");
        assert!(!is_signed_in(&ana.browser).await);
        assert_eq!(receipt.reload().await.h1(), "Signed out everywhere");
        let elsewhere = daypass.browser().open("/signed-out/everywhere").await;
        assert_eq!(elsewhere.h1(), "You're signed out");
        let bent = daypass.browser();
        let sealed = ana.browser.cookie("daypass-receipt").unwrap();
        bent.plant_cookie("daypass-receipt", &sealed[..sealed.len() - 4]);
        assert_eq!(bent.open("/signed-out/everywhere").await.h1(), "You're signed out");
        daypass.wait(HOUR + MINUTE);
        let late = daypass.browser();
        late.plant_cookie("daypass-receipt", &sealed);
        assert_eq!(late.open("/signed-out/everywhere").await.h1(), "You're signed out");
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_receipt_is_not_found_and_neither_is_an_old_one() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let eve = onboard(&daypass, "eve@contoso.example").await;
        let anas = everywhere_else(&ana).await.path().to_owned();

        for path in [&anas, "/my-sign-ins/ended/018f0000-0000-7000-8000-000000000000"] {
            assert_eq!(eve.browser.open(path).await.status, 404, "{path}");
        }
        assert_eq!(eve.browser.open("/my-sign-ins/ended/x'--").await.status, 404);
        let admins = anas.replace("/my-sign-ins/ended", "/admin/sign-outs");
        assert_eq!(eve.browser.open(&admins).await.status, 403);
        assert_eq!(daypass.browser().open(&anas).await.h1(), "Sign in");

        daypass.wait(31 * DAY);
        jobs::clear_away(&daypass.app).await.unwrap();
        sign_in_with_passkey(&ana.browser, &ana.device).await;
        assert_eq!(ana.browser.open(&anas).await.status, 404);
        assert!(ana.browser.open("/my-sign-ins").await.has("#nothing-ended"));
    })
    .await;
}

#[tokio::test]
async fn administrators_see_what_came_of_it_under_the_person_and_from_the_log() {
    on_each_database(async |daypass| {
        let apps = Apps::start().await;
        let daypass = daypass.restart_with(&apps.settings()).await;
        let boss = administrator(&daypass, Role::GlobalAdministrator).await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        use_apps(&daypass, &ana, &["notes"]).await;
        let page = format!("/admin/users/{}", ana.user.id);

        let person = boss.browser.open(&page).await;
        assert!(person.text_of("#app-notes").contains("May know who they are"), "{person:?}");
        let asked = person.click("#sign-out-everywhere").await;
        let receipt = asked.form_with("#confirm").submit().await;
        jobs::run_due(&daypass.app).await.unwrap();
        let receipt = receipt.reload().await;

        assert!(receipt.text_of(".head").contains("by help@contoso.example"), "{receipt:?}");
        let again = receipt.text_of("#told-notes");
        assert!(again.contains("Not told yet: answered 503."), "the receiver's own words: {again}");
        let listed = boss.browser.open(&page).await;
        assert_eq!(listed.click("#ended-list a").await.path(), receipt.path());
        let filter = Filter { target: Some(ana.user.id), ..Filter::default() };
        let records = audit::list(daypass.app.db().read(), &filter, 50).await.unwrap();
        let revoked = "Update StsRefreshTokenValidFrom Timestamp";
        let record = records.iter().find(|it| it.activity == revoked).unwrap();
        let record = boss.browser.open(format!("/admin/logs/records/{}", record.id)).await;
        assert_eq!(record.click("#receipt").await.path(), receipt.path());

        // The person sees that it was done to them, and not by whom.
        sign_in_with_passkey(&ana.browser, &ana.device).await;
        let row = ana.browser.open("/my-sign-ins").await.text_of("#ended-list");
        assert!(row.contains("by an administrator") && !row.contains("help@"), "{row}");
        // And when they are deleted, the receipt is still there for who reads the logs.
        let work = daypass.app.db().begin().await.unwrap();
        let (by, origin) = (Actor::Machine, Origin::local("a test"));
        manage::delete(&work, &origin, &by, ana.user.id).await.unwrap();
        work.commit().await.unwrap();
        assert!(boss.browser.open(receipt.path()).await.text_of("main").contains("is deleted"));
    })
    .await;
}

#[tokio::test]
async fn disabling_somebody_and_taking_an_apps_access_leave_receipts_too() {
    on_each_database(async |daypass| {
        let apps = Apps::start().await;
        let daypass = daypass.restart_with(&apps.settings()).await;
        let boss = administrator(&daypass, Role::GlobalAdministrator).await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        use_apps(&daypass, &ana, &["mail", "payroll"]).await;

        let listed = ana.browser.open("/my-sign-ins").await;
        let token_ends = listed.text_of("#app-mail");
        assert!(
            token_ends.contains("Its last access token ends: Today, 08:10 UTC"),
            "{token_ends}"
        );
        listed.form_with("#remove-mail").submit().await;
        daypass.wait(MINUTE);
        jobs::run_due(&daypass.app).await.unwrap();
        let listed = ana.browser.open("/my-sign-ins").await;
        let receipt = listed.click("#ended-list a").await;
        assert_eq!(receipt.h1(), "Access of Mail ended");
        assert!(receipt.text_of("#told-mail").contains("Told at 08:01 UTC."), "{receipt:?}");

        daypass.wait(MINUTE);
        let person = boss.browser.open(format!("/admin/users/{}", ana.user.id)).await;
        let disabled = person.click("#disable").await.form_with("#confirm").submit().await;
        jobs::run_due(&daypass.app).await.unwrap();
        let latest = disabled.texts_of("#ended-list li");
        assert!(latest[0].starts_with("Signed out everywhere"), "{latest:?}");
        assert_eq!(latest.len(), 2, "{latest:?}");
    })
    .await;
}

#[tokio::test]
async fn one_session_that_ends_has_a_receipt_that_says_which_apps_keep_their_access() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let payroll = daypass.payroll().await;
        let kept = payroll.finish_in(&ana.browser, payroll.begin(&["offline_access"])).await;
        let other = daypass.browser();
        sign_in_with_passkey(&other, &ana.device).await;

        let listed = other.open("/my-sign-ins").await;
        let ids = listed.ids_of("li[id^=session-]");
        let this = listed.ids_of("li[id^=session-]:has(.badge)");
        let ended = ids.iter().find(|id| !this.contains(id)).unwrap();
        let ended = ended.replace("session-", "#end-");
        listed.form_with(&ended).submit().await;
        jobs::run_due(&daypass.app).await.unwrap();

        let receipt = other.open("/my-sign-ins").await.click("#ended-list a").await;
        assert_eq!(receipt.h1(), "One browser signed out");
        let line = receipt.text_of("#told-payroll");
        assert!(line.contains("It keeps the access it was given for longer."), "{line}");
        assert!(payroll.userinfo(&kept).await.is_ok());
    })
    .await;
}
