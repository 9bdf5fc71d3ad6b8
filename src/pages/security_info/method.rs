//! /security-info/rename and /security-info/delete: changing one method.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{done, person};
use crate::credentials::security_info::{self, Changed, MethodRef};
use crate::credentials::{Methods, methods_of, policy_for};
use crate::http::caller::FreshlySignedIn;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, HiddenField, Nav, Page, html};
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
    errors: FormErrors,
    action: &'static str,
    kind: &'static str,
    name: String,
    consequence: &'static str,
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

/// What a method is called within a sentence, and by its person; `None` if it is not theirs.
fn described(methods: &Methods, credential: MethodRef) -> Option<(&'static str, String)> {
    match credential {
        MethodRef::Passkey(id) => {
            methods.passkeys.iter().find(|it| it.id == id).map(|it| ("passkey", it.name.clone()))
        }
        MethodRef::AuthenticatorApp(id) => methods
            .authenticator_apps
            .iter()
            .find(|it| it.id == id)
            .map(|it| ("authenticator app", it.name.clone())),
        MethodRef::Password => methods.password.as_ref().map(|_| ("password", String::new())),
        MethodRef::RecoveryCodes => {
            (methods.recovery_codes_left > 0).then(|| ("set of recovery codes", String::new()))
        }
    }
}

async fn find(
    caller: &FreshlySignedIn,
    credential: MethodRef,
) -> Result<(&'static str, String), Failure> {
    let methods = methods_of(caller.app.db().read(), caller.session.user_id).await?;
    described(&methods, credential).ok_or(Failure::NotFound)
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
        page: caller.page("Rename"),
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
    let user = person(&caller).await?;
    let work = caller.app.db().begin().await?;
    match security_info::rename(
        &work,
        &caller.origin,
        &user.actor(),
        user.id,
        credential,
        &form.name,
    )
    .await?
    {
        Changed::Done => {
            work.commit().await?;
            Ok(done("renamed"))
        }
        Changed::NotAName => {
            // Its connection is given back before another is asked for.
            drop(work);
            let (kind, _) = find(&caller, credential).await?;
            let errors = FormErrors::under("name", "A name has 1 to 60 characters.");
            show_rename(&caller, credential, kind, form.name.clone(), errors)
        }
        _ => Err(Failure::NotFound),
    }
}
pub(super) async fn delete_form(
    caller: FreshlySignedIn,
    of: web::Query<OfMethod>,
) -> Result<HttpResponse, Failure> {
    show_delete(&caller, of.credential()?, FormErrors::default()).await
}

async fn show_delete(
    caller: &FreshlySignedIn,
    credential: MethodRef,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let (kind, name) = find(caller, credential).await?;
    let status = errors.status();
    let view = SecurityInfoDelete {
        page: caller.page("Delete a way to sign in"),
        nav: Nav::of(&caller.session.username, "security-info"),
        errors,
        action: paths::SECURITY_INFO_DELETE,
        kind,
        name,
        consequence: "Nobody can sign in with it any more. Browsers that are signed in stay signed in.",
        hidden: hidden(credential),
        cancel_url: paths::SECURITY_INFO,
    };
    Ok(html(status, &view)?)
}

pub(super) async fn delete(
    caller: FreshlySignedIn,
    form: web::Form<OfMethod>,
) -> Result<HttpResponse, Failure> {
    let credential = form.credential()?;
    let user = person(&caller).await?;
    let work = caller.app.db().begin().await?;
    let policy = &*policy_for(work.connection(), caller.app.tools(), user.id).await?;
    match security_info::delete(&work, &caller.origin, policy, &user.actor(), user.id, credential)
        .await?
    {
        Changed::Done => {
            work.commit().await?;
            Ok(done("deleted"))
        }
        Changed::LastWayIn => {
            drop(work);
            let message = "This is your last way to sign in. Add another one first.";
            show_delete(&caller, credential, FormErrors::under("", message)).await
        }
        _ => Err(Failure::NotFound),
    }
}
