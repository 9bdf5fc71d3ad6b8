//! The list of groups, and making one.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Asked, NAME_TAKEN, NOT_A_NAME, Named, PAGE, cut, done, notice, url_of};
use crate::directory::authority::Task;
use crate::directory::groups::{self, Created};
use crate::directory::{Page as Slice, Username};
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::pages::admin::ConsoleNav;

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

pub(super) async fn get(
    caller: Administrator,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    show(&caller, &asked, String::new(), FormErrors::default()).await
}

async fn show(
    caller: &Administrator,
    asked: &Asked,
    typed: String,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewConsole)?;
    let given = |text: &str| (!text.trim().is_empty()).then(|| Username::fold(text));
    let slice = Slice { after: given(&asked.after), prefix: given(&asked.q), limit: PAGE + 1 };
    let mut found = groups::list(caller.app.db().browse(), &slice).await?;
    let after = cut(&mut found).map(|group| Username::fold(&group.name));
    let query = Some(asked.q.as_str()).filter(|query| !query.is_empty());
    let address = |after| with_query(paths::ADMIN_GROUPS, &[("q", query), ("after", after)]);
    let status = errors.status();
    let view = Groups {
        page: caller.page("groups"),
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

pub(super) async fn post(
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
    show(&caller, &Asked::default(), form.name.clone(), errors).await
}
