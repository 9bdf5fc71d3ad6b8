//! /admin/groups: groups, who is in them, and whose members issue passes for whose.

use actix_web::web::resource;
use actix_web::{HttpResponse, Resource, web};
use askama::Template;
use serde::Deserialize;

use super::ConsoleNav;
use super::form::{Confirm, Sent};
use super::users::group_named;
use crate::base::{DelegationId, GroupId, UserId};
use crate::directory::authority::{self, Task};
use crate::directory::delegations::{self, DailyQuota, Delegation, NewDelegation};
use crate::directory::groups::{self, Changed, Created, Group};
use crate::directory::{Page as Slice, User, Username, find_user_by_username};
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;

/// Groups, and members of one, on a page.
const PAGE: u64 = 50;

/// A group in the list.
struct GroupRow {
    url: String,
    name: String,
}

#[derive(Template)]
#[template(path = "admin/groups/index.html")]
struct Groups {
    page: Page,
    nav: ConsoleNav,
    notice: Option<&'static str>,
    errors: FormErrors,
    query: String,
    groups: Vec<GroupRow>,
    next_url: Option<String>,
    first_url: Option<String>,
    may_create: bool,
    typed: String,
    action: &'static str,
}

/// Somebody in a group.
struct MemberRow {
    id: String,
    url: String,
    name: String,
    username: String,
}

/// A delegation that the group has part in.
struct DelegationRow {
    id: String,
    issuers: String,
    people: String,
    quota: u32,
    recovery: bool,
}

/// What the caller may do to a group, as the addresses of its forms.
struct Acts {
    rename: Option<String>,
    delete: Option<String>,
    add_member: Option<String>,
    remove_member: Option<String>,
    delegate: Option<String>,
    change_delegation: String,
    end_delegation: String,
}

#[derive(Template)]
#[template(path = "admin/groups/show.html")]
struct Show {
    page: Page,
    nav: ConsoleNav,
    notice: Option<&'static str>,
    errors: FormErrors,
    name: String,
    typed: Typed,
    members: Vec<MemberRow>,
    next_url: Option<String>,
    first_url: Option<String>,
    delegations: Vec<DelegationRow>,
    acts: Acts,
    usual_quota: u32,
    list_url: &'static str,
}

/// What was typed into a form that was refused.
#[derive(Default)]
struct Typed {
    name: Option<String>,
    username: String,
    people: String,
    quota: String,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(resource(paths::ADMIN_GROUPS).get(index).post(create))
        .service(resource(paths::ADMIN_GROUP).get(get))
        .service(form_only(paths::ADMIN_GROUP_RENAME).post(rename))
        .service(resource(paths::ADMIN_GROUP_DELETE).get(confirm_delete).post(delete))
        .service(form_only(paths::ADMIN_GROUP_ADD_MEMBER).post(add_member))
        .service(form_only(paths::ADMIN_GROUP_REMOVE_MEMBER).post(remove_member))
        .service(form_only(paths::ADMIN_GROUP_DELEGATE).post(delegate))
        .service(form_only(paths::ADMIN_GROUP_CHANGE_DELEGATION).post(change_delegation))
        .service(form_only(paths::ADMIN_GROUP_END_DELEGATION).post(end_delegation));
}

/// An address that only receives forms leads a reader to the page the forms are on.
fn form_only(path: &str) -> Resource {
    resource(path).get(async |id: web::Path<String>| see_other(&paths::of(paths::ADMIN_GROUP, id)))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    after: String,
    done: String,
}

fn notice(done: &str) -> Option<&'static str> {
    match done {
        "created" => Some("The group is there, with nobody in it."),
        "renamed" => Some("It has its new name."),
        "deleted" => Some("The group is deleted. The people who were in it stay."),
        "added" => Some("They are in the group now."),
        "removed" => Some("They are not in the group any more."),
        "delegated" => Some("Its members can issue passes from now on."),
        "changed" => Some("It's saved, and holds from now on."),
        "ended" => Some("Its members issue no more passes by it. Those they issued stay."),
        _ => None,
    }
}

async fn index(caller: Administrator, asked: web::Query<Asked>) -> Result<HttpResponse, Failure> {
    show_list(&caller, &asked, String::new(), FormErrors::default()).await
}

async fn show_list(
    caller: &Administrator,
    asked: &Asked,
    typed: String,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewConsole)?;
    let given = |text: &str| (!text.trim().is_empty()).then(|| Username::fold(text));
    let slice = Slice { after: given(&asked.after), prefix: given(&asked.q), limit: PAGE + 1 };
    let mut found = groups::list(caller.app.db().read(), &slice).await?;
    let after = cut(&mut found).map(|group| Username::fold(&group.name));
    let query = Some(asked.q.as_str()).filter(|query| !query.is_empty());
    let address = |after| with_query(paths::ADMIN_GROUPS, &[("q", query), ("after", after)]);
    let status = errors.status();
    let view = Groups {
        page: caller.page("Groups"),
        nav: ConsoleNav::of(caller, paths::ADMIN_GROUPS),
        notice: notice(&asked.done),
        errors,
        query: asked.q.clone(),
        next_url: after.as_deref().map(|after| address(Some(after))),
        first_url: (!asked.after.is_empty()).then(|| address(None)),
        groups: found
            .into_iter()
            .map(|group| GroupRow { url: url_of(group.id), name: group.name })
            .collect(),
        may_create: caller.may(Task::ManageGroups),
        typed,
        action: paths::ADMIN_GROUPS,
    };
    Ok(html(status, &view)?)
}

/// Takes away what is more than a page; answers the last one of the page if there was more.
fn cut<T>(found: &mut Vec<T>) -> Option<&T> {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    found.last().filter(|_| more)
}

fn url_of(id: GroupId) -> String {
    paths::of(paths::ADMIN_GROUP, id)
}

fn done(id: GroupId, done: &str) -> HttpResponse {
    see_other(&with_query(&url_of(id), &[("done", Some(done))]))
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

async fn create(
    caller: FreshAdministrator,
    form: web::Form<Named>,
) -> Result<HttpResponse, Failure> {
    let work = caller.app.db().begin().await?;
    let created = groups::create(&work, &caller.origin, &caller.actor(), &form.name).await?;
    let message = match created {
        Created::Created(group) => {
            work.commit().await?;
            return Ok(done(group.id, "created"));
        }
        Created::NotAName => NOT_A_NAME,
        Created::NameTaken => NAME_TAKEN,
        Created::NotAllowed(denied) => return Err(Failure::NotAllowed(denied)),
    };
    // Its connection is given back before another is asked for.
    drop(work);
    let errors = FormErrors::under("name", message);
    show_list(&caller, &Asked::default(), form.name.clone(), errors).await
}

const NOT_A_NAME: &str = "A name has 1 to 120 characters.";
const NAME_TAKEN: &str = "Another group has this name.";

/// The group an address is about.
async fn group_of(caller: &Administrator, id: &str) -> Result<Group, Failure> {
    let id: GroupId = id.parse().map_err(|_| Failure::NotFound)?;
    groups::find(caller.app.db().read(), id).await?.ok_or(Failure::NotFound)
}

async fn get(
    caller: Administrator,
    id: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    show(&caller, &group, &asked, Typed::default(), FormErrors::default()).await
}

async fn show(
    caller: &Administrator,
    group: &Group,
    asked: &Asked,
    typed: Typed,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewConsole)?;
    let connection = caller.app.db().read();
    let after = (!asked.after.is_empty()).then(|| Username::fold(&asked.after));
    let slice = Slice { after, prefix: None, limit: PAGE + 1 };
    let mut members = groups::members(connection, group.id, &slice).await?;
    let after = cut(&mut members).map(|user| user.username.folded().to_owned());
    let delegations = delegations::of_group(connection, group.id).await?;
    let address = |after| with_query(&url_of(group.id), &[("after", after)]);
    let status = errors.status();
    let view = Show {
        page: caller.page(group.name.clone()),
        nav: ConsoleNav::of(caller, paths::ADMIN_GROUPS),
        notice: notice(&asked.done),
        errors,
        name: group.name.clone(),
        typed,
        members: members.into_iter().map(member_row).collect(),
        next_url: after.as_deref().map(|after| address(Some(after))),
        first_url: (!asked.after.is_empty()).then(|| address(None)),
        delegations: delegations.into_iter().map(delegation_row).collect(),
        acts: acts(caller, group.id).await?,
        usual_quota: DailyQuota::default().get(),
        list_url: paths::ADMIN_GROUPS,
    };
    Ok(html(status, &view)?)
}

fn member_row(user: User) -> MemberRow {
    MemberRow {
        id: user.id.to_string(),
        url: paths::of(paths::ADMIN_USER, user.id),
        username: user.username.to_string(),
        name: user.display_name,
    }
}

fn delegation_row(delegation: Delegation) -> DelegationRow {
    DelegationRow {
        id: delegation.id.to_string(),
        issuers: delegation.issuers.name,
        people: delegation.people.name,
        quota: delegation.daily_quota.get(),
        recovery: delegation.recovery,
    }
}

/// What the page offers; operations ask again.
async fn acts(caller: &Administrator, id: GroupId) -> Result<Acts, Failure> {
    let (connection, by) = (caller.app.db().read(), caller.actor());
    let membership = authority::permit_membership(connection, &by, id).await?.is_ok();
    let (manages, delegates) =
        (caller.may(Task::ManageGroups), caller.may(Task::ManageDelegations));
    let offer = |may: bool, path| may.then(|| paths::of(path, id));
    Ok(Acts {
        rename: offer(manages, paths::ADMIN_GROUP_RENAME),
        delete: offer(membership, paths::ADMIN_GROUP_DELETE),
        add_member: offer(membership, paths::ADMIN_GROUP_ADD_MEMBER),
        remove_member: offer(membership, paths::ADMIN_GROUP_REMOVE_MEMBER),
        delegate: offer(delegates, paths::ADMIN_GROUP_DELEGATE),
        change_delegation: paths::of(paths::ADMIN_GROUP_CHANGE_DELEGATION, id),
        end_delegation: paths::of(paths::ADMIN_GROUP_END_DELEGATION, id),
    })
}

async fn rename(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<Named>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    let by = caller.actor();
    let changed = groups::rename(&work, &caller.origin, &by, group.id, &form.name).await?;
    work.commit().await?;
    let message = match changed {
        Changed::NotAName => NOT_A_NAME,
        Changed::NameTaken => NAME_TAKEN,
        changed => return answer(changed, group.id, "renamed"),
    };
    let typed = Typed { name: Some(form.name.clone()), ..Typed::default() };
    show(&caller, &group, &Asked::default(), typed, FormErrors::under("name", message)).await
}

fn answer(changed: Changed, id: GroupId, said: &str) -> Result<HttpResponse, Failure> {
    match changed {
        Changed::Changed | Changed::Unchanged => Ok(done(id, said)),
        Changed::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
        Changed::NotFound | Changed::NotAName | Changed::NameTaken => Err(Failure::NotFound),
    }
}

async fn confirm_delete(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    authority::permit_membership(caller.app.db().read(), &caller.actor(), group.id)
        .await?
        .map_err(Failure::NotAllowed)?;
    let view = Confirm {
        page: caller.page("Delete this group?"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_GROUPS),
        errors: FormErrors::default(),
        about: group.name.clone(),
        consequences: vec![
            "The people in it stay. What is meant for the group, such as delegations and rules of \
             apps, holds for nobody any more."
                .to_owned(),
        ],
        action: paths::of(paths::ADMIN_GROUP_DELETE, group.id),
        hidden: Vec::new(),
        does: "Delete",
        cancel_url: url_of(group.id),
    };
    view.answer()
}

async fn delete(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    let deleted = groups::delete(&work, &caller.origin, &caller.actor(), group.id).await?;
    work.commit().await?;
    answer(deleted, group.id, "deleted")?;
    Ok(see_other(&with_query(paths::ADMIN_GROUPS, &[("done", Some("deleted"))])))
}

#[derive(Deserialize)]
struct Whom {
    username: String,
}

async fn add_member(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<Whom>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    // Whoever may not change the group learns nothing about usernames.
    let connection = caller.app.db().read();
    authority::permit_membership(connection, &caller.actor(), group.id)
        .await?
        .map_err(Failure::NotAllowed)?;
    let Some(user) = find_user_by_username(connection, &form.username).await? else {
        let errors = FormErrors::under("username", "Nobody has this username.");
        let typed = Typed { username: form.username.clone(), ..Typed::default() };
        return show(&caller, &group, &Asked::default(), typed, errors).await;
    };
    let work = caller.app.db().begin().await?;
    let by = caller.actor();
    let added = groups::add_member(&work, &caller.origin, &by, group.id, user.id).await?;
    work.commit().await?;
    answer(added, group.id, "added")
}

#[derive(Deserialize)]
struct OfUser {
    user: UserId,
}

async fn remove_member(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<OfUser>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    let by = caller.actor();
    let removed = groups::remove_member(&work, &caller.origin, &by, group.id, form.user).await?;
    work.commit().await?;
    answer(removed, group.id, "removed")
}

async fn delegate(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    use delegations::Created;

    caller.require(Task::ManageDelegations)?;
    let group = group_of(&caller, &id).await?;
    let again = |field, message: &str| {
        let typed = Typed {
            people: sent.text("people").to_owned(),
            quota: sent.text("quota").to_owned(),
            ..Typed::default()
        };
        (typed, FormErrors::under(field, message))
    };
    let refused = match (group_named(&caller, sent.text("people")).await?, quota_of(&sent)) {
        (None, _) => again("people", "No group has this name."),
        (_, None) => again("quota", BOUNDS_OF_QUOTA),
        (Some(people), Some(daily_quota)) => {
            let recovery = sent.ticked("recovery");
            let new = NewDelegation { issuers: group.id, people: people.id, daily_quota, recovery };
            let work = caller.app.db().begin().await?;
            match delegations::create(&work, &caller.origin, &caller.actor(), new).await? {
                Created::Created(_) => {
                    work.commit().await?;
                    return Ok(done(group.id, "delegated"));
                }
                Created::SameGroup => again(
                    "people",
                    "Choose another group: nobody issues passes for those who issue passes.",
                ),
                Created::Exists => again("people", "It issues for that group already."),
                Created::GroupNotFound => return Err(Failure::NotFound),
                Created::NotAllowed(denied) => return Err(Failure::NotAllowed(denied)),
            }
        }
    };
    let (typed, errors) = refused;
    show(&caller, &group, &Asked::default(), typed, errors).await
}

const BOUNDS_OF_QUOTA: &str = "Enter a number from 1 to 1000.";

fn quota_of(sent: &Sent) -> Option<DailyQuota> {
    sent.text("quota").parse().ok().and_then(DailyQuota::new)
}

async fn change_delegation(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    let delegation: DelegationId =
        sent.text("delegation").parse().map_err(|_| Failure::NotFound)?;
    let Some(quota) = quota_of(&sent) else {
        let errors = FormErrors::under("", BOUNDS_OF_QUOTA);
        return show(&caller, &group, &Asked::default(), Typed::default(), errors).await;
    };
    let (by, recovery) = (caller.actor(), sent.ticked("recovery"));
    let work = caller.app.db().begin().await?;
    let changed =
        delegations::change(&work, &caller.origin, &by, delegation, quota, recovery).await?;
    work.commit().await?;
    answer_delegation(changed, group.id, "changed")
}

async fn end_delegation(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    let delegation: DelegationId =
        sent.text("delegation").parse().map_err(|_| Failure::NotFound)?;
    let work = caller.app.db().begin().await?;
    let ended = delegations::delete(&work, &caller.origin, &caller.actor(), delegation).await?;
    work.commit().await?;
    answer_delegation(ended, group.id, "ended")
}

fn answer_delegation(
    changed: delegations::Changed,
    id: GroupId,
    said: &str,
) -> Result<HttpResponse, Failure> {
    match changed {
        delegations::Changed::Changed => Ok(done(id, said)),
        delegations::Changed::NotFound => Err(Failure::NotFound),
        delegations::Changed::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}
