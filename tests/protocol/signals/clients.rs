//! What becomes of the streams of a client that changes.

use daypass::audit::{Actor, Origin};
use daypass::base::ClientId;
use daypass::oidc::Scopes;
use daypass::oidc::clients::{self, Added, Changed, ClientMetadata, GrantType, NewClient};
use daypass::sessions;
use serde_json::json;

use super::{PUSH, SESSION_REVOKED, STREAM_UPDATED, Ssf, checked, event, on_each_database, told};
use crate::installation::{Installation, basic};
use crate::receivers::{Manner, Receiver};

const ID: &str = "mobile";

fn metadata(scope: &str) -> ClientMetadata {
    let mut metadata = ClientMetadata::new("Mobile", Vec::new());
    metadata.grant_types = [GrantType::ClientCredentials].into();
    metadata.scope = Scopes::parse(scope).unwrap();
    metadata
}

/// A receiver that is kept in the database.
async fn mobile(installation: &Installation) -> Ssf<'_> {
    let scope = "ssf.read ssf.manage";
    let new = NewClient { id: ClientId::new(ID), metadata: metadata(scope) };
    let (origin, by) = (Origin::local("test"), Actor::Machine);
    let added = installation
        .committed(async |work| clients::add(work, &origin, &by, &new).await.unwrap())
        .await;
    let Added::Added(Some(secret)) = added else { panic!("{added:?}") };
    let form = [("grant_type", "client_credentials"), ("scope", scope)];
    let token = installation.token(Some(&basic(ID, secret.expose())), &form).await;
    Ssf { installation, token: token.member("access_token") }
}

async fn change(
    installation: &Installation,
    change: impl AsyncFnOnce(&daypass::db::Work, &Origin, &Actor, &ClientId) -> Changed,
) {
    let (origin, by, id) = (Origin::local("test"), Actor::Machine, ClientId::new(ID));
    let changed = installation.committed(async |work| change(work, &origin, &by, &id).await).await;
    assert_eq!(changed, Changed::Changed);
}

async fn end_all_of_ana(installation: &Installation) {
    let ana = installation.newcomer("ana").await;
    let origin = Origin::local("test");
    installation
        .committed(async |work| {
            sessions::end_all(work, &origin, Actor::Machine, &ana).await.unwrap();
        })
        .await;
}

/// Checks that what has arrived says that the stream has ended, and nothing else.
async fn is_farewell(installation: &Installation, hook: &mut Receiver, stream: &str) {
    let [message] = hook.take().try_into().unwrap();
    let claims = checked(installation, ID, &message.body).await;
    assert_eq!(claims["sub_id"], json!({ "format": "opaque", "id": stream }));
    let said = event(&claims, STREAM_UPDATED);
    assert_eq!(said["status"], json!("disabled"));
    assert!(!said["reason"].as_str().unwrap().is_empty());
}

#[actix_web::test]
async fn disabling_a_receiver_ends_its_streams_and_says_so() {
    on_each_database(async |installation| {
        let mut hook = Receiver::start(Manner::Answer(202)).await;
        let mobile = mobile(&installation).await;
        let (pushed, polled) =
            (mobile.pushed(hook.port, &[SESSION_REVOKED]).await, mobile.polled(&[]).await);
        // A change that leaves its scopes alone ends nothing.
        change(&installation, async |work, origin, by, id| {
            let same = metadata("ssf.read ssf.manage");
            clients::update(work, origin, by, id, &same).await.unwrap()
        })
        .await;
        told(&installation.app).await;
        assert!(hook.take().is_empty());

        change(&installation, async |work, origin, by, id| {
            clients::disable(work, origin, by, id).await.unwrap()
        })
        .await;
        end_all_of_ana(&installation).await;
        mobile.get("/ssf/streams").await.is_error(401, "invalid_token");
        told(&installation.app).await;
        is_farewell(&installation, &mut hook, &pushed).await;

        change(&installation, async |work, origin, by, id| {
            clients::enable(work, origin, by, id).await.unwrap()
        })
        .await;
        let place = format!("/ssf/status?stream_id={polled}");
        assert_eq!(mobile.get(&place).await.json()["status"], json!("disabled"));
        mobile.set_status(&polled, "enabled").await;

        // Deleted, it takes its streams with it.
        change(&installation, async |work, origin, by, id| {
            clients::delete(work, origin, by, id).await.unwrap()
        })
        .await;
        told(&installation.app).await;
        let left = daypass::signals::list(installation.app.db().read(), None).await.unwrap();
        assert!(left.is_empty());
    })
    .await;
}

#[actix_web::test]
async fn a_client_that_loses_its_scopes_hears_nothing_more() {
    on_each_database(async |installation| {
        let mut hook = Receiver::start(Manner::Answer(202)).await;
        let mobile = mobile(&installation).await;
        let pushed = mobile.pushed(hook.port, &[SESSION_REVOKED]).await;
        change(&installation, async |work, origin, by, id| {
            clients::update(work, origin, by, id, &metadata("openid")).await.unwrap()
        })
        .await;
        end_all_of_ana(&installation).await;
        mobile.get("/ssf/streams").await.is_error(403, "insufficient_scope");
        told(&installation.app).await;
        is_farewell(&installation, &mut hook, &pushed).await;
    })
    .await;
}

#[actix_web::test]
async fn an_authorization_header_lies_open_nowhere_in_the_database() {
    let installation = Installation::start_and(super::RECEIVERS).await;
    let siem = Ssf::of(&installation, "siem").await;
    let delivery = json!({
        "method": PUSH,
        "endpoint_url": "https://siem.example/events",
        "authorization_header": "Bearer never-in-the-clear",
    });
    siem.stream(&json!({ "delivery": delivery })).await;
    let folder = installation.app.settings().data_dir.clone();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let needle = b"never-in-the-clear";
        assert!(!bytes.windows(needle.len()).any(|window| window == needle));
    }
}
