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
    pub(super) fn with(body: Payload) -> Payload {
        Self::within(PATIENCE, body)
    }

    #[expect(clippy::disallowed_methods, reason = "a deadline; nobody waits for it")]
    fn within(patience: Duration, body: Payload) -> Payload {
        let stream: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> =
            Box::pin(Self { body, deadline: Box::pin(sleep(patience)) });
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

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;
    use futures_util::stream::{iter, pending};

    use super::*;

    fn payload(stream: impl Stream<Item = Result<Bytes, PayloadError>> + 'static) -> Payload {
        let payload: Pin<Box<dyn Stream<Item = _>>> = Box::pin(stream);
        Payload::Stream { payload }
    }

    #[actix_web::test]
    async fn a_body_that_does_not_come_is_given_up() {
        let mut body = Patience::within(Duration::ZERO, payload(pending()));
        let error = body.next().await.unwrap().unwrap_err();
        assert!(
            matches!(&error, PayloadError::Io(io) if io.kind() == std::io::ErrorKind::TimedOut)
        );
    }

    #[actix_web::test]
    async fn a_body_that_has_come_is_read_whole_however_late_it_is() {
        let parts = ["a", "b"].map(|part| Ok(Bytes::from(part)));
        let body = Patience::within(Duration::ZERO, payload(iter(parts)));
        let read: Vec<_> = body.map(Result::unwrap).collect().await;
        assert_eq!(read, ["a", "b"]);
    }
}
