//! How a person proves who they are: Temporary Access Passes, passkeys, passwords, authenticator apps
//! and recovery codes.
//!
//! The sister rooms speak alike. `check` reads and hashes, outside any transaction; `claim` then decides
//! inside the caller's [`Work`](crate::db::Work), by one conditional update whose row count says who was
//! first, and leaves one audit record. What comes out is a [`Proof`], and nothing else makes one: a
//! session can only start from proofs. A claim that refuses must be committed all the same, or the wrong
//! guess is not counted.
//!
//! An unknown username, a person without the method and a wrong guess cost the same and look the same.

mod admission;
mod guess;
mod hash;
mod kinds;
pub mod lost_device;
mod method;
pub mod pass;
pub mod passkey;
pub mod password;
pub mod policy;
mod proof;
mod qr;
mod readable;
pub mod recovery_code;
pub mod security_info;
mod store;
pub mod throttle;
mod tools;
pub mod totp;
mod trace;

pub use admission::{Admission, AdmissionPolicy, TooManyFailures, Try};
pub use guess::{Claimed, GuessRefusal};
pub use hash::{Busy, Hasher, StoredHash};
pub use kinds::Kinds;
pub use method::Method;
pub use policy::{
    Approval, AuthenticatorAppPolicy, InvalidPolicy, MethodsPolicy, PassPolicy, PasskeyPolicy,
    PasswordPolicy, Policies, RecoveryCodePolicy, hold, installation_policy, offered_policy,
    policy_for,
};
pub use proof::{Factor, Proof};
pub use qr::qr_svg;
pub use readable::parse_typed;
pub use security_info::{Methods, methods_of};
pub use store::{forget_expired, is_spent, kinds_of, lock_methods, spend};
pub use tools::Tools;
