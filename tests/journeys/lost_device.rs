//! J5: the device is lost. A pass lets its owner in, who is never asked for what is gone.

use crate::daypass::on_each_database;
use crate::passkey_device::PasskeyDevice;
use crate::steps::{is_signed_in, onboard, sign_in_with_pass, sign_in_with_passkey};

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
