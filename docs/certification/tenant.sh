#!/usr/bin/env bash
# Makes a Daypass for the OpenID Foundation's conformance suite in a folder, and serves it.
#
#   docs/certification/tenant.sh FOLDER [OPTION VALUE]…
#
#   --host NAME        name or address people and the suite know it by       [localhost]
#   --port NUMBER      where it serves                                       [9443]
#   --listen ADDRESS   where it listens; 0.0.0.0 if the suite is elsewhere   [this machine only]
#   --suite URL        the suite's base address                [https://localhost.emobix.co.uk:8443]
#   --alias NAME       the alias of its test plans                           [daypass]
#   --trust FILE       certificates (PEM) to believe when calling the suite, besides our own
#   --jwks1 FILE       public keys of the first FAPI2 client, if the suite has its own  [made]
#   --jwks2 FILE       the same of the second                                           [made]
#   --daypass PROGRAM  which program                                         [daypass]
#   --no-serve         make it and print what the suite wants, but do not serve
#
# It needs nothing but bash, that program and openssl. What exists is kept: run it again with the same
# folder to serve it again. For tests only: limits are loose and the secrets lie in the folder.
set -euo pipefail
umask 077

fail() {
    echo "$*" >&2
    exit 2
}

host=localhost port=9443 listen='' alias=daypass daypass=daypass serve=yes
suite=https://localhost.emobix.co.uk:8443 trust='' jwks1='' jwks2=''
[ $# -gt 0 ] || fail "usage: $0 FOLDER [OPTION VALUE]…; the options stand at the top of the script"
folder=$1
shift
while [ $# -gt 0 ]; do
    [ "$1" = --no-serve ] && serve=no && shift && continue
    [ $# -ge 2 ] || fail "$1 wants a value"
    case $1 in
    --host) host=$2 ;;
    --port) port=$2 ;;
    --listen) listen=$2 ;;
    --suite) suite=${2%/} ;;
    --alias) alias=$2 ;;
    --trust) trust=$(realpath "$2") ;;
    --jwks1) jwks1=$(realpath "$2") ;;
    --jwks2) jwks2=$(realpath "$2") ;;
    --daypass) daypass=$2 ;;
    *) fail "there is no option $1" ;;
    esac
    shift 2
done
# They are written into files: nothing in them may end a text there.
[[ $host =~ ^[A-Za-z0-9.-]+$ ]] || fail "--host: $host is neither a name nor an IPv4 address"
[[ $port =~ ^[0-9]+$ ]] || fail "--port: $port is no number"
[[ $listen =~ ^[0-9A-Fa-f.:]*$ ]] || fail "--listen: $listen is no address"
[[ $suite =~ ^https://[A-Za-z0-9.:/_-]+$ ]] || fail "--suite: $suite is no https address"
[[ $alias =~ ^[A-Za-z0-9._-]+$ ]] || fail "--alias: $alias is no name"
daypass=$(command -v "$daypass") || fail "there is no program daypass: build it, then --daypass PROGRAM"
daypass=$(realpath "$daypass")

# Settings of whoever runs this are not meant for it.
for name in "${!DAYPASS_@}"; do unset "$name"; done
mkdir -p "$folder"
cd "$folder"

issuer=https://$host:$port
at_the_suite=$suite/test/a/$alias
person=ana

# --- the certificate authority and the server's certificate -------------------------------------

new_key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

make_certificates() {
    new_key ca.key
    openssl req -x509 -new -key ca.key -out ca.pem -days 800 -subj "/CN=Daypass certification" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
        -config /dev/null
    local kind=DNS
    [[ $host =~ ^[0-9.]+$ ]] && kind=IP
    cat >server.ext <<EXT
subjectAltName = $kind:$host
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid
EXT
    new_key server.key
    openssl req -new -key server.key -subj "/CN=$host" -config /dev/null |
        openssl x509 -req -CA ca.pem -CAkey ca.key -CAcreateserial -days 390 -sha256 \
            -extfile server.ext -out server.pem 2>/dev/null
    cat ca.pem ${trust:+"$trust"} >believed.pem
}

# --- settings -----------------------------------------------------------------------------------

make_settings() {
    cat >daypass.toml <<TOML
issuer = "$issuer"
data_dir = "data"
${listen:+listen = ["$listen:$port"]}

[organisation]
name = "Daypass certification"

[tls]
certificate = "server.pem"
key = "server.key"

# The suite calls from one address, signs in dozens of times in minutes, and makes mistakes on purpose.
[sign_in]
at_once = 10000
failures_per_address = 0

[registration]
mode = "open"
open_per_hour = 100000
most_clients = 100000

# It cannot read a pass aloud or touch a passkey: username and password are all it knows.
[methods.pass]
enabled = false

[methods.password]
second_factor_required = false

# The suite is on this machine or a private network, with a certificate of its own making.
[outgoing]
allow_private = true
extra_ca = "believed.pem"
TOML
}

# --- people -------------------------------------------------------------------------------------

make_people() {
    # OIDC Core §5.1: every claim there is; username and the time of the last change are known already.
    cat >person.json <<JSON
{
  "name": "Ana Maria Silva", "given_name": "Ana", "family_name": "Silva", "middle_name": "Maria",
  "nickname": "Nana", "profile": "https://people.example/ana",
  "picture": "https://people.example/ana.png", "website": "https://ana.example/",
  "gender": "female", "birthdate": "1990-02-28", "zoneinfo": "Europe/Lisbon", "locale": "pt-PT",
  "email": "ana@people.example", "email_verified": true,
  "phone_number": "+351 21 555 0100", "phone_number_verified": true,
  "address": {
    "formatted": "Rua Augusta 1\n1100-048 Lisboa\nPortugal", "street_address": "Rua Augusta 1",
    "locality": "Lisboa", "region": "Lisboa", "postal_code": "1100-048", "country": "Portugal"
  }
}
JSON
    "$daypass" user add "$person" --claims person.json >/dev/null
    local name
    for name in "$person" admin; do
        openssl rand -hex 12 >"password-$name"
        "$daypass" user set-password "$name" --password-file "password-$name" >/dev/null
    done
}

# --- clients ------------------------------------------------------------------------------------

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# An EC private key as JWK members. RFC 5915: the private value is bytes 8 to 39 of the DER; RFC 5480:
# the point ends the public key, x before y.
make_key_set() { # NAME
    new_key "$1.key"
    local x y d public
    d=$(openssl ec -in "$1.key" -outform DER 2>/dev/null | tail -c +8 | head -c 32 | base64url)
    x=$(openssl ec -in "$1.key" -pubout -outform DER 2>/dev/null | tail -c 64 | head -c 32 | base64url)
    y=$(openssl ec -in "$1.key" -pubout -outform DER 2>/dev/null | tail -c 32 | base64url)
    public="\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"$1\""
    public+=",\"x\":\"$x\",\"y\":\"$y\""
    echo "{\"keys\":[{$public}]}" >"$1-public.json"
    echo "{\"keys\":[{$public,\"d\":\"$d\"}]}" >"$1-private.json"
}

# RFC 7591 §2, OpenID Connect RP-Initiated Logout §3.1, Back-Channel Logout §2.2.
client_metadata() { # METHOD
    cat <<JSON
{
  "token_endpoint_auth_method": "$1",
  "grant_types": ["authorization_code", "refresh_token"],
  "redirect_uris": ["$at_the_suite/callback"],
  "post_logout_redirect_uris": ["$at_the_suite/post_logout_redirect"],
  "backchannel_logout_uri": "$at_the_suite/backchannel_logout",
  "backchannel_logout_session_required": true
}
JSON
}

# Makes a client and keeps the secret that is shown this once.
make_client() { # ID METHOD [OPTION]…
    local id=$1 method=$2
    shift 2
    client_metadata "$method" |
        "$daypass" client add "$id" --metadata - --json "$@" >"client-$id.json"
}

make_clients() {
    make_client basic1 client_secret_basic --skip-consent
    make_client basic2 client_secret_basic --skip-consent
    make_client post client_secret_post --skip-consent
    local key
    for key in fapi1 fapi2; do make_key_set "$key"; done
    # Keys that were given stay with whoever gave them: only their public half is known here.
    [ -z "$jwks1" ] || { cp "$jwks1" fapi1-public.json && cp fapi1-public.json fapi1-private.json; }
    [ -z "$jwks2" ] || { cp "$jwks2" fapi2-public.json && cp fapi2-public.json fapi2-private.json; }
    # Asks for consent, so that somebody can refuse it: a module wants to see what becomes of that.
    make_client fapi1 private_key_jwt --profile fapi2 --jwks fapi1-public.json
    # The suite asks whether a query of a redirect URI is kept.
    make_client fapi2 private_key_jwt --profile fapi2 --jwks fapi2-public.json --skip-consent \
        --redirect-uri "$at_the_suite/callback?dummy1=lorem&dummy2=ipsum"
    # Receives shared signals.
    "$daypass" client add signals --grant-type client_credentials --scope "ssf.read ssf.manage" \
        --json >client-signals.json
}

# --- what the suite wants to know ---------------------------------------------------------------

secret_of() { sed -n 's/.*"client_secret": *"\([^"]*\)".*/\1/p' "client-$1.json"; }

credentials() { echo "{ \"client_id\": \"$1\", \"client_secret\": \"$(secret_of "$1")\" }"; }

# By what clients know the person.
subject() { "$daypass" user show "$person" --json | sed -n 's/.*"subject": *"\([^"]*\)".*/\1/p'; }

# How the suite's own browser signs in and comes back.
browser() {
    cat <<JSON
  "browser": [
    {
      "match": "$issuer/oauth2/authorize*",
      "tasks": [
        {
          "task": "Username", "match": "$issuer/signin?*", "optional": true,
          "commands": [["text", "id", "username", "$person"], ["click", "id", "next"]]
        },
        {
          "task": "Password", "match": "$issuer/signin/password*", "optional": true,
          "commands": [
            ["text", "id", "password", "$(<"password-$person")"], ["click", "id", "sign-in"]
          ]
        },
        {
          "task": "Consent", "match": "$issuer/consent?*", "optional": true,
          "commands": [["click", "id", "allow"]]
        },
        {
          "task": "Back", "match": "$at_the_suite/callback*",
          "commands": [["wait", "id", "submission_complete", 10]]
        }
      ]
    }
  ]
JSON
}

write_configurations() {
    cat >suite-oidc.json <<JSON
{
  "alias": "$alias",
  "description": "Daypass, OpenID Connect",
  "server": { "discoveryUrl": "$issuer/.well-known/openid-configuration", "login_hint": "$person" },
  "client": $(credentials basic1),
  "client2": $(credentials basic2),
  "client_secret_post": $(credentials post),
$(browser)
}
JSON
    cat >suite-fapi2.json <<JSON
{
  "alias": "$alias",
  "description": "Daypass, FAPI 2.0 Security Profile: private_key_jwt, DPoP, OpenID Connect",
  "server": { "discoveryUrl": "$issuer/.well-known/openid-configuration" },
  "client": { "client_id": "fapi1", "scope": "openid email", "jwks": $(<fapi1-private.json) },
  "client2": { "client_id": "fapi2", "scope": "openid email", "jwks": $(<fapi2-private.json) },
  "resource": { "resourceUrl": "$issuer/oauth2/userinfo" },
$(browser)
}
JSON
    cat >suite-ssf.json <<JSON
{
  "alias": "$alias",
  "description": "Daypass, Shared Signals transmitter",
  "server": { "discoveryUrl": "$issuer/.well-known/openid-configuration" },
  "client": {
    "client_id": "signals", "client_secret": "$(secret_of signals)", "scope": "ssf.read ssf.manage"
  },
  "ssf": {
    "transmitter": {
      "issuer": "$issuer", "push_endpoint_authorization_header": "Bearer $(openssl rand -hex 16)"
    },
    "subjects": {
      "valid": { "format": "iss_sub", "iss": "$issuer", "sub": "$(subject)" },
      "invalid": { "format": "iss_sub", "iss": "https://elsewhere.example", "sub": "nobody" }
    }
  }
}
JSON
}

# --- what is done -------------------------------------------------------------------------------

if [ ! -e complete ]; then
    [ ! -e daypass.toml ] || fail "$folder is half made, or not ours: delete it, or take another"
    make_certificates
    make_settings
    make_people
    make_clients
    write_configurations
    touch complete
fi

for plan in oidc fapi2 ssf; do
    printf '\n%s\n' "Configuration of the suite for $plan plans (also in $PWD/suite-$plan.json):"
    cat "suite-$plan.json"
done
cat <<TEXT

Certificate authority:  $PWD/ca.pem
Person:                 $person, password $(<"password-$person")
Administrator:          admin, password $(<password-admin)
TEXT
[ "$serve" = no ] || exec "$daypass" serve
