//! /admin/policy/edit/…: one section of the policy.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::{Map, Value};

use super::fields::{self, Kind, Spec};
use super::{ChangeLine, SECTIONS, change_lines, done, groups};
use crate::base::{Fallible, Fault, GroupId};
use crate::credentials::policy::{
    CurrentPolicy, Include, InvalidPolicy, PolicyDocument, PolicySaved, SaveRequest, Target,
    current_policy, names_of, save,
};
use crate::directory::authority::Task;
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::{FieldError, FormErrors, Page, html};
use crate::http::paths;
use crate::language::{Phrase, phrase};
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::Sent;

/// A choice of a field.
pub(super) struct Choice {
    pub(super) value: &'static str,
    /// The key of what it is called.
    pub(super) label: &'static str,
    pub(super) chosen: bool,
}

/// A field as the page shows it.
pub(super) struct Field {
    name: &'static str,
    /// The key of what it is called.
    label: &'static str,
    /// The key of what is said under it; may be empty.
    hint: &'static str,
    /// `number`, `choice`, `lines` or `text`.
    kind: &'static str,
    value: String,
    least: u32,
    most: u32,
    choices: Vec<Choice>,
    /// An empty number is left to what holds for everybody.
    optional: bool,
}

impl Field {
    pub(super) fn of(spec: &Spec, value: String, optional: bool) -> Self {
        let mut field = Self {
            name: spec.name,
            label: spec.label,
            hint: spec.hint,
            kind: "lines",
            value,
            least: 0,
            most: 0,
            choices: Vec::new(),
            optional,
        };
        match spec.kind {
            Kind::Number(least, most) => {
                (field.kind, field.least, field.most) = ("number", least, most);
            }
            Kind::Choice(options) => {
                field.kind = "choice";
                let none = optional.then_some(("", "policy-as-for-everybody-choice"));
                field.choices = none
                    .iter()
                    .chain(options)
                    .map(|(value, label)| Choice { value, label, chosen: field.value == *value })
                    .collect();
            }
            Kind::Networks if !optional && field.value == fields::EVERYWHERE => {
                field.value.clear();
            }
            Kind::Networks => {}
        }
        field
    }

    pub(super) fn plain(
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        kind: &'static str,
        value: String,
    ) -> Self {
        let choices = Vec::new();
        Self { name, label, hint, kind, value, least: 0, most: 0, choices, optional: true }
    }
}

/// The form of a section or an override.
#[derive(Template)]
#[template(path = "admin/policy/form.html")]
pub(super) struct PolicyForm {
    pub(super) page: Page,
    pub(super) nav: ConsoleNav,
    pub(super) errors: FormErrors,
    pub(super) action: String,
    pub(super) version: i64,
    /// The key of what is said above it; may be empty.
    pub(super) intro: &'static str,
    pub(super) fields: Vec<Field>,
    pub(super) note: String,
    /// What somebody else changed meanwhile.
    pub(super) meanwhile: Vec<ChangeLine>,
    pub(super) cancel_url: &'static str,
}

impl PolicyForm {
    pub(super) fn answer(&self) -> Result<HttpResponse, Failure> {
        Ok(html(self.errors.status(), self)?)
    }
}

/// Every name that a form's error can stand under.
pub(super) fn field_named(fields: &[Field], path: &str) -> &'static str {
    let last = path.rsplit('.').next().unwrap_or(path);
    fields.iter().find(|field| field.name == last).map_or("", |field| field.name)
}

/// Where the policy contradicts itself: under the field of this form, or above it.
pub(super) fn contradiction(
    fields: &[Field],
    here: &[String],
    invalid: &InvalidPolicy,
) -> FieldError {
    let of_this_form = here.iter().any(|above| invalid.field.starts_with(above.as_str()));
    let field = if of_this_form { field_named(fields, &invalid.field) } else { "" };
    let message = if field.is_empty() {
        let path = invalid.field.strip_prefix("methods.").unwrap_or(&invalid.field);
        phrase("policy-contradiction").with("setting", fields::label_of(path))
    } else {
        phrase("policy-contradiction-here")
    };
    fields::error(field, message.with("problem", &invalid.problem))
}

/// A version's number as a form carries it.
pub(super) fn base_of(sent: &Sent) -> Result<i64, Failure> {
    sent.text("version").parse().map_err(|_| Failure::Malformed("version"))
}

/// A section under way.
struct Section {
    id: &'static str,
    key: &'static str,
    specs: Vec<Spec>,
}

impl Section {
    fn find(id: &str) -> Result<Self, Failure> {
        let (id, key) = SECTIONS.into_iter().find(|it| it.0 == id).ok_or(Failure::NotFound)?;
        Ok(Self { id, key, specs: fields::of_section(key) })
    }

    fn pointer(&self) -> String {
        format!("/methods/{}", self.key)
    }

    fn target<'d>(&self, document: &'d mut PolicyDocument) -> &'d mut Target {
        let targets = &mut document.targets;
        match self.key {
            "pass" => &mut targets.pass,
            "passkey" => &mut targets.passkey,
            "authenticator_app" => &mut targets.authenticator_app,
            "password" => &mut targets.password,
            "recovery_codes" => &mut targets.recovery_codes,
            _ => &mut targets.campaign,
        }
    }

    /// The fields as the policy has them, or as they were sent.
    fn fields(
        &self,
        current: &CurrentPolicy,
        names: &BTreeMap<GroupId, String>,
        sent: Option<&Sent>,
    ) -> Fallible<Vec<Field>> {
        let document = serde_json::to_value(&*current.document)?;
        let section = document.pointer(&self.pointer());
        let mut copy = PolicyDocument::clone(&current.document);
        let target = self.target(&mut copy);
        let (everybody, included) = match &target.include {
            Include::All => ("all", String::new()),
            Include::Groups(included) => ("groups", groups::lines(names, included)),
        };
        let excluded = groups::lines(names, &target.exclude);
        let value = |name: &str, kept: String| sent.map_or(kept, |it| it.text(name).to_owned());
        let mut fields: Vec<Field> = self
            .specs
            .iter()
            .map(|spec| {
                let kept = fields::shown(section.and_then(|it| it.get(spec.name)));
                Field::of(spec, value(spec.name, kept), false)
            })
            .collect();
        fields.push(Field::of(&AUDIENCE, value("audience", everybody.to_owned()), false));
        let hint = "policy-include-hint";
        let lines =
            |name, label, hint, kept| Field::plain(name, label, hint, "lines", value(name, kept));
        fields.push(lines("include", "policy-include", hint, included));
        let hint = "policy-exclude-hint";
        fields.push(lines("exclude", "policy-not-for", hint, excluded));
        Ok(fields)
    }
}

const AUDIENCE: Spec = Spec {
    name: "audience",
    label: "policy-for-whom",
    hint: "",
    kind: Kind::Choice(&[("all", "policy-everybody"), ("groups", "policy-only-groups-below")]),
};

pub(super) async fn get(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManagePolicy)?;
    let section = Section::find(&id)?;
    show(&caller, &section, None, Vec::new(), Vec::new()).await
}

pub(super) async fn post(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManagePolicy)?;
    let section = Section::find(&id)?;
    let current = current_policy(caller.app.db().browse(), caller.app.tools()).await?;
    let again = |errors, meanwhile| show(&caller, &section, Some(&sent), errors, meanwhile);
    let document = match changed(&caller, &section, &current, &sent).await? {
        Ok(document) => document,
        Err(errors) => return again(errors, Vec::new()).await,
    };
    match send(&caller, base_of(&sent)?, document, sent.text("note")).await? {
        PolicySaved::Saved(_) => Ok(done("saved")),
        PolicySaved::Unchanged => Ok(done("unchanged")),
        PolicySaved::Stale { changes, .. } => {
            let error = fields::error("", MEANWHILE);
            again(vec![error], change_lines(changes)).await
        }
        PolicySaved::Invalid(invalid) => {
            let names = names_of(caller.app.db().browse(), [&*current.document]).await?;
            let fields = section.fields(&current, &names, Some(&sent))?;
            let here = [format!("methods.{}.", section.key), format!("targets.{}.", section.key)];
            again(vec![contradiction(&fields, &here, &invalid)], Vec::new()).await
        }
        PolicySaved::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}

/// Somebody else was faster.
pub(super) const MEANWHILE: &str = "policy-changed-meanwhile";

/// Saves in a transaction of its own.
pub(super) async fn send(
    caller: &FreshAdministrator,
    base: i64,
    document: PolicyDocument,
    note: &str,
) -> Fallible<PolicySaved> {
    let request = SaveRequest { base, document, note: note.to_owned() };
    let work = caller.app.db().begin().await?;
    let saved = save(&work, caller.app.tools(), &caller.origin, &caller.actor(), request).await?;
    work.commit().await?;
    Ok(saved)
}

/// The document with what was sent for a section.
async fn changed(
    caller: &FreshAdministrator,
    section: &Section,
    current: &CurrentPolicy,
    sent: &Sent,
) -> Fallible<Result<PolicyDocument, Vec<FieldError>>> {
    let connection = caller.app.db().browse();
    let mut value = serde_json::to_value(&*current.document)?;
    let place = value.pointer_mut(&section.pointer()).and_then(Value::as_object_mut);
    let place: &mut Map<String, Value> =
        place.ok_or_else(|| Fault::new("the policy lacks a section"))?;
    let mut errors = fields::put(place, &section.specs, sent, false);
    let mut document: PolicyDocument = serde_json::from_value(value)?;
    let target = section.target(&mut document);
    match groups::read(connection, sent.text("exclude")).await? {
        Ok(excluded) => target.exclude = excluded.into_iter().collect(),
        Err(name) => errors.push(fields::error("exclude", no_group(&name))),
    }
    if sent.text("audience") == "groups" {
        match groups::read(connection, sent.text("include")).await? {
            Ok(included) => target.include = Include::Groups(included.into_iter().collect()),
            Err(name) => errors.push(fields::error("include", no_group(&name))),
        }
    } else {
        target.include = Include::All;
    }
    Ok(if errors.is_empty() { Ok(document) } else { Err(errors) })
}

pub(super) fn no_group(name: &str) -> Phrase {
    phrase("policy-no-group").with("name", name)
}

async fn show(
    caller: &FreshAdministrator,
    section: &Section,
    sent: Option<&Sent>,
    errors: Vec<FieldError>,
    meanwhile: Vec<ChangeLine>,
) -> Result<HttpResponse, Failure> {
    let connection = caller.app.db().browse();
    let current = current_policy(connection, caller.app.tools()).await?;
    let names = names_of(connection, [&*current.document]).await?;
    let view = PolicyForm {
        page: caller.page(fields::title_of(section.key)),
        nav: ConsoleNav::of(caller, paths::ADMIN_POLICY),
        version: version_shown(&current, sent, &meanwhile),
        errors: errors.into(),
        action: paths::of(paths::ADMIN_POLICY_EDIT, section.id),
        intro: "",
        fields: section.fields(&current, &names, sent)?,
        note: sent.map(|sent| sent.text("note").to_owned()).unwrap_or_default(),
        meanwhile,
        cancel_url: paths::ADMIN_POLICY,
    };
    view.answer()
}

/// The version a form is made from: still the old one, until what changed since has been shown.
pub(super) fn version_shown(
    current: &CurrentPolicy,
    sent: Option<&Sent>,
    meanwhile: &[ChangeLine],
) -> i64 {
    let old = sent.and_then(|sent| sent.text("version").parse().ok());
    old.filter(|_| meanwhile.is_empty()).unwrap_or(current.version)
}
