//! Stylesheet, scripts and pictures: embedded in the binary, under addresses that change with them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;

use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    Encoding, Header as _, HeaderValue, VARY,
};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::digest::{Context, SHA256};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::settings::{Accent, Organisation};

/// A year; an address never changes its content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A picture that somebody opens by itself runs nothing and loads nothing.
const PICTURE_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");

macro_rules! embedded {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/static/", $path)))),+]
    };
}

/// Every file of `static/`, by its path there.
const EMBEDDED: &[(&str, &[u8])] = embedded![
    "app.css",
    "enhance.js",
    "favicon.svg",
    "form_post.js",
    "passkey.js",
    "icons/app.svg",
    "icons/authenticator.svg",
    "icons/check.svg",
    "icons/device.svg",
    "icons/pass.svg",
    "icons/passkey.svg",
    "icons/password.svg",
    "icons/recovery.svg",
];

/// The addresses of everything a page may load, and what is there.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The stylesheet.
    pub css: String,
    /// The organisation's colour, as a stylesheet.
    pub brand_css: String,
    /// The passkey ceremony.
    pub passkey_js: String,
    /// What makes pages more comfortable.
    pub enhance_js: String,
    /// Sends the form of `response_mode=form_post`.
    pub form_post_js: String,
    /// The icon in the browser's tab.
    pub favicon: String,
    /// The organisation's logo.
    pub logo: Option<String>,
    files: HashMap<String, File>,
}

#[derive(Clone, Debug)]
struct File {
    content_type: HeaderValue,
    body: Bytes,
    /// Compressed once, where that makes it smaller. Nothing here is secret.
    gzipped: Option<Bytes>,
}

impl File {
    fn new(content_type: HeaderValue, body: Bytes) -> Self {
        Self { content_type, gzipped: gzipped(&body), body }
    }
}

fn gzipped(content: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < content.len()).then(|| packed.into())
}

impl Assets {
    /// What is embedded, and what the organisation adds.
    pub fn new(organisation: &Organisation) -> Self {
        let release = release();
        // One folder for all of them, so that the stylesheet finds its icons beside it.
        let embedded = |path: &str| format!("/static/{release}/{path}");
        let mut assets = Self {
            css: embedded("app.css"),
            brand_css: String::new(),
            passkey_js: embedded("passkey.js"),
            enhance_js: embedded("enhance.js"),
            form_post_js: embedded("form_post.js"),
            favicon: embedded("favicon.svg"),
            logo: None,
            files: HashMap::new(),
        };
        for &(path, content) in EMBEDDED {
            let file = File::new(type_of(path), Bytes::from_static(content));
            assets.files.insert(format!("{release}/{path}"), file);
        }
        let brand = brand_css(organisation.accent);
        assets.brand_css = assets.add("brand.css", type_of("brand.css"), brand.into());
        assets.logo = organisation.logo.as_ref().map(|logo| {
            let body = Bytes::copy_from_slice(&logo.bytes);
            assets.add("logo", HeaderValue::from_static(logo.content_type), body)
        });
        assets
    }

    fn add(&mut self, name: &str, content_type: HeaderValue, body: Bytes) -> String {
        let path = format!("{}/{name}", hash([body.as_ref()].into_iter()));
        let address = format!("/static/{path}");
        self.files.insert(path, File::new(content_type, body));
        address
    }
}

/// Mounts the files.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/static/{path:.+}", web::get().to(serve));
}

async fn serve(request: HttpRequest, assets: Data<Assets>, path: Path<String>) -> HttpResponse {
    let Some(file) = assets.files.get(path.as_str()) else {
        return HttpResponse::NotFound().finish();
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, file.content_type.clone()));
    answer.insert_header((CACHE_CONTROL, FOREVER));
    if file.content_type.as_bytes().starts_with(b"image/") {
        answer.insert_header((CONTENT_SECURITY_POLICY, PICTURE_POLICY));
    }
    let Some(gzipped) = &file.gzipped else { return answer.body(file.body.clone()) };
    answer.insert_header((VARY, "accept-encoding"));
    if takes_gzip(&request) {
        answer.insert_header((CONTENT_ENCODING, "gzip"));
        return answer.body(gzipped.clone());
    }
    answer.body(file.body.clone())
}

/// RFC 9110 §12.5.3, weights and all.
fn takes_gzip(request: &HttpRequest) -> bool {
    let offered = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .ok()
        .filter(|accepted| !accepted.is_empty())
        .and_then(|accepted| accepted.negotiate(offered.iter()))
        .is_some_and(|chosen| chosen == Encoding::gzip())
}

fn type_of(path: &str) -> HeaderValue {
    HeaderValue::from_static(match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    })
}

/// The stylesheet makes everything else from this one colour, and keeps it readable.
fn brand_css(accent: Option<Accent>) -> String {
    accent.map_or_else(String::new, |accent| format!(":root {{ --accent: {accent}; }}\n"))
}

/// Names the embedded files of this build.
fn release() -> String {
    hash(EMBEDDED.iter().flat_map(|(path, content)| [path.as_bytes(), content]))
}

/// The first 12 hexadecimal digits of a SHA-256: enough to tell one build's files from another's.
fn hash<'c>(parts: impl Iterator<Item = &'c [u8]>) -> String {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let digest = context.finish();
    let (start, _) = digest.as_ref().split_at(6);
    start.iter().fold(String::with_capacity(12), |mut digits, byte| {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use actix_web::{App, test};

    use super::*;

    fn organisation(accent: Option<&str>) -> Organisation {
        Organisation {
            name: "Contoso".into(),
            accent: accent.map(|accent| accent.parse().unwrap()),
            ..Organisation::default()
        }
    }

    fn files_under(folder: &std::path::Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files_under(&path, found);
            } else {
                let root = concat!(env!("CARGO_MANIFEST_DIR"), "/static");
                found.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }

    #[::core::prelude::v1::test]
    fn every_static_file_is_embedded() {
        let mut on_disk = BTreeSet::new();
        files_under(concat!(env!("CARGO_MANIFEST_DIR"), "/static").as_ref(), &mut on_disk);
        let embedded: BTreeSet<String> =
            EMBEDDED.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(embedded, on_disk);
    }

    #[actix_web::test]
    async fn who_takes_gzip_gets_it_and_the_first_page_is_light() {
        let assets = Assets::new(&organisation(None));
        let app = App::new().app_data(Data::new(assets.clone())).configure(routes);
        let app = test::init_service(app).await;
        let mut weight = 0;
        for address in [&assets.css, &assets.enhance_js, &assets.passkey_js] {
            let fetch = |accepted| {
                let request = test::TestRequest::get().uri(address);
                request.insert_header(("accept-encoding", accepted)).to_request()
            };
            for refused in ["identity", "gzip;q=0", "br"] {
                let answer = test::call_service(&app, fetch(refused)).await;
                assert!(answer.headers().get(CONTENT_ENCODING).is_none(), "{refused}");
            }
            let answer = test::call_service(&app, fetch("gzip, deflate, br")).await;
            assert_eq!(answer.headers().get(CONTENT_ENCODING).unwrap(), "gzip");
            assert_eq!(answer.headers().get(VARY).unwrap(), "accept-encoding");
            weight += test::read_body(answer).await.len();
        }
        // With the page itself the whole first visit stays under 30 kB.
        assert!(weight < 20_000, "{weight} bytes");
    }

    #[::core::prelude::v1::test]
    fn another_colour_is_another_address() {
        let plain = Assets::new(&organisation(None));
        let teal = Assets::new(&organisation(Some("#0E6470")));
        assert_ne!(plain.brand_css, teal.brand_css);
        assert_eq!(plain.css, teal.css);
        assert_eq!(brand_css(Some("#0E6470".parse().unwrap())), ":root { --accent: #0e6470; }\n");
    }

    #[actix_web::test]
    async fn files_are_served_for_a_year_under_their_address_and_nowhere_else() {
        let assets = Assets::new(&organisation(Some("#0e6470")));
        let app = App::new().app_data(Data::new(assets.clone())).configure(routes);
        let app = test::init_service(app).await;
        let icon = assets.css.replace("app.css", "icons/pass.svg");
        for (address, kind) in [
            (&assets.css, "text/css; charset=utf-8"),
            (&assets.brand_css, "text/css; charset=utf-8"),
            (&assets.passkey_js, "text/javascript; charset=utf-8"),
            (&icon, "image/svg+xml"),
        ] {
            let request = test::TestRequest::get().uri(address).to_request();
            let answer = test::call_service(&app, request).await;
            assert_eq!(answer.status(), 200, "{address}");
            assert_eq!(answer.headers().get(CONTENT_TYPE).unwrap(), kind);
            assert_eq!(answer.headers().get(CACHE_CONTROL).unwrap(), FOREVER);
        }
        for address in ["/static/app.css", "/static/000000000000/app.css", "/static/../Cargo.toml"]
        {
            let request = test::TestRequest::get().uri(address).to_request();
            assert_eq!(test::call_service(&app, request).await.status(), 404, "{address}");
        }
    }
}
