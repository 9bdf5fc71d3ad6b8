//! Relying parties: who may ask us to sign people in, and where the answer may go.
//!
//! A client is kept in the settings file (`source` "settings", written to the database at start) or
//! in the database only (`source` "database"). Disabled, it gets nothing any more: codes and tokens look
//! at the row itself when they are issued, whatever the [`Catalogue`] remembers. Only the digest of
//! a client secret is stored. RFC 6749 §2, RFC 7591 §2, RFC 8252.

mod access;
mod assertion;
mod authenticate;
mod catalogue;
mod client;
mod keys;
mod manage;
mod metadata;
mod redirect_uri;
mod settings;
pub(in crate::oidc) mod store;

pub use access::AccessRules;
pub use authenticate::identify;
pub use catalogue::Catalogue;
pub use client::{Client, Source};
pub use keys::ClientKeys;
pub use manage::{
    Added, Changed, NewClient, Rotated, Synced, add, delete, disable, enable, find_enabled, list,
    rotate_secret, show, sync, update,
};
pub use metadata::{
    ApplicationType, AuthMethod, ClientMetadata, Consent, GrantType, InvalidMetadata, Profile,
    SubjectType,
};
pub use redirect_uri::{InvalidRedirectUri, RedirectUri};
pub use settings::{ClientSettings, DEVELOPMENT_CLIENT, development_client};
