//! The parameters of a request as they were sent.

use url::form_urlencoded;

use super::error::Error;

/// Parameters in the order in which they were sent; repetitions are kept until somebody asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// From a query string or a form body (`application/x-www-form-urlencoded`).
    pub fn parse(encoded: &str) -> Self {
        Self(form_urlencoded::parse(encoded.as_bytes()).into_owned().collect())
    }

    /// From pairs.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The value of a parameter that may be sent once; `None` if it was not sent or is empty.
    ///
    /// # Errors
    ///
    /// `invalid_request` if it was sent more than once, is not UTF-8, or holds a NUL, which no
    /// database takes.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Error> {
        let mut values = self.0.iter().filter(|(sent, _)| sent == name).map(|(_, value)| value);
        let first = values.next();
        // RFC 6749 §3.1: parameters must not be included more than once.
        if values.next().is_some() {
            return Err(Error::invalid_request(format!("{name} was sent more than once")));
        }
        match first {
            Some(value) if value.contains(['\0', '\u{FFFD}']) => {
                Err(Error::invalid_request(format!("{name} is not readable text")))
            }
            // RFC 6749 §3.1: a parameter without a value is treated as omitted.
            Some(value) if value.is_empty() => Ok(None),
            other => Ok(other.map(String::as_str)),
        }
    }

    /// The values of a parameter that may be sent several times, without empty ones.
    ///
    /// # Errors
    ///
    /// `invalid_request` if one of them is not UTF-8, or holds a NUL.
    pub fn all(&self, name: &str) -> Result<Vec<&str>, Error> {
        let values: Vec<&str> = self
            .0
            .iter()
            .filter(|(sent, value)| sent == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
            .collect();
        if values.iter().any(|value| value.contains(['\0', '\u{FFFD}'])) {
            return Err(Error::invalid_request(format!("{name} is not readable text")));
        }
        Ok(values)
    }

    /// The same without one parameter.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(sent, _)| sent != name).cloned().collect())
    }

    /// The same with one parameter added at the end.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs = self.0.clone();
        pairs.push((name.to_owned(), value.to_owned()));
        Self(pairs)
    }

    /// As a query string.
    pub fn to_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_parameter_sent_twice_is_refused_and_an_empty_one_is_omitted() {
        let parameters = Parameters::parse("a=1&b=&a=2&c=%C3%A9&d=%FF&e=%00");
        assert!(parameters.one("a").is_err());
        assert_eq!(parameters.one("b"), Ok(None));
        assert_eq!(parameters.one("c"), Ok(Some("é")));
        assert!(parameters.one("d").is_err());
        assert!(parameters.one("e").is_err());
        assert_eq!(parameters.one("f"), Ok(None));
        assert_eq!(parameters.all("a"), Ok(vec!["1", "2"]));
        assert_eq!(parameters.all("b"), Ok(Vec::new()));
        assert!(parameters.all("d").is_err() && parameters.all("e").is_err());
    }

    proptest! {
        #[test]
        fn a_parameter_that_is_replaced_has_its_new_value(
            pairs in prop::collection::vec(("[ab]", ".*"), 0..4), value in "[^\0\u{FFFD}]{1,8}"
        ) {
            let parameters = Parameters::from_pairs(pairs).without("a").with("a", &value);
            prop_assert_eq!(parameters.one("a"), Ok(Some(value.as_str())));
            prop_assert!(parameters.with("a", "again").one("a").is_err());
            let bare = parameters.without("a");
            prop_assert_eq!(bare.one("a"), Ok(None));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".*") {
            let parameters = Parameters::parse(&text);
            prop_assert_eq!(Parameters::parse(&parameters.to_query()), parameters);
        }

        #[test]
        fn what_is_written_reads_back_unchanged(pairs in prop::collection::vec((".*", ".*"), 0..8)) {
            let parameters = Parameters::from_pairs(pairs);
            prop_assert_eq!(Parameters::parse(&parameters.to_query()), parameters);
        }
    }
}
