//! The endpoints for relying parties: OpenID Connect and OAuth 2.0 over HTTP.
//!
//! A handler reads what was sent, calls one operation of `oidc`, and presents its outcome: JSON for
//! programs, a redirect or a page for the browser. Only the authorization and the end session
//! endpoint look at the session; no other endpoint reads a cookie.

mod authorization;
mod cors;
mod discovery;
mod end_session;
mod error;
mod form;
mod jwks;
mod token;
mod userinfo;

use actix_web::middleware::from_fn;
use actix_web::web;

use crate::http::error::present;
use crate::oidc::path;

/// Mounts the endpoints that programs call: no session, any origin.
pub fn routes(config: &mut web::ServiceConfig) {
    for place in [path::OPENID_CONFIGURATION, path::AUTHORIZATION_SERVER] {
        config.service(
            web::resource(place)
                .route(web::get().to(discovery::get))
                .route(web::head().to(discovery::get))
                .route(web::method(actix_web::http::Method::OPTIONS).to(cors::preflight)),
        );
    }
    config
        .service(
            web::resource(path::KEYS)
                .route(web::get().to(jwks::get))
                .route(web::head().to(jwks::get))
                .route(web::method(actix_web::http::Method::OPTIONS).to(cors::preflight)),
        )
        .service(
            web::resource(path::TOKEN)
                .route(web::post().to(token::post))
                .route(web::method(actix_web::http::Method::OPTIONS).to(cors::preflight)),
        )
        .service(
            web::resource(path::USERINFO)
                .route(web::get().to(userinfo::get))
                .route(web::post().to(userinfo::post))
                .route(web::method(actix_web::http::Method::OPTIONS).to(cors::preflight)),
        );
}

/// Mounts the endpoints that browsers are sent to. The caller wraps them in the session middleware,
/// but not in the protection against forged requests: other sites send people here.
pub fn browser_routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource(path::AUTHORIZE)
                .wrap(from_fn(present))
                .route(web::get().to(authorization::get))
                .route(web::post().to(authorization::post)),
        )
        .service(
            web::resource(path::LOGOUT)
                .wrap(from_fn(present))
                .route(web::get().to(end_session::get))
                .route(web::post().to(end_session::post)),
        );
}
