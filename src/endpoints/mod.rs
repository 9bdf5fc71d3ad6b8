//! The endpoints for relying parties: OpenID Connect and OAuth 2.0 over HTTP.
//!
//! A handler reads what was sent, calls one operation of `oidc`, and presents its outcome: JSON for
//! programs, a redirect or a page for the browser. Only the authorization and the end session
//! endpoint look at the session; no other endpoint reads a cookie.

mod authorization;
mod cors;
mod device_authorization;
mod discovery;
mod end_session;
mod error;
mod form;
mod introspection;
mod jwks;
mod pushed;
mod registration;
mod revocation;
mod signals;
mod token;
mod userinfo;

use actix_web::Resource;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web;

use crate::http::cookies::SessionCookie;
use crate::http::error::present;
use crate::oidc::path;

/// Mounts every endpoint. None is protected against forged requests: other sites send people here.
pub fn routes(config: &mut web::ServiceConfig, cookie: &SessionCookie) {
    config
        .service(
            open(path::OPENID_CONFIGURATION)
                .route(web::get().to(discovery::get))
                .route(web::head().to(discovery::get)),
        )
        .service(
            open(path::AUTHORIZATION_SERVER)
                .route(web::get().to(discovery::get))
                .route(web::head().to(discovery::get)),
        )
        .service(open(path::KEYS).route(web::get().to(jwks::get)).route(web::head().to(jwks::get)))
        .service(open(path::TOKEN).route(web::post().to(token::post)))
        .service(open(path::PUSHED_AUTHORIZATION_REQUEST).route(web::post().to(pushed::post)))
        .service(open(path::DEVICE_AUTHORIZATION).route(web::post().to(device_authorization::post)))
        .service(open(path::INTROSPECT).route(web::post().to(introspection::post)))
        .service(open(path::REVOKE).route(web::post().to(revocation::post)))
        .service(
            open(path::USERINFO)
                .route(web::get().to(userinfo::get))
                .route(web::post().to(userinfo::post)),
        )
        .service(open(path::REGISTER).route(web::post().to(registration::post)))
        .service(
            open(&format!("{}/{{client_id}}", path::REGISTER))
                .route(web::get().to(registration::get))
                .route(web::put().to(registration::put))
                .route(web::delete().to(registration::delete)),
        )
        .configure(signals::routes)
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

/// An endpoint that reads no cookie and that scripts of any origin may call.
fn open(place: &str) -> Resource {
    web::resource(place).route(web::method(Method::OPTIONS).to(cors::preflight))
}
