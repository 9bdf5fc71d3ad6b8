//! Signing in with a passkey (WebAuthn §7.2): checked outside, claimed inside the caller's work.

use webauthn_rs::prelude::{DiscoverableAuthentication, PublicKeyCredential, WebauthnError};

use super::ceremony::{self, Ceremony, Challenge, Started};
use super::store::{self, Kept, Renewed};
use crate::audit::{Origin, Person};
use crate::base::{Fallible, PasskeyId, UserId};
use crate::credentials::method::Method;
use crate::credentials::policy::Held;
use crate::credentials::proof::{Factor, Proof};
use crate::credentials::store::is_enabled;
use crate::credentials::tools::Tools;
use crate::credentials::trace;
use crate::db::Work;

/// A passkey's answer that was looked at and not accepted yet.
#[derive(Debug)]
pub struct Checked {
    user: Option<Person>,
    verdict: Result<Verified, PasskeyRefusal>,
}

#[derive(Debug)]
struct Verified {
    user: Person,
    id: PasskeyId,
    device_bound: bool,
    renewed: Option<Renewed>,
    challenge: Challenge,
}

/// What came of a passkey's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It was good, and its challenge is spent.
    Accepted(Proof),
    /// It was not accepted. Commit all the same, for the record.
    Refused(PasskeyRefusal),
}

/// Why a passkey's answer was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyRefusal {
    /// The ceremony began too long ago, or its challenge was answered already.
    Stale,
    /// Nobody here has this passkey; it may have been deleted.
    Unknown,
    /// The signature, the origin or what the browser sent is not good.
    Invalid,
    /// The authenticator did not verify its user.
    UserNotVerified,
    /// The passkey's counter went backwards: there may be a copy of it (WebAuthn §6.1.1).
    PossiblyCloned,
    /// The policy has no passkeys any more.
    BlockedByPolicy,
    /// The person may not sign in at all.
    AccountDisabled,
}

impl PasskeyRefusal {
    const fn reason(self) -> &'static str {
        match self {
            Self::Stale => "Passkey challenge expired or already used",
            Self::Unknown => "Unknown passkey",
            Self::Invalid => "Passkey answer not valid",
            Self::UserNotVerified => "Passkey without user verification",
            Self::PossiblyCloned => "Passkey counter went backwards",
            Self::BlockedByPolicy => "Passkey sign in is disabled",
            Self::AccountDisabled => "Account disabled",
        }
    }
}

/// Begins a sign-in: for whoever's passkey the browser offers, so it tells nothing about anybody.
pub fn start(tools: &Tools) -> Fallible<Started> {
    let (options, state) = tools.webauthn.start_discoverable_authentication()?;
    let ceremony = Ceremony::Authenticate { state };
    Ok(Started {
        options: serde_json::to_string(&options.public_key)?,
        sealed: ceremony::seal(&tools.sealer, ceremony, tools.clock.now())?,
    })
}

/// Looks at the browser's answer: one read and one signature.
pub async fn check(tools: &Tools, sealed: &str, answer: &str) -> Fallible<Checked> {
    let (user, verdict) = match identify(tools, sealed, answer).await? {
        Ok(found) => {
            let user = found.kept.user.clone();
            (Some(user), found.verify(tools)?)
        }
        Err(refusal) => (None, Err(refusal)),
    };
    Ok(Checked { user, verdict })
}

/// An answer and the passkey it says it is of.
struct Found {
    answer: PublicKeyCredential,
    kept: Kept,
    state: DiscoverableAuthentication,
    challenge: Challenge,
}

async fn identify(
    tools: &Tools,
    sealed: &str,
    answer: &str,
) -> Fallible<Result<Found, PasskeyRefusal>> {
    let opened = ceremony::open(&tools.sealer, sealed, tools.clock.now());
    let Some((Ceremony::Authenticate { state }, challenge)) = opened else {
        return Ok(Err(PasskeyRefusal::Stale));
    };
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else {
        return Ok(Err(PasskeyRefusal::Invalid));
    };
    let Ok((handle, credential_id)) = tools.webauthn.identify_discoverable_authentication(&answer)
    else {
        return Ok(Err(PasskeyRefusal::Invalid));
    };
    // WebAuthn §7.2 step 6: the owner of the credential is the one the user handle names.
    let kept = store::find(tools.db.read(), credential_id).await?;
    let Some(kept) = kept.filter(|kept| kept.handle == handle) else {
        return Ok(Err(PasskeyRefusal::Unknown));
    };
    Ok(Ok(Found { answer, kept, state, challenge }))
}

impl Found {
    fn verify(self, tools: &Tools) -> Fallible<Result<Verified, PasskeyRefusal>> {
        let Self { answer, mut kept, state, challenge } = self;
        let verified =
            tools.webauthn.finish_discoverable_authentication_v2(&answer, state, &kept.passkey);
        let result = match verified {
            Ok(result) if !result.user_verified() => {
                return Ok(Err(PasskeyRefusal::UserNotVerified));
            }
            Ok(result) => result,
            Err(WebauthnError::UserNotVerified) => {
                return Ok(Err(PasskeyRefusal::UserNotVerified));
            }
            Err(WebauthnError::CredentialPossibleCompromise) => {
                return Ok(Err(PasskeyRefusal::PossiblyCloned));
            }
            Err(_) => return Ok(Err(PasskeyRefusal::Invalid)),
        };
        let renewed = kept.renew(&result)?;
        Ok(Ok(Verified {
            user: kept.user,
            id: kept.id,
            device_bound: !result.backup_eligible(),
            renewed,
            challenge,
        }))
    }
}

impl Checked {
    /// Whose passkey it is, if anybody's.
    pub fn user(&self) -> Option<UserId> {
        self.user.as_ref().map(|user| user.id)
    }
}

/// Decides: spends the challenge, so that of many with the same answer one is accepted.
///
/// `held` is whoever [`Checked::user`] says.
pub async fn claim(
    work: &Work,
    origin: &Origin,
    held: &Held,
    checked: Checked,
) -> Fallible<Claimed> {
    let claimed = match &checked.verdict {
        Ok(verified) => decide(work, held, verified).await?,
        Err(refusal) => Claimed::Refused(*refusal),
    };
    let refused = match &claimed {
        Claimed::Accepted(_) => None,
        Claimed::Refused(refusal) => Some(refusal.reason()),
    };
    trace::record(work, origin, Method::Passkey, checked.user, refused).await?;
    Ok(claimed)
}

async fn decide(work: &Work, held: &Held, verified: &Verified) -> Fallible<Claimed> {
    let refused = |refusal| Ok(Claimed::Refused(refusal));
    if !verified.challenge.spend(work).await? {
        return refused(PasskeyRefusal::Stale);
    }
    if !is_enabled(work, verified.user.id).await? {
        return refused(PasskeyRefusal::AccountDisabled);
    }
    if !held.policy.passkey.enabled {
        return refused(PasskeyRefusal::BlockedByPolicy);
    }
    if !store::claim(work, verified.id, verified.user.id, verified.renewed.as_ref()).await? {
        return refused(PasskeyRefusal::Unknown);
    }
    let factor = Factor::Passkey { id: verified.id, device_bound: verified.device_bound };
    Ok(Claimed::Accepted(Proof::new(verified.user.id, factor, work.now())))
}
