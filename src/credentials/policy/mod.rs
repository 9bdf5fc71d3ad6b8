//! The authentication methods policy: which methods there are, how they are used, and by whom.
//!
//! The whole policy is a [`PolicyDocument`]; what applies to one person, targets and overrides taken
//! into account, is their [`MethodsPolicy`]. The document is kept in the database with its history;
//! until one is saved there, the settings' `[methods]` hold (version 0).
//!
//! What never happens: a change that is not in force at the next sign-in on every node (nodes ask
//! which version is the newest in the statement that reads a person's groups, and keep a document only
//! by the id of its version); two people who change it over each other's heads; a version that is lost.

mod asking;
mod campaign;
mod change;
mod document;
mod explain;
mod held;
mod invalid;
mod methods;
mod networks;
mod overrides;
mod pass;
mod policies;
mod save;
mod store;
mod target;

pub use asking::{Asked, ask as ask_to_register, standing as campaign_standing};
pub use campaign::{CampaignMethod, CampaignPolicy, CampaignState};
pub use change::{Change, changes};
pub use document::PolicyDocument;
pub use explain::{Explained, Reason, explain};
pub(in crate::credentials) use held::read;
pub use held::{Held, hold};
pub use invalid::InvalidPolicy;
pub use methods::{
    AuthenticatorAppPolicy, MethodsPolicy, PasskeyPolicy, PasswordPolicy, RecoveryCodePolicy,
};
pub use networks::{NotANetwork, parse_network};
pub use overrides::PassOverride;
pub use pass::{Approval, Fence, PassPolicy};
pub use policies::{
    CurrentPolicy, Policies, current_policy, installation_policy, offered_policy, policies_for,
    policy_for,
};
pub use save::{PolicySaved, SaveRequest, name_of, names_of, save, saved_version, saved_versions};
pub use store::PolicyVersion;
pub use target::{Aim, Include, Target, Targets};
