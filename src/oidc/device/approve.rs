//! Somebody types the code that a device shows, and decides (RFC 8628 §3.3).

use std::net::IpAddr;
use std::sync::Arc;

use super::store::{self, Device, State};
use super::user_code::UserCode;
use crate::audit::{self, Category, Event, Origin, Person};
use crate::base::{Fallible, GrantId, SessionId, Timestamp};
use crate::credentials::throttle::{self, Attempt, Key};
use crate::db::Work;
use crate::directory::hold_user;
use crate::oidc::authorization::find_live_session;
use crate::oidc::claims::ClaimsRequest;
use crate::oidc::clients::{self, Client, GrantType};
use crate::oidc::grants::{self, Grant};
use crate::oidc::provider::Provider;
use crate::oidc::resource::Resources;
use crate::oidc::scope::Scopes;
use crate::sessions::{Amr, Session};

/// What a device asks for, for the person who decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// The code that it shows.
    pub user_code: UserCode,
    /// Whose device it says it is.
    pub client: Arc<Client>,
    /// For what.
    pub scopes: Scopes,
    /// For which resources.
    pub resources: Resources,
    /// Where the device is, as far as trusted proxies tell.
    pub ip_address: Option<IpAddr>,
    /// What it calls itself; whoever makes a device can write anything here.
    pub user_agent: Option<String>,
    /// When it asked.
    pub requested_at: Timestamp,
}

/// What came of a code that was typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Looked {
    /// A device waits with it.
    Found(Box<Asking>),
    /// There is none, or none any more.
    Wrong,
    /// Right or wrong, typing codes has to wait.
    TooManyTries {
        /// When it may go on.
        until: Timestamp,
    },
}

/// What came of a decision.
#[derive(Clone, Debug, PartialEq)]
pub enum Decided {
    /// It is written down, now or by the same person before; the device goes on by itself.
    Decided {
        /// Which app it was about.
        client: Arc<Client>,
    },
    /// There is no such code, or none any more.
    Wrong,
    /// Right or wrong, typing codes has to wait.
    TooManyTries {
        /// When it may go on.
        until: Timestamp,
    },
    /// The session has ended meanwhile, or has come to owe a registration.
    SessionEnded,
    /// This person may not let it in, or not like this.
    NotAllowed {
        /// Which app it is about.
        client: Arc<Client>,
        /// Why.
        why: NotAllowed,
    },
}

/// Why somebody cannot let a device in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAllowed {
    /// They are not one of those who may use the app.
    Person,
    /// How they signed in is not good enough for the app.
    SignIn,
}

/// Looks for the device that shows a code. A wrong code is counted.
pub async fn look(provider: &Provider, session: &Session, typed: &str) -> Fallible<Looked> {
    let work = provider.database.begin().await?;
    // The person before the count, as everywhere.
    hold_user(&work, session.user_id).await?;
    let found = find(&work, session, typed).await?;
    work.commit().await?;
    Ok(match found {
        Found::Wrong | Found::Known { .. } => Looked::Wrong,
        Found::TooManyTries { until } => Looked::TooManyTries { until },
        Found::Waiting { code, device, client } => Looked::Found(Box::new(Asking {
            user_code: code,
            client,
            scopes: device.scopes,
            resources: device.resources,
            ip_address: device.ip_address.and_then(|address| address.parse().ok()),
            user_agent: device.user_agent,
            requested_at: device.requested_at,
        })),
    })
}

/// Lets the device in, as the rows of the moment allow.
pub async fn allow(
    provider: &Provider,
    origin: &Origin,
    session: &Session,
    typed: &str,
) -> Fallible<Decided> {
    let work = provider.database.begin().await?;
    hold_user(&work, session.user_id).await?;
    let (device, client) = match waiting(&work, session, typed, true).await? {
        Ok(waiting) => waiting,
        Err(decided) => {
            work.commit().await?;
            return Ok(decided);
        }
    };
    let live = find_live_session(&work, session.id).await?;
    let Some(live) = live.filter(|live| live.user_id == session.user_id && !live.registration_owed)
    else {
        return Ok(Decided::SessionEnded);
    };
    let access = &client.metadata.access;
    if !access.admit(work.connection(), live.user_id).await? {
        return Ok(Decided::NotAllowed { client, why: NotAllowed::Person });
    }
    if !access.accept(live.acr.parse()?, &Amr::from(live.amr.as_str())) {
        return Ok(Decided::NotAllowed { client, why: NotAllowed::SignIn });
    }
    let grant = Grant {
        id: GrantId::fresh(),
        user: live.user_id,
        client: client.id.clone(),
        scopes: device.scopes.clone(),
        resources: device.resources.clone(),
        claims: ClaimsRequest::default(),
        nonce: None,
        amr: live.amr,
        acr: live.acr,
        authenticated_at: live.authenticated_at,
        granted_at: work.now(),
        // A device is a session of its own, which no browser's end ends; the pass does.
        sid: SessionId::fresh(),
        session: None,
        pass: live.pass_id,
        generation: live.generation,
    };
    grants::store::insert(&work, &grant).await?;
    if !store::decide(&work, device.digest, session.user_id, Some(grant.id)).await? {
        // Somebody was there before: nothing of this is written.
        return Ok(Decided::Wrong);
    }
    record(&work, origin, session, &device, false).await?;
    work.commit().await?;
    Ok(Decided::Decided { client })
}

/// Tells the device that it is not let in.
pub async fn deny(
    provider: &Provider,
    origin: &Origin,
    session: &Session,
    typed: &str,
) -> Fallible<Decided> {
    let work = provider.database.begin().await?;
    hold_user(&work, session.user_id).await?;
    let decided = match waiting(&work, session, typed, false).await? {
        Err(decided) => decided,
        Ok((device, client)) => {
            if !store::decide(&work, device.digest, session.user_id, None).await? {
                return Ok(Decided::Wrong);
            }
            record(&work, origin, session, &device, true).await?;
            Decided::Decided { client }
        }
    };
    work.commit().await?;
    Ok(decided)
}

/// The device that a decision is about, or what there is to say instead.
async fn waiting(
    work: &Work,
    session: &Session,
    typed: &str,
    allowed: bool,
) -> Fallible<Result<(Box<Device>, Arc<Client>), Decided>> {
    Ok(match find(work, session, typed).await? {
        Found::Waiting { device, client, .. } => Ok((device, client)),
        Found::TooManyTries { until } => Err(Decided::TooManyTries { until }),
        // A double click, or a page that was loaded again.
        Found::Known { client, was_allowed } if was_allowed == allowed => {
            Err(Decided::Decided { client })
        }
        Found::Wrong | Found::Known { .. } => Err(Decided::Wrong),
    })
}

enum Found {
    Waiting {
        code: UserCode,
        device: Box<Device>,
        client: Arc<Client>,
    },
    /// This very person has decided about it.
    Known {
        client: Arc<Client>,
        was_allowed: bool,
    },
    Wrong,
    TooManyTries {
        until: Timestamp,
    },
}

/// Counts before it looks, so that many at once do not slip past the limit.
async fn find(work: &Work, session: &Session, typed: &str) -> Fallible<Found> {
    let key = Key::of_device_codes(session.user_id);
    let failures = match throttle::attempt(work, key).await? {
        Attempt::Counted { failures } => failures,
        Attempt::Blocked { until } => return Ok(Found::TooManyTries { until }),
    };
    match find_uncounted(work, session, typed).await? {
        Found::Wrong => {
            throttle::punish(work, key, failures).await?;
            Ok(Found::Wrong)
        }
        found => {
            throttle::take_back(work, key).await?;
            Ok(found)
        }
    }
}

async fn find_uncounted(work: &Work, session: &Session, typed: &str) -> Fallible<Found> {
    let Some(code) = UserCode::parse(typed) else { return Ok(Found::Wrong) };
    let Some(device) = store::find_by_user_code(work.connection(), &code).await? else {
        return Ok(Found::Wrong);
    };
    let client = clients::store::find(work.connection(), &device.client).await?;
    let client = client.filter(|client| client.enabled && client.allows(GrantType::DeviceCode));
    let (Some(client), true) = (client.map(Arc::new), device.expires_at > work.now()) else {
        return Ok(Found::Wrong);
    };
    let mine = |by| by == session.user_id;
    Ok(match device.state {
        State::Pending => Found::Waiting { code, device: Box::new(device), client },
        State::Approved { by, .. } if mine(by) => Found::Known { client, was_allowed: true },
        State::Denied { by } if mine(by) => Found::Known { client, was_allowed: false },
        State::Approved { .. } | State::Denied { .. } | State::Redeemed(_) => Found::Wrong,
    })
}

/// What somebody decided, and about which device: whoever looks for a trick needs both addresses.
async fn record(
    work: &Work,
    origin: &Origin,
    session: &Session,
    device: &Device,
    denied: bool,
) -> Fallible<()> {
    let person = Person::new(session.user_id, session.username.clone());
    let mut event = Event::new(Category::ApplicationManagement, "Connect device")
        .by(person.clone().into())
        .on(person)
        .for_client(device.client.clone())
        .with_reason(if denied { "Denied".to_owned() } else { device.scopes.to_string() });
    if let Some(address) = &device.ip_address {
        event = event.with_detail("device_ip_address", address.as_str());
    }
    if let Some(user_agent) = &device.user_agent {
        event = event.with_detail("device_user_agent", user_agent.as_str());
    }
    audit::record(work, origin, if denied { event.as_failed() } else { event }).await
}
