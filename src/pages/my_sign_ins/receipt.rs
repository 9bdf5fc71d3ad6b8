//! Signing out everywhere, with or without this browser, and the receipt of it.

use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::{Deserialize, Serialize};

use super::person;
use crate::base::{Fault, Purpose, SignOutId, Timestamp, UserId};
use crate::http::caller::{SignedIn, Visitor};
use crate::http::cookies::{self, Jar};
use crate::http::error::Failure;
use crate::http::page::{Nav, Page, html, see_other};
use crate::http::paths;
use crate::oidc::receipts;
use crate::pages::receipt::{Part, Reader, of_this_request};
use crate::sessions;

#[derive(Template)]
#[template(path = "my_sign_ins/ended.html")]
struct MyReceipt {
    page: Page,
    nav: Nav,
    part: Part,
    lost_device_url: &'static str,
}

#[derive(Template)]
#[template(path = "my_sign_ins/signed_out_everywhere.html")]
struct SignedOutEverywhere {
    page: Page,
    part: Part,
    sign_in_url: &'static str,
}

/// The cookie of a browser that has signed itself out and wants to see what came of it.
const COOKIE: &str = "receipt";
/// How long it may look.
const SEEN_FOR: CookieDuration = CookieDuration::hours(1);

/// What the cookie holds, sealed: nobody can make one for somebody else's receipt.
#[derive(Serialize, Deserialize)]
struct Seen {
    id: SignOutId,
    user: UserId,
    until: Timestamp,
}

/// Ends everything, this browser's session too.
pub(super) async fn sign_out_everywhere(caller: SignedIn) -> Result<HttpResponse, Failure> {
    let app = &caller.app;
    let user = person(&caller).await?;
    let work = app.db().begin().await?;
    sessions::end_all(&work, &caller.origin, user.actor(), &user).await?;
    work.commit().await?;
    cookies::forget(&caller.request);
    let Some(id) = of_this_request(app, &caller.origin, user.id).await? else {
        return Ok(see_other(paths::SIGNED_OUT));
    };
    let until = caller.now().plus(SEEN_FOR.unsigned_abs());
    let seen = Seen { id, user: user.id, until };
    let sealed = app.sealer().seal_text(Purpose::Receipt, &seen)?;
    let cookie = Jar::of(&app.settings().issuer).cookie(COOKIE, &sealed, SEEN_FOR);
    let mut answer = see_other(paths::SIGNED_OUT_EVERYWHERE);
    answer.add_cookie(&cookie).map_err(Fault::from)?;
    Ok(answer)
}

/// Ends everything but what this browser is for: its session gets a new key.
pub(super) async fn sign_out_elsewhere(caller: SignedIn) -> Result<HttpResponse, Failure> {
    elsewhere(&caller).await?;
    let receipt = of_this_request(&caller.app, &caller.origin, caller.session.user_id).await?;
    let location = receipt.map(|id| paths::of(paths::MY_RECEIPT, id));
    Ok(see_other(location.as_deref().unwrap_or(paths::MY_SIGN_INS)))
}

/// Signs the caller out everywhere else; this browser goes on.
pub(in crate::pages) async fn elsewhere(caller: &SignedIn) -> Result<(), Failure> {
    let user = person(caller).await?;
    let work = caller.app.db().begin().await?;
    let ended = sessions::end_others(&work, &caller.origin, &user, &caller.session).await?;
    let Some(ended) = ended else {
        // It has ended meanwhile: nothing is signed in here that could go on.
        cookies::forget(&caller.request);
        return Err(Failure::NotFound);
    };
    work.commit().await?;
    Ok(cookies::keep(&caller.request, &ended.here)?)
}

/// /my-sign-ins/ended/{id}: nobody else's is found.
pub(super) async fn get(caller: SignedIn, id: web::Path<String>) -> Result<HttpResponse, Failure> {
    let id: SignOutId = id.parse().map_err(|_| Failure::NotFound)?;
    let (app, now) = (&caller.app, caller.now());
    let receipt = receipts::find(app.db().read(), caller.session.user_id, id, now).await?;
    let receipt = receipt.ok_or(Failure::NotFound)?;
    let url = paths::of(paths::MY_RECEIPT, id);
    let part = Part::of(&receipt, app, Reader::Person, now, url);
    let view = MyReceipt {
        page: caller.page(part.heading.clone()),
        nav: Nav::of(&caller.session.username, "my-sign-ins"),
        part,
        lost_device_url: paths::LOST_DEVICE,
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// /signed-out/everywhere: for the browser that has signed itself out.
pub(super) async fn after_the_session(visitor: Visitor) -> Result<HttpResponse, Failure> {
    let (app, now) = (&visitor.app, visitor.now());
    let Some(seen) = seen(&visitor).filter(|seen| seen.until > now) else {
        return Ok(see_other(paths::SIGNED_OUT));
    };
    let receipt = receipts::find(app.db().read(), seen.user, seen.id, now).await?;
    let Some(receipt) = receipt else { return Ok(see_other(paths::SIGNED_OUT)) };
    let url = paths::SIGNED_OUT_EVERYWHERE.to_owned();
    let part = Part::of(&receipt, app, Reader::Person, now, url);
    let view = SignedOutEverywhere {
        page: visitor.page(part.heading.clone()),
        part,
        sign_in_url: paths::SIGN_IN,
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn seen(visitor: &Visitor) -> Option<Seen> {
    let sealed = Jar::of(&visitor.app.settings().issuer).read(&visitor.request, COOKIE)?;
    visitor.app.sealer().open_text(Purpose::Receipt, &sealed).ok()
}
