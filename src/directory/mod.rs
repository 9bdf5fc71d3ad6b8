//! Who exists, and who may act on whom.
//!
//! A username is shown as it was entered and compared by its folded form. A user's `sub`, object id
//! and WebAuthn handle are three different random values: none tells another. [`authority`] is the one
//! place that decides who may touch whose credentials; every surface asks it.

pub mod authority;
mod claims;
pub mod delegations;
pub mod groups;
pub mod manage;
pub mod recoveries;
mod role;
mod search;
pub mod sign_outs;
mod store;
mod user;
mod username;

pub use claims::{Address, InvalidClaim, StandardClaims};
pub use role::{Role, UnknownRole};
pub use search::{
    UserFilter, UserPage, UserQuery, has_method, is_newcomer, mark_onboarded, note_methods,
    search_users,
};
pub use store::{
    any_global_administrator, find_user, find_user_by_subject, find_user_by_username, hold_user,
    hold_user_alone, hold_user_by_username, holders_of, insert_many, list_users, roles_of,
};
pub use user::{Page, User};
pub use username::{InvalidUsername, Username, clean_label};
