//! Rule 8 and what sessions promise: a key that changes, limits that hold, an end that is one.

use crate::browser::{Browser, Page};
use crate::daypass::on_each_database;
use crate::passkey_device::PasskeyDevice;
use crate::steps::{
    HOUR, MINUTE, PASSWORD, Person, decline_recovery_codes, enter_password, is_signed_in, onboard,
    onboard_with_two_factors, register_passkey, sign_in_with_pass, sign_in_with_passkey,
};

const COOKIE: &str = "daypass-session";

#[tokio::test]
async fn the_key_of_a_session_changes_at_every_step_up_and_the_old_one_opens_nothing() {
    on_each_database(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana).await;
        let (browser, device) = (daypass.browser(), PasskeyDevice::new());

        let choosing = sign_in_with_pass(&browser, "ana@contoso.example", &pass).await;
        let by_pass = browser.stolen();
        decline_recovery_codes(&register_passkey(&choosing, &device).await).await;
        let upgraded = browser.stolen();
        daypass.wait(10 * MINUTE);
        let asked = browser.open("/security-info/register/passkey").await;
        device.answer(&asked).await.submit().await;

        let keys = [&by_pass, &upgraded, &browser].map(|browser| browser.cookie(COOKIE).unwrap());
        assert_ne!(keys[0], keys[1]);
        assert_ne!(keys[1], keys[2]);
        assert!(!is_signed_in(&by_pass).await);
        assert!(!is_signed_in(&upgraded).await);
        assert!(is_signed_in(&browser).await);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_somebody_else_has_put_into_the_browser_is_not_taken_over() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let eve = onboard(&daypass, "eve@contoso.example").await;
        let victim = daypass.browser();
        let planted = eve.browser.cookie(COOKIE).unwrap();
        victim.plant_cookie(COOKIE, &planted);

        let asked = victim.open("/signin").await;
        ana.device.answer(&asked).await.submit().await;

        assert_ne!(victim.cookie(COOKIE).unwrap(), planted);
        let home = victim.open("/").await;
        assert!(home.text_of("main").contains("ana@contoso.example"), "{home:?}");
        assert!(!is_signed_in(&eve.browser).await, "the planted key is nobody's now");
    })
    .await;
}

#[tokio::test]
async fn a_made_up_session_is_none() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let real = ana.browser.cookie(COOKIE).unwrap();
        let cut = &real[..real.len() - 4];

        for made_up in ["x", "", "%00", &"a".repeat(3000), cut] {
            let browser = daypass.browser();
            browser.plant_cookie(COOKIE, made_up);
            assert!(!is_signed_in(&browser).await, "{made_up}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_not_used_ends_after_twelve_hours() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;

        for _ in 0..3 {
            daypass.wait(11 * HOUR + 59 * MINUTE);
            assert!(is_signed_in(&ana.browser).await);
        }
        daypass.wait(12 * HOUR);

        assert!(!is_signed_in(&ana.browser).await);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_used_ends_after_seven_days() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;

        for _ in 0..7 * 24 / 6 - 1 {
            daypass.wait(6 * HOUR);
            assert!(is_signed_in(&ana.browser).await);
        }
        daypass.wait(6 * HOUR);

        assert!(!is_signed_in(&ana.browser).await);
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_session_and_not_only_its_cookie() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let other = daypass.browser();
        sign_in_with_passkey(&other, &ana.device).await;
        let copy = ana.browser.stolen();

        let asked = ana.browser.open("/").await.click("#sign-out").await;
        assert_eq!(asked.form_with("#sign-out").submit().await.h1(), "You're signed out");

        assert!(!is_signed_in(&ana.browser).await);
        assert!(!is_signed_in(&copy).await);
        assert!(is_signed_in(&other).await, "only this browser was signed out");
    })
    .await;
}

#[tokio::test]
async fn looking_at_the_page_for_signing_out_signs_nobody_out() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        ana.browser.open("/signout").await;
        assert!(is_signed_in(&ana.browser).await);
    })
    .await;
}

#[tokio::test]
async fn another_browser_can_be_signed_out_from_the_list() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let lost = Browser::with_user_agent(
            &daypass.issuer,
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Version/18.0 Mobile/15E148 Safari/604.1",
        );
        sign_in_with_passkey(&lost, &ana.device).await;

        let listed = ana.browser.open("/my-sign-ins").await;
        let (id, words) = session_that(&listed, |words| words.contains("Safari on"));
        assert!(words.contains("Passkey"), "{words}");
        let after = listed.form_with(&format!("#end-{id}")).submit().await;

        assert!(after.has("#notice"));
        assert!(!after.has(&format!("#session-{id}")));
        assert!(!is_signed_in(&lost).await);
        assert!(is_signed_in(&ana.browser).await);
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_session_cannot_be_ended() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let eve = onboard(&daypass, "eve@contoso.example").await;
        let (anas, _) = session_that(&ana.browser.open("/my-sign-ins").await, |words| {
            words.contains("This browser")
        });
        let listed = eve.browser.open("/my-sign-ins").await;
        let (eves, _) = session_that(&listed, |words| words.contains("This browser"));

        let stranger = "018f0000-0000-7000-8000-000000000000";
        let taken =
            listed.form_with(&format!("#end-{eves}")).forge("session", &anas).submit().await;
        let none =
            listed.form_with(&format!("#end-{eves}")).forge("session", stranger).submit().await;
        let nonsense = listed
            .form_with(&format!("#end-{eves}"))
            .forge("session", "' or 1=1 --")
            .submit()
            .await;

        for page in [&taken, &none, &nonsense] {
            assert_eq!((page.status.as_u16(), page.h1()), (404, none.h1()));
        }
        assert!(is_signed_in(&ana.browser).await);
        assert!(is_signed_in(&eve.browser).await);
    })
    .await;
}

#[tokio::test]
async fn sign_out_everywhere_leaves_nothing_that_was_issued_before() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let other = daypass.browser();
        sign_in_with_passkey(&other, &ana.device).await;
        let (payroll, wiki) = (daypass.payroll().await, daypass.wiki().await);
        let begun = payroll.begin(&["offline_access"]);
        let tokens = payroll.finish_in(&ana.browser, begun).await;
        let begun = payroll.begin(&["offline_access"]);
        let by_other = payroll.finish_in(&other, begun).await;
        let waiting = payroll.begin(&[]);
        let code = other.open_and_leave(&waiting.url).await;
        let asks_consent = other.open(&wiki.begin(&[]).url).await;

        let receipt = sign_out_everywhere(&ana).await;

        assert!(
            receipt.text_of(".head").starts_with("Signed out everywhere 2 sessions ended"),
            "{receipt:?}"
        );
        assert!(receipt.text_of(".lines").contains("Payroll"), "{receipt:?}");
        assert!(!is_signed_in(&ana.browser).await);
        assert!(!is_signed_in(&other).await);
        assert_eq!(payroll.exchange(waiting, &code).await.unwrap_err(), "invalid_grant");
        for tokens in [tokens, by_other] {
            assert_eq!(payroll.userinfo(&tokens).await, Err(401));
            assert_eq!(payroll.refresh(&tokens).await.unwrap_err(), "invalid_grant");
        }
        let refused = asks_consent.form_with("#allow").press("#allow").await;
        assert_eq!(refused.h1(), "Sign in", "{refused:?}");
        let home = sign_in_with_passkey(&ana.browser, &ana.device).await;
        assert_eq!(home.h1(), "Your account", "signing in anew works at once");
        let begun = payroll.begin(&["offline_access"]);
        let fresh = payroll.finish_in(&ana.browser, begun).await;
        assert!(payroll.userinfo(&fresh).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn half_a_sign_in_from_before_sign_out_everywhere_is_worth_nothing() {
    on_each_database(async |daypass| {
        let ben = onboard_with_two_factors(&daypass, "ben@contoso.example").await;
        daypass.wait(MINUTE);
        let (thief, password) = (daypass.browser(), PASSWORD);
        let asks_for_code = enter_password(&thief, "ben@contoso.example", password).await;
        daypass.wait(MINUTE);

        let listed = ben.browser.open("/my-sign-ins").await;
        listed.form_with("#sign-out-everywhere").submit().await;
        let after = asks_for_code.form_with("#sign-in").set("code", &ben.app.code()).submit().await;

        assert_ne!(after.h1(), "Your account", "{after:?}");
        assert!(!is_signed_in(&thief).await);
    })
    .await;
}

#[tokio::test]
async fn who_is_switched_off_is_out_at_once_and_what_they_had_stays_void() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let payroll = daypass.payroll().await;
        let begun = payroll.begin(&["offline_access"]);
        let tokens = payroll.finish_in(&ana.browser, begun).await;
        let waiting = payroll.begin(&[]);
        let code = ana.browser.open_and_leave(&waiting.url).await;

        // In the very instant in which all this began.
        daypass.disable(&ana.user).await;
        let refused = sign_in_with_passkey(&daypass.browser(), &ana.device).await;
        assert_eq!(
            refused.problem().as_deref(),
            Some("This account is switched off. Ask your help desk.")
        );
        assert!(!is_signed_in(&ana.browser).await);
        assert_eq!(payroll.userinfo(&tokens).await, Err(401));
        daypass.enable(&ana.user).await;

        assert!(!is_signed_in(&ana.browser).await);
        assert_eq!(payroll.userinfo(&tokens).await, Err(401));
        assert_eq!(payroll.refresh(&tokens).await.unwrap_err(), "invalid_grant");
        assert_eq!(payroll.exchange(waiting, &code).await.unwrap_err(), "invalid_grant");
        assert_eq!(
            sign_in_with_passkey(&daypass.browser(), &ana.device).await.h1(),
            "Your account"
        );
    })
    .await;
}

#[tokio::test]
async fn removing_an_app_ends_its_tokens_and_it_asks_for_consent_again() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let wiki = daypass.wiki().await;
        let begun = wiki.begin(&["offline_access"]);
        let left =
            ana.browser.open(&begun.url).await.form_with("#allow").press_and_leave("#allow").await;
        let tokens = wiki.finish(begun, &left).await;

        let listed = ana.browser.open("/my-sign-ins").await;
        let after = listed.form_with("#remove-wiki").submit().await;

        assert!(!after.has("#app-wiki"), "{after:?}");
        assert_eq!(wiki.userinfo(&tokens).await, Err(401));
        assert_eq!(wiki.refresh(&tokens).await.unwrap_err(), "invalid_grant");
        let asked = ana.browser.open(&wiki.begin(&["offline_access"]).url).await;
        assert_eq!(asked.h1(), "Wiki would like to");
    })
    .await;
}

#[tokio::test]
async fn an_app_that_wants_a_fresh_sign_in_gets_one() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let payroll = daypass.payroll().await;
        for parameters in [[("prompt", "login")], [("max_age", "60")]] {
            daypass.wait(2 * MINUTE);
            let begun = payroll.begin_with(&[], &parameters);

            let asked = ana.browser.open(&begun.url).await;
            assert_eq!(asked.h1(), "Sign in", "{parameters:?}");
            let left = ana.device.answer(&asked).await.leave().await;

            let tokens = payroll.finish(begun, &left).await;
            assert_eq!(tokens.claims["auth_time"], daypass.clock.now().seconds());
        }
    })
    .await;
}

#[tokio::test]
async fn an_app_that_must_not_ask_hears_that_it_would_have_to() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let (payroll, wiki) = (daypass.payroll().await, daypass.wiki().await);
        let silently = [("prompt", "none")];

        let begun = payroll.begin_with(&[], &silently);
        payroll.finish_in(&ana.browser, begun).await;
        let begun = payroll.begin_with(&[], &silently);
        let left = daypass.browser().open_and_leave(&begun.url).await;
        assert_eq!(payroll.exchange(begun, &left).await.unwrap_err(), "login_required");
        let begun = wiki.begin_with(&[], &silently);
        let left = ana.browser.open_and_leave(&begun.url).await;
        assert_eq!(wiki.exchange(begun, &left).await.unwrap_err(), "consent_required");
    })
    .await;
}

async fn sign_out_everywhere(person: &Person) -> Page {
    let listed = person.browser.open("/my-sign-ins").await;
    listed.form_with("#sign-out-everywhere").submit().await
}

/// The id and the words of the one session in the list whose words are such.
fn session_that(listed: &Page, such: impl Fn(&str) -> bool) -> (String, String) {
    let ids = listed.ids_of("li[id^=session-]");
    let mut found = ids
        .iter()
        .map(|id| (id, listed.text_of(&format!("#{id}"))))
        .filter(|(_, words)| such(words));
    let (id, words) = found.next().unwrap_or_else(|| panic!("no such session: {listed:?}"));
    assert!(found.next().is_none(), "more than one such session: {listed:?}");
    (id.trim_start_matches("session-").to_owned(), words)
}
