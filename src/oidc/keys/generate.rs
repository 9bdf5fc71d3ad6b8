//! Making signing keys.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair,
};
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};

use super::algorithm::Algorithm;
use super::signer::{self, PrivateKey};
use super::store::NewKey;
use crate::base::{Fallible, Purpose, Sealer, SigningKeyId};

/// Makes a key and seals its private part. Off the workers: an RSA key takes a good while.
pub(super) async fn generate(algorithm: Algorithm, sealer: &Sealer) -> Fallible<NewKey> {
    let sealer = sealer.clone();
    tokio::task::spawn_blocking(move || {
        let pkcs8 = private_key(algorithm)?;
        let jwk = public_jwk(algorithm, &PrivateKey::parse(algorithm, &pkcs8)?.public())?;
        Ok(NewKey {
            id: SigningKeyId::new(jwk.common.key_id.clone().unwrap_or_default()),
            algorithm,
            sealed_private_key: sealer.seal(Purpose::SigningKey, &pkcs8)?,
            public_jwk: serde_json::to_string(&jwk)?,
        })
    })
    .await?
}

/// A fresh private key as PKCS#8 (version 1) DER.
fn private_key(algorithm: Algorithm) -> Fallible<zeroize::Zeroizing<Vec<u8>>> {
    let der = match algorithm {
        Algorithm::Rs256 | Algorithm::Ps256 => {
            RsaKeyPair::generate(KeySize::Rsa2048)?.as_der()?.as_ref().to_vec()
        }
        Algorithm::Es256 => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?
            .to_pkcs8v1()?
            .as_ref()
            .to_vec(),
        Algorithm::EdDsa => Ed25519KeyPair::generate()?.to_pkcs8v1()?.as_ref().to_vec(),
    };
    Ok(der.into())
}

/// RFC 7517 §4: the public key with its use, its algorithm and its thumbprint as id.
fn public_jwk(algorithm: Algorithm, public: &DecodingKey) -> Fallible<Jwk> {
    signer::install();
    let mut jwk = Jwk::from_decoding_key(public, Some(algorithm.library()))?;
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    // RFC 7638 §3: distinct keys have distinct ids.
    jwk.common.key_id = Some(jwk.thumbprint(ThumbprintHash::SHA256)?);
    Ok(jwk)
}
