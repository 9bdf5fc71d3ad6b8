//! How a page of people stands: their roles, their methods, their pass. A few statements for all of them.

mod store;

use crate::credentials::Kinds;
use crate::credentials::pass::PassSummary;
use crate::directory::Role;

pub use store::standings;

/// How one person stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Their administrator roles.
    pub roles: Vec<Role>,
    /// Which kinds of methods they have.
    pub kinds: Kinds,
    /// Their pass, usable or not.
    pub pass: Option<PassSummary>,
}

impl Standing {
    /// Whether they have registered nothing to sign in with.
    pub const fn nothing_registered(&self) -> bool {
        !(self.kinds.passkey || self.kinds.authenticator_app || self.kinds.password)
    }
}
