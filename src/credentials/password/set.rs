//! Choosing a password.

use std::fmt;

use zxcvbn::feedback::{Feedback, Suggestion, Warning};
use zxcvbn::zxcvbn;

use super::sign_in::LONGEST;
use super::store;
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, Secret};
use crate::credentials::hash::StoredHash;
use crate::credentials::method::Method;
use crate::credentials::policy::{PasswordPolicy, policy_for};
use crate::credentials::proof::{Factor, Proof};
use crate::credentials::store::lock_methods;
use crate::credentials::throttle::{self, Key};
use crate::credentials::tools::Tools;
use crate::db::Work;
use crate::directory::User;
use crate::directory::authority::{self, Action, Denied};

/// Why a password may not be chosen. Displayed in English, as the command line says it.
#[derive(Clone, Debug, PartialEq)]
pub enum Weak {
    /// It has fewer characters than the policy wants.
    TooShort {
        /// How many it wants.
        minimum: usize,
    },
    /// It has more characters than anybody needs.
    TooLong {
        /// How many it may have.
        maximum: usize,
    },
    /// Somebody who knows its owner would guess it.
    EasyToGuess {
        /// What is wrong with it, if one can say that.
        warning: Option<Warning>,
        /// How to choose a better one.
        suggestions: Vec<Suggestion>,
    },
}

impl fmt::Display for Weak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (warning, suggestions) = match self {
            Self::TooShort { minimum } => {
                return write!(
                    f,
                    "Use at least {minimum} characters. A few unrelated words are easy to remember."
                );
            }
            Self::TooLong { maximum } => return write!(f, "Use at most {maximum} characters."),
            Self::EasyToGuess { warning, suggestions } => (warning, suggestions),
        };
        match warning {
            Some(warning) => write!(f, "{warning}")?,
            None => f.write_str("This password is easy to guess.")?,
        }
        suggestions.iter().try_for_each(|suggestion| write!(f, " {suggestion}"))
    }
}

/// Why a password was not prepared.
#[derive(Clone, Debug, PartialEq)]
pub enum SetRefusal {
    /// It is too short, too long or too easy to guess.
    Weak(Weak),
    /// The policy has no passwords.
    DisabledByPolicy,
    /// There is one already; it is changed elsewhere, with the old one at hand.
    NotTheFirst,
    /// Too many sign-ins at once; try again shortly.
    Busy,
}

/// A new password that is good enough and hashed, ready to be saved.
#[derive(Debug)]
pub struct Prepared {
    user: User,
    hash: StoredHash,
}

/// What came of saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is set. The proof says that whoever chose it knows it.
    Saved(Proof),
    /// There is one already, which stays.
    NotTheFirst,
    /// The user has gone in between.
    UserNotFound,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Whether a person may choose this password: long enough, not too long, hard enough to guess for
/// somebody who knows their name.
pub fn validate_new(policy: &PasswordPolicy, password: &Secret, user: &User) -> Result<(), Weak> {
    let length = password.expose().chars().count();
    if length < policy.minimum_length {
        return Err(Weak::TooShort { minimum: policy.minimum_length });
    }
    if length > LONGEST {
        return Err(Weak::TooLong { maximum: LONGEST });
    }
    let estimate = zxcvbn(password.expose(), &inputs(user));
    if u8::from(estimate.score()) >= policy.minimum_score {
        return Ok(());
    }
    let feedback = estimate.feedback();
    Err(Weak::EasyToGuess {
        warning: feedback.and_then(Feedback::warning),
        suggestions: feedback.map_or_else(Vec::new, |it| it.suggestions().to_vec()),
    })
}

/// What somebody who knows the person would try first.
fn inputs(user: &User) -> Vec<&str> {
    let claims = &user.claims;
    [
        Some("daypass"),
        Some(user.username.folded()),
        Some(user.display_name.as_str()),
        claims.given_name.as_deref(),
        claims.family_name.as_deref(),
        claims.nickname.as_deref(),
        claims.email.as_deref(),
        claims.birthdate.as_deref(),
    ]
    .into_iter()
    .flatten()
    .flat_map(|text| text.split([' ', '@', '.']).chain([text]))
    .filter(|part| !part.is_empty())
    .collect()
}

/// Looks at a new password and hashes it, outside any transaction.
pub async fn prepare(
    tools: &Tools,
    user: &User,
    new: &Secret,
) -> Fallible<Result<Prepared, SetRefusal>> {
    let policy = policy_for(tools.db.read(), tools, user.id).await?;
    let policy = &policy.password;
    if !policy.enabled {
        return Ok(Err(SetRefusal::DisabledByPolicy));
    }
    if let Err(weak) = validate_new(policy, new, user) {
        return Ok(Err(SetRefusal::Weak(weak)));
    }
    Ok(match tools.hasher.hash(new).await {
        Ok(hash) => Ok(Prepared { user: user.clone(), hash }),
        Err(_) => Err(SetRefusal::Busy),
    })
}

/// [`save`] for somebody who has no password; of several at once one is saved.
pub async fn save_first(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    prepared: Prepared,
) -> Fallible<Saved> {
    // Two at once would both find none.
    lock_methods(work, prepared.user.id).await?;
    if store::find(work.connection(), prepared.user.id).await?.is_some() {
        return Ok(Saved::NotTheFirst);
    }
    save(work, origin, by, prepared).await
}

/// Sets the password in place of the one there was, and starts the count of wrong guesses anew.
pub async fn save(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    Prepared { user, hash }: Prepared,
) -> Fallible<Saved> {
    let permitted =
        authority::permit(work.connection(), by, Action::ChangeMethods, user.id).await?;
    if let Err(denied) = permitted {
        return Ok(Saved::NotAllowed(denied));
    }
    if !lock_methods(work, user.id).await? {
        return Ok(Saved::UserNotFound);
    }
    // The count before the password, as signing in takes them: crosswise they would lock each other.
    throttle::start_anew(work, Key::of_username(Method::Password, user.username.folded())).await?;
    let replaced = store::delete(work, user.id).await?;
    store::insert(work, user.id, hash).await?;
    let event = if replaced {
        Event::password_changed(by.clone(), user.person())
    } else {
        let method = Method::Password;
        Event::method_registered(by.clone(), user.person(), method.name(), method.words())
    };
    audit::record(work, origin, event).await?;
    Ok(Saved::Saved(Proof::new(user.id, Factor::Password, work.now())))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::base::{Subject, Timestamp, UserId};
    use crate::directory::{StandardClaims, Username};

    fn ada() -> User {
        let now = Timestamp::from_seconds(0);
        User {
            id: UserId::fresh(),
            subject: Subject::new("s"),
            username: Username::parse("ada.lovelace@analytical-engine.example").unwrap(),
            display_name: "Augusta Ada King".to_owned(),
            claims: StandardClaims::default(),
            enabled: true,
            created_at: now,
            updated_at: now,
            sign_in_sessions_valid_from: now,
            generation: 0,
            webauthn_handle: Uuid::nil(),
        }
    }

    fn validate(password: &str) -> Result<(), Weak> {
        validate_new(&PasswordPolicy::default(), &Secret::new(password), &ada())
    }

    #[test]
    fn a_long_password_of_unrelated_words_is_good_enough() {
        assert_eq!(validate("brackish umbrella tundra vow"), Ok(()));
    }

    #[test]
    fn short_long_common_and_personal_passwords_are_refused_with_a_reason() {
        assert_eq!(validate("r4P!x9_q"), Err(Weak::TooShort { minimum: 12 }));
        assert_eq!(validate(&"ab1!".repeat(65)), Err(Weak::TooLong { maximum: 256 }));
        for password in ["passwordpassword", "aaaaaaaaaaaaaaaa", "analytical-engine1"] {
            let weak = validate(password).unwrap_err();
            assert!(matches!(weak, Weak::EasyToGuess { .. }), "{password}: {weak}");
        }
    }

    #[test]
    fn a_reason_is_said_with_what_would_be_better() {
        let weak = validate("aaaaaaaaaaaaaaaa").unwrap_err();
        assert_eq!(
            weak.to_string(),
            "Repeats like \"aaa\" are easy to guess. Add another word or two. Uncommon words are \
             better. Avoid repeated words and characters."
        );
        let unsaid = Weak::EasyToGuess { warning: None, suggestions: Vec::new() };
        assert_eq!(unsaid.to_string(), "This password is easy to guess.");
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        let weak = validate("ßßßßßßßßß").unwrap_err();
        assert!(weak.to_string().contains("12"), "{weak}");
    }
}
