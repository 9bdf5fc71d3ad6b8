//! What goes back to the client through the browser.

use url::form_urlencoded;

use super::bound::Bound;
use super::response_mode::ResponseMode;
use crate::base::Secret;
use crate::oidc::error::Error;
use crate::oidc::issuer::Issuer;

/// An authorization response: a code or an error, on its way to the redirect URI.
#[derive(Clone, Debug)]
pub struct AuthorizationResponse {
    client_name: String,
    redirect_uri: String,
    mode: ResponseMode,
    parameters: Vec<(&'static str, String)>,
}

impl AuthorizationResponse {
    /// RFC 6749 §4.1.2.
    pub(super) fn code(bound: &Bound, issuer: &Issuer, code: &Secret) -> Self {
        Self::new(bound, issuer, vec![("code", code.expose().to_owned())])
    }

    /// RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6.
    pub(super) fn error(bound: &Bound, issuer: &Issuer, error: &Error) -> Self {
        let description = error.description.clone().into_owned();
        Self::new(
            bound,
            issuer,
            vec![("error", error.code.as_str().to_owned()), ("error_description", description)],
        )
    }

    fn new(bound: &Bound, issuer: &Issuer, mut parameters: Vec<(&'static str, String)>) -> Self {
        if let Some(state) = &bound.state {
            parameters.push(("state", state.clone()));
        }
        // RFC 9207 §2: in success and error alike.
        parameters.push(("iss", issuer.as_str().to_owned()));
        Self {
            client_name: bound.client.metadata.client_name.clone(),
            redirect_uri: bound.redirect_uri.clone(),
            mode: bound.mode,
            parameters,
        }
    }

    /// What the client is called, for the page that carries a form.
    pub fn client_name(&self) -> &str {
        &self.client_name
    }

    /// How it travels.
    pub const fn mode(&self) -> ResponseMode {
        self.mode
    }

    /// Where a form posts it.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// What a form posts.
    pub fn parameters(&self) -> &[(&'static str, String)] {
        &self.parameters
    }

    /// Where a redirect goes: the registered query is kept as it is (RFC 6749 §3.1.2).
    pub fn location(&self) -> String {
        with_parameters(&self.redirect_uri, &self.parameters)
    }
}

/// A URI without a fragment, byte for byte, with parameters added to its query.
pub(in crate::oidc) fn with_parameters(uri: &str, parameters: &[(&'static str, String)]) -> String {
    if parameters.is_empty() {
        return uri.to_owned();
    }
    let separator = match uri.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    let added = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("{uri}{separator}{added}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_added_to_the_query_and_leave_it_as_it_was() {
        let added = [("state", "a b&c=é".to_owned())];
        for (uri, expected) in [
            ("https://rp.example/cb", "https://rp.example/cb?state=a+b%26c%3D%C3%A9"),
            ("https://rp.example/cb?", "https://rp.example/cb?state=a+b%26c%3D%C3%A9"),
            ("https://rp.example/cb?t=%41", "https://rp.example/cb?t=%41&state=a+b%26c%3D%C3%A9"),
            ("com.example.app:/cb", "com.example.app:/cb?state=a+b%26c%3D%C3%A9"),
        ] {
            assert_eq!(with_parameters(uri, &added), expected);
        }
        assert_eq!(with_parameters("https://rp.example/cb", &[]), "https://rp.example/cb");
    }
}
