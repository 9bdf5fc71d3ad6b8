//! A television without a browser is connected from one that has one, with and without scripts.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::stage::{Stage, desk};

/// What the television is to Contoso.
const TELEVISION: &str = r#"
[[clients]]
id = "tv"
name = "Meeting room screen"
public = true
scope = "openid profile offline_access"
grant_types = ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"]
"#;

#[tokio::test]
async fn a_television_is_connected_by_its_code() -> Result<()> {
    let settings = tempfile::NamedTempFile::new()?;
    std::fs::write(settings.path(), TELEVISION)?;
    let file = settings.path().to_str().context("a path that is text")?;
    let stage = Stage::set_with(&[("DAYPASS_CONFIG", file)]).await?;
    let (chrome, _key) = desk().await?;
    stage.administrator(&chrome, "/device").await?;
    chrome.wait_for("#user_code").await?;
    chrome.look("device").await?;

    chrome.fill("user_code", "bcdf ghjk").await?;
    chrome.press("next").await?;
    chrome.wait_for("#user_code-error").await?;
    assert_eq!(chrome.value("user_code").await?, "bcdf ghjk");
    chrome.look("device-wrong").await?;

    let codes = television(&stage).await?;
    chrome.fill("user_code", &codes.user_code.to_lowercase().replace('-', " ")).await?;
    chrome.press("next").await?;
    chrome.wait_for("#shown-code").await?;
    assert_eq!(chrome.text("#shown-code").await?, codes.user_code);
    let asker = chrome.text("#asker").await?;
    assert!(asker.contains("127.0.0.1"), "{asker}");
    chrome.look("device-confirm").await?;
    chrome.press("allow").await?;
    chrome.wait_for("#my-sign-ins").await?;
    chrome.look("device-connected").await?;
    assert!(codes.poll(&stage).await?.get("refresh_token").is_some());

    chrome.press("my-sign-ins").await?;
    chrome.wait_for_path("/my-sign-ins").await?;
    assert!(chrome.text("main").await?.contains("Meeting room screen"));

    // The address that a camera reads fills the code in, and asks all the same.
    chrome.without_javascript().await?;
    let codes = television(&stage).await?;
    chrome.open(&codes.complete).await?;
    assert_eq!(chrome.value("user_code").await?, codes.user_code);
    chrome.press("next").await?;
    chrome.wait_for("#shown-code").await?;
    chrome.press("deny").await?;
    chrome.wait_for("#home").await?;
    chrome.screenshot("device-denied").await?;
    assert_eq!(codes.poll(&stage).await?["error"], "access_denied");
    Ok(())
}

/// What the television shows, and what it keeps to itself.
struct Codes {
    device_code: String,
    user_code: String,
    complete: String,
}

async fn television(stage: &Stage) -> Result<Codes> {
    let form = [("client_id", "tv"), ("scope", "openid profile offline_access")];
    let codes = post(stage, "/oauth2/device_authorization", &form).await?;
    let text = |name: &str| {
        let value = codes.get(name).and_then(Value::as_str);
        value.map(str::to_owned).with_context(|| format!("no {name} in {codes}"))
    };
    Ok(Codes {
        device_code: text("device_code")?,
        user_code: text("user_code")?,
        complete: text("verification_uri_complete")?,
    })
}

impl Codes {
    async fn poll(&self, stage: &Stage) -> Result<Value> {
        let form = [
            ("client_id", "tv"),
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", self.device_code.as_str()),
        ];
        post(stage, "/oauth2/token", &form).await
    }
}

async fn post(stage: &Stage, path: &str, form: &[(&str, &str)]) -> Result<Value> {
    // Nothing in these values needs to be escaped in a form but the colon and the space.
    let escaped = |text: &str| text.replace(':', "%3A").replace(' ', "+");
    let body: Vec<_> =
        form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let request = reqwest::Client::new()
        .post(stage.daypass.url(path))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.join("&"));
    Ok(serde_json::from_str(&request.send().await?.text().await?)?)
}
