//! The logout token, and the call that brings it (Back-Channel Logout §2.4, §2.5).

use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::Message;
use crate::base::{ClientId, Fallible, Random, Secret, SessionId, Subject};
use crate::oidc::clients::Client;
use crate::oidc::keys::TokenType;
use crate::oidc::provider::Provider;
use crate::oidc::subject::subject_for;
use crate::outgoing::{Answer, Call};
use crate::telling::{Sent, TellsClients};

/// Back-Channel Logout §2.4: the one event.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Back-Channel Logout §4: short, preferably at most two minutes.
const GOOD_FOR: Duration = Duration::from_mins(2);
/// How much of a refusal is read.
const LONGEST_REFUSAL: usize = 2_000;

/// Back-Channel Logout §2.4. There is never a nonce, so that it cannot pass for an ID token.
#[derive(Serialize)]
struct LogoutToken<'a> {
    iss: &'a str,
    sub: &'a Subject,
    aud: &'a ClientId,
    iat: i64,
    exp: i64,
    jti: &'a str,
    events: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<SessionId>,
}

impl TellsClients for Provider {
    fn tell<'a>(&'a self, client: &'a ClientId, payload: &'a str) -> BoxFuture<'a, Fallible<Sent>> {
        Box::pin(tell(self, client, payload))
    }
}

async fn tell(provider: &Provider, id: &ClientId, payload: &str) -> Fallible<Sent> {
    let message: Message = serde_json::from_str(payload)?;
    let Some(client) = provider.clients.find(id).await? else {
        return Ok(Sent::Hopeless("the app is disabled or deleted".to_owned()));
    };
    // As it is registered today: who has mended their address gets what waited.
    let Some(uri) = client.metadata.backchannel_logout_uri.clone() else {
        return Ok(Sent::Hopeless("the app has no backchannel_logout_uri any more".to_owned()));
    };
    provider.keys.refresh().await;
    let token = logout_token(provider, &client, &message)?;
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("logout_token", token.expose())
        .finish();
    let call = Call::post(uri, body.into_bytes())
        .with_header("content-type", "application/x-www-form-urlencoded")
        .reading_refusals(LONGEST_REFUSAL);
    Ok(match provider.outgoing.send(call).await {
        Ok(answer) => sent(&answer),
        Err(unanswered) => Sent::Failed(unanswered.to_string()),
    })
}

/// Made anew for every try, so that it has not expired when it arrives.
fn logout_token(provider: &Provider, client: &Client, message: &Message) -> Fallible<Secret> {
    let now = provider.database.clock().now();
    let (jti, sub) = (Random.token(), subject_for(provider, client, &message.subject)?);
    let claims = LogoutToken {
        iss: provider.issuer.as_str(),
        sub: &sub,
        aud: &client.id,
        iat: now.seconds(),
        exp: now.plus(GOOD_FOR).seconds(),
        jti: jti.expose(),
        events: json!({ EVENT: {} }),
        sid: message.sid,
    };
    // Back-Channel Logout §2.6: with the algorithm of the client's ID tokens.
    let algorithm = client.metadata.id_token_signed_response_alg;
    provider.keys.sign(algorithm, TokenType::LogoutToken, &claims, now)
}

/// Back-Channel Logout §2.8: 200 is success, and with some frameworks 204; 400 is a refusal of this
/// very token, which no other try would change. Anything else may be better the next time.
fn sent(answer: &Answer) -> Sent {
    match answer.status {
        _ if answer.is_success() => Sent::Delivered,
        400 => Sent::Hopeless(format!("answered 400{}", reason(&answer.body))),
        status => Sent::Failed(format!("answered {status}")),
    }
}

/// What the client says is wrong (RFC 6749 §5.2), as far as it is printable.
fn reason(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
        #[serde(default)]
        error_description: String,
    }
    let Ok(refusal) = serde_json::from_slice::<Refusal>(body) else { return String::new() };
    let text = format!(": {} {}", refusal.error, refusal.error_description);
    text.trim_end().chars().filter(|letter| matches!(letter, ' '..='~')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, body: body.as_bytes().to_vec(), content_type: None }
    }

    #[test]
    fn a_refusal_is_final_and_in_the_clients_words() {
        let refusal = r#"{"error":"invalid_request","error_description":"no such \u001b[31msid"}"#;
        let words = "answered 400: invalid_request no such [31msid".to_owned();
        assert_eq!(sent(&answer(400, refusal)), Sent::Hopeless(words));
        assert_eq!(sent(&answer(400, "<html>")), Sent::Hopeless("answered 400".to_owned()));
    }

    #[test]
    fn what_is_neither_success_nor_refusal_is_tried_again() {
        for status in [200, 204] {
            assert_eq!(sent(&answer(status, "")), Sent::Delivered);
        }
        for status in [302, 401, 404, 429, 500, 503] {
            assert!(matches!(sent(&answer(status, "")), Sent::Failed(_)), "{status}");
        }
    }
}
