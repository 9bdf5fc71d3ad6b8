//! The passkey store of the device that the browser runs on.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::cdp::Cdp;

use crate::Chrome;

/// A platform authenticator (CTAP 2, resident keys, user verification) that answers by itself.
///
/// It goes with the browser. A second one in the same browser is a second device; a lost device is
/// one that was [removed](Self::remove).
#[derive(Debug)]
pub struct VirtualAuthenticator {
    cdp: Cdp,
    id: String,
}

/// A passkey as the authenticator holds it; identifiers are base64 as the browser prints them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
    /// The credential's identifier.
    pub credential_id: String,
    /// Whether it can be found without a username (`WebAuthn` calls it discoverable).
    pub is_resident_credential: bool,
    /// The relying party it was made for.
    pub rp_id: Option<String>,
    /// The user handle that the relying party gave.
    pub user_handle: Option<String>,
    /// How often it has signed.
    pub sign_count: u32,
}

impl VirtualAuthenticator {
    /// Gives the browser's device an authenticator whose user is present and verified.
    pub async fn add(chrome: &Chrome) -> Result<Self> {
        let cdp = chrome.driver().cdp();
        cdp.send_raw("WebAuthn.enable", json!({})).await?;
        let options = json!({ "options": {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
        }});
        let added = cdp.send_raw("WebAuthn.addVirtualAuthenticator", options).await?;
        let id = added.get("authenticatorId").and_then(Value::as_str);
        let id = id.context("the browser named no authenticator")?.to_owned();
        Ok(Self { cdp, id })
    }

    /// Decides whether the person passes the screen lock from now on.
    pub async fn set_user_verified(&self, verified: bool) -> Result<()> {
        self.send("setUserVerified", "isUserVerified", verified.into()).await?;
        Ok(())
    }

    /// Decides whether prompts are answered at all from now on; otherwise they stay open.
    pub async fn set_presence(&self, present: bool) -> Result<()> {
        self.send("setAutomaticPresenceSimulation", "enabled", present.into()).await?;
        Ok(())
    }

    /// The passkeys it holds.
    pub async fn credentials(&self) -> Result<Vec<Credential>> {
        let held = self.cdp.send_raw("WebAuthn.getCredentials", self.named()).await?;
        let credentials = held.get("credentials").cloned().unwrap_or_default();
        serde_json::from_value(credentials).context("the authenticator's credentials")
    }

    /// Takes the authenticator and all its passkeys away: the device is lost.
    pub async fn remove(self) -> Result<()> {
        self.cdp.send_raw("WebAuthn.removeVirtualAuthenticator", self.named()).await?;
        Ok(())
    }

    async fn send(&self, method: &str, setting: &str, value: Value) -> Result<Value> {
        let parameters = json!({ "authenticatorId": self.id, setting: value });
        Ok(self.cdp.send_raw(&format!("WebAuthn.{method}"), parameters).await?)
    }

    fn named(&self) -> Value {
        json!({ "authenticatorId": self.id })
    }
}
