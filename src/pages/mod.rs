//! Pages for people: HTML that works without JavaScript wherever the browser allows it.
//!
//! A handler parses, calls one operation, presents its answer. Its askama view stands right above it.

mod admin;
mod client_card;
mod consent;
mod device;
mod home;
mod language;
mod lost_device;
mod my_sign_ins;
mod not_me;
mod receipt;
mod register;
mod reminder;
mod security_info;
mod sign_in;
mod sign_out;
mod ticket;
pub mod words;

use actix_web::middleware::from_fn;
use actix_web::web;

use crate::http::cookies::SessionCookie;
use crate::http::error::{no_such_page, present};
use crate::http::forgery::refuse_forged;

/// Mounts every page, and the answer to addresses that lead nowhere. Mount it last: it takes the rest.
pub fn routes(configuration: &mut web::ServiceConfig, cookie: &SessionCookie) {
    let scope = web::scope("")
        .configure(home::routes)
        .configure(sign_in::routes)
        .configure(register::routes)
        .configure(security_info::routes)
        .configure(my_sign_ins::routes)
        .configure(lost_device::routes)
        .configure(consent::routes)
        .configure(device::routes)
        .configure(not_me::routes)
        .configure(sign_out::routes)
        .configure(language::routes)
        .configure(admin::routes)
        .default_service(web::to(no_such_page))
        // The last one sees the request first.
        .wrap(cookie.middleware())
        .wrap(from_fn(refuse_forged))
        .wrap(from_fn(present));
    configuration.service(scope);
}
