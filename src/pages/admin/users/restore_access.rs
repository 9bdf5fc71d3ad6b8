//! /admin/users/{id}/restore-access: the device is lost.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::pass::{Shown, already_done, shown, waited_too_long};
use super::pass_terms::{self, PassTerms};
use super::person::name_of;
use super::{person_of, url_of};
use crate::administration::restore_access::{self, Loss, Receipt, Restored};
use crate::credentials::pass::{IssueRefusal, IssueRequest};
use crate::credentials::policy::policy_for;
use crate::credentials::security_info::MethodRef;
use crate::credentials::{Methods, methods_of};
use crate::directory::User;
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::language::{Moment, Phrase, phrase};
use crate::oidc::receipts;
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::{self, Sent};
use crate::pages::receipt::{Part, Reader, of_this_request};
use crate::pages::words;

/// A method that may be lost.
struct LossRow {
    id: String,
    method: String,
    label: Phrase,
    detail: &'static str,
    lost: bool,
}

#[derive(Template)]
#[template(path = "admin/users/restore_access.html")]
struct RestoreAccess {
    page: Page,
    nav: ConsoleNav,
    errors: FormErrors,
    name: String,
    username: String,
    action: String,
    form: String,
    methods: Vec<LossRow>,
    terms: PassTerms,
    cancel_url: String,
}

#[derive(Template)]
#[template(path = "admin/users/restored.html")]
struct AccessRestored {
    page: Page,
    nav: ConsoleNav,
    name: String,
    username: String,
    case: String,
    at: Moment,
    by: String,
    sessions_ended: u64,
    deleted: Option<Phrase>,
    kept: Option<Phrase>,
    part: Option<Part>,
    shown: Shown,
    person_url: String,
}

pub(super) async fn get(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let user = restorable(&caller, &id).await?;
    let policy = policy_for(caller.app.db().browse(), caller.app.tools(), user.id).await?;
    let terms = PassTerms::fresh(&policy.pass);
    show(&caller, &user, terms, None, FormErrors::default()).await
}

pub(super) async fn post(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    let user = restorable(&caller, &id).await?;
    let policy = policy_for(caller.app.db().browse(), caller.app.tools(), user.id).await?;
    let policy = &policy.pass;
    let again = |errors| show(&caller, &user, PassTerms::sent(policy, &sent), Some(&sent), errors);
    let Some(form) = form::form_sent(&caller, &about(&user), sent.text("form")) else {
        return again(waited_too_long()).await;
    };
    let pass = match pass_terms::request(&sent, caller.now()) {
        Ok(request) => IssueRequest { form: Some(form), ..request },
        Err(errors) => return again(errors).await,
    };
    let methods: Result<Vec<MethodRef>, _> = sent.all("lost").map(str::parse).collect();
    let methods = methods.map_err(|_| Failure::Malformed("there is no such method"))?;
    // Read before they are deleted, for the receipt.
    let before = methods_of(caller.app.db().browse(), user.id).await?;
    let (tools, by) = (caller.app.tools(), caller.actor());
    let loss = Loss { methods, pass };
    match restore_access::restore(tools, &caller.origin, &by, user.id, loss).await? {
        Restored::Restored(receipt) => receipt_page(&caller, &receipt, &before).await,
        Restored::Refused(IssueRefusal::NotAllowed(denied)) => Err(Failure::NotAllowed(denied)),
        Restored::Refused(IssueRefusal::UserNotFound) => Err(Failure::NotFound),
        Restored::Refused(IssueRefusal::AlreadyIssued) => {
            already_done(&caller, &user, paths::ADMIN_USER_RESTORE)
        }
        Restored::Refused(refusal) => again(pass_terms::refused(&refusal, &sent)).await,
    }
}

fn about(user: &User) -> String {
    format!("access of {}", user.id)
}

/// The person, if the caller may restore their access.
async fn restorable(caller: &FreshAdministrator, id: &str) -> Result<User, Failure> {
    let user = person_of(caller, id).await?;
    restore_access::permit(caller.app.db().browse(), &caller.actor(), user.id)
        .await?
        .map_err(Failure::NotAllowed)?;
    Ok(user)
}

async fn show(
    caller: &FreshAdministrator,
    user: &User,
    terms: PassTerms,
    sent: Option<&Sent>,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let status = errors.status();
    let methods = methods_of(caller.app.db().browse(), user.id).await?;
    let view = RestoreAccess {
        page: caller.page(phrase("restore-access-for").with("name", &user.display_name)),
        nav: ConsoleNav::of(caller, paths::ADMIN_USERS),
        errors,
        name: user.display_name.clone(),
        username: user.username.to_string(),
        action: paths::of(paths::ADMIN_USER_RESTORE, user.id),
        form: form::once(caller, &about(user))?,
        methods: loss_rows(&methods, sent),
        terms,
        cancel_url: url_of(user.id),
    };
    Ok(html(status, &view)?)
}

/// Every method, all taken for lost until somebody says otherwise.
fn loss_rows(methods: &Methods, sent: Option<&Sent>) -> Vec<LossRow> {
    let row = |method: MethodRef, detail| {
        let written = method.to_string();
        LossRow {
            id: written.replace(':', "-"),
            label: name_of(methods, method).unwrap_or_default(),
            lost: sent.is_none_or(|sent| sent.all("lost").any(|lost| lost == written)),
            method: written,
            detail,
        }
    };
    let mut rows = Vec::new();
    for passkey in &methods.passkeys {
        let detail = if passkey.synced { "lost-synced-passkey" } else { "lost-device-passkey" };
        rows.push(row(MethodRef::Passkey(passkey.id), detail));
    }
    for app in &methods.authenticator_apps {
        rows.push(row(MethodRef::AuthenticatorApp(app.id), "lost-authenticator-app"));
    }
    if methods.recovery_codes_left > 0 {
        rows.push(row(MethodRef::RecoveryCodes, "lost-recovery-codes"));
    }
    if methods.password.is_some() {
        rows.push(row(MethodRef::Password, "lost-password"));
    }
    rows
}

async fn receipt_page(
    caller: &FreshAdministrator,
    receipt: &Receipt,
    before: &Methods,
) -> Result<HttpResponse, Failure> {
    let (user, now, app) = (&receipt.user, caller.now(), &caller.app);
    let ended = match of_this_request(app, &caller.origin, user.id).await? {
        Some(id) => receipts::find_any(app.db().browse(), id, now).await?,
        None => None,
    };
    let part = |ended: &receipts::Receipt| {
        let url = paths::of(paths::ADMIN_SIGN_OUT, ended.id);
        // This page is seen once: it shows the pass.
        Part { refresh: None, ..Part::of(ended, app, Reader::Administrator, now, url) }
    };
    let deleted = receipt.deleted.iter().filter_map(|method| name_of(before, *method));
    let view = AccessRestored {
        page: caller.page(phrase("restored-for-person").with("name", &user.display_name)),
        nav: ConsoleNav::of(caller, paths::ADMIN_USERS),
        name: user.display_name.clone(),
        username: user.username.to_string(),
        case: receipt.case.clone(),
        at: Moment::new(now, now),
        by: caller.session.username.clone(),
        sessions_ended: receipt.sessions_ended,
        deleted: words::listed(deleted),
        kept: kept(receipt),
        part: ended.as_ref().map(part),
        shown: shown(caller, user, &receipt.pass, &receipt.code)?,
        person_url: url_of(user.id),
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn kept(receipt: &Receipt) -> Option<Phrase> {
    let left = receipt.left;
    let all = [
        (left.passkey, "kept-passkey"),
        (left.authenticator_app, "kept-authenticator-app"),
        (left.password, "kept-password"),
        (left.recovery_code, "kept-recovery-codes"),
    ];
    words::listed(all.into_iter().filter_map(|(there, name)| there.then_some(name)))
}
