//! J5: the device is lost. A pass lets its owner in, who is never asked for what is gone.

use ::daypass::audit::{self, Filter};
use ::daypass::credentials::methods_of;
use ::daypass::directory::Role;

use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::passkey_device::PasskeyDevice;
use crate::steps::{
    MINUTE, administrator, decline_recovery_codes, is_signed_in, onboard, onboard_with_two_factors,
    register_passkey, sign_in_with_pass, sign_in_with_passkey,
};

const ANA: &str = "ana@contoso.example";
const BEN: &str = "ben@contoso.example";

#[tokio::test]
async fn who_lost_everything_comes_back_with_a_pass_and_shuts_the_finder_out() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let (lost_browser, lost_device) = (ana.browser, ana.device);
        let payroll = daypass.payroll().await;
        let begun = payroll.begin(&["offline_access"]);
        let lost_tokens = payroll.finish_in(&lost_browser, begun).await;
        let pass = daypass.issue_one_time_pass(&ana.user).await;
        let (browser, phone) = (daypass.browser(), PasskeyDevice::new());

        let home = sign_in_with_pass(&browser, "ana@contoso.example", &pass).await;
        assert_eq!(home.h1(), "Your account", "nothing is owed, nothing else is asked for");
        let listed = home.click("#security-info").await;
        let lost = listed.ids_of("a[id^=delete-]");
        let creating = listed.click("#choose-passkey").await;
        let listed = phone.answer(&creating).await.submit().await;
        assert_eq!(lost.len(), 1);
        let deleting = listed.click(&format!("#{}", lost[0])).await;
        deleting.form_with("#delete").submit().await;
        let listed = browser.open("/my-sign-ins").await;
        listed.form_with("#sign-out-everywhere").submit().await;

        assert!(!is_signed_in(&lost_browser).await);
        assert_eq!(payroll.userinfo(&lost_tokens).await, Err(401));
        assert_eq!(payroll.refresh(&lost_tokens).await.unwrap_err(), "invalid_grant");
        let refused = sign_in_with_passkey(&daypass.browser(), &lost_device).await;
        assert!(refused.problem().is_some(), "{refused:?}");
        assert_eq!(sign_in_with_passkey(&browser, &phone).await.h1(), "Your account");
    })
    .await;
}

#[tokio::test]
async fn a_new_passkey_keeps_the_session_that_came_with_a_pass_beyond_it() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana.user).await;
        let browser = daypass.browser();
        let payroll = daypass.payroll().await;
        sign_in_with_pass(&browser, "ana@contoso.example", &pass).await;
        let begun = payroll.begin(&["offline_access"]);
        let tokens = payroll.finish_in(&browser, begun).await;

        let creating = browser.open("/security-info/register/passkey").await;
        PasskeyDevice::new().answer(&creating).await.submit().await;
        daypass.delete_pass(&ana.user).await;

        assert!(is_signed_in(&browser).await);
        assert!(payroll.userinfo(&tokens).await.is_ok());
        assert!(payroll.refresh(&tokens).await.is_ok());
    })
    .await;
}

/// From the page that offers it through a new passkey and back.
async fn add_passkey(page: &Page, device: &PasskeyDevice) -> Page {
    let creating = page.click("#add").await.click("#choose-passkey").await;
    let done = device.answer(&creating).await.submit().await;
    assert_eq!(done.h1(), "You're set", "{done:?}");
    done.click("#continue").await
}

/// Somebody with an authenticator app and a password, in a new browser by a pass.
async fn ben_comes_by_a_pass(daypass: &Daypass) -> (Browser, Page) {
    let ben = onboard_with_two_factors(daypass, BEN).await;
    let user = ::daypass::directory::find_user_by_username(daypass.app.db().read(), BEN).await;
    let user = user.unwrap().unwrap();
    daypass.wait(MINUTE);
    let pass = daypass.issue_one_time_pass(&user).await;
    let browser = daypass.browser();
    let home = sign_in_with_pass(&browser, BEN, &pass).await;
    assert!(is_signed_in(&ben.browser).await);
    (ben.browser, home)
}

#[tokio::test]
async fn everything_there_is_to_do_is_done_in_one_place_and_in_order() {
    on_each_database(async |daypass| {
        let (lost, home) = ben_comes_by_a_pass(&daypass).await;
        let phone = PasskeyDevice::new();

        let asked = home.click("#lost-device").await;
        assert_eq!(asked.h1(), "I lost a device");
        let page = asked.form_with("#start").submit().await;
        assert!(page.text_of("#remains").starts_with("4 things remain"), "{page:?}");
        let page = page.form_with("#sign-out-elsewhere").submit().await;
        assert!(page.has("#notice") && page.has("#step-sign-out.done"), "{page:?}");
        assert!(!is_signed_in(&lost).await);

        // The app is a part of the last way in: it stays until there is another.
        let method = page.attribute("input[name=lost]", "value").unwrap();
        let page = page.form_with("#remove").forge("lost", &method).submit().await;
        assert!(page.problem().unwrap().contains("last way to sign in"), "{page:?}");
        assert!(page.text_of("#remains").starts_with("3 things remain"), "{page:?}");
        let page = add_passkey(&page, &phone).await;
        assert!(page.has("#step-add.done"), "{page:?}");
        let page = page.form_with("#remove").forge("lost", &method).submit().await;
        assert!(page.has("#step-remove.done"), "{page:?}");
        assert_eq!(
            page.text_of("#remains"),
            "One thing remains to be done. What was there at 08:01 UTC may be lost."
        );
        let changing = page.click("#change-password").await;
        let password = "nine otters under the wooden bridge";
        let page = changing.form_with("#save").set("password", password).submit().await;

        assert_eq!(
            (page.path(), page.h1()),
            ("/lost-device", "Your account is yours again".to_owned())
        );
        let listed = page.form_with("#finish").submit().await;
        assert_eq!(listed.h1(), "Security info");
        assert_eq!(listed.click("#lost-device").await.h1(), "I lost a device", "for the next one");
        let user = ::daypass::directory::find_user_by_username(daypass.app.db().read(), BEN).await;
        let filter = Filter { target: Some(user.unwrap().unwrap().id), ..Filter::default() };
        let records = audit::list(daypass.app.db().read(), &filter, 50).await.unwrap();
        for activity in [
            "Update StsRefreshTokenValidFrom Timestamp",
            "User deleted security info",
            "User reviewed security info",
            "User registered security info",
            "Change user password",
        ] {
            assert!(records.iter().any(|it| it.activity == activity), "{activity}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_remains_is_seen_in_another_browser_until_it_is_done_or_put_away() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, ANA).await;
        daypass.wait(MINUTE);
        let page = ana.browser.open("/lost-device").await.form_with("#start").submit().await;
        assert!(page.text_of("#remains").starts_with("3 things remain"), "no password: {page:?}");
        assert!(!page.has("#step-password"));

        let other = daypass.browser();
        let home = sign_in_with_passkey(&other, &ana.device).await;
        assert!(home.text_of("#lost-device-remains").contains("3 things remain"), "{home:?}");
        for path in ["/security-info", "/my-sign-ins"] {
            assert!(other.open(path).await.has("#lost-device-remains"), "{path}");
        }
        let page = home.click("#lost-device-go-on").await;
        let page = page.form_with("#sign-out-elsewhere").submit().await;
        assert!(!is_signed_in(&ana.browser).await);
        // Nothing was on the device after all: what is not ticked is kept.
        let page = page.form_with("#remove").submit().await;
        let page = page.form_with("#enough").submit().await;
        assert_eq!(page.h1(), "Your account is yours again");
        assert!(!other.open("/").await.has("#lost-device-remains"));
        assert_eq!(
            methods_of(daypass.app.db().read(), ana.user.id).await.unwrap().passkeys.len(),
            1
        );

        daypass.wait(MINUTE);
        let listed = page.form_with("#finish").submit().await;
        let page = listed.click("#lost-device").await.form_with("#start").submit().await;
        page.form_with("#dismiss").submit().await;
        assert!(!other.open("/").await.has("#lost-device-remains"));
    })
    .await;
}

#[tokio::test]
async fn each_step_wants_a_fresh_sign_in_and_nobody_elses_methods_are_touched() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, ANA).await;
        let eve = onboard(&daypass, "eve@contoso.example").await;
        let connection = daypass.app.db().read();
        let anas = methods_of(connection, ana.user.id).await.unwrap().passkeys[0].id;
        daypass.wait(MINUTE);
        let page = eve.browser.open("/lost-device").await.form_with("#start").submit().await;

        let foreign = format!("passkey:{anas}");
        page.form_with("#remove").forge("lost", &foreign).submit().await;
        assert_eq!(methods_of(connection, ana.user.id).await.unwrap().passkeys.len(), 1);
        let nonsense = page.form_with("#remove").forge("lost", "' or 1=1 --").submit().await;
        assert_eq!(nonsense.status, 400);
        let own = page.attribute("input[name=lost]", "value").unwrap();
        page.form_with("#remove").forge("lost", &own).submit().await;
        assert_eq!(methods_of(connection, eve.user.id).await.unwrap().passkeys.len(), 1);

        daypass.wait(11 * MINUTE);
        for path in ["start", "sign-out", "remove", "enough", "finish"] {
            let asked = eve.browser.post(&format!("/lost-device/{path}"), &[]).await;
            assert_eq!((asked.path(), asked.h1()), ("/signin", "Sign in".to_owned()), "{path}");
        }
        assert!(is_signed_in(&eve.browser).await);
        let asked = eve.browser.post("/lost-device/sign-out", &[]).await;
        let back = eve.device.answer(&asked).await.submit().await;
        assert_eq!(back.path(), "/lost-device", "and comes back to it");
        for path in ["start", "sign-out", "remove", "enough", "finish"] {
            let asked = daypass.browser().post(&format!("/lost-device/{path}"), &[]).await;
            assert_eq!(asked.h1(), "Sign in", "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_comes_back_by_restored_access_sees_what_is_left_to_do() {
    on_each_database(async |daypass| {
        let role = Role::AuthenticationAdministrator;
        let help = administrator(&daypass, "help@contoso.example", role).await;
        let ana = onboard(&daypass, ANA).await;
        let laptop = PasskeyDevice::new();
        let creating = ana.browser.open("/security-info/register/passkey").await;
        laptop.answer(&creating).await.submit().await;
        daypass.wait(MINUTE);

        let person = help.browser.open(format!("/admin/users/{}", ana.user.id)).await;
        let form = person.click("#restore-access").await;
        let lost = form.ids_of("input[name=lost]");
        assert_eq!(lost.len(), 2);
        // The help desk knows of one only.
        let one = form.attribute(&format!("#{}", lost[0]), "value").unwrap();
        let receipt = form.form_with("#restore").forge("lost", &one).submit().await;
        assert!(receipt.has("#no-apps"), "{receipt:?}");
        let pass = receipt.texts_of(".ticket-code span").concat();
        daypass.wait(MINUTE);

        let browser = daypass.browser();
        let home = sign_in_with_pass(&browser, ANA, &pass).await;
        assert!(home.text_of("#lost-device-remains").contains("2 things remain"), "{home:?}");
        let page = home.click("#lost-device-go-on").await;
        assert!(page.has("#step-sign-out.done") && !page.has("#step-remove.done"), "{page:?}");
        let phone = PasskeyDevice::new();
        let page = add_passkey(&page, &phone).await;
        let other = page.attribute("input[name=lost]", "value").unwrap();
        let page = page.form_with("#remove").forge("lost", &other).submit().await;
        assert_eq!(page.h1(), "Your account is yours again");
        let left = methods_of(daypass.app.db().read(), ana.user.id).await.unwrap();
        assert_eq!(left.passkeys.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_has_nothing_left_sets_something_up_first_and_is_then_reminded() {
    on_each_database(async |daypass| {
        let role = Role::AuthenticationAdministrator;
        let help = administrator(&daypass, "help@contoso.example", role).await;
        let ben = onboard_with_two_factors(&daypass, BEN).await;
        let user = ::daypass::directory::find_user_by_username(daypass.app.db().read(), BEN).await;
        let user = user.unwrap().unwrap();
        daypass.wait(MINUTE);

        let form = help.browser.open(format!("/admin/users/{}/restore-access", user.id)).await;
        let app = form.attribute("input[name=lost][value^=authenticator]", "value").unwrap();
        let receipt = form.form_with("#restore").forge("lost", &app).submit().await;
        let pass = receipt.texts_of(".ticket-code span").concat();
        let browser = daypass.browser();
        let choosing = sign_in_with_pass(&browser, BEN, &pass).await;
        let choosing = choosing.click("#other-way").await;
        let done = register_passkey(&choosing, &PasskeyDevice::new()).await;
        let done = decline_recovery_codes(&done).await;

        assert!(done.text_of("#lost-device-remains").contains("one thing remains"), "{done:?}");
        let page = done.click("#lost-device-go-on").await;
        assert!(page.has("#change-password") && page.has("#step-add.done"), "{page:?}");
        assert!(!is_signed_in(&ben.browser).await);
    })
    .await;
}
