//! What every surface needs from HTTP: who calls, cookies, forgery protection, errors, the parts that
//! pages share; and beneath that correlation, headers, addresses and static files.

pub mod answer;
mod assets;
pub mod caller;
mod client_address;
pub mod cookies;
mod correlation;
pub mod error;
pub mod forgery;
mod frame;
mod headers;
pub mod locale;
pub mod page;
pub mod paths;
mod patience;
pub mod return_to;

pub use assets::{Assets, routes as asset_routes};
pub use client_address::{TrustedProxies, client_address};
pub use correlation::CorrelationId;
pub use frame::frame;
pub use headers::policy_with_image_from;
