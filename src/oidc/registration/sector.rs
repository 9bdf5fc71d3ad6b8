//! The list of redirect URIs that a sector vouches for (OIDC Registration §5).

use url::Url;

use super::request::invalid;
use crate::oidc::clients::{ClientMetadata, RedirectUri};
use crate::oidc::error::Error;
use crate::oidc::provider::Provider;
use crate::outgoing::Call;

/// More than any list needs, bytes.
const LONGEST_LIST: usize = 64 * 1024;

/// OIDC Registration §5: the JSON array at `sector_identifier_uri` holds every redirect URI.
pub(super) async fn check(provider: &Provider, metadata: &ClientMetadata) -> Result<(), Error> {
    let Some(uri) = &metadata.sector_identifier_uri else { return Ok(()) };
    let listed = fetch(provider, uri).await?;
    let is_listed = |uri: &RedirectUri| listed.iter().any(|listed| listed == uri.as_str());
    if metadata.redirect_uris.iter().all(is_listed) {
        Ok(())
    } else {
        Err(invalid("The list at sector_identifier_uri does not hold every redirect URI"))
    }
}

/// One sentence for everything that keeps the list from us: whoever registers does not find out what
/// can be reached from here.
async fn fetch(provider: &Provider, uri: &Url) -> Result<Vec<String>, Error> {
    let refused = |detail: String| {
        invalid("There is no JSON array of redirect URIs at sector_identifier_uri")
            .with_detail(format!("sector_identifier_uri: {detail}"))
    };
    let call = Call::get(uri.clone()).with_header("accept", "application/json");
    let answer = provider.outgoing.send(call.reading(LONGEST_LIST)).await;
    let answer = answer.map_err(|why| refused(why.to_string()))?;
    if !answer.is_success() {
        return Err(refused(format!("status {}", answer.status)));
    }
    serde_json::from_slice(&answer.body).map_err(|why| refused(why.to_string()))
}
