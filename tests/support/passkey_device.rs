//! A phone or laptop that keeps passkeys: a software authenticator that answers the ceremonies in our pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use passkey::authenticator::{
    Authenticator, CredentialStore, DiscoverabilitySupport, StoreInfo, UiHint, UserCheck,
    UserValidationMethod,
};
use passkey::client::{Client, DefaultClientData, WebauthnError};
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::make_credential::{
    Options, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntity,
};
use passkey::types::ctap2::{Aaguid, Ctap2Error, StatusCode};
use passkey::types::webauthn::{
    CredentialCreationOptions, CredentialRequestOptions, PublicKeyCredentialDescriptor,
};
use tokio::sync::Mutex;
use url::Url;

use super::browser::{Form, Page};

type Software = Client<Wallet, Holder, RustCryptoBackend, public_suffix::PublicSuffixList, ()>;

/// A device that holds passkeys, and the person who unlocks it.
pub(crate) struct PasskeyDevice {
    software: Mutex<Software>,
    unlocks: Arc<AtomicBool>,
}

impl Default for PasskeyDevice {
    fn default() -> Self {
        Self::new()
    }
}

impl PasskeyDevice {
    /// An empty device whose holder unlocks it when asked.
    pub(crate) fn new() -> Self {
        let unlocks = Arc::new(AtomicBool::new(true));
        let holder = Holder { unlocks: Arc::clone(&unlocks) };
        let mut authenticator =
            Authenticator::new(Aaguid::new_empty(), Wallet::default(), holder, RustCryptoBackend);
        authenticator.set_make_credentials_with_signature_counter(true);
        let software = Client::new(authenticator).allows_insecure_localhost(true);
        Self { software: Mutex::new(software), unlocks }
    }

    /// Whoever holds the device from now on only touches it: they cannot unlock it.
    pub(crate) fn falls_into_other_hands(&self) {
        self.unlocks.store(false, Ordering::SeqCst);
    }

    /// How many passkeys it holds.
    pub(crate) async fn passkeys(&self) -> usize {
        self.software.lock().await.authenticator().store().0.len()
    }

    /// Answers the ceremony of the page; the form is ready to be submitted.
    pub(crate) async fn answer(&self, page: &Page) -> Form {
        self.try_answer(page).await.unwrap_or_else(|error| panic!("{error:?} at {page:?}"))
    }

    /// Answers the ceremony of the page, unless the device refuses to.
    pub(crate) async fn try_answer(&self, page: &Page) -> Result<Form, WebauthnError> {
        let form = page.form("#passkey-form");
        let options_url = page.attribute("#passkey-form", "data-options-url").unwrap();
        let creating =
            page.attribute("#passkey-form", "data-ceremony").as_deref() == Some("create");
        let fields: Vec<_> =
            form.fields().into_iter().filter(|(name, _)| name != "credential").collect();
        let (status, options) = page.browser().fetch_json(&options_url, &fields).await;
        assert!(status.is_success(), "{options_url} answers {status}: {options}");
        let credential = self.sign(&page.url, creating, options).await?;
        Ok(form.forge("credential", &credential))
    }

    async fn sign(
        &self,
        at: &Url,
        creating: bool,
        options: serde_json::Value,
    ) -> Result<String, WebauthnError> {
        let origin = Url::parse(&at.origin().ascii_serialization()).unwrap();
        let mut software = self.software.lock().await;
        if creating {
            let options: CredentialCreationOptions = serde_json::from_value(options).unwrap();
            let made = software.register(&origin, options, DefaultClientData).await?;
            Ok(serde_json::to_string(&made).unwrap())
        } else {
            let options: CredentialRequestOptions = serde_json::from_value(options).unwrap();
            let signed = software.authenticate(&origin, options, DefaultClientData).await?;
            Ok(serde_json::to_string(&signed).unwrap())
        }
    }
}

/// The passkeys on the device, the newest first.
#[derive(Default)]
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

/// The person in front of the device.
struct Holder {
    unlocks: Arc<AtomicBool>,
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
        Ok(UserCheck { presence: true, verification: self.unlocks.load(Ordering::SeqCst) })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}
