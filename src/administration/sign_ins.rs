//! Ending what somebody is signed in to, in the name of whoever may.

use crate::audit::{Actor, Origin};
use crate::base::{Fallible, SessionId, UserId};
use crate::db::Work;
use crate::directory::authority::{self, Action, Denied};
use crate::directory::{self, User};
use crate::sessions;

/// What came of ending sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// So many have ended.
    Ended(u64),
    /// There is no such session, or no such person.
    NotFound,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Ends one session of a person's.
pub async fn end_session(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    user: UserId,
    session: SessionId,
) -> Fallible<Ended> {
    let user = match endable(work, by, user).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    let ended = sessions::end_for(work, origin, by.clone(), user.person(), session).await?;
    Ok(if ended { Ended::Ended(1) } else { Ended::NotFound })
}

/// Signs a person out everywhere: every session, code, refresh token and access token is void.
pub async fn sign_out_everywhere(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    user: UserId,
) -> Fallible<Ended> {
    let user = match endable(work, by, user).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    Ok(Ended::Ended(sessions::end_all(work, origin, by.clone(), &user).await?))
}

async fn endable(work: &Work, by: &Actor, user: UserId) -> Fallible<Result<User, Ended>> {
    let permitted = authority::permit(work.connection(), by, Action::RevokeSessions, user).await?;
    if let Err(denied) = permitted {
        return Ok(Err(Ended::NotAllowed(denied)));
    }
    Ok(directory::find_user(work.connection(), user).await?.ok_or(Ended::NotFound))
}
