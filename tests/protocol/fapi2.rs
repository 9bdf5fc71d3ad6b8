//! The FAPI 2.0 Security Profile, which a client keeps whose `profile` is `fapi2`.

use serde_json::json;

use crate::browser::{Browser, Landed, Request};
use crate::installation::{Answer, Installation, VERIFIER, challenge, header, payload};
use crate::key_holder::{Jwt, KeyHolder, OTHER, assertion, ath};

const PAR: &str = "/oauth2/par";
const TOKEN: &str = "/oauth2/token";
const CALLBACK: &str = "https://bank.example/cb";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// `bank`, and the key that its tokens are bound to.
struct Bank<'a> {
    installation: &'a Installation,
    key: KeyHolder,
}

impl<'a> Bank<'a> {
    fn of(installation: &'a Installation) -> Self {
        Self { installation, key: KeyHolder::ec() }
    }

    fn request() -> Request {
        Request::of("bank", CALLBACK)
            .with("code_challenge", &challenge(VERIFIER))
            .with("code_challenge_method", "S256")
    }

    /// Calls an endpoint by this assertion and, if there is one, with a proof of this key.
    async fn call_by(
        &self,
        place: &str,
        assertion: &str,
        key: Option<&KeyHolder>,
        form: &[(&str, &str)],
    ) -> Answer {
        let proof = key.map(|key| key.proof(self.installation, "POST", place).by(key));
        let headers: Vec<_> = proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
        let credential = [("client_assertion_type", JWT_BEARER), ("client_assertion", assertion)];
        self.installation.post(place, &headers, &[form, &credential].concat()).await
    }

    async fn call(&self, place: &str, key: Option<&KeyHolder>, form: &[(&str, &str)]) -> Answer {
        let assertion = assertion(self.installation, "bank", "PS256").by(KeyHolder::of("PS256"));
        self.call_by(place, &assertion, key, form).await
    }

    async fn push(&self, request: &Request) -> Answer {
        self.call(PAR, None, &request.pairs()).await
    }

    /// Where a pushed request sends the browser.
    async fn pushed(&self, request: &Request) -> String {
        let answer = self.push(request).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        place("bank", &answer.member("request_uri"))
    }

    async fn code(&self, browser: &Browser) -> String {
        code(browser.visit(&self.pushed(&Self::request()).await).await)
    }

    async fn exchange(&self, code: &str) -> Answer {
        self.call(TOKEN, Some(&self.key), &exchange_form(code)).await
    }

    async fn refresh(&self, refresh_token: &str, key: Option<&KeyHolder>) -> Answer {
        self.call(TOKEN, key, &refresh_form(refresh_token)).await
    }

    async fn userinfo(&self, access_token: &str, key: &KeyHolder) -> Answer {
        let proof = key.proof(self.installation, "GET", "/oauth2/userinfo");
        let proof = proof.with("ath", ath(access_token)).by(key);
        let request = self.installation.http.get(self.installation.at("/oauth2/userinfo"));
        let request = request.header("authorization", format!("DPoP {access_token}"));
        Answer::of(request.header("dpop", proof)).await
    }
}

fn place(client: &str, request_uri: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client)
        .append_pair("request_uri", request_uri)
        .finish();
    format!("/oauth2/authorize?{query}")
}

fn code(landed: Landed) -> String {
    landed.away().parameters.remove("code").expect("no code")
}

fn exchange_form(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]
}

fn refresh_form(token: &str) -> [(&str, &str); 2] {
    [("grant_type", "refresh_token"), ("refresh_token", token)]
}

async fn signed_in(installation: &Installation) -> Browser {
    installation.person("ana").await;
    Browser::of(installation, "ana").await
}

#[actix_web::test]
async fn the_whole_flow() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let bank = Bank::of(&installation);
    let place = bank.pushed(&Bank::request().with("scope", "email openid")).await;
    let browser = Browser::new(&installation);
    let page = browser.visit(&place).await.page();
    installation.pass(120);
    let away = browser.sign_in("ana", page.return_to()).await.away();
    assert_eq!(away.uri, CALLBACK);
    let names: Vec<_> = away.parameters.keys().map(String::as_str).collect();
    assert_eq!(names, ["code", "iss", "state"]);
    assert_eq!(away.parameters["iss"], installation.issuer);

    let tokens = bank.exchange(&away.parameters["code"]).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text);
    assert_eq!(tokens.header("cache-control"), "no-store");
    assert_eq!(tokens.member("token_type"), "DPoP");
    assert_eq!(header(&tokens.member("id_token"))["alg"], "PS256");
    let access_token = tokens.member("access_token");
    assert_eq!(payload(&access_token)["cnf"], json!({ "jkt": bank.key.thumbprint() }));
    let claims = bank.userinfo(&access_token, &bank.key).await.json();
    assert_eq!(claims["email"], "ana@contoso.example");
    bank.userinfo(&access_token, &OTHER).await.is_error(401, "invalid_token");
    let in_query = format!("/oauth2/userinfo?access_token={access_token}");
    let in_query = installation.http.get(installation.at(&in_query));
    assert_eq!(Answer::of(in_query).await.status, 401);

    let refresh_token = tokens.member("refresh_token");
    let renewed = bank.refresh(&refresh_token, Some(&bank.key)).await;
    let access_token = renewed.member("access_token");
    assert_eq!(bank.userinfo(&access_token, &bank.key).await.status, 200);
}

#[actix_web::test]
async fn state_nonce_and_the_order_of_scopes_are_free() {
    let installation = Installation::start().await;
    let browser = signed_in(&installation).await;
    let bank = Bank::of(&installation);
    for request in [
        Bank::request().without("state"),
        Bank::request().without("nonce"),
        Bank::request().with("nonce", &"n".repeat(64)),
        Bank::request().with("scope", "email profile openid"),
        Bank::request().with("claims", r#"{"id_token":{"name":{"essential":true}}}"#),
        Bank::request().with("dpop_jkt", &bank.key.thumbprint()),
    ] {
        let landed = browser.visit(&bank.pushed(&request).await).await;
        let tokens = bank.exchange(&code(landed)).await;
        assert_eq!(tokens.status, 200, "{}: {}", request.place(), tokens.text);
    }
}

#[actix_web::test]
async fn another_client_of_the_profile_has_its_own_key_redirect_uri_and_consent() {
    let installation = Installation::start().await;
    let browser = signed_in(&installation).await;
    let bank = Bank::of(&installation);
    let own = || assertion(&installation, "broker", "ES256").by(&OTHER);
    let callback = "https://broker.example/cb?desk=1";
    let request = Bank::request().with("client_id", "broker").with("redirect_uri", callback);
    let request = request.with("dpop_jkt", &bank.key.thumbprint());
    let banks = assertion(&installation, "broker", "ES256").by(KeyHolder::of("ES256"));
    let refused = bank.call_by(PAR, &banks, None, &request.pairs()).await;
    refused.is_error(401, "invalid_client");
    let answer = bank.call_by(PAR, &own(), None, &request.pairs()).await;
    let landed = browser.visit(&place("broker", &answer.member("request_uri"))).await;
    let page = landed.page();
    let allow = [("return_to", page.return_to()), ("decision", "allow")];
    let away = browser.submit("/consent", &allow).await.away();
    assert_eq!(away.parameters["desk"], "1");
    let code = &away.parameters["code"];
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", callback),
        ("code_verifier", VERIFIER),
    ];
    // Its code is not the bank's, and its assertion is not for the bank.
    bank.call(TOKEN, Some(&bank.key), &form).await.is_error(400, "invalid_grant");
    let as_bank = [form.as_slice(), &[("client_id", "bank")]].concat();
    let refused = bank.call_by(TOKEN, &own(), Some(&bank.key), &as_bank).await;
    refused.is_error(400, "invalid_request");
    let refused = bank.call_by(TOKEN, &own(), Some(&OTHER), &form).await;
    refused.is_error(400, "invalid_grant");
    let tokens = bank.call_by(TOKEN, &own(), Some(&bank.key), &form).await;
    assert_eq!(header(&tokens.member("id_token"))["alg"], "ES256");
    let refresh_token = tokens.member("refresh_token");
    bank.refresh(&refresh_token, Some(&bank.key)).await.is_error(400, "invalid_grant");

    let denied = Bank::request().with("client_id", "broker").with("redirect_uri", callback);
    let denied = denied.with("scope", "openid email");
    let answer = bank.call_by(PAR, &own(), None, &denied.pairs()).await;
    let page = browser.visit(&place("broker", &answer.member("request_uri"))).await.page();
    let deny = [("return_to", page.return_to()), ("decision", "deny")];
    let away = browser.submit("/consent", &deny).await.away();
    assert_eq!(away.parameters["error"], "access_denied");
    assert_eq!(away.parameters["iss"], installation.issuer);
    assert_eq!(away.parameters["state"], "af0ifjsldkj");
}

#[actix_web::test]
async fn its_assertion_is_for_the_issuer_alone_and_not_by_rs256() {
    let installation = Installation::start().await;
    let bank = Bank::of(&installation);
    let by = |algorithm| assertion(&installation, "bank", algorithm);
    let good = || by("ES256");
    let now = installation.clock.now().seconds();
    let signed = |assertion: Jwt| assertion.by(KeyHolder::of("ES256"));
    let issuer = installation.issuer.as_str();
    for bad in [
        by("RS256").by(KeyHolder::of("RS256")),
        by("RS256").without_head("kid").by(KeyHolder::of("RS256")),
        signed(good().with("aud", json!([issuer]))),
        signed(good().with("aud", json!([issuer, "https://else.example"]))),
        signed(good().with("aud", installation.at(PAR))),
        signed(good().with("aud", installation.at(TOKEN))),
        signed(good().with("aud", format!("{issuer}/"))),
        signed(good().with("aud", "https://else.example")),
        signed(good().without("aud")),
        signed(good().without("sub")),
        signed(good().with("exp", now - 300)),
        signed(good().with("nbf", now + 61)),
        signed(good().with("iat", now + 61)),
    ] {
        for endpoint in [PAR, TOKEN] {
            let refused = bank.call_by(endpoint, &bad, None, &Bank::request().pairs()).await;
            refused.is_error(401, "invalid_client");
        }
    }
    installation.post(PAR, &[], &Bank::request().pairs()).await.is_error(401, "invalid_client");
    // RFC 9864 §2.2: Ed25519 is another name for what EdDSA is here.
    for algorithm in ["ES256", "PS256", "EdDSA", "Ed25519"] {
        let key = if algorithm == "Ed25519" { "EdDSA" } else { algorithm };
        let good = by(algorithm).head("kid", key).with("nbf", now + 8).with("iat", now + 8);
        let good = good.by(KeyHolder::of(algorithm));
        let answer = bank.call_by(PAR, &good, None, &Bank::request().pairs()).await;
        assert_eq!(answer.status, 201, "{algorithm}: {}", answer.text);
    }
}

#[actix_web::test]
async fn its_requests_are_pushed_with_pkce_and_for_a_code() {
    let installation = Installation::start().await;
    let browser = signed_in(&installation).await;
    let bank = Bank::of(&installation);
    browser.authorize(&Bank::request()).await.is_error("invalid_request");
    for (bad, error) in [
        (Bank::request().without("code_challenge"), "invalid_request"),
        (
            Bank::request().without("code_challenge").without("code_challenge_method"),
            "invalid_request",
        ),
        (Bank::request().with("code_challenge_method", "plain"), "invalid_request"),
        (Bank::request().without("code_challenge_method"), "invalid_request"),
        (Bank::request().with("response_type", "code id_token"), "unsupported_response_type"),
        (Bank::request().with("response_type", "code token"), "unsupported_response_type"),
        (Bank::request().with("response_type", "token"), "unsupported_response_type"),
        (Bank::request().with("response_type", "none"), "unsupported_response_type"),
        (Bank::request().without("redirect_uri"), "invalid_request"),
        (Bank::request().with("redirect_uri", "https://bank.example/other"), "invalid_request"),
    ] {
        bank.push(&bad).await.is_error(400, error);
    }
}

#[actix_web::test]
async fn its_code_is_good_for_a_minute_once_and_with_its_verifier() {
    let installation = Installation::start().await;
    let browser = signed_in(&installation).await;
    let bank = Bank::of(&installation);
    let late = bank.code(&browser).await;
    installation.pass(62);
    bank.exchange(&late).await.is_error(400, "invalid_grant");

    let code = bank.code(&browser).await;
    let form = exchange_form(&code);
    bank.call(TOKEN, Some(&bank.key), &form[..3]).await.is_error(400, "invalid_grant");
    let mut wrong = form;
    let other = "x".repeat(43);
    wrong[3].1 = &other;
    bank.call(TOKEN, Some(&bank.key), &wrong).await.is_error(400, "invalid_grant");
    bank.call(TOKEN, None, &form).await.is_error(400, "invalid_dpop_proof");
    let unsigned = [form.as_slice(), &[("client_id", "bank")]].concat();
    let proof = bank.key.proof(&installation, "POST", TOKEN).by(&bank.key);
    let refused = installation.post(TOKEN, &[("dpop", &proof)], &unsigned).await;
    refused.is_error(401, "invalid_client");

    let tokens = bank.exchange(&code).await;
    let access_token = tokens.member("access_token");
    assert_eq!(bank.userinfo(&access_token, &bank.key).await.status, 200);
    installation.pass(1);
    bank.exchange(&code).await.is_error(400, "invalid_grant");
    bank.userinfo(&access_token, &bank.key).await.is_error(401, "invalid_token");
    let refused = bank.refresh(&tokens.member("refresh_token"), Some(&bank.key)).await;
    refused.is_error(400, "invalid_grant");
}

#[actix_web::test]
async fn its_refresh_token_is_not_rotated_and_needs_client_and_proof() {
    let installation = Installation::start().await;
    let browser = signed_in(&installation).await;
    let bank = Bank::of(&installation);
    let tokens = bank.exchange(&bank.code(&browser).await).await;
    let first = tokens.member("refresh_token");
    let another = KeyHolder::ed();
    for (later, key) in [(0, &bank.key), (31, &bank.key), (3_600, &another), (1, &bank.key)] {
        installation.pass(later);
        let renewed = bank.refresh(&first, Some(key)).await;
        assert_eq!(renewed.status, 200, "{}", renewed.text);
        assert_eq!(renewed.member("refresh_token"), first);
        let access_token = renewed.member("access_token");
        assert_eq!(payload(&access_token)["cnf"], json!({ "jkt": key.thumbprint() }));
        assert_eq!(bank.userinfo(&access_token, key).await.status, 200);
    }
    bank.refresh(&first, None).await.is_error(400, "invalid_dpop_proof");
    let proof = bank.key.proof(&installation, "POST", TOKEN).by(&bank.key);
    let bare = [refresh_form(&first).as_slice(), &[("client_id", "bank")]].concat();
    let refused = installation.post(TOKEN, &[("dpop", &proof)], &bare).await;
    refused.is_error(401, "invalid_client");
    let brokers = assertion(&installation, "broker", "ES256").by(&OTHER);
    let refused = bank.call_by(TOKEN, &brokers, Some(&bank.key), &refresh_form(&first)).await;
    refused.is_error(400, "invalid_grant");
    assert_eq!(bank.refresh(&first, Some(&bank.key)).await.status, 200);
}

#[actix_web::test]
async fn the_metadata_says_what_the_profile_needs() {
    let installation = Installation::start().await;
    let request = installation.http.get(installation.at("/.well-known/openid-configuration"));
    let metadata = Answer::of(request).await.json();
    let lists = |name: &str, value: &str| {
        metadata[name].as_array().unwrap().iter().any(|known| known == value)
    };
    assert!(lists("response_types_supported", "code"));
    assert!(lists("grant_types_supported", "authorization_code"));
    assert!(lists("code_challenge_methods_supported", "S256"));
    assert!(lists("token_endpoint_auth_methods_supported", "private_key_jwt"));
    for algorithm in ["PS256", "ES256"] {
        assert!(lists("dpop_signing_alg_values_supported", algorithm));
        assert!(lists("token_endpoint_auth_signing_alg_values_supported", algorithm));
        assert!(lists("id_token_signing_alg_values_supported", algorithm));
    }
    assert!(!lists("dpop_signing_alg_values_supported", "RS256"));
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    assert_eq!(metadata["require_pushed_authorization_requests"], false);
    let endpoint = &metadata["pushed_authorization_request_endpoint"];
    assert_eq!(*endpoint, installation.at(PAR));
}
