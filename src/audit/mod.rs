//! What happened: every sign-in, good or bad, and every administrative act leaves a record.
//!
//! The names of activities are the ones Microsoft Entra ID writes, because the detection rules of the
//! usual SIEM products match on exactly these texts. A record never holds a secret, nor what somebody
//! typed where a username was asked for: people type their pass there. Records are only ever added; the
//! [`chain`] over them shows when somebody did otherwise.

pub mod chain;
mod device;
mod event;
pub mod export;
mod origin;
mod record;
mod sentence;
mod store;

pub use device::{browser_and_system, device_of};
pub use event::{Actor, Category, Event, Person};
pub use origin::Origin;
pub(crate) use record::record_shortly;
pub use record::{Filter, Log, Record, find, list, record, sealed_after};
pub(crate) use sentence::TRIED_OUT;
