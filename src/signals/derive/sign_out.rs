//! Sign-outs as `session-revoked` (CAEP 1.0 §3.1).

use super::{Batch, Listener};
use crate::base::{EventId, Fallible};
use crate::db::Work;
use crate::directory::{
    self,
    sign_outs::{Extent, SignOut},
};
use crate::signals::Signals;
use crate::signals::event::{EventType, Signal};

impl Signals {
    /// Puts into the outbox what streams are told of a sign-out, under the sign-out's id.
    pub(in crate::signals) async fn of_sign_out(
        &self,
        work: &Work,
        sign_out: &SignOut,
    ) -> Fallible<()> {
        let about = Some(&sign_out.subject);
        let mut listeners = self.listeners(work, EventType::SessionRevoked, about).await?;
        if let Extent::App { client, .. } = &sign_out.of {
            // What ended there is the app's alone: the person is still signed in.
            listeners.retain(|listener| listener.client.id == *client);
        }
        if listeners.is_empty() || is_told_with_the_person(work, sign_out).await? {
            return Ok(());
        }
        let mut batch = Batch::default();
        for Listener { stream, .. } in &listeners {
            for signal in signals(work, sign_out) {
                batch.add(stream, EventId::from_uuid(sign_out.id.uuid()), &signal)?;
            }
        }
        batch.enqueue(work).await
    }
}

/// Whether it is one of the many apps of somebody who was deleted, which one row tells for all of them.
async fn is_told_with_the_person(work: &Work, sign_out: &SignOut) -> Fallible<bool> {
    Ok(matches!(sign_out.of, Extent::App { .. })
        && directory::find_user(work.connection(), sign_out.user).await?.is_none())
}

fn signals(work: &Work, sign_out: &SignOut) -> Vec<Signal> {
    let all = |reason| {
        Signal::new(EventType::SessionRevoked, sign_out.id.to_string(), work.now())
            .about(&sign_out.subject)
            .because(sign_out.at, None, reason)
    };
    match &sign_out.of {
        Extent::Session(sid) => vec![all("The session was ended").of_session(*sid)],
        Extent::Everything { .. } => vec![all("Every session of this person was ended")],
        Extent::App { whole: true, .. } => vec![all("Whatever the app held of this person ended")],
        Extent::App { sids, .. } => sids
            .iter()
            .map(|sid| all("What the app held from this session ended").of_session(*sid))
            .collect(),
    }
}
