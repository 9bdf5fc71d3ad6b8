//! How long a request's body is waited for.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::rt::time::{Sleep, sleep};
use actix_web::web::Bytes;
use futures_util::Stream;

/// Whole bodies are at most 64 KiB: who needs longer than this is holding the connection on purpose.
const PATIENCE: Duration = Duration::from_secs(20);

/// A body that must have come within [`PATIENCE`] of its head.
pub(super) struct Patience {
    body: Payload,
    deadline: Pin<Box<Sleep>>,
}

impl Patience {
    /// The same body, with a deadline.
    #[expect(clippy::disallowed_methods, reason = "a deadline; nobody waits for it")]
    pub(super) fn with(body: Payload) -> Payload {
        let stream: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> =
            Box::pin(Self { body, deadline: Box::pin(sleep(PATIENCE)) });
        Payload::Stream { payload: stream }
    }
}

impl Stream for Patience {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match Pin::new(&mut self.body).poll_next(context) {
            Poll::Pending => self
                .deadline
                .as_mut()
                .poll(context)
                .map(|()| Some(Err(PayloadError::Io(std::io::ErrorKind::TimedOut.into())))),
            come @ Poll::Ready(_) => come,
        }
    }
}
