//! The fields of a new pass: when it starts, how long it lasts, how often it works.

use std::time::Duration;

use crate::base::Timestamp;
use crate::credentials::PassPolicy;
use crate::credentials::pass::{IssueRefusal, IssueRequest};
use crate::http::page::{FieldError, FormErrors};
use crate::language::{Phrase, phrase};
use crate::pages::admin::form::Sent;

/// Lifetimes that are offered where the policy allows them, in minutes.
const LIFETIMES: [u32; 13] =
    [10, 30, 60, 120, 240, 480, 720, 1440, 2880, 4320, 10_080, 20_160, 43_200];
/// How far in the future a pass may start: what is later is a typing error.
const FARTHEST: Duration = Duration::from_hours(24 * 366);
/// No place on earth is farther from UTC, in minutes.
const FARTHEST_ZONE: i64 = 14 * 60;

/// A lifetime that is offered.
pub(super) struct Lifetime {
    pub(super) minutes: u32,
    pub(super) label: Phrase,
    pub(super) chosen: bool,
}

/// The fields as the page shows them, with what was typed.
pub(super) struct PassTerms {
    pub(super) later: bool,
    pub(super) starts_at: String,
    pub(super) lifetimes: Vec<Lifetime>,
    pub(super) other: bool,
    pub(super) amount: String,
    pub(super) unit: String,
    pub(super) shortest: Phrase,
    pub(super) longest: Phrase,
    pub(super) one_time: bool,
    pub(super) one_time_required: bool,
    pub(super) reason: String,
    pub(super) reason_required: bool,
    pub(super) ticket: String,
    pub(super) ticket_required: bool,
}

impl PassTerms {
    /// As the policy has it, nothing typed.
    pub(super) fn fresh(policy: &PassPolicy) -> Self {
        let usual = policy.default_lifetime_minutes;
        Self {
            later: false,
            starts_at: String::new(),
            lifetimes: lifetimes(policy, Some(usual)),
            other: false,
            amount: String::new(),
            unit: "hours".to_owned(),
            shortest: words(policy.minimum_lifetime_minutes),
            longest: words(policy.maximum_lifetime_minutes),
            one_time: policy.one_time_required,
            one_time_required: policy.one_time_required,
            reason: String::new(),
            reason_required: policy.reason_required,
            ticket: String::new(),
            ticket_required: policy.ticket_required,
        }
    }

    /// As it was sent, to be corrected.
    pub(super) fn sent(policy: &PassPolicy, sent: &Sent) -> Self {
        let chosen = sent.text("lifetime").parse().ok();
        Self {
            later: sent.text("start") == "later",
            starts_at: sent.text("starts_at").to_owned(),
            lifetimes: lifetimes(policy, chosen),
            other: sent.text("lifetime") == "other",
            amount: sent.text("amount").to_owned(),
            unit: sent.text("unit").to_owned(),
            one_time: sent.ticked("one_time") || policy.one_time_required,
            reason: sent.text("reason").to_owned(),
            ticket: sent.text("ticket").to_owned(),
            ..Self::fresh(policy)
        }
    }
}

fn lifetimes(policy: &PassPolicy, chosen: Option<u32>) -> Vec<Lifetime> {
    let (shortest, longest) = (policy.minimum_lifetime_minutes, policy.maximum_lifetime_minutes);
    let usual = policy.default_lifetime_minutes;
    let mut offered: Vec<u32> = LIFETIMES.into_iter().chain([shortest, usual, longest]).collect();
    offered.sort_unstable();
    offered.dedup();
    offered.retain(|minutes| (shortest..=longest).contains(minutes));
    let lifetime =
        |minutes| Lifetime { label: words(minutes), chosen: chosen == Some(minutes), minutes };
    offered.into_iter().map(lifetime).collect()
}

/// A length of time in words: "90 minutes", "2 days".
pub(in crate::pages::admin) fn words(minutes: u32) -> Phrase {
    let (amount, unit) = match minutes {
        minutes if minutes >= 2880 && minutes % 1440 == 0 => (minutes / 1440, "so-many-days"),
        minutes if minutes % 60 == 0 => (minutes / 60, "so-many-hours"),
        minutes => (minutes, "so-many-minutes"),
    };
    phrase(unit).with("count", amount)
}

pub(in crate::pages::admin) fn minutes_of(lifetime: Duration) -> u32 {
    u32::try_from(lifetime.as_secs() / 60).unwrap_or(u32::MAX)
}

/// What is asked for, or which field cannot be read.
pub(super) fn request(sent: &Sent, now: Timestamp) -> Result<IssueRequest, FormErrors> {
    let mut errors = FormErrors::default();
    let mut under = |field, message| {
        errors.push(FieldError { field, message: phrase(message) });
    };
    let starts_at = match sent.text("start") {
        "later" => match instant(sent.text("starts_at"), sent.text("starts_offset")) {
            None => {
                under("starts_at", "pass-start-missing");
                None
            }
            Some(at) if at < now => {
                under("starts_at", "pass-start-past");
                None
            }
            Some(at) if at > now.plus(FARTHEST) => {
                under("starts_at", "pass-start-far");
                None
            }
            at => at,
        },
        _ => None,
    };
    let lifetime = match sent.text("lifetime") {
        "" => None,
        "other" => {
            let lifetime = lifetime(sent.text("amount"), sent.text("unit"));
            if lifetime.is_none() {
                under("amount", "pass-amount-wrong");
            }
            lifetime
        }
        minutes => {
            let minutes = minutes.parse().ok();
            if minutes.is_none() {
                under("lifetime", "pass-lifetime-missing");
            }
            minutes.map(Duration::from_mins)
        }
    };
    if !errors.none() {
        return Err(errors);
    }
    let one_time = Some(sent.ticked("one_time"));
    let given = |name| Some(sent.text(name).to_owned()).filter(|text| !text.is_empty());
    let (reason, ticket) = (given("reason"), given("ticket"));
    Ok(IssueRequest { starts_at, lifetime, one_time, reason, ticket, form: None })
}

/// What a `datetime-local` field sends, and how many minutes its zone is behind UTC.
fn instant(local: &str, offset: &str) -> Option<Timestamp> {
    let seconds = if local.len() == "2026-11-23T08:00".len() { ":00Z" } else { "Z" };
    let read_as_utc = Timestamp::parse_rfc3339(&format!("{local}{seconds}"))?;
    let offset: i64 = if offset.is_empty() { 0 } else { offset.parse().ok()? };
    let behind = Duration::from_mins(offset.unsigned_abs());
    if offset.abs() > FARTHEST_ZONE {
        return None;
    }
    Some(if offset < 0 { read_as_utc.minus(behind) } else { read_as_utc.plus(behind) })
}

fn lifetime(amount: &str, unit: &str) -> Option<Duration> {
    let amount: u64 = amount.parse().ok().filter(|amount| (1..=100_000).contains(amount))?;
    match unit {
        "minutes" => Some(Duration::from_mins(amount)),
        "hours" => Some(Duration::from_hours(amount)),
        "days" => Some(Duration::from_hours(amount * 24)),
        _ => None,
    }
}

/// Why no pass was issued, beside the field that can mend it. What only a page of its own can say is left.
pub(super) fn refused(refusal: &IssueRefusal, sent: &Sent) -> FormErrors {
    match refusal {
        IssueRefusal::LifetimeOutOfRange { min, max } => {
            let field = if sent.text("lifetime") == "other" { "amount" } else { "lifetime" };
            let (min, max) = (words(minutes_of(*min)), words(minutes_of(*max)));
            let allows = phrase("pass-lifetime-by-policy");
            FormErrors::under(field, allows.with("shortest", min).with("longest", max))
        }
        IssueRefusal::MultiUseForbidden => {
            FormErrors::under("one_time", "pass-only-once-by-policy")
        }
        IssueRefusal::DisabledByPolicy => FormErrors::under("", "pass-not-by-policy"),
        IssueRefusal::ReasonRequired => FormErrors::under("reason", "reason-by-policy"),
        IssueRefusal::TicketRequired => FormErrors::under("ticket", "ticket-by-policy"),
        IssueRefusal::QuotaExceeded => FormErrors::under("", "pass-quota-used-up"),
        IssueRefusal::ApprovalRequired => FormErrors::under("", "pass-approval-first"),
        IssueRefusal::UserDisabled => FormErrors::under("", "pass-account-disabled"),
        IssueRefusal::Busy => FormErrors::under("", "pass-busy"),
        IssueRefusal::UserNotFound | IssueRefusal::NotAllowed(_) | IssueRefusal::AlreadyIssued => {
            FormErrors::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, Locale, Zone};

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn a_local_time_is_read_in_the_zone_of_whoever_typed_it() {
        assert_eq!(instant("2026-11-23T08:00", ""), Some(at("2026-11-23T08:00:00Z")));
        assert_eq!(instant("2026-11-23T08:00:30", "0"), Some(at("2026-11-23T08:00:30Z")));
        assert_eq!(instant("2026-11-23T08:00", "-60"), Some(at("2026-11-23T07:00:00Z")));
        assert_eq!(instant("2026-11-23T08:00", "480"), Some(at("2026-11-23T16:00:00Z")));
        for (local, offset) in
            [("", ""), ("tomorrow", ""), ("2026-11-23T08:00", "x"), ("2026-11-23T08:00", "9999")]
        {
            assert_eq!(instant(local, offset), None, "{local} {offset}");
        }
    }

    #[test]
    fn lifetimes_are_offered_within_the_policy_and_its_own_are_among_them() {
        let policy = PassPolicy {
            minimum_lifetime_minutes: 45,
            default_lifetime_minutes: 90,
            maximum_lifetime_minutes: 480,
            ..PassPolicy::default()
        };
        let offered = lifetimes(&policy, Some(90));
        let minutes: Vec<_> = offered.iter().map(|lifetime| lifetime.minutes).collect();
        assert_eq!(minutes, [45, 60, 90, 120, 240, 480]);
        assert_eq!(offered.iter().filter(|lifetime| lifetime.chosen).count(), 1);
    }

    #[test]
    fn lengths_of_time_are_said_as_people_say_them() {
        let said = [
            (1, "1 minute"),
            (90, "90 minutes"),
            (60, "1 hour"),
            (480, "8 hours"),
            (1440, "24 hours"),
            (2880, "2 days"),
            (43_200, "30 days"),
        ];
        let english = Locale { language: Language::english(), zone: Zone::UTC };
        for (minutes, expected) in said {
            assert_eq!(english.say(words(minutes)).text(), expected);
        }
        assert_eq!(lifetime("90", "minutes"), Some(Duration::from_mins(90)));
        for (amount, unit) in [("", "hours"), ("0", "hours"), ("-1", "hours"), ("1", "weeks")] {
            assert_eq!(lifetime(amount, unit), None);
        }
    }
}
