//! What `openidconnect` sends by.

use openidconnect::{HttpRequest, HttpResponse};

/// How the library reaches the provider: through our own client.
pub(crate) fn sender(
    http: &reqwest::Client,
) -> impl Fn(
    HttpRequest,
) -> std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, reqwest::Error>>>>
+ use<> {
    let http = http.clone();
    move |request| {
        let http = http.clone();
        Box::pin(async move {
            let answer = http.execute(request.try_into()?).await?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            let mut response = HttpResponse::new(answer.bytes().await?.to_vec());
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        })
    }
}
