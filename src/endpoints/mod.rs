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

use crate::http::cookies::SessionCookie;
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

/// Mounts the endpoints that browsers are sent to: with the session, but without the protection
/// against forged requests, for other sites send people here.
pub fn browser_routes(config: &mut web::ServiceConfig, cookie: &SessionCookie) {
    config
        .service(
            web::resource(path::AUTHORIZE)
                .route(web::get().to(authorization::get))
                .route(web::post().to(authorization::post))
                // The last one sees the request first.
                .wrap(cookie.middleware())
                .wrap(from_fn(present)),
        )
        .service(
            web::resource(path::LOGOUT)
                .route(web::get().to(end_session::get))
                .route(web::post().to(end_session::post))
                .wrap(cookie.middleware())
                .wrap(from_fn(present)),
        );
}
