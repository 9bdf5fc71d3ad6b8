//! A token request that every grant type takes up.

use crate::audit::Origin;
use crate::oidc::clients::Client;
use crate::oidc::dpop::Thumbprint;
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;

/// A token request of a client that authenticated and may come with its grant type.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    pub(super) provider: &'a Provider,
    pub(super) origin: &'a Origin,
    pub(super) client: &'a Client,
    /// The key that the client proved to hold, and to which the access token will be bound.
    pub(super) key: Option<&'a Thumbprint>,
    pub(super) body: &'a Parameters,
}
