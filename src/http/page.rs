//! Parts that all pages share, and turning a view into an answer.

use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use askama::filters::Safe;

use super::assets::Assets;
use super::correlation::CorrelationId;
use super::locale::locale_of;
use crate::app::App;
use crate::base::Fallible;
use crate::language::{IntoPhrase, Language, Locale, Moment, Phrase, Said, TimePatterns};
use crate::settings::Organisation;

/// What the layout needs on every page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The step, without the organisation: "Enter your Temporary Access Pass".
    pub title: Phrase,
    /// The organisation's name, shown above the page when there is no logo.
    pub organisation: String,
    /// Where people who cannot sign in get help, in the organisation's words.
    pub help_desk: Option<String>,
    /// Same-origin address of the organisation's logo.
    pub logo_url: Option<String>,
    /// How its reader is spoken to.
    pub locale: Locale,
    /// This page's address, if it can be asked for again in another language.
    pub here: Option<String>,
    /// The languages it can be had in.
    pub languages: Vec<Language>,
    /// Addresses of the embedded static files.
    pub assets: web::Data<Assets>,
    /// Correlation id of this request, shown in small print on error pages.
    pub reference: String,
}

/// What the chrome of a page is made of. Unlike the request it may be held while the request is served.
pub(super) struct Chrome {
    app: Option<web::Data<App>>,
    assets: Option<web::Data<Assets>>,
    reference: CorrelationId,
    locale: Locale,
    here: Option<String>,
}

impl Chrome {
    pub(super) fn of(request: &HttpRequest) -> Self {
        Self {
            app: request.app_data().cloned(),
            assets: request.app_data().cloned(),
            reference: CorrelationId::of(request),
            locale: locale_of(request),
            here: address_of(request),
        }
    }

    pub(super) fn page(&self, title: impl IntoPhrase) -> Page {
        let plain = || web::Data::new(Assets::new(&Organisation::default()));
        let assets = self.assets.clone().unwrap_or_else(plain);
        let organisation = self.app.as_ref().map(|app| &app.settings().organisation);
        Page {
            title: title.into_phrase(),
            organisation: organisation.map_or_else(|| "Daypass".to_owned(), |it| it.name.clone()),
            help_desk: organisation.and_then(|it| it.help_desk.clone()),
            logo_url: assets.logo.clone(),
            locale: self.locale.clone(),
            here: self.here.clone(),
            languages: organisation.map(|it| it.languages.clone()).unwrap_or_default(),
            assets,
            reference: self.reference.to_string(),
        }
    }
}

impl Page {
    /// The chrome of a page for this request.
    pub fn of(request: &HttpRequest, title: impl IntoPhrase) -> Self {
        Chrome::of(request).page(title)
    }

    /// Receives the language that somebody chooses.
    pub const fn language_url(&self) -> &'static str {
        super::paths::LANGUAGE
    }

    /// A phrase in the reader's language, as HTML.
    pub fn say(&self, phrase: impl IntoPhrase) -> Said<'_> {
        self.locale.say(phrase)
    }

    /// A time that stands alone, as HTML.
    pub fn time(&self, moment: &Moment) -> Safe<String> {
        Safe(self.locale.time(*moment))
    }

    /// How times stand in sentences, for the script that writes them.
    pub fn patterns(&self) -> &'static TimePatterns {
        self.locale.language.time_patterns()
    }
}

/// Where a page can be asked for again, in another language: what answers a form cannot, and the console
/// has not got them.
fn address_of(request: &HttpRequest) -> Option<String> {
    let can = request.method() == Method::GET && !super::paths::is_console(request.path());
    let address = request.uri().path_and_query().filter(|_| can)?;
    Some(address.as_str().to_owned())
}

/// An HTML answer, never stored by anybody.
pub fn html(status: StatusCode, view: &impl Template) -> Fallible<HttpResponse> {
    Ok(HttpResponse::build(status)
        .insert_header(ContentType::html())
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(view.render()?))
}

/// "303 See Other": the way from a form to the next page.
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((actix_web::http::header::LOCATION, location))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}

/// What is wrong with one field, or with the whole form when `field` is empty.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The `name` of the field; empty for the summary above the form.
    pub field: &'static str,
    /// What is wrong, and what to do next.
    pub message: Phrase,
}

/// The errors of a form, found by field name.
#[derive(Clone, Debug, Default)]
pub struct FormErrors(Vec<FieldError>);

impl FormErrors {
    /// Just this one.
    pub fn one(error: FieldError) -> Self {
        Self(vec![error])
    }

    /// A sentence under a field.
    pub fn under(field: &'static str, message: impl IntoPhrase) -> Self {
        Self::one(FieldError { field, message: message.into_phrase() })
    }

    /// One more.
    pub fn push(&mut self, error: FieldError) {
        self.0.push(error);
    }

    /// The error of `field`; `on("")` is the one about the whole form.
    pub fn on(&self, field: &str) -> Option<&FieldError> {
        self.0.iter().find(|error| error.field == field)
    }

    /// Whether the form's first field may take the focus (nothing else is in error).
    pub fn none(&self) -> bool {
        self.0.is_empty()
    }

    /// The status of a page with these errors.
    pub fn status(&self) -> StatusCode {
        if self.none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }
}

impl From<Vec<FieldError>> for FormErrors {
    fn from(errors: Vec<FieldError>) -> Self {
        Self(errors)
    }
}

/// A hidden form field the handler wants back.
#[derive(Clone, Debug)]
pub struct HiddenField {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// One way forward.
#[derive(Clone, Debug)]
pub struct Link {
    /// What it says.
    pub label: Phrase,
    /// Where it goes.
    pub href: String,
}

/// The relying party, as people know it.
#[derive(Clone, Debug)]
pub struct ClientCard {
    /// Its name.
    pub name: String,
    /// Its logo; allowed by `img-src`.
    pub logo_url: Option<String>,
    /// Its privacy policy.
    pub policy_url: Option<String>,
    /// Its terms.
    pub tos_url: Option<String>,
}

/// A choice shown as one large link: an icon, a label, a line of explanation.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Element id: `choose-passkey`.
    pub id: &'static str,
    /// passkey, authenticator, password, recovery, pass, device or app.
    pub icon: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// May be empty.
    pub detail: &'static str,
    /// Where it leads.
    pub href: String,
    /// Shows "Recommended".
    pub recommended: bool,
}

/// A passkey ceremony: where its options come from, where its answer goes (see `static/passkey.js`).
#[derive(Clone, Debug)]
pub struct PasskeyPrompt {
    /// Receives `credential` (JSON) and the form's other fields.
    pub action: &'static str,
    /// Answers a form POST with `{"publicKey": {…}}`.
    pub options_url: &'static str,
    /// Offers passkeys in the username field's autofill (sign-in only).
    pub conditional: bool,
}

/// Navigation of a signed-in person's pages.
#[derive(Clone, Debug)]
pub struct Nav {
    /// Who is signed in.
    pub username: String,
    /// `home`, `security-info` or `my-sign-ins`.
    pub current: &'static str,
    /// The start page.
    pub home_url: &'static str,
    /// The methods.
    pub security_info_url: &'static str,
    /// The sessions and apps.
    pub my_sign_ins_url: &'static str,
    /// The console, for those who may open it.
    pub admin_url: Option<&'static str>,
    /// Leaving.
    pub sign_out_url: &'static str,
}

impl Nav {
    /// For a page of `username`'s.
    pub fn of(username: &str, current: &'static str) -> Self {
        use super::paths;
        Self {
            username: username.to_owned(),
            current,
            home_url: paths::HOME,
            security_info_url: paths::SECURITY_INFO,
            my_sign_ins_url: paths::MY_SIGN_INS,
            admin_url: None,
            sign_out_url: paths::SIGN_OUT,
        }
    }
}
