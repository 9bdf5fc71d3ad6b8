//! The endpoints of the transmitter of shared signals (Shared Signals Framework §7.2, §8; RFC 8936).
//!
//! Whoever calls is a client that acts for itself, with an access token of a scope of its own. Nothing
//! here reads a cookie, and nothing is for scripts of other origins.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::discovery::document;
use super::error::{log, no_token, of_fault, of_resource_for};
use super::form::{Body, in_header};
use crate::app::App;
use crate::base::Fallible;
use crate::http::caller::origin_of;
use crate::oidc::{Error, ErrorCode, Scope, acting_client, path};
use crate::signals::{Answered, Receiver, Refusal, Replace, Waits, Wants};

/// More than any request needs, bytes.
const LIMIT: usize = 64 * 1024;

/// Mounts every endpoint.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource(path::SSF_CONFIGURATION)
                .route(web::get().to(configuration))
                .route(web::head().to(configuration)),
        )
        .service(
            web::resource(path::SSF_STREAMS)
                .route(web::post().to(create))
                .route(web::get().to(read))
                .route(web::patch().to(update))
                .route(web::put().to(replace))
                .route(web::delete().to(delete)),
        )
        .service(
            web::resource(path::SSF_STATUS)
                .route(web::get().to(status))
                .route(web::post().to(set_status)),
        )
        .service(web::resource(path::SSF_ADD_SUBJECT).route(web::post().to(add_subject)))
        .service(web::resource(path::SSF_REMOVE_SUBJECT).route(web::post().to(remove_subject)))
        .service(web::resource(path::SSF_VERIFY).route(web::post().to(verify)))
        .service(
            web::resource(format!("{}/{{stream_id}}", path::SSF_POLL)).route(web::post().to(poll)),
        );
}

#[derive(Deserialize)]
struct Which {
    stream_id: Option<String>,
}

impl Which {
    fn id(&self) -> Option<&str> {
        self.stream_id.as_deref()
    }
}

async fn configuration(request: HttpRequest, app: web::Data<App>) -> HttpResponse {
    if !app.signals().is_enabled() {
        return HttpResponse::NotFound().finish();
    }
    document(&request, app.signals().metadata())
}

async fn create(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    answer(&request, &app, Scope::SsfManage, async |receiver| {
        let body = match json_of(&request, body) {
            Ok(body) => body,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let created = app.signals().create(&origin_of(&request), &receiver, &body).await?;
        Ok(created.map(|stream| private(StatusCode::CREATED).json(stream)))
    })
    .await
}

async fn read(request: HttpRequest, app: web::Data<App>, which: web::Query<Which>) -> HttpResponse {
    answer(&request, &app, Scope::SsfRead, async |receiver| {
        Ok(app.signals().read(&receiver, which.id()).await?.map(|found| ok(&found)))
    })
    .await
}

async fn update(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    change(&request, &app, body, Replace::Some).await
}

async fn replace(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    change(&request, &app, body, Replace::All).await
}

async fn change(request: &HttpRequest, app: &App, body: Body, replace: Replace) -> HttpResponse {
    answer(request, app, Scope::SsfManage, async |receiver| {
        let body = match json_of(request, body) {
            Ok(body) => body,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let origin = origin_of(request);
        let changed = app.signals().update(&origin, &receiver, replace, &body).await?;
        app.telling().wake();
        Ok(changed.map(|stream| ok(&stream)))
    })
    .await
}

async fn delete(
    request: HttpRequest,
    app: web::Data<App>,
    which: web::Query<Which>,
) -> HttpResponse {
    answer(&request, &app, Scope::SsfManage, async |receiver| {
        let origin = origin_of(&request);
        let deleted = app.signals().delete(&origin, &receiver, which.id()).await?;
        Ok(deleted.map(|()| private(StatusCode::NO_CONTENT).finish()))
    })
    .await
}

async fn status(
    request: HttpRequest,
    app: web::Data<App>,
    which: web::Query<Which>,
) -> HttpResponse {
    answer(&request, &app, Scope::SsfRead, async |receiver| {
        Ok(app.signals().status(&receiver, which.id()).await?.map(|status| ok(&status)))
    })
    .await
}

async fn set_status(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    answer(&request, &app, Scope::SsfManage, async |receiver| {
        let body = match json_of(&request, body) {
            Ok(body) => body,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let set = app.signals().set_status(&origin_of(&request), &receiver, &body).await?;
        app.telling().wake();
        Ok(set.map(|status| ok(&status)))
    })
    .await
}

async fn add_subject(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    choose(&request, &app, body, Wants::In, StatusCode::OK).await
}

async fn remove_subject(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    choose(&request, &app, body, Wants::Out, StatusCode::NO_CONTENT).await
}

async fn choose(
    request: &HttpRequest,
    app: &App,
    body: Body,
    wants: Wants,
    done: StatusCode,
) -> HttpResponse {
    answer(request, app, Scope::SsfManage, async |receiver| {
        let body = match json_of(request, body) {
            Ok(body) => body,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let chosen = app.signals().choose_subject(&receiver, wants, &body).await?;
        Ok(chosen.map(|()| private(done).finish()))
    })
    .await
}

async fn verify(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    answer(&request, &app, Scope::SsfManage, async |receiver| {
        let body = match json_of(&request, body) {
            Ok(body) => body,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let sent = app.signals().verify(&receiver, &body).await?;
        app.telling().wake();
        Ok(sent.map(|()| private(StatusCode::NO_CONTENT).finish()))
    })
    .await
}

async fn poll(
    request: HttpRequest,
    app: web::Data<App>,
    id: web::Path<String>,
    body: Body,
) -> HttpResponse {
    answer(&request, &app, Scope::SsfRead, async |receiver| {
        let body = match json_of(&request, body) {
            Ok(body) => body,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let fetched = app.signals().poll(&receiver, &id, &body, Waits::AsAsked).await?;
        Ok(fetched.map(|sets| ok(&sets)))
    })
    .await
}

/// Finds out who calls and whether they may, has them answered, and presents what came of it.
async fn answer(
    request: &HttpRequest,
    app: &App,
    scope: Scope,
    answer: impl AsyncFnOnce(Receiver) -> Answered<HttpResponse>,
) -> HttpResponse {
    if !app.signals().is_enabled() {
        return HttpResponse::NotFound().finish();
    }
    let receiver = match receiver(request, app, scope).await {
        Ok(Ok(receiver)) => receiver,
        Ok(Err(refused)) => return refused,
        Err(fault) => return of_fault(&fault),
    };
    match answer(receiver).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(refusal)) => refused(&refusal),
        Err(fault) => of_fault(&fault),
    }
}

/// Whoever may manage streams may read them, too (CAEP Interoperability Profile §2.7.2).
async fn receiver(
    request: &HttpRequest,
    app: &App,
    scope: Scope,
) -> Fallible<Result<Receiver, HttpResponse>> {
    let presentation = match in_header(request, request.path()) {
        Ok(Some(presentation)) => presentation,
        Ok(None) => return Ok(Err(no_token())),
        Err(error) => return Ok(Err(of_resource_for(&error, scope))),
    };
    app.keys().refresh().await;
    let receiver = match acting_client(app.provider(), &presentation).await? {
        Ok(receiver) => receiver,
        Err(error) => return Ok(Err(of_resource_for(&error, scope))),
    };
    if receiver.scopes.contains(scope) || receiver.scopes.contains(Scope::SsfManage) {
        return Ok(Ok(receiver));
    }
    let description = "The access token was not issued for this scope, or the client lost it";
    let error = Error::new(ErrorCode::InsufficientScope, description);
    Ok(Err(of_resource_for(&error, scope)))
}

/// The body, which says that it is JSON.
fn json_of(request: &HttpRequest, body: Body) -> Result<web::Bytes, Refusal> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("application/json") {
        return Err(Refusal::Invalid("The body must be application/json".into()));
    }
    match body {
        Ok(body) if body.len() <= LIMIT => Ok(body),
        _ => Err(Refusal::Invalid("The body is too large or incomplete".into())),
    }
}

/// An answer that no cache keeps (Shared Signals Framework §8.1.1).
fn private(status: StatusCode) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer.insert_header((CACHE_CONTROL, "no-store"));
    answer
}

fn ok(value: &Value) -> HttpResponse {
    private(StatusCode::OK).json(value)
}

fn refused(refusal: &Refusal) -> HttpResponse {
    let told = |mut answer: HttpResponseBuilder, code: &str, description: &str| {
        answer.json(json!({ "error": code, "error_description": description }))
    };
    match refusal {
        Refusal::Invalid(why) => {
            let error = Error::invalid_request(why.clone());
            log(&error);
            private(StatusCode::BAD_REQUEST).json(error)
        }
        Refusal::NotFound => {
            told(private(StatusCode::NOT_FOUND), "not_found", "You have no such stream")
        }
        Refusal::TooMany => {
            let description = "You have as many streams as you may: delete one first";
            told(private(StatusCode::CONFLICT), "too_many_streams", description)
        }
        Refusal::TooOften { retry_after } => {
            let mut answer = private(StatusCode::TOO_MANY_REQUESTS);
            answer.insert_header((RETRY_AFTER, retry_after.as_secs().max(1)));
            told(answer, "too_many_requests", "Ask for a verification event less often")
        }
    }
}
