//! Settings of an app, ready to be copied, for libraries that many use.

use crate::oidc::Issuer;
use crate::oidc::clients::Client;

/// Settings for one library.
pub(super) struct Snippet {
    /// Element id, for the copy button.
    pub(super) id: &'static str,
    /// What the library is called.
    pub(super) library: &'static str,
    /// What to copy.
    pub(super) text: String,
}

/// What stands for a secret: ours is shown once and known to nobody afterwards.
const SECRET: &str = "THE-SECRET-YOU-SAVED";

/// Settings for every library, this client's filled in.
pub(super) fn snippets(issuer: &Issuer, client: &Client) -> Vec<Snippet> {
    let values = Values {
        issuer: issuer.as_str(),
        id: client.id.as_str(),
        secret: (!client.is_public()).then_some(SECRET),
        redirect_uri: client.metadata.redirect_uris.first().map_or("", |uri| uri.as_str()),
        scope: client.metadata.scope.to_string(),
    };
    let mut snippets = vec![
        values.plain(),
        values.openid_client(),
        values.authlib(),
        values.rust(),
        values.aspnet(),
    ];
    if values.secret.is_some() {
        snippets.extend([values.spring(), values.oauth2_proxy()]);
    }
    snippets
}

struct Values<'a> {
    issuer: &'a str,
    id: &'a str,
    secret: Option<&'static str>,
    redirect_uri: &'a str,
    scope: String,
}

impl Values<'_> {
    fn plain(&self) -> Snippet {
        let Self { issuer, id, redirect_uri, scope, .. } = self;
        let secret = self.secret.unwrap_or("(none: a public client, use PKCE)");
        Snippet {
            id: "snippet-any",
            library: "Any OpenID Connect library",
            text: format!(
                "Issuer:         {issuer}\n\
                 Discovery:      {}/.well-known/openid-configuration\n\
                 Client ID:      {id}\n\
                 Client secret:  {secret}\n\
                 Redirect URI:   {redirect_uri}\n\
                 Scope:          {scope}\n\
                 Response type:  code, with PKCE (S256)",
                issuer.trim_end_matches('/')
            ),
        }
    }

    fn openid_client(&self) -> Snippet {
        let Self { issuer, id, redirect_uri, scope, .. } = self;
        let secret =
            self.secret.map_or_else(|| "undefined".to_owned(), |secret| format!("\"{secret}\""));
        Snippet {
            id: "snippet-node",
            library: "Node.js: openid-client",
            text: format!(
                "import * as client from \"openid-client\";\n\n\
                 const config = await client.discovery(new URL(\"{issuer}\"), \"{id}\", {secret});\n\
                 const verifier = client.randomPKCECodeVerifier();\n\
                 const url = client.buildAuthorizationUrl(config, {{\n  \
                   redirect_uri: \"{redirect_uri}\",\n  \
                   scope: \"{scope}\",\n  \
                   code_challenge: await client.calculatePKCECodeChallenge(verifier),\n  \
                   code_challenge_method: \"S256\",\n\
                 }});"
            ),
        }
    }

    fn authlib(&self) -> Snippet {
        let Self { issuer, id, scope, .. } = self;
        let secret = self
            .secret
            .map(|secret| format!("    client_secret=\"{secret}\",\n"))
            .unwrap_or_default();
        Snippet {
            id: "snippet-python",
            library: "Python: Authlib",
            text: format!(
                "oauth.register(\n    \"daypass\",\n    client_id=\"{id}\",\n{secret}    \
                 server_metadata_url=\"{}/.well-known/openid-configuration\",\n    \
                 client_kwargs={{\"scope\": \"{scope}\", \"code_challenge_method\": \"S256\"}},\n)",
                issuer.trim_end_matches('/')
            ),
        }
    }

    fn rust(&self) -> Snippet {
        let Self { issuer, id, redirect_uri, .. } = self;
        let secret = self.secret.map_or_else(
            || "None".to_owned(),
            |secret| format!("Some(ClientSecret::new(\"{secret}\".into()))"),
        );
        Snippet {
            id: "snippet-rust",
            library: "Rust: openidconnect",
            text: format!(
                "let issuer = IssuerUrl::new(\"{issuer}\".into())?;\n\
                 let metadata = CoreProviderMetadata::discover_async(issuer, &http).await?;\n\
                 let client = CoreClient::from_provider_metadata(\n    \
                 metadata,\n    ClientId::new(\"{id}\".into()),\n    {secret},\n)\n\
                 .set_redirect_uri(RedirectUrl::new(\"{redirect_uri}\".into())?);"
            ),
        }
    }

    fn aspnet(&self) -> Snippet {
        let Self { issuer, id, .. } = self;
        let secret = self
            .secret
            .map(|secret| format!("    options.ClientSecret = \"{secret}\";\n"))
            .unwrap_or_default();
        Snippet {
            id: "snippet-dotnet",
            library: "ASP.NET Core",
            text: format!(
                "builder.Services.AddAuthentication().AddOpenIdConnect(options =>\n{{\n    \
                 options.Authority = \"{issuer}\";\n    options.ClientId = \"{id}\";\n{secret}    \
                 options.ResponseType = \"code\";\n    options.UsePkce = true;\n    \
                 options.MapInboundClaims = false;\n}});"
            ),
        }
    }

    fn spring(&self) -> Snippet {
        let Self { issuer, id, scope, .. } = self;
        let scope = scope.replace(' ', ",");
        Snippet {
            id: "snippet-spring",
            library: "Spring Boot",
            text: format!(
                "spring:\n  security:\n    oauth2:\n      client:\n        registration:\n          \
                 daypass:\n            client-id: {id}\n            client-secret: {SECRET}\n            \
                 scope: {scope}\n        provider:\n          daypass:\n            \
                 issuer-uri: {issuer}"
            ),
        }
    }

    fn oauth2_proxy(&self) -> Snippet {
        let Self { issuer, id, redirect_uri, .. } = self;
        Snippet {
            id: "snippet-proxy",
            library: "oauth2-proxy",
            text: format!(
                "oauth2-proxy --provider=oidc \\\n  --oidc-issuer-url={issuer} \\\n  \
                 --client-id={id} \\\n  --client-secret={SECRET} \\\n  \
                 --redirect-url={redirect_uri} \\\n  --code-challenge-method=S256"
            ),
        }
    }
}
