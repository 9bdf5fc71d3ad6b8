//! Shared signals: telling receivers what happened to people's sessions, credentials and accounts.
//!
//! A transmitter of the OpenID Shared Signals Framework 1.0 with the events of CAEP 1.0 and RISC 1.0. A
//! receiver is a client that acts for itself; its streams are its own and nobody else's. What happens is
//! derived from facts that are written in the transaction that makes the change: sign-outs
//! ([`sign_outs`](crate::directory::sign_outs)) and audit records. From there it goes into the outbox of
//! [`telling`](crate::telling), each stream in a lane of its own, exactly once on however many nodes.
//! Pushed (RFC 8935) it is tried for a day; polled (RFC 8936) it waits until it is acknowledged. The token
//! is made when it goes out, with the subject by which the receiver knows the person.
//!
//! What never happens: a receiver gets what it did not ask for, or learns of another's stream; what its
//! endpoint wants to see in the `Authorization` header lies open anywhere; an acknowledged event comes
//! back.

/// Answers with a refusal at once.
macro_rules! refuse {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(refusal) => return Ok(Err(refusal)),
        }
    };
}

mod derive;
mod event;
mod manage;
mod metadata;
mod operate;
mod poll;
mod push;
mod request;
mod set;
mod store;
mod stream;
mod subjects;
mod verification;

use std::borrow::Cow;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::{Semaphore, watch};

pub use event::EventType;
pub use manage::Replace;
pub use operate::{Deleted, Trigger, Triggered, delete, list, show};
pub use poll::Waits;
pub use stream::{MIN_VERIFICATION_INTERVAL, Status, Stream, Transport};
pub use subjects::Wants;

use crate::audit::Record;
use crate::base::{Fallible, StreamId};
use crate::db::Work;
use crate::directory::sign_outs::SignOut;
use crate::oidc::{ActingClient, Document, Provider, Scope};
use crate::telling::{self, Delivery, Lane, Sent, TellsStreams};
use metadata::TransmitterMetadata;

/// A receiver: a client that acts for itself.
pub type Receiver = ActingClient;

impl Receiver {
    /// Whether it may change its streams.
    fn may_manage(&self) -> bool {
        self.scopes.contains(Scope::SsfManage)
    }
}

/// Why a receiver does not get what it asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What was sent cannot be accepted, and why.
    Invalid(Cow<'static, str>),
    /// There is no such stream of this receiver.
    NotFound,
    /// It has as many streams as it may.
    TooMany,
    /// It asks too often.
    TooOften {
        /// When it may ask again.
        retry_after: Duration,
    },
}

impl Refusal {
    fn invalid(why: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid(why.into())
    }
}

/// An outcome, or why there is none.
pub type Answered<T> = Fallible<Result<T, Refusal>>;

/// How many receivers may wait for something to happen at once, on one node.
const MOST_WAITING: usize = 256;

/// What an installation decides about shared signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalsPolicy {
    /// Whether there is a transmitter at all.
    pub enabled: bool,
}

impl Default for SignalsPolicy {
    /// There is one: a client gets something from it only once it is registered for a scope of its own.
    fn default() -> Self {
        Self { enabled: true }
    }
}

/// The transmitter.
#[derive(Debug)]
pub struct Signals {
    provider: Provider,
    policy: SignalsPolicy,
    metadata: Document,
    /// The places of those who wait.
    waits: Semaphore,
    /// Whether waiting is over because the server stops.
    stopping: watch::Sender<bool>,
}

impl Signals {
    /// Makes the transmitter ready.
    pub fn open(provider: &Provider, policy: SignalsPolicy) -> Fallible<Self> {
        Ok(Self {
            metadata: Document::of(&TransmitterMetadata::of(&provider.issuer))?,
            provider: provider.clone(),
            policy,
            waits: Semaphore::new(MOST_WAITING),
            stopping: watch::Sender::new(false),
        })
    }

    /// Whether there is a transmitter at all.
    pub const fn is_enabled(&self) -> bool {
        self.policy.enabled
    }

    /// The transmitter configuration (Shared Signals Framework §7.1).
    pub const fn metadata(&self) -> &Document {
        &self.metadata
    }

    /// Answers whoever waits, and lets nobody wait from now on.
    pub fn stop_waiting(&self) {
        self.stopping.send_replace(true);
    }
}

/// Puts in order what is held though its stream flows, or though its stream is gone with its receiver.
pub async fn sweep(work: &Work) -> Fallible<()> {
    for lane in telling::held_lanes(work.connection()).await? {
        let Lane::Signals(id) = &lane else { continue };
        match store::hold(work, *id).await? {
            None => telling::give_up(work, &lane, "the stream is deleted").await?,
            Some(stream) if stream.is_pushed_now() => telling::release(work, &lane).await?,
            Some(_) => {}
        }
    }
    Ok(())
}

impl TellsStreams for Signals {
    fn tell_of_record<'a>(
        &'a self,
        work: &'a Work,
        record: &'a Record,
    ) -> BoxFuture<'a, Fallible<()>> {
        Box::pin(async move {
            if self.is_enabled() { self.of_record(work, record).await } else { Ok(()) }
        })
    }

    fn tell_of_sign_out<'a>(
        &'a self,
        work: &'a Work,
        sign_out: &'a SignOut,
    ) -> BoxFuture<'a, Fallible<()>> {
        Box::pin(async move {
            if self.is_enabled() { self.of_sign_out(work, sign_out).await } else { Ok(()) }
        })
    }

    fn tell<'a>(
        &'a self,
        stream: StreamId,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Fallible<Sent>> {
        Box::pin(self.push(stream, delivery))
    }
}
