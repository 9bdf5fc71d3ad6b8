//! recovery_codes
