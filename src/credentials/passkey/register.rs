//! Registering a passkey (WebAuthn §7.1).

use webauthn_rs::prelude::{RegisterPublicKeyCredential, WebauthnError};
use webauthn_rs_proto::ResidentKeyRequirement;

use super::ceremony::{self, Ceremony, Started};
use super::store::{self, NewPasskey};
use crate::audit::{self, Event, Origin};
use crate::base::{Fallible, PasskeyId, UserId};
use crate::credentials::method::Method;
use crate::credentials::policy::policy_for;
use crate::credentials::proof::{Factor, Proof};
use crate::credentials::store::lock_methods;
use crate::credentials::tools::Tools;
use crate::db::Work;
use crate::directory::{self, User, clean_label};

/// The longest name of a passkey, in characters.
const LONGEST_NAME: usize = 64;

/// What came of registering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registered {
    /// It is registered. The proof says that whoever did it has it and was verified by it.
    Registered {
        /// Which one.
        id: PasskeyId,
        /// For the session.
        proof: Proof,
    },
    /// Nothing was registered.
    Refused(RegistrationRefusal),
}

/// Why no passkey was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationRefusal {
    /// The ceremony began too long ago, for somebody else, or is over already.
    Stale,
    /// The answer of the browser is not a good one.
    Invalid,
    /// The authenticator did not verify its user.
    UserNotVerified,
    /// The authenticator says it cannot sign in without a username.
    NotDiscoverable,
    /// This passkey is registered, for whomever.
    AlreadyRegistered,
    /// The person has as many passkeys as the policy allows.
    TooMany {
        /// How many that is.
        maximum: usize,
    },
    /// The policy has no passkeys.
    DisabledByPolicy,
}

/// Begins a registration. Authenticators that hold one of the person's passkeys already decline.
pub async fn start(tools: &Tools, user: &User) -> Fallible<Started> {
    let existing = store::credential_ids_of(tools.db.read(), user.id).await?;
    let (mut options, state) = tools.webauthn.start_passkey_registration(
        user.webauthn_handle,
        user.username.as_str(),
        &user.display_name,
        Some(existing),
    )?;
    // Without this the passkey is not discoverable, and signing in with it needs a username.
    if let Some(selection) = &mut options.public_key.authenticator_selection {
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
    }
    let ceremony = Ceremony::Register { user: user.id, state };
    Ok(Started {
        options: serde_json::to_string(&options.public_key)?,
        sealed: ceremony::seal(&tools.sealer, ceremony, tools.clock.now())?,
    })
}

/// Registers the passkey that the browser answered with, under a name for the person's list.
pub async fn finish(
    tools: &Tools,
    work: &Work,
    origin: &Origin,
    user: UserId,
    sealed: &str,
    answer: &str,
    name: &str,
) -> Fallible<Registered> {
    let policy = policy_for(work.connection(), tools, user).await?;
    let policy = &policy.passkey;
    if !policy.enabled {
        return refused(RegistrationRefusal::DisabledByPolicy);
    }
    let opened = ceremony::open(&tools.sealer, sealed, work.now());
    let Some((Ceremony::Register { user: beginner, state }, challenge)) = opened else {
        return refused(RegistrationRefusal::Stale);
    };
    if beginner != user {
        return refused(RegistrationRefusal::Stale);
    }
    let credential = match verify(tools, answer, &state) {
        Ok(credential) => credential,
        Err(refusal) => return refused(refusal),
    };
    // Two at once would both find room for one more.
    lock_methods(work, user).await?;
    let Some(user) = directory::find_user(work.connection(), user).await? else {
        return refused(RegistrationRefusal::Stale);
    };
    if store::list(work.connection(), user.id).await?.len() >= policy.maximum {
        return refused(RegistrationRefusal::TooMany { maximum: policy.maximum });
    }
    if !challenge.spend(work).await? {
        return refused(RegistrationRefusal::Stale);
    }
    let name = clean_label(name, LONGEST_NAME).unwrap_or_else(|| Method::Passkey.name().to_owned());
    let Some((id, device_bound)) = store::insert(work, user.id, credential, name).await? else {
        return refused(RegistrationRefusal::AlreadyRegistered);
    };
    let method = Method::Passkey;
    let event =
        Event::method_registered(user.actor(), user.person(), method.name(), method.words());
    audit::record(work, origin, event).await?;
    let proof = Proof::new(user.id, Factor::Passkey { id, device_bound }, work.now());
    Ok(Registered::Registered { id, proof })
}

#[expect(clippy::unnecessary_wraps, reason = "every return of `finish` has this form")]
const fn refused(refusal: RegistrationRefusal) -> Fallible<Registered> {
    Ok(Registered::Refused(refusal))
}

fn verify(
    tools: &Tools,
    answer: &str,
    state: &webauthn_rs::prelude::PasskeyRegistration,
) -> Result<NewPasskey, RegistrationRefusal> {
    let answer: RegisterPublicKeyCredential =
        serde_json::from_str(answer).map_err(|_| RegistrationRefusal::Invalid)?;
    let discoverable = answer.extensions.cred_props.as_ref().and_then(|props| props.rk);
    let passkey =
        tools.webauthn.finish_passkey_registration(&answer, state).map_err(
            |error| match error {
                WebauthnError::UserNotVerified => RegistrationRefusal::UserNotVerified,
                _ => RegistrationRefusal::Invalid,
            },
        )?;
    if discoverable == Some(false) {
        return Err(RegistrationRefusal::NotDiscoverable);
    }
    Ok(NewPasskey(passkey))
}
