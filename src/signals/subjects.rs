//! Whom a stream is about: everybody, but for those whom its receiver left out (Shared Signals
//! Framework §8.1.3).

use serde::Deserialize;
use serde_json::Value;

use super::manage::own;
use super::request::{LONGEST_TEXT, read, stream_id};
use super::{Answered, Receiver, Refusal, Signals, store};
use crate::base::Subject;

/// How many people a receiver may leave out of a stream.
const MOST_REMOVED: u64 = 10_000;

#[derive(Deserialize)]
struct SentSubject {
    stream_id: Option<String>,
    subject: Value,
}

/// What a receiver wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// To hear of somebody again.
    In,
    /// To hear of somebody no more.
    Out,
}

impl Signals {
    /// Takes somebody into a stream again, or leaves them out.
    ///
    /// Whether there is such a person is not told (Shared Signals Framework §9.1).
    pub async fn choose_subject(
        &self,
        receiver: &Receiver,
        wants: Wants,
        body: &[u8],
    ) -> Answered<()> {
        let sent: SentSubject = refuse!(read(body));
        let id = refuse!(stream_id(sent.stream_id.as_deref()));
        let subject = refuse!(self.subject(&sent.subject));
        let work = self.provider.database.begin().await?;
        let found = store::hold(&work, id).await?;
        let stream = refuse!(own(receiver, found));
        match wants {
            Wants::In => store::add_subject(&work, stream.id, &subject).await?,
            Wants::Out => {
                if store::remove_subject(&work, stream.id, &subject).await? > MOST_REMOVED {
                    return Ok(Err(Refusal::invalid(
                        "This stream leaves out as many subjects as it may",
                    )));
                }
            }
        }
        work.commit().await?;
        Ok(Ok(()))
    }

    /// RFC 9493 §3.2.3, alone or as the user of a complex subject (Shared Signals Framework §3.2).
    fn subject(&self, sent: &Value) -> Result<Subject, Refusal> {
        let unknown = || {
            Refusal::invalid("subject is one of format iss_sub, or complex with such a user alone")
        };
        let user = match sent.get("format").and_then(Value::as_str) {
            Some("iss_sub") => sent,
            Some("complex") if sent.as_object().is_some_and(|members| members.len() == 2) => {
                sent.get("user").filter(|user| user["format"] == "iss_sub").ok_or_else(unknown)?
            }
            _ => return Err(unknown()),
        };
        let part = |name| user.get(name).and_then(Value::as_str).ok_or_else(unknown);
        let (iss, sub) = (part("iss")?, part("sub")?);
        if iss != self.provider.issuer.as_str() || sub.is_empty() || sub.len() > LONGEST_TEXT {
            return Err(Refusal::invalid("subject is not one of this issuer's"));
        }
        Ok(Subject::new(sub))
    }
}
