//! Registering, renaming and deleting methods in a session, and what a registration does to a session that stands on a pass.

use crate::audit::Origin;
use crate::base::{Fallible, Fault, Secret};
use crate::credentials::passkey::RegistrationRefusal;
use crate::credentials::password::{self, SetRefusal};
use crate::credentials::policy::CampaignState;
use crate::credentials::security_info::{self, Changed, MethodRef};
use crate::credentials::totp::{self, EnrollRefusal};
use crate::credentials::{
    Claimed, GuessRefusal, Kinds, Method, MethodsPolicy, Tools, hold, kinds_of, passkey,
    policy_for, recovery_code,
};
use crate::db::Work;
use crate::directory::{self, User};
use crate::sessions::{self, Acr, Lifetimes, Session, Started};

/// A registration within a session.
pub struct Registration<'a> {
    /// What operations that hash or seal need.
    pub tools: &'a Tools,
    /// Where the request comes from.
    pub origin: &'a Origin,
    /// The session it happens in.
    pub session: &'a Session,
    /// How long sessions last.
    pub lifetimes: Lifetimes,
}

/// What a session must register before anything else opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Nothing.
    Nothing,
    /// A lasting method: it was started by a pass or a recovery code.
    SomethingLasting,
    /// What the registration campaign asks for: it was started by methods that are enough otherwise.
    Campaign,
}

impl Owed {
    /// What this session owes.
    pub fn of(session: &Session) -> Self {
        match (session.registration_owed, session.acr) {
            (false, _) => Self::Nothing,
            (true, Acr::Bootstrap) => Self::SomethingLasting,
            (true, _) => Self::Campaign,
        }
    }
}

/// Whether nothing is asked any more of somebody with these methods.
fn campaign_is_over(policy: &MethodsPolicy, kinds: Kinds) -> bool {
    let campaign = &policy.campaign;
    kinds.lasting(policy)
        && (campaign.state == CampaignState::Off || kinds.has(campaign.method.method()))
}

/// What came of a registration.
#[derive(Debug)]
pub enum Registered<R> {
    /// The method is saved.
    Saved {
        /// The session's new key, if it was upgraded by this.
        upgraded: Option<Box<Started>>,
        /// Whether the person now has a lasting way to sign in.
        lasting: bool,
    },
    /// It was refused.
    Refused(R),
    /// The session has ended meanwhile, for instance because its pass was deleted. Nothing was saved.
    SessionEnded,
    /// The hashing queue is full.
    Busy,
}

/// Why a password was not changed.
#[derive(Debug)]
pub enum PasswordChange {
    /// The one there is was not given rightly.
    Current(GuessRefusal),
    /// The new one is no good.
    New(SetRefusal),
}

impl Registration<'_> {
    /// Saves a passkey that the browser has made.
    pub async fn passkey(
        &self,
        state: &str,
        credential: &str,
        name: &str,
    ) -> Fallible<Registered<RegistrationRefusal>> {
        let work = self.tools.db.begin().await?;
        let user = self.session.user_id;
        let finished = passkey::finish_registration(
            self.tools,
            &work,
            self.origin,
            user,
            state,
            credential,
            name,
        );
        match finished.await? {
            passkey::Registered::Registered { .. } => self.saved(work, Method::Passkey).await,
            passkey::Registered::Refused(refusal) => Ok(Registered::Refused(refusal)),
        }
    }

    /// Saves an authenticator app that has shown its first right code.
    pub async fn authenticator_app(
        &self,
        enrollment: &str,
        code: &Secret,
        name: &str,
    ) -> Fallible<Registered<EnrollRefusal>> {
        let work = self.tools.db.begin().await?;
        let user = self.session.user_id;
        let finished =
            totp::finish(self.tools, &work, self.origin, user, enrollment, code.expose(), name);
        match finished.await? {
            totp::Enrolled::Enrolled { .. } => self.saved(work, Method::AuthenticatorApp).await,
            totp::Enrolled::Refused(refusal) => Ok(Registered::Refused(refusal)),
        }
    }

    /// Saves the first password of somebody who has none.
    pub async fn first_password(&self, new: &Secret) -> Fallible<Registered<SetRefusal>> {
        let user = self.user().await?;
        let prepared = match password::prepare(self.tools, &user, new).await? {
            Ok(prepared) => prepared,
            Err(SetRefusal::Busy) => return Ok(Registered::Busy),
            Err(refusal) => return Ok(Registered::Refused(refusal)),
        };
        let work = self.tools.db.begin().await?;
        let saved = password::save_first(&work, self.origin, &user.actor(), prepared).await?;
        self.password_saved(work, saved).await
    }

    /// Changes a password. Who signed in with the old one has to give it once more.
    pub async fn change_password(
        &self,
        current: Option<&Secret>,
        new: &Secret,
    ) -> Fallible<Registered<PasswordChange>> {
        let user = self.user().await?;
        if self.session.amr.contains("pwd")
            && let Some(refused) = self.verify_current(current).await?
        {
            return Ok(refused);
        }
        Ok(match self.set_password(&user, new).await? {
            Registered::Refused(refusal) => Registered::Refused(PasswordChange::New(refusal)),
            Registered::Saved { upgraded, lasting } => Registered::Saved { upgraded, lasting },
            Registered::SessionEnded => Registered::SessionEnded,
            Registered::Busy => Registered::Busy,
        })
    }

    /// Makes a new set of recovery codes, which are told once. `None` if the session has ended.
    pub async fn recovery_codes(&self) -> Fallible<Option<Vec<Secret>>> {
        let work = self.tools.db.begin().await?;
        let user = self.session.user_id;
        let policy = policy_for(work.connection(), self.tools, user).await?;
        let policy = &policy.recovery_codes;
        let generated = recovery_code::generate(&work, self.origin, policy, user).await?;
        let recovery_code::Generated::Generated(codes) = generated else { return Ok(None) };
        // The person before the session, as everywhere: crosswise they would lock each other.
        if !sessions::still_live(&work, self.session).await? {
            return Ok(None);
        }
        work.commit().await?;
        Ok(Some(codes))
    }

    /// Renames one of the person's methods. `None` if the session has ended.
    pub async fn rename(&self, method: MethodRef, name: &str) -> Fallible<Option<Changed>> {
        let user = self.user().await?;
        let work = self.tools.db.begin().await?;
        let (origin, by) = (self.origin, user.actor());
        let changed = security_info::rename(&work, origin, &by, user.id, method, name).await?;
        self.changed(work, changed).await
    }

    /// Deletes one of the person's methods. `None` if the session has ended.
    pub async fn delete(&self, method: MethodRef) -> Fallible<Option<Changed>> {
        let user = self.user().await?;
        let work = self.tools.db.begin().await?;
        let (origin, by) = (self.origin, user.actor());
        let policy = policy_for(work.connection(), self.tools, user.id).await?;
        let changed = security_info::delete(&work, origin, &policy, &by, user.id, method).await?;
        self.changed(work, changed).await
    }

    /// Makes a change last if there is one and the session still lives.
    async fn changed(&self, work: Work, changed: Changed) -> Fallible<Option<Changed>> {
        if changed == Changed::Done {
            if !sessions::still_live(&work, self.session).await? {
                return Ok(None);
            }
            work.commit().await?;
        }
        Ok(Some(changed))
    }

    async fn user(&self) -> Fallible<User> {
        let user = directory::find_user(self.tools.db.read(), self.session.user_id).await?;
        user.ok_or_else(|| Fault::new("a session without its user"))
    }

    async fn verify_current<R>(&self, current: Option<&Secret>) -> Fallible<Option<Registered<R>>>
    where
        R: From<GuessRefusal>,
    {
        let empty = Secret::new("");
        let typed = current.unwrap_or(&empty);
        let Ok(checked) = password::check(self.tools, &self.session.username, typed).await? else {
            return Ok(Some(Registered::Busy));
        };
        let work = self.tools.db.begin().await?;
        let held = hold(&work, self.tools, checked.user()).await?;
        let claimed = password::claim(&work, self.origin, &held, checked).await?;
        work.commit().await?;
        Ok(match claimed {
            Claimed::Accepted(_) => None,
            Claimed::Refused(refusal) => Some(Registered::Refused(refusal.into())),
        })
    }

    async fn set_password(&self, user: &User, new: &Secret) -> Fallible<Registered<SetRefusal>> {
        let prepared = match password::prepare(self.tools, user, new).await? {
            Ok(prepared) => prepared,
            Err(SetRefusal::Busy) => return Ok(Registered::Busy),
            Err(refusal) => return Ok(Registered::Refused(refusal)),
        };
        let work = self.tools.db.begin().await?;
        let saved = password::save(&work, self.origin, &user.actor(), prepared).await?;
        self.password_saved(work, saved).await
    }

    async fn password_saved(
        &self,
        work: Work,
        saved: password::Saved,
    ) -> Fallible<Registered<SetRefusal>> {
        match saved {
            password::Saved::Saved(_) => self.saved(work, Method::Password).await,
            password::Saved::NotTheFirst => Ok(Registered::Refused(SetRefusal::NotTheFirst)),
            password::Saved::UserNotFound | password::Saved::NotAllowed(_) => {
                Ok(Registered::SessionEnded)
            }
        }
    }

    /// Opens the session again where the campaign asks for nothing any more. `None` if it still does.
    pub async fn settle(&self) -> Fallible<Option<Started>> {
        let work = self.tools.db.begin().await?;
        let user = self.session.user_id;
        directory::hold_user(&work, user).await?;
        let policy = policy_for(work.connection(), self.tools, user).await?;
        let kinds = kinds_of(work.connection(), user).await?;
        if self.owed() != Owed::Campaign || !campaign_is_over(&policy, kinds) {
            return Ok(None);
        }
        let started = sessions::upgrade(&work, self.session, self.lifetimes).await?;
        work.commit().await?;
        Ok(started)
    }

    /// What this session must register before anything else opens.
    pub fn owed(&self) -> Owed {
        Owed::of(self.session)
    }

    /// Makes it last if the session still lives, and lifts the session's cap if it stood on a pass.
    async fn saved<R>(&self, work: Work, method: Method) -> Fallible<Registered<R>> {
        if !sessions::still_live(&work, self.session).await? {
            return Ok(Registered::SessionEnded);
        }
        let kinds = kinds_of(work.connection(), self.session.user_id).await?;
        let policy = policy_for(work.connection(), self.tools, self.session.user_id).await?;
        let lasting = match self.owed() {
            Owed::Nothing => kinds.lasting(&policy),
            // What was there before is perhaps what was lost.
            Owed::SomethingLasting => kinds.lasting_through(method, &policy),
            Owed::Campaign => campaign_is_over(&policy, kinds),
        };
        // A session that stands on a pass is lifted by what was registered in it, and not because of
        // what the person had all along.
        let lifts = self.session.registration_owed
            || (self.session.pass.is_some() && kinds.lasting_through(method, &policy));
        let upgraded = if lasting && lifts {
            let Some(started) = sessions::upgrade(&work, self.session, self.lifetimes).await?
            else {
                return Ok(Registered::SessionEnded);
            };
            Some(Box::new(started))
        } else {
            None
        };
        work.commit().await?;
        Ok(Registered::Saved { upgraded, lasting })
    }
}

impl From<GuessRefusal> for PasswordChange {
    fn from(refusal: GuessRefusal) -> Self {
        Self::Current(refusal)
    }
}
