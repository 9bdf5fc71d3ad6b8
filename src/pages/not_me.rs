//! /not-me: somebody says that something done in their name was not them.
//!
//! Open to whoever has the link of a letter: they may be signed in nowhere. A link can only end things,
//! and each does so once; one that is not ours costs less to refuse than a page costs to draw, so that
//! trying many gains nothing. Pressing the button of one that is ours takes a turn among those who sign
//! in. Addresses are not counted: any page on the web could make a whole office's browsers open bad links.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::http::caller::Visitor;
use crate::http::error::{Failure, Problem};
use crate::http::page::{Page, html};
use crate::http::paths;
use crate::language::{Phrase, phrase};
use crate::telling::{NotMe, Reported};

#[derive(Template)]
#[template(path = "not_me/ask.html")]
struct Ask {
    page: Page,
    username: String,
    what: Option<Phrase>,
    token: String,
    action: &'static str,
}

#[derive(Template)]
#[template(path = "not_me/done.html")]
struct Done {
    page: Page,
    username: String,
    already: bool,
    sign_in_url: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration.service(web::resource(paths::NOT_ME).get(get).post(post));
}

#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    token: String,
}

/// Changes nothing: programs that look for bad links open every link there is.
async fn get(visitor: Visitor, link: web::Query<Link>) -> Result<HttpResponse, Failure> {
    let Some(not_me) = opened(&visitor, &link.token).await? else {
        return Ok(too_old().page(&visitor.request));
    };
    let view = Ask {
        page: visitor.page("not-me"),
        username: not_me.username,
        what: not_me.what,
        token: link.into_inner().token,
        action: paths::NOT_ME,
    };
    Ok(html(StatusCode::OK, &view)?)
}

async fn post(visitor: Visitor, link: web::Form<Link>) -> Result<HttpResponse, Failure> {
    let Some(not_me) = opened(&visitor, &link.token).await? else {
        return Ok(too_old().page(&visitor.request));
    };
    let Ok(_turn) = visitor.app.tools().admission.take_turn() else { return Err(Failure::Busy) };
    let work = visitor.app.db().begin().await?;
    let reported = not_me.report(&work, &visitor.origin).await?;
    work.commit().await?;
    let already = match reported {
        Reported::Ended => false,
        Reported::Already => true,
        Reported::NotFound => return Ok(too_old().page(&visitor.request)),
    };
    let view = Done {
        page: visitor.page("signed-out-everywhere"),
        username: not_me.username,
        already,
        sign_in_url: paths::SIGN_IN,
    };
    Ok(html(StatusCode::OK, &view)?)
}

async fn opened(visitor: &Visitor, token: &str) -> Result<Option<NotMe>, Failure> {
    Ok(visitor.app.telling().open_not_me(token).await?)
}

fn too_old() -> Problem {
    Problem {
        status: StatusCode::NOT_FOUND,
        title: phrase("not-me-link-old"),
        message: phrase("not-me-link-old-message"),
        advice: phrase("not-me-link-old-advice"),
        detail: None,
    }
}
