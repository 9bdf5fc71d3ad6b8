//! TLS from certificate files, or with a certificate of our own for development.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::NamedTempFile;

use crate::base::{Fallible, Fault};
use crate::settings::{Settings, Tls};

/// Makes `rustls` use the one cryptography library of the process. The first thing to do in it.
pub fn install_crypto_provider() {
    // Somebody who has installed it already has installed the same one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// What the settings ask for; `None` for plain http.
pub fn configuration(settings: &Settings) -> Fallible<Option<ServerConfig>> {
    let Some(files) = files(settings) else { return Ok(None) };
    if settings.tls == Tls::Development {
        make_development(&files)?;
    }
    let configuration = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain(&files.certificate)?, key(&files.key)?)
        .map_err(|error| {
            let doing = format!("using {} and its key", files.certificate.display());
            Fault::from(error).context(doing)
        })?;
    Ok(Some(configuration))
}

/// The certificate that we show to clients; `None` for plain http.
pub(crate) fn own_certificate(settings: &Settings) -> Fallible<Option<CertificateDer<'static>>> {
    let Some(files) = files(settings) else { return Ok(None) };
    Ok(chain(&files.certificate)?.into_iter().next())
}

struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

fn files(settings: &Settings) -> Option<Files> {
    match &settings.tls {
        Tls::Off => None,
        Tls::Files { certificate, key } => {
            Some(Files { certificate: certificate.clone(), key: key.clone() })
        }
        Tls::Development => Some(Files {
            certificate: settings.data_dir.join("development-certificate.pem"),
            key: settings.data_dir.join("development-key.pem"),
        }),
    }
}

fn chain(path: &Path) -> Fallible<Vec<CertificateDer<'static>>> {
    let chain = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| Fault::from(error).context(format!("reading {}", path.display())))?;
    if chain.is_empty() {
        return Err(Fault::new(format!("{} holds no certificate (PEM)", path.display())));
    }
    Ok(chain)
}

fn key(path: &Path) -> Fallible<PrivateKeyDer<'static>> {
    PrivateKeyDer::from_pem_file(path)
        .map_err(|error| Fault::from(error).context(format!("reading {}", path.display())))
}

/// Made once and kept, so that a browser has to be told to trust it only once.
fn make_development(files: &Files) -> Fallible<()> {
    if files.certificate.exists() && files.key.exists() {
        return Ok(());
    }
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    let pair = KeyPair::generate()?;
    let certificate = CertificateParams::new(names)?.self_signed(&pair)?;
    write(&files.key, &pair.serialize_pem())?;
    write(&files.certificate, &certificate.pem())
}

/// Readable by its owner alone, whole or not at all.
fn write(path: &Path, content: &str) -> Fallible<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(directory)?;
    file.write_all(content.as_bytes())?;
    file.persist(path)?;
    Ok(())
}
