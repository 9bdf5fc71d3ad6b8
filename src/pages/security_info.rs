//! /security-info: the methods a person has; each change behind a fresh authentication.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::register::choose::choices;
use super::words;
use crate::base::{Secret, Timestamp};
use crate::credentials::pass::{self, PassSummary};
use crate::credentials::security_info::{self, Changed, MethodRef};
use crate::credentials::{Methods, methods_of};
use crate::directory::{self, User};
use crate::http::caller::{FreshlySignedIn, SignedIn};
use crate::http::error::Failure;
use crate::http::moment::Moment;
use crate::http::page::{Choice, FormErrors, HiddenField, Link, Nav, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::sign_in::{PasswordChange, Registered, Registration};

/// A registered method in the list.
struct MethodRow {
    id: String,
    icon: &'static str,
    kind: &'static str,
    name: String,
    detail: String,
    added: Option<Moment>,
    last_used: Option<Moment>,
    rename_url: Option<String>,
    change: Option<Link>,
    delete_url: Option<String>,
}

/// A pass as the ticket stub shows it; here always without its code.
struct Ticket {
    name: String,
    username: String,
    groups: Vec<String>,
    valid_from: Moment,
    valid_until: Moment,
    one_time: bool,
    state: Option<String>,
    sign_in_address: Option<String>,
    qr_url: Option<String>,
}

/// The person's own outstanding pass.
struct OwnPass {
    ticket: Ticket,
    delete_action: &'static str,
}

#[derive(Template)]
#[template(path = "security_info/index.html")]
struct SecurityInfo {
    page: Page,
    nav: Nav,
    notice: Option<String>,
    methods: Vec<MethodRow>,
    pass: Option<OwnPass>,
    add: Vec<Choice>,
}

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

#[derive(Template)]
#[template(path = "security_info/change_password.html")]
struct ChangePassword {
    page: Page,
    nav: Nav,
    errors: FormErrors,
    action: &'static str,
    username: String,
    ask_current: bool,
    requirements: Vec<String>,
    suggestions: Vec<String>,
    cancel_url: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::SECURITY_INFO).get(get))
        .service(web::resource(paths::SECURITY_INFO_RENAME).get(rename_form).post(rename))
        .service(web::resource(paths::SECURITY_INFO_DELETE).get(delete_form).post(delete))
        .service(web::resource(paths::SECURITY_INFO_DELETE_PASS).get(list).post(delete_pass))
        .service(
            web::resource(paths::SECURITY_INFO_PASSWORD).get(password_form).post(change_password),
        );
}

/// An address that only receives forms leads a reader to the page the form is on.
async fn list() -> HttpResponse {
    see_other(paths::SECURITY_INFO)
}

fn done(what: &'static str) -> HttpResponse {
    see_other(&with_query(paths::SECURITY_INFO, &[("done", Some(what))]))
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn get(caller: SignedIn, query: web::Query<Done>) -> Result<HttpResponse, Failure> {
    let (app, now) = (&caller.app, caller.now());
    let methods = methods_of(app.db().read(), caller.session.user_id).await?;
    let notice = match query.done.as_str() {
        "added" => Some("It's added. You can sign in with it from now on."),
        "renamed" => Some("The new name is saved."),
        "deleted" => Some("It's deleted. Nobody can sign in with it any more."),
        "changed" => Some(
            "Your password is changed. Your other browsers stay signed in; end them under My sign-ins if you don't know them.",
        ),
        "pass" => Some("Your pass is deleted."),
        _ => None,
    };
    let view = SecurityInfo {
        page: caller.page("Security info"),
        nav: Nav::of(&caller.session.username, "security-info"),
        notice: notice.map(str::to_owned),
        pass: methods
            .pass
            .as_ref()
            .filter(|pass| pass.ends_at > now)
            .map(|pass| own_pass(&caller, pass, now)),
        add: choices(&app.tools().policy, &methods, false, None),
        methods: rows(&methods, now),
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn own_pass(caller: &SignedIn, pass: &PassSummary, now: Timestamp) -> OwnPass {
    let ticket = Ticket {
        name: caller.session.display_name.clone(),
        username: caller.session.username.clone(),
        groups: Vec::new(),
        valid_from: Moment::alone(pass.starts_at, now),
        valid_until: Moment::alone(pass.ends_at, now),
        one_time: pass.one_time,
        state: (pass.one_time && pass.uses > 0).then(|| "Used".to_owned()),
        sign_in_address: None,
        qr_url: None,
    };
    OwnPass { ticket, delete_action: paths::SECURITY_INFO_DELETE_PASS }
}

/// The address of a page about one method.
fn about(path: &str, credential: MethodRef) -> String {
    with_query(path, &[("method", Some(&credential.to_string()))])
}

fn rows(methods: &Methods, now: Timestamp) -> Vec<MethodRow> {
    let mut rows = Vec::new();
    for passkey in &methods.passkeys {
        let credential = MethodRef::Passkey(passkey.id);
        rows.push(MethodRow {
            id: passkey.id.to_string(),
            icon: "passkey",
            kind: "Passkey",
            name: passkey.name.clone(),
            detail: if passkey.synced {
                "Kept in a password manager"
            } else {
                "Stays on one device"
            }
            .to_owned(),
            added: Some(Moment::alone(passkey.created_at, now)),
            last_used: passkey.last_used_at.map(|at| Moment::alone(at, now)),
            rename_url: Some(about(paths::SECURITY_INFO_RENAME, credential)),
            change: None,
            delete_url: Some(about(paths::SECURITY_INFO_DELETE, credential)),
        });
    }
    for app in &methods.authenticator_apps {
        let credential = MethodRef::AuthenticatorApp(app.id);
        rows.push(MethodRow {
            id: app.id.to_string(),
            icon: "authenticator",
            kind: "Authenticator app",
            name: app.name.clone(),
            detail: "Together with your password".to_owned(),
            added: Some(Moment::alone(app.created_at, now)),
            last_used: app.last_used_at.map(|at| Moment::alone(at, now)),
            rename_url: Some(about(paths::SECURITY_INFO_RENAME, credential)),
            change: None,
            delete_url: Some(about(paths::SECURITY_INFO_DELETE, credential)),
        });
    }
    if let Some(password) = &methods.password {
        rows.push(MethodRow {
            id: "password".to_owned(),
            icon: "password",
            kind: "Password",
            name: String::new(),
            detail: String::new(),
            added: Some(Moment::alone(password.changed_at, now)),
            last_used: password.last_used_at.map(|at| Moment::alone(at, now)),
            rename_url: None,
            change: Some(Link {
                label: "Change".to_owned(),
                href: paths::SECURITY_INFO_PASSWORD.to_owned(),
            }),
            delete_url: Some(about(paths::SECURITY_INFO_DELETE, MethodRef::Password)),
        });
    }
    if methods.recovery_codes_left > 0 {
        rows.push(MethodRow {
            id: "recovery-codes".to_owned(),
            icon: "recovery",
            kind: "Recovery codes",
            name: String::new(),
            detail: format!("{} left", methods.recovery_codes_left),
            added: None,
            last_used: None,
            rename_url: None,
            change: Some(Link {
                label: "Make new ones".to_owned(),
                href: paths::REGISTER_RECOVERY_CODES.to_owned(),
            }),
            delete_url: Some(about(paths::SECURITY_INFO_DELETE, MethodRef::RecoveryCodes)),
        });
    }
    rows
}

/// Which method a page is about.
#[derive(Deserialize)]
struct OfMethod {
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

async fn rename_form(
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
struct Rename {
    method: String,
    name: String,
}

async fn rename(caller: FreshlySignedIn, form: web::Form<Rename>) -> Result<HttpResponse, Failure> {
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

async fn person(caller: &SignedIn) -> Result<User, Failure> {
    let user = directory::find_user(caller.app.db().read(), caller.session.user_id).await?;
    user.ok_or(Failure::NotFound)
}

async fn delete_form(
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

async fn delete(
    caller: FreshlySignedIn,
    form: web::Form<OfMethod>,
) -> Result<HttpResponse, Failure> {
    let credential = form.credential()?;
    let user = person(&caller).await?;
    let policy = &caller.app.tools().policy;
    let work = caller.app.db().begin().await?;
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

async fn delete_pass(caller: FreshlySignedIn) -> Result<HttpResponse, Failure> {
    let user = person(&caller).await?;
    let work = caller.app.db().begin().await?;
    let deleted = pass::delete(&work, &caller.origin, &user.actor(), user.id).await?;
    work.commit().await?;
    match deleted {
        pass::Deleted::Deleted => Ok(done("pass")),
        _ => Err(Failure::NotFound),
    }
}

async fn password_form(caller: FreshlySignedIn) -> Result<HttpResponse, Failure> {
    show_password(&caller, FormErrors::default(), Vec::new())
}

fn show_password(
    caller: &FreshlySignedIn,
    errors: FormErrors,
    suggestions: Vec<String>,
) -> Result<HttpResponse, Failure> {
    let status = errors.status();
    let view = ChangePassword {
        page: caller.page("Change your password"),
        nav: Nav::of(&caller.session.username, "security-info"),
        errors,
        action: paths::SECURITY_INFO_PASSWORD,
        username: caller.session.username.clone(),
        // Who signed in with a pass has forgotten it or lost everything; the fresh sign-in stands for it.
        ask_current: caller.session.amr.contains("pwd"),
        requirements: words::password_requirements(&caller.app.tools().policy),
        suggestions,
        cancel_url: paths::SECURITY_INFO,
    };
    Ok(html(status, &view)?)
}

#[derive(Deserialize)]
struct NewPassword {
    current: Option<Secret>,
    password: Secret,
}

async fn change_password(
    caller: FreshlySignedIn,
    form: web::Form<NewPassword>,
) -> Result<HttpResponse, Failure> {
    let registration = Registration {
        tools: caller.app.tools(),
        origin: &caller.origin,
        session: &caller.session,
        lifetimes: caller.app.settings().session,
    };
    match registration.change_password(form.current.as_ref(), &form.password).await? {
        Registered::Saved { .. } => Ok(done("changed")),
        Registered::Refused(PasswordChange::Current(refusal)) => {
            let error = words::guess_refused(
                "current",
                crate::credentials::Method::Password,
                &refusal,
                caller.now(),
            );
            show_password(&caller, FormErrors::one(error), Vec::new())
        }
        Registered::Refused(PasswordChange::New(refusal)) => {
            let (error, suggestions) = words::new_password_refused(&refusal);
            show_password(&caller, FormErrors::one(error), suggestions)
        }
        Registered::SessionEnded => Ok(see_other(paths::SIGN_IN)),
        Registered::Busy => Err(Failure::Busy),
    }
}
