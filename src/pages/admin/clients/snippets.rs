//! Settings of an app, ready to be copied, for libraries that many use.
//!
//! Only what is true for the app is shown: an app authenticates by the one method it is registered for,
//! which is not every library's default, and some libraries cannot do what some apps must.

use crate::language::{IntoPhrase as _, Phrase, phrase};
use crate::oidc::clients::{AuthMethod, Client, GrantType};
use crate::oidc::{Issuer, Scope, path};

/// Settings for one library.
pub(super) struct Snippet {
    /// Element id, for the copy button.
    pub(super) id: &'static str,
    /// What the library is called.
    pub(super) library: Phrase,
    /// What to copy.
    pub(super) text: String,
}

/// What stands for a secret: ours is shown once and known to nobody afterwards.
const SECRET: &str = "THE-SECRET-YOU-SAVED";

/// Settings for every library that can do what this client must, its own values filled in.
pub(super) fn snippets(issuer: &Issuer, client: &Client) -> Vec<Snippet> {
    let values = Values {
        issuer,
        client,
        id: client.id.as_str(),
        method: client.metadata.token_endpoint_auth_method,
        redirect_uri: client.metadata.redirect_uris.first().map_or("", |uri| uri.as_str()),
        scope: client.metadata.scope.to_string(),
    };
    let mut snippets = vec![values.plain()];
    if client.allows(GrantType::AuthorizationCode) {
        snippets.extend(values.for_the_browser());
    }
    if client.allows(GrantType::DeviceCode) {
        snippets.push(values.device());
    }
    if client.allows(GrantType::ClientCredentials) {
        snippets.push(values.for_itself());
    }
    snippets
}

/// A library by its own name.
fn named(library: &str) -> Phrase {
    library.to_owned().into_phrase()
}

struct Values<'a> {
    issuer: &'a Issuer,
    client: &'a Client,
    id: &'a str,
    method: AuthMethod,
    redirect_uri: &'a str,
    scope: String,
}

impl Values<'_> {
    fn secret(&self) -> Option<&'static str> {
        self.method.has_secret().then_some(SECRET)
    }

    /// Libraries through which people sign in; of those without DPoP and assertions none where they must be.
    fn for_the_browser(&self) -> Vec<Snippet> {
        if self.client.must_bind_tokens() {
            return vec![self.openid_client_bound()];
        }
        let mut snippets = vec![self.openid_client()];
        if self.client.must_push() || self.method == AuthMethod::PrivateKeyJwt {
            return snippets;
        }
        snippets.extend([self.authlib(), self.rust()]);
        // It sends a secret in the body of the form.
        if self.method != AuthMethod::ClientSecretBasic {
            snippets.push(self.aspnet());
        }
        if self.secret().is_some() {
            snippets.extend([self.spring(), self.oauth2_proxy()]);
        }
        snippets
    }

    fn plain(&self) -> Snippet {
        let credential = match self.method {
            AuthMethod::None => "(none: a public client)".to_owned(),
            AuthMethod::PrivateKeyJwt => {
                "(none: it signs with its private key, private_key_jwt)".to_owned()
            }
            method => format!("{SECRET} ({})", method.as_str()),
        };
        let mut lines = vec![
            ("Issuer", self.issuer.to_string()),
            ("Discovery", self.issuer.at(path::OPENID_CONFIGURATION)),
            ("Client ID", self.id.to_owned()),
            ("Client secret", credential),
        ];
        if self.client.allows(GrantType::AuthorizationCode) {
            let must = if self.client.must_push() { ", pushed (PAR)" } else { "" };
            lines.push(("Redirect URI", self.redirect_uri.to_owned()));
            lines.push(("Response type", format!("code, with PKCE (S256){must}")));
        }
        if !self.acts_only_for_itself() {
            lines.push(("Scope", self.scope.clone()));
        }
        if self.client.must_bind_tokens() {
            lines.push(("Access tokens", "bound to a key (DPoP)".to_owned()));
        }
        let lines: Vec<_> = lines
            .into_iter()
            .map(|(name, value)| format!("{:<15} {value}", format!("{name}:")))
            .collect();
        Snippet { id: "snippet-any", library: phrase("snippet-any"), text: lines.join("\n") }
    }

    fn acts_only_for_itself(&self) -> bool {
        !self.client.allows(GrantType::AuthorizationCode)
            && !self.client.allows(GrantType::DeviceCode)
    }

    /// How the client authenticates, in the words of openid-client v6, whose default is the body.
    fn node_method(&self) -> String {
        match self.method {
            AuthMethod::None => "client.None()".to_owned(),
            AuthMethod::ClientSecretBasic => format!("client.ClientSecretBasic(\"{SECRET}\")"),
            AuthMethod::ClientSecretPost => format!("client.ClientSecretPost(\"{SECRET}\")"),
            AuthMethod::PrivateKeyJwt => "client.PrivateKeyJwt(privateKey)".to_owned(),
        }
    }

    fn node_discovery(&self) -> String {
        let Self { issuer, id, .. } = self;
        let method = self.node_method();
        // It refuses http otherwise.
        let insecure = if issuer.as_str().starts_with("http://") {
            "\n  { execute: [client.allowInsecureRequests] },"
        } else {
            ""
        };
        let key = if self.method == AuthMethod::PrivateKeyJwt {
            "// privateKey: a CryptoKey whose public part is registered.\n"
        } else {
            ""
        };
        format!(
            "import * as client from \"openid-client\";\n\n\
             {key}const config = await client.discovery(\n  \
             new URL(\"{issuer}\"), \"{id}\", undefined, {method},{insecure}\n);\n\
             const verifier = client.randomPKCECodeVerifier();\n"
        )
    }

    fn node_parameters(&self) -> String {
        let Self { redirect_uri, scope, .. } = self;
        format!(
            "{{\n  redirect_uri: \"{redirect_uri}\",\n  scope: \"{scope}\",\n  \
             code_challenge: await client.calculatePKCECodeChallenge(verifier),\n  \
             code_challenge_method: \"S256\",\n}}"
        )
    }

    fn openid_client(&self) -> Snippet {
        let (discovery, parameters) = (self.node_discovery(), self.node_parameters());
        let url = if self.client.must_push() {
            "await client.buildAuthorizationUrlWithPAR"
        } else {
            "client.buildAuthorizationUrl"
        };
        Snippet {
            id: "snippet-node",
            library: named("Node.js: openid-client 6"),
            text: format!("{discovery}const url = {url}(config, {parameters});"),
        }
    }

    fn openid_client_bound(&self) -> Snippet {
        let (discovery, parameters) = (self.node_discovery(), self.node_parameters());
        let url = if self.client.must_push() {
            format!("await client.buildAuthorizationUrlWithPAR(config, {parameters}, {{ DPoP }})")
        } else {
            format!("client.buildAuthorizationUrl(config, {parameters})")
        };
        Snippet {
            id: "snippet-node",
            library: phrase("snippet-node-dpop"),
            text: format!(
                "{discovery}const keys = await client.randomDPoPKeyPair(\"ES256\");\n\
                 const DPoP = client.getDPoPHandle(config, keys);\n\
                 const url = {url};\n\n\
                 // When the person is back at currentUrl:\n\
                 const tokens = await client.authorizationCodeGrant(\n  \
                 config, currentUrl, {{ pkceCodeVerifier: verifier }}, undefined, {{ DPoP }},\n);"
            ),
        }
    }

    fn authlib(&self) -> Snippet {
        let Self { id, scope, .. } = self;
        let discovery = self.issuer.at(path::OPENID_CONFIGURATION);
        let secret = self
            .secret()
            .map(|secret| format!("    client_secret=\"{secret}\",\n"))
            .unwrap_or_default();
        let method = self.method.as_str();
        Snippet {
            id: "snippet-python",
            library: named("Python: Authlib"),
            text: format!(
                "oauth.register(\n    \"daypass\",\n    client_id=\"{id}\",\n{secret}    \
                 server_metadata_url=\"{discovery}\",\n    \
                 client_kwargs={{\n        \"scope\": \"{scope}\",\n        \
                 \"code_challenge_method\": \"S256\",\n        \
                 \"token_endpoint_auth_method\": \"{method}\",\n    }},\n)"
            ),
        }
    }

    fn rust(&self) -> Snippet {
        let Self { issuer, id, redirect_uri, .. } = self;
        let secret = self.secret().map_or_else(
            || "None".to_owned(),
            |secret| format!("Some(ClientSecret::new(\"{secret}\".into()))"),
        );
        let method = if self.method == AuthMethod::ClientSecretPost {
            "\n.set_auth_type(AuthType::RequestBody)"
        } else {
            ""
        };
        Snippet {
            id: "snippet-rust",
            library: named("Rust: openidconnect"),
            text: format!(
                "let issuer = IssuerUrl::new(\"{issuer}\".into())?;\n\
                 let metadata = CoreProviderMetadata::discover_async(issuer, &http).await?;\n\
                 let client = CoreClient::from_provider_metadata(\n    \
                 metadata,\n    ClientId::new(\"{id}\".into()),\n    {secret},\n){method}\n\
                 .set_redirect_uri(RedirectUrl::new(\"{redirect_uri}\".into())?);"
            ),
        }
    }

    fn aspnet(&self) -> Snippet {
        let Self { issuer, id, .. } = self;
        let secret = self
            .secret()
            .map(|secret| format!("    options.ClientSecret = \"{secret}\";\n"))
            .unwrap_or_default();
        let insecure = if issuer.as_str().starts_with("http://") {
            "    options.RequireHttpsMetadata = false;\n"
        } else {
            ""
        };
        Snippet {
            id: "snippet-dotnet",
            library: named("ASP.NET Core"),
            text: format!(
                "builder.Services.AddAuthentication().AddOpenIdConnect(options =>\n{{\n    \
                 options.Authority = \"{issuer}\";\n    options.ClientId = \"{id}\";\n{secret}\
                 {insecure}    options.ResponseType = \"code\";\n    options.UsePkce = true;\n    \
                 options.MapInboundClaims = false;\n}});"
            ),
        }
    }

    fn spring(&self) -> Snippet {
        let Self { issuer, id, redirect_uri, .. } = self;
        let (scope, method) = (self.scope.replace(' ', ","), self.method.as_str());
        Snippet {
            id: "snippet-spring",
            library: named("Spring Boot"),
            text: format!(
                "spring:\n  security:\n    oauth2:\n      client:\n        registration:\n          \
                 daypass:\n            client-id: {id}\n            client-secret: {SECRET}\n            \
                 client-authentication-method: {method}\n            \
                 redirect-uri: {redirect_uri}\n            \
                 scope: {scope}\n        provider:\n          daypass:\n            \
                 issuer-uri: {issuer}"
            ),
        }
    }

    fn oauth2_proxy(&self) -> Snippet {
        let Self { issuer, id, redirect_uri, .. } = self;
        Snippet {
            id: "snippet-proxy",
            library: named("oauth2-proxy"),
            text: format!(
                "oauth2-proxy --provider=oidc \\\n  --oidc-issuer-url={issuer} \\\n  \
                 --client-id={id} \\\n  --client-secret={SECRET} \\\n  \
                 --redirect-url={redirect_uri} \\\n  --code-challenge-method=S256"
            ),
        }
    }

    /// What a request of `curl` proves who asks with.
    fn curl_credential(&self) -> String {
        let id = self.id;
        match self.method {
            AuthMethod::None => format!("-d client_id={id}"),
            AuthMethod::ClientSecretBasic => format!("-u '{id}:{SECRET}'"),
            AuthMethod::ClientSecretPost => format!("-d client_id={id} -d client_secret={SECRET}"),
            AuthMethod::PrivateKeyJwt => "-d client_assertion=\"$ASSERTION\" \\\n  \
                 -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                .to_owned(),
        }
    }

    /// Before a request that takes a signed assertion or a proof: what has to be made first.
    fn curl_needs(&self) -> String {
        let mut needs = String::new();
        if self.method == AuthMethod::PrivateKeyJwt {
            needs.push_str(
                "# ASSERTION: a fresh JWT that the app's private key signs (RFC 7523).\n",
            );
        }
        if self.client.must_bind_tokens() {
            needs.push_str(
                "# PROOF: a fresh DPoP proof for POST to the token endpoint (RFC 9449).\n",
            );
        }
        needs
    }

    fn curl_proof(&self) -> &'static str {
        if self.client.must_bind_tokens() { " \\\n  -H \"DPoP: $PROOF\"" } else { "" }
    }

    fn device(&self) -> Snippet {
        let (needs, credential, proof) =
            (self.curl_needs(), self.curl_credential(), self.curl_proof());
        let (begin, token) =
            (self.issuer.at(path::DEVICE_AUTHORIZATION), self.issuer.at(path::TOKEN));
        let scope = self.client.metadata.scope.iter().map(Scope::as_str).collect::<Vec<_>>();
        Snippet {
            id: "snippet-device",
            library: phrase("snippet-device"),
            text: format!(
                "{needs}curl {begin} \\\n  {credential} \\\n  --data-urlencode 'scope={}'\n\n\
                 # Show user_code and verification_uri, then ask every few seconds (interval):\n\
                 curl {token} \\\n  {credential} \\\n  \
                 -d grant_type={} \\\n  -d device_code=\"$DEVICE_CODE\"{proof}",
                scope.join(" "),
                GrantType::DeviceCode.as_str(),
            ),
        }
    }

    fn for_itself(&self) -> Snippet {
        let (needs, credential, proof) =
            (self.curl_needs(), self.curl_credential(), self.curl_proof());
        let token = self.issuer.at(path::TOKEN);
        let resource = self
            .client
            .metadata
            .resources
            .first()
            .map(|resource| format!(" \\\n  --data-urlencode 'resource={resource}'"))
            .unwrap_or_default();
        Snippet {
            id: "snippet-itself",
            library: phrase("snippet-itself"),
            text: format!(
                "{needs}curl {token} \\\n  {credential} \\\n  \
                 -d grant_type=client_credentials{resource}{proof}"
            ),
        }
    }
}
