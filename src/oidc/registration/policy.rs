//! Who may register, and how many.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Whether clients may register themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// No.
    #[default]
    Off,
    /// Whoever comes.
    Open,
    /// Whoever has an initial access token (RFC 7591 §1.2).
    Token,
}

/// The rules for clients that register themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrationPolicy {
    /// Whether they may.
    pub mode: Mode,
    /// How many may register from one address within an hour without an initial access token.
    pub open_per_hour: u32,
    /// How many there may be at all.
    pub most_clients: u32,
    /// After how long one goes that nobody has allowed anything, counted from its last change.
    pub unused_after: Duration,
}

impl Default for RegistrationPolicy {
    fn default() -> Self {
        Self {
            mode: Mode::Off,
            open_per_hour: 20,
            most_clients: 1_000,
            unused_after: Duration::from_hours(30 * 24),
        }
    }
}
