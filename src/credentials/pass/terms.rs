//! What an issuer asks for, and what the policy makes of it.

use std::time::Duration;

use crate::audit::Actor;
use crate::base::{Digest, Timestamp};
use crate::credentials::policy::PassPolicy;
use crate::directory::authority::Denied;
use crate::directory::clean_label;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 300;
/// The longest name of a ticket, in characters.
const LONGEST_TICKET: usize = 60;

/// What the issuer asks for. What is left out comes from the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssueRequest {
    /// From when the pass can be used; at once if left out or past.
    pub starts_at: Option<Timestamp>,
    /// How long from its start.
    pub lifetime: Option<Duration>,
    /// Whether it can be used once only.
    pub one_time: Option<bool>,
    /// Why; kept with the pass and in the record. Never anything secret.
    pub reason: Option<String>,
    /// For which ticket; kept like the reason.
    pub ticket: Option<String>,
    /// Which form or request this is, so that the same one sent twice issues one pass.
    pub form: Option<Digest>,
}

/// Why no pass was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueRefusal {
    /// The issuer may not, at all or for this person.
    NotAllowed(Denied),
    /// The issuer has made as many passes by their delegation today (UTC) as it allows.
    QuotaExceeded,
    /// The policy wants a reason.
    ReasonRequired,
    /// The policy wants a ticket.
    TicketRequired,
    /// The policy wants a second administrator, as of this moment: ask again.
    ApprovalRequired,
    /// The lifetime leaves the policy's bounds.
    LifetimeOutOfRange {
        /// The shortest.
        min: Duration,
        /// The longest.
        max: Duration,
    },
    /// The policy wants one-time passes.
    MultiUseForbidden,
    /// The policy has no passes.
    DisabledByPolicy,
    /// There is no such user.
    UserNotFound,
    /// The user may not sign in at all.
    UserDisabled,
    /// The same form was sent before, and a pass was issued then.
    AlreadyIssued,
    /// Too many sign-ins at once; try again shortly.
    Busy,
}

/// What the policy made of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) starts_at: Option<Timestamp>,
    pub(super) lifetime: Duration,
    pub(super) one_time: bool,
    pub(super) reason: Option<String>,
    pub(super) ticket: Option<String>,
}

/// Whether the policy would let somebody issue such a pass: what a preview says.
pub fn fits(policy: &PassPolicy, by: &Actor, request: IssueRequest) -> Result<(), IssueRefusal> {
    terms(policy, by, request).map(drop)
}

pub(super) fn terms(
    policy: &PassPolicy,
    by: &Actor,
    request: IssueRequest,
) -> Result<Terms, IssueRefusal> {
    if !policy.enabled {
        return Err(IssueRefusal::DisabledByPolicy);
    }
    let lifetime = request.lifetime.unwrap_or(policy.default_lifetime());
    let (min, max) = (policy.minimum_lifetime(), policy.maximum_lifetime());
    if lifetime < min || lifetime > max {
        return Err(IssueRefusal::LifetimeOutOfRange { min, max });
    }
    let one_time = request.one_time.unwrap_or(policy.one_time_required);
    if policy.one_time_required && !one_time {
        return Err(IssueRefusal::MultiUseForbidden);
    }
    let given = |text: Option<String>, longest| text.and_then(|text| clean_label(&text, longest));
    let reason = given(request.reason, LONGEST_REASON);
    let ticket = given(request.ticket, LONGEST_TICKET);
    // The host is the way in when nothing else works; the first run has no ticket.
    let asked = *by != Actor::Machine;
    if asked && policy.reason_required && reason.is_none() {
        return Err(IssueRefusal::ReasonRequired);
    }
    if asked && policy.ticket_required && ticket.is_none() {
        return Err(IssueRefusal::TicketRequired);
    }
    Ok(Terms { starts_at: request.starts_at, lifetime, one_time, reason, ticket })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::UserId;

    const HOUR: Duration = Duration::from_hours(1);

    #[test]
    fn what_is_not_asked_for_comes_from_the_policy() {
        let terms = |policy: &PassPolicy| {
            super::terms(policy, &Actor::Machine, IssueRequest::default()).unwrap()
        };
        let given = terms(&PassPolicy::default());
        assert_eq!((given.starts_at, given.lifetime, given.one_time), (None, HOUR, false));
        let strict = PassPolicy { one_time_required: true, ..PassPolicy::default() };
        assert!(terms(&strict).one_time);
    }

    #[test]
    fn the_policy_may_ask_everybody_but_the_host_for_a_reason_and_a_ticket() {
        let somebody = Actor::User { id: UserId::fresh(), name: "ada".to_owned() };
        let strict =
            PassPolicy { reason_required: true, ticket_required: true, ..PassPolicy::default() };
        let with = |reason: &str, ticket: &str| IssueRequest {
            reason: Some(reason.to_owned()),
            ticket: Some(ticket.to_owned()),
            ..IssueRequest::default()
        };
        let refused = |request| terms(&strict, &somebody, request).unwrap_err();
        assert_eq!(refused(IssueRequest::default()), IssueRefusal::ReasonRequired);
        assert_eq!(refused(with("  ", "INC-7")), IssueRefusal::ReasonRequired);
        assert_eq!(refused(with("New laptop", "")), IssueRefusal::TicketRequired);
        let given = terms(&strict, &somebody, with(" New laptop ", "INC-7")).unwrap();
        assert_eq!(given.reason.as_deref(), Some("New laptop"));
        assert!(terms(&strict, &Actor::Machine, IssueRequest::default()).is_ok());
    }

    #[test]
    fn the_policy_bounds_the_lifetime_at_both_ends() {
        let policy = PassPolicy::default();
        let lasting = |lifetime| {
            terms(
                &policy,
                &Actor::Machine,
                IssueRequest { lifetime: Some(lifetime), ..IssueRequest::default() },
            )
        };
        assert!(lasting(HOUR).is_ok());
        assert!(lasting(8 * HOUR).is_ok());
        let out_of_range = Err(IssueRefusal::LifetimeOutOfRange { min: HOUR, max: 8 * HOUR });
        assert_eq!(lasting(Duration::from_mins(59)), out_of_range);
        assert_eq!(lasting(8 * HOUR + Duration::from_secs(1)), out_of_range);
    }

    #[test]
    fn the_policy_may_forbid_multi_use_passes_and_all_of_them() {
        let multi_use = IssueRequest { one_time: Some(false), ..IssueRequest::default() };
        let strict = PassPolicy { one_time_required: true, ..PassPolicy::default() };
        assert_eq!(
            terms(&strict, &Actor::Machine, multi_use.clone()),
            Err(IssueRefusal::MultiUseForbidden)
        );
        let disabled = PassPolicy { enabled: false, ..PassPolicy::default() };
        assert_eq!(
            terms(&disabled, &Actor::Machine, multi_use),
            Err(IssueRefusal::DisabledByPolicy)
        );
    }
}
