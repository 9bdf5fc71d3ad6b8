//! /admin/clients: the apps that may ask us to sign people in.

mod act;
mod form;
mod more;
mod snippets;
mod streams;
mod told;
mod trial;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::ConsoleNav;
use crate::base::{ClientId, Fallible, GroupId, Timestamp};
use crate::db::ConnectionTrait;
use crate::directory::authority::Task;
use crate::directory::groups;
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{Page, html};
use crate::http::paths;
use crate::language::{IntoPhrase, Moment, Phrase, phrase};
use crate::oidc::clients::{self, ApplicationType, Client, Consent, Source, SubjectType};
use crate::oidc::path;
use crate::oidc::trial::is_triable;
use crate::telling::{self, Delivery, Lane, State};
use snippets::{Snippet, snippets};
use streams::StreamRow;

/// An app in the list.
struct ClientRow {
    id: String,
    name: String,
    kind: &'static str,
    kept_in_settings: bool,
    registered_itself: bool,
    enabled: bool,
    url: String,
}

#[derive(Template)]
#[template(path = "admin/clients/index.html")]
struct Index {
    page: Page,
    nav: ConsoleNav,
    notice: Option<&'static str>,
    clients: Vec<ClientRow>,
    new_url: Option<&'static str>,
}

/// Something that is known of an app, in words.
struct Fact {
    label: &'static str,
    values: Vec<Phrase>,
}

impl Fact {
    fn one(label: &'static str, value: impl IntoPhrase) -> Self {
        Self { label, values: vec![value.into_phrase()] }
    }
}

/// How it went to tell an app that somebody signed out.
struct TellingRow {
    since: Moment,
    state: &'static str,
    at: Moment,
    tries: i64,
    why: Option<String>,
}

/// How many of the latest are shown.
const TELLINGS_SHOWN: u64 = 10;

/// What may be done to an app.
struct Acts {
    edit: Option<String>,
    secret: Option<String>,
    state: String,
    delete: String,
}

#[derive(Template)]
#[template(path = "admin/clients/show.html")]
struct Show {
    page: Page,
    nav: ConsoleNav,
    notice: Option<&'static str>,
    id: String,
    name: String,
    enabled: bool,
    kept_in_settings: bool,
    registered_itself: bool,
    facts: Vec<Fact>,
    created: Moment,
    updated: Moment,
    told: Vec<TellingRow>,
    streams: Vec<StreamRow>,
    may_delete_streams: bool,
    snippets: Vec<Snippet>,
    acts: Option<Acts>,
    try_url: Option<String>,
    list_url: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::ADMIN_CLIENTS).get(index))
        .service(web::resource(paths::ADMIN_CLIENT_NEW).get(form::new).post(form::create))
        .service(web::resource("/admin/clients/{id}").get(show))
        .service(web::resource("/admin/clients/{id}/edit").get(form::edit).post(form::save))
        .service(
            web::resource("/admin/clients/{id}/secret")
                .get(act::secret_form)
                .post(act::rotate_secret),
        )
        .service(web::resource("/admin/clients/{id}/state").get(act::to_client).post(act::state))
        .service(
            web::resource("/admin/clients/{id}/delete").get(act::delete_form).post(act::delete),
        )
        .service(
            web::resource("/admin/clients/{id}/streams/{stream}/delete")
                .get(streams::delete_form)
                .post(streams::delete),
        )
        .service(web::resource("/admin/clients/{id}/try").get(trial::ask).post(trial::begin))
        .service(web::resource(path::TRIAL).get(trial::show));
}

/// The page of an app, or one below it.
fn place(id: &ClientId, below: &str) -> String {
    format!("{}/{id}{below}", paths::ADMIN_CLIENTS)
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

fn notice(done: &Done) -> Option<&'static str> {
    match done.done.as_str() {
        "saved" => Some("app-saved"),
        "enabled" => Some("app-enabled-again"),
        "disabled" => Some("app-disabled-now"),
        "deleted" => Some("app-deleted"),
        "stream-deleted" => Some("stream-deleted"),
        _ => None,
    }
}

async fn index(caller: Administrator, done: web::Query<Done>) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewClients)?;
    let found = clients::list(caller.app.db()).await?;
    let view = Index {
        page: caller.page("place-apps"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_CLIENTS),
        notice: notice(&done),
        clients: found.iter().map(row).collect(),
        new_url: caller.may(Task::ManageClients).then_some(paths::ADMIN_CLIENT_NEW),
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn row(client: &Client) -> ClientRow {
    ClientRow {
        id: client.id.to_string(),
        name: client.metadata.client_name.clone(),
        kind: kind(client),
        kept_in_settings: client.source == Source::Settings,
        registered_itself: client.registered_itself(),
        enabled: client.enabled,
        url: place(&client.id, ""),
    }
}

fn kind(client: &Client) -> &'static str {
    match (client.metadata.application_type, client.is_public()) {
        (ApplicationType::Native, _) => "runs-on-devices",
        (ApplicationType::Web, true) => "runs-in-browser",
        (ApplicationType::Web, false) => "runs-on-server",
    }
}

async fn show(
    caller: Administrator,
    id: web::Path<String>,
    done: web::Query<Done>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewClients)?;
    let client = find(&caller, &id).await?;
    let now = caller.now();
    let changeable = caller.may(Task::ManageClients) && client.source != Source::Settings;
    // Who registered itself changes by itself.
    let ours = !client.registered_itself();
    let view = Show {
        page: caller.page(client.metadata.client_name.clone()),
        nav: ConsoleNav::of(&caller, paths::ADMIN_CLIENTS),
        notice: notice(&done),
        id: client.id.to_string(),
        name: client.metadata.client_name.clone(),
        enabled: client.enabled,
        kept_in_settings: client.source == Source::Settings,
        registered_itself: client.registered_itself(),
        facts: facts(caller.app.db().browse(), &client).await?,
        created: Moment::new(client.created_at, now),
        updated: Moment::new(client.updated_at, now),
        told: told(caller.app.db().browse(), &client, now).await?,
        streams: streams::rows(&caller, &client.id).await?,
        may_delete_streams: caller.may(Task::ManageClients),
        snippets: snippets(caller.app.issuer(), &client),
        acts: changeable.then(|| Acts {
            edit: ours.then(|| place(&client.id, "/edit")),
            secret: (ours && client.has_secret()).then(|| place(&client.id, "/secret")),
            state: place(&client.id, "/state"),
            delete: place(&client.id, "/delete"),
        }),
        try_url: (caller.may(Task::ManageClients) && is_triable(&client))
            .then(|| place(&client.id, "/try")),
        list_url: paths::ADMIN_CLIENTS,
    };
    Ok(html(StatusCode::OK, &view)?)
}

async fn told(
    connection: &impl ConnectionTrait,
    client: &Client,
    now: Timestamp,
) -> Fallible<Vec<TellingRow>> {
    let lane = Lane::Backchannel(client.id.clone());
    let deliveries = telling::of_lane(connection, &lane, TELLINGS_SHOWN).await?;
    let row = |delivery: Delivery| {
        let (state, at) = match delivery.state {
            State::Delivered(at) => ("telling-told", at),
            State::GivenUp(at) => ("telling-given-up", at),
            State::Held => ("telling-held", delivery.created_at),
            State::Waiting(at) if delivery.attempts == 0 => ("telling-waiting", at),
            State::Waiting(at) => ("telling-next-try", at),
        };
        let (since, at) = (Moment::new(delivery.created_at, now), Moment::new(at, now));
        TellingRow { since, state, at, tries: delivery.attempts, why: delivery.last_error }
    };
    Ok(deliveries.into_iter().map(row).collect())
}

async fn find(caller: &Administrator, id: &str) -> Result<Client, Failure> {
    let found = clients::show(caller.app.db(), &ClientId::new(id)).await?;
    found.ok_or(Failure::NotFound)
}

async fn facts(connection: &impl ConnectionTrait, client: &Client) -> Fallible<Vec<Fact>> {
    let metadata = &client.metadata;
    let access = &metadata.access;
    let uris = |uris: &[clients::RedirectUri]| as_they_are(uris.iter());
    let mut facts = vec![
        Fact::one("app-runs", kind(client)),
        Fact::one("app-authenticates", metadata.token_endpoint_auth_method.as_str().to_owned()),
        Fact { label: "app-redirect-uris", values: uris(&metadata.redirect_uris) },
        Fact { label: "app-after-sign-out", values: uris(&metadata.post_logout_redirect_uris) },
        Fact { label: "app-told-at", values: as_they_are(&metadata.backchannel_logout_uri) },
        Fact::one("app-scope", metadata.scope.to_string()),
        Fact::one(
            "app-id-token-algorithm",
            metadata.id_token_signed_response_alg.as_str().to_owned(),
        ),
        Fact::one(
            "app-consent",
            match metadata.consent {
                Consent::Required => "consent-required",
                Consent::Skip => "consent-skipped",
            },
        ),
        Fact { label: "app-groups", values: group_names(connection, client).await? },
        Fact::one("app-minimum", access.minimum_acr.map_or("anything", strength_words)),
        Fact::one(
            "app-pass-sign-ins",
            if access.pass_sign_ins { "pass-sign-ins-accepted" } else { "pass-sign-ins-refused" },
        ),
    ];
    facts.extend(more_facts(client));
    facts.retain(|fact| !fact.values.is_empty());
    Ok(facts)
}

/// What few apps have.
fn more_facts(client: &Client) -> Vec<Fact> {
    let metadata = &client.metadata;
    let if_so = |is: bool, key: &'static str| is.then(|| phrase(key));
    let rules = [
        if_so(client.is_fapi2(), "rule-fapi2"),
        if_so(client.must_push(), "rule-par"),
        if_so(client.must_bind_tokens(), "rule-dpop"),
        if_so(metadata.subject_type == SubjectType::Pairwise, "rule-pairwise"),
    ];
    let mut keys = as_they_are(&metadata.jwks_uri);
    keys.extend(if_so(metadata.jwks.is_some(), "keys-kept-here"));
    let grant_types = metadata.grant_types.iter().map(|it| it.as_str());
    vec![
        Fact { label: "app-grant-types", values: as_they_are(grant_types) },
        Fact { label: "app-rules", values: rules.into_iter().flatten().collect() },
        Fact { label: "app-keys", values: keys },
        Fact { label: "app-resources", values: as_they_are(&metadata.resources) },
        Fact { label: "app-serves", values: as_they_are(&metadata.serves) },
    ]
}

/// What the protocol or somebody else calls things.
fn as_they_are(values: impl IntoIterator<Item = impl ToString>) -> Vec<Phrase> {
    values.into_iter().map(|value| value.to_string().into_phrase()).collect()
}

async fn group_names(connection: &impl ConnectionTrait, client: &Client) -> Fallible<Vec<Phrase>> {
    let allowed = &client.metadata.access.allowed_groups;
    if allowed.is_empty() {
        return Ok(vec![phrase("everybody")]);
    }
    let mut names = Vec::new();
    for id in allowed {
        names.push(group_name(connection, *id).await?.into_phrase());
    }
    Ok(names)
}

/// A group that was deleted is named by its id: nobody is in it any more.
async fn group_name(connection: &impl ConnectionTrait, id: GroupId) -> Fallible<String> {
    Ok(groups::find(connection, id).await?.map_or_else(|| id.to_string(), |group| group.name))
}

const fn strength_words(acr: crate::sessions::Acr) -> &'static str {
    use crate::sessions::Acr;
    match acr {
        Acr::Bootstrap => "strength-bootstrap",
        Acr::Pwd => "strength-pwd",
        Acr::Mfa => "strength-mfa",
        Acr::Phr => "strength-phr",
        Acr::Phrh => "strength-phrh",
    }
}
