//! The first Global Administrator, and the pass that lets them in.

use crate::audit::{Actor, Origin};
use crate::base::{Fallible, Timestamp};
use crate::credentials::pass::{IssueRefusal, IssueRequest, Issued, PassCode, issue};
use crate::credentials::{Tools, kinds_of};
use crate::db::Database;
use crate::directory::manage::{Added, NewUser, add};
use crate::directory::{
    Role, StandardClaims, User, Username, any_global_administrator, holders_of,
};

/// What the first administrator is called.
const FIRST: &str = "admin";

/// How somebody can sign in to administer.
#[derive(Debug)]
pub enum FirstSignIn {
    /// By a method that an administrator has registered.
    Settled,
    /// By a pass that was just issued.
    Pass {
        /// For whom.
        username: Username,
        /// The pass itself, to be shown once.
        code: PassCode,
        /// Until when it can be used.
        ends_at: Timestamp,
    },
    /// Not yet: no pass could be issued.
    Refused(IssueRefusal),
    /// Nobody who may sign in is Global Administrator.
    NoAdministrator,
}

/// Makes the first Global Administrator where there is none.
///
/// Somebody who is called `admin` already is not made one: that is for a person to decide.
pub(super) async fn ensure_administrator(db: &Database) -> Fallible<()> {
    if any_global_administrator(db.read()).await? {
        return Ok(());
    }
    let administrator = NewUser {
        username: Username::parse(FIRST)?,
        display_name: Some("Administrator".to_owned()),
        claims: StandardClaims::default(),
        roles: vec![Role::GlobalAdministrator],
    };
    let work = db.begin().await?;
    // Another node may have made one while we waited for our turn.
    if any_global_administrator(work.connection()).await? {
        return Ok(());
    }
    match add(&work, &Origin::local("serve"), &Actor::Machine, administrator).await? {
        Added::Added(_) => work.commit().await,
        Added::UsernameTaken | Added::NotAllowed(_) => Ok(()),
    }
}

/// Issues a pass to a Global Administrator if none of them has a lasting method.
pub(super) async fn first_sign_in(tools: &Tools) -> Fallible<FirstSignIn> {
    let mut administrators = holders_of(tools.db.read(), Role::GlobalAdministrator).await?;
    administrators.retain(|administrator| administrator.enabled);
    for administrator in &administrators {
        if kinds_of(tools.db.read(), administrator.id).await?.lasting(&tools.policy) {
            return Ok(FirstSignIn::Settled);
        }
    }
    let first = administrators.iter().position(|user| user.username.folded() == FIRST);
    match administrators.into_iter().nth(first.unwrap_or(0)) {
        Some(administrator) => let_in(tools, administrator).await,
        None => Ok(FirstSignIn::NoAdministrator),
    }
}

async fn let_in(tools: &Tools, administrator: User) -> Fallible<FirstSignIn> {
    let request = IssueRequest { one_time: Some(true), ..IssueRequest::default() };
    let origin = Origin::local("serve");
    Ok(match issue(tools, &origin, &Actor::Machine, administrator.id, request).await? {
        Issued::Issued { pass, code } => {
            FirstSignIn::Pass { username: administrator.username, code, ends_at: pass.ends_at }
        }
        Issued::Refused(refusal) => FirstSignIn::Refused(refusal),
        // The host waits for nobody.
        Issued::AwaitingApproval(_) => FirstSignIn::Refused(IssueRefusal::ApprovalRequired),
    })
}
