//! /signin: who is signing in.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Place, attempt_of, go_on, path_of, remembered_of, return_to, step};
use crate::app::App;
use crate::base::{ClientId, Fallible};
use crate::credentials::{Method, offered_policy};
use crate::directory::Username;
use crate::http::caller::Visitor;
use crate::http::error::Failure;
use crate::http::page::{ClientCard, FormErrors, Page, PasskeyPrompt, html};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::sign_in::{Attempt, first_method};

#[derive(Template)]
#[template(path = "sign_in/username.html")]
struct SignInUsername {
    page: Page,
    client: Option<ClientCard>,
    notice: Option<&'static str>,
    errors: FormErrors,
    action: &'static str,
    username: String,
    return_to: String,
    passkey: Option<PasskeyPrompt>,
}

/// No username is longer, in characters.
const LONGEST_HINT: usize = 128;

pub(super) async fn get(
    visitor: Visitor,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    let return_to = place.return_to();
    let notice = match place.reason.as_str() {
        "fresh" => Some("sign-in-again-first"),
        "reauthenticate" => Some("app-asks-again"),
        "stronger" => Some("app-asks-for-stronger"),
        _ => None,
    };
    let username = if place.login_hint.is_empty() {
        suggested_username(&visitor, &return_to)
    } else {
        place.login_hint.chars().take(LONGEST_HINT).collect()
    };
    show(&visitor, &return_to, username, notice, FormErrors::default()).await
}

/// What is likely to be typed: what was typed before, who is signed in, what the app suggests.
fn suggested_username(visitor: &Visitor, return_to: &LocalPath) -> String {
    attempt_of(visitor)
        .map(|attempt| attempt.username)
        .or_else(|| visitor.session.as_ref().map(|session| session.username.clone()))
        .or_else(|| parameter(return_to, "login_hint"))
        .unwrap_or_default()
}

#[derive(Deserialize)]
pub(super) struct Form {
    username: String,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn post(visitor: Visitor, form: web::Form<Form>) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&form.return_to);
    let typed = form.username.trim();
    if Username::parse(typed).is_err() {
        let message = if typed.is_empty() { "username-missing" } else { "username-impossible" };
        return show(
            &visitor,
            &return_to,
            typed.to_owned(),
            None,
            FormErrors::under("username", message),
        )
        .await;
    }
    let policy = offered_policy(visitor.app.db().read(), visitor.app.tools()).await?;
    let method = first_method(&policy, remembered_of(&visitor).as_ref(), &Username::fold(typed));
    let attempt = Attempt::begin(typed, visitor.now());
    Ok(go_on(&visitor.app, &step(path_of(method), &return_to), &attempt)?)
}

async fn show(
    visitor: &Visitor,
    return_to: &LocalPath,
    username: String,
    notice: Option<&'static str>,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let policy = offered_policy(visitor.app.db().read(), visitor.app.tools()).await?;
    let passkey = policy.passkey.enabled.then_some(PasskeyPrompt {
        action: path_of(Method::Passkey),
        options_url: paths::SIGN_IN_PASSKEY_OPTIONS,
        conditional: true,
    });
    let status = errors.status();
    let view = SignInUsername {
        page: visitor.page("sign-in"),
        client: client_of(&visitor.app, return_to).await?,
        notice,
        errors,
        action: paths::SIGN_IN,
        username,
        return_to: return_to.to_string(),
        passkey,
    };
    Ok(html(status, &view)?)
}

fn parameter(place: &LocalPath, name: &str) -> Option<String> {
    if place.path() != paths::AUTHORIZE {
        return None;
    }
    url::form_urlencoded::parse(place.query().as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// The app that sent the person, as far as the interrupted request says.
pub(crate) async fn client_of(app: &App, return_to: &LocalPath) -> Fallible<Option<ClientCard>> {
    let Some(id) = parameter(return_to, "client_id") else { return Ok(None) };
    let client = app.clients().find(&ClientId::new(id)).await?;
    Ok(client.map(|client| ClientCard {
        name: client.metadata.client_name.clone(),
        logo_url: None,
        policy_url: None,
        tos_url: None,
    }))
}
