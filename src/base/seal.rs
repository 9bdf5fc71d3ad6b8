//! Authenticated encryption under the master key: for what the database or a cookie carries for us.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::fault::{Fallible, Fault};
use super::secret::{Digest, Secret};

/// What something is sealed for. Sealed for one purpose, it cannot be opened for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A signing key's private part.
    SigningKey,
    /// The shared secret of an authenticator app.
    TotpSecret,
    /// What has been proved so far in a sign-in that is not finished.
    SignInAttempt,
    /// A WebAuthn challenge and its state, on its way through the browser.
    PasskeyCeremony,
    /// An authenticator app's secret that is shown but not yet confirmed.
    TotpEnrollment,
    /// Who signed in on this browser last, and how.
    RememberedBrowser,
    /// What an authorization request has asked of the person and since when.
    Continuation,
    /// A form of the console that does what it does once.
    ConsoleForm,
    /// The key that a bulk job's passes follow from, which only the issuer's browser keeps.
    BulkKey,
    /// The signature of session cookies.
    SessionCookie,
    /// The chain over the audit log.
    AuditChain,
    /// The link by which a person says that something was not them.
    NotMe,
    /// The refresh token that follows upon another.
    RefreshToken,
    /// The subjects by which clients of different sectors know the same person.
    PairwiseSubject,
    /// The `state` of an app that is tried out from the console.
    Trial,
    /// Which receipt a browser may see that has just signed itself out.
    Receipt,
    /// What a receiver of shared signals wants to see in the `Authorization` header.
    StreamAuthorization,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::SigningKey => b"daypass/signing-key",
            Self::TotpSecret => b"daypass/totp-secret",
            Self::SignInAttempt => b"daypass/sign-in-attempt",
            Self::PasskeyCeremony => b"daypass/passkey-ceremony",
            Self::TotpEnrollment => b"daypass/totp-enrollment",
            Self::RememberedBrowser => b"daypass/remembered-browser",
            Self::Continuation => b"daypass/continuation",
            Self::ConsoleForm => b"daypass/console-form",
            Self::BulkKey => b"daypass/bulk-key",
            Self::SessionCookie => b"daypass/session-cookie",
            Self::AuditChain => b"daypass/audit-chain",
            Self::NotMe => b"daypass/not-me",
            Self::RefreshToken => b"daypass/refresh-token",
            Self::PairwiseSubject => b"daypass/pairwise-subject",
            Self::Trial => b"daypass/trial",
            Self::Receipt => b"daypass/receipt",
            Self::StreamAuthorization => b"daypass/stream-authorization",
        }
    }
}

/// Sealed bytes that were not made by us, for this purpose, under this master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not sealed by this installation for this purpose")]
pub struct Unsealable;

/// Seals and opens with AES-256-GCM; one key for each purpose, derived from the master key (HKDF).
#[derive(Clone)]
pub struct Sealer {
    /// Extracted from the master key once; every purpose is expanded from it (RFC 5869 §2). Wiped by
    /// its library when dropped.
    root: Prk,
}

impl Sealer {
    /// From the 32 bytes of the master key, of which no copy is kept.
    pub fn new(master: &[u8; 32]) -> Self {
        Self { root: Salt::new(HKDF_SHA256, b"daypass master key").extract(master) }
    }

    /// Encrypts under a random nonce, which stands in front of the result.
    pub fn seal(&self, purpose: Purpose, plaintext: &[u8]) -> Fallible<Vec<u8>> {
        let mut sealed = plaintext.to_vec();
        let nonce =
            self.key(purpose)?.seal_in_place_append_tag(Aad::from(purpose.label()), &mut sealed)?;
        Ok([nonce.as_ref().as_slice(), &sealed].concat())
    }

    /// Opens what [`Sealer::seal`] made; refuses anything else.
    pub fn open(&self, purpose: Purpose, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(Unsealable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unsealable)?;
        let mut body = body.to_vec();
        let key = self.key(purpose).map_err(|_| Unsealable)?;
        let length = key
            .open_in_place(nonce, Aad::from(purpose.label()), &mut body)
            .map_err(|_| Unsealable)?
            .len();
        body.truncate(length);
        Ok(body)
    }

    /// [`Sealer::seal`] for a serialisable value, as base64url text for a cookie or a parameter.
    pub fn seal_text(&self, purpose: Purpose, value: &impl serde::Serialize) -> Fallible<Secret> {
        Ok(Secret::new(URL_SAFE_NO_PAD.encode(self.seal(purpose, &serde_json::to_vec(value)?)?)))
    }

    /// [`Sealer::open`] for what [`Sealer::seal_text`] made.
    pub fn open_text<T: serde::de::DeserializeOwned>(
        &self,
        purpose: Purpose,
        text: &str,
    ) -> Result<T, Unsealable> {
        let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| Unsealable)?;
        serde_json::from_slice(&self.open(purpose, &sealed)?).map_err(|_| Unsealable)
    }

    /// 64 bytes of key material for a library that wants a key of its own (signed cookies).
    pub fn derive(&self, purpose: Purpose) -> Fallible<Zeroizing<[u8; 64]>> {
        let mut key = Zeroizing::new([0; 64]);
        self.expand(purpose, key.as_mut_slice())?;
        Ok(key)
    }

    /// A key that vouches for what lies open in the database.
    pub fn mac_key(&self, purpose: Purpose) -> Fallible<MacKey> {
        Ok(MacKey(hmac::Key::new(hmac::HMAC_SHA256, self.derive(purpose)?.as_slice())))
    }

    fn key(&self, purpose: Purpose) -> Fallible<RandomizedNonceKey> {
        let mut key = Zeroizing::new([0; 32]);
        self.expand(purpose, key.as_mut_slice())?;
        Ok(RandomizedNonceKey::new(&AES_256_GCM, key.as_slice())?)
    }

    fn expand(&self, purpose: Purpose, out: &mut [u8]) -> Fallible<()> {
        self.root
            .expand(&[purpose.label()], Length(out.len()))
            .and_then(|okm| okm.fill(out))
            .map_err(|_| Fault::new("the master key could not be expanded"))
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

/// Vouches for bytes with HMAC-SHA-256: who has no key can neither make nor mend a tag.
#[derive(Clone)]
pub struct MacKey(hmac::Key);

impl MacKey {
    /// The tag of these bytes, one piece behind the other. Pieces of varying length need their length
    /// in front of them.
    pub fn tag<'p>(&self, pieces: impl IntoIterator<Item = &'p [u8]>) -> Digest {
        let mut context = hmac::Context::with_key(&self.0);
        for piece in pieces {
            context.update(piece);
        }
        let mut tag = [0; 32];
        tag.copy_from_slice(context.sign().as_ref());
        Digest::from_bytes(tag)
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(…)")
    }
}

/// Bytes that follow from a secret and a label, the same every time (HKDF, RFC 5869).
pub fn bytes_of<const N: usize>(secret: &Secret, label: &[u8]) -> Fallible<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    Salt::new(HKDF_SHA256, b"daypass derived bytes")
        .extract(secret.expose().as_bytes())
        .expand(&[label], Length(N))
        .and_then(|okm| okm.fill(bytes.as_mut_slice()))
        .map_err(|_| Fault::new("a secret could not be expanded"))?;
    Ok(bytes)
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_for_its_purpose_and_unchanged() {
        let sealer = Sealer::new(&[7; 32]);
        let sealed = sealer.seal(Purpose::TotpSecret, b"secret").unwrap();
        assert_eq!(sealer.open(Purpose::TotpSecret, &sealed).unwrap(), b"secret");
        assert_eq!(sealer.open(Purpose::SigningKey, &sealed), Err(Unsealable));
        assert_eq!(Sealer::new(&[8; 32]).open(Purpose::TotpSecret, &sealed), Err(Unsealable));
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert_eq!(sealer.open(Purpose::TotpSecret, &bent), Err(Unsealable), "byte {at}");
        }
        for length in 0..sealed.len() {
            assert_eq!(sealer.open(Purpose::TotpSecret, &sealed[..length]), Err(Unsealable));
        }
    }
}
