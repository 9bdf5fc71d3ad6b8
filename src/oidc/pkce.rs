//! Proof Key for Code Exchange (RFC 7636), S256 only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;

use super::error::Error;
use crate::base::Digest;

/// A code challenge made by `S256`: 43 characters of base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// Reads the challenge and its method from an authorization request.
    ///
    /// # Errors
    ///
    /// `invalid_request` for any method but `S256`, and for what cannot be an S256 challenge.
    pub fn parse(challenge: &str, method: Option<&str>) -> Result<Self, Error> {
        // RFC 7636 §4.3: no method means `plain`, which RFC 9700 §2.1.1 tells us to refuse.
        if method != Some("S256") {
            return Err(Error::invalid_request("code_challenge_method must be S256"));
        }
        // RFC 7636 §4.2: BASE64URL-ENCODE(SHA256(ASCII(code_verifier))), which has 32 bytes.
        if URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|bytes| bytes.len() == 32) {
            Ok(Self(challenge.to_owned()))
        } else {
            Err(Error::invalid_request("code_challenge is not a SHA-256 digest in base64url"))
        }
    }

    /// The challenge that a verifier fits.
    pub(super) fn of(verifier: &str) -> Self {
        Self(challenge(verifier))
    }

    /// A challenge that was stored.
    pub(super) fn from_stored(challenge: String) -> Self {
        Self(challenge)
    }

    /// The challenge's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a code verifier fits the challenge (RFC 7636 §4.6).
    pub fn is_met_by(&self, verifier: &str) -> bool {
        is_verifier(verifier) && bool::from(self.0.as_bytes().ct_eq(challenge(verifier).as_bytes()))
    }
}

/// RFC 7636 §4.1: 43 to 128 unreserved characters.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Digest::of(verifier.as_bytes()).as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 7636 Appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_rfc_7636_is_met() {
        let challenge = CodeChallenge::parse(CHALLENGE, Some("S256")).unwrap();
        assert!(challenge.is_met_by(VERIFIER));
        assert!(!challenge.is_met_by(CHALLENGE));
        assert!(!challenge.is_met_by(""));
    }

    #[test]
    fn plain_is_refused_whether_said_or_meant() {
        assert!(CodeChallenge::parse(CHALLENGE, Some("plain")).is_err());
        assert!(CodeChallenge::parse(CHALLENGE, None).is_err());
        assert!(CodeChallenge::parse(CHALLENGE, Some("s256")).is_err());
        assert!(CodeChallenge::parse(VERIFIER.get(..42).unwrap(), Some("S256")).is_err());
    }

    proptest! {
        #[test]
        fn a_challenge_is_met_by_its_own_verifier_and_no_other(
            own in "[A-Za-z0-9._~-]{43,128}", other in "[A-Za-z0-9._~-]{43,128}"
        ) {
            let challenge = CodeChallenge::parse(&challenge(&own), Some("S256")).unwrap();
            prop_assert!(challenge.is_met_by(&own));
            prop_assert_eq!(challenge.is_met_by(&other), own == other);
        }

        #[test]
        fn a_verifier_outside_the_syntax_never_fits(text in ".{0,42}") {
            let challenge = CodeChallenge(challenge(&text));
            prop_assert!(!challenge.is_met_by(&text));
        }
    }
}
