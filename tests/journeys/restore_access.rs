//! J5 by the help desk: one form, and whoever lost their device comes back with a pass.

use ::daypass::audit::{self, Filter};
use ::daypass::credentials::methods_of;
use ::daypass::directory::Role;

use crate::daypass::on_each_database;
use crate::passkey_device::PasskeyDevice;
use crate::steps::{
    administrator, decline_recovery_codes, is_signed_in, onboard, register_passkey,
    sign_in_with_pass, sign_in_with_passkey,
};

const ANA: &str = "ana@contoso.example";

#[tokio::test]
async fn the_help_desk_restores_access_and_the_lost_device_opens_nothing_any_more() {
    on_each_database(async |daypass| {
        let role = Role::AuthenticationAdministrator;
        let help = administrator(&daypass, "help@contoso.example", role).await;
        let ana = onboard(&daypass, ANA).await;
        let payroll = daypass.payroll().await;
        let tokens = payroll.finish_in(&ana.browser, payroll.begin(&["offline_access"])).await;

        let person = help.browser.open(format!("/admin/users/{}", ana.user.id)).await;
        let form = person.click("#restore-access").await;
        assert_eq!(form.ids_of("input[name=lost][checked]").len(), 1, "{form:?}");
        let form = form.form_with("#restore");
        let (action, fields) = (form.action().path().to_owned(), form.fields());
        let receipt = form.submit().await;

        assert_eq!(receipt.h1(), format!("Access restored for {ANA}"), "{receipt:?}");
        assert_eq!(receipt.text_of("#sessions-ended"), "1");
        assert!(receipt.text_of("#deleted").starts_with("Passkey"));
        assert_eq!(receipt.text_of("#kept"), "Nothing");
        let code = receipt.texts_of(".ticket-code span").concat();
        let fields: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let again = help.browser.post(&action, &fields).await;
        assert_eq!(again.h1(), "This was done already");
        assert!(!again.body.contains(&code));

        assert!(!is_signed_in(&ana.browser).await);
        assert_eq!(payroll.userinfo(&tokens).await, Err(401));
        assert_eq!(payroll.refresh(&tokens).await.unwrap_err(), "invalid_grant");
        let refused = sign_in_with_passkey(&daypass.browser(), &ana.device).await;
        assert!(refused.problem().is_some(), "{refused:?}");

        let case = receipt.text_of("#case");
        let filter = Filter { target: Some(ana.user.id), ..Filter::default() };
        let records = audit::list(daypass.app.db().read(), &filter, 50).await.unwrap();
        let of_case = records.iter().filter(|it| it.correlation_id.as_deref() == Some(&case));
        let mut acts: Vec<_> = of_case.map(|it| it.activity.as_str()).collect();
        acts.sort_unstable();
        assert_eq!(
            acts,
            [
                "Admin deleted security info",
                "Admin registered security info",
                "Restore access",
                "Update StsRefreshTokenValidFrom Timestamp",
            ]
        );

        let (browser, phone) = (daypass.browser(), PasskeyDevice::new());
        let choosing = sign_in_with_pass(&browser, ANA, &code).await;
        let done = decline_recovery_codes(&register_passkey(&choosing, &phone).await).await;
        assert_eq!(done.click("#continue").await.h1(), "Your account");
        assert_eq!(sign_in_with_passkey(&daypass.browser(), &phone).await.h1(), "Your account");
    })
    .await;
}

#[tokio::test]
async fn what_is_still_in_the_persons_hands_is_left() {
    on_each_database(async |daypass| {
        let root = administrator(&daypass, "root@contoso.example", Role::GlobalAdministrator).await;
        let ana = onboard(&daypass, ANA).await;
        let path = format!("/admin/users/{}/restore-access", ana.user.id);

        let form = root.browser.open(&path).await.form_with("#restore");
        let fields: Vec<_> = form.fields().into_iter().filter(|(name, _)| name != "lost").collect();
        let fields: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let receipt = root.browser.post(&path, &fields).await;

        assert_eq!(receipt.text_of("#deleted"), "Nothing", "{receipt:?}");
        assert_eq!(receipt.text_of("#kept"), "a passkey");
        let methods = methods_of(daypass.app.db().read(), ana.user.id).await.unwrap();
        assert_eq!(methods.passkeys.len(), 1);
        assert!(!is_signed_in(&ana.browser).await);
        assert_eq!(sign_in_with_passkey(&ana.browser, &ana.device).await.h1(), "Your account");
    })
    .await;
}
