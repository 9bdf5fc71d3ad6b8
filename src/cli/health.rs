//! `daypass health`: what a container asks its own server.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme, StreamOwned,
};

use super::{Failure, Outcome, say};
use crate::base::{Fallible, Fault};
use crate::server::health::READY;
use crate::server::own_certificate;
use crate::settings::{Listen, Settings};

const PATIENCE: Duration = Duration::from_secs(5);
/// The answer's head and the little JSON after it.
const ANSWER_LIMIT: u64 = 8 * 1024;

pub(super) fn run(settings: &Settings) -> Outcome {
    let address = address_of(&settings.listen)?;
    let answer = ask(settings, address)
        .map_err(|fault| Failure::Refused(format!("no answer from {address}: {fault}")))?;
    match answer.split_ascii_whitespace().nth(1) {
        Some("200") => say("ready"),
        Some(status) => Err(Failure::Refused(format!("not ready: the server answered {status}"))),
        None => Err(Failure::Refused("not ready: the server's answer is not HTTP".to_owned())),
    }
}

/// Where the server of these settings is reached from its own machine.
fn address_of(listen: &Listen) -> Fallible<SocketAddr> {
    let address = match listen {
        Listen::Loopback(port) => SocketAddr::from((Ipv4Addr::LOCALHOST, *port)),
        Listen::At(addresses) => {
            *addresses.first().ok_or_else(|| Fault::new("nothing is listened on"))?
        }
    };
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    Ok(SocketAddr::new(ip, address.port()))
}

fn ask(settings: &Settings, address: SocketAddr) -> Fallible<String> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    match own_certificate(settings)? {
        None => exchange(stream, address),
        Some(certificate) => {
            let configuration = Arc::new(only_trusting(certificate));
            let connection = ClientConnection::new(configuration, address.ip().into())?;
            exchange(StreamOwned::new(connection, stream), address)
        }
    }
}

fn exchange(mut stream: impl Read + Write, address: SocketAddr) -> Fallible<String> {
    write!(stream, "GET {READY} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(ANSWER_LIMIT).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The name in our certificate is the issuer's, not the address we ask: we know it by itself.
fn only_trusting(certificate: CertificateDer<'static>) -> ClientConfig {
    let algorithms =
        rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms;
    ClientConfig::builder()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Exactly { certificate, algorithms }))
        .with_no_client_auth()
}

/// Trusts one certificate, whatever it says.
#[derive(Debug)]
struct Exactly {
    certificate: CertificateDer<'static>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Exactly {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if *shown == self.certificate {
            return Ok(ServerCertVerified::assertion());
        }
        Err(Error::General("the server shows another certificate than its file".to_owned()))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
