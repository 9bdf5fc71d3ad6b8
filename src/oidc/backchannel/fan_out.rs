//! From sign-outs to deliveries.

use std::collections::BTreeMap;

use super::{Message, store};
use crate::base::{ClientId, EventId, Fallible, SessionId, Timestamp, UserId};
use crate::db::{Database, Work};
use crate::directory::sign_outs::{self, Extent, SignOut};
use crate::oidc::clients::{self, Client};
use crate::oidc::receipts::{self, App};
use crate::telling::{self, Lane, NewDelivery, Telling};

/// How many sign-outs are read at once.
const BATCH: u64 = 100;

/// Puts into the outbox what clients and streams of shared signals are to be told; answers how many
/// sign-outs it took on.
///
/// Any number of nodes may do so at once: a sign-out is claimed, and its deliveries are written, in one
/// transaction.
pub async fn fan_out(telling: &Telling) -> Fallible<usize> {
    let database = telling.database();
    let mut taken = 0;
    loop {
        let pending = sign_outs::pending(database.read(), BATCH).await?;
        if pending.is_empty() {
            return Ok(taken);
        }
        for sign_out in &pending {
            taken += usize::from(take_on(telling, sign_out).await?);
        }
    }
}

/// The same for one person's sign-outs, at once: for whoever waits to see what comes of them.
pub async fn fan_out_of(telling: &Telling, user: UserId) -> Fallible<usize> {
    let mut taken = 0;
    for sign_out in &sign_outs::pending_of(telling.database().read(), user, BATCH).await? {
        taken += usize::from(take_on(telling, sign_out).await?);
    }
    Ok(taken)
}

/// Whether it was this node that took it on.
async fn take_on(telling: &Telling, sign_out: &SignOut) -> Fallible<bool> {
    let work = telling.database().begin().await?;
    if !sign_outs::claim(&work, sign_out.id).await? {
        return Ok(false);
    }
    let deliveries = deliveries(&work, sign_out).await?;
    telling::enqueue(&work, deliveries).await?;
    telling.streams().tell_of_sign_out(&work, sign_out).await?;
    work.commit().await?;
    Ok(true)
}

/// What a client holds of what has ended.
#[derive(Default)]
struct Concern {
    sids: Vec<SessionId>,
    last_issued_at: Option<Timestamp>,
}

async fn deliveries(work: &Work, sign_out: &SignOut) -> Fallible<Vec<NewDelivery>> {
    let mut concerns = concerned(work, sign_out).await?;
    let ids: Vec<_> = concerns.keys().cloned().collect();
    let (mut deliveries, mut apps) = (Vec::new(), Vec::new());
    for client in clients::store::find_all(work.connection(), &ids).await? {
        let Concern { sids, last_issued_at } = concerns.remove(&client.id).unwrap_or_default();
        let told = if client.enabled { of_client(sign_out, &client, sids)? } else { Vec::new() };
        apps.push(App {
            name: client.metadata.client_name.clone(),
            tellable: !told.is_empty(),
            last_issued_at,
            client: client.id,
        });
        deliveries.extend(told);
    }
    receipts::note(work, sign_out.id, apps).await?;
    Ok(deliveries)
}

/// Which clients hold something that has ended, and from which sessions.
async fn concerned(work: &Work, sign_out: &SignOut) -> Fallible<BTreeMap<ClientId, Concern>> {
    let held = match &sign_out.of {
        Extent::Session(sid) => store::from_session(work, *sid).await?,
        Extent::Everything { generation } => {
            store::of_generation(work, sign_out.user, *generation).await?
        }
        Extent::App { client, sids, .. } => {
            let last_issued_at = sign_out.last_issued_at;
            let concern = Concern { sids: sids.clone(), last_issued_at };
            return Ok(BTreeMap::from([(client.clone(), concern)]));
        }
    };
    let mut clients: BTreeMap<_, Concern> = BTreeMap::new();
    for held in held {
        let concern = clients.entry(held.client).or_default();
        concern.sids.push(held.sid);
        concern.last_issued_at = concern.last_issued_at.max(held.last_issued_at);
    }
    Ok(clients)
}

fn of_client(
    sign_out: &SignOut,
    client: &Client,
    sids: Vec<SessionId>,
) -> Fallible<Vec<NewDelivery>> {
    let Some(uri) = &client.metadata.backchannel_logout_uri else { return Ok(Vec::new()) };
    let whole = match sign_out.of {
        Extent::Session(_) => false,
        Extent::Everything { .. } => true,
        Extent::App { whole, .. } => whole,
    };
    // Back-Channel Logout §2.4: without a sid it is about every session of the person's with the
    // client; §2.2: some want to be told of each by its sid.
    let tokens = if whole && !client.metadata.backchannel_logout_session_required {
        vec![None]
    } else {
        sids.into_iter().map(Some).collect()
    };
    let delivery = |sid: Option<SessionId>| {
        let message = Message { user: sign_out.user, subject: sign_out.subject.clone(), sid };
        Ok(NewDelivery {
            lane: Lane::Backchannel(client.id.clone()),
            destination: uri.origin().ascii_serialization(),
            topic: topic(&sign_out.of).to_owned(),
            event_id: EventId::from_uuid(sign_out.id.uuid()),
            payload: serde_json::to_string(&message)?,
        })
    };
    tokens.into_iter().map(delivery).collect()
}

/// What the outbox calls it.
const fn topic(of: &Extent) -> &'static str {
    match of {
        Extent::Session(_) => "session.ended",
        Extent::Everything { .. } => "signed_out.everywhere",
        Extent::App { .. } => "grants.ended",
    }
}

/// Deletes what is dead by sign-outs that clients are told of, little by little. The sign-outs stay, for their
/// receipts.
pub async fn clear_away(database: &Database) -> Fallible<()> {
    loop {
        let told = sign_outs::told(database.read(), BATCH).await?;
        if told.is_empty() {
            return Ok(());
        }
        for sign_out in told {
            if let Extent::Everything { generation } = sign_out.of {
                while delete_some(database, &sign_out, generation).await? {}
            }
            let work = database.begin().await?;
            sign_outs::cleared(&work, sign_out.id).await?;
            work.commit().await?;
        }
    }
}

/// Whether there may be more.
async fn delete_some(database: &Database, sign_out: &SignOut, generation: i64) -> Fallible<bool> {
    let work = database.begin().await?;
    let more = store::delete_some_grants(&work, sign_out.user, generation).await?;
    if !more {
        store::delete_sessions(&work, sign_out.user, generation).await?;
    }
    work.commit().await?;
    Ok(more)
}
