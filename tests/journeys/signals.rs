//! A security team listens: it lets its SIEM in, hears of a lost device, and whoever runs Daypass sees it.

use std::time::Duration;

use ::daypass::audit::{Actor, Origin};
use ::daypass::base::Clock;
use ::daypass::directory::{Role, manage};
use ::daypass::jobs;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use crate::daypass::{Daypass, on_each_database};
use crate::receivers::{Manner, Receiver};
use crate::steps::onboard;

const SETTINGS: &str = r#"
[outgoing]
allow_private = true
timeout = "1s"

[[clients]]
id = "siem"
name = "Sentinel"
secret = "a-throw-away-secret"
grant_types = ["client_credentials"]
scope = "ssf.read ssf.manage"
"#;

const SESSION_REVOKED: &str = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
const COMPLIANCE_CHANGE: &str =
    "https://schemas.openid.net/secevent/caep/event-type/device-compliance-change";

/// A program that knows nothing but the issuer and its secret.
struct Siem {
    http: reqwest::Client,
    token: String,
    transmitter: Value,
    hook: Receiver,
}

impl Siem {
    async fn start(daypass: &Daypass) -> Self {
        let http = reqwest::Client::new();
        let at = |path: &str| daypass.issuer.join(path).unwrap();
        let transmitter = http.get(at("/.well-known/ssf-configuration")).send().await.unwrap();
        let form = [("grant_type", "client_credentials"), ("scope", "ssf.read ssf.manage")];
        let answer = http
            .post(at("/oauth2/token"))
            .basic_auth("siem", Some("a-throw-away-secret"))
            .form(&form)
            .send()
            .await
            .unwrap();
        let answer: Value = answer.json().await.unwrap();
        Self {
            http,
            token: answer["access_token"].as_str().unwrap().to_owned(),
            transmitter: transmitter.json().await.unwrap(),
            hook: Receiver::start(Manner::Answer(202)).await,
        }
    }

    /// Asks for a stream and answers its id.
    async fn listen(&self, events: &[&str]) -> String {
        let place = self.transmitter["configuration_endpoint"].as_str().unwrap();
        let endpoint = format!("http://127.0.0.1:{}/events", self.hook.port);
        let delivery = json!({ "method": "urn:ietf:rfc:8935", "endpoint_url": endpoint });
        let body = json!({ "delivery": delivery, "events_requested": events });
        let made = self.http.post(place).bearer_auth(&self.token).json(&body).send().await.unwrap();
        assert_eq!(made.status(), 201);
        let made: Value = made.json().await.unwrap();
        made["stream_id"].as_str().unwrap().to_owned()
    }

    /// What has arrived, each token checked with the keys that the transmitter publishes.
    async fn heard(&mut self) -> Vec<Value> {
        let place = self.transmitter["jwks_uri"].as_str().unwrap();
        let keys: JwkSet = self.http.get(place).send().await.unwrap().json().await.unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        validation.set_audience(&["siem"]);
        validation.set_issuer(&[self.transmitter["issuer"].as_str().unwrap()]);
        let claims = |token: &str| {
            let head = jsonwebtoken::decode_header(token).unwrap();
            assert_eq!(head.typ.as_deref(), Some("secevent+jwt"));
            let key = DecodingKey::from_jwk(keys.find(&head.kid.unwrap()).unwrap()).unwrap();
            jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap().claims
        };
        self.hook.take().iter().map(|message| claims(&message.body)).collect()
    }
}

#[tokio::test]
async fn a_siem_hears_of_a_lost_device_and_whoever_runs_it_sees_the_stream() {
    on_each_database(async |daypass| {
        let daypass = daypass.restart_with(SETTINGS).await;
        // What the command line writes is of the system's instant, and due only when ours has come to it.
        let until_then = Clock::system().now().since(daypass.clock.now());
        daypass.wait(until_then + Duration::from_hours(1));
        let mut siem = Siem::start(&daypass).await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let boss = onboard(&daypass, "boss@contoso.example").await;
        let work = daypass.app.db().begin().await.unwrap();
        let (host, role) = (Origin::local("test"), Role::GlobalAdministrator);
        manage::assign_role(&work, &host, &Actor::Machine, boss.user.id, role).await.unwrap();
        work.commit().await.unwrap();
        let stream = siem.listen(&[SESSION_REVOKED, COMPLIANCE_CHANGE]).await;

        ana.browser.open("/my-sign-ins").await.form_with("#sign-out-everywhere").submit().await;
        jobs::run_due(&daypass.app).await.unwrap();
        let [revoked] = siem.heard().await.try_into().unwrap();
        let subject = json!({
            "format": "iss_sub",
            "iss": siem.transmitter["issuer"],
            "sub": ana.user.subject,
        });
        assert_eq!(revoked["sub_id"], subject);
        assert!(revoked["events"][SESSION_REVOKED].is_object());

        let said =
            |arguments: &[&str]| String::from_utf8(daypass.command(arguments).stdout).unwrap();
        let listed = said(&["signals", "list", "--client", "siem", "--json"]);
        let listed: Value = serde_json::from_str(&listed).unwrap();
        assert_eq!(
            (&listed[0]["stream_id"], &listed[0]["status"]),
            (&json!(stream), &json!("enabled"))
        );
        assert!(said(&["signals", "show", &stream]).contains("signal.session-revoked"));
        let event = "device-compliance-change";
        let send = ["signals", "send", "--stream", &stream, "--event", event, "--user"];
        let sent = said(&[&send[..], &["ana@contoso.example", "--json"]].concat());
        let sent: Value = serde_json::from_str(&sent).unwrap();
        jobs::run_due(&daypass.app).await.unwrap();
        let [changed] = siem.heard().await.try_into().unwrap();
        assert_eq!((&changed["jti"], &changed["sub_id"]), (&sent["jti"], &subject));
        let members = &changed["events"][COMPLIANCE_CHANGE];
        assert_eq!(members["current_status"], json!("not-compliant"));
        let refused = daypass.command(&[&send[..], &["nobody"]].concat());
        assert_eq!(refused.status.code(), Some(3), "{refused:?}");

        let page = boss.browser.open("/admin/clients/siem").await;
        let row = page.text_of("#signal-streams");
        assert!(row.contains("Enabled") && row.contains("session-revoked"), "{row}");
        let address = format!("/admin/clients/siem/streams/{stream}/delete");
        let elsewhere = address.replace("siem", "payroll");
        assert_eq!(boss.browser.open(&elsewhere).await.status, 404);
        assert_eq!(ana.browser.open(&address).await.status, 200, "she is asked to sign in");
        let done = boss.browser.open(&address).await.form_with("#confirm").submit().await;
        assert!(done.text_of("main").contains("The stream is deleted"), "{done:?}");
        assert!(!done.has("#signal-streams"));
        assert_eq!(said(&["signals", "list"]), "There are no streams.\n");
        let gone = daypass.command(&["signals", "delete", &stream]);
        assert_eq!(gone.status.code(), Some(3), "{gone:?}");
    })
    .await;
}
