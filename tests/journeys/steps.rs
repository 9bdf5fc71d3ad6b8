//! Steps that many stories have in common.

use std::time::Duration;

use ::daypass::directory::{Role, User};

use crate::authenticator_app::AuthenticatorApp;
use crate::browser::{Browser, Page};
use crate::daypass::Daypass;
use crate::passkey_device::PasskeyDevice;

pub(crate) const MINUTE: Duration = Duration::from_mins(1);
pub(crate) const HOUR: Duration = Duration::from_hours(1);

/// A password that is strong enough for anybody here.
pub(crate) const PASSWORD: &str = "seven herons cross the quiet canal";

/// Somebody who is set up, with the browser they are signed in with.
pub(crate) struct Person {
    pub(crate) user: User,
    pub(crate) browser: Browser,
    pub(crate) device: PasskeyDevice,
}

/// Types the username into the page that asks for it.
pub(crate) async fn enter_username(page: &Page, username: &str) -> Page {
    assert_eq!(page.h1(), "Sign in", "{page:?}");
    page.form_with("#next").set("username", username).submit().await
}

/// Types the pass into the page that asks for it.
pub(crate) async fn enter_pass(page: &Page, pass: &str) -> Page {
    assert_eq!(page.h1(), "Enter your Temporary Access Pass", "{page:?}");
    page.form_with("#sign-in").set("pass", pass).submit().await
}

/// Opens the start page in a browser that is not signed in, and signs in with a pass.
pub(crate) async fn sign_in_with_pass(browser: &Browser, username: &str, pass: &str) -> Page {
    let asks_for_pass = enter_username(&browser.open("/").await, username).await;
    enter_pass(&asks_for_pass, pass).await
}

/// Opens the start page in a browser that is not signed in, and signs in with a passkey alone.
pub(crate) async fn sign_in_with_passkey(browser: &Browser, device: &PasskeyDevice) -> Page {
    let page = browser.open("/").await;
    device.answer(&page).await.submit().await
}

/// From the choice of methods through the creation of a passkey to the offer of recovery codes.
pub(crate) async fn register_passkey(page: &Page, device: &PasskeyDevice) -> Page {
    assert_eq!(page.h1(), "Set up how you'll sign in from now on", "{page:?}");
    let creating = page.click("#choose-passkey").await;
    assert_eq!(creating.h1(), "Create a passkey");
    device.answer(&creating).await.submit().await
}

/// From the choice of methods through authenticator app and password to the offer of recovery codes.
pub(crate) async fn register_authenticator_app_and_password(
    page: &Page,
    daypass: &Daypass,
) -> (AuthenticatorApp, Page) {
    let setting_up = page.click("#choose-totp").await;
    assert_eq!(setting_up.h1(), "Set up an authenticator app");
    let app = AuthenticatorApp::set_up(&setting_up, &daypass.clock);
    let choosing = setting_up.form_with("#next").set("code", &app.code()).submit().await;
    assert_eq!(choosing.h1(), "Choose a password", "{choosing:?}");
    let offered = choosing.form_with("#next").set("password", PASSWORD).submit().await;
    (app, offered)
}

/// Goes on without recovery codes, to the last page of the registration.
pub(crate) async fn decline_recovery_codes(page: &Page) -> Page {
    assert_eq!(page.path(), "/security-info/register/recovery-codes", "{page:?}");
    let done = page.click("#skip").await;
    assert_eq!(done.h1(), "You're set", "{done:?}");
    done
}

/// A person who came with a pass, registered a passkey and is on the start page.
pub(crate) async fn onboard(daypass: &Daypass, username: &str) -> Person {
    let user = daypass.add_user(username).await;
    onboard_user(daypass, user).await
}

/// Lets a user come with a pass, register a passkey and go to the start page.
pub(crate) async fn onboard_user(daypass: &Daypass, user: User) -> Person {
    let pass = daypass.issue_pass(&user).await;
    let (browser, device) = (daypass.browser(), PasskeyDevice::new());
    let choosing = sign_in_with_pass(&browser, user.username.as_str(), &pass).await;
    let done = decline_recovery_codes(&register_passkey(&choosing, &device).await).await;
    let home = done.click("#continue").await;
    assert_eq!(home.h1(), "Your account", "{home:?}");
    Person { user, browser, device }
}

/// Somebody with an administrator role who has registered a passkey and is on the start page.
pub(crate) async fn administrator(daypass: &Daypass, username: &str, role: Role) -> Person {
    onboard_user(daypass, daypass.add_user_with(username, &[role]).await).await
}

/// Somebody with an authenticator app and a password, with the browser they are signed in with.
pub(crate) struct TwoFactorPerson {
    pub(crate) browser: Browser,
    pub(crate) app: AuthenticatorApp,
}

/// A person who came with a pass and registered an authenticator app and a password.
pub(crate) async fn onboard_with_two_factors(daypass: &Daypass, username: &str) -> TwoFactorPerson {
    let user = daypass.add_user(username).await;
    let pass = daypass.issue_pass(&user).await;
    let browser = daypass.browser();
    let choosing = sign_in_with_pass(&browser, username, &pass).await;
    let (app, offered) = register_authenticator_app_and_password(&choosing, daypass).await;
    let home = decline_recovery_codes(&offered).await.click("#continue").await;
    assert_eq!(home.h1(), "Your account");
    TwoFactorPerson { browser, app }
}

/// Opens the start page in a browser that knows nobody, and enters a password.
pub(crate) async fn enter_password(browser: &Browser, username: &str, password: &str) -> Page {
    let asks_for_pass = enter_username(&browser.open("/").await, username).await;
    let choosing = asks_for_pass.click("#other-way").await;
    let asks_for_password = choosing.click("#choose-password").await;
    asks_for_password.form_with("#sign-in").set("password", password).submit().await
}

/// Whether the browser is signed in and owes nothing.
pub(crate) async fn is_signed_in(browser: &Browser) -> bool {
    let page = browser.open("/").await;
    match page.h1().as_str() {
        "Your account" => true,
        "Sign in" => false,
        _ => panic!("neither in nor out: {page:?}"),
    }
}
