//! A client, and what it asks of a node: the provider's operations, without HTTP around them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use daypass::app::App;
use daypass::base::Secret;
use daypass::oidc::authorization::{Begun, begin};
use daypass::oidc::token::{Presentation, answer};
use daypass::oidc::{self, Call, Parameters};
use daypass::sessions::{self, Session};
use serde_json::Value;

use crate::world::origin;

/// The secret of all of them.
const SECRET: &str = "a-throw-away-secret-of-this-test";

/// A client that needs no consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) id: &'static str,
    /// Whether it is told of sign-outs.
    told: bool,
}

/// What a token request was answered with.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Client {
    pub(crate) const ALL: [Self; 3] = [
        Self { id: "mail", told: true },
        Self { id: "chat", told: false },
        Self { id: "wiki", told: false },
    ];

    /// Another one, which the settings have under this id for as long as the test runs.
    pub(crate) fn named(id: String) -> Self {
        Self { id: id.leak(), told: true }
    }

    /// The lines of `daypass.toml` that name it.
    pub(crate) fn settings(&self) -> String {
        let id = self.id;
        let told =
            if self.told { "backchannel_logout_uri = 'http://127.0.0.1:9/logout'\n" } else { "" };
        format!(
            "[[clients]]\nid = '{id}'\nsecret = '{SECRET}'\nconsent = 'skip'\n\
             redirect_uris = ['https://{id}.example/cb']\n\
             id_token_signed_response_alg = 'ES256'\n\
             access_token_signed_response_alg = 'ES256'\n{told}"
        )
    }

    /// A code for somebody with this session, if they get one; else they would be asked to sign in.
    pub(crate) async fn code(self, node: &App, session: &Session, offline: bool) -> Option<String> {
        let scope = if offline { "openid offline_access" } else { "openid" };
        let request = Parameters::from_pairs([
            ("client_id", self.id),
            ("redirect_uri", &format!("https://{}.example/cb", self.id)),
            ("response_type", "code"),
            ("scope", scope),
        ]);
        match begin(node.provider(), &origin(), Some(session), &request).await.unwrap() {
            Begun::Respond(response) => {
                let (_, code) =
                    response.parameters().iter().find(|(name, _)| *name == "code").unwrap();
                Some(code.clone())
            }
            Begun::Ask { .. } => None,
            Begun::Unbound(why) => panic!("{} is not known: {why:?}", self.id),
        }
    }

    /// Exchanges a code.
    pub(crate) async fn exchange(self, node: &App, code: &str) -> Option<Tokens> {
        let redirect_uri = format!("https://{}.example/cb", self.id);
        let form =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &redirect_uri)];
        self.tokens(node, Parameters::from_pairs(form)).await
    }

    /// Exchanges a refresh token.
    pub(crate) async fn refresh(self, node: &App, token: &str) -> Option<Tokens> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.tokens(node, Parameters::from_pairs(form)).await
    }

    async fn tokens(self, node: &App, form: Parameters) -> Option<Tokens> {
        let authorization = self.authorization();
        let call = Call { authorization: Some(&authorization), proofs: Vec::new() };
        match answer(node.provider(), &origin(), &call, &form).await.unwrap() {
            Ok(response) => {
                let json: Value = serde_json::from_slice(&response.expose().unwrap()).unwrap();
                let text = |name: &str| json[name].as_str().unwrap().to_owned();
                Some(Tokens { access: text("access_token"), refresh: text("refresh_token") })
            }
            Err(error) => {
                assert_eq!(error.code.as_str(), "invalid_grant", "{error:?}");
                None
            }
        }
    }

    /// Whether a token of its own is worth anything.
    pub(crate) async fn introspect(self, node: &App, token: &str) -> bool {
        let authorization = self.authorization();
        let call = Call { authorization: Some(&authorization), proofs: Vec::new() };
        let form = Parameters::from_pairs([("token", token)]);
        let told = oidc::introspect(node.provider(), &call, &form).await.unwrap().unwrap();
        serde_json::to_value(told).unwrap()["active"].as_bool().unwrap()
    }

    /// Gives a token back (RFC 7009).
    pub(crate) async fn give_back(self, node: &App, token: &str) {
        let authorization = self.authorization();
        let call = Call { authorization: Some(&authorization), proofs: Vec::new() };
        let form = Parameters::from_pairs([("token", token)]);
        oidc::revoke(node.provider(), &origin(), &call, &form).await.unwrap().unwrap();
    }

    fn authorization(self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{SECRET}", self.id)))
    }
}

/// Whether userinfo tells the holder of an access token anything.
pub(crate) async fn userinfo(node: &App, token: &str) -> bool {
    let presentation = Presentation {
        token: Secret::new(token),
        by_dpop: false,
        proofs: Vec::new(),
        method: "GET",
        path: oidc::path::USERINFO,
    };
    oidc::userinfo(node.provider(), &presentation).await.unwrap().is_ok()
}

/// Whether a cookie with this key is somebody's session.
pub(crate) async fn resumes(node: &App, key: &Secret) -> bool {
    sessions::resume(node.db(), key, node.settings().session).await.unwrap().is_some()
}
