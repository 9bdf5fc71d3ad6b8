//! authenticator_apps
