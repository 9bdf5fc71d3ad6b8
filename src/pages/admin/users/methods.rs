//! Deleting one of somebody's methods.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::person::name_of;
use super::{done, person_and_roles, person_of, url_of};
use crate::credentials::methods_of;
use crate::credentials::policy::policy_for;
use crate::credentials::security_info::{self, Changed, MethodRef};
use crate::directory::authority::{self, Action, Holder};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::FormErrors;
use crate::http::paths;
use crate::language::phrase;
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::{Confirm, hidden};
use crate::pages::words;

#[derive(Deserialize)]
pub(super) struct OfMethod {
    method: String,
}

impl OfMethod {
    fn method(&self) -> Result<MethodRef, Failure> {
        self.method.parse().map_err(|_| Failure::NotFound)
    }
}

pub(super) async fn confirm(
    caller: FreshAdministrator,
    id: web::Path<String>,
    asked: web::Query<OfMethod>,
) -> Result<HttpResponse, Failure> {
    let (user, roles) = person_and_roles(&caller, &id).await?;
    let method = asked.method()?;
    let by = Holder { id: caller.session.user_id, roles: &caller.roles };
    authority::decide(by, Action::ChangeMethods, Holder { id: user.id, roles: &roles })
        .map_err(Failure::NotAllowed)?;
    let methods = methods_of(caller.app.db().browse(), user.id).await?;
    let Some(about) = name_of(&methods, method) else {
        return Err(Failure::NotFound);
    };
    let view = Confirm {
        page: caller
            .page(phrase("delete-this-method").with("method", words::method_name(method.method()))),
        nav: ConsoleNav::of(&caller, paths::ADMIN_USERS),
        errors: FormErrors::default(),
        about: phrase("method-of").with("method", about).with("name", &user.display_name),
        consequences: vec!["delete-method-is", "delete-method-last"],
        action: paths::of(paths::ADMIN_USER_DELETE_METHOD, user.id),
        hidden: vec![hidden("method", method.to_string())],
        does: "delete",
        cancel_url: url_of(user.id),
    };
    view.answer()
}

pub(super) async fn delete(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<OfMethod>,
) -> Result<HttpResponse, Failure> {
    let (user, method) = (person_of(&caller, &id).await?, form.method()?);
    let by = caller.actor();
    let work = caller.app.db().begin().await?;
    let policy = &*policy_for(work.connection(), caller.app.tools(), user.id).await?;
    match security_info::delete(&work, &caller.origin, policy, &by, user.id, method).await? {
        Changed::Done => {
            work.commit().await?;
            Ok(done(user.id, "method-deleted"))
        }
        Changed::LastWayIn => Ok(done(user.id, "last-way-in")),
        Changed::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
        Changed::NotFound | Changed::NotAName => Err(Failure::NotFound),
    }
}
