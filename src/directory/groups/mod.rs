//! Groups of people: what policies, delegations and clients are targeted at.
//!
//! A group's name is shown as it was entered and compared by its folded form. Groups do not nest.

mod manage;
mod store;

use crate::base::{GroupId, Timestamp};

pub use manage::{Changed, Created, add_member, create, delete, remove_member, rename};
pub use store::{exists, find, find_by_name, groups_of, is_member, list, members};
pub(super) use store::{in_policy, named};

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The object id.
    pub id: GroupId,
    /// What screens call it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}
