//! A device asks to be let in (RFC 8628 §3.1, §3.2).

use std::time::Duration;

use serde::Serialize;
use url::form_urlencoded;

use super::store::{self, NewDevice};
use super::user_code::UserCode;
use crate::audit::Origin;
use crate::base::{Fallible, Fault, Secret};
use crate::db::Work;
use crate::oidc::authorization::scopes_for;
use crate::oidc::call::Call;
use crate::oidc::clients::{Client, GrantType, identify};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::issuer::path;
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;
use crate::oidc::resource::Resources;
use crate::oidc::scope::Scopes;

/// How long somebody has to type the code and to decide.
const GOOD_FOR: Duration = Duration::from_mins(10);
/// Seconds that the device leaves between two polls, to begin with.
const INTERVAL: i64 = 5;
/// How many devices of one client may wait at one address: anybody can be a public client.
const WAITING_AT_AN_ADDRESS: u64 = 100;
/// A code that somebody waits with already comes once in many millions of times; three in a row do not.
const TRIES: usize = 3;

/// What the device gets.
#[derive(Debug)]
pub struct DeviceAuthorization {
    device_code: Secret,
    user_code: Secret,
    verification_uri: String,
}

impl DeviceAuthorization {
    /// The response as JSON (RFC 8628 §3.2). Whoever calls this answers for where it goes.
    pub fn expose(&self) -> Fallible<Vec<u8>> {
        #[derive(Serialize)]
        struct Json<'a> {
            device_code: &'a str,
            user_code: &'a str,
            verification_uri: &'a str,
            verification_uri_complete: String,
            expires_in: u64,
            interval: i64,
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("user_code", self.user_code.expose())
            .finish();
        Ok(serde_json::to_vec(&Json {
            device_code: self.device_code.expose(),
            user_code: self.user_code.expose(),
            verification_uri: &self.verification_uri,
            verification_uri_complete: format!("{}?{query}", self.verification_uri),
            expires_in: GOOD_FOR.as_secs(),
            interval: INTERVAL,
        })?)
    }
}

/// Answers a device authorization request with codes or with the error for the client.
pub async fn authorize(
    provider: &Provider,
    origin: &Origin,
    call: &Call<'_>,
    body: &Parameters,
) -> Fallible<Result<DeviceAuthorization, Error>> {
    let client = match identify(provider, call, body).await? {
        Ok(client) => client,
        Err(error) => return Ok(Err(error)),
    };
    let (scopes, resources) = match read(&client, body) {
        Ok(read) => read,
        Err(error) => return Ok(Err(error)),
    };
    let work = provider.database.begin().await?;
    let address = origin.ip_address.map(|address| address.to_string());
    if client.is_public()
        && store::count_waiting(&work, &client.id, address.as_deref()).await?
            >= WAITING_AT_AN_ADDRESS
    {
        let description = "Too many devices wait at this address; try again in a while";
        return Ok(Err(Error::new(ErrorCode::SlowDown, description)));
    }
    let device_code = work.random().token();
    let new = NewDevice {
        digest: device_code.digest(),
        client: &client.id,
        scopes: &scopes,
        resources: &resources,
        ip_address: address.as_deref(),
        user_agent: origin.user_agent.as_deref(),
        expires_at: work.now().plus(GOOD_FOR),
        interval: INTERVAL,
    };
    let user_code = insert(&work, &new).await?.grouped();
    work.commit().await?;
    let verification_uri = provider.issuer.at(path::DEVICE);
    Ok(Ok(DeviceAuthorization { device_code, user_code, verification_uri }))
}

fn read(client: &Client, body: &Parameters) -> Result<(Scopes, Resources), Error> {
    // RFC 6749 §5.2: the client must be registered for the grant type.
    if !client.allows(GrantType::DeviceCode) {
        return Err(Error::new(
            ErrorCode::UnauthorizedClient,
            "This client is not registered for the device authorization grant",
        ));
    }
    let scopes = scopes_for(client, body)?;
    Ok((scopes, Resources::asked(body, &client.metadata.resources)?))
}

async fn insert(work: &Work, new: &NewDevice<'_>) -> Fallible<UserCode> {
    for _ in 0..TRIES {
        let code = UserCode::generate(work.random());
        if store::insert(work, new, &code).await? {
            return Ok(code);
        }
    }
    Err(Fault::new("every user code that was made is in use"))
}
