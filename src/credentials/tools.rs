//! What operations that hash or seal need.

use std::sync::Arc;

use super::admission::Admission;
use super::hash::Hasher;
use super::passkey::RelyingParty;
use super::policy::MethodsPolicy;
use crate::base::{Clock, Sealer};
use crate::db::Database;

/// What operations that hash or seal need. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tools {
    /// Where everything is kept.
    pub db: Database,
    /// Who may try to sign in at this moment.
    pub admission: Admission,
    /// The bounded pool that hashes.
    pub hasher: Hasher,
    /// Seals what travels through the browser and what must not be read in a database dump.
    pub sealer: Sealer,
    /// This installation as a WebAuthn relying party.
    pub webauthn: Arc<RelyingParty>,
    /// Which methods may be used, and how.
    pub policy: Arc<MethodsPolicy>,
    /// The time.
    pub clock: Clock,
}
