//! The actix application, mounted once.

pub(crate) mod health;
mod listen;
#[cfg(test)]
mod tests;
mod tls;

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, FormConfig, JsonConfig, PayloadConfig, ServiceConfig};
use actix_web::{HttpServer, web};
use rustls::ServerConfig;

pub use listen::bind;
pub(crate) use tls::own_certificate;
pub use tls::{configuration as tls_configuration, install_crypto_provider};

use crate::app::App;
use crate::base::Fallible;
use crate::http::cookies::SessionCookie;
use crate::http::{Assets, TrustedProxies, asset_routes, frame};
use crate::{endpoints, pages};

/// The largest body anybody may send, bytes.
const BODY_LIMIT: usize = 64 * 1024;
/// How long a connection may take to send a request's head, or to agree on TLS.
const HEAD_PATIENCE: Duration = Duration::from_secs(5);
/// How long requests under way may take to end after the server was told to stop, seconds.
const DRAIN_SECONDS: u64 = 10;

/// Starts serving. The future ends when the server was stopped through its handle.
///
/// Signals are the caller's; so are the listeners, which may have any port.
pub fn start(
    app: App,
    listeners: Vec<TcpListener>,
    tls: Option<&ServerConfig>,
) -> Fallible<Server> {
    let workers = app.settings().workers;
    let shared = Shared::of(app)?;
    let mut server = HttpServer::new(move || {
        let shared = shared.clone();
        actix_web::App::new().configure(|config| shared.mount(config)).wrap(from_fn(frame))
    })
    .workers(workers)
    .client_request_timeout(HEAD_PATIENCE)
    .tls_handshake_timeout(HEAD_PATIENCE)
    .shutdown_timeout(DRAIN_SECONDS)
    .disable_signals();
    for listener in listeners {
        server = match tls {
            None => server.listen(listener)?,
            Some(tls) => server.listen_rustls_0_23(listener, tls.clone())?,
        };
    }
    Ok(server.run())
}

/// Runs a server until `stop` is ready and the requests under way are answered.
///
/// Gives what `stop` gave, or nothing if the server ended by itself.
pub async fn run_until<T>(server: Server, stop: impl Future<Output = T>) -> Fallible<Option<T>> {
    let handle = server.handle();
    tokio::pin!(server, stop);
    let why = tokio::select! {
        ended = &mut server => {
            ended?;
            return Ok(None);
        }
        why = &mut stop => why,
    };
    tracing::info!("stopping");
    let ((), ended) = tokio::join!(handle.stop(true), server);
    ended?;
    Ok(Some(why))
}

/// Runs a command on this thread, with all that serving needs.
pub fn block_on<F: Future>(command: F) -> F::Output {
    actix_web::rt::System::new().block_on(command)
}

/// What the workers share.
#[derive(Clone)]
struct Shared {
    app: Data<App>,
    assets: Data<Assets>,
    proxies: Data<TrustedProxies>,
    cookie: SessionCookie,
}

impl Shared {
    fn of(app: App) -> Fallible<Self> {
        let cookie = SessionCookie::of(&app)?;
        let settings = app.settings();
        let assets = Data::new(Assets::new(&settings.organisation));
        let proxies = Data::new(TrustedProxies::new(settings.trusted_proxies.clone()));
        Ok(Self { app: Data::new(app), assets, proxies, cookie })
    }

    fn mount(self, config: &mut ServiceConfig) {
        config
            .app_data(self.app)
            .app_data(self.assets)
            .app_data(self.proxies)
            .app_data(FormConfig::default().limit(BODY_LIMIT))
            .app_data(JsonConfig::default().limit(BODY_LIMIT))
            .app_data(PayloadConfig::new(BODY_LIMIT))
            .configure(|config| routes(config, &self.cookie));
    }
}

/// Every route there is.
fn routes(config: &mut web::ServiceConfig, cookie: &SessionCookie) {
    config.configure(health::routes);
    endpoints::routes(config, cookie);
    // Requests are compared with one after the other, and this one is a pattern: not before the endpoints.
    config.configure(asset_routes);
    pages::routes(config, cookie);
}
