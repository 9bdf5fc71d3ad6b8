//! One of everything that somebody's sign-in can be used for, and the apps and programs that use it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::Url;

use crate::browser::{Browser, Form, Left, Page};
use crate::nodes::{Nodes, sign_in};

/// The secret of the apps that have one.
const SECRET: &str = "a-throw-away-secret-of-this-test";
/// How many there are of what is good once.
const EACH: usize = 3;
/// Of a resource server.
const API: &str = "https://api.example";

/// The apps, as the settings have them.
pub(crate) fn apps() -> String {
    let app = |id: &str, more: &str| {
        format!(
            "[[clients]]\nid = '{id}'\nsecret = '{SECRET}'\n\
             redirect_uris = ['https://{id}.example/cb']\n{more}\n"
        )
    };
    let tv = "[[clients]]\nid = 'tv'\npublic = true\nscope = 'openid offline_access'\n\
              grant_types = ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token']\n";
    let api = format!(
        "[[clients]]\nid = 'api'\nsecret = '{SECRET}'\ngrant_types = ['client_credentials']\n\
         serves = ['{API}']\n"
    );
    [
        app("payroll", "consent = 'skip'"),
        app("travel", &format!("consent = 'skip'\nresources = ['{API}']")),
        app("wiki", ""),
        tv.to_owned(),
        api,
    ]
    .concat()
}

/// What an app was given.
struct Tokens {
    app: &'static str,
    access: String,
    refresh: String,
}

/// A device that shows a code which somebody has typed, and been asked about.
struct Asked {
    device_code: String,
    form: Form,
}

/// Everything of one person's.
pub(crate) struct Evidence {
    ask: Ask,
    browser: Browser,
    by_pass: Browser,
    /// Of an app with the session, one without, one at a resource server, and one by the pass.
    tokens: Vec<Tokens>,
    codes: Vec<String>,
    /// Device codes that were allowed.
    devices: Vec<String>,
    asked: Vec<Asked>,
    consents: Vec<Form>,
}

impl Evidence {
    /// Signs somebody in by their password and by a pass, and uses it for everything.
    pub(crate) async fn of(nodes: &Nodes, name: &str) -> Self {
        let ask = Ask::at(&nodes.issuer);
        let browser = nodes.browser();
        sign_in(&browser, name).await;
        let by_pass = nodes.browser();
        sign_in_with_pass(nodes, &by_pass, name).await;
        let mut evidence = Self {
            tokens: vec![
                ask.tokens(&browser, "payroll", "openid").await,
                ask.tokens(&browser, "payroll", "openid offline_access").await,
                ask.tokens(&browser, "travel", "openid offline_access").await,
                ask.tokens(&by_pass, "payroll", "openid").await,
            ],
            ask,
            browser,
            by_pass,
            codes: Vec::new(),
            devices: Vec::new(),
            asked: Vec::new(),
            consents: Vec::new(),
        };
        for _ in 0..EACH {
            evidence.gather().await;
        }
        evidence
    }

    /// One of each that is good once. Codes are good for a minute, which is why they come last.
    async fn gather(&mut self) {
        let (device_code, user_code) = self.ask.device().await;
        let form = [("user_code", user_code.as_str()), ("decision", "allow")];
        let connected = self.browser.post("/device/decide", &form).await;
        assert_eq!(connected.h1(), "Device connected", "{connected:?}");
        self.devices.push(device_code);
        let (device_code, user_code) = self.ask.device().await;
        let asked = self.browser.post("/device", &[("user_code", &user_code)]).await;
        self.asked.push(Asked { device_code, form: asked.form_with("#allow") });
        let consent = self.browser.open(authorize("wiki", "openid", "&prompt=consent")).await;
        assert_eq!(consent.path(), "/consent", "{consent:?}");
        self.consents.push(consent.form_with("#allow"));
        self.codes.push(code(&self.browser, "payroll", "openid offline_access").await);
    }

    /// Presses the button that signs its person out everywhere.
    pub(crate) async fn sign_out_everywhere(&self) {
        let page = self.browser.open("/my-sign-ins").await;
        let done = page.form_with("#sign-out-everywhere").submit().await;
        assert_eq!(done.h1(), "Signed out everywhere", "{done:?}");
    }

    /// Uses one of everything and checks that it is accepted.
    pub(crate) async fn is_accepted(&mut self) {
        for (browser, place) in
            [(&self.browser, "/my-sign-ins"), (&self.browser, "/admin"), (&self.by_pass, "/")]
        {
            let page = browser.open(place).await;
            assert_eq!((page.path(), page.status.as_u16()), (place, 200), "{page:?}");
        }
        for browser in [&self.browser, &self.by_pass] {
            code(browser, "payroll", "openid").await;
            let silently = authorize("payroll", "openid", "&prompt=none");
            let left = browser.open_and_leave(silently).await;
            assert!(parameter(&left, "code").is_some(), "{left:?}");
        }
        let consent = self.consents.pop().unwrap().press_and_leave("#allow").await;
        assert!(parameter(&consent, "code").is_some(), "{consent:?}");
        let asked = self.asked.pop().unwrap();
        assert_eq!(asked.form.press("#allow").await.h1(), "Device connected");

        let code = self.codes.pop().unwrap();
        let new = [
            self.ask.exchange("payroll", &code).await,
            self.ask.poll(&asked.device_code).await,
            self.ask.poll(&self.devices.pop().unwrap()).await,
        ];
        self.tokens.extend(new.map(|tokens| tokens.unwrap()));
        for tokens in &mut self.tokens {
            *tokens = self.ask.refresh(tokens.app, &tokens.refresh).await.unwrap();
        }
        for tokens in &self.tokens {
            let worth = self.ask.worth(tokens).await;
            assert!(worth.iter().all(|(_, accepted)| *accepted), "{}: {worth:?}", tokens.app);
        }
    }

    /// Uses one of everything and checks that it is refused, each at its first use.
    pub(crate) async fn is_refused(&mut self) {
        for (browser, place) in
            [(&self.browser, "/my-sign-ins"), (&self.browser, "/admin"), (&self.by_pass, "/")]
        {
            let page = browser.open(place).await;
            assert_eq!(page.path(), "/signin", "{place}: {page:?}");
        }
        for browser in [&self.browser, &self.by_pass] {
            let page = browser.open(authorize("payroll", "openid", "")).await;
            assert_eq!(page.path(), "/signin", "{page:?}");
            let silently = authorize("payroll", "openid", "&prompt=none");
            let left = browser.open_and_leave(silently).await;
            assert_eq!(parameter(&left, "error").as_deref(), Some("login_required"), "{left:?}");
        }
        let consent = self.consents.pop().unwrap().press("#allow").await;
        assert_eq!(consent.path(), "/signin", "{consent:?}");
        let asked = self.asked.pop().unwrap();
        let page = asked.form.press("#allow").await;
        assert_eq!(page.path(), "/signin", "{page:?}");
        let pending = self.ask.poll(&asked.device_code).await.err();
        assert_eq!(pending.as_deref(), Some("authorization_pending"), "nobody has allowed it");

        let code = self.codes.pop().unwrap();
        let mut refused = vec![
            self.ask.exchange("payroll", &code).await.err(),
            self.ask.poll(&self.devices.pop().unwrap()).await.err(),
        ];
        for tokens in &self.tokens {
            let worth = self.ask.worth(tokens).await;
            assert!(!worth.iter().any(|(_, accepted)| *accepted), "{}: {worth:?}", tokens.app);
            refused.push(self.ask.refresh(tokens.app, &tokens.refresh).await.err());
        }
        let invalid = |error: &Option<String>| error.as_deref() == Some("invalid_grant");
        assert!(refused.iter().all(invalid), "{refused:?}");
    }
}

/// Issues somebody a pass and signs them in with it; where they land.
pub(crate) async fn sign_in_with_pass(nodes: &Nodes, browser: &Browser, name: &str) -> Page {
    let issued = nodes.command(&["pass", "issue", name, "--json"]);
    let issued: Value = serde_json::from_slice(&issued.stdout).unwrap();
    let pass = issued["temporary_access_pass"].as_str().unwrap();
    browser.post("/signin", &[("username", name), ("return_to", "/")]).await;
    let form = [("username", name), ("pass", pass), ("return_to", "/")];
    let page = browser.post("/signin/pass", &form).await;
    assert_eq!(page.status, 200, "{page:?}");
    page
}

/// The address of an authorization request.
fn authorize(app: &str, scope: &str, more: &str) -> String {
    let resource = if app == "travel" { format!("&resource={API}") } else { String::new() };
    let scope = scope.replace(' ', "+");
    format!(
        "/oauth2/authorize?client_id={app}&redirect_uri=https://{app}.example/cb\
         &response_type=code&scope={scope}{resource}{more}"
    )
}

async fn code(browser: &Browser, app: &str, scope: &str) -> String {
    let left = browser.open_and_leave(authorize(app, scope, "")).await;
    parameter(&left, "code").unwrap_or_else(|| panic!("no code: {left:?}"))
}

/// A parameter of the address at an app.
fn parameter(left: &Left, name: &str) -> Option<String> {
    left.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// What apps ask, each request on a connection of its own.
struct Ask {
    http: reqwest::Client,
    issuer: Url,
}

impl Ask {
    fn at(issuer: &Url) -> Self {
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build();
        Self { http: http.unwrap(), issuer: issuer.clone() }
    }

    async fn tokens(&self, browser: &Browser, app: &'static str, scope: &str) -> Tokens {
        let code = code(browser, app, scope).await;
        self.exchange(app, &code).await.unwrap()
    }

    async fn exchange(&self, app: &'static str, code: &str) -> Result<Tokens, String> {
        let redirect_uri = format!("https://{app}.example/cb");
        let form =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &redirect_uri)];
        self.token(app, &form).await
    }

    async fn refresh(&self, app: &'static str, token: &str) -> Result<Tokens, String> {
        self.token(app, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// A new device's codes: its own, and the one that it shows.
    async fn device(&self) -> (String, String) {
        let form = [("scope", "openid offline_access")];
        let (status, codes) = self.post("tv", "/oauth2/device_authorization", &form).await;
        assert_eq!(status, 200, "{codes}");
        let text = |name: &str| codes[name].as_str().unwrap().to_owned();
        (text("device_code"), text("user_code"))
    }

    async fn poll(&self, device_code: &str) -> Result<Tokens, String> {
        let grant_type = "urn:ietf:params:oauth:grant-type:device_code";
        self.token("tv", &[("grant_type", grant_type), ("device_code", device_code)]).await
    }

    async fn token(&self, app: &'static str, form: &[(&str, &str)]) -> Result<Tokens, String> {
        let (status, json) = self.post(app, "/oauth2/token", form).await;
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        if status == 200 {
            return Ok(Tokens {
                app,
                access: text("access_token"),
                refresh: text("refresh_token"),
            });
        }
        assert_eq!(status, 400, "{json}");
        Err(text("error"))
    }

    /// Where tokens are accepted.
    async fn worth(&self, tokens: &Tokens) -> Vec<(&'static str, bool)> {
        let mut worth = Vec::new();
        if tokens.app != "travel" {
            worth.push(("userinfo", self.userinfo(&tokens.access).await));
        }
        if tokens.app == "travel" {
            let active = self.introspect("api", &tokens.access).await;
            worth.push(("introspection by the resource server", active));
        }
        // A public client cannot ask.
        if tokens.app != "tv" {
            let access = self.introspect(tokens.app, &tokens.access).await;
            let refresh = self.introspect(tokens.app, &tokens.refresh).await;
            worth.push(("introspection of the access token", access));
            worth.push(("introspection of the refresh token", refresh));
        }
        worth
    }

    async fn userinfo(&self, access: &str) -> bool {
        let url = self.issuer.join("/oauth2/userinfo").unwrap();
        let answer = self.http.get(url).bearer_auth(access).send().await.unwrap();
        match answer.status().as_u16() {
            200 => true,
            401 => false,
            other => panic!("userinfo answered {other}"),
        }
    }

    async fn introspect(&self, app: &str, token: &str) -> bool {
        let (status, json) = self.post(app, "/oauth2/introspect", &[("token", token)]).await;
        assert_eq!(status, 200, "{json}");
        json["active"].as_bool().unwrap()
    }

    async fn post(&self, app: &str, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let request = self.http.post(self.issuer.join(path).unwrap());
        let mut form = form.to_vec();
        let request = if app == "tv" {
            form.push(("client_id", app));
            request
        } else {
            let basic = STANDARD.encode(format!("{app}:{SECRET}"));
            request.header("authorization", format!("Basic {basic}"))
        };
        let answer = request.form(&form).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}
