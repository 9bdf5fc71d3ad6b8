//! Finding people as somebody types, among a million.
//!
//! The beginnings by which a person is found (username, name, every word of it, e-mail address) are
//! kept in a table of their own, once for each of the long lists they can be looked for in. So every
//! answer is a range of an index: what it costs depends on the page and not on how many people there are.

mod store;

use std::collections::BTreeSet;

use super::user::User;
use super::username::Username;
use crate::base::{Fallible, Timestamp, UserId};
use crate::db::{ConnectionTrait, Work};

pub use store::{has_method, is_newcomer, mark_onboarded};
pub(super) use store::{index, reindex};

/// A person is found by at most so many beginnings; a longer name is found by its first words.
const MOST_TERMS: usize = 12;
/// What is typed beyond so many characters changes nothing.
const LONGEST_TERM: usize = 96;

/// Which people are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserFilter {
    /// All of them.
    #[default]
    Everybody,
    /// Who has neither passkey nor authenticator app nor password.
    NoMethod,
    /// Who has a pass that at this instant has not ended and is not used up.
    PassOutstanding(Timestamp),
    /// Who may not sign in.
    Disabled,
    /// Who holds an administrator role.
    Administrators,
}

/// Which people, and which page of them.
#[derive(Clone, Debug, Default)]
pub struct UserQuery {
    /// What their username, name, a word of their name or their e-mail address starts with; in any case.
    pub prefix: Option<String>,
    /// Of whom.
    pub filter: UserFilter,
    /// [`UserPage::next`] of the page before.
    pub after: Option<String>,
    /// At most so many.
    pub limit: u64,
}

/// A page of people: by what was found of them, or by username if nothing was typed.
#[derive(Clone, Debug, Default)]
pub struct UserPage {
    /// They.
    pub users: Vec<User>,
    /// Where the next page goes on, if there is one.
    pub next: Option<String>,
}

/// Finds people, one page of them.
pub async fn search_users(
    connection: &impl ConnectionTrait,
    query: &UserQuery,
) -> Fallible<UserPage> {
    let prefix = query.prefix.as_deref().map(folded).filter(|prefix| !prefix.is_empty());
    let after = query.after.as_deref().and_then(Cursor::parse);
    // One more than the page has tells whether there is another.
    let limit = query.limit.saturating_add(1);
    let found = store::search(connection, prefix.as_deref(), query.filter, after, limit);
    let mut found = found.await?;
    let more = u64::try_from(found.len()).is_ok_and(|count| count > query.limit);
    if more {
        found.pop();
    }
    let next = found.last().filter(|_| more).map(|(cursor, _)| cursor.to_string());
    Ok(UserPage { users: found.into_iter().map(|(_, user)| user).collect(), next })
}

/// Notes whether a person has a lasting method now, after their methods have changed.
pub async fn note_methods(work: &Work, id: UserId, has_method: bool) -> Fallible<()> {
    store::set_has_method(work, id, has_method).await?;
    if has_method { mark_onboarded(work, id).await } else { Ok(()) }
}

/// Behind whom a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cursor {
    id: UserId,
    key: String,
}

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        let (id, key) = text.split_once('.')?;
        Some(Self { id: id.parse().ok()?, key: Username::fold(key) })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.id, self.key)
    }
}

fn folded(text: &str) -> String {
    Username::fold(text).chars().take(LONGEST_TERM).collect()
}

/// The beginnings by which a person is found. None begins another: the longer one is found by both.
fn terms_of(user: &User) -> Vec<String> {
    let claims = &user.claims;
    let whole = [
        Some(user.username.as_str()),
        claims.email.as_deref(),
        Some(user.display_name.as_str()),
        claims.given_name.as_deref(),
        claims.family_name.as_deref(),
    ];
    let words = user.display_name.split_whitespace();
    let all: BTreeSet<String> =
        whole.into_iter().flatten().chain(words).map(folded).filter(|it| !it.is_empty()).collect();
    let mut terms: Vec<String> = Vec::new();
    // In order, a beginning stands right before what it begins.
    for term in all {
        match terms.last_mut() {
            Some(shorter) if term.starts_with(shorter.as_str()) => *shorter = term,
            _ => terms.push(term),
        }
    }
    terms.truncate(MOST_TERMS);
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Subject;
    use crate::directory::StandardClaims;

    fn ada() -> User {
        let now = Timestamp::from_seconds(0);
        User {
            id: UserId::fresh(),
            subject: Subject::new("s"),
            username: Username::parse("ada.lovelace@contoso.example").unwrap(),
            display_name: "Ada King Lovelace".to_owned(),
            claims: StandardClaims {
                given_name: Some("Ada".to_owned()),
                family_name: Some("King Lovelace".to_owned()),
                email: Some("Ada.Lovelace@contoso.example".to_owned()),
                ..StandardClaims::default()
            },
            enabled: true,
            created_at: now,
            updated_at: now,
            sign_in_sessions_valid_from: now,
            generation: 0,
            webauthn_handle: uuid::Uuid::nil(),
        }
    }

    #[test]
    fn a_person_is_found_by_every_beginning_of_what_they_are_called_and_stored_under_few() {
        let terms = terms_of(&ada());
        assert_eq!(
            terms,
            ["ada king lovelace", "ada.lovelace@contoso.example", "king lovelace", "lovelace"]
        );
        for typed in ["ada", "ADA K", "king", "King Love", "love", "ada.l"] {
            let typed = folded(typed);
            assert!(terms.iter().any(|term| term.starts_with(&typed)), "{typed}");
        }
    }

    #[test]
    fn a_name_without_end_is_found_by_few_and_short_beginnings() {
        let words: Vec<_> = (0..50).map(|number| format!("w{number}{}", "x".repeat(200))).collect();
        let terms = terms_of(&User { display_name: words.join(" "), ..ada() });
        assert_eq!(terms.len(), MOST_TERMS);
        assert!(terms.iter().all(|term| term.chars().count() <= LONGEST_TERM));
    }

    #[test]
    fn a_place_in_the_list_travels_as_text() {
        let cursor = Cursor { id: UserId::fresh(), key: "ada. lovelace".to_owned() };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        assert_eq!(Cursor::parse("nonsense"), None);
    }
}
