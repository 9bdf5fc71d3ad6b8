//! Telling people and programs what happened: e-mail to the person, webhooks to whoever asked.
//!
//! Nothing of it stands in anybody's way. The dispatcher follows the *sealed* audit log from a durable
//! cursor, so that exactly what was committed is told, in its order; moving the cursor and writing the
//! outbox is one transaction. From the outbox each receiver has a lane of its own, be it a webhook, the
//! mail server or a client that is told of sign-outs: what waits in one holds up no other. What was delivered
//! is never delivered again, unless the process ended between the receiver's answer and our writing it
//! down: then it is delivered once more, under the same id.

mod deliver;
mod dispatch;
mod letter;
mod mail;
mod not_me;
mod outbox;
mod store;
mod topic;
mod webhook;

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::Notify;
use url::Url;

pub use letter::Letter;
pub use mail::{InvalidMail, MailSettings, MailTls};
pub use not_me::{NotMe, PATH as NOT_ME_PATH, Reported};
pub use outbox::{
    Delivery, Lane, NewDelivery, Retried, Sent, State, enqueue, enqueue_held, give_up, held_lanes,
    hold, list, of_events, of_lane, refused, release, retry, sweep, taken, tries, untold, waiting,
    words_of,
};
pub use topic::Topic;
pub use webhook::{InvalidWebhook, Selection, WebhookSettings};

use crate::audit::Record;
use crate::audit::chain::{self, ChainKey};
use crate::base::{ClientId, Fallible, Sealer, StreamId};
use crate::db::{Database, Work};
use crate::directory::sign_outs::SignOut;
use crate::language::{Language, Locale, Zone};
use crate::outgoing::Outgoing;
use mail::Mailer;
use webhook::Webhook;

/// Whose installation it is, as letters say it.
#[derive(Clone, Debug)]
pub struct House {
    /// The organisation's name.
    pub organisation: String,
    /// Where people get help, in the organisation's words.
    pub help_desk: Option<String>,
    /// The issuer, under which links are made.
    pub issuer: Url,
    /// The languages of its letters, the first for whoever speaks none of them.
    pub languages: Vec<Language>,
    /// The zone in which times are written.
    pub time_zone: Zone,
}

impl House {
    /// How somebody is written to, by the language that stands in their profile (BCP 47).
    fn locale(&self, tag: Option<&str>) -> Locale {
        let language = Language::negotiate(tag, &self.languages)
            .or_else(|| self.languages.first().copied())
            .unwrap_or_else(Language::english);
        Locale { language, zone: self.time_zone.clone() }
    }
}

/// Tells clients that somebody signed out. How that is said is known to a room above.
pub trait TellsClients: fmt::Debug + Send + Sync {
    /// Makes one try; `payload` is what was put into the client's lane.
    fn tell<'a>(&'a self, client: &'a ClientId, payload: &'a str) -> BoxFuture<'a, Fallible<Sent>>;
}

/// Tells the receivers of shared signals. What they are told, and how, is known to a room above.
pub trait TellsStreams: fmt::Debug + Send + Sync {
    /// Puts into the outbox what streams are told of an audit record.
    fn tell_of_record<'a>(
        &'a self,
        work: &'a Work,
        record: &'a Record,
    ) -> BoxFuture<'a, Fallible<()>>;

    /// Puts into the outbox what streams are told of a sign-out.
    fn tell_of_sign_out<'a>(
        &'a self,
        work: &'a Work,
        sign_out: &'a SignOut,
    ) -> BoxFuture<'a, Fallible<()>>;

    /// Makes one try of what was put into a stream's lane.
    fn tell<'a>(
        &'a self,
        stream: StreamId,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Fallible<Sent>>;
}

/// Those whose words are known to rooms above.
#[derive(Clone, Debug)]
pub struct Tellers {
    /// Tells clients of sign-outs.
    pub clients: Arc<dyn TellsClients>,
    /// Tells the receivers of shared signals.
    pub streams: Arc<dyn TellsStreams>,
}

/// What telling needs.
#[derive(Debug)]
pub struct Telling {
    db: Database,
    sealer: Sealer,
    chain: ChainKey,
    house: House,
    outgoing: Outgoing,
    mailer: Option<Mailer>,
    webhooks: Vec<Webhook>,
    clients: Arc<dyn TellsClients>,
    streams: Arc<dyn TellsStreams>,
    woken: Notify,
}

impl Telling {
    /// Reads what the settings name; a secret's file that cannot be read is a fault.
    pub fn open(
        db: &Database,
        sealer: &Sealer,
        house: House,
        outgoing: Outgoing,
        mail: Option<&MailSettings>,
        webhooks: &[WebhookSettings],
        tellers: Tellers,
    ) -> Fallible<Self> {
        let Tellers { clients, streams } = tellers;
        Ok(Self {
            db: db.clone(),
            sealer: sealer.clone(),
            chain: ChainKey::of(sealer)?,
            mailer: mail.map(Mailer::open).transpose()?,
            webhooks: webhooks.iter().map(Webhook::open).collect::<Fallible<_>>()?,
            house,
            outgoing,
            clients,
            streams,
            woken: Notify::new(),
        })
    }

    /// The database of the outbox.
    pub const fn database(&self) -> &Database {
        &self.db
    }

    /// Those who tell the receivers of shared signals.
    pub fn streams(&self) -> &dyn TellsStreams {
        &*self.streams
    }

    /// The key of the audit log's chain.
    pub fn chain(&self) -> &ChainKey {
        &self.chain
    }

    /// Whether e-mail is configured.
    pub const fn has_mail(&self) -> bool {
        self.mailer.is_some()
    }

    /// Seals what was committed and puts into the outbox what is to be told of it.
    pub async fn follow(&self) -> Fallible<()> {
        chain::seal_pending(&self.db, &self.chain).await?;
        self.dispatch().await?;
        Ok(())
    }

    /// Does everything that is due now: seals, dispatches, and delivers in every lane at once.
    pub async fn run_due(self: &Arc<Self>) -> Fallible<()> {
        self.follow().await?;
        self.deliver().await
    }

    /// Says that something was put into the outbox.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Waits until this node has put something into the outbox.
    pub async fn woken(&self) {
        self.woken.notified().await;
    }
}
