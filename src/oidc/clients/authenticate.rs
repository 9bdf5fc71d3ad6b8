//! Client authentication at the endpoints that clients call (RFC 6749 §2.3).

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use super::assertion;
use super::client::Client;
use super::metadata::AuthMethod;
use crate::base::{ClientId, Fallible, Secret};
use crate::oidc::call::Call;
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;

/// What a client presented to say who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Presented {
    id: ClientId,
    credential: Credential,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Credential {
    None,
    Basic(Secret),
    Post(Secret),
    Assertion(Secret),
}

impl Credential {
    const fn method(&self) -> AuthMethod {
        match self {
            Self::None => AuthMethod::None,
            Self::Basic(_) => AuthMethod::ClientSecretBasic,
            Self::Post(_) => AuthMethod::ClientSecretPost,
            Self::Assertion(_) => AuthMethod::PrivateKeyJwt,
        }
    }
}

impl Presented {
    /// Reads the `Authorization` header and the form body.
    ///
    /// # Errors
    ///
    /// `invalid_request` for two methods at once; `invalid_client` for none or an unreadable one.
    fn read(authorization: Option<&str>, body: &Parameters) -> Result<Self, Error> {
        let named = body.one("client_id")?.map(ClientId::new);
        let secret = body.one("client_secret")?;
        let assertion = Self::assertion(body)?;
        let presented = match (authorization, secret, assertion) {
            (None, None, None) => {
                let id = named.clone().ok_or_else(unnamed)?;
                Self { id, credential: Credential::None }
            }
            (Some(header), None, None) => Self::from_basic(header)?,
            (None, Some(secret), None) => {
                let id = named.clone().ok_or_else(unnamed)?;
                Self { id, credential: Credential::Post(Secret::new(secret)) }
            }
            (None, None, Some(assertion)) => Self::from_assertion(assertion)?,
            // RFC 6749 §2.3: not more than one authentication method in a request.
            _ => {
                return Err(Error::invalid_request("The client authenticated in two ways at once"));
            }
        };
        if named.is_some_and(|named| named != presented.id) {
            return Err(Error::invalid_request("client_id and the client's credential differ"));
        }
        Ok(presented)
    }

    /// RFC 7521 §4.2.
    fn assertion(body: &Parameters) -> Result<Option<&str>, Error> {
        match (body.one("client_assertion_type")?, body.one("client_assertion")?) {
            (None, None) => Ok(None),
            (Some(assertion::JWT_BEARER), Some(text)) => Ok(Some(text)),
            (Some(_), Some(_)) => Err(invalid_client("The client_assertion_type is not known")),
            _ => Err(Error::invalid_request(
                "client_assertion and client_assertion_type belong together",
            )),
        }
    }

    fn from_assertion(text: &str) -> Result<Self, Error> {
        let id = assertion::unverified_client(text)
            .ok_or_else(|| invalid_client("The client_assertion is not readable"))?;
        Ok(Self { id, credential: Credential::Assertion(Secret::new(text)) })
    }

    /// RFC 6749 §2.3.1: id and secret are form-encoded before they are joined.
    fn from_basic(header: &str) -> Result<Self, Error> {
        Self::decoded(header)
            .ok_or_else(|| invalid_client("The Authorization header is not readable"))
    }

    fn decoded(header: &str) -> Option<Self> {
        let (scheme, credentials) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let joined = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
        let (id, secret) = joined.split_once(':')?;
        Some(Self {
            id: ClientId::new(form_decoded(id)?),
            credential: Credential::Basic(Secret::new(form_decoded(secret)?)),
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
/// has the wrong secret or assertion: a stranger learns nothing.
async fn authenticate(
    provider: &Provider,
    presented: &Presented,
) -> Fallible<Result<Arc<Client>, Error>> {
    let Some(client) = provider.clients.find(&presented.id).await? else {
        return Ok(Err(refused("unknown or disabled")));
    };
    Ok(match check(provider, &client, &presented.credential).await? {
        Ok(()) => Ok(client),
        Err(detail) => Err(refused(detail)),
    })
}

/// Who asks at one of [our endpoints](crate::oidc::path::OF_CLIENTS).
///
/// # Errors
///
/// `invalid_request` for two methods at once; `invalid_client` for whoever did not prove who they are.
pub async fn identify(
    provider: &Provider,
    call: &Call<'_>,
    body: &Parameters,
) -> Fallible<Result<Arc<Client>, Error>> {
    match Presented::read(call.authorization, body) {
        Ok(presented) => authenticate(provider, &presented).await,
        Err(error) => Ok(Err(error)),
    }
}

async fn check(
    provider: &Provider,
    client: &Client,
    credential: &Credential,
) -> Fallible<Result<(), &'static str>> {
    // OIDC Registration §2: the one method that the client registered.
    if client.metadata.token_endpoint_auth_method != credential.method() {
        return Ok(Err("not the registered authentication method"));
    }
    Ok(match credential {
        Credential::None => Ok(()),
        Credential::Assertion(assertion) => {
            assertion::check(provider, client, assertion.expose()).await?
        }
        Credential::Basic(secret) | Credential::Post(secret) => match &client.secret_digest {
            Some(digest) if secret.digest().matches(digest) => Ok(()),
            _ => Err("wrong secret"),
        },
    })
}

fn refused(detail: &'static str) -> Error {
    invalid_client("The client is unknown or did not authenticate").with_detail(detail)
}

fn unnamed() -> Error {
    invalid_client("The client did not say who it is")
}

fn invalid_client(description: &'static str) -> Error {
    Error::new(ErrorCode::InvalidClient, description)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        assert_eq!(presented.credential, Credential::Basic(Secret::new("s+% x")));
    }

    #[test]
    fn the_way_a_client_authenticates_is_recognised() {
        assert_eq!(read(None, "client_id=a").unwrap().credential, Credential::None);
        assert_eq!(
            read(None, "client_id=a&client_secret=b").unwrap().credential,
            Credential::Post(Secret::new("b"))
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

    proptest! {
        #[test]
        fn any_secret_comes_through_basic(id in "[a-z:%+ ]{1,8}", secret in "[^\0\u{FFFD}]{1,16}") {
            let encoded = |text: &str| {
                form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
            };
            let header = basic(&format!("{}:{}", encoded(&id), encoded(&secret)));
            let presented = read(Some(&header), "").unwrap();
            prop_assert_eq!(presented.id.as_str(), id);
            prop_assert_eq!(presented.credential, Credential::Basic(Secret::new(secret)));
        }

        #[test]
        fn whatever_is_presented_names_one_client_in_one_way(
            header in prop::option::of("(Basic )?[A-Za-z0-9+/=]{0,16}"),
            names in prop::collection::vec(prop::sample::select(vec![
                "client_id=a", "client_id=b", "client_id=", "client_secret=s", "client_assertion=a.b.c",
                "client_assertion=eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.eA",
                "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion_type=other",
            ]), 0..5)
        ) {
            let body = names.join("&");
            if let Ok(presented) = read(header.as_deref(), &body) {
                let named = Parameters::parse(&body).one("client_id").unwrap().map(ClientId::new);
                prop_assert!(named.is_none_or(|named| named == presented.id));
                let ways = [
                    header.is_some(),
                    body.contains("client_secret="),
                    body.contains("client_assertion="),
                ];
                prop_assert!(ways.into_iter().filter(|way| *way).count() <= 1);
            }
        }

        #[test]
        fn an_assertion_without_a_name_is_nobodys(text in "[A-Za-z0-9_-]{0,12}(\\.[A-Za-z0-9_-]{0,12}){0,4}") {
            let body = format!("client_assertion_type={}&client_assertion={text}", assertion::JWT_BEARER);
            prop_assert!(read(None, &body).is_err());
        }
    }
}
