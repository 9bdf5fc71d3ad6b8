//! Registering an app, and changing what is registered.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use url::Url;

use super::more::{self, More, address};
use super::{find, group_name, place, strength_words};
use crate::base::{ClientId, Fallible, GroupId, Secret};
use crate::db::ConnectionTrait;
use crate::directory::authority::Task;
use crate::directory::groups;
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::phrase;
use crate::oidc::clients::{
    self, AccessRules, Added, ApplicationType, AuthMethod, Changed, Client, ClientMetadata,
    Consent, GrantType, InvalidMetadata, InvalidRedirectUri, NewClient, RedirectUri,
};
use crate::oidc::keys::Algorithm;
use crate::oidc::{InvalidScope, Scopes};
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::{Choosable, lines};
use crate::sessions::Acr;

#[derive(Template)]
#[template(path = "admin/clients/form.html")]
struct FormPage {
    page: Page,
    nav: ConsoleNav,
    heading: &'static str,
    new: bool,
    form: Form,
    errors: FormErrors,
    kinds: Vec<Choosable>,
    algorithms: Vec<Choosable>,
    strengths: Vec<Choosable>,
    access_token_algorithms: Vec<Choosable>,
    userinfo_algorithms: Vec<Choosable>,
    more_open: bool,
    action: String,
    cancel_url: String,
    save: &'static str,
}

#[derive(Template)]
#[template(path = "admin/clients/secret.html")]
struct SecretPage {
    page: Page,
    nav: ConsoleNav,
    name: String,
    id: String,
    secret: Option<String>,
    client_url: String,
}

/// What was typed. Check boxes are absent when they are off.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    id: String,
    name: String,
    kind: String,
    redirect_uris: String,
    post_logout_redirect_uris: String,
    backchannel_logout_uri: String,
    backchannel_logout_session_required: Option<String>,
    scope: String,
    algorithm: String,
    secret_in_body: Option<String>,
    require_pkce: Option<String>,
    refresh_tokens: Option<String>,
    skip_consent: Option<String>,
    groups: String,
    minimum_acr: String,
    refuse_passes: Option<String>,
    #[serde(flatten)]
    more: More,
}

const KINDS: [(&str, &str); 4] = [
    ("server", "kind-server"),
    ("keys", "kind-keys"),
    ("browser", "kind-browser"),
    ("native", "kind-native"),
];

pub(super) async fn new(caller: FreshAdministrator) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManageClients)?;
    let form = Form {
        kind: "server".to_owned(),
        scope: "openid profile email offline_access".to_owned(),
        algorithm: Algorithm::default().as_str().to_owned(),
        refresh_tokens: Some("on".to_owned()),
        more: More::fresh(),
        ..Form::default()
    };
    present_new(&caller, form, FormErrors::default())
}

fn present_new(
    caller: &Administrator,
    form: Form,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let action = paths::ADMIN_CLIENT_NEW.to_owned();
    let cancel = paths::ADMIN_CLIENTS.to_owned();
    present(caller, "register-an-app", true, form, errors, action, cancel)
}

fn present(
    caller: &Administrator,
    heading: &'static str,
    new: bool,
    form: Form,
    errors: FormErrors,
    action: String,
    cancel_url: String,
) -> Result<HttpResponse, Failure> {
    let strengths = [Acr::Pwd, Acr::Mfa, Acr::Phr, Acr::Phrh];
    let chosen = |value: &'static str, label, typed: &str| Choosable {
        value,
        label,
        chosen: value == typed,
    };
    let mut levels = vec![chosen("", "anything", &form.minimum_acr)];
    levels
        .extend(strengths.map(|acr| chosen(acr.as_str(), strength_words(acr), &form.minimum_acr)));
    let view = FormPage {
        page: caller.page(heading),
        nav: ConsoleNav::of(caller, paths::ADMIN_CLIENTS),
        heading,
        new,
        kinds: KINDS.map(|(value, label)| chosen(value, label, &form.kind)).into(),
        algorithms: Algorithm::ALL
            .map(|it| chosen(it.as_str(), it.as_str(), &form.algorithm))
            .into(),
        strengths: levels,
        access_token_algorithms: form.more.access_token_algorithms(),
        userinfo_algorithms: form.more.userinfo_algorithms(),
        more_open: More::is_open(&errors, &form.kind),
        action,
        cancel_url,
        save: if new { "register" } else { "save" },
        form,
        errors,
    };
    Ok(html(view.errors.status(), &view)?)
}

pub(super) async fn create(
    caller: FreshAdministrator,
    form: web::Form<Form>,
) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let fresh = ClientMetadata::new("", Vec::new());
    let metadata = match form.metadata(caller.app.db().browse(), fresh).await? {
        Ok(metadata) => metadata,
        Err(errors) => return present_new(&caller, form, errors),
    };
    let client = NewClient { id: ClientId::new(form.id.trim()), metadata };
    let work = caller.app.db().begin().await?;
    match clients::add(&work, &caller.origin, &caller.actor(), &client).await? {
        Added::Added(secret) => {
            work.commit().await?;
            told_once(&caller, &client.id, &client.metadata.client_name, secret.as_ref())
        }
        Added::IdTaken => {
            let errors = FormErrors::under("id", "app-id-taken");
            present_new(&caller, form, errors)
        }
        Added::Refused(why) => present_new(&caller, form, refused(&why)),
        Added::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}

/// The one page that shows a secret.
pub(super) fn told_once(
    caller: &Administrator,
    id: &ClientId,
    name: &str,
    secret: Option<&Secret>,
) -> Result<HttpResponse, Failure> {
    let view = SecretPage {
        page: caller.page(name.to_owned()),
        nav: ConsoleNav::of(caller, paths::ADMIN_CLIENTS),
        name: name.to_owned(),
        id: id.to_string(),
        secret: secret.map(|secret| secret.expose().to_owned()),
        client_url: place(id, ""),
    };
    Ok(html(StatusCode::OK, &view)?)
}

pub(super) async fn edit(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManageClients)?;
    let client = find(&caller, &id).await?;
    let form = Form::of(caller.app.db().browse(), &client).await?;
    present_edit(&caller, &client, form, FormErrors::default())
}

fn present_edit(
    caller: &Administrator,
    client: &Client,
    form: Form,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let (action, cancel) = (place(&client.id, "/edit"), place(&client.id, ""));
    present(caller, "change-an-app", false, form, errors, action, cancel)
}

pub(super) async fn save(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<Form>,
) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let client = find(&caller, &id).await?;
    let known = client.metadata.clone();
    let metadata = match form.metadata(caller.app.db().browse(), known).await? {
        Ok(metadata) => metadata,
        Err(errors) => return present_edit(&caller, &client, form, errors),
    };
    let work = caller.app.db().begin().await?;
    match clients::update(&work, &caller.origin, &caller.actor(), &client.id, &metadata).await? {
        Changed::Changed => {
            work.commit().await?;
            Ok(see_other(&with_query(&place(&client.id, ""), &[("done", Some("saved"))])))
        }
        Changed::Refused(why) => present_edit(&caller, &client, form, refused(&why)),
        Changed::NotFound | Changed::KeptInSettings | Changed::RegisteredItself => {
            Err(Failure::NotFound)
        }
        Changed::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}

fn refused(why: &InvalidMetadata) -> FormErrors {
    if let Some(errors) = more::refused(why) {
        return errors;
    }
    match why {
        InvalidMetadata::Id => FormErrors::under("id", "app-id-wrong"),
        InvalidMetadata::Name => FormErrors::under("name", "app-name-wrong"),
        InvalidMetadata::NoRedirectUri => FormErrors::under("redirect_uris", "redirect-uri-needed"),
        InvalidMetadata::PublicWithoutPkce
        | InvalidMetadata::NoSecret
        | InvalidMetadata::PublicWithSecret
        | InvalidMetadata::SecretAndKeys
        | InvalidMetadata::WeakSecret
        | InvalidMetadata::AuthMethod => FormErrors::under("kind", "app-kind-fixed"),
        InvalidMetadata::Address("backchannel_logout_uri") => {
            FormErrors::under("backchannel_logout_uri", "address-wrong")
        }
        InvalidMetadata::Address(name) => {
            FormErrors::under("kind", phrase("registered-address-wrong").with("field", *name))
        }
        // What cannot come of this form, the library's words explain.
        other => FormErrors::under("kind", format!("{other}.")),
    }
}

impl Form {
    async fn of(connection: &impl ConnectionTrait, client: &Client) -> Fallible<Self> {
        let metadata = &client.metadata;
        let on = |yes: bool| yes.then(|| "on".to_owned());
        let lines = |uris: &[RedirectUri]| {
            uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join("\n")
        };
        let mut names = Vec::new();
        for id in &metadata.access.allowed_groups {
            names.push(group_name(connection, *id).await?);
        }
        let signs = metadata.token_endpoint_auth_method == AuthMethod::PrivateKeyJwt;
        let kind = match (metadata.application_type, client.is_public()) {
            (ApplicationType::Native, _) => "native",
            (ApplicationType::Web, false) if signs => "keys",
            (ApplicationType::Web, true) => "browser",
            (ApplicationType::Web, false) => "server",
        };
        Ok(Self {
            id: client.id.to_string(),
            name: metadata.client_name.clone(),
            kind: kind.to_owned(),
            redirect_uris: lines(&metadata.redirect_uris),
            post_logout_redirect_uris: lines(&metadata.post_logout_redirect_uris),
            backchannel_logout_uri: metadata
                .backchannel_logout_uri
                .as_ref()
                .map(Url::to_string)
                .unwrap_or_default(),
            backchannel_logout_session_required: on(metadata.backchannel_logout_session_required),
            scope: metadata.scope.to_string(),
            algorithm: metadata.id_token_signed_response_alg.as_str().to_owned(),
            secret_in_body: on(metadata.token_endpoint_auth_method == AuthMethod::ClientSecretPost),
            require_pkce: on(client.is_public() || metadata.require_pkce),
            refresh_tokens: on(client.allows(GrantType::RefreshToken)),
            skip_consent: on(metadata.consent == Consent::Skip),
            groups: names.join("\n"),
            minimum_acr: metadata
                .access
                .minimum_acr
                .map(Acr::as_str)
                .unwrap_or_default()
                .to_owned(),
            refuse_passes: on(!metadata.access.pass_sign_ins),
            more: More::of(client),
        })
    }

    /// What was typed over what is known of the client, or what is wrong with it.
    async fn metadata(
        &self,
        connection: &impl ConnectionTrait,
        known: ClientMetadata,
    ) -> Fallible<Result<ClientMetadata, FormErrors>> {
        let allowed_groups = match self.allowed_groups(connection).await? {
            Ok(groups) => groups,
            Err(errors) => return Ok(Err(errors)),
        };
        Ok(self.metadata_for(known, allowed_groups))
    }

    fn metadata_for(
        &self,
        mut metadata: ClientMetadata,
        allowed_groups: BTreeSet<GroupId>,
    ) -> Result<ClientMetadata, FormErrors> {
        self.name.trim().clone_into(&mut metadata.client_name);
        metadata.redirect_uris = uris("redirect_uris", &self.redirect_uris)?;
        metadata.post_logout_redirect_uris =
            uris("post_logout_redirect_uris", &self.post_logout_redirect_uris)?;
        metadata.backchannel_logout_uri =
            address("backchannel_logout_uri", &self.backchannel_logout_uri)?;
        metadata.backchannel_logout_session_required = metadata.backchannel_logout_uri.is_some()
            && self.backchannel_logout_session_required.is_some();
        (metadata.application_type, metadata.token_endpoint_auth_method) =
            match (self.kind.as_str(), self.secret_in_body.is_some()) {
                ("keys", _) => (ApplicationType::Web, AuthMethod::PrivateKeyJwt),
                ("server", false) => (ApplicationType::Web, AuthMethod::ClientSecretBasic),
                ("server", true) => (ApplicationType::Web, AuthMethod::ClientSecretPost),
                ("browser", _) => (ApplicationType::Web, AuthMethod::None),
                // How it authenticates is not asked here: it stays as it is.
                ("native", _) if metadata.application_type == ApplicationType::Native => {
                    (ApplicationType::Native, metadata.token_endpoint_auth_method)
                }
                ("native", _) => (ApplicationType::Native, AuthMethod::None),
                _ => return Err(FormErrors::under("kind", "choose-where-it-runs")),
            };
        metadata.scope = scopes(&self.scope)?;
        metadata.id_token_signed_response_alg = Algorithm::named(&self.algorithm)
            .ok_or_else(|| FormErrors::under("algorithm", "choose-one-of-these"))?;
        if self.refresh_tokens.is_some() {
            metadata.grant_types.insert(GrantType::RefreshToken);
        } else {
            metadata.grant_types.remove(&GrantType::RefreshToken);
        }
        let public = metadata.token_endpoint_auth_method == AuthMethod::None;
        metadata.require_pkce = public || self.require_pkce.is_some();
        metadata.consent =
            if self.skip_consent.is_some() { Consent::Skip } else { Consent::Required };
        metadata.access = AccessRules {
            allowed_groups,
            minimum_acr: strength(&self.minimum_acr)?,
            pass_sign_ins: self.refuse_passes.is_none(),
        };
        self.more.write(&mut metadata)?;
        Ok(metadata)
    }

    async fn allowed_groups(
        &self,
        connection: &impl ConnectionTrait,
    ) -> Fallible<Result<BTreeSet<GroupId>, FormErrors>> {
        let mut allowed = BTreeSet::new();
        for name in lines(&self.groups) {
            let group = match name.parse() {
                Ok(id) => groups::find(connection, id).await?,
                Err(_) => groups::find_by_name(connection, name).await?,
            };
            let Some(group) = group else {
                let message = phrase("no-such-group").with("name", name);
                return Ok(Err(FormErrors::under("groups", message)));
            };
            allowed.insert(group.id);
        }
        Ok(Ok(allowed))
    }
}

fn uris(field: &'static str, text: &str) -> Result<Vec<RedirectUri>, FormErrors> {
    let parse = |line| {
        RedirectUri::parse(line)
            .map_err(|why| FormErrors::under(field, phrase(unusable(why)).with("uri", line)))
    };
    lines(text).map(parse).collect()
}

const fn unusable(why: InvalidRedirectUri) -> &'static str {
    match why {
        InvalidRedirectUri::NotAbsolute => "redirect-uri-not-absolute",
        InvalidRedirectUri::Fragment => "redirect-uri-with-fragment",
        InvalidRedirectUri::Credentials => "redirect-uri-with-credentials",
        InvalidRedirectUri::Scheme => "redirect-uri-scheme",
    }
}

fn scopes(text: &str) -> Result<Scopes, FormErrors> {
    let scopes = Scopes::parse(text.trim())
        .map_err(|InvalidScope| FormErrors::under("scope", "scope-unreadable"))?;
    let unknown = text
        .split_ascii_whitespace()
        .find(|word| !scopes.iter().any(|scope| scope.as_str() == *word));
    match unknown {
        Some(word) => Err(FormErrors::under("scope", phrase("scope-unknown").with("scope", word))),
        None if scopes.is_empty() => Err(FormErrors::under("scope", "scope-needed")),
        None => Ok(scopes),
    }
}

fn strength(text: &str) -> Result<Option<Acr>, FormErrors> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| FormErrors::under("minimum_acr", "choose-one-of-these"))
}
