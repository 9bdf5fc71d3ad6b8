//! /admin/users/{id}/pass: issuing a pass, which is shown once; and taking it away.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::pass_terms::{self, PassTerms};
use super::{done, person_and_roles, person_of, url_of};
use crate::credentials::pass::{self, Deleted, IssueRefusal, Issued, PassCode, PassSummary};
use crate::credentials::policy::policy_for;
use crate::directory::User;
use crate::directory::authority::{self, Action, Holder};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::language::{Moment, phrase};
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::{self, Confirm, Sent};
use crate::pages::ticket::{Spoken, Ticket, aloud};

#[derive(Template)]
#[template(path = "admin/users/issue_pass.html")]
struct IssuePass {
    page: Page,
    nav: ConsoleNav,
    errors: FormErrors,
    name: String,
    username: String,
    /// Until when the pass lives that a new one would replace.
    replaces: Option<Moment>,
    action: String,
    form: String,
    terms: PassTerms,
    cancel_url: String,
}

/// What every page says that shows a pass the one time it is shown.
pub(in crate::pages::admin) struct Shown {
    pub(in crate::pages::admin) ticket: Ticket,
    pub(in crate::pages::admin) aloud: Vec<Vec<Spoken>>,
}

#[derive(Template)]
#[template(path = "admin/users/pass_issued.html")]
struct PassIssued {
    page: Page,
    nav: ConsoleNav,
    name: String,
    shown: Shown,
    person_url: String,
}

#[derive(Template)]
#[template(path = "admin/users/awaiting_approval.html")]
struct AwaitingApproval {
    page: Page,
    nav: ConsoleNav,
    name: String,
    requests_url: &'static str,
    person_url: String,
}

#[derive(Template)]
#[template(path = "admin/users/already_done.html")]
struct AlreadyDone {
    page: Page,
    nav: ConsoleNav,
    name: String,
    person_url: String,
    again_url: String,
}

pub(super) async fn get(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let user = issuable(&caller, &id).await?;
    let policy = policy_for(caller.app.db().browse(), caller.app.tools(), user.id).await?;
    let terms = PassTerms::fresh(&policy.pass);
    show(&caller, &user, terms, FormErrors::default()).await
}

pub(super) async fn post(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    let user = issuable(&caller, &id).await?;
    let policy = policy_for(caller.app.db().browse(), caller.app.tools(), user.id).await?;
    let policy = &policy.pass;
    let again = |errors| show(&caller, &user, PassTerms::sent(policy, &sent), errors);
    let Some(form) = form::form_sent(&caller, &about(&user), sent.text("form")) else {
        return again(waited_too_long()).await;
    };
    let request = match pass_terms::request(&sent, caller.now()) {
        Ok(request) => pass::IssueRequest { form: Some(form), ..request },
        Err(errors) => return again(errors).await,
    };
    let by = caller.actor();
    match pass::issue(caller.app.tools(), &caller.origin, &by, user.id, request).await? {
        Issued::Issued { pass, code } => issued(&caller, &user, &pass, &code),
        Issued::AwaitingApproval(_) => awaiting(&caller, &user),
        Issued::Refused(IssueRefusal::NotAllowed(denied)) => Err(Failure::NotAllowed(denied)),
        Issued::Refused(IssueRefusal::UserNotFound) => Err(Failure::NotFound),
        Issued::Refused(IssueRefusal::AlreadyIssued) => {
            already_done(&caller, &user, paths::ADMIN_USER_PASS)
        }
        Issued::Refused(refusal) => again(pass_terms::refused(&refusal, &sent)).await,
    }
}

/// The page of the person; whoever issues by a delegation came from the front desk.
fn way_back(caller: &FreshAdministrator, user: &User) -> String {
    if caller.roles.is_empty() { paths::ADMIN_FRONT_DESK.to_owned() } else { url_of(user.id) }
}

/// What the form of this page is about.
fn about(user: &User) -> String {
    format!("pass of {}", user.id)
}

/// The error of a form that lay open for longer than it is remembered.
pub(super) fn waited_too_long() -> FormErrors {
    FormErrors::under(
        "",
        "This page has been open for too long. Nothing was changed; check it and send it again.",
    )
}

/// The person, if the caller may issue them a pass: nobody fills in a form that is refused anyway.
async fn issuable(caller: &FreshAdministrator, id: &str) -> Result<User, Failure> {
    let user = person_of(caller, id).await?;
    let connection = caller.app.db().browse();
    authority::permit(connection, &caller.actor(), Action::IssuePass, user.id)
        .await?
        .map_err(Failure::NotAllowed)?;
    Ok(user)
}

async fn show(
    caller: &FreshAdministrator,
    user: &User,
    terms: PassTerms,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let (status, now) = (errors.status(), caller.now());
    let pass = pass::show(caller.app.db().browse(), user.id).await?;
    let living = pass.filter(|pass| pass.ends_at > now && !(pass.one_time && pass.uses > 0));
    let view = IssuePass {
        page: caller.page(format!("New pass for {}", user.display_name)),
        nav: ConsoleNav::of(caller, paths::ADMIN_USERS),
        errors,
        name: user.display_name.clone(),
        username: user.username.to_string(),
        replaces: living.map(|pass| Moment::new(pass.ends_at, now)),
        action: paths::of(paths::ADMIN_USER_PASS, user.id),
        form: form::once(caller, &about(user))?,
        terms,
        cancel_url: way_back(caller, user),
    };
    Ok(html(status, &view)?)
}

/// The pass as it is shown once: as a ticket, and as it is read aloud.
pub(in crate::pages::admin) fn shown(
    caller: &FreshAdministrator,
    user: &User,
    pass: &PassSummary,
    code: &PassCode,
) -> Result<Shown, Failure> {
    let ticket = Ticket::of(pass, &user.display_name, user.username.as_str(), caller.now());
    let ticket = ticket.with_code(code, &caller.app.settings().issuer)?;
    Ok(Shown { ticket, aloud: aloud(code) })
}

/// Answered to the form itself: no address leads to this page, and it is stored nowhere.
fn issued(
    caller: &FreshAdministrator,
    user: &User,
    pass: &PassSummary,
    code: &PassCode,
) -> Result<HttpResponse, Failure> {
    let view = PassIssued {
        page: caller.page(format!("Pass for {}", user.display_name)),
        nav: ConsoleNav::of(caller, paths::ADMIN_USERS),
        name: user.display_name.clone(),
        shown: shown(caller, user, pass, code)?,
        person_url: way_back(caller, user),
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// Somebody else approves first; the pass is made and shown when the request is opened.
fn awaiting(caller: &FreshAdministrator, user: &User) -> Result<HttpResponse, Failure> {
    let view = AwaitingApproval {
        page: caller.page("Waiting for approval"),
        nav: ConsoleNav::of(caller, paths::ADMIN_USERS),
        name: user.display_name.clone(),
        requests_url: paths::ADMIN_REQUESTS,
        person_url: way_back(caller, user),
    };
    Ok(html(StatusCode::ACCEPTED, &view)?)
}

/// The same form came a second time: what it did is done, and the code is not shown again.
pub(super) fn already_done(
    caller: &FreshAdministrator,
    user: &User,
    again: &str,
) -> Result<HttpResponse, Failure> {
    let view = AlreadyDone {
        page: caller.page("This was done already"),
        nav: ConsoleNav::of(caller, paths::ADMIN_USERS),
        name: user.display_name.clone(),
        person_url: way_back(caller, user),
        again_url: paths::of(again, user.id),
    };
    Ok(html(StatusCode::CONFLICT, &view)?)
}

pub(super) async fn confirm_delete(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let (user, roles) = person_and_roles(&caller, &id).await?;
    let by = Holder { id: caller.session.user_id, roles: &caller.roles };
    authority::decide(by, Action::DeletePass, Holder { id: user.id, roles: &roles })
        .map_err(Failure::NotAllowed)?;
    let view = Confirm {
        page: caller.page("Delete this pass?"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_USERS),
        errors: FormErrors::default(),
        about: phrase("pass-of-person")
            .with("name", user.display_name)
            .with("username", user.username.to_string()),
        consequences: vec![phrase("delete-pass-ends")],
        action: paths::of(paths::ADMIN_USER_DELETE_PASS, user.id),
        hidden: Vec::new(),
        does: "delete",
        cancel_url: url_of(user.id),
    };
    view.answer()
}

pub(super) async fn delete(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let user = person_of(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    let deleted = pass::delete(&work, &caller.origin, &caller.actor(), user.id).await?;
    work.commit().await?;
    match deleted {
        Deleted::Deleted | Deleted::NotFound => Ok(done(user.id, "pass-deleted")),
        Deleted::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}
