//! The cookies: one for the session, and sealed, short-lived ones that belong to no account.

use std::collections::HashMap;

use actix_session::config::{BrowserSession, CookieContentSecurity};
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_session::{SessionExt as _, SessionMiddleware};
use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, Key, SameSite, time::Duration};
use url::Url;

use crate::app::App;
use crate::base::{Fallible, Fault, Purpose, Secret};
use crate::sessions::{self, Session, Started};

/// In the middleware's state: the live session.
const SESSION: &str = "session";
/// In the middleware's state: the key under which the cookie goes on.
const KEY: &str = "key";

/// What a cookie of ours is called and how it is kept.
///
/// On https every name carries `__Host-`: no other host and no plain connection can set it.
#[derive(Clone, Copy, Debug)]
pub struct Jar {
    secure: bool,
}

impl Jar {
    /// For the scheme of an issuer.
    pub fn of(issuer: &Url) -> Self {
        Self { secure: issuer.scheme() == "https" }
    }

    fn name(self, name: &str) -> String {
        if self.secure { format!("__Host-daypass-{name}") } else { format!("daypass-{name}") }
    }

    /// A cookie that scripts cannot read and that other sites' forms do not carry.
    pub fn cookie(self, name: &str, value: &Secret, lifetime: Duration) -> Cookie<'static> {
        Cookie::build(self.name(name), value.expose().to_owned())
            .path("/")
            .secure(self.secure)
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(lifetime)
            .finish()
    }

    /// A cookie's value in a request.
    pub fn read(self, request: &HttpRequest, name: &str) -> Option<String> {
        request.cookie(&self.name(name)).map(|cookie| cookie.value().to_owned())
    }

    /// Takes a cookie away.
    pub fn removal(self, name: &str) -> Cookie<'static> {
        self.cookie(name, &Secret::new(""), Duration::ZERO)
    }
}

/// The session cookie: how it is signed, and the middleware that carries it.
#[derive(Clone)]
pub struct SessionCookie {
    app: App,
    key: Key,
}

impl SessionCookie {
    /// Of an installation; its signature is derived from the master key.
    pub fn of(app: &App) -> Fallible<Self> {
        let key = Key::from(app.sealer().derive(Purpose::SessionCookie)?.as_slice());
        Ok(Self { app: app.clone(), key })
    }

    /// For the pages and the endpoints that look at the session, and nothing else.
    pub fn middleware(&self) -> SessionMiddleware<Store> {
        let jar = Jar::of(&self.app.settings().issuer);
        SessionMiddleware::builder(Store { app: self.app.clone() }, self.key.clone())
            .cookie_name(jar.name("session"))
            .cookie_secure(jar.secure)
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .cookie_path("/".to_owned())
            .cookie_content_security(CookieContentSecurity::Signed)
            .session_lifecycle(BrowserSession::default())
            .build()
    }
}

/// The live session of a request that came through the middleware.
pub fn session_of(request: &HttpRequest) -> Option<Session> {
    request.get_session().get::<Session>(SESSION).ok().flatten()
}

/// Gives the browser the key of a session that has just been started or upgraded.
pub fn keep(request: &HttpRequest, started: &Started) -> Fallible<()> {
    let state = request.get_session();
    state.insert(KEY, started.key.expose())?;
    state.insert(SESSION, &started.session)?;
    Ok(())
}

/// Takes the session's cookie away. Its row is the operation's business.
pub fn forget(request: &HttpRequest) {
    request.get_session().purge();
}

/// The session cookie's home: our own `sessions` table.
///
/// Rows are written by operations, in the transaction that claims what was proved; the middleware only
/// carries the key. So a session is never stored without its proofs being spent, and never the other way
/// round, and a row that was deleted cannot come back by a late write.
#[derive(Clone)]
pub struct Store {
    app: App,
}

impl SessionStore for Store {
    async fn load(&self, key: &SessionKey) -> Result<Option<HashMap<String, String>>, LoadError> {
        let key = Secret::new(key.as_ref());
        let session = sessions::resume(self.app.db(), &key, self.app.settings().session)
            .await
            .map_err(|fault| LoadError::Other(chain(&fault)))?;
        session
            .map(|session| {
                let json = serde_json::to_string(&session)
                    .map_err(|error| LoadError::Other(error.into()))?;
                Ok(HashMap::from([(SESSION.to_owned(), json)]))
            })
            .transpose()
    }

    async fn save(
        &self,
        state: HashMap<String, String>,
        _: &Duration,
    ) -> Result<SessionKey, SaveError> {
        new_key(&state).ok_or_else(|| {
            SaveError::Other(chain(&Fault::new(
                "a session is started by an operation, not by its cookie",
            )))
        })
    }

    async fn update(
        &self,
        key: SessionKey,
        state: HashMap<String, String>,
        _: &Duration,
    ) -> Result<SessionKey, UpdateError> {
        Ok(new_key(&state).unwrap_or(key))
    }

    async fn update_ttl(&self, _: &SessionKey, _: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, _: &SessionKey) -> Result<(), anyhow::Error> {
        Ok(())
    }
}

fn new_key(state: &HashMap<String, String>) -> Option<SessionKey> {
    let key: String = serde_json::from_str(state.get(KEY)?).ok()?;
    SessionKey::try_from(key).ok()
}

fn chain(fault: &Fault) -> anyhow::Error {
    anyhow::Error::msg(fault.to_string())
}
