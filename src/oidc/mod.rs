//! The rules of OpenID Connect and OAuth 2.0.
//!
//! Relying parties send people here, get a code, exchange it for tokens and ask who signed in. This
//! room knows no HTTP: it takes parameters and gives outcomes, which `endpoints` and `pages` present.
//! A grant is one authorization of one client and the family of all its tokens; codes and refresh
//! tokens are good once, and the second use of either kills the family. Whatever stands on a grant
//! falls with it, a grant falls with its session (or lives on, given `offline_access`) and always
//! with the pass it stands on. Errors about the client or the redirect URI never leave our pages.

mod acting;
pub mod authorization;
pub mod backchannel;
mod call;
mod claims;
pub mod clients;
pub mod device;
mod document;
pub mod dpop;
mod error;
pub mod grants;
mod introspection;
mod issuer;
pub mod keys;
mod logout;
mod metadata;
mod parameters;
mod pkce;
mod provider;
pub mod receipts;
pub mod registration;
mod resource;
mod revocation;
mod scope;
mod subject;
pub mod token;
pub mod trial;
mod userinfo;

pub use acting::{ActingClient, acting_client};
pub use call::Call;
pub use claims::{Claims, ClaimsRequest, Person};
pub use document::Document;
pub use error::{Error, ErrorCode};
pub use introspection::{Introspection, introspect};
pub use issuer::{Issuer, path};
pub use logout::{Logout, LogoutRefusal, PostLogout, logout};
pub use metadata::ProviderMetadata;
pub use parameters::Parameters;
pub use pkce::CodeChallenge;
pub use provider::{Lifetimes, Provider, ProviderSettings};
pub use resource::{InvalidResource, Resource, Resources};
pub use revocation::revoke;
pub use scope::{InvalidScope, Scope, Scopes};
pub use subject::subject_for;
pub use userinfo::{UserInfo, userinfo};
