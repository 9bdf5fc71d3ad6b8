//! In which language a person is spoken to, and in which zone times are written.
//!
//! First what the app asks for (`ui_locales`, OpenID Connect Core §3.1.2.1), then the language that the
//! person has chosen or that stands in their profile, then what the browser asks for
//! (`Accept-Language`, RFC 9110 §12.5.4), then the organisation's first language. The first two are kept in
//! cookies: every page of a sign-in speaks as the first one did, and no page has to look a person up for it.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, time::Duration};
use actix_web::http::header::{AcceptLanguage, Header as _, LanguageTag};
use actix_web::web;

use super::cookies::Jar;
use super::paths;
use crate::app::App;
use crate::base::Secret;
use crate::language::{Language, Locale, Zone};

/// What an app asks for, while it sends somebody through a sign-in: see [`Asked`].
const ASKED: &str = "ui-locales";
/// The language that somebody chose in this browser, or that stood in their profile when they signed in.
const CHOSEN: &str = "language";

/// How long an app's wish holds: longer than a sign-in takes, and no longer than an afternoon.
const ASKED_FOR: Duration = Duration::hours(1);
const CHOSEN_FOR: Duration = Duration::days(365);

/// The languages that people are offered.
pub fn offered(app: &App) -> &[Language] {
    &app.settings().organisation.languages
}

/// How whoever sent this request is spoken to.
pub(super) fn locale_of(request: &HttpRequest) -> Locale {
    let Some(app) = request.app_data::<web::Data<App>>() else {
        return Locale { language: Language::english(), zone: Zone::UTC };
    };
    let offered = offered(app);
    let language = Asked::of(request, app, request.query_string())
        .map(|asked| asked.shown)
        .or_else(|| tagged(offered, &cookie_of(request, app, CHOSEN)?))
        .or_else(|| accepted(request, offered))
        .or_else(|| offered.first().copied())
        .unwrap_or_else(Language::english);
    let language = if paths::is_console(request.path()) { language.of_console() } else { language };
    Locale { language, zone: app.settings().organisation.time_zone.clone() }
}

/// The language that an app asks for, and the one that is shown for it: the same, until the person
/// chooses another on the way.
#[derive(Clone, Copy)]
struct Asked {
    wanted: Language,
    shown: Language,
}

impl Asked {
    /// From the query of this request, as far as that says anything, and from the cookie.
    fn of(request: &HttpRequest, app: &App, query: &str) -> Option<Self> {
        let kept = cookie_of(request, app, ASKED).and_then(|value| {
            let (wanted, shown) = value.split_once('.')?;
            Some(Self {
                wanted: tagged(offered(app), wanted)?,
                shown: tagged(offered(app), shown)?,
            })
        });
        let wanted = wanted_in(query, offered(app)).map(|wanted| Self { wanted, shown: wanted });
        match (kept, wanted) {
            (Some(kept), Some(wanted)) if kept.wanted == wanted.wanted => Some(kept),
            (kept, wanted) => wanted.or(kept),
        }
    }

    fn cookie(self, app: &App) -> Cookie<'static> {
        cookie(app, ASKED, &format!("{}.{}", self.wanted.tag(), self.shown.tag()), ASKED_FOR)
    }
}

fn tagged(offered: &[Language], tag: &str) -> Option<Language> {
    offered.iter().copied().find(|language| language.tag() == tag)
}

/// The best of the tags in `ui_locales` (spaces between them, best first) that we speak; what we don't
/// speak is passed over, as the specification wants it.
fn wanted_in(query: &str, offered: &[Language]) -> Option<Language> {
    if !query.contains("ui_locales=") {
        return None;
    }
    let mut parameters = url::form_urlencoded::parse(query.as_bytes());
    let (_, ui_locales) = parameters.find(|(name, _)| name == "ui_locales")?;
    Language::negotiate(ui_locales.split(' '), offered)
}

fn accepted(request: &HttpRequest, offered: &[Language]) -> Option<Language> {
    let wanted = AcceptLanguage::parse(request).ok()?.ranked();
    let tags = wanted.iter().filter_map(|preference| preference.item().map(LanguageTag::as_str));
    Language::negotiate(tags, offered)
}

/// Keeps what an app asks for in its request (`query`) for the pages that follow.
pub fn asked_by_app(request: &HttpRequest, app: &App, query: &str) -> Option<Cookie<'static>> {
    wanted_in(query, offered(app))?;
    Asked::of(request, app, query).map(|asked| asked.cookie(app))
}

/// Keeps the language in somebody's profile (the `locale` claim), if we speak it.
pub fn of_profile(app: &App, locale: &str) -> Option<Cookie<'static>> {
    let language = Language::negotiate([locale], offered(app))?;
    Some(cookie(app, CHOSEN, language.tag(), CHOSEN_FOR))
}

/// Keeps a language that somebody has chosen on a page with this query: also for as long as an app goes
/// on asking for another.
pub fn chosen(
    request: &HttpRequest,
    app: &App,
    query: &str,
    language: Language,
) -> Vec<Cookie<'static>> {
    let asked = Asked::of(request, app, query);
    let asked = asked.map(|asked| Asked { shown: language, ..asked }.cookie(app));
    [cookie(app, CHOSEN, language.tag(), CHOSEN_FOR)].into_iter().chain(asked).collect()
}

fn cookie_of(request: &HttpRequest, app: &App, name: &str) -> Option<String> {
    Jar::of(&app.settings().issuer).read(request, name)
}

fn cookie(app: &App, name: &str, value: &str, lifetime: Duration) -> Cookie<'static> {
    Jar::of(&app.settings().issuer).cookie(name, &Secret::new(value), lifetime)
}
