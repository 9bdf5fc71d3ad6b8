//! A client registers itself (RFC 7591 §3).

use std::net::IpAddr;
use std::time::Duration;

use super::policy::Mode;
use super::response::Registration;
use super::{request, sector, store};
use crate::audit::{self, Actor, Category, Event, Origin};
use crate::base::{ClientId, Digest, Fallible, Fault, Secret, Timestamp};
use crate::db::Work;
use crate::oidc::clients::{self, ClientMetadata, Source};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::provider::Provider;

/// Why a client is not registered, or why it may not touch its registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Clients do not register themselves here.
    Off,
    /// RFC 6750 §3.1: no token came along; there is nothing to say but how.
    NoToken,
    /// RFC 7591 §3.2.2, RFC 6750 §3.1: what was sent is not acceptable.
    Refused(Error),
    /// Too many registered from this address within the hour.
    TooMany {
        /// How long it takes until there may be another.
        retry_after: Duration,
    },
    /// There are as many as there may be.
    Full,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

/// How somebody comes to register a client.
enum Admitted {
    /// By an initial access token, one use of which is claimed when all the rest is right.
    ByToken(Digest),
    /// As anybody may.
    AsAnybody,
}

/// Registers a client. `body` is its metadata as JSON.
pub async fn register(
    provider: &Provider,
    origin: &Origin,
    token: Option<&Secret>,
    body: &[u8],
) -> Fallible<Result<Registration, Refusal>> {
    let admitted = match admit(provider, token).await? {
        Ok(admitted) => admitted,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let metadata = match request::metadata(&provider.issuer, body) {
        Ok(metadata) => metadata,
        Err(error) => return Ok(Err(error.into())),
    };
    // Before anything is fetched for somebody whom nobody knows.
    if let Admitted::AsAnybody = admitted
        && let Err(refusal) = count(provider, origin).await?
    {
        return Ok(Err(refusal));
    }
    if let Err(error) = sector::check(provider, &metadata).await {
        return Ok(Err(error.into()));
    }
    write(provider, origin, &admitted, &metadata).await
}

async fn admit(provider: &Provider, token: Option<&Secret>) -> Fallible<Result<Admitted, Refusal>> {
    match (provider.registration.mode, token) {
        (Mode::Off, _) => Ok(Err(Refusal::Off)),
        (Mode::Token, None) => Ok(Err(Refusal::NoToken)),
        (Mode::Open, None) => Ok(Ok(Admitted::AsAnybody)),
        (_, Some(token)) => {
            let digest = token.digest();
            let known = store::find_token(provider.database.read(), digest).await?;
            let now = provider.database.clock().now();
            Ok(match known {
                Some(known) if known.is_good(now) => Ok(Admitted::ByToken(digest)),
                _ => Err(no_good()),
            })
        }
    }
}

fn no_good() -> Refusal {
    let description = "The initial access token is unknown, expired or used up";
    Refusal::Refused(Error::new(ErrorCode::InvalidToken, description))
}

/// Counts a try, whatever comes of it.
async fn count(provider: &Provider, origin: &Origin) -> Fallible<Result<(), Refusal>> {
    const HOUR: i64 = 60 * 60;
    let work = provider.database.begin().await?;
    let hour = Timestamp::from_seconds(work.now().seconds().div_euclid(HOUR) * HOUR);
    let address = network_of(origin.ip_address);
    let most = provider.registration.open_per_hour;
    if store::count_registration(&work, &address, hour, most).await? {
        work.commit().await?;
        return Ok(Ok(()));
    }
    let retry_after = hour.plus(Duration::from_hours(1)).since(work.now());
    Ok(Err(Refusal::TooMany { retry_after }))
}

/// One household or company has at least the 64 low bits of an IPv6 address for itself.
fn network_of(address: Option<IpAddr>) -> String {
    match address {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

async fn write(
    provider: &Provider,
    origin: &Origin,
    admitted: &Admitted,
    metadata: &ClientMetadata,
) -> Fallible<Result<Registration, Refusal>> {
    let work = provider.database.begin().await?;
    store::lock(&work).await?;
    if store::count_clients(&work).await? >= u64::from(provider.registration.most_clients) {
        return Ok(Err(Refusal::Full));
    }
    if let Admitted::ByToken(digest) = admitted
        && !store::claim_token(&work, *digest).await?
    {
        return Ok(Err(no_good()));
    }
    let id = fresh_id(&work);
    let has_secret = metadata.token_endpoint_auth_method.has_secret();
    let secret = has_secret.then(|| work.random().token());
    let digest = secret.as_ref().map(Secret::digest);
    clients::store::insert(&work, &id, metadata, digest, Source::Dynamic).await?;
    let access_token = work.random().token();
    store::insert_registration(&work, &id, access_token.digest()).await?;
    record(&work, origin, &id, "Add application").await?;
    let client = clients::store::find(work.connection(), &id).await?;
    let client = client.ok_or_else(|| Fault::new("the client was not written"))?;
    work.commit().await?;
    Ok(Ok(Registration::new(provider, client, access_token, secret)))
}

/// Random through and through: nobody guesses the next one's.
fn fresh_id(work: &Work) -> ClientId {
    let id = uuid::Builder::from_random_bytes(work.random().bytes()).into_uuid();
    ClientId::new(id.to_string())
}

/// What a client did to its own registration.
pub(super) async fn record(
    work: &Work,
    origin: &Origin,
    id: &ClientId,
    activity: &'static str,
) -> Fallible<()> {
    let event = Event::new(Category::ApplicationManagement, activity)
        .by(Actor::Anonymous)
        .for_client(id.clone())
        .with_reason("Dynamic client registration");
    audit::record(work, origin, event).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_a_network_to_themselves_counts_once() {
        let network = |text: &str| network_of(text.parse().ok());
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
