//! The language of the pages: what the app asks for, then what the person has chosen, then what the browser
//! asks for.

use ::daypass::credentials::pass::IssueRequest;
use ::daypass::directory::Role;
use reqwest::{Method, StatusCode};

use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::passkey_device::PasskeyDevice;
use crate::steps::{HOUR, administrator, onboard, sign_in_with_passkey};

const GERMAN_SIGN_IN: &str = "Anmelden";

async fn open_accepting(browser: &Browser, path: &str, accepted: &str) -> Page {
    browser.send(Method::GET, path, &[("accept-language", accepted)], "").await
}

fn language_of(page: &Page) -> String {
    page.attribute("html", "lang").unwrap()
}

#[tokio::test]
async fn a_page_speaks_what_the_browser_asks_for_and_english_to_who_asks_for_nothing_we_speak() {
    on_each_database(async |daypass| {
        for (accepted, language) in [
            ("de-AT", "de"),
            ("en;q=0.3, de;q=0.9", "de"),
            ("tlh, de;q=0.1", "de"),
            ("en-GB, de", "en"),
            ("tlh", "en"),
            ("*", "en"),
            (",;=", "en"),
            ("", "en"),
        ] {
            let page = open_accepting(&daypass.browser(), "/signin", accepted).await;
            assert_eq!(language_of(&page), language, "{accepted}");
            let title = if language == "de" { GERMAN_SIGN_IN } else { "Sign in" };
            assert_eq!(page.h1(), title, "{accepted}");
        }
        let lost = open_accepting(&daypass.browser(), "/nothing-here", "de").await;
        assert_eq!(lost.h1(), "Diese Seite gibt es nicht");
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_speaks_as_the_app_asked_from_its_first_page_to_its_last() {
    on_each_database(async |daypass| {
        let user = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_pass(&user).await;
        let (browser, device) = (daypass.browser(), PasskeyDevice::new());
        let payroll = daypass.payroll().await;
        let begun = payroll.begin_with(&["openid"], &[("ui_locales", "tlh de")]);
        let page = browser.open(&begun.url).await;
        assert_eq!(page.h1(), GERMAN_SIGN_IN);
        assert!(page.text_of(".to").contains("weiter zu Payroll"), "{page:?}");
        let page = page.form_with("#next").set("username", "ana@contoso.example").submit().await;
        assert_eq!(page.h1(), "Geben Sie Ihren befristeten Zugangscode ein");
        let page = page.form_with("#sign-in").set("pass", "WRONG234").submit().await;
        let wrong = page.error_of("pass").unwrap();
        assert!(wrong.starts_with("Dieser Zugangscode stimmt nicht."), "{wrong}");
        let page = page.form_with("#sign-in").set("pass", &pass).submit().await;
        assert_eq!(language_of(&page), "de");
        let creating = page.click("#choose-passkey").await;
        let offered = device.answer(&creating).await.submit().await;
        let done = offered.click("#skip").await;
        assert_eq!(language_of(&done), "de");
        let left = done.click_and_leave("#continue").await;
        payroll.finish(begun, &left).await;

        let english = payroll.begin_with(&["openid"], &[("ui_locales", "en")]);
        let page = daypass.browser().open(&english.url).await;
        assert_eq!(page.h1(), "Sign in");
    })
    .await;
}

#[tokio::test]
async fn what_an_app_got_wrong_is_said_in_the_language_it_asked_for() {
    on_each_database(async |daypass| {
        let page = daypass.browser().open("/oauth2/authorize?client_id=none&ui_locales=de").await;
        assert_eq!(page.h1(), "Diese App kann Sie nicht anmelden");
        let page = daypass.browser().open("/oauth2/logout?client_id=none&ui_locales=de").await;
        assert_eq!(page.h1(), "Diese App kann Sie nicht abmelden");
    })
    .await;
}

#[tokio::test]
async fn who_chooses_a_language_keeps_it_here_and_finds_it_in_every_other_browser() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let page = ana.browser.open("/my-sign-ins").await;
        assert_eq!(language_of(&page), "en");
        let page = page.form(".languages").press("#language-de").await;
        assert_eq!((page.path(), &*language_of(&page)), ("/my-sign-ins", "de"));
        assert_eq!(language_of(&ana.browser.open("/").await), "de");

        let elsewhere = daypass.browser();
        let home = sign_in_with_passkey(&elsewhere, &ana.device).await;
        assert_eq!(language_of(&home), "de");
        // It counts more than what the browser asks for, and less than what an app does.
        assert_eq!(language_of(&open_accepting(&elsewhere, "/", "en").await), "de");
        let asked = open_accepting(&elsewhere, "/?ui_locales=en", "de").await;
        assert_eq!(language_of(&asked), "en");
    })
    .await;
}

#[tokio::test]
async fn who_chooses_a_language_on_the_way_is_not_spoken_to_in_the_apps_any_more() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let browser = daypass.browser();
        let wiki = daypass.wiki().await;
        let begun = wiki.begin_with(&["openid"], &[("ui_locales", "de")]);
        let page = browser.open(&begun.url).await;
        assert_eq!(page.h1(), GERMAN_SIGN_IN);
        let page = page.form(".languages").press("#language-en").await;
        assert_eq!(page.h1(), "Sign in");
        // The app's request is entered again, still asks for German, and asks for consent.
        let consent = ana.device.answer(&page).await.submit().await;
        assert_eq!((consent.path(), &*language_of(&consent)), ("/consent", "en"));
        // What another app asks for is another matter, and so is a page that says what went wrong.
        let payroll = daypass.payroll().await;
        let of_payroll = payroll.begin_with(&["openid"], &[("ui_locales", "de")]);
        assert_eq!(language_of(&daypass.browser().open(&of_payroll.url).await), "de");
        let broken = daypass.browser().open("/oauth2/authorize?client_id=none&ui_locales=de").await;
        let broken = broken.form(".languages").press("#language-en").await;
        assert_eq!(broken.h1(), "This app can't sign you in");
    })
    .await;
}

#[tokio::test]
async fn the_console_is_in_english_and_keeps_its_addresses_to_itself() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;
        let console = open_accepting(&boss.browser, "/admin?ui_locales=ar", "de").await;
        assert_eq!((&*language_of(&console), console.h1().as_str()), ("en", "Overview"));
        assert_eq!(console.attribute("html", "dir").as_deref(), Some("ltr"));
        assert!(!console.has(".languages"), "{console:?}");
        let own = open_accepting(&boss.browser, "/", "de").await;
        assert_eq!(language_of(&own), "de");
        // What answers a form has no address that could be asked for again.
        let refused = daypass.browser().post("/signin", &[("username", " ")]).await;
        assert!(!refused.has(".languages"), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn only_a_language_that_is_offered_can_be_chosen_and_only_ever_ones_own() {
    on_each_database(async |daypass| {
        let browser = daypass.browser();
        for wrong in ["", "tlh", "DE", "../../en", "de\r\nSet-Cookie: a=b"] {
            let fields = [("language", wrong), ("return_to", "/signin")];
            let refused = browser.post("/language", &fields).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        // Elsewhere than here nobody is led, whatever the form says.
        for place in ["https://evil.example/", "//evil.example/", "/\\evil.example"] {
            let fields = [("language", "de"), ("return_to", place)];
            let answer = browser.post("/language", &fields).await;
            assert_eq!(answer.path(), "/signin", "{place}");
        }

        // Who owes a registration changes nothing in the profile.
        let user = daypass.add_user("ben@contoso.example").await;
        let pass = daypass.issue_pass(&user).await;
        let owing = daypass.browser();
        let choosing = crate::steps::sign_in_with_pass(&owing, "ben@contoso.example", &pass).await;
        let german = choosing.form(".languages").press("#language-de").await;
        assert_eq!(language_of(&german), "de");
        assert_eq!(locale_of(&daypass, "ben@contoso.example").await, None);
    })
    .await;
}

async fn locale_of(daypass: &Daypass, username: &str) -> Option<String> {
    let connection = daypass.app.db().read();
    let user = ::daypass::directory::find_user_by_username(connection, username).await.unwrap();
    user.unwrap().claims.locale
}

#[tokio::test]
async fn an_organisation_may_speak_one_language_and_has_a_zone_of_its_own() {
    on_each_database(async |daypass| {
        let settings = "[organisation]\nlanguages = [\"de\"]\ntime_zone = \"Europe/Berlin\"\n";
        let daypass = daypass.restart_with(settings).await;
        let browser = daypass.browser();
        let page = open_accepting(&browser, "/signin", "en").await;
        assert_eq!(page.h1(), GERMAN_SIGN_IN);
        assert!(!page.has(".languages"), "{page:?}");
        let discovery = browser.open("/.well-known/openid-configuration").await;
        assert!(discovery.body.contains("\"ui_locales_supported\":[\"de\"]"), "{discovery:?}");

        let user = daypass.add_user("ana@contoso.example").await;
        let starts = daypass.clock.now().plus(24 * HOUR);
        let request = IssueRequest { starts_at: Some(starts), ..IssueRequest::default() };
        let pass = daypass.issue(&user, request).await;
        let asks = page.form_with("#next").set("username", "ana@contoso.example").submit().await;
        let refused = asks.form_with("#sign-in").set("pass", &pass).submit().await;
        let why = refused.error_of("pass").unwrap();
        assert!(why.contains("Er gilt erst am") && why.contains("CET"), "{why}");
    })
    .await;
}
