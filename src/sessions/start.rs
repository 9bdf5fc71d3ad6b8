//! Starting a session, and upgrading one that stands on a pass.

use std::time::Duration;

use crate::audit::{Actor, Origin};
use crate::base::{Fallible, Fault, Secret, SessionId, Timestamp};
use crate::credentials::{Factor, Proof};
use crate::db::Work;
use crate::directory::User;
use crate::directory::sign_outs::{self, Cause};

use super::store;
use super::strength::{Acr, Amr};
use super::{Lifetimes, Session};

/// A session's new key, for the browser's cookie, and the session.
#[derive(Debug)]
pub struct Started {
    /// What the cookie holds. Only its digest is stored.
    pub key: Secret,
    /// The session it opens.
    pub session: Session,
}

/// How long a session that owes a registration lasts where no pass says so (after a recovery code).
const REGISTRATION_TIME: Duration = Duration::from_hours(1);

/// Starts a session from what was proved, in the transaction that claimed the proofs.
///
/// `previous` is the session this browser has, if any. Signing in again as the same person keeps the
/// `sid` and changes the key; as somebody else, or with a pass, the old session ends.
pub async fn start(
    work: &Work,
    origin: &Origin,
    user: &User,
    proofs: &[Proof],
    previous: Option<&Session>,
    registration_owed: bool,
    lifetimes: Lifetimes,
) -> Fallible<Started> {
    if proofs.is_empty() || proofs.iter().any(|proof| proof.user() != user.id) {
        return Err(Fault::new("a session starts from its own person's proofs"));
    }
    let key = work.random().token();
    let now = work.now();
    let cap = cap(proofs);
    let keeps_id = cap.is_none() && !registration_owed;
    let mut session = Session {
        id: SessionId::fresh(),
        user_id: user.id,
        username: user.username.to_string(),
        display_name: user.display_name.clone(),
        amr: Amr::of(proofs),
        acr: Acr::of(proofs),
        // What was proved first says how old the authentication is.
        authenticated_at: proofs.iter().map(Proof::at).min().unwrap_or(now),
        started_at: now,
        last_seen_at: now,
        ends_at: now.plus(lifetimes.absolute),
        pass: None,
        registration_owed,
        generation: user.generation,
        ip_address: origin.ip_address.map(|address| address.to_string()),
        user_agent: origin.user_agent.clone(),
    };
    if let Some((pass, ends_at)) = cap {
        session.pass = Some(pass);
        session.ends_at = session.ends_at.min(ends_at);
    } else if registration_owed {
        session.ends_at = session.ends_at.min(now.plus(REGISTRATION_TIME));
    }
    match previous {
        Some(old) if old.user_id == user.id && keeps_id => {
            let same = Session { id: old.id, ..session.clone() };
            if store::replace(work, &same, key.digest()).await? {
                store::lift_cap_of_grants(work, same.id).await?;
                return Ok(Started { key, session: same });
            }
        }
        Some(old) => end(work, origin, old).await?,
        None => {}
    }
    store::insert(work, &session, key.digest());
    Ok(Started { key, session })
}

/// Ends the session that this browser had. Its person is not held: that would be crosswise, where two
/// people sign in in each other's browser.
async fn end(work: &Work, origin: &Origin, old: &Session) -> Fallible<()> {
    if store::end(work, old.user_id, old.id).await? {
        // Whoever signs in here now is not to be told to whoever was before.
        let cause = Cause { by: &Actor::Anonymous, origin };
        sign_outs::session(work, old.user_id, old.id, cause).await?;
    }
    Ok(())
}

fn cap(proofs: &[Proof]) -> Option<(crate::base::PassId, Timestamp)> {
    proofs.iter().find_map(|proof| match proof.factor() {
        Factor::Pass { pass, ends_at } => Some((*pass, *ends_at)),
        _ => None,
    })
}

/// Lifts the cap of a session whose person has registered a lasting method in it.
///
/// `None` if the session has ended meanwhile; nothing is written then.
pub async fn upgrade(
    work: &Work,
    session: &Session,
    lifetimes: Lifetimes,
) -> Fallible<Option<Started>> {
    let upgraded = Session {
        pass: None,
        registration_owed: false,
        last_seen_at: work.now(),
        ends_at: session.started_at.plus(lifetimes.absolute),
        ..session.clone()
    };
    let key = work.random().token();
    if !store::replace(work, &upgraded, key.digest()).await? {
        return Ok(None);
    }
    store::lift_cap_of_grants(work, upgraded.id).await?;
    Ok(Some(Started { key, session: upgraded }))
}
