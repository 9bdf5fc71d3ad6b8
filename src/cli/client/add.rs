//! `daypass client add`: from a file, from options, or from both.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use url::Url;

use super::told_once;
use crate::app::App;
use crate::audit::{Actor, Origin};
use crate::base::{ClientId, GroupId};
use crate::cli::{Failure, Outcome, input};
use crate::oidc::Scopes;
use crate::oidc::clients::{
    self, Added, ApplicationType, AuthMethod, ClientMetadata, Consent, GrantType, NewClient,
    Profile, RedirectUri,
};
use crate::oidc::keys::Algorithm;
use crate::sessions::Acr;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "options of the command line")]
pub(super) struct Add {
    /// The client id: letters, digits and - . _ ~
    id: String,
    /// A JSON file of client metadata (RFC 7591 §2, and our own members as `client show --json` names
    /// them), to which the other options add; - reads standard input.
    #[arg(long, value_name = "FILE")]
    metadata: Option<PathBuf>,
    /// What people see [default: the id].
    #[arg(long)]
    name: Option<String>,
    /// Where responses may go, matched byte by byte; may be given more than once.
    #[arg(long = "redirect-uri", value_name = "URI", value_parser = redirect_uri)]
    redirect_uris: Vec<RedirectUri>,
    /// Where people may go after signing out; may be given more than once.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI", value_parser = redirect_uri)]
    post_logout_redirect_uris: Vec<RedirectUri>,
    /// Where the client is told that somebody signed out (Back-Channel Logout 1.0).
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<Url>,
    /// Tell the client of each session that ends by its sid, never of all of a person's at once.
    #[arg(long)]
    backchannel_logout_session_required: bool,
    /// The client cannot keep a secret (an app in a browser or on a device): it has none and uses PKCE.
    #[arg(long)]
    public: bool,
    /// The client runs on people's devices: the port of its loopback redirect URIs may vary.
    #[arg(long)]
    native: bool,
    /// The client sends its secret in the form body instead of the Authorization header.
    #[arg(long, conflicts_with = "public")]
    secret_in_body: bool,
    #[arg(
        long,
        help = "How it authenticates: client_secret_basic, client_secret_post, private_key_jwt or none",
        value_name = "METHOD",
        conflicts_with_all = ["public", "secret_in_body"],
        value_parser = named::<AuthMethod>
    )]
    auth_method: Option<AuthMethod>,
    /// A file with the public keys that it signs with (a JSON Web Key Set); - reads standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "jwks_uri")]
    jwks: Option<PathBuf>,
    /// Where the public keys are that it signs with.
    #[arg(long, value_name = "URL")]
    jwks_uri: Option<Url>,
    #[arg(
        long = "grant-type",
        value_name = "TYPE",
        help = "What it may come to the token endpoint with; may be given more than once \
                [default: authorization_code and refresh_token]",
        value_parser = named::<GrantType>
    )]
    grant_types: Vec<GrantType>,
    /// Which rules it keeps beyond the usual ones: fapi2.
    #[arg(long, value_parser = named::<Profile>)]
    profile: Option<Profile>,
    /// Do not ask people for consent.
    #[arg(long)]
    skip_consent: bool,
    /// The client must use PKCE even though it has a secret; a public client always must.
    #[arg(long)]
    require_pkce: bool,
    /// The widest scope it may ask for, space separated [default: all but groups and roles].
    #[arg(long, value_parser = scopes)]
    scope: Option<Scopes>,
    /// Object id of a group whose members may use it; may be given more than once [default: everybody].
    #[arg(long = "allow-group", value_name = "ID")]
    allowed_groups: Vec<GroupId>,
    /// How strongly people must have authenticated: pwd, mfa, phr or phrh.
    #[arg(long, value_name = "ACR", value_parser = acr)]
    minimum_acr: Option<Acr>,
    /// Refuse sign-ins by a Temporary Access Pass.
    #[arg(long)]
    no_pass_sign_ins: bool,
    /// Never give it refresh tokens.
    #[arg(long)]
    no_refresh_tokens: bool,
    /// What its ID tokens are signed with [default: RS256; PS256 with --profile fapi2].
    #[arg(long, value_enum)]
    id_token_alg: Option<Signing>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum Signing {
    #[value(name = "RS256", alias = "rs256")]
    Rs256,
    #[value(name = "PS256", alias = "ps256")]
    Ps256,
    #[value(name = "ES256", alias = "es256")]
    Es256,
    #[value(name = "EdDSA", alias = "eddsa")]
    EdDsa,
}

impl From<Signing> for Algorithm {
    fn from(signing: Signing) -> Self {
        match signing {
            Signing::Rs256 => Self::Rs256,
            Signing::Ps256 => Self::Ps256,
            Signing::Es256 => Self::Es256,
            Signing::EdDsa => Self::EdDsa,
        }
    }
}

fn redirect_uri(text: &str) -> Result<RedirectUri, String> {
    RedirectUri::parse(text).map_err(|why| why.to_string())
}

fn scopes(text: &str) -> Result<Scopes, String> {
    Scopes::parse(text).map_err(|why| why.to_string())
}

fn acr(text: &str) -> Result<Acr, String> {
    text.parse().map_err(|_| "one of pwd, mfa, phr, phrh".to_owned())
}

/// A value by its registered name.
fn named<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(Value::from(text)).map_err(|error| error.to_string())
}

pub(super) async fn add(app: &App, add: Add) -> Outcome {
    let json = add.json;
    let client = NewClient { id: ClientId::new(add.id.clone()), metadata: add.metadata()? };
    let work = app.db().begin().await?;
    let added = clients::add(&work, &Origin::local("client add"), &Actor::Machine, &client).await?;
    let secret = match added {
        Added::Added(secret) => secret,
        Added::IdTaken => {
            return Err(Failure::Refused(format!("there is a client {} already", client.id)));
        }
        Added::Refused(why) => return Err(Failure::Usage(why.to_string())),
        Added::NotAllowed(_) => return Err(Failure::Refused("not allowed".to_owned())),
    };
    work.commit().await?;
    told_once(&client.id, client.metadata.token_endpoint_auth_method, secret.as_ref(), json)
}

impl Add {
    fn metadata(self) -> Result<ClientMetadata, Failure> {
        let mut metadata = self.base()?;
        if let Some(name) = self.name {
            metadata.client_name = name;
        }
        metadata.redirect_uris.extend(self.redirect_uris);
        metadata.post_logout_redirect_uris.extend(self.post_logout_redirect_uris);
        if self.backchannel_logout_uri.is_some() {
            metadata.backchannel_logout_uri = self.backchannel_logout_uri;
        }
        metadata.backchannel_logout_session_required |= self.backchannel_logout_session_required;
        if let Some(method) = self.auth_method {
            metadata.token_endpoint_auth_method = method;
        } else if self.public {
            metadata.token_endpoint_auth_method = AuthMethod::None;
        } else if self.secret_in_body {
            metadata.token_endpoint_auth_method = AuthMethod::ClientSecretPost;
        }
        if self.jwks_uri.is_some() {
            metadata.jwks_uri = self.jwks_uri;
        }
        if let Some(profile) = self.profile {
            keep(profile, &mut metadata, self.auth_method.is_none());
        }
        if let Some(algorithm) = self.id_token_alg {
            metadata.id_token_signed_response_alg = algorithm.into();
        }
        if self.native {
            metadata.application_type = ApplicationType::Native;
        }
        if self.skip_consent {
            metadata.consent = Consent::Skip;
        }
        let is_public = metadata.token_endpoint_auth_method == AuthMethod::None;
        metadata.require_pkce |= is_public || self.require_pkce;
        if let Some(scope) = self.scope {
            metadata.scope = scope;
        }
        metadata.access.allowed_groups.extend(self.allowed_groups);
        if self.minimum_acr.is_some() {
            metadata.access.minimum_acr = self.minimum_acr;
        }
        metadata.access.pass_sign_ins &= !self.no_pass_sign_ins;
        if !self.grant_types.is_empty() {
            metadata.grant_types = self.grant_types.into_iter().collect();
        }
        if self.no_refresh_tokens {
            metadata.grant_types.remove(&GrantType::RefreshToken);
        }
        Ok(metadata)
    }

    /// What the files say, or the defaults.
    fn base(&self) -> Result<ClientMetadata, Failure> {
        let place = self.metadata.as_deref().unwrap_or(Path::new("--metadata"));
        let mut members = match &self.metadata {
            Some(file) => members_of(file, &self.id)?,
            None => Map::new(),
        };
        if let Some(file) = &self.jwks {
            members.insert("jwks".to_owned(), input::read_json(file)?);
        }
        members.entry("client_name").or_insert_with(|| json!(self.id));
        members.entry("redirect_uris").or_insert_with(|| json!([]));
        let metadata: ClientMetadata = serde_json::from_value(Value::Object(members.clone()))
            .map_err(|error| input::wrong(place, error))?;
        refuse_unknown(place, &members, &metadata)?;
        Ok(metadata)
    }
}

/// FAPI 2.0 Security Profile §5.3.2.1, §5.4.1: what follows where nothing else was said.
fn keep(profile: Profile, metadata: &mut ClientMetadata, choose_method: bool) {
    metadata.profile = profile;
    if profile != Profile::Fapi2 {
        return;
    }
    if choose_method && metadata.token_endpoint_auth_method == AuthMethod::default() {
        metadata.token_endpoint_auth_method = AuthMethod::PrivateKeyJwt;
    }
    if metadata.id_token_signed_response_alg == Algorithm::Rs256 {
        metadata.id_token_signed_response_alg = Algorithm::Ps256;
    }
}

/// The members of a metadata file. What the server says of a client is left out, as far as it fits.
fn members_of(file: &Path, id: &str) -> Result<Map<String, Value>, Failure> {
    let Value::Object(mut members) = input::read_json(file)? else {
        return Err(input::wrong(file, "it must be a JSON object"));
    };
    members.retain(|_, value| !value.is_null());
    for (name, only) in [("client_id", json!(id)), ("response_types", json!(["code"]))] {
        if members.remove(name).is_some_and(|value| value != only) {
            return Err(input::wrong(file, format!("{name} can only be {only}")));
        }
    }
    Ok(members)
}

/// A member that is misspelled would else have its default, unnoticed.
fn refuse_unknown(
    place: &Path,
    sent: &Map<String, Value>,
    metadata: &ClientMetadata,
) -> Result<(), Failure> {
    let known = serde_json::to_value(metadata)?;
    let says_nothing = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let unknown = sent
        .iter()
        .find(|(name, value)| known.get(name.as_str()).is_none() && !says_nothing(value));
    match unknown {
        Some((name, _)) => Err(input::wrong(place, format!("there is no member {name}"))),
        None => Ok(()),
    }
}
