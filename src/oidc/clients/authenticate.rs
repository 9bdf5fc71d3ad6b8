//! Client authentication at the token endpoint (RFC 6749 §2.3).

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use super::catalogue::Catalogue;
use super::client::{AuthMethod, Client};
use crate::base::{ClientId, Fallible, Secret};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::parameters::Parameters;

/// What a client presented to say who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    id: ClientId,
    secret: Option<Secret>,
    method: AuthMethod,
}

impl Presented {
    /// Reads the `Authorization` header and the form body.
    ///
    /// # Errors
    ///
    /// `invalid_request` for two methods at once; `invalid_client` for none or an unreadable one.
    pub fn read(authorization: Option<&str>, body: &Parameters) -> Result<Self, Error> {
        let id = body.one("client_id")?;
        let secret = body.one("client_secret")?;
        let Some(header) = authorization else {
            let id = id.ok_or_else(|| invalid_client("The client did not say who it is"))?;
            let method = match secret {
                Some(_) => AuthMethod::ClientSecretPost,
                None => AuthMethod::None,
            };
            return Ok(Self { id: ClientId::new(id), secret: secret.map(Secret::new), method });
        };
        // RFC 6749 §2.3: not more than one authentication method in a request.
        if secret.is_some() {
            return Err(Error::invalid_request("The client authenticated in two ways at once"));
        }
        let presented = Self::from_basic(header)
            .ok_or_else(|| invalid_client("The Authorization header is not readable"))?;
        if id.is_some_and(|id| id != presented.id.as_str()) {
            return Err(Error::invalid_request("client_id and the Authorization header differ"));
        }
        Ok(presented)
    }

    /// RFC 6749 §2.3.1: id and secret are form-encoded before they are joined.
    fn from_basic(header: &str) -> Option<Self> {
        let (scheme, credentials) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let joined = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
        let (id, secret) = joined.split_once(':')?;
        Some(Self {
            id: ClientId::new(form_decoded(id)?),
            secret: Some(Secret::new(form_decoded(secret)?)),
            method: AuthMethod::ClientSecretBasic,
        })
    }
}

/// One form-encoded value; `=` and `&` stand for themselves in what some clients send unencoded.
fn form_decoded(text: &str) -> Option<String> {
    let escaped = text.replace('=', "%3D").replace('&', "%26");
    let encoded = format!("v={escaped}");
    let (_, value) = form_urlencoded::parse(encoded.as_bytes()).next()?;
    (!value.contains(['\0', '\u{FFFD}'])).then(|| value.into_owned())
}

/// Finds the client and checks that it is the one it says it is.
///
/// # Errors
///
/// `invalid_client` whether the client is unknown, disabled, uses a method that is not its own, or
/// has the wrong secret: a stranger learns nothing.
pub async fn authenticate(
    catalogue: &Catalogue,
    presented: &Presented,
) -> Fallible<Result<Arc<Client>, Error>> {
    let Some(client) = catalogue.find(&presented.id).await? else {
        return Ok(Err(refused("unknown or disabled")));
    };
    Ok(match check(&client, presented) {
        Ok(()) => Ok(client),
        Err(detail) => Err(refused(detail)),
    })
}

fn check(client: &Client, presented: &Presented) -> Result<(), &'static str> {
    // OIDC Registration §2: the one method that the client registered.
    if client.metadata.token_endpoint_auth_method != presented.method {
        return Err("not the registered authentication method");
    }
    match (&client.secret_digest, &presented.secret) {
        (None, None) => Ok(()),
        (Some(digest), Some(secret)) if secret.digest().matches(digest) => Ok(()),
        _ => Err("wrong secret"),
    }
}

fn refused(detail: &'static str) -> Error {
    invalid_client("The client is unknown or did not authenticate").with_detail(detail)
}

fn invalid_client(description: &'static str) -> Error {
    Error::new(ErrorCode::InvalidClient, description)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(authorization: Option<&str>, body: &str) -> Result<Presented, Error> {
        Presented::read(authorization, &Parameters::parse(body))
    }

    fn basic(joined: &str) -> String {
        format!("Basic {}", STANDARD.encode(joined))
    }

    #[test]
    fn basic_credentials_are_form_decoded() {
        let presented = read(Some(&basic("a%3Ab:s%2B%25+x")), "").unwrap();
        assert_eq!(presented.id.as_str(), "a:b");
        assert_eq!(presented.secret, Some(Secret::new("s+% x")));
        assert_eq!(presented.method, AuthMethod::ClientSecretBasic);
    }

    #[test]
    fn the_way_a_client_authenticates_is_recognised() {
        assert_eq!(read(None, "client_id=a").unwrap().method, AuthMethod::None);
        assert_eq!(
            read(None, "client_id=a&client_secret=b").unwrap().method,
            AuthMethod::ClientSecretPost
        );
        assert!(read(Some(&basic("a:b")), "client_id=a").is_ok());
    }

    #[test]
    fn two_ways_at_once_none_and_nonsense_are_refused() {
        let code = |authorization: Option<&str>, body| read(authorization, body).unwrap_err().code;
        let header = basic("a:b");
        assert_eq!(code(Some(&header), "client_secret=b"), ErrorCode::InvalidRequest);
        assert_eq!(code(Some(&header), "client_id=other"), ErrorCode::InvalidRequest);
        assert_eq!(code(None, ""), ErrorCode::InvalidClient);
        assert_eq!(code(None, "client_secret=b"), ErrorCode::InvalidClient);
        assert_eq!(code(None, "client_id=a&client_id=a"), ErrorCode::InvalidRequest);
        for header in ["Basic", "Basic !", "Bearer x", &basic("a"), &basic("a:%FF")] {
            assert_eq!(code(Some(header), ""), ErrorCode::InvalidClient, "{header}");
        }
    }
}
