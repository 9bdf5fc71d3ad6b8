//! An app whose people sign in through Daypass, with actix-web and the `openidconnect` crate.
//!
//! ```text
//! cargo run                            # Daypass, at http://localhost:8080
//! cargo run --example relying_party    # this app, at http://127.0.0.1:8081
//! ```
//!
//! Open <http://127.0.0.1:8081> and choose *Sign in*. No set-up is needed: Daypass knows the client
//! `example-relying-party` from its first run. (The two differ in host name because cookies ignore
//! ports: on one host each would be sent the other's.)
//!
//! | variable           | default                   |                                               |
//! |--------------------|---------------------------|-----------------------------------------------|
//! | `RP_ISSUER`        | `http://localhost:8080`   | where Daypass is                              |
//! | `RP_CLIENT_ID`     | `example-relying-party`   |                                               |
//! | `RP_CLIENT_SECRET` | none: a public client     | with it, a confidential client                |
//! | `RP_LISTEN`        | `127.0.0.1:8081`          | the address to listen on                      |
//! | `RP_BASE_URL`      | `http://` and `RP_LISTEN` | how browsers reach this app                   |
//! | `RP_SCOPES`        | `openid profile email`    | add `offline_access` for a refresh token      |
//! | `RP_ACR_VALUES`    | none                      | how strong a sign-in to ask for               |
//! | `RP_RESPONSE_MODE` | none, so `query`          | `form_post` keeps the code out of the address |
//!
//! Another client than the default is registered with the redirect URI `RP_BASE_URL/callback` and
//! the post-logout redirect URI `RP_BASE_URL/signed-out`.
//!
//! **To sign people in to an app of yours**, copy `provider.rs` as it is, and from this file
//! `sign_in`, `callback` and `sign_out` with the cookies and shelves they use. An app of several
//! processes keeps the shelves in its database instead.

mod page;
mod provider;
mod shelf;

use std::env;
use std::sync::Arc;
use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::DefaultHeaders;
use actix_web::{App, HttpRequest, HttpResponse, HttpResponseBuilder, HttpServer, get, post, web};
use anyhow::Context;
use openidconnect::{
    AuthenticationContextClass, ClientId, ClientSecret, CsrfToken, IssuerUrl,
    PostLogoutRedirectUrl, RedirectUrl, Scope,
};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use page::{Body, Page, instant, name_of, rows, to_json};
use provider::{Answer, Attempt, Problem, RelyingParty, Settings, SignedIn};
use shelf::Shelf;

/// Names the signed-in session. Over https prefer `__Host-session`, which subdomains cannot set.
const SESSION_COOKIE: &str = "rp-session";
/// Names the browser that began a sign-in, so that nobody can finish it in somebody else's.
const BROWSER_COOKIE: &str = "rp-browser";
/// The `state` of a sign-out, to tell the provider's redirect from a link anybody can make.
const SIGN_OUT_COOKIE: &str = "rp-sign-out";

struct Site {
    relying_party: RelyingParty,
    /// Cookies are `Secure` whenever browsers come by https.
    secure: bool,
    /// Sign-ins under way, by `state`.
    attempts: Shelf<Pending>,
    /// People signed in, by session id; the browser holds that id and nothing else.
    sessions: Shelf<Arc<SignedIn>>,
}

struct Pending {
    attempt: Attempt,
    browser: String,
    /// The answer, once a form post has brought it (see `callback_form`).
    answer: Option<Answer>,
}

impl Site {
    fn cookie(&self, name: &'static str, value: String) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            // Lax: sent when the provider redirects back to us, not when another site posts a form.
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .finish()
    }

    /// The cookie that makes the browser forget the one of this name.
    fn expired(&self, name: &'static str) -> Cookie<'static> {
        let mut cookie = self.cookie(name, String::new());
        cookie.make_removal();
        cookie
    }

    /// The session of the browser that asks, with its id.
    fn session(&self, request: &HttpRequest) -> Option<(String, Arc<SignedIn>)> {
        let id = request.cookie(SESSION_COOKIE)?.value().to_owned();
        let person = self.sessions.read(&id, Arc::clone)?;
        Some((id, person))
    }
}

/// A value nobody can guess: 256 random bits.
fn unguessable() -> String {
    CsrfToken::new_random_len(32).into_secret()
}

/// Whether a claim that is a list has this value in it.
fn has(claims: &Value, claim: &str, value: &str) -> bool {
    let values = claims.get(claim).and_then(Value::as_array);
    values.is_some_and(|values| values.iter().any(|one| one == value))
}

fn redirect(to: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((header::LOCATION, to));
    response
}

#[get("/")]
async fn home(site: web::Data<Site>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let Some((_, person)) = site.session(&request) else {
        return Page::new("Example app", Body::SignedOut).respond(StatusCode::OK);
    };
    let userinfo = site.relying_party.userinfo(&person).await;
    let claims = to_json(&person.claims);
    let name = userinfo.as_ref().ok().map(to_json).as_ref().and_then(name_of);
    let body = Body::SignedIn {
        name: name.or_else(|| name_of(&claims)).unwrap_or_default(),
        // An app that guards something valuable can refuse such a sign-in, or ask again with
        // `acr_values`.
        by_pass: has(&claims, "amr", "tap"),
        claims: rows(&claims),
        userinfo: userinfo.map(|claims| rows(&to_json(&claims))).map_err(|why| why.to_string()),
        scope: person.scope.clone(),
        ends: person.access_token_ends.map(instant),
        can_refresh: person.can_refresh(),
    };
    Page::new("Example app", body).respond(StatusCode::OK)
}

#[get("/signin")]
async fn sign_in(site: web::Data<Site>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let (url, attempt) = site.relying_party.begin().await?;
    // The same name for every tab of a browser, so that sign-ins side by side don't disturb.
    let known = request.cookie(BROWSER_COOKIE).map(|cookie| cookie.value().to_owned());
    let browser = known.unwrap_or_else(unguessable);
    let state = attempt.state.secret().clone();
    site.attempts.put(state, Pending { attempt, browser: browser.clone(), answer: None });
    Ok(redirect(url.as_str()).cookie(site.cookie(BROWSER_COOKIE, browser)).finish())
}

#[get("/callback")]
async fn callback(
    site: web::Data<Site>,
    request: HttpRequest,
    web::Query(answer): web::Query<Answer>,
) -> Result<HttpResponse, Problem> {
    let browser = request.cookie(BROWSER_COOKIE).context("this browser began no sign-in")?;
    let pending = answer
        .state
        .as_deref()
        .and_then(|state| site.attempts.take(state))
        .filter(|pending| pending.browser == browser.value())
        .context("this sign-in is already finished, has expired, or began in another browser")?;
    let answer = pending.answer.unwrap_or(answer);
    let person = site.relying_party.finish(pending.attempt, answer).await?;
    // Always a new session id: one that was there before may be known to somebody else.
    if let Some((old, _)) = site.session(&request) {
        site.sessions.take(&old);
    }
    let id = unguessable();
    site.sessions.put(id.clone(), Arc::new(person));
    Ok(redirect("/").cookie(site.cookie(SESSION_COOKIE, id)).finish())
}

/// `response_mode=form_post`: a form posted by another site comes without our `Lax` cookies, and
/// the `None` ones need https. So the answer is put aside and the browser sent on, with its cookies.
#[post("/callback")]
async fn callback_form(
    site: web::Data<Site>,
    web::Form(answer): web::Form<Answer>,
) -> Result<HttpResponse, Problem> {
    let state = answer.state.clone().context("the answer has no state")?;
    site.attempts
        .change(&state, |pending| pending.answer = Some(answer))
        .context("this sign-in is already finished or has expired")?;
    // The state is one of ours, made of characters that need no escaping.
    Ok(redirect(&format!("/callback?state={state}")).finish())
}

#[post("/refresh")]
async fn refresh(site: web::Data<Site>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    if let Some((id, person)) = site.session(&request)
        && let Some(person) = site.relying_party.refresh(&person).await?
    {
        // Changed, not put: a session that was signed out meanwhile stays signed out.
        site.sessions.change(&id, |session| *session = Arc::new(person));
    }
    Ok(redirect("/").finish())
}

/// Ends our own session first, so that it is over whatever becomes of the provider's.
#[post("/signout")]
async fn sign_out(site: web::Data<Site>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let Some((id, person)) = site.session(&request) else {
        return Ok(redirect("/").finish());
    };
    site.sessions.take(&id);
    let state = CsrfToken::new_random();
    let marker = site.cookie(SIGN_OUT_COOKIE, state.secret().clone());
    let elsewhere = site.relying_party.sign_out_url(&person, state).await.ok().flatten();
    let next = elsewhere.as_ref().map_or("/signed-out", Url::as_str);
    Ok(redirect(next).cookie(site.expired(SESSION_COOKIE)).cookie(marker).finish())
}

#[derive(Deserialize)]
struct SignedOutAnswer {
    state: Option<String>,
}

#[get("/signed-out")]
async fn signed_out(
    site: web::Data<Site>,
    request: HttpRequest,
    answer: web::Query<SignedOutAnswer>,
) -> Result<HttpResponse, Problem> {
    let marker = request.cookie(SIGN_OUT_COOKIE).map(|cookie| cookie.value().to_owned());
    let text = if marker.is_some() && marker == answer.state {
        "You are signed out of this app and of the sign-in service."
    } else {
        "You are signed out of this app."
    };
    let body =
        Body::Message { text: text.to_owned(), details: String::new(), way: "Sign in again" };
    let mut response = Page::new("Signed out", body).respond(StatusCode::OK)?;
    response.add_cookie(&site.expired(SIGN_OUT_COOKIE)).context("an unusable cookie")?;
    Ok(response)
}

#[get("/app.css")]
async fn stylesheet() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(include_str!("app.css"))
}

/// A variable of the environment; an empty one counts as none.
fn optional(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn setting(name: &str, default: &str) -> String {
    optional(name).unwrap_or_else(|| default.to_owned())
}

#[actix_web::main]
#[expect(clippy::print_stdout, reason = "a program says on its terminal where to find it")]
async fn main() -> anyhow::Result<()> {
    let listen = setting("RP_LISTEN", "127.0.0.1:8081");
    let base_url = setting("RP_BASE_URL", &format!("http://{listen}"));
    let base_url = base_url.trim_end_matches('/');
    let settings = Settings {
        issuer: IssuerUrl::new(setting("RP_ISSUER", "http://localhost:8080"))
            .context("RP_ISSUER")?,
        client_id: ClientId::new(setting("RP_CLIENT_ID", "example-relying-party")),
        client_secret: optional("RP_CLIENT_SECRET").map(ClientSecret::new),
        redirect_uri: RedirectUrl::new(format!("{base_url}/callback")).context("RP_BASE_URL")?,
        post_logout_redirect_uri: PostLogoutRedirectUrl::new(format!("{base_url}/signed-out"))?,
        scopes: setting("RP_SCOPES", "openid profile email")
            .split_whitespace()
            .map(|scope| Scope::new(scope.to_owned()))
            .collect(),
        acr_values: setting("RP_ACR_VALUES", "")
            .split_whitespace()
            .map(|acr| AuthenticationContextClass::new(acr.to_owned()))
            .collect(),
        response_mode: optional("RP_RESPONSE_MODE"),
    };
    let site = web::Data::new(Site {
        relying_party: RelyingParty::new(settings)?,
        secure: base_url.starts_with("https://"),
        attempts: Shelf::new(Duration::from_mins(10)),
        sessions: Shelf::new(Duration::from_hours(8)),
    });
    let server = HttpServer::new(move || {
        App::new()
            .app_data(site.clone())
            // No form-action: browsers would apply it to the redirect that follows a sign-out.
            .wrap(
                DefaultHeaders::new()
                    .add((
                        header::CONTENT_SECURITY_POLICY,
                        "default-src 'none'; style-src 'self'; base-uri 'none'; \
                         frame-ancestors 'none'",
                    ))
                    .add((header::CACHE_CONTROL, "no-store"))
                    .add((header::REFERRER_POLICY, "no-referrer"))
                    .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff")),
            )
            .service((home, sign_in, callback, callback_form, refresh))
            .service((sign_out, signed_out, stylesheet))
    })
    .bind(&listen)
    .with_context(|| format!("cannot listen on {listen}"))?
    // Ctrl-C and SIGTERM stop the server; the latter lets requests under way finish.
    .shutdown_timeout(5)
    .run();
    println!("Listening on {base_url}");
    Ok(server.await?)
}
