//! A phone or laptop that keeps passkeys: a software authenticator that answers the ceremonies in our pages.

use passkey::client::WebauthnError;
use tokio::sync::Mutex;

use super::browser::{Form, Page};
use super::support::SoftwareAuthenticator;

/// A device that holds passkeys, and the person who unlocks it.
pub(crate) struct PasskeyDevice(Mutex<SoftwareAuthenticator>);

impl Default for PasskeyDevice {
    fn default() -> Self {
        Self::new()
    }
}

impl PasskeyDevice {
    /// An empty device whose holder unlocks it when asked.
    pub(crate) fn new() -> Self {
        // Its browser is wherever the page is that asks.
        Self(Mutex::new(SoftwareAuthenticator::at("http://localhost").with_counter()))
    }

    /// Whoever holds the device from now on only touches it: they cannot unlock it.
    pub(crate) async fn falls_into_other_hands(&self) {
        let mut device = self.0.lock().await;
        *device = device.clone().without_user_verification();
    }

    /// How many passkeys it holds.
    pub(crate) async fn passkeys(&self) -> usize {
        self.0.lock().await.passkeys()
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
        let options = options["publicKey"].to_string();
        let mut device = self.0.lock().await;
        *device = device.clone().lured_to(&page.url.origin().ascii_serialization());
        let credential =
            if creating { device.create(&options).await } else { device.get(&options).await }?;
        Ok(form.forge("credential", &credential))
    }
}
