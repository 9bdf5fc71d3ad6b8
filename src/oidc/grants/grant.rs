//! A grant, and whether it still stands.

use crate::base::{ClientId, GrantId, PassId, SessionId, Timestamp, UserId};
use crate::oidc::claims::{ClaimsRequest, Person};
use crate::oidc::resource::Resources;
use crate::oidc::scope::Scopes;
use crate::sessions::Acr;

/// One authorization of one client.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// Its id, which access tokens carry.
    pub id: GrantId,
    /// Who authorized.
    pub user: UserId,
    /// Which client.
    pub client: ClientId,
    /// For what.
    pub scopes: Scopes,
    /// For which resources its access tokens may be meant; none for the issuer alone.
    pub resources: Resources,
    /// What was asked for by name.
    pub claims: ClaimsRequest,
    /// What the authorization request wants back in the ID token.
    pub nonce: Option<String>,
    /// How the person was authenticated, space separated.
    pub amr: String,
    /// How strongly.
    pub acr: String,
    /// When the person was authenticated (`auth_time`).
    pub authenticated_at: Timestamp,
    /// When the grant was made.
    pub granted_at: Timestamp,
    /// The session it came from (`sid`), whether or not that still lives.
    pub sid: SessionId,
    /// Set while it lives only as long as that session.
    pub session: Option<SessionId>,
    /// Set while it stands on a pass.
    pub pass: Option<PassId>,
    /// How often everything of the person's had been ended when it was made.
    pub generation: i64,
}

impl Grant {
    /// How strongly the person was authenticated, as an ID token answers what was asked.
    pub fn acr_told(&self) -> &str {
        let reached: Result<Acr, _> = self.acr.parse();
        reached.map_or(self.acr.as_str(), |reached| self.claims.acr_told(reached).as_str())
    }
}

/// A grant with what it stands on, read in one go.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The grant.
    pub grant: Grant,
    /// Whom it is about.
    pub person: Person,
    /// When the pass ends that it stands on; nothing issued from it is good for longer.
    pub pass_ends_at: Option<Timestamp>,
    pub(super) last_used_at: Option<Timestamp>,
    pub(super) client_enabled: bool,
    pub(super) person_enabled: bool,
    pub(super) generation: i64,
    pub(super) session_ends_at: Option<Timestamp>,
}

/// The generation of a grant that was ended by itself; no person ever has it.
pub(in crate::oidc) const ENDED: i64 = -1;

/// Why a grant does not stand any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was revoked, or something of its family was used twice.
    Revoked,
    /// The client was disabled.
    ClientDisabled,
    /// The person was disabled.
    PersonDisabled,
    /// The person was signed out everywhere since.
    SignedOutEverywhere,
    /// The session it is bound to has ended.
    SessionEnded,
    /// The pass it stands on has ended.
    PassEnded,
}

impl Standing {
    /// The same as if its grant stood, which of a trial it never does, and were of the generation of the
    /// session that asked; `None` if it is no trial's or what it stands on has ended.
    pub(in crate::oidc) fn of_trial(&self, generation: i64, now: Timestamp) -> Option<Self> {
        let mut standing = self.clone();
        standing.grant.generation = generation;
        (self.grant.generation == ENDED && standing.ended(now).is_none()).then_some(standing)
    }

    /// Why the grant does not stand; `None` if it does.
    pub fn ended(&self, now: Timestamp) -> Option<Ended> {
        let is_over = |end: Option<Timestamp>| end.is_none_or(|end| end <= now);
        if self.grant.generation == ENDED {
            Some(Ended::Revoked)
        } else if !self.client_enabled {
            Some(Ended::ClientDisabled)
        } else if !self.person_enabled {
            Some(Ended::PersonDisabled)
        } else if self.grant.generation != self.generation {
            Some(Ended::SignedOutEverywhere)
        } else if self.grant.session.is_some() && is_over(self.session_ends_at) {
            Some(Ended::SessionEnded)
        } else if self.grant.pass.is_some() && is_over(self.pass_ends_at) {
            Some(Ended::PassEnded)
        } else {
            None
        }
    }
}

impl Ended {
    /// For the operator's log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "the grant was ended",
            Self::ClientDisabled => "the client is disabled",
            Self::PersonDisabled => "the user is disabled",
            Self::SignedOutEverywhere => "the user was signed out everywhere",
            Self::SessionEnded => "the session has ended",
            Self::PassEnded => "the pass has ended",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Subject;

    const GRANTED: Timestamp = Timestamp::from_seconds(1_000);
    const NOW: Timestamp = Timestamp::from_seconds(2_000);
    const LATER: Timestamp = Timestamp::from_seconds(3_000);

    fn standing() -> Standing {
        Standing {
            grant: Grant {
                id: GrantId::fresh(),
                user: UserId::fresh(),
                client: ClientId::new("payroll"),
                scopes: Scopes::all(),
                resources: Resources::default(),
                claims: ClaimsRequest::default(),
                nonce: None,
                amr: "tap otp mfa".to_owned(),
                acr: "bootstrap".to_owned(),
                authenticated_at: GRANTED,
                granted_at: GRANTED,
                sid: SessionId::fresh(),
                session: Some(SessionId::fresh()),
                pass: Some(PassId::fresh()),
                generation: 3,
            },
            person: Person {
                subject: Subject::new("ana"),
                username: "ana".to_owned(),
                display_name: "Ana".to_owned(),
                updated_at: GRANTED,
                claims: crate::oidc::Claims::new(),
            },
            last_used_at: None,
            client_enabled: true,
            person_enabled: true,
            generation: 3,
            session_ends_at: Some(LATER),
            pass_ends_at: Some(LATER),
        }
    }

    #[test]
    fn a_grant_stands_until_something_it_stands_on_ends() {
        let ended = |change: fn(&mut Standing)| {
            let mut standing = standing();
            change(&mut standing);
            standing.ended(NOW)
        };
        assert_eq!(ended(|_| ()), None);
        assert_eq!(ended(|s| s.client_enabled = false), Some(Ended::ClientDisabled));
        assert_eq!(ended(|s| s.person_enabled = false), Some(Ended::PersonDisabled));
        assert_eq!(ended(|s| s.grant.generation = ENDED), Some(Ended::Revoked));
        assert_eq!(ended(|s| s.generation = 4), Some(Ended::SignedOutEverywhere));
        assert_eq!(ended(|s| s.session_ends_at = Some(NOW)), Some(Ended::SessionEnded));
        assert_eq!(ended(|s| s.session_ends_at = None), Some(Ended::SessionEnded));
        assert_eq!(ended(|s| s.pass_ends_at = Some(NOW)), Some(Ended::PassEnded));
    }

    #[test]
    fn a_trial_stands_for_the_session_that_asked_until_everything_is_ended() {
        let mut trial = standing();
        assert_eq!(trial.of_trial(3, NOW), None);
        trial.grant.generation = ENDED;
        assert!(trial.of_trial(3, NOW).is_some_and(|standing| standing.ended(NOW).is_none()));
        assert_eq!(trial.of_trial(2, NOW), None);
        trial.generation = 4;
        assert_eq!(trial.of_trial(3, NOW), None);
    }

    #[test]
    fn an_offline_grant_that_was_upgraded_outlives_session_and_pass() {
        let mut standing = standing();
        standing.grant.session = None;
        standing.grant.pass = None;
        standing.session_ends_at = None;
        standing.pass_ends_at = None;
        assert_eq!(standing.ended(NOW), None);
    }
}
