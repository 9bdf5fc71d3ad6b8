//! Demonstrating proof of possession: RFC 9449.

use serde_json::json;

use crate::browser::{Browser, Landed, Request};
use crate::installation::{Answer, Installation, SECRET, VERIFIER, basic, exchange_form, payload};
use crate::key_holder::{Jwt, KeyHolder, ath};
use crate::races::race;

const TOKEN: &str = "/oauth2/token";
const USERINFO: &str = "/oauth2/userinfo";

/// Calls the token endpoint as `payroll` does, with these proofs.
async fn token(installation: &Installation, proofs: &[&str], form: &[(&str, &str)]) -> Answer {
    token_as(installation, "payroll", proofs, form).await
}

async fn token_as(
    installation: &Installation,
    client: &str,
    proofs: &[&str],
    form: &[(&str, &str)],
) -> Answer {
    let authorization = basic(client, SECRET);
    let proofs = proofs.iter().map(|proof| ("dpop", *proof));
    let headers: Vec<_> = proofs.chain([("authorization", authorization.as_str())]).collect();
    installation.post(TOKEN, &headers, form).await
}

/// Asks userinfo by the scheme, with these proofs.
async fn ask(installation: &Installation, token: &str, scheme: &str, proofs: &[&str]) -> Answer {
    let request = installation.http.get(installation.at(USERINFO));
    let request = request.header("authorization", format!("{scheme} {token}"));
    Answer::of(proofs.iter().fold(request, |request, proof| request.header("DPoP", *proof))).await
}

fn proof_for(installation: &Installation, key: &KeyHolder, token: &str) -> Jwt {
    key.proof(installation, "GET", USERINFO).with("ath", ath(token))
}

/// Asks userinfo as the key's holder does.
async fn good_ask(installation: &Installation, key: &KeyHolder, token: &str) -> Answer {
    let proof = proof_for(installation, key, token).by(key);
    ask(installation, token, "DPoP", &[&proof]).await
}

/// What `payroll` gets for a code when it proves to hold the key.
async fn tokens(installation: &Installation, browser: &Browser, key: &KeyHolder) -> Answer {
    let code = browser.code_for(&Request::payroll()).await;
    let proof = key.proof(installation, "POST", TOKEN).by(key);
    let tokens = token(installation, &[&proof], &exchange_form(&code)).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text);
    tokens
}

fn refresh_form(token: &str) -> [(&str, &str); 2] {
    [("grant_type", "refresh_token"), ("refresh_token", token)]
}

/// What is wrong with a proof wherever it is sent.
fn bad_proofs(good: &Jwt, key: &KeyHolder) -> Vec<(&'static str, String)> {
    let (other, rsa) = (KeyHolder::ec(), KeyHolder::of("RS256"));
    let mut private = key.jwk();
    private["d"] = json!("AAAA");
    let mut bad = vec![
        ("typ", good.clone().without_head("typ").by(key)),
        ("typ", good.clone().head("typ", "JWT").by(key)),
        ("typ", good.clone().head("typ", "at+jwt").by(key)),
        ("alg", good.clone().without_head("alg").by(key)),
        ("alg", good.clone().head("alg", "HS256").by(key)),
        ("alg", good.clone().head("alg", "ES384").by(key)),
        ("alg", good.clone().head("alg", "none").signed(b"")),
        ("RS256", good.clone().head("jwk", rsa.jwk()).head("alg", "RS256").by(rsa)),
        ("jwk", good.clone().without_head("jwk").by(key)),
        ("jwk", good.clone().head("jwk", json!({})).by(key)),
        ("jwk", good.clone().head("jwk", json!({ "kty": "oct", "k": "AAAA" })).by(key)),
        ("jwk of another kind", good.clone().head("jwk", rsa.jwk()).by(key)),
        ("private jwk", good.clone().head("jwk", private).by(key)),
        ("kid instead", good.clone().without_head("jwk").head("kid", key.thumbprint()).by(key)),
        ("crit", good.clone().head("crit", json!(["exp"])).by(key)),
        ("signature", good.by(&other)),
        ("signature", good.signed(b"")),
        ("signature", good.signed(&[0; 64])),
        ("signature of another", format!("{}x", good.by(key))),
        ("htm", good.clone().with("htm", "PUT").by(key)),
        ("htm", good.clone().with("htm", "get").by(key)),
        ("htu", good.clone().with("htu", "https://else.example/oauth2/token").by(key)),
        ("htu", good.clone().with("htu", "/oauth2/token").by(key)),
        ("htu", good.clone().with("htu", "").by(key)),
        ("iat an hour behind", good.clone().moved("iat", -3_600).by(key)),
        ("iat an hour ahead", good.clone().moved("iat", 3_600).by(key)),
        ("iat", good.clone().moved("iat", -61).by(key)),
        ("iat", good.clone().moved("iat", 61).by(key)),
        ("iat", good.clone().with("iat", "now").by(key)),
        ("jti", good.clone().with("jti", "").by(key)),
        ("jti", good.clone().with("jti", "x".repeat(3_000)).by(key)),
        ("no JWT", "x".to_owned()),
        ("no JWT", "a.b.c".to_owned()),
        ("no JWT", format!("{}, {}", good.by(key), good.by(key))),
    ];
    for claim in ["jti", "htm", "htu", "iat"] {
        bad.push((claim, good.clone().without(claim).by(key)));
    }
    bad
}

/// What may differ in a proof that is good nevertheless.
fn good_proofs(installation: &Installation, good: impl Fn() -> Jwt, path: &str) -> Vec<Jwt> {
    let address = installation.at(path);
    vec![
        good(),
        good().with("htu", format!("{address}?x=1#y")),
        good().with("htu", address.replace("http://localhost", "HTTP://LocalHost")),
        good().with("htu", installation.at(&path.replace("/oauth2/", "/x/../oauth2/./"))),
        good().moved("iat", 10),
        good().moved("iat", -10),
        good().with("nbf", 0).with("exp", 1),
        good().head("kid", "ignored").head("x", json!({ "y": 1 })),
        good().with("nonce", "ignored").with("x", json!([1])),
    ]
}

#[actix_web::test]
async fn a_token_is_bound_to_the_key_and_of_use_to_its_holder_only() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    for key in [KeyHolder::ec(), KeyHolder::ed(), KeyHolder::rsa()] {
        let tokens = tokens(&installation, &browser, &key).await;
        assert_eq!(tokens.member("token_type"), "DPoP");
        let access_token = tokens.member("access_token");
        assert_eq!(payload(&access_token)["cnf"], json!({ "jkt": key.thumbprint() }));
        assert!(payload(&tokens.member("id_token")).get("cnf").is_none());
        for scheme in ["DPoP", "dpop", "dpOP", "DPOP"] {
            let proof = proof_for(&installation, &key, &access_token).by(&key);
            let answer = ask(&installation, &access_token, scheme, &[&proof]).await;
            assert_eq!(answer.status, 200, "{scheme}: {}", answer.text);
        }
        // By POST too, for which the proof says POST.
        let posted = proof_for(&installation, &key, &access_token).with("htm", "POST").by(&key);
        let authorization = format!("DPoP {access_token}");
        let headers = [("authorization", authorization.as_str()), ("dpop", posted.as_str())];
        assert_eq!(installation.post(USERINFO, &headers, &[]).await.status, 200);
    }
}

#[actix_web::test]
async fn at_userinfo_every_bad_proof_is_refused_and_the_good_one_after_them_is_not() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let key = KeyHolder::ec();
    let access_token = tokens(&installation, &browser, &key).await.member("access_token");
    let good = || proof_for(&installation, &key, &access_token);

    let mut bad = bad_proofs(&good(), &key);
    bad.push(("ath", good().without("ath").by(&key)));
    bad.push(("ath", good().with("ath", ath("another")).by(&key)));
    bad.push(("ath", good().with("ath", access_token.clone()).by(&key)));
    bad.push(("htm", good().with("htm", "POST").by(&key)));
    bad.push(("htu", good().with("htu", installation.at(TOKEN)).by(&key)));
    for (what, proof) in bad {
        let refused = ask(&installation, &access_token, "DPoP", &[&proof]).await;
        assert_eq!(refused.status, 401, "{what}: {}", refused.text);
        refused.is_error(401, "invalid_dpop_proof");
        let challenge = refused.header("www-authenticate");
        assert!(
            challenge.starts_with("DPoP realm=\"Daypass\", algs=\"ES256 PS256 EdDSA Ed25519\"")
        );
        assert!(challenge.contains("error=\"invalid_dpop_proof\""), "{challenge}");
    }
    ask(&installation, &access_token, "DPoP", &[]).await.is_error(401, "invalid_dpop_proof");
    let two = [good().by(&key), good().by(&key)];
    let answer = ask(&installation, &access_token, "DPoP", &[&two[0], &two[1]]).await;
    answer.is_error(401, "invalid_dpop_proof");
    let other = KeyHolder::ec();
    let theirs = proof_for(&installation, &other, &access_token).by(&other);
    ask(&installation, &access_token, "DPoP", &[&theirs]).await.is_error(401, "invalid_token");

    for proof in good_proofs(&installation, good, USERINFO) {
        let answer = ask(&installation, &access_token, "DPoP", &[&proof.by(&key)]).await;
        assert_eq!(answer.status, 200, "{}: {}", proof.message(), answer.text);
    }
}

#[actix_web::test]
async fn at_the_token_endpoint_every_bad_proof_is_refused_and_the_code_stays_good() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let key = KeyHolder::ec();
    let good = || key.proof(&installation, "POST", TOKEN);
    let code = browser.code_for(&Request::payroll()).await;
    let form = exchange_form(&code);

    let mut bad = bad_proofs(&good(), &key);
    bad.push(("htm", good().with("htm", "GET").by(&key)));
    bad.push(("htu", good().with("htu", installation.at(USERINFO)).by(&key)));
    for (what, proof) in bad {
        let refused = token(&installation, &[&proof], &form).await;
        assert_eq!(refused.status, 400, "{what}: {}", refused.text);
        refused.is_error(400, "invalid_dpop_proof");
    }
    let two = [good().by(&key), good().by(&key)];
    let answer = token(&installation, &[&two[0], &two[1]], &form).await;
    answer.is_error(400, "invalid_dpop_proof");
    let got = token(&installation, &[&good().by(&key)], &form).await;
    assert_eq!(got.status, 200, "{}", got.text);
    assert_eq!(good_ask(&installation, &key, &got.member("access_token")).await.status, 200);

    for proof in good_proofs(&installation, good, TOKEN) {
        let code = browser.code_for(&Request::payroll()).await;
        let got = token(&installation, &[&proof.by(&key)], &exchange_form(&code)).await;
        assert_eq!(got.status, 200, "{}: {}", proof.message(), got.text);
    }
}

#[actix_web::test]
async fn a_bound_token_is_no_bearer_token_and_a_bearer_token_is_not_bound() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let key = KeyHolder::ec();
    let bound = tokens(&installation, &browser, &key).await.member("access_token");
    let proof = proof_for(&installation, &key, &bound).by(&key);
    for proofs in [[].as_slice(), &[proof.as_str()]] {
        let refused = ask(&installation, &bound, "Bearer", proofs).await;
        refused.is_error(401, "invalid_token");
        let challenges = refused.headers.get_all("www-authenticate");
        let challenges: Vec<_> = challenges.iter().map(|it| it.to_str().unwrap()).collect();
        assert_eq!(challenges.len(), 2, "{challenges:?}");
        assert!(challenges[0].starts_with("Bearer ") && challenges[1].starts_with("DPoP "));
        assert!(challenges.iter().all(|it| it.contains("error=\"invalid_token\"")));
    }
    let in_body = [("access_token", bound.as_str())];
    let refused = installation.post(USERINFO, &[("dpop", &proof)], &in_body).await;
    refused.is_error(401, "invalid_token");
    assert_eq!(ask(&installation, &bound, "DPoP", &[&proof]).await.status, 200);

    let code = browser.code_for(&Request::payroll()).await;
    let bearer = installation.exchange(&code).await.member("access_token");
    let proof = proof_for(&installation, &key, &bearer).by(&key);
    ask(&installation, &bearer, "DPoP", &[&proof]).await.is_error(401, "invalid_token");
    assert_eq!(ask(&installation, &bearer, "Bearer", &[]).await.status, 200);
    let nothing = Answer::of(installation.http.get(installation.at(USERINFO))).await;
    let challenges: Vec<_> = nothing.headers.get_all("www-authenticate").iter().collect();
    assert_eq!(
        challenges,
        ["Bearer realm=\"Daypass\"", "DPoP realm=\"Daypass\", algs=\"ES256 PS256 EdDSA Ed25519\""]
    );
}

#[actix_web::test]
async fn a_proof_is_good_once() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let (key, other) = (KeyHolder::ec(), KeyHolder::ec());
    let access_token = tokens(&installation, &browser, &key).await.member("access_token");
    let named = |it: Jwt| it.with("jti", "the same");
    let proof = named(proof_for(&installation, &key, &access_token));
    assert_eq!(ask(&installation, &access_token, "DPoP", &[&proof.by(&key)]).await.status, 200);
    // Signed anew, for another method and later it is still the same.
    for again in [proof.clone(), proof.moved("iat", 60)] {
        let refused = ask(&installation, &access_token, "DPoP", &[&again.by(&key)]).await;
        refused.is_error(401, "invalid_dpop_proof");
    }
    let code = browser.code_for(&Request::payroll()).await;
    let form = exchange_form(&code);
    let elsewhere = named(key.proof(&installation, "POST", TOKEN)).by(&key);
    token(&installation, &[&elsewhere], &form).await.is_error(400, "invalid_dpop_proof");
    // Another key's jti is another.
    let others = named(other.proof(&installation, "POST", TOKEN)).by(&other);
    assert_eq!(token(&installation, &[&others], &form).await.status, 200);
}

#[actix_web::test]
async fn twenty_uses_of_one_proof_at_once_are_one() {
    for installation in Installation::on_each_database().await {
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let key = KeyHolder::ec();
        let access_token = tokens(&installation, &browser, &key).await.member("access_token");
        let proof = proof_for(&installation, &key, &access_token).by(&key);
        let both = format!("{access_token} {proof}");
        let answers = race(&installation, &both, async |it, both| {
            let (token, proof) = both.split_once(' ').unwrap();
            ask(it, token, "DPoP", &[proof]).await
        })
        .await;
        let (through, refused): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer.status == 200);
        assert_eq!(through.len(), 1);
        for refused in refused {
            refused.is_error(401, "invalid_dpop_proof");
        }
    }
}

#[actix_web::test]
async fn a_public_clients_refresh_token_is_bound_to_its_key_and_stays_the_same() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let (key, other) = (KeyHolder::ec(), KeyHolder::ec());
    let come = async |key: Option<&KeyHolder>, form: &[(&str, &str)]| {
        let proof = key.map(|key| key.proof(&installation, "POST", TOKEN).by(key));
        let headers: Vec<_> = proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
        let form = [form, &[("client_id", "spa")]].concat();
        installation.post(TOKEN, &headers, &form).await
    };
    let code = browser.code_for(&Request::spa()).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://spa.example/cb"),
        ("code_verifier", VERIFIER),
    ];
    let first = come(Some(&key), &form).await.member("refresh_token");
    let form = refresh_form(&first);
    come(Some(&other), &form).await.is_error(400, "invalid_grant");
    come(None, &form).await.is_error(400, "invalid_grant");
    for later in [0, 59, 600] {
        installation.pass(later);
        let again = come(Some(&key), &form).await;
        assert_eq!(again.status, 200, "{}", again.text);
        assert_eq!(again.member("refresh_token"), first);
        assert_eq!(again.member("token_type"), "DPoP");
        assert_eq!(good_ask(&installation, &key, &again.member("access_token")).await.status, 200);
    }
}

/// RFC 9449 §5: theirs is bound to the client, which authenticates; its key may change.
#[actix_web::test]
async fn a_confidential_client_may_come_with_another_key_but_not_without() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let (key, other) = (KeyHolder::ec(), KeyHolder::ed());
    let first = tokens(&installation, &browser, &key).await.member("refresh_token");
    installation.refresh(&first).await.is_error(400, "invalid_grant");
    let proof = other.proof(&installation, "POST", TOKEN).by(&other);
    let second = token(&installation, &[&proof], &refresh_form(&first)).await;
    assert_eq!(second.status, 200, "{}", second.text);
    let access_token = second.member("access_token");
    assert_eq!(good_ask(&installation, &other, &access_token).await.status, 200);
    let olds = proof_for(&installation, &key, &access_token).by(&key);
    ask(&installation, &access_token, "DPoP", &[&olds]).await.is_error(401, "invalid_token");
}

#[actix_web::test]
async fn dpop_jkt_makes_a_code_of_use_to_one_key_only() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let (key, other) = (KeyHolder::ec(), KeyHolder::ec());
    let request = Request::payroll().with("dpop_jkt", &key.thumbprint());
    let code = browser.code_for(&request).await;
    let form = exchange_form(&code);
    let by = |key: &KeyHolder| key.proof(&installation, "POST", TOKEN).by(key);
    token(&installation, &[], &form).await.is_error(400, "invalid_grant");
    token(&installation, &[&by(&other)], &form).await.is_error(400, "invalid_grant");
    let got = token(&installation, &[&by(&key)], &form).await;
    assert_eq!(got.status, 200, "{}", got.text);
    for jkt in ["short", &"A".repeat(44)] {
        browser
            .authorize(&Request::payroll().with("dpop_jkt", jkt))
            .await
            .is_error("invalid_request");
    }
    let twice = request.and("dpop_jkt", &other.thumbprint());
    browser.authorize(&twice).await.is_error("invalid_request");
}

#[actix_web::test]
async fn a_client_whose_tokens_are_always_bound_cannot_come_without_a_proof() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::of("sealed", "https://sealed.example/cb")).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://sealed.example/cb"),
    ];
    let key = KeyHolder::ec();
    token_as(&installation, "sealed", &[], &form).await.is_error(400, "invalid_dpop_proof");
    let proof = key.proof(&installation, "POST", TOKEN).by(&key);
    let got = token_as(&installation, "sealed", &[&proof], &form).await;
    assert_eq!(got.member("token_type"), "DPoP");
    let refresh_token = got.member("refresh_token");
    let form = refresh_form(&refresh_token);
    token_as(&installation, "sealed", &[], &form).await.is_error(400, "invalid_dpop_proof");
    let proof = key.proof(&installation, "POST", TOKEN).by(&key);
    assert_eq!(token_as(&installation, "sealed", &[&proof], &form).await.status, 200);
}

#[actix_web::test]
async fn programs_in_a_browser_may_send_the_header_and_read_the_challenge() {
    let installation = Installation::start().await;
    for place in [TOKEN, USERINFO] {
        let preflight = installation
            .http
            .request(reqwest::Method::OPTIONS, installation.at(place))
            .header("origin", "https://spa.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,dpop");
        let answer = Answer::of(preflight).await;
        assert_eq!(answer.status, 204);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let allowed = answer.header("access-control-allow-headers").to_ascii_lowercase();
        assert!(allowed.split(", ").any(|name| name == "dpop"), "{allowed}");
    }
    let refused = ask(&installation, "x", "DPoP", &[]).await;
    assert!(refused.header("access-control-expose-headers").contains("WWW-Authenticate"));
}

#[actix_web::test]
async fn a_request_without_a_key_stays_one_without() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let landed = browser.authorize(&Request::payroll().with("dpop_jkt", "")).await;
    assert!(matches!(landed, Landed::Away(away) if away.parameters.contains_key("code")));
}
