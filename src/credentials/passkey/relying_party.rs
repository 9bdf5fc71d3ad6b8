//! This installation as a WebAuthn relying party.

use std::sync::Arc;

use url::Url;
use webauthn_rs::WebauthnBuilder;

/// A WebAuthn relying party: who asks for passkeys, and from where.
pub use webauthn_rs::Webauthn as RelyingParty;

use super::ceremony::LASTS;
use crate::base::{Fallible, Fault};

/// The relying party at this origin. Fails for an IP address, which cannot be one (WebAuthn §5.1.3).
pub fn relying_party(issuer: &Url, name: &str) -> Fallible<Arc<RelyingParty>> {
    let Some(host) = issuer.domain() else {
        return Err(Fault::new(
            "passkeys need an issuer with a host name such as localhost, not an IP address",
        ));
    };
    let relying_party = WebauthnBuilder::new(host, issuer)?.rp_name(name).timeout(LASTS).build()?;
    Ok(Arc::new(relying_party))
}
