//! Rule 10: people keep their own ways to sign in, each change behind a fresh authentication.

use ::daypass::credentials::methods_of;
use futures_util::future::join_all;

use crate::authenticator_app::AuthenticatorApp;
use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::passkey_device::PasskeyDevice;
use crate::steps::{
    MINUTE, PASSWORD, Person, enter_password, enter_username, is_signed_in, onboard,
    onboard_with_two_factors, sign_in_with_passkey,
};

/// What is said to who has the right password and no second factor.
const HALF: &str = "A second step is missing";
const ANOTHER_PASSWORD: &str = "a lantern behind every seventh door";

#[tokio::test]
async fn a_second_passkey_is_added_renamed_and_deleted() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let phone = PasskeyDevice::new();

        let listed = add_passkey(&ana.browser, &phone).await;
        let id = newest_passkey(&daypass, &ana).await;
        let listed = rename(&listed, &id, "Blue phone").await;
        assert_eq!(listed.text_of(&format!("#method-{id} h3")), "Passkey: Blue phone");
        assert_eq!(sign_in_with_passkey(&daypass.browser(), &phone).await.h1(), "Your account");
        let listed = delete(&listed, &id).await;

        assert!(!listed.has(&format!("#method-{id}")));
        assert!(listed.has("#notice"));
        let refused = sign_in_with_passkey(&daypass.browser(), &phone).await;
        assert!(refused.problem().is_some(), "{refused:?}");
        assert_eq!(
            sign_in_with_passkey(&daypass.browser(), &ana.device).await.h1(),
            "Your account"
        );
    })
    .await;
}

#[tokio::test]
async fn a_device_does_not_get_two_passkeys_for_one_account() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let creating = ana.browser.open("/security-info/register/passkey").await;

        let answered = ana.device.try_answer(&creating).await;

        assert!(answered.is_err(), "the device was not told of the passkey it holds");
    })
    .await;
}

#[tokio::test]
async fn a_name_is_a_short_text_and_nothing_else() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let id = newest_passkey(&daypass, &ana).await;
        let listed = ana.browser.open("/security-info").await;
        let renaming = listed.click(&format!("#rename-{id}")).await;
        let heading = format!("#method-{id} h3");

        let refused = renaming.form_with("#save").forge("name", "   ").submit().await;
        assert!(refused.error_of("name").is_some(), "{refused:?}");
        let too_long = "x".repeat(61);
        let refused = renaming.form_with("#save").forge("name", &too_long).submit().await;
        assert!(refused.error_of("name").is_some(), "{refused:?}");
        assert_eq!(refused.form_with("#save").value("name"), too_long, "to be shortened there");
        let kept = rename(&listed, &id, &"é".repeat(60)).await;
        assert_eq!(kept.text_of(&heading), format!("Passkey: {}", "é".repeat(60)));
        let markup = rename(&listed, &id, "<b>x</b>\u{202e}y").await;
        assert_eq!(markup.text_of(&heading), "Passkey: <b>x</b>y");
    })
    .await;
}

#[tokio::test]
async fn the_last_way_in_stays() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let id = newest_passkey(&daypass, &ana).await;

        let asked = ana.browser.open("/security-info").await.click(&format!("#delete-{id}")).await;
        assert!(asked.text_of("#last-way-in").contains("last way to sign in"), "{asked:?}");
        assert!(!asked.has("#delete"));
        let fields = [("method", format!("passkey:{id}"))];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let refused = ana.browser.post("/security-info/delete", &fields).await;

        assert!(refused.has("#last-way-in"), "{refused:?}");
        assert_eq!(
            sign_in_with_passkey(&daypass.browser(), &ana.device).await.h1(),
            "Your account"
        );
    })
    .await;
}

#[tokio::test]
async fn of_authenticator_app_and_password_neither_goes_while_they_are_the_last_way_in() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let passkey = newest_passkey(&daypass, &ana).await;
        add_password(&ana.browser).await;
        add_authenticator_app(&daypass, &ana.browser).await;
        let methods = methods_of(daypass.app.db().read(), ana.user.id).await.unwrap();
        let app = methods.authenticator_apps[0].id.to_string();

        let listed = delete(&ana.browser.open("/security-info").await, &passkey).await;

        for method in [app.as_str(), "password"] {
            let asked = listed.click(&format!("#delete-{method}")).await;
            assert!(asked.has("#last-way-in") && !asked.has("#delete"), "{method}: {asked:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_password_is_strong_or_refused_and_never_sent_back() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let choosing = ana.browser.open("/security-info").await.click("#choose-password").await;

        for weak in
            ["correcthorse", "ana@contoso.example", "aaaaaaaaaaaaaaaaaaaaaaaa", "password1234"]
        {
            let refused = choosing.form_with("#next").set("password", weak).submit().await;
            assert!(refused.error_of("password").is_some(), "{weak}: {refused:?}");
            assert_eq!(refused.form_with("#next").value("password"), "");
        }
        let listed = choosing.form_with("#next").set("password", PASSWORD).submit().await;

        assert!(listed.has("#method-password"), "{listed:?}");
        assert_eq!(enter(&daypass, PASSWORD).await.h1(), HALF);
    })
    .await;
}

#[tokio::test]
async fn who_signed_in_with_a_passkey_changes_the_password_without_knowing_it() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        add_password(&ana.browser).await;
        let changing = ana.browser.open("/security-info").await.click("#change-password").await;

        let weak = changing.form_with("#save").set("password", "password1234").submit().await;
        assert!(weak.error_of("password").is_some());
        let changed = weak.form_with("#save").set("password", ANOTHER_PASSWORD).submit().await;
        assert!(changed.has("#notice"), "{changed:?}");

        assert!(enter(&daypass, PASSWORD).await.error_of("password").is_some());
        assert_eq!(enter(&daypass, ANOTHER_PASSWORD).await.h1(), HALF);
    })
    .await;
}

#[tokio::test]
async fn who_signed_in_with_the_password_changes_it_only_by_typing_it_once_more() {
    on_each_database(async |daypass| {
        let ben = onboard_with_two_factors(&daypass, "ana@contoso.example").await;
        daypass.wait(MINUTE);
        let browser = daypass.browser();
        let asks_for_code = enter_password(&browser, "ana@contoso.example", PASSWORD).await;
        asks_for_code.form_with("#sign-in").set("code", &ben.app.code()).submit().await;
        let changing = browser.open("/security-info").await.click("#change-password").await;
        let fill_in = |current| {
            let form = changing.form_with("#save");
            form.set("current", current).set("password", ANOTHER_PASSWORD)
        };

        let refused = fill_in("not it at all, sorry").submit().await;
        assert!(refused.error_of("current").is_some());
        let left_out = [("password", ANOTHER_PASSWORD)];
        let refused = browser.post("/security-info/password", &left_out).await;
        assert!(refused.error_of("current").is_some(), "{refused:?}");
        let changed = fill_in(PASSWORD).submit().await;

        assert!(changed.has("#notice"), "{changed:?}");
        assert!(enter(&daypass, PASSWORD).await.error_of("password").is_some());
    })
    .await;
}

#[tokio::test]
async fn half_a_sign_in_with_a_password_that_was_changed_since_is_worth_nothing() {
    on_each_database(async |daypass| {
        let ben = onboard_with_two_factors(&daypass, "ana@contoso.example").await;
        daypass.wait(MINUTE);
        let elsewhere = daypass.browser();
        let asks_for_code = enter_password(&elsewhere, "ana@contoso.example", PASSWORD).await;
        daypass.wait(MINUTE);
        let changing = ben.browser.open("/security-info").await.click("#change-password").await;
        changing.form_with("#save").set("password", ANOTHER_PASSWORD).submit().await;

        let code = ben.app.code();
        let begins_again = asks_for_code.form_with("#sign-in").set("code", &code).submit().await;

        assert_eq!(begins_again.h1(), "Sign in", "{begins_again:?}");
        assert!(!is_signed_in(&elsewhere).await);
        daypass.wait(MINUTE);
        let browser = daypass.browser();
        let page = enter_password(&browser, "ana@contoso.example", ANOTHER_PASSWORD).await;
        page.form_with("#sign-in").set("code", &ben.app.code()).submit().await;
        assert!(is_signed_in(&browser).await);
    })
    .await;
}

#[tokio::test]
async fn many_changes_at_once_do_not_wait_for_one_another_for_ever() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let id = newest_passkey(&daypass, &ana).await;
        let method = format!("passkey:{id}");

        // More than a node has connections to its database.
        let changes = (0..64).map(|_| {
            let fields = [("method", method.as_str()), ("name", "Laptop")];
            let browser = &ana.browser;
            async move { browser.post("/security-info/rename", &fields).await }
        });

        for changed in join_all(changes).await {
            assert!(changed.has("#notice"), "{changed:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn guessing_a_password_makes_guessers_wait_and_locks_nothing_else() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        add_password(&ana.browser).await;

        for _ in 0..10 {
            let refused = enter(&daypass, "wrong wrong wrong wrong").await;
            assert!(refused.error_of("password").is_some(), "{refused:?}");
        }
        let blocked = enter(&daypass, PASSWORD).await.error_of("password").unwrap();
        assert!(blocked.starts_with("Too many wrong tries. You can try again"), "{blocked}");
        let home = sign_in_with_passkey(&daypass.browser(), &ana.device).await;
        assert_eq!(home.h1(), "Your account");
        daypass.wait(2 * MINUTE);

        assert_eq!(enter(&daypass, PASSWORD).await.h1(), HALF);
    })
    .await;
}

#[tokio::test]
async fn who_signed_in_too_long_ago_signs_in_again_and_comes_back() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let id = newest_passkey(&daypass, &ana).await;
        daypass.wait(10 * MINUTE);
        let listed = ana.browser.open("/security-info").await;
        assert_eq!(listed.h1(), "Security info", "looking is free");

        let asked = listed.click(&format!("#rename-{id}")).await;
        assert_eq!(asked.h1(), "Sign in");
        assert!(asked.has("#notice"), "it says why: {asked:?}");
        let back = ana.device.answer(&asked).await.submit().await;

        assert_eq!(back.h1(), "Rename this passkey");
        assert!(back.form_with("#save").set("name", "Laptop").submit().await.has("#notice"));
    })
    .await;
}

#[tokio::test]
async fn every_change_wants_a_fresh_sign_in() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        add_password(&ana.browser).await;
        let id = newest_passkey(&daypass, &ana).await;
        daypass.issue_pass(&ana.user).await;
        let listed = ana.browser.open("/security-info").await;
        let forms = [
            listed.click(&format!("#rename-{id}")).await.form_with("#save").set("name", "Stolen"),
            listed.click("#delete-password").await.form_with("#delete"),
            listed
                .click("#change-password")
                .await
                .form_with("#save")
                .set("password", ANOTHER_PASSWORD),
            listed.form_with("#delete-pass"),
        ];
        let before = methods_of(daypass.app.db().read(), ana.user.id).await.unwrap();
        daypass.wait(10 * MINUTE);

        for form in forms {
            let action = form.action().clone();
            assert_eq!(form.submit().await.h1(), "Sign in", "{action}");
        }
        for path in [
            "/security-info/register",
            "/security-info/register/passkey",
            "/security-info/register/totp",
            "/security-info/register/password",
            "/security-info/register/recovery-codes",
            "/security-info/password",
        ] {
            assert_eq!(ana.browser.open(path).await.h1(), "Sign in", "{path}");
        }
        for path in
            ["/security-info/register/passkey/options", "/security-info/register/recovery-codes"]
        {
            let fields = [("return_to", "/")];
            assert_eq!(ana.browser.post(path, &fields).await.h1(), "Sign in", "{path}");
        }

        let after = methods_of(daypass.app.db().read(), ana.user.id).await.unwrap();
        assert_eq!(format!("{after:?}"), format!("{before:?}"));
    })
    .await;
}

#[tokio::test]
async fn a_form_that_waited_too_long_leads_back_to_its_page() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let listed = ana.browser.open("/security-info").await;
        daypass.issue_pass(&ana.user).await;
        let delete_pass = listed.reload().await.form_with("#delete-pass");
        daypass.wait(10 * MINUTE);

        let asked = delete_pass.submit().await;
        let back = ana.device.answer(&asked).await.submit().await;

        assert_eq!(back.h1(), "Security info");
        assert!(back.has("#delete-pass"), "nothing was done behind the person's back");
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_method_cannot_be_touched() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let eve = onboard(&daypass, "eve@contoso.example").await;
        let anas = format!("passkey-{}", newest_passkey(&daypass, &ana).await);
        let eves = newest_passkey(&daypass, &eve).await;
        let listed = eve.browser.open("/security-info").await;
        add_passkey(&eve.browser, &PasskeyDevice::new()).await;
        let method = listed
            .click(&format!("#rename-{eves}"))
            .await
            .form_with("#save")
            .value("method")
            .to_owned();
        let anas = method.replace(&eves, anas.trim_start_matches("passkey-"));

        let renaming = listed
            .click(&format!("#rename-{eves}"))
            .await
            .form_with("#save")
            .set("name", "Mine now");
        assert_eq!(renaming.forge("method", &anas).submit().await.status, 404);
        let deleting = listed.click(&format!("#delete-{eves}")).await.form_with("#delete");
        assert_eq!(deleting.forge("method", &anas).submit().await.status, 404);

        let methods = methods_of(daypass.app.db().read(), ana.user.id).await.unwrap();
        assert_eq!(methods.passkeys.len(), 1);
        assert_ne!(methods.passkeys[0].name, "Mine now");
    })
    .await;
}

#[tokio::test]
async fn recovery_codes_are_shown_once_and_each_opens_a_registration_once() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let offered =
            ana.browser.open("/security-info").await.click("#choose-recovery-codes").await;
        assert!(!offered.has("#codes"), "nothing is made by looking");
        let shown = offered.form_with("#make").submit().await;
        let codes = shown.texts_of("#codes li");
        assert_eq!(codes.len(), 10);

        let registering = enter_recovery_code(&daypass.browser(), &codes[0]).await;
        assert_eq!(registering.h1(), "Set up how you'll sign in from now on");
        let refused = enter_recovery_code(&daypass.browser(), &codes[0]).await;
        assert!(refused.error_of("code").is_some(), "{refused:?}");

        let listed = ana.browser.open("/security-info").await;
        assert!(listed.text_of("#method-recovery-codes").contains("9 left"), "{listed:?}");
    })
    .await;
}

async fn add_passkey(browser: &Browser, device: &PasskeyDevice) -> Page {
    let creating = browser.open("/security-info").await.click("#choose-passkey").await;
    let listed = device.answer(&creating).await.submit().await;
    assert_eq!(listed.h1(), "Security info", "{listed:?}");
    listed
}

async fn add_password(browser: &Browser) {
    let choosing = browser.open("/security-info").await.click("#choose-password").await;
    let listed = choosing.form_with("#next").set("password", PASSWORD).submit().await;
    assert_eq!(listed.h1(), "Security info", "{listed:?}");
}

async fn add_authenticator_app(daypass: &Daypass, browser: &Browser) -> AuthenticatorApp {
    let setting_up = browser.open("/security-info").await.click("#choose-totp").await;
    let app = AuthenticatorApp::set_up(&setting_up, &daypass.clock);
    let listed = setting_up.form_with("#next").set("code", &app.code()).submit().await;
    assert_eq!(listed.h1(), "Security info", "{listed:?}");
    app
}

async fn rename(listed: &Page, id: &str, name: &str) -> Page {
    listed.click(&format!("#rename-{id}")).await.form_with("#save").set("name", name).submit().await
}

async fn delete(listed: &Page, id: &str) -> Page {
    let listed = listed.click(&format!("#delete-{id}")).await.form_with("#delete").submit().await;
    assert_eq!(listed.h1(), "Security info", "{listed:?}");
    listed
}

/// Enters a password in a browser that knows nobody.
async fn enter(daypass: &Daypass, password: &str) -> Page {
    enter_password(&daypass.browser(), "ana@contoso.example", password).await
}

async fn enter_recovery_code(browser: &Browser, code: &str) -> Page {
    let asks_for_pass = enter_username(&browser.open("/").await, "ana@contoso.example").await;
    let choosing = asks_for_pass.click("#other-way").await;
    let asks_for_code = choosing.click("#choose-recovery-code").await;
    asks_for_code.form_with("#sign-in").set("code", code).submit().await
}

async fn newest_passkey(daypass: &Daypass, person: &Person) -> String {
    let methods = methods_of(daypass.app.db().read(), person.user.id).await.unwrap();
    let newest = methods.passkeys.iter().max_by_key(|passkey| passkey.id).unwrap();
    newest.id.to_string()
}
