//! The keys in use.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hashlink::LruCache;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::algorithm::Algorithm;
use super::generate::generate;
use super::signer::{self, PrivateKey};
use super::store::{self, StoredKey};
use crate::base::{Digest, Fallible, Fault, Purpose, Sealer, Secret, SigningKeyId, Timestamp};
use crate::db::Database;
use crate::oidc::document::Document;

/// How long a retired key is still published: longer than the day that a token is good for at most.
const PUBLISHED_AFTER_RETIREMENT: Duration = Duration::from_hours(48);

/// How long a retired key verifies anything at all.
pub(super) const VERIFIED_AT_LONGEST: Duration = Duration::from_hours(366 * 24);

/// How often a node looks for keys that were made or retired elsewhere; much less than the hour a new
/// key is published before it signs.
const LOOKED_AT_EVERY: Duration = Duration::from_mins(1);

/// What a token is for; its `typ` says so, and one kind is never taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenType {
    /// OIDC Core §2.
    IdToken,
    /// RFC 9068 §2.1.
    AccessToken,
    /// Back-Channel Logout §2.4.
    LogoutToken,
    /// RFC 8417 §2.3.
    SecurityEvent,
}

impl TokenType {
    const fn typ(self) -> &'static str {
        match self {
            Self::IdToken => "JWT",
            Self::AccessToken => "at+jwt",
            Self::LogoutToken => "logout+jwt",
            Self::SecurityEvent => "secevent+jwt",
        }
    }

    /// How long a retired key still verifies this: until nothing that it signed is of use any more.
    const fn verified_after_retirement(self) -> Duration {
        match self {
            // RP-Initiated Logout §2: handed back as a hint when it has long expired, to end the
            // session it came from, which lasts a year at most.
            Self::IdToken => VERIFIED_AT_LONGEST,
            Self::AccessToken | Self::LogoutToken | Self::SecurityEvent => {
                PUBLISHED_AFTER_RETIREMENT
            }
        }
    }
}

/// Every signing key, parsed once, and the JWK set that publishes them. Shared by all workers.
pub struct KeyRing {
    database: Database,
    sealer: Sealer,
    keys: RwLock<Arc<Keys>>,
    /// When the database was looked at last; whoever holds it is looking.
    looked: tokio::sync::Mutex<Instant>,
}

struct Keys {
    keys: Vec<Key>,
    jwks: Document,
    verified: Verified,
}

/// Access tokens whose signature was checked: the same ones are shown again and again, and that a
/// signature is right does not change. It goes when the keys are loaded again, so that a key that was
/// removed vouches for nothing any more. What a token is worth is asked elsewhere, every time.
struct Verified(Mutex<LruCache<Digest, ()>>);

/// How many tokens are remembered, 32 bytes of each.
const REMEMBERED: usize = 16_384;

impl Verified {
    fn new() -> Self {
        Self(Mutex::new(LruCache::new(REMEMBERED)))
    }

    fn knows(&self, token: &Digest) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(token).is_some()
    }

    fn remember(&self, token: Digest) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(token, ());
    }
}

struct Key {
    id: SigningKeyId,
    algorithm: Algorithm,
    active_from: Timestamp,
    retired_at: Option<Timestamp>,
    signing: EncodingKey,
    verifying: DecodingKey,
    jwk: Jwk,
}

impl KeyRing {
    /// Loads the keys, and makes those that are missing.
    pub async fn open(database: &Database, sealer: &Sealer) -> Fallible<Self> {
        make_missing(database, sealer).await?;
        let keys = load(database, sealer).await?;
        Ok(Self {
            database: database.clone(),
            sealer: sealer.clone(),
            keys: RwLock::new(Arc::new(keys)),
            looked: tokio::sync::Mutex::new(Instant::now()),
        })
    }

    /// Looks at the database again, for keys that were made or retired elsewhere.
    pub async fn reload(&self) -> Fallible<()> {
        let keys = Arc::new(load(&self.database, &self.sealer).await?);
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// [`KeyRing::reload`] if that was not done for a minute. If it fails, the known keys go on.
    pub async fn refresh(&self) {
        // Whoever finds somebody else looking does not wait.
        let Ok(mut looked) = self.looked.try_lock() else { return };
        if looked.elapsed() < LOOKED_AT_EVERY {
            return;
        }
        *looked = Instant::now();
        if let Err(fault) = self.reload().await {
            tracing::error!("signing keys could not be loaded again: {fault}");
        }
    }

    /// The JWK set (RFC 7517 §5): public parts only.
    pub fn jwks(&self) -> Document {
        self.current().jwks.clone()
    }

    /// Signs claims into a compact JWS (RFC 7515 §7.1).
    pub fn sign(
        &self,
        algorithm: Algorithm,
        typ: TokenType,
        claims: &impl Serialize,
        now: Timestamp,
    ) -> Fallible<Secret> {
        let keys = self.current();
        let key = keys
            .keys
            .iter()
            .find(|key| key.algorithm == algorithm && key.signs_at(now))
            .ok_or_else(|| Fault::new(format!("there is no {} key", algorithm.as_str())))?;
        let mut header = Header::new(algorithm.library());
        header.typ = Some(typ.typ().to_owned());
        header.kid = Some(key.id.as_str().to_owned());
        Ok(Secret::new(jsonwebtoken::encode(&header, claims, &key.signing)?))
    }

    /// The claims of a token that one of our keys signed for this use; whether it is still good in
    /// time is the caller's to ask, by the clock of its work. A key that retired too long ago for
    /// that, and one that was removed, verify nothing.
    pub fn verify<T: DeserializeOwned>(
        &self,
        typ: TokenType,
        token: &str,
        now: Timestamp,
    ) -> Option<T> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        // RFC 9068 §4, RFC 8725 §3.11: the explicit type keeps kinds of tokens apart.
        if header.typ.as_deref() != Some(typ.typ()) {
            return None;
        }
        let keys = self.current();
        let key = keys.keys.iter().find(|key| header.kid.as_deref() == Some(key.id.as_str()))?;
        if key.has_been_retired_for(typ.verified_after_retirement(), now) {
            return None;
        }
        // RFC 8725 §3.1: the algorithm is the key's, whatever the header says.
        let mut validation = Validation::new(key.algorithm.library());
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        jsonwebtoken::decode(token, &key.verifying, &validation).ok().map(|token| token.claims)
    }

    /// [`KeyRing::verify`] for access tokens, which come many times.
    pub fn verify_access_token<T: DeserializeOwned>(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Option<T> {
        let keys = self.current();
        let digest = Digest::of(token.as_bytes());
        if keys.verified.knows(&digest) {
            return unverified_claims(token);
        }
        let claims = self.verify(TokenType::AccessToken, token, now)?;
        keys.verified.remember(digest);
        Some(claims)
    }

    fn current(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys = self.current();
        f.debug_list().entries(keys.keys.iter().map(|key| key.id.as_str())).finish()
    }
}

impl Key {
    fn signs_at(&self, now: Timestamp) -> bool {
        self.active_from <= now && self.retired_at.is_none_or(|retired_at| now < retired_at)
    }

    fn has_been_retired_for(&self, duration: Duration, now: Timestamp) -> bool {
        self.retired_at.is_some_and(|retired_at| retired_at.plus(duration) <= now)
    }

    fn open(stored: &StoredKey, sealer: &Sealer) -> Fallible<Self> {
        let context = || format!("signing key {}", stored.id);
        let pkcs8 = sealer
            .open(Purpose::SigningKey, &stored.sealed_private_key)
            .map_err(|why| {
                Fault::from(why).context(format!(
                    "{} does not open: is the master key the one it was made under?",
                    context()
                ))
            })
            .map(zeroize::Zeroizing::new)?;
        let private = PrivateKey::parse(stored.algorithm, &pkcs8)?;
        Ok(Self {
            id: stored.id.clone(),
            algorithm: stored.algorithm,
            active_from: stored.active_from,
            retired_at: stored.retired_at,
            verifying: private.public(),
            signing: signer::keep(&stored.id, private),
            jwk: serde_json::from_str(&stored.public_jwk)?,
        })
    }
}

/// What a compact JWS says, whoever signed it.
fn unverified_claims<T: DeserializeOwned>(token: &str) -> Option<T> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

async fn load(database: &Database, sealer: &Sealer) -> Fallible<Keys> {
    let now = database.clock().now();
    let stored = store::list(database.read()).await?;
    let keys = stored.iter().map(|key| Key::open(key, sealer)).collect::<Fallible<Vec<_>>>()?;
    let is_published = |key: &&Key| !key.has_been_retired_for(PUBLISHED_AFTER_RETIREMENT, now);
    let jwks =
        JwkSet { keys: keys.iter().filter(is_published).map(|key| key.jwk.clone()).collect() };
    Ok(Keys { jwks: Document::of(&jwks)?, keys, verified: Verified::new() })
}

/// At the first start: one key of each algorithm. Several nodes may start at once.
async fn make_missing(database: &Database, sealer: &Sealer) -> Fallible<()> {
    if missing(&store::list(database.read()).await?).is_empty() {
        return Ok(());
    }
    // Made before the work begins: making an RSA key would hold the write lock for long.
    let mut made = Vec::new();
    for algorithm in Algorithm::ALL {
        made.push(generate(algorithm, sealer).await?);
    }
    let work = database.begin().await?;
    store::lock(&work).await?;
    let missing = missing(&store::list(work.connection()).await?);
    for key in made {
        if missing.contains(&key.algorithm) {
            store::insert(&work, key, work.now()).await?;
        }
    }
    work.commit().await
}

fn missing(stored: &[StoredKey]) -> Vec<Algorithm> {
    let has = |algorithm| stored.iter().any(|key| key.algorithm == algorithm);
    Algorithm::ALL.into_iter().filter(|algorithm| !has(*algorithm)).collect()
}
