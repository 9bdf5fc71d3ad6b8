//! What comes next for an authorization request: a pure function.

use super::request::AuthorizationRequest;
use crate::base::{Subject, Timestamp};
use crate::oidc::clients;
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::scope::Scopes;
use crate::sessions::Acr;

/// What is known when a decision is made.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// Who is signed in, if anybody.
    pub(super) signed_in: Option<SignedIn>,
    /// What they allowed this client before, if anything.
    pub(super) consent: Option<GivenConsent>,
    /// Since when this request has been asking for something anew.
    pub(super) asked_at: Option<Timestamp>,
    /// The present instant.
    pub(super) now: Timestamp,
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub(super) struct SignedIn {
    /// As this client knows them.
    pub(super) subject: Option<Subject>,
    pub(super) acr: Acr,
    pub(super) authenticated_at: Timestamp,
    pub(super) registration_owed: bool,
    /// Whether the client is for them.
    pub(super) admitted: bool,
    /// Whether how they signed in is good enough for the client.
    pub(super) accepted: bool,
}

/// What a person allowed a client.
#[derive(Clone, Debug)]
pub(in crate::oidc) struct GivenConsent {
    pub(super) scopes: Scopes,
    pub(super) granted_at: Timestamp,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Nobody is signed in.
    SignIn,
    /// Somebody is, but has to prove it again.
    Reauthenticate,
    /// Somebody is, but less strongly than this.
    StepUp(Acr),
    /// The person has to say who they are.
    SelectAccount,
    /// The session came by a pass and owes a lasting method.
    OwesRegistration,
    /// The person has not allowed this yet.
    Consent,
    /// A code.
    Grant,
    /// An error for the client.
    Refuse(Error),
}

/// Decides (OIDC Core §3.1.2.3, §3.1.2.4).
pub(super) fn decide(request: &AuthorizationRequest, facts: &Facts) -> Decision {
    let decision = match &facts.signed_in {
        None => Decision::SignIn,
        Some(signed_in) => decide_for(request, facts, signed_in),
    };
    // OIDC Core §3.1.2.1: prompt=none never shows anything.
    if request.prompt.none { without_asking(decision, request) } else { decision }
}

fn decide_for(request: &AuthorizationRequest, facts: &Facts, person: &SignedIn) -> Decision {
    let anew = facts.asked_at.is_some_and(|asked_at| asked_at <= person.authenticated_at);
    // No client gets a code while registration is owed.
    if person.registration_owed {
        return Decision::OwesRegistration;
    }
    // OIDC Core §3.1.2.1, §5.5.1: a positive answer only about the person who is meant.
    if request.subject.is_some() && request.subject != person.subject {
        return if anew {
            let description = "Somebody else signed in than was meant";
            Decision::Refuse(Error::new(ErrorCode::LoginRequired, description))
        } else {
            Decision::SelectAccount
        };
    }
    if request.prompt.select_account && !anew {
        return Decision::SelectAccount;
    }
    if (request.prompt.login || is_too_old(request, person, facts.now)) && !anew {
        return Decision::Reauthenticate;
    }
    if !person.admitted {
        let description = "This person is not one of those who may use this client";
        return Decision::Refuse(Error::new(ErrorCode::AccessDenied, description));
    }
    if !person.accepted || lacks_essential_acr(request, person) {
        return if anew { Decision::Refuse(unmet()) } else { step_up(request, person) };
    }
    // OIDC Core §3.1.2.1: wanted, but not insisted on; asked for once, where anything may be asked.
    if !request.prompt.none && !anew && !request.reaches_wanted_acr(person.acr) {
        return step_up(request, person);
    }
    if lacks_consent(request, facts) {
        return Decision::Consent;
    }
    Decision::Grant
}

/// What is missing, if it is a matter of strength; otherwise another sign-in altogether.
fn step_up(request: &AuthorizationRequest, person: &SignedIn) -> Decision {
    match request.needed_acr() {
        Some(needed) if person.acr < needed => Decision::StepUp(needed),
        _ => Decision::Reauthenticate,
    }
}

/// OIDC Core §3.1.2.1: older than `max_age`, compared in whole seconds.
fn is_too_old(request: &AuthorizationRequest, person: &SignedIn, now: Timestamp) -> bool {
    request.max_age.is_some_and(|max_age| {
        // Zero asks for an authentication now, as prompt=login does.
        max_age == 0 || now.seconds() - person.authenticated_at.seconds() > i64::from(max_age)
    })
}

/// OIDC Core §5.5.1.1: an essential `acr` has to be one of the levels asked for, or stronger.
fn lacks_essential_acr(request: &AuthorizationRequest, person: &SignedIn) -> bool {
    let levels = request.claims.essential_acr();
    levels.is_some_and(|levels| !levels.iter().any(|level| person.acr.satisfies(level)))
}

fn lacks_consent(request: &AuthorizationRequest, facts: &Facts) -> bool {
    let given = facts.consent.as_ref();
    // OIDC Core §3.1.2.1: prompt=consent asks even if it was given before.
    if request.prompt.consent {
        return given.is_none_or(|given| facts.asked_at.is_none_or(|at| given.granted_at < at));
    }
    match request.bound.client.metadata.consent {
        clients::Consent::Skip => false,
        clients::Consent::Required => {
            !given.is_some_and(|given| request.consent_scopes().is_within(&given.scopes))
        }
    }
}

/// OIDC Core §3.1.2.6: which error says what would have been asked.
fn without_asking(decision: Decision, request: &AuthorizationRequest) -> Decision {
    let refuse = |code, description| Decision::Refuse(Error::new(code, description));
    match decision {
        Decision::StepUp(_) => Decision::Refuse(unmet()),
        Decision::Reauthenticate if request.asks_for_strength() => Decision::Refuse(unmet()),
        Decision::SignIn | Decision::Reauthenticate | Decision::SelectAccount => {
            refuse(ErrorCode::LoginRequired, "Somebody has to sign in")
        }
        Decision::OwesRegistration => {
            refuse(ErrorCode::InteractionRequired, "The person has to finish signing in")
        }
        Decision::Consent => refuse(ErrorCode::ConsentRequired, "The person has to consent"),
        decided @ (Decision::Grant | Decision::Refuse(_)) => decided,
    }
}

/// OpenID Connect Core Unmet Authentication Requirements 1.0 §2.
fn unmet() -> Error {
    Error::new(
        ErrorCode::UnmetAuthenticationRequirements,
        "The person did not authenticate at one of the levels of acr that are essential",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::ClientId;
    use crate::oidc::authorization::bound::Bound;
    use crate::oidc::authorization::request::Prompt;
    use crate::oidc::authorization::response_mode::ResponseMode;
    use crate::oidc::claims::ClaimsRequest;
    use crate::oidc::clients::{Client, ClientMetadata, Consent};
    use crate::oidc::parameters::Parameters;
    use crate::oidc::resource::Resources;

    const NOW: Timestamp = Timestamp::from_seconds(10_000);
    /// Signed in 100 s ago, after the request of 200 s ago and before the one of 50 s ago.
    const SIGNED_IN: Timestamp = Timestamp::from_seconds(9_900);
    const ASKED_BEFORE: Option<Timestamp> = Some(Timestamp::from_seconds(9_800));
    const ASKED_SINCE: Option<Timestamp> = Some(Timestamp::from_seconds(9_950));

    fn request(consent: Consent) -> AuthorizationRequest {
        let mut metadata = ClientMetadata::new("Payroll", Vec::new());
        metadata.consent = consent;
        let client = Client::example(ClientId::new("payroll"), metadata);
        AuthorizationRequest {
            bound: Bound {
                client: Arc::new(client),
                redirect_uri: "https://rp.example/cb".to_owned(),
                mode: ResponseMode::Query,
                state: None,
                parameters: Parameters::default(),
                carried: Parameters::default(),
                pushed: None,
            },
            scopes: Scopes::parse("openid email").unwrap(),
            claims: ClaimsRequest::default(),
            resources: Resources::default(),
            nonce: None,
            acr_values: Vec::new(),
            code_challenge: None,
            key: None,
            prompt: Prompt::default(),
            max_age: None,
            subject: None,
        }
    }

    fn ana() -> Facts {
        Facts {
            signed_in: Some(SignedIn {
                subject: Some(Subject::new("ana")),
                acr: Acr::Mfa,
                authenticated_at: SIGNED_IN,
                registration_owed: false,
                admitted: true,
                accepted: true,
            }),
            consent: None,
            asked_at: None,
            now: NOW,
        }
    }

    fn decided(
        change_request: impl FnOnce(&mut AuthorizationRequest),
        change_facts: impl FnOnce(&mut Facts),
    ) -> Decision {
        let mut request = request(Consent::Skip);
        let mut facts = ana();
        change_request(&mut request);
        change_facts(&mut facts);
        decide(&request, &facts)
    }

    fn essential(level: &str) -> ClaimsRequest {
        let text = format!(r#"{{"id_token":{{"acr":{{"essential":true,"value":"{level}"}}}}}}"#);
        ClaimsRequest::parse(&text).unwrap()
    }

    fn code(decision: Decision) -> ErrorCode {
        match decision {
            Decision::Refuse(error) => error.code,
            other => panic!("{other:?} is not a refusal"),
        }
    }

    #[test]
    fn who_is_signed_in_and_owes_nothing_gets_a_code() {
        assert_eq!(decided(|_| (), |_| ()), Decision::Grant);
        assert_eq!(decided(|r| r.prompt.none = true, |_| ()), Decision::Grant);
        assert_eq!(decided(|_| (), |f| f.signed_in = None), Decision::SignIn);
    }

    #[test]
    fn no_client_gets_a_code_while_registration_is_owed() {
        let owing = |facts: &mut Facts| {
            facts.signed_in.as_mut().unwrap().registration_owed = true;
            facts.asked_at = ASKED_BEFORE;
        };
        assert_eq!(decided(|_| (), owing), Decision::OwesRegistration);
        assert_eq!(decided(|r| r.prompt.login = true, owing), Decision::OwesRegistration);
    }

    #[test]
    fn prompt_login_asks_once_more_and_then_goes_on() {
        let login = |r: &mut AuthorizationRequest| r.prompt.login = true;
        assert_eq!(decided(login, |_| ()), Decision::Reauthenticate);
        assert_eq!(decided(login, |f| f.asked_at = ASKED_SINCE), Decision::Reauthenticate);
        assert_eq!(decided(login, |f| f.asked_at = ASKED_BEFORE), Decision::Grant);
    }

    #[test]
    fn select_account_asks_once_and_then_goes_on() {
        let select = |r: &mut AuthorizationRequest| r.prompt.select_account = true;
        assert_eq!(decided(select, |_| ()), Decision::SelectAccount);
        assert_eq!(decided(select, |f| f.asked_at = ASKED_SINCE), Decision::SelectAccount);
        assert_eq!(decided(select, |f| f.asked_at = ASKED_BEFORE), Decision::Grant);
    }

    #[test]
    fn max_age_asks_again_when_the_sign_in_is_older_in_whole_seconds() {
        for (max_age, asked_at, expected) in [
            (101, None, Decision::Grant),
            (100, None, Decision::Grant),
            (99, None, Decision::Reauthenticate),
            (99, ASKED_SINCE, Decision::Reauthenticate),
            (99, ASKED_BEFORE, Decision::Grant),
            (0, None, Decision::Reauthenticate),
            (0, ASKED_BEFORE, Decision::Grant),
            (u32::MAX, None, Decision::Grant),
        ] {
            let result = decided(|r| r.max_age = Some(max_age), |f| f.asked_at = asked_at);
            assert_eq!(result, expected, "max_age={max_age} asked_at={asked_at:?}");
        }
    }

    #[test]
    fn a_positive_answer_is_only_about_the_person_who_is_meant() {
        let meant = |name: &'static str| {
            move |r: &mut AuthorizationRequest| r.subject = Some(Subject::new(name))
        };
        assert_eq!(decided(meant("ana"), |_| ()), Decision::Grant);
        assert_eq!(decided(meant("bob"), |_| ()), Decision::SelectAccount);
        let after = decided(meant("bob"), |f| f.asked_at = ASKED_BEFORE);
        assert_eq!(code(after), ErrorCode::LoginRequired);
    }

    #[test]
    fn an_essential_acr_is_asked_for_once_and_never_pretended() {
        let signed_in_by = |acr| move |f: &mut Facts| f.signed_in.as_mut().unwrap().acr = acr;
        assert_eq!(decided(|r| r.claims = essential("mfa"), |_| ()), Decision::Grant);
        for (level, acr) in [("phr", Acr::Phrh), ("mfa", Acr::Phr), ("pwd", Acr::Mfa)] {
            let result = decided(|r| r.claims = essential(level), signed_in_by(acr));
            assert_eq!(result, Decision::Grant, "{acr} for {level}");
        }
        for (level, acr) in [("phrh", Acr::Phr), ("pwd", Acr::Bootstrap), ("urn:x", Acr::Phrh)] {
            let result = decided(|r| r.claims = essential(level), signed_in_by(acr));
            let expected = level.parse().map_or(Decision::Reauthenticate, Decision::StepUp);
            assert_eq!(result, expected, "{acr} for {level}");
        }
        let after = decided(|r| r.claims = essential("phr"), |f| f.asked_at = ASKED_BEFORE);
        assert_eq!(code(after), ErrorCode::UnmetAuthenticationRequirements);
    }

    #[test]
    fn acr_values_are_asked_for_once_and_not_insisted_on() {
        let wants = |values: &[Acr]| {
            let values = values.to_vec();
            move |r: &mut AuthorizationRequest| r.acr_values = values
        };
        for (values, expected) in [
            (vec![], Decision::Grant),
            (vec![Acr::Pwd], Decision::Grant),
            (vec![Acr::Phrh, Acr::Mfa], Decision::Grant),
            (vec![Acr::Phrh, Acr::Phr], Decision::StepUp(Acr::Phr)),
        ] {
            assert_eq!(decided(wants(&values), |_| ()), expected, "{values:?}");
            let after = decided(wants(&values), |f| f.asked_at = ASKED_BEFORE);
            assert_eq!(after, Decision::Grant, "{values:?}");
        }
        let silently = |r: &mut AuthorizationRequest| {
            r.prompt.none = true;
            r.acr_values = vec![Acr::Phr];
        };
        assert_eq!(decided(silently, |_| ()), Decision::Grant);
    }

    #[test]
    fn a_client_takes_whom_it_is_for_and_sign_ins_that_are_strong_enough() {
        let stranger = |f: &mut Facts| f.signed_in.as_mut().unwrap().admitted = false;
        assert_eq!(code(decided(|_| (), stranger)), ErrorCode::AccessDenied);
        let weak = |f: &mut Facts| f.signed_in.as_mut().unwrap().accepted = false;
        assert_eq!(decided(|_| (), weak), Decision::Reauthenticate);
        let weak_again = |f: &mut Facts| {
            weak(f);
            f.asked_at = ASKED_BEFORE;
        };
        let refused = decided(|_| (), weak_again);
        assert_eq!(code(refused), ErrorCode::UnmetAuthenticationRequirements);
    }

    #[test]
    fn consent_is_asked_for_once_and_again_for_more() {
        let given = |scope: &str| {
            Some(GivenConsent { scopes: Scopes::parse(scope).unwrap(), granted_at: SIGNED_IN })
        };
        for (consent, prompted, asked_at, expected) in [
            (None, false, None, Decision::Consent),
            (given("openid"), false, None, Decision::Consent),
            (given("openid email"), false, None, Decision::Grant),
            (given("openid email phone"), false, None, Decision::Grant),
            (given("openid email"), true, None, Decision::Consent),
            (given("openid email"), true, ASKED_SINCE, Decision::Consent),
            (given("openid email"), true, ASKED_BEFORE, Decision::Grant),
        ] {
            let mut request = request(Consent::Required);
            request.prompt.consent = prompted;
            let facts = Facts { consent: consent.clone(), asked_at, ..ana() };
            assert_eq!(decide(&request, &facts), expected, "{consent:?} {prompted} {asked_at:?}");
        }
        assert_eq!(decided(|r| r.prompt.consent = true, |_| ()), Decision::Consent);
    }

    #[test]
    fn claims_asked_for_by_name_need_consent_as_their_scopes_do() {
        let mut request = request(Consent::Required);
        request.claims = ClaimsRequest::parse(r#"{"userinfo":{"phone_number":null}}"#).unwrap();
        let scopes = Scopes::parse("openid email").unwrap();
        let consent = Some(GivenConsent { scopes, granted_at: SIGNED_IN });
        assert_eq!(decide(&request, &Facts { consent, ..ana() }), Decision::Consent);
    }

    #[test]
    fn prompt_none_answers_with_what_would_have_been_asked() {
        let none = |change: fn(&mut AuthorizationRequest)| {
            move |request: &mut AuthorizationRequest| {
                request.prompt.none = true;
                change(request);
            }
        };
        let owing = |f: &mut Facts| f.signed_in.as_mut().unwrap().registration_owed = true;
        let login = ErrorCode::LoginRequired;
        assert_eq!(code(decided(none(|_| ()), |f| f.signed_in = None)), login);
        assert_eq!(code(decided(none(|r| r.max_age = Some(1)), |_| ())), login);
        assert_eq!(code(decided(none(|r| r.subject = Some(Subject::new("bob"))), |_| ())), login);
        assert_eq!(code(decided(none(|_| ()), owing)), ErrorCode::InteractionRequired);
        assert_eq!(
            code(decided(none(|r| r.claims = essential("phr")), |_| ())),
            ErrorCode::UnmetAuthenticationRequirements
        );
        let mut asking = request(Consent::Required);
        asking.prompt.none = true;
        assert_eq!(code(decide(&asking, &ana())), ErrorCode::ConsentRequired);
    }
}
