//! An administrator tries an app out: a real sign-in to it, whose tokens are shown and then nowhere.

use ::daypass::audit::{Actor, Origin};
use ::daypass::base::ClientId;
use ::daypass::directory::{Role, groups};
use ::daypass::oidc::clients::{
    self, Added, AuthMethod, ClientMetadata, Consent, NewClient, Profile, RedirectUri,
};
use ::daypass::oidc::keys::Algorithm;
use reqwest::Method;
use url::Url;

use crate::browser::{Browser, Page};
use crate::daypass::{CALLBACK, Daypass, on_each_database};
use crate::steps::{Person, onboard_user, sign_in_with_passkey};

async fn administrator(daypass: &Daypass, username: &str) -> Person {
    let user = daypass.add_user_with(username, &[Role::GlobalAdministrator]).await;
    onboard_user(daypass, user).await
}

fn host() -> Origin {
    Origin::local("test")
}

/// Asks for everything that is offered.
async fn try_out(admin: &Browser, client: &str) -> Page {
    let shown = admin.open(format!("/admin/clients/{client}")).await;
    shown.click("#try").await.form_with("#begin").submit().await
}

/// Allows it on the consent page, and stops before the console gets the answer.
async fn answer_to(admin: &Browser, asking: &Page) -> Url {
    assert_eq!(asking.path(), "/consent", "{asking:?}");
    let return_to = asking.parameter("return_to").unwrap();
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", &return_to)
        .append_pair("decision", "allow")
        .finish();
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let allowed = admin.send(Method::POST, "/consent", &headers, body).await;
    assert_eq!(allowed.status, 303, "{allowed:?}");
    let sent = admin.send(Method::GET, allowed.header("location").unwrap(), &[], "").await;
    let answer = asking.url.join(sent.header("location").unwrap()).unwrap();
    assert_eq!(answer.path(), "/admin/try-app", "{answer}");
    answer
}

#[tokio::test]
async fn what_an_app_would_get_is_shown_and_nothing_of_it_stays() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example").await;
        let asking = try_out(&boss.browser, "wiki").await;
        assert_eq!(asking.path(), "/consent", "{asking:?}");
        let shown = asking.form_with("#allow").press("#allow").await;

        assert_eq!(shown.h1(), "It works", "{shown:?}");
        let id_token = shown.text_of("#id-token-facts");
        for says in
            ["This issuer.", "This app.", "The one that was sent.", "Fits the access token."]
        {
            assert!(id_token.contains(says), "{says}: {id_token}");
        }
        assert!(id_token.contains("Verified with the published key"), "{id_token}");
        assert!(!shown.has(".claims .error"), "{shown:?}");
        let claims: serde_json::Value =
            serde_json::from_str(&shown.text_of("#userinfo-claims")).unwrap();
        assert_eq!(claims["preferred_username"], "boss@contoso.example");
        assert!(shown.text_of("#access-token-header").contains("at+jwt"));
        // No token, no code and no state is there to be copied.
        assert!(!shown.body.contains("eyJ"), "{shown:?}");
        for name in ["code", "state"] {
            assert!(!shown.body.contains(&shown.parameter(name).unwrap()), "{name}: {shown:?}");
        }

        assert_eq!(shown.header("cache-control"), Some("no-store"));
        assert!(!boss.browser.open("/my-sign-ins").await.text_of("main").contains("Wiki"));
        for (log, says) in [
            ("/admin/logs/audit", "tried out the app wiki with"),
            ("/admin/logs/sign-ins", "signed in to wiki to try it out"),
        ] {
            let log = boss.browser.open(log).await.text_of("main");
            assert!(log.contains(says), "{says}: {log}");
        }
        // Whoever tried it has allowed nothing: the app would still ask.
        let again = shown.click("#again").await.form_with("#begin").submit().await;
        assert_eq!(again.path(), "/consent", "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_for_the_session_that_asked_and_for_once() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example").await;
        let other = administrator(&daypass, "other@contoso.example").await;
        let elsewhere = daypass.browser();
        sign_in_with_passkey(&elsewhere, &boss.device).await;

        let asking = try_out(&boss.browser, "wiki").await;
        let answer = answer_to(&boss.browser, &asking).await;
        assert!(!boss.browser.open("/my-sign-ins").await.text_of("main").contains("Wiki"));
        for browser in [&other.browser, &elsewhere] {
            let refused = browser.open(&answer).await;
            assert_eq!(refused.status, 400, "{refused:?}");
            assert!(refused.text_of("main").contains("no answer to an app that you are trying"));
        }
        let mut forged = answer.clone();
        forged.query_pairs_mut().clear().append_pair("code", "x").append_pair("state", "x");
        assert_eq!(boss.browser.open(&forged).await.status, 400);

        assert_eq!(boss.browser.open(&answer).await.h1(), "It works");
        let replayed = boss.browser.open(&answer).await;
        assert_eq!(replayed.status, 400, "{replayed:?}");
        assert!(replayed.text_of("main").contains("shown already"), "{replayed:?}");
    })
    .await;
}

#[tokio::test]
async fn the_code_of_a_trial_is_of_no_use_to_the_app() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example").await;
        let asking = try_out(&boss.browser, "wiki").await;
        let answer = answer_to(&boss.browser, &asking).await;
        let (_, code) = answer.query_pairs().find(|(name, _)| name == "code").unwrap();
        let redirect_uri = daypass.issuer.join("/admin/try-app").unwrap();
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", "wiki"),
            ("code", &code),
            ("redirect_uri", redirect_uri.as_str()),
            ("code_verifier", "a-verifier-that-somebody-has-made-up-for-this-code"),
        ];
        let refused = boss.browser.post("/oauth2/token", &fields).await;
        assert_eq!(refused.status, 400, "{refused:?}");
        assert!(refused.body.contains("invalid_grant"), "{refused:?}");
        assert_eq!(boss.browser.open(&answer).await.h1(), "It works");
    })
    .await;
}

#[tokio::test]
async fn no_app_sends_people_to_the_console() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example").await;
        let ours = daypass.issuer.join("/admin/try-app").unwrap();
        let request = format!(
            "/oauth2/authorize?response_type=code&client_id=payroll&scope=openid&redirect_uri={ours}"
        );
        let refused = boss.browser.open(request).await;
        assert_eq!(refused.status, 400, "{refused:?}");
        assert!(refused.text_of("main").contains("isn't registered for it"), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn somebody_whom_the_app_does_not_accept_sees_what_it_would_be_told() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example").await;
        let work = daypass.app.db().begin().await.unwrap();
        let created = groups::create(&work, &host(), &Actor::Machine, "Finance").await.unwrap();
        let groups::Created::Created(finance) = created else { panic!("{created:?}") };
        let mut metadata = metadata("Expenses");
        metadata.access.allowed_groups.insert(finance.id);
        let client = NewClient { id: ClientId::new("expenses"), metadata };
        clients::add(&work, &host(), &Actor::Machine, &client).await.unwrap();
        work.commit().await.unwrap();

        let shown = try_out(&boss.browser, "expenses").await;
        assert_eq!(shown.h1(), "No tokens", "{shown:?}");
        assert!(shown.text_of("#outcome").contains("access_denied"), "{shown:?}");
        assert!(shown.text_of("#advice").contains("a group that may use this app"), "{shown:?}");
        assert!(!shown.has("#id-token"), "{shown:?}");

        // What the person themselves refuses is an answer too.
        let asking = try_out(&boss.browser, "wiki").await;
        let shown = asking.form_with("#deny").press("#deny").await;
        assert!(shown.text_of("#outcome").contains("access_denied"), "{shown:?}");
    })
    .await;
}

#[tokio::test]
async fn an_app_that_must_push_and_prove_possession_is_tried_like_any_other() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example").await;
        let mut metadata = metadata("Bank");
        metadata.profile = Profile::Fapi2;
        metadata.token_endpoint_auth_method = AuthMethod::PrivateKeyJwt;
        metadata.jwks_uri = Some(Url::parse("https://bank.example/keys").unwrap());
        metadata.id_token_signed_response_alg = Algorithm::Ps256;
        metadata.userinfo_signed_response_alg = Some(Algorithm::Es256);
        let client = NewClient { id: ClientId::new("bank"), metadata };
        let work = daypass.app.db().begin().await.unwrap();
        let added = clients::add(&work, &host(), &Actor::Machine, &client).await.unwrap();
        assert!(matches!(added, Added::Added(None)), "{added:?}");
        work.commit().await.unwrap();

        let shown = try_out(&boss.browser, "bank").await;
        assert_eq!(shown.h1(), "It works", "{shown:?}");
        assert!(shown.text_of("#id-token-header").contains("PS256"), "{shown:?}");
        assert!(shown.text_of("#access-token-facts").contains("has to send DPoP"), "{shown:?}");
        assert!(shown.text_of("#userinfo-facts").contains("application/jwt"), "{shown:?}");
    })
    .await;
}

#[tokio::test]
async fn who_may_not_manage_apps_tries_none_out() {
    on_each_database(async |daypass| {
        let reader = daypass.add_user_with("reader@contoso.example", &[Role::GlobalReader]).await;
        let reader = onboard_user(&daypass, reader).await;
        let shown = reader.browser.open("/admin/clients/wiki").await;
        assert!(!shown.has("#try"), "{shown:?}");
        let forged = reader.browser.post("/admin/clients/wiki/try", &[("openid", "on")]).await;
        assert_eq!(forged.status, 403, "{forged:?}");
        assert_eq!(reader.browser.open("/admin/try-app?state=x").await.status, 403);

        let boss = administrator(&daypass, "boss@contoso.example").await;
        let none = [("offline_access", "on")];
        let nothing = boss.browser.post("/admin/clients/wiki/try", &none).await;
        assert_eq!(nothing.status, 422, "{nothing:?}");
        assert!(nothing.text_of("#scope-error").contains("openid"), "{nothing:?}");
    })
    .await;
}

/// An app about which nobody is asked.
fn metadata(name: &str) -> ClientMetadata {
    let mut metadata = ClientMetadata::new(name, vec![RedirectUri::parse(CALLBACK).unwrap()]);
    metadata.consent = Consent::Skip;
    metadata
}
