//! Telling people and programs what happened: e-mail to the person, webhooks to whoever asked.
//!
//! Nothing of it stands in anybody's way. The dispatcher follows the *sealed* audit log from a durable
//! cursor, so that exactly what was committed is told, in its order; moving the cursor and writing the
//! outbox is one transaction. From the outbox each receiver has a lane of its own. What was delivered
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

use url::Url;

pub use letter::Letter;
pub use mail::{InvalidMail, MailSettings, MailTls};
pub use not_me::{NotMe, PATH as NOT_ME_PATH, Reported};
pub use outbox::{Delivery, Lane, Retried, State, list, retry, sweep};
pub use topic::Topic;
pub use webhook::{InvalidWebhook, Selection, WebhookSettings};

use crate::audit::chain::{self, ChainKey};
use crate::base::{Fallible, Sealer};
use crate::db::Database;
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
    ) -> Fallible<Self> {
        Ok(Self {
            db: db.clone(),
            sealer: sealer.clone(),
            chain: ChainKey::of(sealer)?,
            mailer: mail.map(Mailer::open).transpose()?,
            webhooks: webhooks.iter().map(Webhook::open).collect::<Fallible<_>>()?,
            house,
            outgoing,
        })
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
    pub async fn run_due(&self) -> Fallible<()> {
        self.follow().await?;
        let lanes = self.lanes();
        let delivered = futures_util::future::join_all(lanes.iter().map(|lane| self.deliver(lane)));
        delivered.await.into_iter().collect()
    }
}
