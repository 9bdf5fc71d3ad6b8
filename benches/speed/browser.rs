//! A browser that signs in: its cookies, and the steps that a person takes.

use std::collections::BTreeMap;

use super::http::{Answer, Connection};
use super::installation::{Installation, PASSWORD, Person};

/// What browsers say they are.
const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A request without a body.
pub(crate) fn get(installation: &Installation, target: &str) -> Vec<u8> {
    request(installation, "GET", target, &BTreeMap::new(), None)
}

/// What somebody signs in with.
pub(crate) enum Way {
    /// Their pass.
    Pass,
    /// One of their recovery codes.
    RecoveryCode(String),
}

/// A fresh browser on a kept connection.
pub(crate) struct Browser<'a> {
    installation: &'a Installation,
    connection: &'a mut Connection,
    cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    /// Without any cookie.
    pub(crate) fn fresh(installation: &'a Installation, connection: &'a mut Connection) -> Self {
        Self { installation, connection, cookies: BTreeMap::new() }
    }

    /// From the first page to a session, every page on the way looked at; gives its cookies.
    pub(crate) fn sign_in(self, person: &Person, way: &Way) -> BTreeMap<String, String> {
        let Person { username, pass, .. } = person;
        let (path, secret) = match way {
            Way::Pass => ("/signin/pass", format!("pass={pass}")),
            Way::RecoveryCode(code) => ("/signin/recovery-code", format!("code={code}")),
        };
        self.sign_in_at(path, username, &secret)
    }

    /// The same with the one password that everybody has.
    pub(crate) fn sign_in_by_password(self, username: &str) -> BTreeMap<String, String> {
        self.sign_in_at("/signin/password", username, &format!("password={PASSWORD}"))
    }

    fn sign_in_at(mut self, path: &str, username: &str, secret: &str) -> BTreeMap<String, String> {
        assert_eq!(self.go("GET", "/signin", None).status, 200);
        let form = format!("username={username}&return_to=%2F");
        assert_eq!(self.go("POST", "/signin", Some(&form)).status, 303);
        assert_eq!(self.go("GET", &format!("{path}?return_to=%2F"), None).status, 200);
        let form = format!("username={username}&{secret}&return_to=%2F");
        let signed_in = self.go("POST", path, Some(&form));
        assert_eq!(signed_in.status, 303, "{}", signed_in.head);
        assert!(self.cookies.contains_key("daypass-session"), "{}", signed_in.head);
        self.cookies
    }

    fn go(&mut self, method: &str, target: &str, form: Option<&str>) -> Answer {
        let request = request(self.installation, method, target, &self.cookies, form);
        self.connection.send(&request);
        let answer = self.connection.answer();
        for cookie in answer.all("set-cookie") {
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap_or_default();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// A request as a browser sends it.
#[expect(clippy::format_push_string, reason = "clear, and not what is measured")]
pub(crate) fn request(
    installation: &Installation,
    method: &str,
    target: &str,
    cookies: &BTreeMap<String, String>,
    form: Option<&str>,
) -> Vec<u8> {
    let issuer = &installation.issuer;
    let host = issuer.trim_start_matches("http://");
    let mut text = format!(
        "{method} {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {USER_AGENT}\r\n\
         Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: en\r\n"
    );
    if !cookies.is_empty() {
        let pairs: Vec<String> =
            cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        text += &format!("Cookie: {}\r\n", pairs.join("; "));
    }
    let body = form.unwrap_or_default();
    if form.is_some() {
        text += &format!(
            "Origin: {issuer}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            body.len()
        );
    }
    format!("{text}\r\n{body}").into_bytes()
}
