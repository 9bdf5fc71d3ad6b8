//! The security event token (RFC 8417 §2, Shared Signals Framework §4, CAEP Interoperability Profile).

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Signals;
use super::event::Signal;
use super::stream::Stream;
use crate::base::{ClientId, DeliveryId, Fallible, Secret, Subject};
use crate::oidc::clients::Client;
use crate::oidc::keys::{Algorithm, TokenType};
use crate::oidc::subject_for;

/// RFC 8417 §2.2. There is never a `sub` nor an `exp`, so that it cannot pass for another kind of token
/// (Shared Signals Framework §4.1.3, §4.1.4).
#[derive(Serialize)]
struct SecurityEventToken<'a> {
    iss: &'a str,
    aud: &'a ClientId,
    iat: i64,
    jti: DeliveryId,
    txn: &'a str,
    sub_id: Value,
    events: Map<String, Value>,
}

impl Signals {
    /// The token of one delivery: every try says the same, under the same `jti`.
    pub(super) fn set(
        &self,
        stream: &Stream,
        client: &Client,
        id: DeliveryId,
        signal: &Signal,
    ) -> Fallible<Secret> {
        // Exactly one (CAEP Interoperability Profile §2.6).
        let members = Value::Object(signal.members.clone());
        let events = Map::from_iter([(signal.event.uri().to_owned(), members)]);
        let claims = SecurityEventToken {
            iss: self.provider.issuer.as_str(),
            aud: &client.id,
            iat: signal.issued_at,
            jti: id,
            txn: &signal.txn,
            sub_id: self.sub_id(stream, client, signal)?,
            events,
        };
        let now = self.provider.database.clock().now();
        // CAEP Interoperability Profile §2.5.
        self.provider.keys.sign(Algorithm::Rs256, TokenType::SecurityEvent, &claims, now)
    }

    /// RFC 9493 §3.2, Shared Signals Framework §3: whom it is about, as the receiver knows them.
    fn sub_id(&self, stream: &Stream, client: &Client, signal: &Signal) -> Fallible<Value> {
        let Some(own) = &signal.subject else {
            return Ok(json!({ "format": "opaque", "id": stream.id }));
        };
        let user = self.person(client, own)?;
        Ok(match signal.sid {
            None => user,
            Some(sid) => json!({
                "format": "complex",
                "user": user,
                "session": { "format": "opaque", "id": sid },
            }),
        })
    }

    fn person(&self, client: &Client, own: &Subject) -> Fallible<Value> {
        let subject = subject_for(&self.provider, client, own)?;
        let issuer = self.provider.issuer.as_str();
        Ok(json!({ "format": "iss_sub", "iss": issuer, "sub": subject }))
    }
}
