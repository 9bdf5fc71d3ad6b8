//! What an app is told of somebody, each claim with a word about what it means.

use std::time::Duration;

use serde_json::Value;

use super::strength_words;
use crate::base::{Fallible, Timestamp};
use crate::http::caller::Administrator;
use crate::language::{IntoPhrase, Moment, Phrase, phrase};
use crate::oidc::Parameters;
use crate::oidc::clients::{Client, GrantType, SubjectType};
use crate::oidc::trial::{Outcome, Token, Tokens, Trial};
use crate::sessions::Acr;

/// A section of the page.
pub(super) struct Part {
    pub(super) id: &'static str,
    pub(super) heading: &'static str,
    pub(super) facts: Vec<Told>,
    pub(super) json: Vec<Shown>,
}

/// A claim or a parameter, and what it means.
pub(super) struct Told {
    pub(super) name: &'static str,
    pub(super) value: Phrase,
    pub(super) at: Option<Moment>,
    pub(super) words: Phrase,
    pub(super) is_wrong: bool,
}

/// A JSON object, written so that it can be read.
pub(super) struct Shown {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) text: String,
    /// Whether it is unfolded: where the claims are said nowhere else on the page.
    pub(super) is_open: bool,
}

impl Told {
    /// A value as the protocol has it.
    fn new(name: &'static str, value: impl Into<String>, words: impl IntoPhrase) -> Self {
        Self::said(name, as_it_is(value.into()), words)
    }

    /// A value in our words.
    fn said(name: &'static str, value: impl IntoPhrase, words: impl IntoPhrase) -> Self {
        let (value, words) = (value.into_phrase(), words.into_phrase());
        Self { name, value, at: None, words, is_wrong: false }
    }

    /// What is right or wrong, and says so.
    fn checked(
        name: &'static str,
        value: impl Into<String>,
        is_right: bool,
        right: impl IntoPhrase,
        wrong: &'static str,
    ) -> Self {
        let words = if is_right { right.into_phrase() } else { phrase(wrong) };
        Self { is_wrong: !is_right, ..Self::new(name, value, words) }
    }
}

/// What somebody else has put into words; nothing to say if that is nothing.
fn as_it_is(text: String) -> Phrase {
    if text.is_empty() { Phrase::default() } else { text.into_phrase() }
}

impl Shown {
    fn of(id: &'static str, label: &'static str, value: &Value) -> Fallible<Self> {
        Ok(Self { id, label, text: serde_json::to_string_pretty(value)?, is_open: false })
    }
}

/// What to do about an error that the app would get.
pub(super) fn advice(code: &str) -> &'static str {
    match code {
        "access_denied" => "advice-access-denied",
        "unmet_authentication_requirements" | "interaction_required" => "advice-stronger",
        "login_required" => "advice-login",
        "invalid_scope" => "advice-scope",
        "invalid_grant" => "advice-grant",
        _ => "advice-log",
    }
}

/// Everything there is to say about a trial.
pub(super) fn parts(
    caller: &Administrator,
    tried: &Trial,
    answer: &Parameters,
) -> Fallible<Vec<Part>> {
    let mut parts = vec![asked(caller, tried), answered(tried, answer)];
    if let Outcome::Tokens(tokens) = &tried.outcome {
        parts.extend(id_token(caller, tried, tokens)?);
        parts.push(access_token(caller, &tried.client, tokens)?);
        parts.extend(userinfo(tokens)?);
        parts.push(lifetimes(&tried.client, tokens));
    }
    Ok(parts)
}

fn asked(caller: &Administrator, tried: &Trial) -> Part {
    let redirect_uri = caller.app.issuer().at(crate::oidc::path::TRIAL);
    Part {
        id: "asked",
        heading: "trial-asked",
        facts: vec![
            Told::new("client_id", tried.client.id.as_str(), ""),
            Told::new("response_type", "code", "trial-asked-response-type"),
            Told::new("redirect_uri", redirect_uri, "trial-asked-redirect-uri"),
            Told::new("scope", tried.scope.as_str(), ""),
            Told::new("code_challenge_method", "S256", "trial-asked-pkce"),
            Told::new("nonce", tried.nonce.as_str(), "trial-asked-nonce"),
            Told::new("claims", "sub", "trial-asked-claims"),
        ],
        json: Vec::new(),
    }
}

fn answered(tried: &Trial, answer: &Parameters) -> Part {
    let one = |name| answer.one(name).ok().flatten();
    let mut facts = Vec::new();
    if let Some(code) = one("code") {
        facts.push(Told::said("code", shortened(code), "trial-answered-code"));
    }
    if let Outcome::Error { code, description } = &tried.outcome {
        facts.push(Told::new("error", code.as_str(), as_it_is(description.clone())));
    }
    if let Some(state) = one("state") {
        facts.push(Told::said("state", shortened(state), "trial-answered-state"));
    }
    facts.push(Told::checked(
        "iss",
        one("iss").unwrap_or_default(),
        tried.is_from_us,
        "trial-answered-iss",
        "trial-iss-wrong",
    ));
    Part { id: "answered", heading: "trial-answered", facts, json: Vec::new() }
}

/// The beginning, which is enough to recognise it and too little to use it.
fn shortened(text: &str) -> Phrase {
    let beginning: String = text.chars().take(6).collect();
    phrase("trial-shortened").with("beginning", beginning).with("count", text.chars().count())
}

fn id_token(caller: &Administrator, tried: &Trial, tokens: &Tokens) -> Fallible<Option<Part>> {
    let Some(token) = &tokens.id_token else { return Ok(None) };
    let claims = Claims { caller, token };
    let nonce = claims.text("nonce");
    let mut facts = vec![claims.signature()];
    facts.extend(claims.usual(&tried.client));
    facts.extend([
        Told::checked(
            "nonce",
            nonce.as_str(),
            nonce == tried.nonce,
            "trial-nonce-right",
            "trial-nonce-wrong",
        ),
        Told::checked(
            "at_hash",
            claims.text("at_hash"),
            tokens.at_hash_fits,
            "trial-at-hash-right",
            "trial-at-hash-wrong",
        ),
    ]);
    let json = vec![
        Shown::of("id-token-header", "trial-id-token-header", &token.header)?,
        Shown::of("id-token-claims", "trial-id-token-claims", &token.claims)?,
    ];
    Ok(Some(Part { id: "id-token", heading: "trial-id-token", facts, json }))
}

fn access_token(caller: &Administrator, client: &Client, tokens: &Tokens) -> Fallible<Part> {
    let token = &tokens.access_token;
    let claims = Claims { caller, token };
    let mut facts = vec![
        claims.signature(),
        Told::new("typ", text(&token.header, "typ"), "trial-access-token-typ"),
        Told::new("aud", claims.text("aud"), "trial-access-token-aud"),
        Told::new("scope", claims.text("scope"), ""),
        claims.moment("exp", "trial-access-token-exp"),
    ];
    if client.must_bind_tokens() {
        facts.push(Told::new("cnf", "", "trial-access-token-cnf"));
    }
    let json = vec![
        Shown::of("access-token-header", "trial-access-token-header", &token.header)?,
        Shown::of("access-token-claims", "trial-access-token-claims", &token.claims)?,
    ];
    Ok(Part { id: "access-token", heading: "trial-access-token", facts, json })
}

fn userinfo(tokens: &Tokens) -> Fallible<Option<Part>> {
    let Some((claims, is_signed)) = &tokens.userinfo else { return Ok(None) };
    let form = if *is_signed {
        Told::new("Content-Type", "application/jwt", "trial-userinfo-signed")
    } else {
        Told::new("Content-Type", "application/json", "")
    };
    let facts = vec![form, Told::new("sub", text(claims, "sub"), "trial-userinfo-sub")];
    let shown = Shown::of("userinfo-claims", "trial-userinfo-claims", claims)?;
    let json = vec![Shown { is_open: true, ..shown }];
    Ok(Some(Part { id: "userinfo", heading: "trial-userinfo", facts, json }))
}

fn lifetimes(client: &Client, tokens: &Tokens) -> Part {
    let refresh = if client.allows(GrantType::RefreshToken) {
        Told::said("refresh_token", "yes", "trial-refresh-allowed")
    } else {
        Told::said("refresh_token", "no", "trial-refresh-not-allowed")
    };
    Part {
        id: "lifetimes",
        heading: "trial-lifetimes",
        facts: vec![
            Told::said("expires_in", lasts(tokens.expires_in), "trial-lifetime-access"),
            Told::new("scope", tokens.scopes.to_string(), "trial-scope-granted"),
            refresh,
        ],
        json: Vec::new(),
    }
}

fn lasts(duration: Duration) -> Phrase {
    let (minutes, seconds) = (duration.as_secs() / 60, duration.as_secs());
    match minutes {
        0 => phrase("lasts-seconds").with("count", seconds),
        minutes => phrase("lasts-minutes").with("count", minutes),
    }
}

/// The claims of one token.
struct Claims<'a> {
    caller: &'a Administrator,
    token: &'a Token,
}

impl Claims<'_> {
    fn text(&self, name: &str) -> String {
        text(&self.token.claims, name)
    }

    fn signature(&self) -> Told {
        let (kid, alg) = (text(&self.token.header, "kid"), text(&self.token.header, "alg"));
        let right = phrase("trial-signature-right").with("key", kid);
        Told::checked("alg", alg, self.token.is_verified, right, "trial-signature-wrong")
    }

    fn moment(&self, name: &'static str, words: &'static str) -> Told {
        let now = self.caller.now();
        let seconds = self.token.claims.get(name).and_then(Value::as_i64);
        let at = seconds.map(|seconds| Moment::new(Timestamp::from_seconds(seconds), now));
        Told { at, ..Told::new(name, self.text(name), words) }
    }

    /// What every ID token says.
    fn usual(&self, client: &Client) -> [Told; 8] {
        let issuer = self.caller.app.issuer().as_str();
        let (iss, aud, acr) = (self.text("iss"), self.text("aud"), self.text("acr"));
        let sub = match client.metadata.subject_type {
            SubjectType::Public => "trial-sub-public",
            SubjectType::Pairwise => "trial-sub-pairwise",
        };
        let strength: Option<Acr> = acr.parse().ok();
        let strength = strength.map_or("trial-acr", strength_words);
        [
            Told::checked("iss", iss.as_str(), iss == issuer, "trial-iss-right", "trial-iss-wrong"),
            Told::new("sub", self.text("sub"), sub),
            Told::checked(
                "aud",
                aud.as_str(),
                aud == client.id.as_str(),
                "trial-aud-right",
                "trial-aud-wrong",
            ),
            self.moment("exp", "trial-id-token-exp"),
            self.moment("auth_time", "trial-auth-time"),
            Told::new("acr", acr.as_str(), strength),
            Told::new("amr", self.text("amr"), "trial-amr"),
            Told::new("sid", self.text("sid"), "trial-sid"),
        ]
    }
}

/// A member as text; several in a row.
fn text(object: &Value, name: &str) -> String {
    match object.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(values)) => {
            let texts: Vec<_> = values
                .iter()
                .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                .collect();
            texts.join(", ")
        }
        Some(other) => other.to_string(),
    }
}
