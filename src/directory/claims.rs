//! The standard claims about a person.

use serde::{Deserialize, Serialize};

/// The standard claims (OIDC Core §5.1) that are not columns of their own.
///
/// `sub`, `name`, `preferred_username` and `updated_at` come from the [`User`](super::User).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "OIDC Core §5.1 defines each by its name")]
pub struct StandardClaims {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoneinfo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// The `address` claim, a JSON object (OIDC Core §5.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "OIDC Core §5.1.1 defines each by its name")]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// What is wrong with the value of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidClaim {
    /// Too long, or with characters that are not seen.
    NotALine,
    /// No e-mail address (RFC 5322 `addr-spec`).
    NotAnEmail,
    /// No telephone number: `+`, seven to fifteen digits, and what groups them (E.164).
    NotAPhoneNumber,
    /// No date `YYYY-MM-DD`, and no year `YYYY`.
    NotADate,
    /// No name of a time zone such as `Europe/Lisbon`.
    NotATimeZone,
    /// No language tag such as `pt-PT` (BCP 47).
    NotALanguage,
    /// No address of a web page.
    NotAWebAddress,
}

/// The longest value of a claim that is one line, in characters.
const LONGEST: usize = 256;
/// The longest value that may have several lines or be an address, in characters.
const LONGEST_TEXT: usize = 1024;

impl StandardClaims {
    /// Names each claim whose value is not what OIDC Core §5.1 says it is.
    pub fn invalid(&self) -> Vec<(&'static str, InvalidClaim)> {
        let address = self.address.clone().unwrap_or_default();
        let several_lines =
            [("formatted", &address.formatted), ("street_address", &address.street_address)];
        let lines = [
            ("given_name", &self.given_name),
            ("family_name", &self.family_name),
            ("middle_name", &self.middle_name),
            ("nickname", &self.nickname),
            ("gender", &self.gender),
            ("locality", &address.locality),
            ("region", &address.region),
            ("postal_code", &address.postal_code),
            ("country", &address.country),
        ];
        let checked: [(&'static str, &Option<String>, fn(&str) -> bool, InvalidClaim); 8] = [
            ("email", &self.email, is_email, InvalidClaim::NotAnEmail),
            ("phone_number", &self.phone_number, is_phone_number, InvalidClaim::NotAPhoneNumber),
            ("birthdate", &self.birthdate, is_birthdate, InvalidClaim::NotADate),
            ("zoneinfo", &self.zoneinfo, is_time_zone, InvalidClaim::NotATimeZone),
            ("locale", &self.locale, is_language, InvalidClaim::NotALanguage),
            ("profile", &self.profile, is_web_address, InvalidClaim::NotAWebAddress),
            ("picture", &self.picture, is_web_address, InvalidClaim::NotAWebAddress),
            ("website", &self.website, is_web_address, InvalidClaim::NotAWebAddress),
        ];
        let wrong = |value: &Option<String>, right: fn(&str) -> bool| {
            value.as_deref().is_some_and(|value| !right(value))
        };
        let lines = lines.into_iter().filter(|(_, value)| wrong(value, is_line));
        let texts = several_lines.into_iter().filter(|(_, value)| wrong(value, is_text));
        let checked = checked.into_iter().filter(|(_, value, right, _)| wrong(value, *right));
        lines
            .chain(texts)
            .map(|(name, _)| (name, InvalidClaim::NotALine))
            .chain(checked.map(|(name, _, _, why)| (name, why)))
            .collect()
    }
}

fn is_line(text: &str) -> bool {
    text.chars().count() <= LONGEST && !text.chars().any(char::is_control)
}

fn is_text(text: &str) -> bool {
    let control = |c: char| c.is_control() && !matches!(c, '\r' | '\n');
    text.chars().count() <= LONGEST_TEXT && !text.chars().any(control)
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let hidden = |c: char| c.is_whitespace() || c.is_control();
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    is_line(text)
        && !local.is_empty()
        && local.len() <= 64
        && !local.contains('@')
        && !local.contains(hidden)
        && domain.split('.').all(label)
}

fn is_phone_number(text: &str) -> bool {
    // RFC 3966 §5.1.3: an extension stands behind the number.
    let (number, extension) = text.split_once(";ext=").unwrap_or((text, "0"));
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let groups = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')');
    number.strip_prefix('+').unwrap_or(number).chars().all(groups)
        && (7..=15).contains(&digits)
        && text.len() <= 40
        && !extension.is_empty()
        && extension.chars().all(|c| c.is_ascii_digit())
}

fn is_birthdate(text: &str) -> bool {
    let digits =
        |text: &str, many: usize| text.len() == many && text.chars().all(|c| c.is_ascii_digit());
    let Some((year, day)) = text.split_once('-') else { return digits(text, 4) };
    // Year 0000 says that the year is not told (OIDC Core §5.1); it was a leap year.
    let shape = time::macros::format_description!("[year]-[month]-[day]");
    digits(year, 4) && day.len() == 5 && time::Date::parse(text, shape).is_ok()
}

fn is_time_zone(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-'))
    };
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.split('/').all(part)
}

fn is_language(text: &str) -> bool {
    // OIDC Core §5.1: some write an underscore for the hyphen.
    let mut tags = text.split(['-', '_']);
    let language = tags.next().unwrap_or_default();
    text.len() <= 64
        && (2..=8).contains(&language.len())
        && language.chars().all(|c| c.is_ascii_alphabetic())
        && tags.all(|tag| {
            (1..=8).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric())
        })
}

fn is_web_address(text: &str) -> bool {
    text.chars().count() <= LONGEST_TEXT
        && url::Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_the_specification_says_they_are() {
        let cases: [(fn(&str) -> bool, &[&str], &[&str]); 6] = [
            (
                is_email,
                &[
                    "ana@contoso.example",
                    "ana.p+x@contoso.example",
                    "a@localhost",
                    "ünal@örnek.example",
                ],
                &[
                    "",
                    "ana",
                    "@contoso.example",
                    "ana@",
                    "a b@c.example",
                    "a@b@c.example",
                    "ana@-b.example",
                    "ana@b..c",
                ],
            ),
            (
                is_phone_number,
                &[
                    "+351 21 123 45 67",
                    "+1 (425) 555-1212",
                    "+1 (604) 555-1234;ext=5678",
                    "0301234567",
                ],
                &[
                    "",
                    "12345",
                    "call me",
                    "+1234567890123456",
                    "+351 21 123;ext=",
                    "++351211234567",
                ],
            ),
            (
                is_birthdate,
                &["1986-02-28", "0000-12-24", "1986", "2000-02-29", "0000-02-29"],
                &[
                    "",
                    "86",
                    "1986-2-28",
                    "1986-13-01",
                    "1985-02-29",
                    "28.02.1986",
                    "1986-02-28T00:00",
                ],
            ),
            (
                is_time_zone,
                &["Europe/Lisbon", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+1"],
                &["", "/Lisbon", "Europe/", "Europe Lisbon", "+01:00"],
            ),
            (
                is_language,
                &["pt", "pt-PT", "zh-Hant-TW", "en_US"],
                &["", "p", "pt-", "Portuguese!", "12"],
            ),
            (
                is_web_address,
                &["https://contoso.example/ana", "http://localhost:8080"],
                &[
                    "",
                    "contoso.example",
                    "javascript:alert(1)",
                    "ftp://a.example",
                    "https://",
                    "https://me@a.example/",
                ],
            ),
        ];
        for (right, good, bad) in cases {
            for text in good {
                assert!(right(text), "{text}");
            }
            for text in bad {
                assert!(!right(text), "{text:?}");
            }
        }
    }

    #[test]
    fn each_wrong_claim_is_named() {
        let claims = StandardClaims {
            given_name: Some("Ana\u{7}".to_owned()),
            email: Some("ana".to_owned()),
            website: Some("javascript:alert(1)".to_owned()),
            address: Some(Address { country: Some("P".repeat(257)), ..Address::default() }),
            ..StandardClaims::default()
        };
        let names: Vec<_> = claims.invalid().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["given_name", "country", "email", "website"]);
        assert_eq!(StandardClaims::default().invalid(), []);
    }
}
