//! /admin/policy/overrides/…: what groups get instead, for passes.

use actix_web::{HttpResponse, web};
use serde_json::Value;

use super::edit::{
    Field, MEANWHILE, PolicyForm, base_of, contradiction, no_group, send, version_shown,
};
use super::{ChangeLine, change_lines, done, fields};
use crate::base::{Fallible, Fault, GroupId};
use crate::credentials::policy::{
    PassOverride, PolicyDocument, PolicySaved, current_policy, name_of, names_of,
};
use crate::directory::authority::Task;
use crate::directory::groups;
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::FieldError;
use crate::http::paths;
use crate::language::phrase;
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::Sent;

pub(super) async fn new(caller: FreshAdministrator) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManagePolicy)?;
    show(&caller, None, None, Vec::new(), Vec::new()).await
}

pub(super) async fn create(
    caller: FreshAdministrator,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManagePolicy)?;
    let Some(group) = groups::find_by_name(caller.app.db().browse(), sent.text("group")).await?
    else {
        let error = fields::error("group", no_group(sent.text("group")));
        return show(&caller, None, Some(&sent), vec![error], Vec::new()).await;
    };
    put(&caller, None, group.id, &sent).await
}

/// The group whose override an address is about.
async fn known(caller: &FreshAdministrator, id: &str) -> Result<GroupId, Failure> {
    caller.require(Task::ManagePolicy)?;
    let id: GroupId = id.parse().map_err(|_| Failure::NotFound)?;
    let current = current_policy(caller.app.db().browse(), caller.app.tools()).await?;
    let found = current.document.overrides.iter().any(|its| its.group == id);
    found.then_some(id).ok_or(Failure::NotFound)
}

pub(super) async fn get(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let group = known(&caller, &id).await?;
    show(&caller, Some(group), None, Vec::new(), Vec::new()).await
}

pub(super) async fn post(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    let group = known(&caller, &id).await?;
    put(&caller, Some(group), group, &sent).await
}

/// Puts an override where it was, or behind the others.
async fn put(
    caller: &FreshAdministrator,
    edited: Option<GroupId>,
    group: GroupId,
    sent: &Sent,
) -> Result<HttpResponse, Failure> {
    let current = current_policy(caller.app.db().browse(), caller.app.tools()).await?;
    let again = |errors, meanwhile| show(caller, edited, Some(sent), errors, meanwhile);
    let its = match read(group, sent)? {
        Ok(its) => its,
        Err(errors) => return again(errors, Vec::new()).await,
    };
    let mut document = PolicyDocument::clone(&current.document);
    let place = document.overrides.iter_mut().find(|other| Some(other.group) == edited);
    match place {
        Some(place) => *place = its,
        None => document.overrides.push(its),
    }
    match send(caller, base_of(sent)?, document, sent.text("note")).await? {
        PolicySaved::Saved(_) => Ok(done("saved")),
        PolicySaved::Unchanged => Ok(done("unchanged")),
        PolicySaved::Stale { changes, .. } => {
            again(vec![fields::error("", MEANWHILE)], change_lines(changes)).await
        }
        PolicySaved::Invalid(invalid) => {
            let fields = fields_of(None, None, String::new(), edited.is_some());
            let error = contradiction(&fields, &["overrides[".to_owned()], &invalid);
            again(vec![error], Vec::new()).await
        }
        PolicySaved::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}

fn read(group: GroupId, sent: &Sent) -> Fallible<Result<PassOverride, Vec<FieldError>>> {
    let mut value = serde_json::to_value(PassOverride::of(group))?;
    let section =
        value.as_object_mut().ok_or_else(|| Fault::new("an override is not an object"))?;
    let errors = fields::put(section, fields::PASS_NUMBERS, sent, true);
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    Ok(Ok(serde_json::from_value(value)?))
}

fn fields_of(
    section: Option<&Value>,
    sent: Option<&Sent>,
    group: String,
    edited: bool,
) -> Vec<Field> {
    let mut fields = Vec::new();
    if !edited {
        let hint = "policy-override-group-hint";
        let group = sent.map_or(group, |sent| sent.text("group").to_owned());
        fields.push(Field::plain("group", "group", hint, "text", group));
    }
    fields.extend(fields::PASS_NUMBERS.iter().map(|spec| {
        let kept = fields::shown(section.and_then(|it| it.get(spec.name)));
        let value = sent.map_or(kept, |sent| sent.text(spec.name).to_owned());
        Field::of(spec, value, true)
    }));
    fields
}

async fn show(
    caller: &FreshAdministrator,
    edited: Option<GroupId>,
    sent: Option<&Sent>,
    errors: Vec<FieldError>,
    meanwhile: Vec<ChangeLine>,
) -> Result<HttpResponse, Failure> {
    let connection = caller.app.db().browse();
    let current = current_policy(connection, caller.app.tools()).await?;
    let names = names_of(connection, [&*current.document]).await?;
    let its = current.document.overrides.iter().find(|its| Some(its.group) == edited);
    let section = its.map(serde_json::to_value).transpose().map_err(Fault::from)?;
    let title = match edited {
        Some(group) => phrase("policy-override-for").with("group", name_of(&names, group)),
        None => phrase("policy-new-override"),
    };
    let action = match edited {
        Some(group) => paths::of(paths::ADMIN_POLICY_OVERRIDE, group),
        None => paths::ADMIN_POLICY_NEW_OVERRIDE.to_owned(),
    };
    let view = PolicyForm {
        page: caller.page(title),
        nav: ConsoleNav::of(caller, paths::ADMIN_POLICY),
        version: version_shown(&current, sent, &meanwhile),
        errors: errors.into(),
        action,
        intro: "policy-override-intro",
        fields: fields_of(section.as_ref(), sent, String::new(), edited.is_some()),
        note: sent.map(|sent| sent.text("note").to_owned()).unwrap_or_default(),
        meanwhile,
        cancel_url: paths::ADMIN_POLICY,
    };
    view.answer()
}

/// Moves an override up or down, or deletes it.
pub(super) async fn change(
    caller: FreshAdministrator,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    let group = known(&caller, sent.text("group")).await?;
    let current = current_policy(caller.app.db().browse(), caller.app.tools()).await?;
    let mut document = PolicyDocument::clone(&current.document);
    let overrides = &mut document.overrides;
    let place = overrides.iter().position(|its| its.group == group).ok_or(Failure::NotFound)?;
    match sent.text("do") {
        "up" if place > 0 => overrides.swap(place, place - 1),
        "down" if place + 1 < overrides.len() => overrides.swap(place, place + 1),
        "up" | "down" => {}
        "delete" => {
            overrides.remove(place);
        }
        _ => return Err(Failure::Malformed("do")),
    }
    match send(&caller, base_of(&sent)?, document, "").await? {
        PolicySaved::Saved(_) => Ok(done("saved")),
        PolicySaved::Unchanged => Ok(done("unchanged")),
        PolicySaved::Stale { .. } => Ok(done("stale")),
        PolicySaved::Invalid(_) => Ok(done("refused")),
        PolicySaved::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}
