//! A passkey authenticator in software, and the browser in front of it.

use async_trait::async_trait;
use passkey::authenticator::{
    Authenticator, CredentialStore, DiscoverabilitySupport, StoreInfo, UiHint, UserCheck,
    UserValidationMethod,
};
use passkey::client::{Client, DefaultClientData, WebauthnError};
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey_types::Passkey;
use passkey_types::ctap2::make_credential::{
    Options, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntity,
};
use passkey_types::ctap2::{Aaguid, Ctap2Error, StatusCode};
use passkey_types::webauthn::PublicKeyCredentialDescriptor;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

/// A device that keeps discoverable passkeys, one for each account, used from one origin. A clone is a
/// copy of its keys.
#[derive(Clone)]
pub(crate) struct SoftwareAuthenticator {
    origin: Url,
    wallet: Wallet,
    with_counter: bool,
    verifies: bool,
}

impl SoftwareAuthenticator {
    /// A new device whose browser is at this origin, such as `http://localhost:8080`.
    pub(crate) fn at(origin: &str) -> Self {
        Self {
            origin: Url::parse(origin).unwrap(),
            wallet: Wallet::default(),
            with_counter: false,
            verifies: true,
        }
    }

    /// One that counts its signatures, as security keys do.
    pub(crate) fn with_counter(mut self) -> Self {
        self.with_counter = true;
        self
    }

    /// The same device, which does not ask who is there any more.
    pub(crate) fn without_user_verification(mut self) -> Self {
        self.verifies = false;
        self
    }

    /// The same device, whose browser was lured to another origin.
    pub(crate) fn lured_to(mut self, origin: &str) -> Self {
        self.origin = Url::parse(origin).unwrap();
        self
    }

    /// How many passkeys it holds.
    pub(crate) fn passkeys(&self) -> usize {
        self.wallet.0.len()
    }

    /// What `navigator.credentials.create` answers to these options, both as JSON.
    pub(crate) async fn create(&mut self, options: &str) -> Result<String, WebauthnError> {
        let mut client = self.client();
        let answer = client.register(&self.origin, public_key(options), DefaultClientData).await?;
        self.wallet.clone_from(client.authenticator().store());
        Ok(serde_json::to_string(&answer).unwrap())
    }

    /// What `navigator.credentials.get` answers to these options, both as JSON.
    pub(crate) async fn get(&mut self, options: &str) -> Result<String, WebauthnError> {
        let mut client = self.client();
        let answer =
            client.authenticate(&self.origin, public_key(options), DefaultClientData).await?;
        self.wallet.clone_from(client.authenticator().store());
        Ok(serde_json::to_string(&answer).unwrap())
    }

    fn client(
        &self,
    ) -> Client<Wallet, Holder, RustCryptoBackend, public_suffix::PublicSuffixList, ()> {
        let mut authenticator = Authenticator::new(
            Aaguid::new_empty(),
            self.wallet.clone(),
            Holder { verified: self.verifies },
            RustCryptoBackend,
        );
        authenticator.set_make_credentials_with_signature_counter(self.with_counter);
        Client::new(authenticator).allows_insecure_localhost(true)
    }
}

fn public_key<T: DeserializeOwned>(options: &str) -> T {
    let options: Value = serde_json::from_str(options).unwrap();
    serde_json::from_value(json!({ "publicKey": options })).unwrap()
}

/// The passkeys on the device, the newest first.
#[derive(Clone, Default)]
struct Wallet(Vec<Passkey>);

#[async_trait]
impl CredentialStore for Wallet {
    type PasskeyItem = Passkey;

    async fn find_credentials(
        &self,
        ids: Option<&[PublicKeyCredentialDescriptor]>,
        rp_id: &str,
        _: Option<&[u8]>,
    ) -> Result<Vec<Passkey>, StatusCode> {
        let named = |passkey: &Passkey| {
            ids.is_none_or(|ids| ids.iter().any(|id| id.id == passkey.credential_id))
        };
        let found: Vec<_> = self
            .0
            .iter()
            .filter(|passkey| passkey.rp_id == rp_id && named(passkey))
            .cloned()
            .collect();
        if found.is_empty() { Err(Ctap2Error::NoCredentials.into()) } else { Ok(found) }
    }

    async fn save_credential(
        &mut self,
        passkey: Passkey,
        _: PublicKeyCredentialUserEntity,
        _: PublicKeyCredentialRpEntity,
        _: Options,
    ) -> Result<(), StatusCode> {
        // CTAP 2.1 §6.1.2: a discoverable credential replaces the one of the same account.
        self.0
            .retain(|kept| kept.rp_id != passkey.rp_id || kept.user_handle != passkey.user_handle);
        self.0.insert(0, passkey);
        Ok(())
    }

    async fn update_credential(&mut self, passkey: &Passkey) -> Result<(), StatusCode> {
        for kept in self.0.iter_mut().filter(|kept| kept.credential_id == passkey.credential_id) {
            *kept = passkey.clone();
        }
        Ok(())
    }

    async fn get_info(&self) -> StoreInfo {
        StoreInfo { discoverability: DiscoverabilitySupport::Full }
    }
}

/// Whoever holds the device: always there, and verified or not.
struct Holder {
    verified: bool,
}

#[async_trait]
impl UserValidationMethod for Holder {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        hint: UiHint<'a, Passkey>,
        _: bool,
        _: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        if let UiHint::InformExcludedCredentialFound(_) = hint {
            return Err(Ctap2Error::CredentialExcluded);
        }
        Ok(UserCheck { presence: true, verification: self.verified })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}
