//! `daypass client`: relying parties that are kept in the database.

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};
use url::Url;

use super::{Failure, Outcome, say, say_json};
use crate::app::App;
use crate::audit::{Actor, Origin};
use crate::base::{ClientId, Clock, Fallible, GroupId, Secret};
use crate::oidc::Scopes;
use crate::oidc::clients::{
    self, AccessRules, Added, ApplicationType, AuthMethod, Changed, Client, ClientMetadata,
    Consent, GrantType, NewClient, RedirectUri, Rotated,
};
use crate::oidc::keys::Algorithm;
use crate::sessions::Acr;
use crate::settings::Settings;
use crate::telling::{self, Lane};

/// How many of the latest deliveries are shown with a client.
const DELIVERIES_SHOWN: u64 = 10;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a client; its secret is printed once and never again.
    Add(Box<Add>),
    /// List every client, disabled ones too.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show one client.
    Show {
        /// Its client id.
        id: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make a new secret for a client; it is printed once, and the old one is no good from then on.
    RotateSecret {
        /// Its client id.
        id: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Enable a client that was disabled.
    Enable {
        /// Its client id.
        id: String,
    },
    /// Delete a client with everything it holds.
    Delete {
        /// Its client id.
        id: String,
    },
    /// Disable a client: it gets no codes and no tokens any more, and those it has are dead.
    Disable {
        /// Its client id.
        id: String,
    },
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "options of the command line")]
struct Add {
    /// The client id: letters, digits and - . _ ~
    id: String,
    /// What people see [default: the id].
    #[arg(long)]
    name: Option<String>,
    /// Where responses may go, matched byte by byte; may be given more than once.
    #[arg(long = "redirect-uri", value_name = "URI", required = true, value_parser = redirect_uri)]
    redirect_uris: Vec<RedirectUri>,
    /// Where people may go after signing out; may be given more than once.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI", value_parser = redirect_uri)]
    post_logout_redirect_uris: Vec<RedirectUri>,
    /// Where the client is told that somebody signed out (Back-Channel Logout 1.0).
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<Url>,
    /// Tell the client of each session that ends by its sid, never of all of a person's at once.
    #[arg(long, requires = "backchannel_logout_uri")]
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
    /// Do not ask people for consent.
    #[arg(long)]
    skip_consent: bool,
    /// The client must use PKCE even though it has a secret; a public client always must.
    #[arg(long)]
    require_pkce: bool,
    /// The widest scope it may ask for, space separated [default: every scope].
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
    /// What its ID tokens are signed with.
    #[arg(long, value_enum, default_value_t = Signing::Rs256)]
    id_token_alg: Signing,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Signing {
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

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    let app = App::open(settings, Clock::system()).await?;
    let outcome = match arguments.command {
        Command::Add(add) => self::add(&app, *add).await,
        Command::List { json } => list(&app, json).await,
        Command::Show { id, json } => show(&app, &ClientId::new(id), json).await,
        Command::RotateSecret { id, json } => rotate_secret(&app, &ClientId::new(id), json).await,
        Command::Enable { id } => enable(&app, &ClientId::new(id)).await,
        Command::Disable { id } => disable(&app, &ClientId::new(id)).await,
        Command::Delete { id } => delete(&app, &ClientId::new(id)).await,
    };
    app.close().await?;
    outcome
}

async fn add(app: &App, add: Add) -> Outcome {
    let json = add.json;
    let client = NewClient { id: ClientId::new(add.id.clone()), metadata: add.metadata() };
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
    told_once(&client.id, secret.as_ref(), json)
}

fn told_once(id: &ClientId, secret: Option<&Secret>, json: bool) -> Outcome {
    let secret = secret.map(Secret::expose);
    if json {
        return say_json(&json!({ "client_id": id, "client_secret": secret }));
    }
    match secret {
        Some(secret) => say(&format!(
            "Client ID:      {id}\nClient secret:  {secret}\n\nThe secret is not shown again."
        )),
        None => say(&format!("Client ID:      {id}\n\nA public client: use PKCE (S256).")),
    }
}

async fn rotate_secret(app: &App, id: &ClientId, json: bool) -> Outcome {
    let work = app.db().begin().await?;
    let origin = Origin::local("client rotate-secret");
    match clients::rotate_secret(&work, &origin, &Actor::Machine, id).await? {
        Rotated::Rotated(secret) => {
            work.commit().await?;
            told_once(id, Some(&secret), json)
        }
        Rotated::HasNone => Err(Failure::Refused(format!("client {id} has no secret"))),
        Rotated::Refused(refused) => Err(why_not(id, &refused)),
    }
}

impl Add {
    fn metadata(self) -> ClientMetadata {
        let mut metadata = ClientMetadata::new(self.name.unwrap_or(self.id), self.redirect_uris);
        metadata.post_logout_redirect_uris = self.post_logout_redirect_uris;
        metadata.backchannel_logout_uri = self.backchannel_logout_uri;
        metadata.backchannel_logout_session_required = self.backchannel_logout_session_required;
        metadata.id_token_signed_response_alg = self.id_token_alg.into();
        if self.public {
            metadata.token_endpoint_auth_method = AuthMethod::None;
        } else if self.secret_in_body {
            metadata.token_endpoint_auth_method = AuthMethod::ClientSecretPost;
        }
        if self.native {
            metadata.application_type = ApplicationType::Native;
        }
        if self.skip_consent {
            metadata.consent = Consent::Skip;
        }
        metadata.require_pkce = self.public || self.require_pkce;
        if let Some(scope) = self.scope {
            metadata.scope = scope;
        }
        metadata.access = AccessRules {
            allowed_groups: self.allowed_groups.into_iter().collect(),
            minimum_acr: self.minimum_acr,
            pass_sign_ins: !self.no_pass_sign_ins,
        };
        if self.no_refresh_tokens {
            metadata.grant_types.remove(&GrantType::RefreshToken);
        }
        metadata
    }
}

async fn list(app: &App, json: bool) -> Outcome {
    let found = clients::list(app.db()).await?;
    if json {
        let all = found.iter().map(as_json).collect::<Fallible<Vec<_>>>()?;
        return say_json(&all);
    }
    if found.is_empty() {
        return say("There are no clients.");
    }
    let width = found.iter().map(|client| client.id.as_str().len()).max().unwrap_or(0);
    let lines: Vec<_> = found.iter().map(|client| line(client, width)).collect();
    say(&lines.join("\n"))
}

fn line(client: &Client, width: usize) -> String {
    let state = if client.enabled { "enabled " } else { "disabled" };
    let kind = if client.is_public() { "public      " } else { "confidential" };
    let Client { id, metadata, source, .. } = client;
    format!(
        "{:width$}  {state}  {kind}  {:8}  {}",
        id.as_str(),
        source.as_str(),
        metadata.client_name
    )
}

async fn show(app: &App, id: &ClientId, json: bool) -> Outcome {
    let client = clients::show(app.db(), id).await?.ok_or_else(|| not_found(id))?;
    let lane = Lane::Backchannel(id.clone());
    let told = telling::of_lane(app.db().read(), &lane, DELIVERIES_SHOWN).await?;
    let mut object = as_json(&client)?;
    if json {
        let told: Vec<_> = told.iter().map(super::telling::to_json).collect();
        if let Some(members) = object.as_object_mut() {
            members.insert("backchannel_deliveries".to_owned(), told.into());
        }
        return say_json(&object);
    }
    let mut lines: Vec<_> = object
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| format!("{name:28}  {}", plain(value)))
        .collect();
    if !told.is_empty() {
        lines.push("\nTold of sign-outs, newest first:".to_owned());
        lines.extend(told.iter().map(super::telling::line));
    }
    say(&lines.join("\n"))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// Everything but the secret, of which only the digest is known anyway.
fn as_json(client: &Client) -> Fallible<Value> {
    let mut object = serde_json::to_value(&client.metadata)?;
    if let Some(members) = object.as_object_mut() {
        members.insert("client_id".to_owned(), json!(client.id));
        members.insert("enabled".to_owned(), json!(client.enabled));
        members.insert("source".to_owned(), json!(client.source));
        members.insert("created_at".to_owned(), json!(client.created_at.to_string()));
        members.insert("updated_at".to_owned(), json!(client.updated_at.to_string()));
    }
    Ok(object)
}

async fn enable(app: &App, id: &ClientId) -> Outcome {
    let work = app.db().begin().await?;
    let origin = Origin::local("client enable");
    let changed = clients::enable(&work, &origin, &Actor::Machine, id).await?;
    work.commit().await?;
    said(id, &changed, "enabled")
}

async fn disable(app: &App, id: &ClientId) -> Outcome {
    let work = app.db().begin().await?;
    let origin = Origin::local("client disable");
    let changed = clients::disable(&work, &origin, &Actor::Machine, id).await?;
    work.commit().await?;
    said(id, &changed, "disabled")
}

async fn delete(app: &App, id: &ClientId) -> Outcome {
    let work = app.db().begin().await?;
    let origin = Origin::local("client delete");
    let changed = clients::delete(&work, &origin, &Actor::Machine, id).await?;
    work.commit().await?;
    said(id, &changed, "deleted")
}

fn said(id: &ClientId, changed: &Changed, done: &str) -> Outcome {
    match changed {
        Changed::Changed => say(&format!("Client {id} is {done}.")),
        refused => Err(why_not(id, refused)),
    }
}

fn why_not(id: &ClientId, refused: &Changed) -> Failure {
    match refused {
        Changed::KeptInSettings => Failure::Refused(format!(
            "client {id} is kept in the settings file: change it there and restart"
        )),
        Changed::Refused(why) => Failure::Usage(why.to_string()),
        Changed::NotAllowed(_) => Failure::Refused("not allowed".to_owned()),
        Changed::NotFound | Changed::Changed => not_found(id),
    }
}

fn not_found(id: &ClientId) -> Failure {
    Failure::Refused(format!("there is no client {id}"))
}
