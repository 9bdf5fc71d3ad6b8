//! What other sites, clumsy programs and attackers send: refused with a clear page, and nothing changed.

use ::daypass::credentials::methods_of;
use reqwest::Method;

use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::passkey_device::PasskeyDevice;
use crate::steps::{Person, is_signed_in, onboard, sign_in_with_passkey};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Every path that takes a form.
const POSTS: [&str; 27] = [
    "/signin",
    "/signin/pass",
    "/signin/password",
    "/signin/totp",
    "/signin/passkey",
    "/signin/passkey/options",
    "/signin/recovery-code",
    "/security-info/register/passkey",
    "/security-info/register/passkey/options",
    "/security-info/register/totp",
    "/security-info/register/password",
    "/security-info/register/recovery-codes",
    "/security-info/rename",
    "/security-info/delete",
    "/security-info/pass/delete",
    "/security-info/password",
    "/my-sign-ins/end-session",
    "/my-sign-ins/remove-app",
    "/my-sign-ins/sign-out-everywhere",
    "/my-sign-ins/sign-out-elsewhere",
    "/lost-device/start",
    "/lost-device/sign-out",
    "/lost-device/remove",
    "/lost-device/enough",
    "/lost-device/finish",
    "/consent",
    "/signout",
];

#[tokio::test]
async fn a_form_on_another_site_is_refused_everywhere_and_changes_nothing() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        daypass.issue_pass(&ana.user).await;
        let before = state(&daypass, &ana).await;
        let ours = daypass.issuer.origin().ascii_serialization();
        let elsewhere: [&[(&str, &str)]; 7] = [
            &[],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", &ours), ("sec-fetch-site", "cross-site")],
            &[("origin", &ours), ("sec-fetch-site", "same-site")],
            &[("origin", "http://localhost"), ("sec-fetch-site", "same-origin")],
            &[("referer", "https://evil.example/?http://localhost")],
        ];

        for path in POSTS {
            for headers in elsewhere {
                let headers = [&[FORM], headers].concat();
                let answer = ana.browser.send(Method::POST, path, &headers, everything(&ana)).await;
                assert_eq!(answer.status, 403, "{path} {headers:?}: {answer:?}");
                assert_eq!(answer.h1(), "That came from another site");
                assert!(answer.has("#reference"));
            }
        }

        assert_eq!(state(&daypass, &ana).await, before);
        assert!(is_signed_in(&ana.browser).await);
    })
    .await;
}

#[tokio::test]
async fn signing_in_never_ends_outside() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        for elsewhere in [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example/",
            "/\t/evil.example/",
            "/.//evil.example/",
            "/%09/evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "http:evil.example",
            "@evil.example",
            ".evil.example",
            "/\r\nSet-Cookie: a=b",
        ] {
            let mut address = url::form_urlencoded::Serializer::new("/signin?".to_owned());
            let address = address.append_pair("return_to", elsewhere).finish();

            let asked = daypass.browser().open(&address).await;
            let page = ana.device.answer(&asked).await.forge("return_to", elsewhere).submit().await;

            assert_eq!(page.url.origin(), daypass.issuer.origin(), "{elsewhere}");
            assert!(page.status == 200 || page.status == 404, "{elsewhere}: {page:?}");
            assert!(page.header("set-cookie").is_none_or(|cookie| !cookie.contains("a=b")));
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_a_page() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let before = state(&daypass, &ana).await;

        for path in POSTS.into_iter().filter(|path| !takes_no_fields(path)) {
            let body = format!("{}&filler={}", everything(&ana), "x".repeat(1024 * 1024));
            let answer = post(&ana.browser, &daypass, path, FORM, body).await;
            assert_eq!(answer.status, 413, "{path}: {answer:?}");
            assert_eq!(answer.h1(), "That is too large");
        }

        assert_eq!(state(&daypass, &ana).await, before);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_a_page() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let before = state(&daypass, &ana).await;
        let bodies: [(&str, (&str, &str)); 5] = [
            ("", FORM),
            ("nonsense", FORM),
            ("username=%ff%fe&pass=%ff&password=%ff&code=%ff&credential=%ff&method=%ff&decision=%ff", FORM),
            ("{\"username\":\"ana\"}", ("content-type", "application/json")),
            ("username=a&username=b&pass=a&pass=b&code=a&code=b&credential=a&credential=b", FORM),
        ];

        for path in POSTS.into_iter().filter(|path| !takes_no_fields(path)) {
            for (body, kind) in bodies {
                let answer = post(&ana.browser, &daypass, path, kind, body.to_owned()).await;
                let status = answer.status.as_u16();
                assert!([303, 400, 404, 413, 415, 422].contains(&status), "{path} {body}: {answer:?}");
                if status != 303 {
                    assert!(!answer.h1().is_empty(), "{path} {body}: {answer:?}");
                }
            }
        }

        assert_eq!(state(&daypass, &ana).await, before);
        assert!(is_signed_in(&ana.browser).await);
    })
    .await;
}

#[tokio::test]
async fn a_method_that_a_page_does_not_have_is_named_as_such() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let ours = daypass.issuer.origin().ascii_serialization();
        for path in POSTS.into_iter().chain(["/", "/my-sign-ins", "/security-info", "/signed-out"])
        {
            for method in [Method::PUT, Method::DELETE, Method::PATCH] {
                let headers = [("origin", ours.as_str())];
                let answer = ana.browser.send(method.clone(), path, &headers, "").await;
                assert_eq!(answer.status, 405, "{method} {path}: {answer:?}");
                assert!(answer.header("allow").is_some(), "RFC 9110 §15.5.6: {method} {path}");
                assert!(!answer.h1().is_empty(), "{method} {path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_that_leads_nowhere_has_a_page_that_leads_back() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        for path in [
            "/nothing",
            "/signin/nothing",
            "/security-info/register/nothing",
            "/%00",
            "/..%2f..%2fetc/passwd",
        ] {
            let page = ana.browser.open(path).await;
            assert_eq!(page.status, 404, "{path}: {page:?}");
            assert_eq!(page.click("#continue").await.h1(), "Your account");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_or_sent_is_never_markup() {
    on_each_database(async |daypass| {
        let markup = "\"><script>alert(1)</script>";
        let browser = daypass.browser();

        let page = browser.post("/signin", &[("username", markup), ("return_to", markup)]).await;
        assert!(!page.body.contains("<script>alert"), "{page:?}");
        let page = browser.post("/signin/pass", &[("username", markup), ("pass", markup), ("return_to", "/")]).await;
        assert!(!page.body.contains("<script>alert"), "{page:?}");
        let page = browser.open("/signin?return_to=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&reason=%3Cscript%3Ealert").await;
        assert!(!page.body.contains("<script>alert"), "{page:?}");

        let policy = page.header("content-security-policy").expect("a content security policy");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert!(page.header("referrer-policy").is_some());
        assert_eq!(page.header("cache-control"), Some("no-store"));
    })
    .await;
}

#[tokio::test]
async fn a_passkey_of_nobody_signs_nobody_in() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let stranger = PasskeyDevice::new();
        let creating = ana.browser.open("/security-info/register/passkey").await;
        let made = stranger.answer(&creating).await;

        // Made, but never registered: the form was not sent.
        drop(made);
        let page = sign_in_with_passkey(&daypass.browser(), &stranger).await;

        assert!(page.problem().unwrap().contains("isn't registered here"), "{page:?}");
    })
    .await;
}

/// Everything a form of ours might hold, so that nothing is refused for want of a field.
fn everything(ana: &Person) -> String {
    format!(
        "username={0}&pass=x&password=seven+herons+cross&current=x&code=123456&credential=x&enrollment=x&name=x&\
         method=password&session=x&client=payroll&decision=allow&return_to=%2F",
        ana.user.username
    )
}

async fn post(
    browser: &Browser,
    daypass: &Daypass,
    path: &str,
    kind: (&str, &str),
    body: String,
) -> Page {
    let ours = daypass.issuer.origin().ascii_serialization();
    let headers = [kind, ("origin", ours.as_str()), ("sec-fetch-site", "same-origin")];
    browser.send(Method::POST, path, &headers, body).await
}

/// Forms that consist of their button: whatever else is sent, it is the button that was pressed.
fn takes_no_fields(path: &str) -> bool {
    matches!(
        path,
        "/signout"
            | "/my-sign-ins/sign-out-everywhere"
            | "/my-sign-ins/sign-out-elsewhere"
            | "/lost-device/start"
            | "/lost-device/sign-out"
            | "/lost-device/enough"
            | "/lost-device/finish"
            | "/security-info/pass/delete"
            | "/security-info/register/recovery-codes"
            | "/signin/passkey/options"
            | "/security-info/register/passkey/options"
    )
}

/// What a person has: their methods, and the browsers they are signed in with.
async fn state(daypass: &Daypass, ana: &Person) -> (String, usize) {
    let methods = methods_of(daypass.app.db().read(), ana.user.id).await.unwrap();
    let sessions = ana.browser.open("/my-sign-ins").await.texts_of("li[id^=session-]").len();
    (format!("{methods:?}"), sessions)
}
