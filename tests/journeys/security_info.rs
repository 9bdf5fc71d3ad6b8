//! Rule 10: people keep their own ways to sign in, each change behind a fresh authentication.

use ::daypass::credentials::methods_of;

use crate::authenticator_app::AuthenticatorApp;
use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::passkey_device::PasskeyDevice;
use crate::steps::{
    MINUTE, PASSWORD, Person, enter_password, enter_username, onboard, sign_in_with_passkey,
};

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
async fn a_name_that_is_none_is_refused_and_what_was_typed_is_kept() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let id = newest_passkey(&daypass, &ana).await;
        let renaming =
            ana.browser.open("/security-info").await.click(&format!("#rename-{id}")).await;

        for name in ["   ", &"x".repeat(61)] {
            let refused = renaming.form_with("#save").forge("name", name).submit().await;
            assert!(refused.error_of("name").is_some(), "{refused:?}");
            assert_eq!(refused.form_with("#save").value("name"), name);
        }
        let marked = renaming.form_with("#save").set("name", "<b>x</b>\u{202e}").submit().await;
        assert!(!marked.has(&format!("#method-{id} b")), "{marked:?}");
    })
    .await;
}

#[tokio::test]
async fn the_last_way_in_stays() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let id = newest_passkey(&daypass, &ana).await;

        let asked = ana.browser.open("/security-info").await.click(&format!("#delete-{id}")).await;
        let refused = asked.form_with("#delete").submit().await;

        assert!(refused.problem().unwrap().contains("last way to sign in"), "{refused:?}");
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
            let refused = asked.form_with("#delete").submit().await;
            assert!(
                refused.problem().unwrap().contains("last way to sign in"),
                "{method}: {refused:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_password_is_set_and_changed_only_to_a_strong_one_and_only_by_who_knows_it() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let choosing = ana.browser.open("/security-info").await.click("#choose-password").await;
        for weak in
            ["correcthorse", "ana@contoso.example", "aaaaaaaaaaaaaaaaaaaaaaaa", "password1234"]
        {
            let refused = choosing.form_with("#next").set("password", weak).submit().await;
            assert!(refused.error_of("password").is_some(), "{weak}: {refused:?}");
            assert!(
                !refused.body.contains(&format!("value=\"{weak}\"")),
                "a password is never sent back"
            );
        }
        choosing.form_with("#next").set("password", PASSWORD).submit().await;

        let changing = ana.browser.open("/security-info").await.click("#change-password").await;
        let refused = changing
            .form_with("#save")
            .set("current", "not it at all, sorry")
            .set("password", ANOTHER_PASSWORD);
        assert!(refused.submit().await.error_of("current").is_some());
        let weak =
            changing.form_with("#save").set("current", PASSWORD).set("password", "password1234");
        assert!(weak.submit().await.error_of("password").is_some());
        let changed =
            changing.form_with("#save").set("current", PASSWORD).set("password", ANOTHER_PASSWORD);
        assert!(changed.submit().await.has("#notice"));

        assert!(
            enter_password(&daypass.browser(), "ana@contoso.example", PASSWORD)
                .await
                .error_of("password")
                .is_some()
        );
        // The password alone is half a sign-in, and there is no second half here.
        let half = enter_password(&daypass.browser(), "ana@contoso.example", ANOTHER_PASSWORD)
            .await
            .error_of("password")
            .unwrap();
        assert!(half.contains("second step"), "{half}");
    })
    .await;
}

#[tokio::test]
async fn guessing_a_password_makes_guessers_wait_and_locks_nothing_else() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        add_password(&ana.browser).await;

        for _ in 0..10 {
            assert!(
                enter_password(
                    &daypass.browser(),
                    "ana@contoso.example",
                    "wrong wrong wrong wrong"
                )
                .await
                .error_of("password")
                .is_some()
            );
        }
        let blocked = enter_password(&daypass.browser(), "ana@contoso.example", PASSWORD)
            .await
            .error_of("password")
            .unwrap();
        assert!(blocked.starts_with("Too many wrong tries. You can try again"), "{blocked}");
        assert_eq!(
            sign_in_with_passkey(&daypass.browser(), &ana.device).await.h1(),
            "Your account"
        );
        daypass.wait(2 * MINUTE);

        let half = enter_password(&daypass.browser(), "ana@contoso.example", PASSWORD)
            .await
            .error_of("password")
            .unwrap();
        assert!(half.contains("second step"), "{half}");
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
                .set("current", PASSWORD)
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
        assert!(
            listed.text_of("#method-recovery-codes").contains("9 of 10 codes left"),
            "{listed:?}"
        );
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
