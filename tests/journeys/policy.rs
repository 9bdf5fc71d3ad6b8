//! The authentication methods policy: changed in the console, in force at the next step of everybody.

use ::daypass::audit::{Actor, Origin};
use ::daypass::base::GroupId;
use ::daypass::credentials::policy::{
    CampaignState, Fence, PolicyDocument, PolicySaved, SaveRequest, current_policy, save,
};
use ::daypass::directory::groups::{self, Created};
use ::daypass::directory::{Role, User};
use reqwest::StatusCode;

use crate::authenticator_app::AuthenticatorApp;
use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::passkey_device::PasskeyDevice;
use crate::steps::{
    HOUR, PASSWORD, Person, decline_recovery_codes, enter_pass, enter_password, enter_username,
    is_signed_in, onboard, onboard_user, onboard_with_two_factors,
    register_authenticator_app_and_password, register_passkey, sign_in_with_pass,
    sign_in_with_passkey,
};

const ANA: &str = "ana@contoso.example";
const CHOICE: &str = "Set up how you'll sign in from now on";

fn host() -> Origin {
    Origin::local("a test")
}

async fn change(daypass: &Daypass, change: impl FnOnce(&mut PolicyDocument)) {
    let (db, tools) = (daypass.app.db(), daypass.app.tools());
    let current = current_policy(db.read(), tools).await.unwrap();
    let mut document = PolicyDocument::clone(&current.document);
    change(&mut document);
    let request = SaveRequest { base: current.version, document, note: String::new() };
    let work = db.begin().await.unwrap();
    let saved = save(&work, tools, &host(), &Actor::Machine, request).await.unwrap();
    work.commit().await.unwrap();
    assert!(matches!(saved, PolicySaved::Saved(_)), "{saved:?}");
}

async fn group(daypass: &Daypass, name: &str, members: &[&User]) -> GroupId {
    let work = daypass.app.db().begin().await.unwrap();
    let created = groups::create(&work, &host(), &Actor::Machine, name).await.unwrap();
    let Created::Created(group) = created else { panic!("{created:?}") };
    for member in members {
        groups::add_member(&work, &host(), &Actor::Machine, group.id, member.id).await.unwrap();
    }
    work.commit().await.unwrap();
    group.id
}

async fn administrator(daypass: &Daypass, role: Role) -> Person {
    let user = daypass.add_user_with("pat@contoso.example", &[role]).await;
    onboard_user(daypass, user).await
}

async fn sign_in_with_two_factors(
    daypass: &Daypass,
    username: &str,
    app: &AuthenticatorApp,
) -> Page {
    // The code of this step was used to set the app up.
    daypass.wait(HOUR * 24);
    let second = enter_password(&daypass.browser(), username, PASSWORD).await;
    second.form_with("#sign-in").set("code", &app.code()).submit().await
}

#[tokio::test]
async fn a_change_in_the_console_bites_an_outstanding_pass() {
    on_each_database(async |daypass| {
        let pat = administrator(&daypass, Role::AuthenticationPolicyAdministrator).await;
        let ana = daypass.add_user(ANA).await;
        let pass = daypass.issue_pass(&ana).await;

        let overview = pat.browser.open("/admin/policy").await;
        assert_eq!(overview.h1(), "Authentication methods", "{overview:?}");
        let form = overview.click("#edit-pass").await;
        let saved = form
            .form_with("#save")
            .set("one_time_required", "true")
            .set("note", "The auditor asked")
            .submit()
            .await;
        assert!(saved.text_of("#notice").starts_with("Saved."), "{saved:?}");

        let refused = sign_in_with_pass(&daypass.browser(), ANA, &pass).await;
        let why = refused.error_of("pass").unwrap();
        assert!(why.starts_with("Passes aren't allowed for your account."), "{why}");

        let history = saved.click("#history").await;
        let version = history.click("#version-1 a").await;
        assert!(version.body.contains("Every pass works once only"), "{version:?}");
        assert!(version.body.contains("The auditor asked"));
        let settings = history.click("#settings").await;
        let restored = settings.form_with("#restore").submit().await;
        assert_eq!(restored.text_of("#notice"), "That version holds again, as a new one.");
        let choosing = sign_in_with_pass(&daypass.browser(), ANA, &pass).await;
        assert_eq!(choosing.h1(), CHOICE);
    })
    .await;
}

#[tokio::test]
async fn two_who_change_it_at_once_do_not_overwrite_each_other() {
    on_each_database(async |daypass| {
        let pat = administrator(&daypass, Role::AuthenticationPolicyAdministrator).await;
        let mine = pat.browser.open("/admin/policy/edit/pass").await;
        change(&daypass, |policy| policy.methods.password.minimum_length = 20).await;

        let stale = mine.form_with("#save").set("length", "12").submit().await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stale.problem().unwrap().starts_with("Somebody else has changed"), "{stale:?}");
        assert!(stale.text_of("#meanwhile").contains("Characters at least"), "{stale:?}");
        let form = stale.form_with("#save");
        assert_eq!(form.value("length"), "12", "what was typed is kept");
        let saved = form.submit().await;
        assert!(saved.text_of("#notice").starts_with("Saved."), "{saved:?}");
        let now = current_policy(daypass.app.db().read(), daypass.app.tools()).await.unwrap();
        let methods = &now.document.methods;
        assert_eq!((methods.pass.length, methods.password.minimum_length), (12, 20));
    })
    .await;
}

#[tokio::test]
async fn what_is_impossible_is_said_beside_its_field() {
    on_each_database(async |daypass| {
        let pat = administrator(&daypass, Role::AuthenticationPolicyAdministrator).await;
        let form = async || pat.browser.open("/admin/policy/edit/pass").await.form_with("#save");
        for (field, value, words) in [
            ("length", "7", "Enter a whole number from 8 to 48."),
            ("default_lifetime_minutes", "481", "It is 481; it must be 60 to 480."),
            ("allowed_networks", "office", "\"office\" is not a network such as 10.0.0.0/8."),
            ("exclude", "Nobodies", "There is no group called Nobodies."),
        ] {
            let refused = form().await.set(field, value).submit().await;
            assert_eq!(refused.error_of(field).as_deref(), Some(words), "{refused:?}");
            assert_eq!(refused.form_with("#save").value(field), value);
        }
        let campaign = pat.browser.open("/admin/policy/edit/campaign").await;
        campaign.form_with("#save").set("state", "skippable").submit().await;
        let passkeys = pat.browser.open("/admin/policy/edit/passkey").await;
        let refused = passkeys.form_with("#save").set("enabled", "false").submit().await;
        let problem = refused.problem().unwrap();
        assert!(problem.contains("Registration campaign: To register"), "{problem}");
    })
    .await;
}

#[tokio::test]
async fn overrides_are_added_moved_and_explained() {
    on_each_database(async |daypass| {
        let pat = administrator(&daypass, Role::AuthenticationPolicyAdministrator).await;
        let ana = daypass.add_user(ANA).await;
        group(&daypass, "Site", &[&ana]).await;
        let guests = group(&daypass, "Guests", &[&ana]).await;
        for (name, field, value) in [("site", "length", "12"), ("guests", "length", "20")] {
            let form = pat.browser.open("/admin/policy/new-override").await.form_with("#save");
            let saved = form.set("group", name).set(field, value).submit().await;
            assert!(saved.text_of("#notice").starts_with("Saved."), "{saved:?}");
        }
        let twice = pat.browser.open("/admin/policy/new-override").await.form_with("#save");
        let twice = twice.set("group", "Site").set("length", "9").submit().await;
        assert!(twice.error_of("group").unwrap().contains("already"), "{twice:?}");

        let effective = async || {
            let page = pat.browser.open(format!("/admin/policy/effective?username={ANA}")).await;
            page.texts_of("#person ~ .scroll tr")
                .into_iter()
                .find(|row| row.starts_with("Length"))
                .unwrap()
        };
        assert!(effective().await.contains("override 1, for Site"), "{}", effective().await);
        let overview = pat.browser.open("/admin/policy").await;
        let up = format!("#up-{guests}");
        let moved = overview.form_with(&up).press(&format!("up-{guests}")).await;
        assert!(moved.text_of("#notice").starts_with("Saved."), "{moved:?}");
        assert!(effective().await.contains("override 1, for Guests"));
    })
    .await;
}

#[tokio::test]
async fn who_may_look_may_not_change_and_who_may_neither_sees_nothing() {
    on_each_database(async |daypass| {
        let form = [("version", "0"), ("enabled", "false"), ("audience", "all")];
        let reader = administrator(&daypass, Role::GlobalReader).await;
        let overview = reader.browser.open("/admin/policy").await;
        assert_eq!(overview.h1(), "Authentication methods");
        assert!(!overview.has("#edit-pass") && !overview.has("#new-override"));
        for path in ["/admin/policy/edit/pass", "/admin/policy/new-override"] {
            assert_eq!(reader.browser.open(path).await.status, StatusCode::FORBIDDEN, "{path}");
            let forged = reader.browser.post(path, &form).await;
            assert_eq!(forged.status, StatusCode::FORBIDDEN, "{path}");
        }
        let ana = onboard(&daypass, ANA).await;
        for path in ["/admin/policy", "/admin/policy/effective", "/admin/policy/history"] {
            assert_eq!(ana.browser.open(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let now = current_policy(daypass.app.db().read(), daypass.app.tools()).await.unwrap();
        assert_eq!(now.version, 0);
    })
    .await;
}

#[tokio::test]
async fn always_fenced_a_pass_opens_nothing_until_something_new_is_registered() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, ANA).await;
        change(&daypass, |policy| policy.methods.pass.fence = Fence::Always).await;
        let pass = daypass.issue_one_time_pass(&ana.user).await;

        let browser = daypass.browser();
        let choosing = sign_in_by_pass_again(&browser, &pass).await;
        assert_eq!(choosing.h1(), CHOICE, "though there is a passkey: {choosing:?}");
        assert_eq!(browser.open("/my-sign-ins").await.h1(), CHOICE);

        // A password alone is not a way in; the passkey that is there perhaps was lost.
        let (_, offered) = register_authenticator_app_and_password(&choosing, &daypass).await;
        let home = decline_recovery_codes(&offered).await.click("#continue").await;
        assert_eq!(home.h1(), "Your account");
        assert!(is_signed_in(&browser).await);
        let again = sign_in_by_pass_again(&daypass.browser(), &pass).await;
        assert!(again.error_of("pass").unwrap().starts_with("It was already used"));
    })
    .await;
}

/// Signs in with a pass on a browser that knows nobody.
async fn sign_in_by_pass_again(browser: &Browser, pass: &str) -> Page {
    enter_pass(&enter_username(&browser.open("/").await, ANA).await, pass).await
}

#[tokio::test]
async fn never_fenced_a_pass_is_a_full_sign_in_that_ends_with_it() {
    on_each_database(async |daypass| {
        change(&daypass, |policy| policy.methods.pass.fence = Fence::Never).await;
        let ana = daypass.add_user(ANA).await;
        let pass = daypass.issue_pass(&ana).await;
        let browser = daypass.browser();

        let offered = sign_in_with_pass(&browser, ANA, &pass).await;
        assert_eq!(offered.h1(), "Add a way to sign in", "offered: {offered:?}");
        let home = offered.click("#cancel").await;
        assert_eq!(home.h1(), "Your account", "and not forced");
        daypass.wait(HOUR);
        assert!(!is_signed_in(&browser).await, "it ended with the pass");

        let pass = daypass.issue_pass(&ana).await;
        let browser = daypass.browser();
        let offered = sign_in_with_pass(&browser, ANA, &pass).await;
        let device = PasskeyDevice::new();
        let creating = offered.click("#choose-passkey").await;
        let done = device.answer(&creating).await.submit().await;
        assert_eq!(done.h1(), "You're set", "{done:?}");
        daypass.wait(HOUR);
        assert!(is_signed_in(&browser).await, "lifted by what was registered");
    })
    .await;
}

#[tokio::test]
async fn a_campaign_may_be_skipped_a_few_times_and_then_not() {
    on_each_database(async |daypass| {
        let ana = onboard_with_two_factors(&daypass, ANA).await;
        change(&daypass, |policy| {
            policy.methods.campaign.state = CampaignState::Skippable;
            policy.methods.campaign.skips = 1;
        })
        .await;

        let asked = sign_in_with_two_factors(&daypass, ANA, &ana.app).await;
        assert_eq!(asked.h1(), "Sign in with a passkey from now on", "{asked:?}");
        assert_eq!(asked.click("#skip").await.h1(), "Your account");

        let required = sign_in_with_two_factors(&daypass, ANA, &ana.app).await;
        assert_eq!(required.h1(), "Sign in with a passkey from now on");
        assert!(!required.has("#skip"), "{required:?}");
        let elsewhere = required.browser().open("/my-sign-ins").await;
        assert_eq!(elsewhere.path(), "/security-info/register/campaign", "{elsewhere:?}");
        let device = PasskeyDevice::new();
        let creating = required.click("#register").await;
        let offered = device.answer(&creating).await.submit().await;
        let home = decline_recovery_codes(&offered).await.click("#continue").await;
        assert_eq!(home.h1(), "Your account");

        let straight = sign_in_with_passkey(&daypass.browser(), &device).await;
        assert_eq!(straight.h1(), "Your account");
    })
    .await;
}

#[tokio::test]
async fn who_owes_what_nobody_asks_for_any_more_goes_on() {
    on_each_database(async |daypass| {
        let ana = onboard_with_two_factors(&daypass, ANA).await;
        change(&daypass, |policy| policy.methods.campaign.state = CampaignState::Required).await;
        let required = sign_in_with_two_factors(&daypass, ANA, &ana.app).await;
        assert!(!required.has("#skip"), "{required:?}");
        change(&daypass, |policy| policy.methods.campaign.state = CampaignState::Off).await;
        let settled = required.reload().await;
        assert_eq!(settled.h1(), "You can go on", "{settled:?}");
        assert_eq!(settled.form_with("#continue").submit().await.h1(), "Your account");
        assert!(is_signed_in(settled.browser()).await);
    })
    .await;
}

#[tokio::test]
async fn a_pass_from_outside_its_networks_is_told_so_after_the_right_pass_only() {
    on_each_database(async |daypass| {
        let ana = daypass.add_user(ANA).await;
        let pass = daypass.issue_pass(&ana).await;
        change(&daypass, |policy| {
            policy.methods.pass.allowed_networks = vec!["203.0.113.0/24".parse().unwrap()];
        })
        .await;
        let refused = sign_in_with_pass(&daypass.browser(), ANA, &pass).await;
        let why = refused.error_of("pass").unwrap();
        assert!(why.starts_with("Your pass is right, but passes can't be used"), "{why}");
        let wrong = enter_pass(&refused, "ZZZZ-ZZZZ").await;
        assert!(wrong.error_of("pass").unwrap().starts_with("That pass isn't right"));

        change(&daypass, |policy| {
            policy.methods.pass.allowed_networks =
                vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        })
        .await;
        let choosing = enter_pass(&wrong, &pass).await;
        let offered = register_passkey(&choosing, &PasskeyDevice::new()).await;
        decline_recovery_codes(&offered).await;
    })
    .await;
}

#[tokio::test]
async fn pages_before_anything_is_proved_go_by_the_whole_installation() {
    on_each_database(async |daypass| {
        let ana = daypass.add_user(ANA).await;
        let guests = group(&daypass, "Guests", &[&ana]).await;
        change(&daypass, |policy| {
            policy.targets.password.exclude.insert(guests);
            policy.targets.pass.exclude.insert(guests);
        })
        .await;
        let choices = async |username: &str| {
            let page = enter_username(&daypass.browser().open("/").await, username).await;
            let methods = page.click("#other-way").await;
            (page.h1(), methods.ids_of(".choice"))
        };
        assert_eq!(choices(ANA).await, choices("nobody@contoso.example").await);

        change(&daypass, |policy| policy.methods.password.enabled = false).await;
        let (_, without) = choices("nobody@contoso.example").await;
        assert!(!without.contains(&"choose-password".to_owned()), "{without:?}");
    })
    .await;
}

#[tokio::test]
async fn what_somebody_had_all_along_lifts_no_session_that_stands_on_a_pass() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, ANA).await;
        change(&daypass, |policy| policy.methods.pass.fence = Fence::Never).await;
        let pass = daypass.issue_pass(&ana.user).await;
        let browser = daypass.browser();
        sign_in_with_pass(&browser, ANA, &pass).await;
        assert!(is_signed_in(&browser).await);

        // A password alone lets nobody in, and the passkey was there before.
        let choosing = browser.open("/security-info").await.click("#choose-password").await;
        let listed = choosing.form_with("#next").set("password", PASSWORD).submit().await;
        assert!(listed.has("#method-password"), "{listed:?}");
        daypass.wait(HOUR);
        assert!(!is_signed_in(&browser).await, "the pass has ended");

        // A passkey of its own does lift it.
        let (pass, browser, device) =
            (daypass.issue_pass(&ana.user).await, daypass.browser(), PasskeyDevice::new());
        sign_in_with_pass(&browser, ANA, &pass).await;
        let creating = browser.open("/security-info").await.click("#choose-passkey").await;
        device.answer(&creating).await.submit().await;
        daypass.wait(HOUR);
        assert!(is_signed_in(&browser).await);
    })
    .await;
}
