//! /language: the language of the pages, chosen at their foot.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::base::Fault;
use crate::directory::manage::choose_language;
use crate::http::caller::Visitor;
use crate::http::error::Failure;
use crate::http::locale;
use crate::http::page::see_other;
use crate::http::paths;
use crate::http::return_to::LocalPath;

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration.service(web::resource(paths::LANGUAGE).post(post));
}

#[derive(Deserialize)]
struct Form {
    /// A BCP 47 tag.
    language: String,
    #[serde(default)]
    return_to: String,
}

/// This browser speaks it from now on; whoever is signed in has it in their profile, for other browsers
/// and for letters.
async fn post(visitor: Visitor, form: web::Form<Form>) -> Result<HttpResponse, Failure> {
    let offered = locale::offered(&visitor.app);
    let language = offered
        .iter()
        .find(|language| language.tag() == form.language)
        .ok_or(Failure::Malformed("language is none that is offered"))?;
    if let Some(session) = &visitor.session
        && !session.registration_owed
    {
        let (origin, user) = (&visitor.origin, session.user_id);
        let work = visitor.app.db().begin().await?;
        choose_language(&work, origin, user, language.tag()).await?;
        work.commit().await?;
    }
    let place = LocalPath::parse(&form.return_to).unwrap_or_else(|| LocalPath::of(paths::HOME));
    let mut answer = see_other(place.as_str());
    for cookie in locale::chosen(&visitor.request, &visitor.app, place.query(), *language) {
        answer.add_cookie(&cookie).map_err(Fault::from)?;
    }
    Ok(answer)
}
