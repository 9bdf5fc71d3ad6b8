//! What an app is told of somebody, each claim with a word about what it means.

use std::time::Duration;

use serde_json::Value;

use super::strength_words;
use crate::base::{Fallible, Timestamp};
use crate::http::caller::Administrator;
use crate::language::Moment;
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
    pub(super) value: String,
    pub(super) at: Option<Moment>,
    pub(super) words: String,
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
    fn new(name: &'static str, value: impl Into<String>, words: impl Into<String>) -> Self {
        Self { name, value: value.into(), at: None, words: words.into(), is_wrong: false }
    }

    /// What is right or wrong, and says so.
    fn checked(
        name: &'static str,
        value: impl Into<String>,
        is_right: bool,
        right: impl Into<String>,
        wrong: &'static str,
    ) -> Self {
        let words = if is_right { right.into() } else { wrong.to_owned() };
        Self { is_wrong: !is_right, ..Self::new(name, value, words) }
    }
}

impl Shown {
    fn of(id: &'static str, label: &'static str, value: &Value) -> Fallible<Self> {
        Ok(Self { id, label, text: serde_json::to_string_pretty(value)?, is_open: false })
    }
}

/// What to do about an error that the app would get.
pub(super) fn advice(code: &str) -> &'static str {
    match code {
        "access_denied" => {
            "You did not allow it, or you are not in a group that may use this app, or it does not \
             accept how you signed in. Look at “Who, and how” in the app's settings."
        }
        "unmet_authentication_requirements" | "interaction_required" => {
            "The app asks for a stronger sign-in than you have. Sign in with what it asks for, or ask for \
             less in the app's settings."
        }
        "login_required" => "Somebody else signed in meanwhile. Sign in as yourself and try again.",
        "invalid_scope" => {
            "The app's settings do not allow this scope. Add it there, or ask for less."
        }
        "invalid_grant" => {
            "The code was too old, or you were signed out meanwhile. Try again, and go on within a minute."
        }
        _ => "The sign-in log has more about it, under the time of this trial.",
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
        heading: "What was asked",
        facts: vec![
            Told::new("client_id", tried.client.id.as_str(), ""),
            Told::new("response_type", "code", "A code, which the app exchanges for tokens."),
            Told::new(
                "redirect_uri",
                redirect_uri,
                "This page, for the trial alone. The app sends one of its own.",
            ),
            Told::new("scope", tried.scope.as_str(), ""),
            Told::new("code_challenge_method", "S256", "With PKCE, as every app should."),
            Told::new("nonce", tried.nonce.as_str(), "Comes back in the ID token."),
            Told::new("claims", "sub", "Only you can answer it."),
        ],
        json: Vec::new(),
    }
}

fn answered(tried: &Trial, answer: &Parameters) -> Part {
    let one = |name| answer.one(name).ok().flatten();
    let mut facts = Vec::new();
    if let Some(code) = one("code") {
        let words = "Shortened. It was good once, for a minute, and is used.";
        facts.push(Told::new("code", shortened(code), words));
    }
    if let Outcome::Error { code, description } = &tried.outcome {
        facts.push(Told::new("error", code.as_str(), description.as_str()));
    }
    if let Some(state) = one("state") {
        facts.push(Told::new("state", shortened(state), "Shortened. The one that was sent."));
    }
    facts.push(Told::checked(
        "iss",
        one("iss").unwrap_or_default(),
        tried.is_from_us,
        "This issuer. An app with several providers compares it.",
        "Not this issuer.",
    ));
    Part { id: "answered", heading: "What came back", facts, json: Vec::new() }
}

/// The beginning, which is enough to recognise it and too little to use it.
fn shortened(text: &str) -> String {
    let beginning: String = text.chars().take(6).collect();
    format!("{beginning}… ({} characters)", text.chars().count())
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
            "The one that was sent.",
            "Not the one that was sent.",
        ),
        Told::checked(
            "at_hash",
            claims.text("at_hash"),
            tokens.at_hash_fits,
            "Fits the access token.",
            "Does not fit the access token.",
        ),
    ]);
    let json = vec![
        Shown::of("id-token-header", "ID token: header", &token.header)?,
        Shown::of("id-token-claims", "ID token: claims", &token.claims)?,
    ];
    Ok(Some(Part { id: "id-token", heading: "ID token", facts, json }))
}

fn access_token(caller: &Administrator, client: &Client, tokens: &Tokens) -> Fallible<Part> {
    let token = &tokens.access_token;
    let claims = Claims { caller, token };
    let mut facts = vec![
        claims.signature(),
        Told::new(
            "typ",
            text(&token.header, "typ"),
            "An access token (RFC 9068), never an ID token.",
        ),
        Told::new("aud", claims.text("aud"), "For which resources it is meant."),
        Told::new("scope", claims.text("scope"), ""),
        claims.moment("exp", "After this no resource may accept it."),
    ];
    if client.must_bind_tokens() {
        let words = "Missing here: the trial has no key. Your app has to send DPoP proofs, and its access \
                     tokens then carry its key's thumbprint.";
        facts.push(Told::new("cnf", "", words));
    }
    let json = vec![
        Shown::of("access-token-header", "Access token: header", &token.header)?,
        Shown::of("access-token-claims", "Access token: claims", &token.claims)?,
    ];
    Ok(Part { id: "access-token", heading: "Access token", facts, json })
}

fn userinfo(tokens: &Tokens) -> Fallible<Option<Part>> {
    let Some((claims, is_signed)) = &tokens.userinfo else { return Ok(None) };
    let form = if *is_signed {
        Told::new("Content-Type", "application/jwt", "A signed JWT; these are its claims.")
    } else {
        Told::new("Content-Type", "application/json", "")
    };
    let sub = "The same as in the ID token. If it differs, the answer is about somebody else.";
    let facts = vec![form, Told::new("sub", text(claims, "sub"), sub)];
    let shown = Shown::of("userinfo-claims", "Userinfo: claims", claims)?;
    let json = vec![Shown { is_open: true, ..shown }];
    Ok(Some(Part { id: "userinfo", heading: "Userinfo", facts, json }))
}

fn lifetimes(client: &Client, tokens: &Tokens) -> Part {
    let refresh = if client.allows(GrantType::RefreshToken) {
        (
            "Yes",
            "Each is good once. With offline_access it outlives the session. The trial makes none.",
        )
    } else {
        ("No", "The app's settings do not allow them.")
    };
    Part {
        id: "lifetimes",
        heading: "How long they are good",
        facts: vec![
            Told::new("expires_in", lasts(tokens.expires_in), "The access token."),
            Told::new("scope", tokens.scopes.to_string(), "What was granted."),
            Told::new("refresh_token", refresh.0, refresh.1),
        ],
        json: Vec::new(),
    }
}

fn lasts(duration: Duration) -> String {
    let (minutes, seconds) = (duration.as_secs() / 60, duration.as_secs());
    if minutes == 0 { format!("{seconds} seconds") } else { format!("{minutes} minutes") }
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
        let right = format!("Verified with the published key {kid}.");
        let wrong = "No published key fits.";
        Told::checked("alg", alg, self.token.is_verified, right, wrong)
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
            SubjectType::Public => {
                "Who signed in; it never changes. Know people by this, not by their e-mail address."
            }
            SubjectType::Pairwise => "Who signed in, as only the apps of this sector know them.",
        };
        let strength: Option<Acr> = acr.parse().ok();
        let strength = strength.map_or("How strongly they signed in.", strength_words);
        [
            Told::checked("iss", iss.as_str(), iss == issuer, "This issuer.", "Not this issuer."),
            Told::new("sub", self.text("sub"), sub),
            Told::checked(
                "aud",
                aud.as_str(),
                aud == client.id.as_str(),
                "This app.",
                "Another app.",
            ),
            self.moment("exp", "After this the app must not accept it."),
            self.moment("auth_time", "When they proved who they are."),
            Told::new("acr", acr.as_str(), strength),
            Told::new("amr", self.text("amr"), "By which methods."),
            Told::new("sid", self.text("sid"), "The session; a logout token names it."),
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
