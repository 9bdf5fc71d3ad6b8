//! The one use of the TOTP library: secrets, addresses for apps, and which step a code belongs to.

use totp_rs::{Builder, Secret as SharedSecret, Totp};

use crate::base::{Fallible, Secret, Timestamp};

/// The shared secret: 160 bits (RFC 4226 §4 R6).
pub(super) const SECRET_BYTES: usize = 20;

/// The `otpauth://` address that apps read from a QR code, and the secret for typing.
pub(super) fn address(secret: &[u8], issuer: &str, account: &str) -> Fallible<(Secret, Secret)> {
    // A colon separates issuer and account in the address; within either it may not stand.
    let plain = |text: &str| text.replace(':', " ");
    let shared = SharedSecret::from(secret.to_vec());
    let typed = Secret::new(shared.to_base32());
    let totp = Builder::new()
        .with_secret(shared)
        .with_issuer(Some(plain(issuer)))
        .with_account_name(plain(account))
        .build()?;
    Ok((Secret::new(totp.to_url()?), typed))
}

/// The time step that `typed` is the code of, within one step of now.
pub(super) fn matched_step(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let step = totp(secret)?.check(&digits, u64::try_from(now.seconds()).ok()?)?;
    i64::try_from(step).ok()
}

fn totp(secret: &[u8]) -> Option<Totp> {
    Builder::new().with_secret(SharedSecret::from(secret.to_vec())).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238 appendix B, whose codes are published (the last six of eight digits).
    const SECRET: &[u8; 20] = b"12345678901234567890";

    #[test]
    fn the_codes_of_rfc_6238_match_in_their_step_and_its_neighbours() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")]
        {
            let step = seconds / 30;
            for at in [seconds - 30, seconds, seconds + 30] {
                let now = Timestamp::from_seconds(at);
                assert_eq!(matched_step(SECRET, code, now), Some(step), "{code} at {at}");
            }
            let late = Timestamp::from_seconds(seconds + 61);
            assert_eq!(matched_step(SECRET, code, late), None);
        }
    }

    #[test]
    fn a_code_is_six_digits_with_or_without_a_space() {
        let now = Timestamp::from_seconds(59);
        assert_eq!(matched_step(SECRET, " 287 082", now), Some(1));
        for typed in ["", "28708", "2870822", "28708a", "٢٨٧٠٨٢"] {
            assert_eq!(matched_step(SECRET, typed, now), None, "{typed}");
        }
    }

    #[test]
    fn an_address_names_issuer_and_account() {
        let (url, typed) = address(SECRET, "Acme: Sign-in", "ada@acme.example").unwrap();
        let url = url::Url::parse(url.expose()).unwrap();
        assert_eq!((url.scheme(), url.host_str()), ("otpauth", Some("totp")));
        let parameter = |name| url.query_pairs().find(|(key, _)| key == name).unwrap().1;
        assert_eq!(parameter("secret"), typed.expose());
        assert_eq!(parameter("issuer"), "Acme  Sign-in");
        assert_eq!(typed.expose(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
