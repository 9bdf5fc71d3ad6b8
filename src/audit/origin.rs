//! Where a request came from.

use std::net::IpAddr;

use crate::base::EventId;

/// Where a request came from: what every audit record of it repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The caller's address, as far as trusted proxies tell it.
    pub ip_address: Option<IpAddr>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// Ties together everything one request wrote, in the log and here.
    pub correlation_id: String,
}

impl Origin {
    /// A command on the host itself, such as `pass issue`.
    pub fn local(command: &str) -> Self {
        Self {
            ip_address: None,
            user_agent: Some(format!("daypass {command}")),
            correlation_id: EventId::fresh().to_string(),
        }
    }
}
