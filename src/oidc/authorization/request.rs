//! A request whose every parameter was checked.

use super::bound::Bound;
use super::response_mode::ResponseMode;
use crate::base::Subject;
use crate::oidc::claims::ClaimsRequest;
use crate::oidc::clients::{Client, GrantType};
use crate::oidc::dpop::Thumbprint;
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::parameters::Parameters;
use crate::oidc::pkce::CodeChallenge;
use crate::oidc::provider::Provider;
use crate::oidc::resource::Resources;
use crate::oidc::scope::{Scope, Scopes};
use crate::oidc::token::IdTokenHint;
use crate::sessions::Acr;

/// What `prompt` asks for (OIDC Core §3.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a set of four independent words")]
pub(super) struct Prompt {
    /// Ask nothing.
    pub(super) none: bool,
    /// Authenticate again.
    pub(super) login: bool,
    /// Ask for consent again.
    pub(super) consent: bool,
    /// Let the person choose who they are.
    pub(super) select_account: bool,
}

impl Prompt {
    fn parse(text: &str) -> Result<Self, Error> {
        let mut prompt = Self::default();
        for word in text.split(' ') {
            match word {
                // Initiating User Registration 1.0 §4: nobody makes their own account here.
                "create" => {
                    return Err(Error::invalid_request("prompt=create is not supported"));
                }
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "select_account" => prompt.select_account = true,
                // OIDC Core §3.1.2.1: values that are not understood may be ignored.
                _ => {}
            }
        }
        // OIDC Core §3.1.2.1: none with any other value is an error.
        if prompt.none && text.split(' ').any(|word| !word.is_empty() && word != "none") {
            return Err(Error::invalid_request("prompt=none stands alone"));
        }
        Ok(prompt)
    }
}

/// An authorization request that can be decided.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    /// Whose it is and where the answer goes.
    pub bound: Bound,
    /// What is asked for, reduced to what this client may have.
    pub scopes: Scopes,
    /// What is asked for by name.
    pub claims: ClaimsRequest,
    /// For which resources.
    pub(super) resources: Resources,
    pub(super) nonce: Option<String>,
    /// The levels one of which the client would like, those that we know.
    pub(super) acr_values: Vec<Acr>,
    pub(super) code_challenge: Option<CodeChallenge>,
    /// The key that the code is for (RFC 9449 §10).
    pub(super) key: Option<Thumbprint>,
    pub(super) prompt: Prompt,
    pub(super) max_age: Option<u32>,
    /// The one person whom the client means, if it said so.
    pub(super) subject: Option<Subject>,
}

impl AuthorizationRequest {
    /// Checks every parameter of a bound request. The error goes to the redirect URI.
    pub(super) fn read(provider: &Provider, bound: &Bound) -> Result<Self, Error> {
        // RFC 9126 §6, FAPI 2.0 Security Profile §5.3.2.2.
        if bound.client.must_push() && bound.pushed.is_none() {
            return Err(Error::invalid_request(
                "This client must push its authorization requests (PAR)",
            ));
        }
        Self::read_pushed(provider, bound)
    }

    /// Checks every parameter of what is being pushed, or was.
    pub(super) fn read_pushed(provider: &Provider, bound: &Bound) -> Result<Self, Error> {
        let parameters = &bound.parameters;
        refuse_what_is_not_supported(parameters)?;
        let response_mode = parameters.one("response_mode")?;
        if response_mode.is_some_and(|mode| ResponseMode::named(mode).is_none()) {
            return Err(Error::invalid_request("response_mode must be query or form_post"));
        }
        parameters.one("state")?;
        check_response_type(parameters)?;
        tolerate(parameters)?;
        // RFC 6749 §3.3: by name the client reaches no further than by scope.
        let claims = parameters
            .one("claims")?
            .map(ClaimsRequest::parse)
            .transpose()?
            .unwrap_or_default()
            .within(&bound.client.metadata.scope);
        let subject = subject(provider, bound, &claims)?;
        Ok(Self {
            scopes: scopes_for(&bound.client, parameters)?,
            resources: Resources::asked(parameters, &bound.client.metadata.resources)?,
            nonce: parameters.one("nonce")?.map(str::to_owned),
            acr_values: known_levels(parameters.one("acr_values")?.unwrap_or_default().split(' ')),
            code_challenge: code_challenge(bound)?,
            key: parameters.one("dpop_jkt")?.map(Thumbprint::parse).transpose()?,
            prompt: parameters.one("prompt")?.map(Prompt::parse).transpose()?.unwrap_or_default(),
            max_age: max_age(parameters)?,
            bound: bound.clone(),
            claims,
            subject,
        })
    }

    /// What consent must cover: the scopes, and those of the claims asked for by name.
    pub fn consent_scopes(&self) -> Scopes {
        self.scopes.union(&self.claims.scopes())
    }

    /// Whether something is asked that only a later sign-in or consent can meet.
    pub(super) fn asks_anew(&self) -> bool {
        self.prompt.login
            || self.prompt.consent
            || self.prompt.select_account
            || self.max_age.is_some()
            || self.subject.is_some()
            || !self.acr_values.is_empty()
            || self.asks_for_strength()
    }

    /// Whether this is one of the levels that the client would like, or stronger.
    pub(super) fn reaches_wanted_acr(&self, reached: Acr) -> bool {
        self.acr_values.iter().min().is_none_or(|least| reached >= *least)
    }

    /// The weakest level that is good enough for all who ask: the organisation, and the client by
    /// `claims` and by `acr_values` (RFC 9470 §5).
    pub(super) fn needed_acr(&self) -> Option<Acr> {
        let essential = known_levels(self.claims.essential_acr().into_iter().flatten());
        [
            self.bound.client.metadata.access.minimum_acr,
            essential.into_iter().min(),
            self.acr_values.iter().min().copied(),
        ]
        .into_iter()
        .flatten()
        .max()
    }

    /// Whether the client or the organisation asks for how strongly somebody signs in.
    pub(super) fn asks_for_strength(&self) -> bool {
        self.claims.essential_acr().is_some()
            || self.bound.client.metadata.access.ask_for_strength()
    }
}

fn known_levels<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Acr> {
    names.filter_map(|name| name.parse().ok()).collect()
}

/// OIDC Core §3.1.2.6: request objects and registration in a request are refused, not ignored.
fn refuse_what_is_not_supported(parameters: &Parameters) -> Result<(), Error> {
    let refusals = [
        ("request", ErrorCode::RequestNotSupported, "Request objects are not supported"),
        (
            "request_uri",
            ErrorCode::RequestUriNotSupported,
            "Request objects by reference are not supported",
        ),
        (
            "registration",
            ErrorCode::RegistrationNotSupported,
            "Registration in an authorization request is not supported",
        ),
    ];
    for (name, code, description) in refusals {
        if parameters.one(name)?.is_some() {
            return Err(Error::new(code, description));
        }
    }
    Ok(())
}

fn check_response_type(parameters: &Parameters) -> Result<(), Error> {
    match parameters.one("response_type")? {
        Some("code") => Ok(()),
        // RFC 6749 §3.1.1: missing is invalid_request, unknown is unsupported_response_type.
        None => Err(Error::invalid_request("response_type is missing")),
        Some(_) => {
            Err(Error::new(ErrorCode::UnsupportedResponseType, "response_type must be code"))
        }
    }
}

/// OIDC Core §3.1.2.1, §5.2: accepted whatever they say, as long as they say it once.
fn tolerate(parameters: &Parameters) -> Result<(), Error> {
    for name in ["display", "ui_locales", "claims_locales", "login_hint"] {
        parameters.one(name)?;
    }
    Ok(())
}

/// What a client asks a person for, reduced to what it may have.
pub(in crate::oidc) fn scopes_for(
    client: &Client,
    parameters: &Parameters,
) -> Result<Scopes, Error> {
    let invalid = |description| Error::new(ErrorCode::InvalidScope, description);
    let asked = Scopes::parse(parameters.one("scope")?.unwrap_or_default())
        .map_err(|_| invalid("scope has characters that are not allowed"))?
        // What nobody can grant is to people a scope like any that is unknown.
        .of_people();
    // OIDC Core §11: without a refresh token offline_access means nothing and is ignored, before
    // anybody asks whether the client is registered for it.
    let scopes = if client.allows(GrantType::RefreshToken) {
        asked
    } else {
        asked.without(Scope::OfflineAccess)
    };
    // RFC 6749 §3.3, §4.1.2.1: more than the client is registered for.
    if !scopes.is_within(&client.metadata.scope) {
        return Err(invalid("This client is not registered for the whole of this scope"));
    }
    if scopes.is_empty() {
        Err(invalid("scope asks for nothing known; try openid"))
    } else {
        Ok(scopes)
    }
}

fn code_challenge(bound: &Bound) -> Result<Option<CodeChallenge>, Error> {
    let method = bound.parameters.one("code_challenge_method")?;
    match bound.parameters.one("code_challenge")? {
        Some(challenge) => CodeChallenge::parse(challenge, method).map(Some),
        None if method.is_some() => Err(Error::invalid_request("code_challenge is missing")),
        // RFC 7636 §4.4.1.
        None if bound.client.must_use_pkce() => {
            Err(Error::invalid_request("This client must send a code_challenge (PKCE, S256)"))
        }
        None => Ok(None),
    }
}

/// OIDC Core §3.1.2.1: seconds.
fn max_age(parameters: &Parameters) -> Result<Option<u32>, Error> {
    let Some(text) = parameters.one("max_age")? else {
        return Ok(None);
    };
    if text.bytes().all(|b| b.is_ascii_digit()) {
        // So long ago that it never asks anything.
        Ok(Some(text.parse().unwrap_or(u32::MAX)))
    } else {
        Err(Error::invalid_request("max_age is a number of seconds"))
    }
}

/// OIDC Core §3.1.2.1 (`id_token_hint`), §5.5.1 (`sub` with a value).
fn subject(
    provider: &Provider,
    bound: &Bound,
    claims: &ClaimsRequest,
) -> Result<Option<Subject>, Error> {
    let hinted = match bound.parameters.one("id_token_hint")? {
        None => None,
        Some(token) => {
            let hint = IdTokenHint::read(provider, token)
                // A token that another client got says nothing about whom this one means.
                .filter(|hint| hint.aud == bound.client.id)
                .ok_or_else(|| {
                    Error::invalid_request(
                        "id_token_hint is not an ID token of ours for this client",
                    )
                })?;
            Some(hint.sub)
        }
    };
    match (hinted, claims.subject().map(Subject::new)) {
        (Some(hinted), Some(named)) if hinted != named => {
            Err(Error::invalid_request("id_token_hint and claims mean different people"))
        }
        (hinted, named) => Ok(hinted.or(named)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_stands_alone_and_unknown_prompts_are_ignored() {
        assert!(Prompt::parse("none").unwrap().none);
        assert!(Prompt::parse("none login").is_err());
        assert!(Prompt::parse("none create").is_err());
        assert!(Prompt::parse("create").is_err());
        let prompt = Prompt::parse("consent elevate login").unwrap();
        assert!(prompt.consent && prompt.login && !prompt.none && !prompt.select_account);
    }

    #[test]
    fn max_age_is_a_number_of_seconds() {
        let read = |text| max_age(&Parameters::from_pairs([("max_age", text)]));
        assert_eq!(read("0"), Ok(Some(0)));
        assert_eq!(read("99999999999999999999"), Ok(Some(u32::MAX)));
        for text in ["-1", "1.5", "+1", "one", " 1"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
