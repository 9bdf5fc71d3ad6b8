//! Whether a stream works (Shared Signals Framework §8.1.4).

use serde::Deserialize;

use super::derive::Batch;
use super::event::{EventType, Signal};
use super::manage::own;
use super::request::{LONGEST_TEXT, read, stream_id};
use super::stream::{MIN_VERIFICATION_INTERVAL, Status};
use super::{Answered, Receiver, Refusal, Signals, store};
use crate::base::EventId;

#[derive(Deserialize)]
struct SentVerification {
    stream_id: Option<String>,
    state: Option<String>,
}

impl Signals {
    /// Sends a verification event with what the receiver wants to see in it (§8.1.4.2).
    pub async fn verify(&self, receiver: &Receiver, body: &[u8]) -> Answered<()> {
        let sent: SentVerification = refuse!(read(body));
        let id = refuse!(stream_id(sent.stream_id.as_deref()));
        if sent.state.as_ref().is_some_and(|state| state.len() > LONGEST_TEXT) {
            return Ok(Err(Refusal::invalid("state is too long")));
        }
        let work = self.provider.database.begin().await?;
        let found = store::hold(&work, id).await?;
        let stream = refuse!(own(receiver, found));
        if stream.status == Status::Disabled {
            return Ok(Err(Refusal::invalid(
                "The stream is disabled: nothing can be sent over it",
            )));
        }
        let long_ago = work.now().minus(MIN_VERIFICATION_INTERVAL);
        if !store::claim_verification(&work, id, long_ago).await? {
            return Ok(Err(Refusal::TooOften { retry_after: MIN_VERIFICATION_INTERVAL }));
        }
        let event = EventId::fresh();
        let mut signal = Signal::new(EventType::Verification, event.to_string(), work.now());
        if let Some(state) = sent.state {
            signal = signal.with("state", state);
        }
        let mut batch = Batch::default();
        batch.add(&stream, event, &signal)?;
        batch.enqueue(&work).await?;
        work.commit().await?;
        Ok(Ok(()))
    }
}
