//! A browser without a screen: follows redirects, keeps cookies, and submits the forms that are in the page.
//!
//! It does what browsers do and people cannot help: a field that is not in the page cannot be filled in,
//! a field that is required cannot be left empty, a form is posted with `Origin` and Fetch Metadata,
//! a search form becomes an address, a form with a file is sent as multipart.
//! What an attacker does instead goes through [`Browser::post`] and [`Form::forge`].

use std::fmt;
use std::sync::{Arc, Mutex};

use reqwest::cookie::{CookieStore as _, Jar};
use reqwest::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue, LOCATION, ORIGIN, USER_AGENT};
use reqwest::{Method, StatusCode};
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// Redirects in a row after which a browser gives up.
const MOST_HOPS: usize = 20;
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";

/// One browser with its cookies. Clones are tabs of the same browser.
#[derive(Clone)]
pub(crate) struct Browser {
    http: reqwest::Client,
    jar: Arc<Jar>,
    provider: Url,
    user_agent: &'static str,
    history: Arc<Mutex<Vec<String>>>,
}

/// Where a request ended.
enum Arrival {
    Page(Box<Page>),
    Left(Left),
}

/// The browser was sent away from the provider: to a relying party.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    pub(crate) url: Url,
}

impl Browser {
    /// A browser for the provider at this origin, with no cookies.
    pub(crate) fn new(provider: &Url) -> Self {
        Self::with_user_agent(provider, FIREFOX)
    }

    /// A browser that describes itself like this.
    pub(crate) fn with_user_agent(provider: &Url, user_agent: &'static str) -> Self {
        let jar = Arc::new(Jar::default());
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .cookie_provider(Arc::clone(&jar))
            .no_proxy()
            // A kept connection dies with the program, which stories kill.
            .pool_max_idle_per_host(0)
            .build()
            .unwrap();
        Self { http, jar, provider: provider.clone(), user_agent, history: Arc::default() }
    }

    /// Another browser that holds the same cookies: what a thief of cookies has.
    pub(crate) fn stolen(&self) -> Self {
        let thief = Self::with_user_agent(&self.provider, self.user_agent);
        for (name, value) in self.cookies() {
            thief.jar.add_cookie_str(&format!("{name}={value}; Path=/"), &self.provider);
        }
        thief
    }

    /// Opens an address of the provider, as if it had been typed.
    pub(crate) async fn open(&self, address: impl AsRef<str>) -> Page {
        let url = self.provider.join(address.as_ref()).unwrap();
        self.navigate(url).await.page(self)
    }

    /// Opens an address that leads away from the provider.
    pub(crate) async fn open_and_leave(&self, address: impl AsRef<str>) -> Left {
        let url = self.provider.join(address.as_ref()).unwrap();
        self.navigate(url).await.left(self)
    }

    /// One POST as a page of the provider would send it, whether or not there is such a form.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.form_post(path, fields);
        self.follow(request).await.page(self)
    }

    /// One request and its own answer; redirects are not followed.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Page {
        let url = self.provider.join(path).unwrap();
        let mut request = self.request(method, url);
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        *request.body_mut() = Some(body.into());
        self.exchange(request).await
    }

    /// What a page's script fetches: a POST of form fields, answered with JSON.
    pub(crate) async fn fetch_json(
        &self,
        path: &str,
        fields: &[(String, String)],
    ) -> (StatusCode, serde_json::Value) {
        let mut request = self.form_post(path, fields);
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        let answer = self.exchange(request).await;
        (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
    }

    /// The value of one of our cookies.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Every cookie the provider would be sent.
    pub(crate) fn cookies(&self) -> Vec<(String, String)> {
        let header = self.jar.cookies(&self.provider);
        let text = header.as_ref().map_or("", |header| header.to_str().unwrap());
        text.split("; ")
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// Sets a cookie, as only an attacker does.
    pub(crate) fn plant_cookie(&self, name: &str, value: &str) {
        self.jar.add_cookie_str(&format!("{name}={value}; Path=/"), &self.provider);
    }

    /// Every request so far, and how it was answered.
    pub(crate) fn history(&self) -> Vec<String> {
        self.history.lock().unwrap().clone()
    }

    fn form_post<K: AsRef<str>, V: AsRef<str>>(
        &self,
        path: &str,
        fields: &[(K, V)],
    ) -> reqwest::Request {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            body.append_pair(name.as_ref(), value.as_ref());
        }
        self.same_origin_post(path, "application/x-www-form-urlencoded", body.finish())
    }

    fn same_origin_post(&self, path: &str, content_type: &str, body: String) -> reqwest::Request {
        let mut request = self.request(Method::POST, self.provider.join(path).unwrap());
        let headers = request.headers_mut();
        headers.insert("content-type", HeaderValue::from_str(content_type).unwrap());
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        headers.insert(
            ORIGIN,
            HeaderValue::from_str(&self.provider.origin().ascii_serialization()).unwrap(),
        );
        *request.body_mut() = Some(body.into());
        request
    }

    fn request(&self, method: Method, url: Url) -> reqwest::Request {
        let mut request = reqwest::Request::new(method, url);
        request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(self.user_agent));
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("text/html,*/*;q=0.8"));
        request
    }

    async fn navigate(&self, url: Url) -> Arrival {
        if url.origin() != self.provider.origin() {
            return Arrival::Left(Left { url });
        }
        self.follow(self.request(Method::GET, url)).await
    }

    async fn follow(&self, mut request: reqwest::Request) -> Arrival {
        for _ in 0..MOST_HOPS {
            let page = self.exchange(request).await;
            let Some(next) = page.redirection() else { return Arrival::Page(Box::new(page)) };
            assert!(
                !matches!(
                    page.status,
                    StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
                ),
                "a form must not be posted a second time somewhere else: {page:?}"
            );
            if next.origin() != self.provider.origin() {
                return Arrival::Left(Left { url: next });
            }
            request = self.request(Method::GET, next);
        }
        panic!("redirected in a circle: {:#?}", self.history());
    }

    async fn exchange(&self, request: reqwest::Request) -> Page {
        let (method, url) = (request.method().clone(), request.url().clone());
        let answer = self.http.execute(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
        self.history.lock().unwrap().push(format!("{method} {url}: {status}"));
        let document = Html::parse_document(&body);
        let page = Page { browser: self.clone(), url, status, headers, body, document };
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{page:?}");
        page
    }
}

impl Arrival {
    fn page(self, browser: &Browser) -> Page {
        match self {
            Self::Page(page) => *page,
            Self::Left(left) => panic!("left for {} after {:#?}", left.url, browser.history()),
        }
    }

    fn left(self, browser: &Browser) -> Left {
        match self {
            Self::Left(left) => left,
            Self::Page(page) => panic!("stayed at {page:?} after {:#?}", browser.history()),
        }
    }
}

/// What the browser shows.
pub(crate) struct Page {
    browser: Browser,
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    document: Html,
}

impl Page {
    pub(crate) fn path(&self) -> &str {
        self.url.path()
    }

    /// A parameter of the page's own address.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// A header of the answer.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The one heading of the page.
    pub(crate) fn h1(&self) -> String {
        self.text_of("h1")
    }

    /// The text of the one element a selector names, with its white space in order.
    pub(crate) fn text_of(&self, selector: &str) -> String {
        text(self.element(selector))
    }

    /// The text of every element a selector names.
    pub(crate) fn texts_of(&self, selector: &str) -> Vec<String> {
        self.document.select(&parse(selector)).map(text).collect()
    }

    /// An attribute of the one element a selector names.
    pub(crate) fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.element(selector).attr(name).map(str::to_owned)
    }

    /// The ids of the elements a selector names.
    pub(crate) fn ids_of(&self, selector: &str) -> Vec<String> {
        let parsed = parse(selector);
        self.document
            .select(&parsed)
            .filter_map(|element| element.attr("id"))
            .map(str::to_owned)
            .collect()
    }

    pub(crate) fn has(&self, selector: &str) -> bool {
        self.document.select(&parse(selector)).next().is_some()
    }

    /// What is said to be wrong with a field, the way a screen reader finds it (`aria-describedby`).
    pub(crate) fn error_of(&self, field: &str) -> Option<String> {
        let input = self.element(&format!("[name=\"{field}\"][aria-invalid=\"true\"]"));
        let described = input.attr("aria-describedby")?;
        let error = described.split_ascii_whitespace().find(|id| id.ends_with("-error"))?;
        Some(self.text_of(&format!("#{error}")))
    }

    /// What is said to be wrong with the form as a whole.
    pub(crate) fn problem(&self) -> Option<String> {
        self.has("#problem").then(|| self.text_of("#problem"))
    }

    /// The form a selector names, filled in as it stands in the page.
    pub(crate) fn form(&self, selector: &str) -> Form {
        Form::of(self, self.element(selector))
    }

    /// The form in which a button stands.
    pub(crate) fn form_with(&self, button: &str) -> Form {
        let button = self.element(button);
        let form = button
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|element| element.value().name() == "form");
        Form::of(self, form.unwrap_or_else(|| panic!("not in a form: {self:?}")))
    }

    /// Follows a link.
    pub(crate) async fn click(&self, link: &str) -> Page {
        self.browser.navigate(self.target(link)).await.page(&self.browser)
    }

    /// Follows a link that leads away from the provider.
    pub(crate) async fn click_and_leave(&self, link: &str) -> Left {
        self.browser.navigate(self.target(link)).await.left(&self.browser)
    }

    /// The same address once more.
    pub(crate) async fn reload(&self) -> Page {
        self.browser.navigate(self.url.clone()).await.page(&self.browser)
    }

    /// The browser that shows this page.
    pub(crate) fn browser(&self) -> &Browser {
        &self.browser
    }

    fn target(&self, link: &str) -> Url {
        let href = self
            .element(link)
            .attr("href")
            .unwrap_or_else(|| panic!("{link} is no link: {self:?}"));
        self.url.join(href).unwrap()
    }

    fn redirection(&self) -> Option<Url> {
        let location = self.headers.get(LOCATION).filter(|_| self.status.is_redirection())?;
        Some(self.url.join(location.to_str().unwrap()).unwrap())
    }

    fn element(&self, selector: &str) -> ElementRef<'_> {
        let parsed = parse(selector);
        let mut found = self.document.select(&parsed);
        let element = found.next().unwrap_or_else(|| panic!("there is no {selector} in {self:?}"));
        assert!(found.next().is_none(), "there is more than one {selector} in {self:?}");
        element
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.document.select(&parse("body")).map(text).collect::<String>();
        write!(f, "{} {} ({words})", self.status, self.url)
    }
}

/// A form in a page, with what would be sent.
#[derive(Clone)]
pub(crate) struct Form {
    browser: Browser,
    action: Url,
    sent_as: SentAs,
    fields: Vec<Field>,
    buttons: Vec<Button>,
    words: String,
}

/// How a form travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SentAs {
    Address,
    Fields,
    Parts,
}

#[derive(Clone, Debug)]
struct Field {
    name: String,
    value: String,
    /// The name of the file, in a field that takes one.
    file_name: Option<String>,
    fixed: bool,
    required: bool,
    longest: Option<usize>,
}

#[derive(Clone, Debug)]
struct Button {
    id: String,
    name_and_value: Option<(String, String)>,
}

impl Form {
    fn of(page: &Page, form: ElementRef<'_>) -> Self {
        assert_eq!(form.value().name(), "form", "not a form: {page:?}");
        let sent_as = SentAs::of(form);
        let action = form
            .attr("action")
            .map_or_else(|| page.url.clone(), |action| page.url.join(action).unwrap());
        Self {
            browser: page.browser.clone(),
            action,
            sent_as,
            fields: form.select(&parse("input, select, textarea")).filter_map(Field::of).collect(),
            buttons: form
                .select(&parse("button[type=submit], button:not([type])"))
                .map(Button::of)
                .collect(),
            words: format!("{page:?}"),
        }
    }

    /// Fills in a field a person can fill in.
    #[must_use]
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        let words = &self.words;
        let field = self.fields.iter_mut().find(|field| field.name == name && !field.fixed);
        let field = field.unwrap_or_else(|| panic!("no field {name} to fill in: {words}"));
        assert!(
            field.longest.is_none_or(|longest| value.chars().count() <= longest),
            "{name} takes no more than {:?} characters: {words}",
            field.longest
        );
        value.clone_into(&mut field.value);
        self
    }

    /// Chooses a file in the field that takes one.
    #[must_use]
    pub(crate) fn attach(mut self, name: &str, file_name: &str, content: &str) -> Self {
        assert_eq!(self.sent_as, SentAs::Parts, "a file goes in parts only: {}", self.words);
        let words = &self.words;
        let field =
            self.fields.iter_mut().find(|field| field.name == name && field.file_name.is_some());
        let field = field.unwrap_or_else(|| panic!("no field {name} for a file: {words}"));
        field.file_name = Some(file_name.to_owned());
        content.clone_into(&mut field.value);
        self
    }

    /// Sets or adds a field as no person could.
    #[must_use]
    pub(crate) fn forge(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|field| field.name != name);
        self.fields.push(Field {
            name: name.to_owned(),
            value: value.to_owned(),
            file_name: None,
            fixed: true,
            required: false,
            longest: None,
        });
        self
    }

    /// The same form out of another browser, as only somebody who copied it sends it.
    #[must_use]
    pub(crate) fn sent_from(self, browser: &Browser) -> Self {
        Self { browser: browser.clone(), ..self }
    }

    /// What a field holds.
    pub(crate) fn value(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|field| field.name == name);
        &field.unwrap_or_else(|| panic!("no field {name}: {}", self.words)).value
    }

    /// Everything that would be sent.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        self.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect()
    }

    /// Where it would be sent.
    pub(crate) fn action(&self) -> &Url {
        &self.action
    }

    /// Submits by the form's only button, or by the Enter key where it has none.
    pub(crate) async fn submit(self) -> Page {
        let browser = self.browser.clone();
        self.send(None).await.page(&browser)
    }

    /// Submits, and hears the answer, and does nothing about it.
    pub(crate) async fn submit_only(self) -> Page {
        assert_eq!(self.sent_as, SentAs::Fields, "{}", self.words);
        let request = self.browser.form_post(self.action.as_str(), &self.fields());
        self.browser.exchange(request).await
    }

    /// Submits by one of several buttons.
    pub(crate) async fn press(self, button: &str) -> Page {
        let browser = self.browser.clone();
        self.send(Some(button)).await.page(&browser)
    }

    /// Submits, which leads away from the provider.
    pub(crate) async fn leave(self) -> Left {
        let browser = self.browser.clone();
        self.send(None).await.left(&browser)
    }

    /// Submits by one of several buttons, which leads away from the provider.
    pub(crate) async fn press_and_leave(self, button: &str) -> Left {
        let browser = self.browser.clone();
        self.send(Some(button)).await.left(&browser)
    }

    async fn send(self, button: Option<&str>) -> Arrival {
        for field in self.fields.iter().filter(|field| field.required) {
            assert!(
                !field.value.is_empty(),
                "the browser asks to fill in {}: {}",
                field.name,
                self.words
            );
        }
        let pressed = match button {
            Some(id) => {
                let found =
                    self.buttons.iter().find(|button| button.id == id.trim_start_matches('#'));
                Some(found.unwrap_or_else(|| panic!("no button {id}: {}", self.words)))
            }
            None => self.buttons.first(),
        };
        let pressed = pressed.and_then(|button| button.name_and_value.clone());
        match self.sent_as {
            SentAs::Address => self.browser.navigate(self.address(pressed)).await,
            SentAs::Fields => {
                let mut fields = self.fields();
                fields.extend(pressed);
                let request = self.browser.form_post(self.action.as_str(), &fields);
                self.browser.follow(request).await
            }
            SentAs::Parts => self.browser.follow(self.in_parts(pressed)).await,
        }
    }

    /// The address a search form leads to: its fields are the whole query.
    fn address(&self, pressed: Option<(String, String)>) -> Url {
        let mut address = self.action.clone();
        address.query_pairs_mut().clear().extend_pairs(self.fields()).extend_pairs(pressed);
        address
    }

    fn in_parts(&self, pressed: Option<(String, String)>) -> reqwest::Request {
        let (mut body, boundary) = (String::new(), "----a-boundary-in-no-file-of-a-story");
        for field in &self.fields {
            let file = field.file_name.as_ref().map(|name| {
                format!("; filename=\"{name}\"\r\nContent-Type: application/octet-stream")
            });
            body.push_str(&part(boundary, &field.name, &file.unwrap_or_default(), &field.value));
        }
        if let Some((name, value)) = pressed {
            body.push_str(&part(boundary, &name, "", &value));
        }
        body.push_str("--");
        body.push_str(boundary);
        body.push_str("--\r\n");
        let content_type = format!("multipart/form-data; boundary={boundary}");
        self.browser.same_origin_post(self.action.as_str(), &content_type, body)
    }
}

/// One part of a form (RFC 7578, section 4).
fn part(boundary: &str, name: &str, more: &str, value: &str) -> String {
    format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n"
    )
}

impl SentAs {
    fn of(form: ElementRef<'_>) -> Self {
        let is = |name: &str, value: &str| {
            form.attr(name).is_some_and(|given| given.eq_ignore_ascii_case(value))
        };
        if !is("method", "post") {
            Self::Address
        } else if is("enctype", "multipart/form-data") {
            Self::Parts
        } else {
            Self::Fields
        }
    }
}

impl Field {
    fn of(element: ElementRef<'_>) -> Option<Self> {
        let name = element.attr("name").filter(|name| !name.is_empty())?;
        let kind = element.attr("type").unwrap_or("text");
        let unchecked = matches!(kind, "checkbox" | "radio") && element.attr("checked").is_none();
        if unchecked
            || matches!(kind, "submit" | "button" | "image" | "reset")
            || element.attr("disabled").is_some()
        {
            return None;
        }
        let value = match element.value().name() {
            "textarea" => element.text().collect(),
            "select" => chosen(element),
            _ => element
                .attr("value")
                .unwrap_or(if kind == "checkbox" { "on" } else { "" })
                .to_owned(),
        };
        Some(Self {
            name: name.to_owned(),
            value,
            file_name: (kind == "file").then(String::new),
            fixed: kind == "hidden" || element.attr("readonly").is_some(),
            required: element.attr("required").is_some(),
            longest: element.attr("maxlength").and_then(|longest| longest.parse().ok()),
        })
    }
}

fn chosen(select: ElementRef<'_>) -> String {
    let marked = select.select(&parse("option[selected]")).next();
    let option = marked.or_else(|| select.select(&parse("option")).next());
    option
        .map(|option| option.attr("value").map_or_else(|| text(option), str::to_owned))
        .unwrap_or_default()
}

impl Button {
    fn of(element: ElementRef<'_>) -> Self {
        let value = element.attr("value").unwrap_or_default().to_owned();
        Self {
            id: element.attr("id").unwrap_or_default().to_owned(),
            name_and_value: element.attr("name").map(|name| (name.to_owned(), value)),
        }
    }
}

fn parse(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
