//! security_info
