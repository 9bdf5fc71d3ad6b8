//! Adding, changing, disabling and deleting users, and giving them roles.

use uuid::Uuid;

use super::authority::{self, Action, Denied};
use super::claims::StandardClaims;
use super::role::Role;
use super::sign_outs::{self, Cause};
use super::store;
use super::user::User;
use super::username::{Username, clean_label};
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, Subject, UserId};
use crate::db::Work;

/// The longest display name, in characters.
const LONGEST_DISPLAY_NAME: usize = 256;

/// What is known of somebody who is to be added.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// How they will sign in.
    pub username: Username,
    /// What screens call them; the username, if nothing is given.
    pub display_name: Option<String>,
    /// The other standard claims.
    pub claims: StandardClaims,
    /// Administrator roles from the start.
    pub roles: Vec<Role>,
}

/// What came of adding a user.
#[derive(Debug)]
pub enum Added {
    /// There they are.
    Added(Box<User>),
    /// Somebody has this username, in whatever case.
    UsernameTaken,
    /// The caller may not.
    NotAllowed(Denied),
}

/// What came of changing a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is different now.
    Changed,
    /// It was so already.
    Unchanged,
    /// There is no such user.
    UserNotFound,
    /// Somebody else has this username, in whatever case.
    UsernameTaken,
    /// Nobody would be left who may sign in and do everything.
    LastGlobalAdministrator,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Adds a user who may sign in as soon as they have a method, such as a pass.
pub async fn add(work: &Work, origin: &Origin, by: &Actor, new: NewUser) -> Fallible<Added> {
    let id = UserId::fresh();
    if let Err(denied) = permit_adding(work, by, id, &new.roles).await? {
        return Ok(Added::NotAllowed(denied));
    }
    let user = User {
        id,
        subject: Subject::new(random_uuid(work).to_string()),
        display_name: display_name(new.display_name.as_deref(), &new.username),
        username: new.username,
        claims: new.claims,
        enabled: true,
        created_at: work.now(),
        updated_at: work.now(),
        sign_in_sessions_valid_from: work.now(),
        generation: 0,
        webauthn_handle: random_uuid(work),
    };
    if !store::insert_user(work, &user).await? {
        return Ok(Added::UsernameTaken);
    }
    audit::record(work, origin, Event::user_added(by.clone(), user.person())).await?;
    for role in new.roles {
        give(work, origin, by, &user, role).await?;
    }
    Ok(Added::Added(Box::new(user)))
}

/// Random through and through: it does not tell when the user was added.
fn random_uuid(work: &Work) -> Uuid {
    uuid::Builder::from_random_bytes(work.random().bytes()).into_uuid()
}

/// Whoever adds an administrator must be allowed to make one.
async fn permit_adding(
    work: &Work,
    by: &Actor,
    id: UserId,
    roles: &[Role],
) -> Fallible<Result<(), Denied>> {
    let permitted = authority::permit(work.connection(), by, Action::ManageAccount, id).await?;
    if permitted.is_err() || roles.is_empty() {
        return Ok(permitted);
    }
    authority::permit(work.connection(), by, Action::AssignRoles, id).await
}

/// What is too long is cut: nobody is found by it, and it often comes from another directory.
fn display_name(given: Option<&str>, username: &Username) -> String {
    given
        .map(|name| name.chars().take(LONGEST_DISPLAY_NAME).collect::<String>())
        .and_then(|name| clean_label(&name, LONGEST_DISPLAY_NAME))
        .unwrap_or_else(|| username.as_str().to_owned())
}

/// Changes what is known of a user. The username stays: [`rename`].
pub async fn update_profile(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: UserId,
    name: Option<&str>,
    claims: StandardClaims,
) -> Fallible<Changed> {
    let mut user = match changeable(work, by, Action::ManageAccount, id).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    user.display_name = display_name(name, &user.username);
    user.claims = claims;
    store::update_profile(work, &user).await?;
    audit::record(work, origin, Event::user_updated(by.clone(), user.person())).await?;
    Ok(Changed::Changed)
}

/// Writes down the language that somebody has chosen for themselves, a BCP 47 tag: it is their `locale`
/// claim, and the language of letters to them.
pub async fn choose_language(
    work: &Work,
    origin: &Origin,
    id: UserId,
    language: &str,
) -> Fallible<Changed> {
    // The other claims are written back as they are: nobody may change them in between.
    store::hold_user_alone(work, id).await?;
    let Some(mut user) = store::find_user(work.connection(), id).await? else {
        return Ok(Changed::UserNotFound);
    };
    if user.claims.locale.as_deref() == Some(language) {
        return Ok(Changed::Unchanged);
    }
    user.claims.locale = Some(language.to_owned());
    store::update_profile(work, &user).await?;
    let themselves = Actor::User { id, name: user.username.as_str().to_owned() };
    audit::record(work, origin, Event::user_updated(themselves, user.person())).await?;
    Ok(Changed::Changed)
}

/// Gives a user another username. Sessions, methods and passes stay.
pub async fn rename(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: UserId,
    username: Username,
) -> Fallible<Changed> {
    let mut user = match changeable(work, by, Action::ManageAccount, id).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    if user.username == username {
        return Ok(Changed::Unchanged);
    }
    user.username = username;
    if store::username_taken(work, &user).await? {
        return Ok(Changed::UsernameTaken);
    }
    store::update_profile(work, &user).await?;
    audit::record(work, origin, Event::user_updated(by.clone(), user.person())).await?;
    Ok(Changed::Changed)
}

/// Deletes a user and everything of theirs: methods, passes, sessions, grants, memberships. What is
/// written about them in the record stays.
pub async fn delete(work: &Work, origin: &Origin, by: &Actor, id: UserId) -> Fallible<Changed> {
    let user = match changeable(work, by, Action::ManageAccount, id).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    if !store::another_global_administrator(work, id).await? {
        return Ok(Changed::LastGlobalAdministrator);
    }
    sign_outs::before_person_goes(work, id, Cause { by, origin }).await?;
    if !store::delete_user(work, id).await? {
        return Ok(Changed::UserNotFound);
    }
    // Who knew them by their subject is told that they are gone.
    let event = Event::user_deleted(by.clone(), user.person())
        .with_detail("subject", user.subject.as_str());
    audit::record(work, origin, event).await?;
    Ok(Changed::Changed)
}

/// Lets a user sign in again. Sessions, codes and tokens from before they were disabled stay void; a
/// pass that has not ended can be used again, as every other method can.
pub async fn enable(work: &Work, origin: &Origin, by: &Actor, id: UserId) -> Fallible<Changed> {
    let user = match changeable(work, by, Action::ManageAccount, id).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    if !store::set_enabled(work, id, true).await? {
        return Ok(Changed::Unchanged);
    }
    audit::record(work, origin, Event::user_enabled(by.clone(), user.person())).await?;
    Ok(Changed::Changed)
}

/// Keeps a user from signing in, and voids every session, code and token they have.
pub async fn disable(work: &Work, origin: &Origin, by: &Actor, id: UserId) -> Fallible<Changed> {
    let user = match changeable(work, by, Action::ManageAccount, id).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    if !store::another_global_administrator(work, id).await? {
        return Ok(Changed::LastGlobalAdministrator);
    }
    if !store::set_enabled(work, id, false).await? {
        return Ok(Changed::Unchanged);
    }
    // How many sessions that were is known on a floor above only.
    sign_outs::everything(work, id, Cause { by, origin }, None).await?;
    audit::record(work, origin, Event::user_disabled(by.clone(), user.person())).await?;
    Ok(Changed::Changed)
}

/// Gives a user an administrator role. With the first one an outstanding pass ends, and what stands on
/// it: whoever issued it may have been allowed to because the person held none.
pub async fn assign_role(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: UserId,
    role: Role,
) -> Fallible<Changed> {
    match changeable(work, by, Action::AssignRoles, id).await? {
        Ok(user) => give(work, origin, by, &user, role).await,
        Err(refused) => Ok(refused),
    }
}

async fn give(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    user: &User,
    role: Role,
) -> Fallible<Changed> {
    // Whoever issues a pass to a person without a role has done so by now, or sees the role.
    store::hold_user_alone(work, user.id).await?;
    let first = store::roles_of(work.connection(), user.id).await?.is_empty();
    if !store::insert_role(work, user.id, role).await? {
        return Ok(Changed::Unchanged);
    }
    let event = Event::role_assigned(by.clone(), user.person(), role.name());
    audit::record(work, origin, event).await?;
    if first && delete_pass(work, user.id).await? {
        audit::record(work, origin, Event::pass_deleted(by.clone(), user.person())).await?;
    }
    Ok(Changed::Changed)
}

/// Deletes a person's pass and what stands on it; answers whether there was one.
async fn delete_pass(work: &Work, id: UserId) -> Fallible<bool> {
    sign_outs::before_pass_goes(work, id, None).await?;
    store::delete_pass(work, id).await
}

/// Takes an administrator role from a user.
pub async fn remove_role(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: UserId,
    role: Role,
) -> Fallible<Changed> {
    let user = match changeable(work, by, Action::AssignRoles, id).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    if role == Role::GlobalAdministrator && !store::another_global_administrator(work, id).await? {
        return Ok(Changed::LastGlobalAdministrator);
    }
    if !store::delete_role(work, id, role).await? {
        return Ok(Changed::Unchanged);
    }
    audit::record(work, origin, Event::role_removed(by.clone(), user.person(), role.name()))
        .await?;
    Ok(Changed::Changed)
}

/// The user, if the caller may do this to them.
async fn changeable(
    work: &Work,
    by: &Actor,
    action: Action,
    id: UserId,
) -> Fallible<Result<User, Changed>> {
    if let Err(denied) = authority::permit(work.connection(), by, action, id).await? {
        return Ok(Err(Changed::NotAllowed(denied)));
    }
    Ok(store::find_user(work.connection(), id).await?.ok_or(Changed::UserNotFound))
}
