//! One step forward: claim what was proved, decide what comes next, start the session; one transaction.

use super::next::{Next, Standing, after};
use crate::audit::Origin;
use crate::base::{Fallible, Fault, Secret};
use crate::credentials::pass::{self, PassBrowser, PassRefusal};
use crate::credentials::passkey::{self, PasskeyRefusal};
use crate::credentials::policy::{Asked, CampaignState, Held, ask_to_register};
use crate::credentials::{
    Claimed, Factor, GuessRefusal, Method, MethodsPolicy, Proof, TooManyFailures, Tools, hold,
    kinds_of, password, policy_for, recovery_code, totp,
};
use crate::db::Work;
use crate::directory::{self, User};
use crate::sessions::{self, Acr, Lifetimes, Session, Started};

/// A browser that is signing somebody in.
pub struct Visit<'a> {
    /// What operations that hash or seal need.
    pub tools: &'a Tools,
    /// Where the request comes from.
    pub origin: &'a Origin,
    /// The session this browser has already, if any.
    pub previous: Option<&'a Session>,
    /// How long sessions last.
    pub lifetimes: Lifetimes,
}

/// What a step led to.
#[derive(Debug)]
pub enum Advanced<R> {
    /// A session, which may owe a registration.
    SignedIn {
        /// The session.
        started: Started,
        /// What to offer before going on.
        offer: Option<Offer>,
        /// The language in their profile (the `locale` claim).
        language: Option<String>,
    },
    /// The first factor is proved; a second is to follow in this browser.
    SecondFactor {
        /// Whose.
        username: String,
        /// The first factor.
        proof: Proof,
    },
    /// It was refused. Wrong guesses are counted.
    Refused(R),
    /// It was right, but a second factor is needed and the person has none.
    NoSecondFactor,
    /// It was right, but the first factor does not count any more: from the beginning.
    BeginAgain,
    /// Too many are signing in at this moment; nothing was counted.
    Busy,
    /// Too many tries have failed where this one comes from; it was not looked at.
    TooManyFailures(TooManyFailures),
}

/// What somebody who is signed in is offered, and may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// To register a lasting method: they came with a pass and have none.
    Registration,
    /// To register what the registration campaign asks for.
    Campaign,
}

impl Visit<'_> {
    /// With a Temporary Access Pass.
    pub async fn with_pass(
        &self,
        username: &str,
        typed: &Secret,
        browser: PassBrowser,
    ) -> Fallible<Advanced<PassRefusal>> {
        self.attempt(async || {
            let Ok(checked) = pass::check(self.tools, username, typed.expose()).await? else {
                return Ok(Advanced::Busy);
            };
            let work = self.tools.db.begin().await?;
            let held = hold(&work, self.tools, checked.user()).await?;
            let claimed = match pass::claim(&work, self.origin, &held, checked, browser).await? {
                pass::Claimed::Accepted(proof) => Ok(proof),
                pass::Claimed::Refused(refusal) => Err(refusal),
            };
            self.conclude(work, Some(held), None, claimed).await
        })
        .await
    }

    /// With a password; a second factor usually follows.
    pub async fn with_password(
        &self,
        username: &str,
        typed: &Secret,
    ) -> Fallible<Advanced<GuessRefusal>> {
        self.attempt(async || {
            let Ok(checked) = password::check(self.tools, username, typed).await? else {
                return Ok(Advanced::Busy);
            };
            let work = self.tools.db.begin().await?;
            let held = hold(&work, self.tools, checked.user()).await?;
            let claimed = password::claim(&work, self.origin, &held, checked).await?;
            self.conclude(work, Some(held), None, proof_of(claimed)).await
        })
        .await
    }

    /// With a code of an authenticator app, after a password.
    pub async fn with_totp(
        &self,
        first: Proof,
        typed: &Secret,
    ) -> Fallible<Advanced<GuessRefusal>> {
        self.attempt_in_turn(async || {
            let (tools, origin, typed) = (self.tools, self.origin, typed.expose());
            let work = tools.db.begin().await?;
            let held = hold(&work, tools, Some(first.user())).await?;
            let claimed = totp::claim(tools, &work, origin, &held, first.user(), typed).await?;
            self.conclude(work, Some(held), Some(first), proof_of(claimed)).await
        })
        .await
    }

    /// With a recovery code: in place of the second factor, or alone.
    pub async fn with_recovery_code(
        &self,
        first: Option<Proof>,
        username: &str,
        typed: &Secret,
    ) -> Fallible<Advanced<GuessRefusal>> {
        self.attempt_in_turn(async || {
            let (tools, typed) = (self.tools, typed.expose());
            let work = self.tools.db.begin().await?;
            let claimed = recovery_code::claim(tools, &work, self.origin, username, typed).await?;
            let claimed = proof_of(claimed);
            let is_theirs =
                |first: &Proof| claimed.as_ref().is_ok_and(|proof| proof.user() == first.user());
            let first = first.filter(is_theirs);
            self.conclude(work, None, first, claimed).await
        })
        .await
    }

    /// With a passkey, whose answer also says who it is.
    pub async fn with_passkey(
        &self,
        state: &str,
        credential: &str,
    ) -> Fallible<Advanced<PasskeyRefusal>> {
        self.attempt_in_turn(async || {
            let checked = passkey::check(self.tools, state, credential).await?;
            let work = self.tools.db.begin().await?;
            let held = hold(&work, self.tools, checked.user()).await?;
            let claimed = match passkey::claim(&work, self.origin, &held, checked).await? {
                passkey::Claimed::Accepted(proof) => Ok(proof),
                passkey::Claimed::Refused(refusal) => Err(refusal),
            };
            self.conclude(work, Some(held), None, claimed).await
        })
        .await
    }

    /// A try that counts against the address it comes from if it is refused.
    async fn attempt<R>(
        &self,
        step: impl AsyncFnOnce() -> Fallible<Advanced<R>>,
    ) -> Fallible<Advanced<R>> {
        let (admission, clock) = (&self.tools.admission, &self.tools.clock);
        let counted = match admission.attempt(self.origin.ip_address, clock.now()) {
            Ok(counted) => counted,
            Err(too_many) => return Ok(Advanced::TooManyFailures(too_many)),
        };
        let advanced = step().await?;
        if !matches!(advanced, Advanced::Refused(_)) {
            counted.forgive(clock.now());
        }
        Ok(advanced)
    }

    /// [`Self::attempt`] where no hash, with a queue of its own, stands before the transaction.
    async fn attempt_in_turn<R>(
        &self,
        step: impl AsyncFnOnce() -> Fallible<Advanced<R>>,
    ) -> Fallible<Advanced<R>> {
        self.attempt(async || {
            let Ok(_turn) = self.tools.admission.take_turn() else { return Ok(Advanced::Busy) };
            step().await
        })
        .await
    }

    /// Ends a step: what was claimed is committed, refused or not, with the session it led to.
    async fn conclude<R>(
        &self,
        work: Work,
        held: Option<Held>,
        first: Option<Proof>,
        claimed: Result<Proof, R>,
    ) -> Fallible<Advanced<R>> {
        let advanced = match claimed {
            Ok(proof) => {
                let policy = match held {
                    Some(held) => held.policy,
                    None => policy_for(work.connection(), self.tools, proof.user()).await?,
                };
                self.go_on(&work, &policy, first.into_iter().chain([proof]).collect()).await?
            }
            Err(refusal) => Advanced::Refused(refusal),
        };
        work.commit().await?;
        Ok(advanced)
    }

    async fn go_on<R>(
        &self,
        work: &Work,
        policy: &MethodsPolicy,
        mut proofs: Vec<Proof>,
    ) -> Fallible<Advanced<R>> {
        let user = self.person(work, &proofs).await?;
        // What was proved before everything was signed out no longer counts.
        proofs.retain(|proof| proof.counts_in(user.generation));
        forget_former_passwords(work, &user, &mut proofs).await?;
        let standing = standing(work, policy, &user, &proofs).await?;
        Ok(match after(&proofs, standing, policy) {
            Next::SignIn { registration_owed } => {
                let asked = ask(work, policy, &user, &proofs).await?;
                let registration_owed = registration_owed || asked == Asked::Required;
                let offer = offer(&proofs, standing, registration_owed, asked);
                let started = sessions::start(
                    work,
                    self.origin,
                    &user,
                    &proofs,
                    self.previous,
                    registration_owed,
                    self.lifetimes,
                );
                let (started, language) = (started.await?, user.claims.locale);
                Advanced::SignedIn { started, offer, language }
            }
            Next::SecondFactor => match proofs.into_iter().next() {
                Some(proof) if matches!(proof.factor(), Factor::Password) => {
                    let proof = proof.to_be_continued(user.generation);
                    Advanced::SecondFactor { username: user.username.to_string(), proof }
                }
                _ => Advanced::BeginAgain,
            },
            Next::NoSecondFactor => Advanced::NoSecondFactor,
        })
    }

    async fn person(&self, work: &Work, proofs: &[Proof]) -> Fallible<User> {
        let id = proofs.first().ok_or_else(|| Fault::new("nothing was proved"))?.user();
        let user = directory::find_user(work.connection(), id).await?;
        user.ok_or_else(|| Fault::new("somebody proved who they are and is not there"))
    }
}

/// Asked only where it decides anything: a passkey is enough whatever else there is.
async fn standing(
    work: &Work,
    policy: &MethodsPolicy,
    user: &User,
    proofs: &[Proof],
) -> Fallible<Standing> {
    if let [proof] = proofs
        && !matches!(proof.factor(), Factor::Passkey { .. } | Factor::RecoveryCode)
    {
        let kinds = kinds_of(work.connection(), user.id).await?;
        return Ok(Standing {
            lasting: kinds.lasting(policy),
            second_factor: kinds.second_factor(),
        });
    }
    Ok(Standing { lasting: true, second_factor: true })
}

/// Whether the registration campaign asks somebody who signs in with these. Who comes with a pass or a
/// recovery code alone has other things to register.
async fn ask(
    work: &Work,
    policy: &MethodsPolicy,
    user: &User,
    proofs: &[Proof],
) -> Fallible<Asked> {
    let wanted = policy.campaign.method.method();
    if policy.campaign.state == CampaignState::Off
        || Acr::of(proofs) == Acr::Bootstrap
        || proofs.iter().any(|proof| proof.factor().method() == wanted)
    {
        return Ok(Asked::No);
    }
    let kinds = kinds_of(work.connection(), user.id).await?;
    ask_to_register(work, policy, user.id, kinds).await
}

fn offer(proofs: &[Proof], standing: Standing, owed: bool, asked: Asked) -> Option<Offer> {
    let by_pass = proofs.iter().any(|proof| proof.factor().method() == Method::Pass);
    match asked {
        _ if owed => None,
        Asked::Skippable { .. } => Some(Offer::Campaign),
        _ if by_pass && !standing.lasting => Some(Offer::Registration),
        _ => None,
    }
}

fn proof_of(claimed: Claimed) -> Result<Proof, GuessRefusal> {
    match claimed {
        Claimed::Accepted(proof) => Ok(proof),
        Claimed::Refused(refusal) => Err(refusal),
    }
}

/// A password that was proved a while ago counts as long as it is the person's password.
async fn forget_former_passwords(
    work: &Work,
    user: &User,
    proofs: &mut Vec<Proof>,
) -> Fallible<()> {
    // One proof alone was given just now.
    if proofs.len() < 2 {
        return Ok(());
    }
    let password = password::find(work.connection(), user.id).await?;
    proofs.retain(|proof| {
        !matches!(proof.factor(), Factor::Password)
            || password.is_some_and(|password| password.changed_at <= proof.at())
    });
    Ok(())
}
