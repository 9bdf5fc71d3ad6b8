//! Where a browser is sent after a step: always to a place of ours.

use std::fmt;

use url::Url;

/// The longest interrupted request that is carried, in bytes. Long states and nonces fit.
const LONGEST: usize = 16 * 1024;

/// A path of this provider, with its query. It cannot name another origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// A path that is ours by being written in the program.
    pub fn of(path: &'static str) -> Self {
        Self(path.to_owned())
    }

    /// Takes what a browser sent; anything but a local path is refused.
    ///
    /// Decided by the same rules by which browsers resolve addresses (WHATWG URL): backslashes, tabs,
    /// `//host` and the like resolve to another origin there and are refused here.
    pub fn parse(text: &str) -> Option<Self> {
        if !text.starts_with('/') || text.len() > LONGEST {
            return None;
        }
        let base = Url::parse("https://here.invalid/").ok()?;
        let resolved = base.join(text).ok()?;
        if resolved.origin() != base.origin() || !resolved.username().is_empty() {
            return None;
        }
        let query = resolved.query().map(|query| format!("?{query}")).unwrap_or_default();
        let path = resolved.path();
        // `/.//host` resolves to the path `//host`, which would leave us at the next resolution.
        (!path.starts_with("//")).then(|| Self(format!("{path}{query}")))
    }

    /// The path and query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        self.0.split_once('?').map_or(&self.0, |(path, _)| path)
    }

    /// The query alone, without its question mark.
    pub fn query(&self) -> &str {
        self.0.split_once('?').map_or("", |(_, query)| query)
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `path` with the parameters that have a value, percent-encoded.
pub fn with_query(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_of_ours_is_kept_with_its_query() {
        for place in [
            "/",
            "/signin?a=b",
            "/oauth2/authorize?client_id=a&redirect_uri=https%3A%2F%2Frp.example%2Fcb",
        ] {
            assert_eq!(LocalPath::parse(place).unwrap().as_str(), place);
        }
    }

    #[test]
    fn nothing_that_a_browser_would_take_elsewhere_is_a_place_of_ours() {
        for elsewhere in [
            "",
            "evil.example",
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "/\t/evil.example/",
            "/.//evil.example/",
            "/x/..//evil.example/",
            "/%2e//evil.example",
            "javascript:alert(1)",
            " //evil.example",
        ] {
            let parsed = LocalPath::parse(elsewhere);
            assert!(
                parsed.as_ref().is_none_or(
                    |place| !place.as_str().starts_with("//") && !place.as_str().contains('\\')
                ),
                "{elsewhere:?} became {parsed:?}"
            );
        }
        assert_eq!(LocalPath::parse("//evil.example/"), None);
        assert_eq!(LocalPath::parse("/\\evil.example/"), None);
        assert_eq!(LocalPath::parse("/\t/evil.example/"), None);
        assert_eq!(LocalPath::parse(&format!("/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn parameters_are_encoded_and_absent_ones_left_out() {
        assert_eq!(
            with_query("/signin", &[("return_to", Some("/a?b=c&d")), ("x", None)]),
            "/signin?return_to=%2Fa%3Fb%3Dc%26d"
        );
        assert_eq!(with_query("/signin", &[("x", None)]), "/signin");
    }
}
