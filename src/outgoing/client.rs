//! Making a call.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Certificate, Client, Method, Response};
use url::Url;

use super::guard::Guard;

const USER_AGENT: &str = concat!("Daypass/", env!("CARGO_PKG_VERSION"));

/// The client. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Outgoing(Arc<Parts>);

struct Parts {
    guard: Guard,
    lookup: Lookup,
    /// Made at the first call: most installations make none.
    client: OnceLock<Result<Client, String>>,
}

/// Finds the addresses of a name.
pub(super) type Lookup =
    Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// One call.
#[derive(Clone, Debug)]
pub struct Call {
    url: Url,
    body: Option<Vec<u8>>,
    headers: Vec<(&'static str, String)>,
    wanted: Wanted,
}

/// What is read of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Nothing,
    /// All of it; longer than this it is no answer.
    Whole(usize),
    /// Unless it is a success, its beginning.
    Refusal(usize),
}

impl Call {
    /// A GET.
    pub const fn get(url: Url) -> Self {
        Self { url, body: None, headers: Vec::new(), wanted: Wanted::Nothing }
    }

    /// A POST of these bytes.
    pub const fn post(url: Url, body: Vec<u8>) -> Self {
        Self { url, body: Some(body), headers: Vec::new(), wanted: Wanted::Nothing }
    }

    /// With a header; its name in lower case.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The body of the answer is wanted, up to so many bytes; else it is not even read.
    #[must_use]
    pub const fn reading(mut self, longest: usize) -> Self {
        self.wanted = Wanted::Whole(longest);
        self
    }

    /// The body of an answer that is no success is wanted: its beginning, of at least so many bytes if
    /// there are as many. That of a success is not even read.
    #[must_use]
    pub const fn reading_refusals(mut self, longest: usize) -> Self {
        self.wanted = Wanted::Refusal(longest);
        self
    }
}

/// An answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status. A redirect is an answer like any other.
    pub status: u16,
    /// The body, if it was asked for.
    pub body: Vec<u8>,
    /// The `Content-Type`, as far as it is text.
    pub content_type: Option<String>,
}

impl Answer {
    /// Whether the status is 2xx.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }
}

/// Why a call got no answer. In words for an operator; never with the address's path or query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The guard refuses the address.
    #[error("this address may not be called; the settings under [outgoing] say which may")]
    NotAllowed,
    /// It took too long.
    #[error("no complete answer in time")]
    TooSlow,
    /// The answer is longer than what was asked for.
    #[error("the answer is too long")]
    TooLong,
    /// No connection, no TLS, a broken answer.
    #[error("{0}")]
    Failed(String),
}

impl Outgoing {
    /// A client under this guard. Nothing is read or opened before the first call.
    pub fn new(guard: Guard) -> Self {
        Self::looking_up(guard, Arc::new(|name| Box::pin(look_up(name))))
    }

    pub(super) fn looking_up(guard: Guard, lookup: Lookup) -> Self {
        Self(Arc::new(Parts { guard, lookup, client: OnceLock::new() }))
    }

    /// Whether this URL may be called, as far as can be seen without looking up its name.
    pub fn allows(&self, url: &Url) -> bool {
        self.0.guard.allows_url(url)
    }

    /// Makes a call.
    pub async fn send(&self, call: Call) -> Result<Answer, Unanswered> {
        if !self.0.guard.allows_url(&call.url) {
            return Err(Unanswered::NotAllowed);
        }
        let client = self.0.client.get_or_init(|| self.build().map_err(|error| chain(&*error)));
        let client = client.as_ref().map_err(|why| Unanswered::Failed(why.clone()))?;
        let method = if call.body.is_some() { Method::POST } else { Method::GET };
        let mut request = client.request(method, call.url);
        for (name, value) in call.headers {
            let value = HeaderValue::from_str(&value)
                .map_err(|_| Unanswered::Failed(format!("{name} cannot be a header")))?;
            request = request.header(HeaderName::from_static(name), value);
        }
        if let Some(body) = call.body {
            request = request.body(body);
        }
        let response = request.send().await.map_err(unanswered)?;
        read(response, call.wanted).await
    }

    fn build(&self) -> Result<Client, Box<dyn Error + Send + Sync>> {
        let guard = &self.0.guard;
        let resolver = Guarded { guard: guard.clone(), lookup: Arc::clone(&self.0.lookup) };
        let mut builder = Client::builder()
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .timeout(guard.timeout)
            .dns_resolver(resolver);
        if let Some(path) = &guard.extra_ca {
            let pem =
                std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            builder = builder.tls_certs_merge(Certificate::from_pem_bundle(&pem)?);
        }
        Ok(builder.build()?)
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Outgoing").field(&self.0.guard).finish()
    }
}

async fn read(response: Response, wanted: Wanted) -> Result<Answer, Unanswered> {
    let status = response.status().as_u16();
    let content_type = response.headers().get(reqwest::header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = match wanted {
        Wanted::Whole(longest) => whole(response, longest).await?,
        Wanted::Refusal(longest) if !response.status().is_success() => {
            beginning(response, longest).await
        }
        Wanted::Nothing | Wanted::Refusal(_) => Vec::new(),
    };
    Ok(Answer { status, body, content_type })
}

async fn whole(mut response: Response, longest: usize) -> Result<Vec<u8>, Unanswered> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unanswered)? {
        if body.len() + chunk.len() > longest {
            return Err(Unanswered::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// As far as it comes: the status has been heard, and is not lost by a body that breaks off.
async fn beginning(mut response: Response, longest: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < longest
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk);
    }
    body
}

fn unanswered(error: reqwest::Error) -> Unanswered {
    let error = error.without_url();
    if has_cause::<NoneAllowed>(&error) {
        return Unanswered::NotAllowed;
    }
    if error.is_timeout() {
        return Unanswered::TooSlow;
    }
    Unanswered::Failed(chain(&error))
}

fn has_cause<T: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<T>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// An error with all that is behind it, on one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// None of a name's addresses may be connected to.
#[derive(Debug, thiserror::Error)]
#[error("none of its addresses may be called")]
struct NoneAllowed;

/// Gives only addresses that may be connected to, so that there is nothing between check and use.
struct Guarded {
    guard: Guard,
    lookup: Lookup,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, found) = (self.guard.clone(), (self.lookup)(name.as_str().to_owned()));
        Box::pin(async move {
            let found = found.await?;
            let none_found = found.is_empty();
            let allowed: Vec<_> = found
                .into_iter()
                .filter(|address| guard.allows(*address))
                // Port 0 is replaced by that of the URL.
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            if allowed.is_empty() && !none_found {
                return Err(NoneAllowed.into());
            }
            let addresses: Addrs = Box::new(allowed.into_iter());
            Ok(addresses)
        })
    }
}

async fn look_up(name: String) -> io::Result<Vec<IpAddr>> {
    let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
    Ok(found.map(|address| address.ip()).collect())
}
