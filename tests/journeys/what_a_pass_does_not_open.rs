//! Rules 2, 5, 6 and 7: what a pass opens, for whom, how long, and what guessing gets.

use std::time::Duration;

use ::daypass::credentials::pass::IssueRequest;
use ::daypass::directory::User;

use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::passkey_device::PasskeyDevice;
use crate::relying_party::{RelyingParty, Tokens};
use crate::steps::{
    HOUR, MINUTE, decline_recovery_codes, enter_pass, enter_username, is_signed_in, onboard,
    register_passkey, sign_in_with_pass, sign_in_with_passkey,
};

const CHOICE: &str = "Set up how you'll sign in from now on";
const WRONG: &str = "That pass isn't right. Check each character and try again.";
const TOO_MANY: &str = "Too many wrong tries. Either this pass no longer works or it isn't right; \
                        your other ways to sign in still work. If you have just got it, check each \
                        character; otherwise ask your help desk for a new one.";

#[tokio::test]
async fn while_registration_is_owed_every_other_page_leads_back_to_it() {
    on_each_database(async |daypass| {
        let (browser, _) = owing(&daypass).await;

        for path in [
            "/",
            "/security-info",
            "/security-info/rename?method=password",
            "/security-info/delete?method=password",
            "/security-info/password",
            "/security-info/register/recovery-codes",
            "/security-info/register/done",
            "/my-sign-ins",
        ] {
            let page = browser.open(path).await;
            assert_eq!(page.h1(), CHOICE, "{path} shows {page:?}");
            assert_eq!(page.parameter("return_to").as_deref(), Some(path));
        }
    })
    .await;
}

#[tokio::test]
async fn while_registration_is_owed_nothing_else_can_be_done() {
    on_each_database(async |daypass| {
        let (browser, ana) = owing(&daypass).await;

        for path in [
            "/security-info/rename",
            "/security-info/delete",
            "/security-info/password",
            "/security-info/pass/delete",
            "/security-info/register/recovery-codes",
            "/my-sign-ins/end-session",
            "/my-sign-ins/remove-app",
            "/my-sign-ins/sign-out-everywhere",
            "/my-sign-ins/sign-out-elsewhere",
            "/lost-device/start",
            "/lost-device/sign-out",
            "/lost-device/remove",
            "/lost-device/enough",
            "/lost-device/finish",
        ] {
            let fields =
                [("method", "password"), ("name", "x"), ("session", "x"), ("client", "payroll")];
            let page = browser.post(path, &fields).await;
            assert_eq!(page.h1(), CHOICE, "{path} shows {page:?}");
        }

        assert_eq!(browser.open("/").await.h1(), CHOICE, "the session lives on");
        let shown =
            ::daypass::credentials::pass::show(daypass.app.db().read(), ana.id).await.unwrap();
        assert!(shown.is_some(), "the pass is still there");
    })
    .await;
}

#[tokio::test]
async fn while_registration_is_owed_no_app_gets_a_code() {
    on_each_database(async |daypass| {
        let (browser, _) = owing(&daypass).await;
        let payroll = daypass.payroll().await;

        for parameters in [&[][..], &[("prompt", "consent")], &[("max_age", "3600")]] {
            let begun = payroll.begin_with(&[], parameters);
            let page = browser.open(&begun.url).await;
            assert_eq!(page.h1(), CHOICE, "{parameters:?}: {page:?}");
        }
        let begun = payroll.begin_with(&[], &[("prompt", "none")]);
        let left = browser.open_and_leave(&begun.url).await;
        let error = payroll.exchange(begun, &left).await.unwrap_err();
        assert!(["login_required", "interaction_required"].contains(&error.as_str()), "{error}");
    })
    .await;
}

#[tokio::test]
async fn while_registration_is_owed_one_can_sign_out() {
    on_each_database(async |daypass| {
        let (browser, _) = owing(&daypass).await;

        let asked = browser.open("/").await.click("#sign-out").await;
        let signed_out = asked.form_with("#sign-out").submit().await;

        assert_eq!(signed_out.h1(), "You're signed out");
        assert!(!is_signed_in(&browser).await);
    })
    .await;
}

#[tokio::test]
async fn a_registration_is_lost_with_its_pass() {
    on_each_database(async |daypass| {
        for end in [End::Deleted, End::Replaced, End::Expired] {
            let user = daypass.add_user(&format!("{end:?}@contoso.example")).await;
            let pass = daypass.issue_pass(&user).await;
            let (browser, device) = (daypass.browser(), PasskeyDevice::new());
            let choosing = sign_in_with_pass(&browser, user.username.as_str(), &pass).await;
            let creating = choosing.click("#choose-passkey").await;
            let answered = device.answer(&creating).await;

            end.come_about(&daypass, &user).await;
            let after = answered.submit().await;

            assert_eq!(after.h1(), "Sign in", "{end:?}");
            assert!(!is_signed_in(&browser).await, "{end:?}");
            let refused = sign_in_with_passkey(&daypass.browser(), &device).await;
            assert!(refused.problem().is_some(), "{end:?}: the passkey was saved: {refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_outlives_the_pass_it_was_obtained_by() {
    on_each_database(async |daypass| {
        let payroll = daypass.payroll().await;
        for end in [End::Deleted, End::Replaced, End::Expired] {
            let ana = onboard(&daypass, &format!("{end:?}@contoso.example")).await;
            let (browser, tokens) = tokens_by_pass(&daypass, &payroll, &ana.user).await;
            assert!(payroll.userinfo(&tokens).await.is_ok());

            end.come_about(&daypass, &ana.user).await;

            assert!(!is_signed_in(&browser).await, "{end:?}");
            assert_eq!(payroll.userinfo(&tokens).await, Err(401), "{end:?}");
            assert_eq!(payroll.refresh(&tokens).await.unwrap_err(), "invalid_grant", "{end:?}");
            assert!(
                is_signed_in(&ana.browser).await,
                "{end:?}: the session of the passkey lives on"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_that_was_obtained_by_a_pass_is_worth_nothing_after_it() {
    on_each_database(async |daypass| {
        let payroll = daypass.payroll().await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana.user).await;
        let begun = payroll.begin(&[]);
        let asks_for_pass =
            enter_username(&daypass.browser().open(&begun.url).await, "ana@contoso.example").await;
        let left = asks_for_pass.form_with("#sign-in").set("pass", &pass).leave().await;

        daypass.delete_pass(&ana.user).await;

        assert_eq!(payroll.exchange(begun, &left).await.unwrap_err(), "invalid_grant");
    })
    .await;
}

#[tokio::test]
async fn what_a_registered_method_has_upgraded_outlives_the_pass() {
    on_each_database(async |daypass| {
        let payroll = daypass.payroll().await;
        for end in [End::Deleted, End::Replaced, End::Expired] {
            let user = daypass.add_user(&format!("{end:?}@contoso.example")).await;
            let pass = daypass.issue_pass(&user).await;
            let (browser, device) = (daypass.browser(), PasskeyDevice::new());
            let choosing = sign_in_with_pass(&browser, user.username.as_str(), &pass).await;
            decline_recovery_codes(&register_passkey(&choosing, &device).await).await;
            let begun = payroll.begin(&["offline_access"]);
            let left = browser.open_and_leave(&begun.url).await;
            let tokens = payroll.finish(begun, &left).await;

            end.come_about(&daypass, &user).await;

            assert!(is_signed_in(&browser).await, "{end:?}");
            let refreshed = payroll.refresh(&tokens).await.unwrap();
            assert!(payroll.userinfo(&refreshed).await.is_ok(), "{end:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_one_time_pass_is_refused_by_any_other_browser() {
    on_each_database(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_one_time_pass(&ana).await;
        let (first, second) = (daypass.browser(), daypass.browser());
        sign_in_with_pass(&first, "ana@contoso.example", &pass).await;
        daypass.wait(5 * MINUTE);

        let refused = sign_in_with_pass(&second, "ana@contoso.example", &pass).await;

        let said = "It was already used at 08:00 UTC. Ask your help desk for a new one.";
        assert_eq!(refused.error_of("pass").as_deref(), Some(said));
        assert!(!is_signed_in(&second).await);
    })
    .await;
}

#[tokio::test]
async fn the_browser_that_used_a_one_time_pass_finishes_its_registration_as_long_as_the_pass_lives()
{
    on_each_database(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_one_time_pass(&ana).await;
        let (browser, device) = (daypass.browser(), PasskeyDevice::new());
        let choosing = sign_in_with_pass(&browser, "ana@contoso.example", &pass).await;

        daypass.wait(50 * MINUTE);
        let reloaded = choosing.reload().await;
        assert_eq!(reloaded.h1(), CHOICE);
        sign_out(&reloaded).await;
        let again = sign_in_with_pass(&browser, "ana@contoso.example", &pass).await;
        let done = decline_recovery_codes(&register_passkey(&again, &device).await).await;
        assert_eq!(done.click("#continue").await.h1(), "Your account");

        sign_out(&browser.open("/").await).await;
        let refused = sign_in_with_pass_another_way(&browser, &pass).await;
        let error = refused.error_of("pass").unwrap();
        assert!(error.starts_with("It was already used at 08:50 UTC."), "{error}");
    })
    .await;
}

#[tokio::test]
async fn why_a_pass_is_refused_is_told_only_to_who_has_it() {
    on_each_database(async |daypass| {
        let tomorrow = daypass.clock.now().plus(26 * HOUR);
        let early = IssueRequest { starts_at: Some(tomorrow), ..IssueRequest::default() };
        let disabled = daypass.add_user("off@contoso.example").await;
        let cases = [
            (daypass.add_user("early@contoso.example").await, early),
            (daypass.add_user("late@contoso.example").await, IssueRequest::default()),
            (disabled.clone(), IssueRequest::default()),
        ];
        let said = [
            "It starts on Tuesday 24 November at 10:00 UTC. Come back then.",
            "It ended at 09:00 UTC. Ask your help desk for a new one.",
            "This account is switched off. Ask your help desk.",
        ];
        let mut passes = Vec::new();
        for (user, request) in &cases {
            passes.push(daypass.issue(user, request.clone()).await);
        }
        daypass.disable(&disabled).await;
        daypass.wait(2 * HOUR);

        for (((user, _), pass), said) in cases.iter().zip(&passes).zip(said) {
            let guessed =
                sign_in_with_pass(&daypass.browser(), user.username.as_str(), &wrong(pass)).await;
            assert_eq!(guessed.error_of("pass").as_deref(), Some(WRONG), "{}", user.username);
            let refused = sign_in_with_pass(&daypass.browser(), user.username.as_str(), pass).await;
            assert_eq!(refused.error_of("pass").as_deref(), Some(said), "{}", user.username);
        }
    })
    .await;
}

#[tokio::test]
async fn ten_wrong_tries_kill_the_pass_and_nothing_else() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana.user).await;
        let guesser = daypass.browser();

        let mut page = enter_username(&guesser.open("/").await, "ana@contoso.example").await;
        for _ in 0..10 {
            page = enter_pass(&page, &wrong(&pass)).await;
            assert_eq!(page.error_of("pass").as_deref(), Some(WRONG));
        }
        let refused = enter_pass(&page, &pass).await;

        assert_eq!(refused.error_of("pass").as_deref(), Some(TOO_MANY));
        assert!(!is_signed_in(&guesser).await);
        let home = sign_in_with_passkey(&daypass.browser(), &ana.device).await;
        assert_eq!(home.h1(), "Your account", "the passkey is not locked by it");
        let fresh = daypass.issue_pass(&ana.user).await;
        let home = sign_in_with_pass(&daypass.browser(), "ana@contoso.example", &fresh).await;
        assert_eq!(home.h1(), "Your account", "a new pass works");
    })
    .await;
}

#[tokio::test]
async fn a_username_that_nobody_has_looks_like_any_other() {
    on_each_database(async |daypass| {
        // As long as one another, so that the pages are too.
        let (with_pass, with_passkey, unknown) =
            ("ana@contoso.example", "ben@contoso.example", "eve@contoso.example");
        let ana = daypass.add_user(with_pass).await;
        let pass = wrong(&daypass.issue_pass(&ana).await);
        onboard(&daypass, with_passkey).await;

        let mut stories = Vec::new();
        for username in [with_pass, with_passkey, unknown] {
            stories.push(guess(&daypass.browser(), username, &pass).await);
        }

        assert_eq!(stories[0].len(), 13);
        for (ours, theirs) in stories[0].iter().zip(&stories[2]) {
            assert_eq!(ours, theirs);
        }
        for (ours, theirs) in stories[1].iter().zip(&stories[2]) {
            assert_eq!(ours, theirs);
        }
    })
    .await;
}

#[tokio::test]
async fn a_policy_that_has_no_passes_any_more_refuses_the_ones_there_are() {
    on_each_database(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana).await;
        let daypass = daypass.restart_with("[methods.pass]\none_time_required = true").await;

        let refused = sign_in_with_pass(&daypass.browser(), "ana@contoso.example", &pass).await;

        let said =
            "Passes aren't allowed for your account. Ask your help desk what to use instead.";
        assert_eq!(refused.error_of("pass").as_deref(), Some(said));
        let guessed =
            sign_in_with_pass(&daypass.browser(), "ana@contoso.example", &wrong(&pass)).await;
        assert_eq!(guessed.error_of("pass").as_deref(), Some(WRONG));
    })
    .await;
}

/// How a pass comes to its end.
#[derive(Clone, Copy, Debug)]
enum End {
    Deleted,
    Replaced,
    Expired,
}

impl End {
    async fn come_about(self, daypass: &Daypass, user: &User) {
        match self {
            Self::Deleted => daypass.delete_pass(user).await,
            Self::Replaced => drop(daypass.issue_pass(user).await),
            Self::Expired => daypass.wait(HOUR + Duration::from_secs(1)),
        }
    }
}

/// A browser whose person came with a pass and has registered nothing yet.
async fn owing(daypass: &Daypass) -> (Browser, User) {
    let ana = daypass.add_user("ana@contoso.example").await;
    let pass = daypass.issue_pass(&ana).await;
    let browser = daypass.browser();
    let choosing = sign_in_with_pass(&browser, "ana@contoso.example", &pass).await;
    assert_eq!(choosing.h1(), CHOICE);
    (browser, ana)
}

/// Tokens that somebody who has a passkey got by a pass all the same.
async fn tokens_by_pass(
    daypass: &Daypass,
    payroll: &RelyingParty,
    user: &User,
) -> (Browser, Tokens) {
    let pass = daypass.issue_pass(user).await;
    let browser = daypass.browser();
    let begun = payroll.begin(&["offline_access"]);
    let asks_for_pass =
        enter_username(&browser.open(&begun.url).await, user.username.as_str()).await;
    let left = asks_for_pass.form_with("#sign-in").set("pass", &pass).leave().await;
    let tokens = payroll.finish(begun, &left).await;
    (browser, tokens)
}

/// A browser that knows somebody asks for what they used last: the pass is another way.
async fn sign_in_with_pass_another_way(browser: &Browser, pass: &str) -> Page {
    let asks_for_passkey = enter_username(&browser.open("/").await, "ana@contoso.example").await;
    let choosing = asks_for_passkey.click("#other-way").await;
    enter_pass(&choosing.click("#choose-pass").await, pass).await
}

async fn sign_out(page: &Page) {
    let asked = page.click("#sign-out").await;
    assert_eq!(asked.form_with("#sign-out").submit().await.h1(), "You're signed out");
}

/// A pass of the same make with one other symbol.
fn wrong(pass: &str) -> String {
    let (first, rest) = pass.split_at(1);
    format!("{}{rest}", if first == "7" { "4" } else { "7" })
}

/// Eleven wrong tries, each page as it came, without what is the guesser's own.
async fn guess(browser: &Browser, username: &str, pass: &str) -> Vec<String> {
    let mut pages = vec![browser.open("/signin").await];
    pages.push(enter_username(&pages[0], username).await);
    for _ in 0..11 {
        let page = enter_pass(pages.last().unwrap(), pass).await;
        pages.push(page);
    }
    pages.iter().map(|page| without_what_is_the_guessers_own(page, username)).collect()
}

fn without_what_is_the_guessers_own(page: &Page, username: &str) -> String {
    let mut headers: Vec<_> = page
        .headers
        .iter()
        .filter(|(name, _)| {
            !["date", "x-correlation-id", "x-request-id", "set-cookie"].contains(&name.as_str())
        })
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    format!(
        "{} {}\n{}\n{}",
        page.status,
        page.path(),
        headers.join("\n"),
        page.body.replace(username, "USERNAME")
    )
}
