//! Signing with keys that were parsed once.
//!
//! jsonwebtoken parses the private key for every token, which is most of the cost of RS256. It lets
//! a program put its own signers in; it does so for the whole process, hence the one table here. The
//! library's encoding key then is no key but a handle: the key id under which the table has it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaEncoding, RsaKeyPair, RsaPublicKeyComponents,
};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, aws_lc};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{self, Signer};
use jsonwebtoken::{DecodingKey, EncodingKey};

use super::algorithm::Algorithm;
use crate::base::{Fallible, SigningKeyId};

/// A parsed private key.
pub(super) enum PrivateKey {
    /// RSASSA-PKCS1-v1_5.
    Rsa(RsaKeyPair),
    /// RSASSA-PSS: of the same kind, yet never the same key (RFC 8017 §6 advises against it).
    Pss(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl PrivateKey {
    /// Parses PKCS#8 DER.
    pub(super) fn parse(algorithm: Algorithm, pkcs8: &[u8]) -> Fallible<Self> {
        Ok(match algorithm {
            Algorithm::Rs256 => Self::Rsa(RsaKeyPair::from_pkcs8(pkcs8)?),
            Algorithm::Ps256 => Self::Pss(RsaKeyPair::from_pkcs8(pkcs8)?),
            Algorithm::Es256 => {
                Self::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8)?)
            }
            Algorithm::EdDsa => Self::Ed(Ed25519KeyPair::from_pkcs8(pkcs8)?),
        })
    }

    /// The public part, as the library verifies with it.
    pub(super) fn public(&self) -> DecodingKey {
        match self {
            Self::Rsa(pair) | Self::Pss(pair) => {
                let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                DecodingKey::from_rsa_raw_components(&public.n, &public.e)
            }
            Self::Ec(pair) => DecodingKey::from_ec_der(pair.public_key().as_ref()),
            Self::Ed(pair) => DecodingKey::from_ed_der(pair.public_key().as_ref()),
        }
    }

    const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa(_) => Algorithm::Rs256,
            Self::Pss(_) => Algorithm::Ps256,
            Self::Ec(_) => Algorithm::Es256,
            Self::Ed(_) => Algorithm::EdDsa,
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, aws_lc_rs::error::Unspecified> {
        match self {
            Self::Rsa(pair) => sign_by_rsa(pair, &RSA_PKCS1_SHA256, message),
            Self::Pss(pair) => sign_by_rsa(pair, &RSA_PSS_SHA256, message),
            Self::Ec(pair) => Ok(pair.sign(&SystemRandom::new(), message)?.as_ref().to_vec()),
            Self::Ed(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }
}

fn sign_by_rsa(
    pair: &RsaKeyPair,
    padding: &'static dyn RsaEncoding,
    message: &[u8],
) -> Result<Vec<u8>, aws_lc_rs::error::Unspecified> {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(padding, &SystemRandom::new(), message, &mut signature)?;
    Ok(signature)
}

/// Parsed keys by the bytes of their ids. An id is a thumbprint, so no two keys share one.
static PARSED: LazyLock<RwLock<HashMap<Vec<u8>, Arc<PrivateKey>>>> = LazyLock::new(RwLock::default);

static PROVIDER: LazyLock<CryptoProvider> =
    LazyLock::new(|| CryptoProvider { signer_factory: signer, ..aws_lc::DEFAULT_PROVIDER.clone() });

/// Keeps a parsed key and gives the handle that the library signs with.
pub(super) fn keep(id: &SigningKeyId, key: PrivateKey) -> EncodingKey {
    install();
    let algorithm = key.algorithm();
    let handle = id.as_str().as_bytes();
    PARSED.write().unwrap_or_else(PoisonError::into_inner).insert(handle.to_vec(), Arc::new(key));
    match algorithm {
        Algorithm::Rs256 | Algorithm::Ps256 => EncodingKey::from_rsa_der(handle),
        Algorithm::Es256 => EncodingKey::from_ec_der(handle),
        Algorithm::EdDsa => EncodingKey::from_ed_der(handle),
    }
}

/// Puts our signers into the library. Whoever comes second finds the same ones there.
pub(super) fn install() {
    let _already_there = LazyLock::force(&PROVIDER).install_default();
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the library's signature")]
fn signer(
    algorithm: &jsonwebtoken::Algorithm,
    handle: &EncodingKey,
) -> Result<Box<dyn JwtSigner>, Error> {
    let parsed = PARSED.read().unwrap_or_else(PoisonError::into_inner);
    match parsed.get(handle.as_bytes()) {
        Some(key) if key.algorithm().library() == *algorithm => {
            Ok(Box::new(CachedSigner(Arc::clone(key))))
        }
        Some(_) => Err(ErrorKind::InvalidAlgorithm.into()),
        // A key that somebody else in the process brought along.
        None => (aws_lc::DEFAULT_PROVIDER.signer_factory)(algorithm, handle),
    }
}

struct CachedSigner(Arc<PrivateKey>);

impl Signer<Vec<u8>> for CachedSigner {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        self.0.sign(message).map_err(signature::Error::from_source)
    }
}

impl JwtSigner for CachedSigner {
    fn algorithm(&self) -> jsonwebtoken::Algorithm {
        self.0.algorithm().library()
    }
}
