//! OpenID Connect and OAuth 2.0 over HTTP: one file for each part of the specifications.

mod authorization;
mod browser;
mod client_authentication;
mod consent;
mod discovery;
mod grants;
mod id_tokens;
mod installation;
mod logout;
mod races;
mod reauthentication;
mod refresh_tokens;
mod response_modes;
mod token;
mod userinfo;
