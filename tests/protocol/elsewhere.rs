//! Somebody else's web server on loopback, which answers everything alike.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::{App, HttpResponse, HttpServer, web};

/// A server that ends when it is dropped.
pub(crate) struct Elsewhere {
    pub(crate) url: String,
    answer: Arc<Mutex<(u16, String)>>,
    handle: actix_web::dev::ServerHandle,
}

impl Elsewhere {
    /// Answers with this JSON.
    pub(crate) fn saying(json: &serde_json::Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://127.0.0.1:{}/list.json", listener.local_addr().unwrap().port());
        let answer = Arc::new(Mutex::new((200, json.to_string())));
        let shared = web::Data::from(Arc::clone(&answer));
        let server = HttpServer::new(move || {
            App::new().app_data(shared.clone()).default_service(web::to(
                async |answer: web::Data<Mutex<(u16, String)>>| {
                    let (status, body) = answer.lock().unwrap().clone();
                    HttpResponse::build(status.try_into().unwrap()).body(body)
                },
            ))
        });
        let server = server.workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { url, answer, handle }
    }

    /// From now on with this.
    pub(crate) fn says(&self, status: u16, body: &str) {
        *self.answer.lock().unwrap() = (status, body.to_owned());
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        // Tells it to stop; nobody waits for it.
        let _told = self.handle.stop(false);
    }
}
