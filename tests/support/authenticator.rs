//! A passkey authenticator in software, and the browser in front of it.

use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData, WebauthnError};
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey_types::Passkey;
use passkey_types::ctap2::{Aaguid, Ctap2Error};
use passkey_types::webauthn::{CredentialCreationOptions, CredentialRequestOptions};
use serde_json::{Value, json};
use url::Url;

/// A device with room for one discoverable passkey, used from one origin.
#[derive(Clone)]
pub(crate) struct SoftwareAuthenticator {
    origin: Url,
    passkey: Option<Passkey>,
    with_counter: bool,
    verifies: bool,
}

impl SoftwareAuthenticator {
    /// A new device whose browser is at this origin, such as `http://localhost:8080`.
    pub(crate) fn at(origin: &str) -> Self {
        Self {
            origin: Url::parse(origin).unwrap(),
            passkey: None,
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

    /// What `navigator.credentials.create` answers to these options, both as JSON.
    pub(crate) async fn create(&mut self, options: &str) -> Result<String, WebauthnError> {
        let request: CredentialCreationOptions = public_key(options);
        let mut client = Client::new(self.authenticator()).allows_insecure_localhost(true);
        let answer = client.register(&self.origin, request, DefaultClientData).await?;
        self.passkey.clone_from(client.authenticator().store());
        Ok(serde_json::to_string(&answer).unwrap())
    }

    /// What `navigator.credentials.get` answers to these options, both as JSON.
    pub(crate) async fn get(&mut self, options: &str) -> Result<String, WebauthnError> {
        let request: CredentialRequestOptions = public_key(options);
        let mut client = Client::new(self.authenticator()).allows_insecure_localhost(true);
        let answer = client.authenticate(&self.origin, request, DefaultClientData).await?;
        self.passkey.clone_from(client.authenticator().store());
        Ok(serde_json::to_string(&answer).unwrap())
    }

    fn authenticator(&self) -> Authenticator<Option<Passkey>, Somebody, RustCryptoBackend> {
        let mut authenticator = Authenticator::new(
            Aaguid::new_empty(),
            self.passkey.clone(),
            Somebody { verified: self.verifies },
            RustCryptoBackend,
        );
        authenticator.set_make_credentials_with_signature_counter(self.with_counter);
        authenticator
    }
}

fn public_key<T: serde::de::DeserializeOwned>(options: &str) -> T {
    let options: Value = serde_json::from_str(options).unwrap();
    serde_json::from_value(json!({ "publicKey": options })).unwrap()
}

/// Whoever holds the device: always there, and verified or not.
struct Somebody {
    verified: bool,
}

#[async_trait::async_trait]
impl UserValidationMethod for Somebody {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _hint: UiHint<'a, Passkey>,
        presence: bool,
        _verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification: self.verified })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}
