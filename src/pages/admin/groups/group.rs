//! One group on one page.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Asked, PAGE, cut, group_of, notice, url_of};
use crate::base::GroupId;
use crate::directory::authority::{self, Task};
use crate::directory::delegations::{self, DailyQuota, Delegation};
use crate::directory::groups::{self, Group};
use crate::directory::{Page as Slice, User, Username};
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::pages::admin::ConsoleNav;

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
pub(super) struct Typed {
    pub(super) name: Option<String>,
    pub(super) username: String,
    pub(super) people: String,
    pub(super) quota: String,
}

pub(super) async fn get(
    caller: Administrator,
    id: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    show(&caller, &group, &asked, Typed::default(), FormErrors::default()).await
}

pub(super) async fn show(
    caller: &Administrator,
    group: &Group,
    asked: &Asked,
    typed: Typed,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewConsole)?;
    let connection = caller.app.db().browse();
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
    let (connection, by) = (caller.app.db().browse(), caller.actor());
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
