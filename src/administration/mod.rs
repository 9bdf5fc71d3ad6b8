//! What administrators do that takes several rooms at once, each in one transaction and one audit case.
//!
//! Who may do it is decided in [`directory::authority`](crate::directory::authority) and nowhere else.

pub mod bulk;
pub mod inventory;
pub mod people;
pub mod restore_access;
pub mod seed;
pub mod sign_ins;
