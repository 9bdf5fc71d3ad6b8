//! What every surface needs from HTTP: correlation, headers, addresses, static files.

mod assets;
mod client_address;
mod correlation;
mod frame;
mod headers;
mod patience;

pub use assets::{Assets, routes as asset_routes};
pub use client_address::{TrustedProxies, client_address};
pub use correlation::CorrelationId;
pub use frame::frame;
