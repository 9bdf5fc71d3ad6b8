//! /security-info/rename and /security-info/delete: changing one method.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{about, done, registration};
use crate::credentials::security_info::{Changed, MethodRef};
use crate::credentials::{Methods, methods_of, policy_for};
use crate::http::caller::FreshlySignedIn;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, HiddenField, Nav, Page, html, see_other};
use crate::http::paths;

#[derive(Template)]
#[template(path = "security_info/rename.html")]
struct SecurityInfoRename {
    page: Page,
    nav: Nav,
    errors: FormErrors,
    action: &'static str,
    kind: &'static str,
    name: String,
    hidden: Vec<HiddenField>,
    cancel_url: &'static str,
}

#[derive(Template)]
#[template(path = "security_info/delete.html")]
struct SecurityInfoDelete {
    page: Page,
    nav: Nav,
    action: &'static str,
    kind: &'static str,
    name: String,
    last_way_in: bool,
    add_url: &'static str,
    hidden: Vec<HiddenField>,
    cancel_url: &'static str,
}

/// Which method a page is about.
#[derive(Deserialize)]
pub(super) struct OfMethod {
    method: String,
}

impl OfMethod {
    fn credential(&self) -> Result<MethodRef, Failure> {
        self.method.parse().map_err(|_| Failure::NotFound)
    }
}

/// Which kind of method it is, by which messages choose their words, and its name; `None` if it is not theirs.
fn described(methods: &Methods, credential: MethodRef) -> Option<(&'static str, String)> {
    match credential {
        MethodRef::Passkey(id) => {
            methods.passkeys.iter().find(|it| it.id == id).map(|it| ("passkey", it.name.clone()))
        }
        MethodRef::AuthenticatorApp(id) => methods
            .authenticator_apps
            .iter()
            .find(|it| it.id == id)
            .map(|it| ("authenticator-app", it.name.clone())),
        MethodRef::Password => methods.password.as_ref().map(|_| ("password", String::new())),
        MethodRef::RecoveryCodes => {
            (methods.recovery_codes_left > 0).then(|| ("recovery-codes", String::new()))
        }
    }
}

async fn methods(caller: &FreshlySignedIn) -> Result<Methods, Failure> {
    Ok(methods_of(caller.app.db().read(), caller.session.user_id).await?)
}

async fn find(
    caller: &FreshlySignedIn,
    credential: MethodRef,
) -> Result<(&'static str, String), Failure> {
    described(&methods(caller).await?, credential).ok_or(Failure::NotFound)
}

fn hidden(credential: MethodRef) -> Vec<HiddenField> {
    vec![HiddenField { name: "method".to_owned(), value: credential.to_string() }]
}

pub(super) async fn rename_form(
    caller: FreshlySignedIn,
    of: web::Query<OfMethod>,
) -> Result<HttpResponse, Failure> {
    let credential = of.credential()?;
    let (kind, name) = find(&caller, credential).await?;
    show_rename(&caller, credential, kind, name, FormErrors::default())
}

fn show_rename(
    caller: &FreshlySignedIn,
    credential: MethodRef,
    kind: &'static str,
    name: String,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let status = errors.status();
    let view = SecurityInfoRename {
        page: caller.page("rename"),
        nav: Nav::of(&caller.session.username, "security-info"),
        errors,
        action: paths::SECURITY_INFO_RENAME,
        kind,
        name,
        hidden: hidden(credential),
        cancel_url: paths::SECURITY_INFO,
    };
    Ok(html(status, &view)?)
}

#[derive(Deserialize)]
pub(super) struct Rename {
    method: String,
    name: String,
}

pub(super) async fn rename(
    caller: FreshlySignedIn,
    form: web::Form<Rename>,
) -> Result<HttpResponse, Failure> {
    let credential: MethodRef = form.method.parse().map_err(|_| Failure::NotFound)?;
    match registration(&caller).rename(credential, &form.name).await? {
        None => Ok(see_other(paths::SIGN_IN)),
        Some(Changed::Done) => Ok(done("renamed")),
        Some(Changed::NotAName) => {
            let (kind, _) = find(&caller, credential).await?;
            let errors = FormErrors::under("name", "name-length");
            show_rename(&caller, credential, kind, form.name.clone(), errors)
        }
        Some(_) => Err(Failure::NotFound),
    }
}

pub(super) async fn delete_form(
    caller: FreshlySignedIn,
    of: web::Query<OfMethod>,
) -> Result<HttpResponse, Failure> {
    let credential = of.credential()?;
    let methods = methods(&caller).await?;
    let (kind, name) = described(&methods, credential).ok_or(Failure::NotFound)?;
    let app = &caller.app;
    let policy = policy_for(app.db().read(), app.tools(), caller.session.user_id).await?;
    let view = SecurityInfoDelete {
        page: caller.page("delete-a-way"),
        nav: Nav::of(&caller.session.username, "security-info"),
        action: paths::SECURITY_INFO_DELETE,
        kind,
        name,
        last_way_in: methods.is_last_way_in(credential, &policy),
        add_url: paths::REGISTER,
        hidden: hidden(credential),
        cancel_url: paths::SECURITY_INFO,
    };
    Ok(html(StatusCode::OK, &view)?)
}

pub(super) async fn delete(
    caller: FreshlySignedIn,
    form: web::Form<OfMethod>,
) -> Result<HttpResponse, Failure> {
    let credential = form.credential()?;
    match registration(&caller).delete(credential).await? {
        None => Ok(see_other(paths::SIGN_IN)),
        Some(Changed::Done) => Ok(done("deleted")),
        // Its page says why.
        Some(Changed::LastWayIn) => Ok(see_other(&about(paths::SECURITY_INFO_DELETE, credential))),
        Some(_) => Err(Failure::NotFound),
    }
}
