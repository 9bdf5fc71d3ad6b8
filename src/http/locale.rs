//! In which language a person is spoken to, and in which zone times are written.
//!
//! First what the app asks for (`ui_locales`, OpenID Connect Core §3.1.2.1), then the language that the
//! person has chosen or that stands in their profile, then what the browser asks for
//! (`Accept-Language`, RFC 9110 §12.5.4), then the organisation's first language. The first two are kept in
//! cookies: every page of a sign-in speaks as the first one did, and no page has to look a person up for it.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, time::Duration};
use actix_web::http::header::{AcceptLanguage, Header as _};

use super::cookies::Jar;
use crate::app::App;
use crate::base::Secret;
use crate::language::{Language, Locale, Zone};

/// The language that an app asks for, while it sends somebody through a sign-in.
const ASKED: &str = "ui-locales";
/// The language that somebody chose in this browser, or that stood in their profile when they signed in.
const CHOSEN: &str = "language";

/// How long an app's wish holds: longer than a sign-in takes, and no longer than an afternoon.
const ASKED_FOR: Duration = Duration::hours(1);
const CHOSEN_FOR: Duration = Duration::days(365);

/// How whoever sent this request is spoken to.
pub(super) fn locale_of(request: &HttpRequest) -> Locale {
    let Some(app) = request.app_data::<actix_web::web::Data<App>>() else {
        return Locale { language: Language::english(), zone: Zone::UTC };
    };
    let organisation = &app.settings().organisation;
    let language = in_query(request, &organisation.languages)
        .or_else(|| in_cookie(request, app, ASKED))
        .or_else(|| in_cookie(request, app, CHOSEN))
        .or_else(|| accepted(request, &organisation.languages))
        .or_else(|| organisation.languages.first().copied())
        .unwrap_or_else(Language::english);
    Locale { language, zone: organisation.time_zone.clone() }
}

/// What the app asks for in this very request, for a page that answers it.
fn in_query(request: &HttpRequest, offered: &[Language]) -> Option<Language> {
    let query = request.query_string();
    if !query.contains("ui_locales=") {
        return None;
    }
    let mut parameters = url::form_urlencoded::parse(query.as_bytes());
    let (_, ui_locales) = parameters.find(|(name, _)| name == "ui_locales")?;
    Language::negotiate(ui_locales.split(' '), offered)
}

fn in_cookie(request: &HttpRequest, app: &App, name: &str) -> Option<Language> {
    let tag = Jar::of(&app.settings().issuer).read(request, name)?;
    offered(app).iter().copied().find(|language| language.tag() == tag)
}

fn accepted(request: &HttpRequest, offered: &[Language]) -> Option<Language> {
    let wanted = AcceptLanguage::parse(request).ok()?.ranked();
    let tags = wanted.iter().filter_map(|preference| preference.item().map(|tag| tag.as_str()));
    Language::negotiate(tags, offered)
}

/// The languages that people are offered.
pub fn offered(app: &App) -> &[Language] {
    &app.settings().organisation.languages
}

/// The cookie for an app's `ui_locales` (tags with spaces between them, best first), if we speak one of
/// them. What we don't speak is passed over, as the specification wants it.
pub fn asked_by_app(app: &App, ui_locales: &str) -> Option<Cookie<'static>> {
    let language = Language::negotiate(ui_locales.split(' '), offered(app))?;
    Some(cookie(app, ASKED, language, ASKED_FOR))
}

/// The cookie for the language in somebody's profile (the `locale` claim), if we speak it.
pub fn of_profile(app: &App, locale: &str) -> Option<Cookie<'static>> {
    let language = Language::negotiate([locale], offered(app))?;
    Some(cookie(app, CHOSEN, language, CHOSEN_FOR))
}

/// The cookies for a language that somebody has chosen: it counts more than what an app asked for before.
pub fn chosen(app: &App, language: Language) -> [Cookie<'static>; 2] {
    let jar = Jar::of(&app.settings().issuer);
    [cookie(app, CHOSEN, language, CHOSEN_FOR), jar.removal(ASKED)]
}

fn cookie(app: &App, name: &str, language: Language, lifetime: Duration) -> Cookie<'static> {
    Jar::of(&app.settings().issuer).cookie(name, &Secret::new(language.tag()), lifetime)
}
