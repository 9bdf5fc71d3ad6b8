//! Letters through SMTP.

use std::path::PathBuf;
use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};

use super::House;
use super::letter::Words;
use super::outbox::Sent;
use crate::base::{DeliveryId, Fallible, Fault, Secret};

/// How long the server may be silent.
const SILENCE: Duration = Duration::from_secs(20);

/// How the way to the SMTP server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// The server must offer STARTTLS (port 587).
    #[default]
    Starttls,
    /// TLS from the first byte (port 465).
    Tls,
    /// Not at all: for a server on this machine.
    None,
}

/// The SMTP server letters go through.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is encrypted.
    pub tls: MailTls,
    /// Who we are to it; nobody in particular if it is not given.
    pub username: Option<String>,
    /// Our password there.
    pub password: Option<Secret>,
    /// A file that holds the password.
    pub password_file: Option<PathBuf>,
    /// The sender: `Contoso <sign-in@contoso.example>`.
    pub from: String,
    /// A certificate authority (PEM) that is believed besides the system's.
    pub extra_ca: Option<PathBuf>,
}

/// What is wrong with the mail settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMail {
    /// The sender is no address.
    #[error("must be an e-mail address such as Contoso <sign-in@contoso.example>")]
    From,
    /// A username without a password, or the other way round, or two passwords.
    #[error("set mail.username with one of mail.password and mail.password_file, or none of them")]
    Credentials,
    /// A password would cross the network in the clear.
    #[error("a password needs mail.tls, unless the server is on this machine")]
    ClearPassword,
}

impl MailSettings {
    /// Checks the settings, naming the key that is wrong. Reads no file.
    pub fn validate(&self) -> Result<(), (&'static str, InvalidMail)> {
        if self.from.parse::<Mailbox>().is_err() {
            return Err(("mail.from", InvalidMail::From));
        }
        let passwords =
            usize::from(self.password.is_some()) + usize::from(self.password_file.is_some());
        if passwords != usize::from(self.username.is_some()) {
            return Err(("mail.username", InvalidMail::Credentials));
        }
        let here = matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if self.tls == MailTls::None && passwords > 0 && !here {
            return Err(("mail.tls", InvalidMail::ClearPassword));
        }
        Ok(())
    }

    fn credentials(&self) -> Fallible<Option<Credentials>> {
        let Some(username) = self.username.clone() else { return Ok(None) };
        let password = match (&self.password, &self.password_file) {
            (Some(password), _) => password.clone(),
            (None, Some(file)) => Secret::new(read(file)?.trim_end_matches(['\r', '\n'])),
            (None, None) => return Ok(None),
        };
        Ok(Some(Credentials::new(username, password.expose().to_owned())))
    }

    fn tls(&self) -> Fallible<Tls> {
        if self.tls == MailTls::None {
            return Ok(Tls::None);
        }
        let mut parameters = TlsParameters::builder(self.host.clone());
        if let Some(file) = &self.extra_ca {
            parameters =
                parameters.add_root_certificate(Certificate::from_pem(read(file)?.as_bytes())?);
        }
        let parameters = parameters.build_rustls()?;
        Ok(match self.tls {
            MailTls::Tls => Tls::Wrapper(parameters),
            _ => Tls::Required(parameters),
        })
    }
}

fn read(file: &std::path::Path) -> Fallible<String> {
    std::fs::read_to_string(file)
        .map_err(|error| Fault::from(error).context(format!("reading {}", file.display())))
}

/// Whether this is one e-mail address and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

/// Sends letters.
#[derive(Debug)]
pub(super) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    pub(super) fn open(settings: &MailSettings) -> Fallible<Self> {
        let context = |fault: Fault| fault.context("the settings under [mail]");
        let mut transport =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.host.clone())
                .port(settings.port)
                .tls(settings.tls().map_err(context)?)
                .timeout(Some(SILENCE));
        if let Some(credentials) = settings.credentials().map_err(context)? {
            transport = transport.credentials(credentials);
        }
        Ok(Self { transport: transport.build(), from: settings.from.parse()? })
    }

    pub(super) async fn send(
        &self,
        house: &House,
        id: Option<DeliveryId>,
        to: &str,
        words: &Words,
    ) -> Fallible<Sent> {
        let message = match self.message(house, id, to, words) {
            Ok(message) => message,
            Err(fault) => return Ok(Sent::Hopeless(fault.to_string())),
        };
        Ok(match self.transport.send(message).await {
            Ok(_) => Sent::Delivered,
            // RFC 5321 §4.2.1: 5yz is the server's last word.
            Err(error) if error.is_permanent() => Sent::Hopeless(error.to_string()),
            Err(error) => Sent::Failed(error.to_string()),
        })
    }

    fn message(
        &self,
        house: &House,
        id: Option<DeliveryId>,
        to: &str,
        words: &Words,
    ) -> Fallible<Message> {
        let name = (!words.to_name.is_empty()).then(|| words.to_name.clone());
        let host = house.issuer.host_str().unwrap_or("localhost");
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(name, to.parse()?))
            .subject(words.subject.clone());
        if let Some(id) = id {
            // The same for every try, so that a mail server can tell that it has it already.
            message = message.message_id(Some(format!("<{id}@{host}>")));
        }
        let mut message = message
            .multipart(MultiPart::alternative_plain_html(words.text.clone(), words.html.clone()))?;
        // RFC 3834 §5: nobody's absence answers this.
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(automatic, "auto-generated".to_owned()));
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> MailSettings {
        MailSettings {
            host: "mail.contoso.example".to_owned(),
            port: 587,
            tls: MailTls::Starttls,
            username: None,
            password: None,
            password_file: None,
            from: "Contoso <sign-in@contoso.example>".to_owned(),
            extra_ca: None,
        }
    }

    #[test]
    fn a_password_crosses_no_network_in_the_clear_and_the_sender_is_an_address() {
        assert_eq!(settings().validate(), Ok(()));
        let refused = |change: fn(&mut MailSettings)| {
            let mut settings = settings();
            change(&mut settings);
            settings.validate().err().map(|(key, _)| key)
        };
        assert_eq!(refused(|it| it.from = "Contoso".to_owned()), Some("mail.from"));
        assert_eq!(refused(|it| it.username = Some("us".to_owned())), Some("mail.username"));
        assert_eq!(refused(|it| it.password = Some(Secret::new("x"))), Some("mail.username"));
        let clear = |it: &mut MailSettings| {
            it.tls = MailTls::None;
            it.username = Some("us".to_owned());
            it.password = Some(Secret::new("x"));
        };
        assert_eq!(refused(clear), Some("mail.tls"));
        assert_eq!(refused(|it| it.tls = MailTls::None), None);
    }

    #[test]
    fn an_address_is_one_address() {
        assert!(is_address("ana@contoso.example"));
        for wrong in ["", "ana", "a@b.example, c@d.example", "Ana <a@b.example>", "a@b\r\nBcc: c@d"]
        {
            assert!(!is_address(wrong), "{wrong:?}");
        }
    }
}
