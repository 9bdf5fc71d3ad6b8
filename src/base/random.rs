//! The one source of randomness.

use rand::{Rng, RngExt};

use super::secret::Secret;

/// Cryptographically secure randomness from the operating system's seeded generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct Random;

impl Random {
    /// `N` random bytes.
    pub fn bytes<const N: usize>(self) -> [u8; N] {
        let mut bytes = [0; N];
        generator().fill_bytes(&mut bytes);
        bytes
    }

    /// A uniformly random index below `end`. `end` must not be 0.
    pub fn below(self, end: usize) -> usize {
        generator().random_range(0..end)
    }

    /// A fresh opaque token: 32 random bytes as 43 characters of base64url.
    pub fn token(self) -> Secret {
        Secret::from_bytes(&self.bytes::<32>())
    }
}

#[expect(clippy::disallowed_methods, reason = "the one home of randomness")]
fn generator() -> rand::rngs::ThreadRng {
    rand::rng()
}
