//! Registering an app: the secret is shown, and counts once a code of it has come back.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::algorithm::{self, SECRET_BYTES};
use super::store;
use crate::audit::{self, Event, Origin};
use crate::base::{Digest, Fallible, Purpose, Random, Secret, Timestamp, TotpId, UserId};
use crate::credentials::method::Method;
use crate::credentials::proof::{Factor, Proof};
use crate::credentials::qr::qr_svg;
use crate::credentials::store::{lock_methods, spend};
use crate::credentials::tools::Tools;
use crate::db::Work;
use crate::directory::{self, User, clean_label};

/// How long a secret that is shown waits for its first code.
const WAITS: Duration = Duration::from_mins(15);
/// The longest name of an app, in characters.
const LONGEST_NAME: usize = 64;

/// A secret that is shown and not confirmed yet. Nothing is stored of it.
#[derive(Debug)]
pub struct Enrollment {
    /// For typing into an app, base 32.
    pub secret: Secret,
    /// The `otpauth://` address, for an app on the same device.
    pub url: Secret,
    /// The same as a QR code: an SVG element. Nothing where issuer and username are too long for one.
    pub qr: Option<Secret>,
    /// For a hidden field: what [`finish`] takes back.
    pub sealed: Secret,
}

/// What travels through the browser.
#[derive(Serialize, Deserialize)]
struct Pending {
    user: UserId,
    secret: String,
    at: Timestamp,
}

/// What came of confirming.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enrolled {
    /// The app is registered. The proof says that whoever did it has it.
    Enrolled {
        /// Which one.
        id: TotpId,
        /// For the session.
        proof: Proof,
    },
    /// Nothing was registered.
    Refused(EnrollRefusal),
}

/// Why no app was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrollRefusal {
    /// The code is not one of this secret now.
    WrongCode,
    /// The secret was shown too long ago, to somebody else, or is registered already.
    Stale,
    /// The person has as many apps as the policy allows.
    TooMany {
        /// How many that is.
        maximum: usize,
    },
    /// The policy has no authenticator apps.
    DisabledByPolicy,
}

/// Makes a secret for a person's app.
pub fn begin(tools: &Tools, user: &User, issuer: &str) -> Fallible<Enrollment> {
    let bytes = Zeroizing::new(Random.bytes::<SECRET_BYTES>());
    let (url, secret) = algorithm::address(bytes.as_slice(), issuer, user.username.as_str())?;
    let pending = Pending {
        user: user.id,
        secret: STANDARD_NO_PAD.encode(bytes.as_slice()),
        at: tools.clock.now(),
    };
    Ok(Enrollment {
        qr: qr_svg(url.expose()).map(Secret::new),
        secret,
        url,
        sealed: tools.sealer.seal_text(Purpose::TotpEnrollment, &pending)?,
    })
}

/// Shows the same secret again, after a wrong code. Nothing if it waited too long or is another's.
pub fn resume(
    tools: &Tools,
    user: &User,
    issuer: &str,
    sealed: &str,
) -> Fallible<Option<Enrollment>> {
    let Some(bytes) = open(tools, user.id, sealed, tools.clock.now()) else { return Ok(None) };
    let (url, secret) = algorithm::address(&bytes, issuer, user.username.as_str())?;
    let qr = qr_svg(url.expose()).map(Secret::new);
    Ok(Some(Enrollment { secret, url, qr, sealed: Secret::new(sealed) }))
}

fn open(tools: &Tools, user: UserId, sealed: &str, now: Timestamp) -> Option<Zeroizing<Vec<u8>>> {
    let pending: Pending = tools.sealer.open_text(Purpose::TotpEnrollment, sealed).ok()?;
    if pending.user != user || now.since(pending.at) > WAITS {
        return None;
    }
    STANDARD_NO_PAD.decode(pending.secret).ok().map(Zeroizing::new)
}

/// Registers the app whose secret was shown, if the code that came back is one of it.
pub async fn finish(
    tools: &Tools,
    work: &Work,
    origin: &Origin,
    user: UserId,
    sealed: &str,
    typed: &str,
    name: &str,
) -> Fallible<Enrolled> {
    let refused = |refusal| Ok(Enrolled::Refused(refusal));
    let policy = &tools.policy.authenticator_app;
    if !policy.enabled {
        return refused(EnrollRefusal::DisabledByPolicy);
    }
    let Some(secret) = open(tools, user, sealed, work.now()) else {
        return refused(EnrollRefusal::Stale);
    };
    let Some(step) = algorithm::matched_step(&secret, typed, work.now()) else {
        return refused(EnrollRefusal::WrongCode);
    };
    // Two at once would both find room for one more.
    lock_methods(work, user).await?;
    let Some(user) = directory::find_user(work.connection(), user).await? else {
        return refused(EnrollRefusal::Stale);
    };
    if store::list(work.connection(), user.id).await?.len() >= policy.maximum {
        return refused(EnrollRefusal::TooMany { maximum: policy.maximum });
    }
    if !spend(work, Digest::of(sealed.as_bytes()), work.now().plus(WAITS)).await? {
        return refused(EnrollRefusal::Stale);
    }
    let id = TotpId::fresh();
    let name = clean_label(name, LONGEST_NAME)
        .unwrap_or_else(|| Method::AuthenticatorApp.name().to_owned());
    let sealed_secret = tools.sealer.seal(Purpose::TotpSecret, &secret)?;
    store::insert(work, id, user.id, name, sealed_secret, step).await?;
    let method = Method::AuthenticatorApp;
    let event =
        Event::method_registered(user.actor(), user.person(), method.name(), method.words());
    audit::record(work, origin, event).await?;
    let proof = Proof::new(user.id, Factor::AuthenticatorApp, work.now());
    Ok(Enrolled::Enrolled { id, proof })
}
