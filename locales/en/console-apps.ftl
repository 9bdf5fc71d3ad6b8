# The console: apps, sign-outs, settings.

## On every page of the console: where one can go.

# The name of the navigation, read out.
console = Console
place-overview = Overview
place-users = Users
place-groups = Groups
place-passes = Passes
place-requests = Requests
place-bulk = Many at once
place-methods = Methods
place-apps = Apps
place-sign-ins = Sign-ins
place-audit = Audit
place-settings = Settings
place-front-desk = Front desk

## Before something is done that cannot be taken back: about what, and what will happen.

delete-passes-ends = They open nothing any more, and whatever was signed in by them alone ends at once.
delete-passes-keeps = Passes of people whom your roles don't reach stay.
delete-group-what-happens = The people in it stay. What is meant for the group, such as delegations and rules of apps, holds for nobody any more.

## The first page: what matters now.

sign-ins-last-day = Sign-ins, last 24 hours
a-day-ago = 24 hours ago
now = Now
nobody-signed-in = Nobody has signed in.
sign-ins-by-method = Sign-ins by method
method = Method
# Columns of a table that counts sign-ins.
sign-ins-accepted-column = Accepted
sign-ins-refused-column = Refused
# Describes a chart to who does not see it.
sign-ins-by-hour = Sign-ins by hour over the last 24 hours: { $accepted } accepted, { $refused } refused; at most { $most } in an hour.
# What is counted; the number stands above it.
figure-outstanding = Passes outstanding
figure-scheduled = Passes that start later
figure-nothing-registered = People who have registered nothing
figure-accepted = Sign-ins accepted, 24 hours
figure-refused = Sign-ins refused, 24 hours

## The front desk: issuing by a delegation.

who-needs-a-pass = Who needs a pass?
who-needs-a-pass-hint = Their username. Check that it's them before you hand it over.
you-issue-for = You issue passes for
you-issue-for-nobody = Nobody at the moment.
# Of a group, whose name stands above it: whom somebody may issue passes for.
whom-everybody = Everybody in it
whom-newcomers = Who never signed in
passes-left-today = { $left } of { $quota } passes left today (UTC)
no-pass-for-yourself = Nobody issues a pass to themselves. Ask a colleague's administrator.
no-pass-for-administrator = This person is an administrator. Another administrator has to help.
no-pass-for-issuer = This person issues passes too. An administrator has to help.
no-pass-for-known = This person has signed in before. An administrator has to help them back in.
no-pass-for-others = Nobody of this username is among the people you issue passes for. Check the spelling.

## Settings and keys.

settings-and-keys = Settings and keys
this-installation = This installation
installation-ready = Ready
database-silent = The database does not answer
settings-where = These are set in the settings file and the environment of the process.
setting-version = Version
setting-issuer = Issuer
setting-organisation = Organisation
setting-database = Database
setting-session = Sessions end after
setting-idle = Idle sessions end after
setting-access-token = Access tokens are good for
signing-keys = Signing keys
signing-keys-table = Table of signing keys
key-algorithm = Algorithm
key-id = Key
state = State
made = Made
key-from = Signs from
key-until = Until
key-published = Published, signs later
key-signs = Signs
key-retired = Retired
rotate-a-key = Rotate a key
key-rotated = A new key is made. The old one signs until it takes over.
rotate-title = Rotate a signing key
rotate-what-happens = A new key is published now and takes over in an hour, when every app has seen it. What the old key signed stays good until it ends.
rotate-which = Which key
rotate-leaked = The old key has leaked: take over at once
rotate-leaked-hint = Everything the old key signed is refused from now on, and apps that have not fetched the new key yet turn people away until they do.
rotate = Rotate

## What came of a sign-out.

sign-out-of-deleted = Whose it was is deleted by now.

## Apps.

apps-about = Relying parties: who may ask to sign people in.
register-an-app = Register an app
no-apps = There are no apps yet.
# Badges of an app.
app-disabled = Disabled
app-in-settings-file = Settings file
badge-registered-itself = Registered itself
# Where an app runs.
runs-on-devices = On people's devices
runs-in-browser = In the browser
runs-on-server = On a server
app-saved = It's saved, and holds from now on.
app-enabled-again = The app can sign people in again.
app-disabled-now = The app gets nothing any more, and what it held is dead.
app-deleted = The app is deleted, with everything it held.
stream-deleted = The stream is deleted, with all that waited in it.

## One app.

# The id follows.
client-id-is = Client ID:
app-in-settings-notice = This app is kept in the settings file. Change it there and restart.
app-registered-itself-notice = This app registered itself and was checked by nobody. It changes its registration by itself; here it can be disabled and deleted.
try-it = Try it
new-secret = New secret
what-is-registered = What is registered
# When an app was registered, and when it was changed last.
app-registered-at = Registered
app-changed-at = Changed
app-runs = Runs
app-authenticates = Authenticates by
app-redirect-uris = Redirect URIs
app-after-sign-out = After signing out
app-told-at = Told of sign-outs at
app-scope = Scope
app-id-token-algorithm = ID tokens signed with
app-consent = Consent
app-groups = Who may use it
app-minimum = Signed in at least by
app-pass-sign-ins = Sign-ins by a pass
app-grant-types = Gets tokens by
app-rules = Stricter rules
app-keys = Its public keys
app-resources = May ask tokens for
app-serves = Is the resource
consent-required = People are asked
consent-skipped = People are not asked
everybody = Everybody
# Any way to sign in.
anything = Anything
# Of sign-ins by a pass.
pass-sign-ins-accepted = Accepted
pass-sign-ins-refused = Refused
rule-fapi2 = FAPI 2.0 Security Profile
rule-par = Pushes its requests (PAR)
rule-dpop = Tokens bound to a key (DPoP)
rule-pairwise = Pairwise subjects
keys-kept-here = Kept here
# How strongly somebody signed in; in brackets what the protocol calls it.
strength-bootstrap = A pass (bootstrap)
strength-pwd = A password (pwd)
strength-mfa = Two factors (mfa)
strength-phr = A passkey (phr)
strength-phrh = A passkey bound to its device (phrh)

## One app: whether it was told of sign-outs, and its streams of shared signals.

told-of-sign-outs = Told of sign-outs
latest-sign-outs = Latest sign-outs
signed-out-at = Signed out
when = When
tries = Tries
what-went-wrong = What went wrong
# Of an app, that somebody signed out.
telling-told = Told
telling-given-up = Given up
telling-held = Held
telling-waiting = Waiting
telling-next-try = Next try
shared-signals = Shared signals
streams-of-shared-signals = Streams of shared signals
stream-goes-to = Goes to
stream-tells-of = Tells of
stream-waiting = Waiting
what-went-wrong-last = What went wrong last
# Read out after “Delete”.
stream-number = stream { $number }
stream-enabled = Enabled
stream-paused = Paused
stream-disabled = Disabled
# Where signals go: nowhere, the receiver asks for them.
stream-fetched = fetched by the receiver
or-more = { $count } or more
delete-stream-title = Delete this stream?
delete-stream-what-happens = The app hears nothing over this stream any more, and what waits in it is lost. It can ask for a new one.

## One app: settings of libraries.

settings-to-copy = Settings to copy
# Read out after “Copy”.
for-library = for { $library }
snippet-any = Any OpenID Connect library
snippet-node-dpop = Node.js: openid-client 6, with DPoP
snippet-device = A device without a browser: curl
snippet-itself = The app for itself: curl

## Registering an app, and changing what is registered.

change-an-app = Change an app
register = Register
client-id = Client ID
client-id-hint = What the app calls itself when it asks. It can't be changed later.
app-name-hint = What people see when the app asks them to sign in.
where-it-runs = Where it runs
kind-server = On a server, which keeps a secret
kind-keys = On a server, which signs with its own keys (private_key_jwt)
kind-browser = In the browser (single-page app), without a secret
kind-native = On people's devices (mobile, desktop, command line), without a secret
redirect-uris-hint = Where people return to, one on a line, exactly as the app sends it. Empty only for an app that signs nobody in through the browser.
addresses-after-sign-out = Addresses after signing out
addresses-after-sign-out-hint = One on a line. May be empty.
backchannel-address = Where to tell it that somebody signed out
backchannel-address-hint = Daypass posts a logout token there (back-channel logout). May be empty.
backchannel-session = It must be told which session ended (sid)
who-and-how = Who, and how
only-for-members-of = Only for members of
only-for-members-of-hint = Names of groups, one on a line. Empty: everybody.
refuse-passes = No sign-ins by a Temporary Access Pass
skip-consent = Don't ask people for consent: the organisation has decided
tokens = Tokens
widest-scope = The widest scope it may ask for
may-refresh = It may get refresh tokens
must-use-pkce = It must use PKCE (without a secret it always must)
secret-in-body = It sends its secret in the form body (client_secret_post)
more-about-app = More: keys, other ways to get tokens, resources, addresses
own-keys = Its own keys
own-keys-hint = For an app that signs with its own keys. One of the two; Daypass never needs the private ones.
jwks = Public keys (JWK set)
jwks-hint = Paste the whole set: { $set }.
jwks-uri = Address of its public keys
jwks-uri-hint = Daypass fetches them there, and again when they change.
how-it-gets-tokens = How it gets tokens
gets-by-code = People sign in to it through the browser (authorization_code)
gets-by-device-code = Devices without a browser connect to it by a code (device_code)
gets-for-itself = It acts for itself, without a person (client_credentials)
must-fapi2 = FAPI 2.0 Security Profile: pushed requests, PKCE, tokens bound to a key
must-push = It must push its authorization requests (PAR)
must-bind = Its access tokens are always bound to a key (DPoP)
access-token-algorithm = Access tokens signed with
userinfo-algorithm = Userinfo signed with
usual-algorithm = The usual (ES256)
userinfo-not-signed = Not signed (plain JSON)
must-be-pairwise = It knows people by subjects that no other app knows (pairwise)
sector-identifier-uri = Sector identifier URI
sector-identifier-uri-hint = Needed with pairwise subjects when its redirect URIs are on more than one host.
resources = Resources
resources-to-ask-for = Resources it may ask tokens for
resources-to-ask-for-hint = Absolute URIs, one on a line.
resources-it-is = Resources that it is itself
resources-it-is-hint = It may look into tokens that are meant for them (introspection).
what-people-see-of-it = What people see of it
logo = Logo
logo-hint = The address of a picture.
app-home-page = Home page
privacy-policy = Privacy policy
terms-of-service = Terms of service

## What is wrong with an app as it was typed.

app-id-taken = Another app has this id. Choose another one.
app-id-wrong = Use 1 to 100 letters, digits, hyphens, dots, _ or ~.
app-name-wrong = Use 1 to 100 printable characters.
redirect-uri-needed = The app needs at least one address to return to.
app-kind-fixed = An app can't gain or lose its secret. Register it anew under another id.
choose-where-it-runs = Choose where the app runs.
address-wrong = Start it with https://, or with http:// on this machine, and leave out any #fragment.
address-wrong-or-named = Start it with https://, or with http:// on this machine, and leave out any #fragment, name and password.
no-such-group = There is no group “{ $name }”.
redirect-uri-not-absolute = { $uri } can't be used: it is not an absolute URI in plain ASCII.
redirect-uri-with-fragment = { $uri } can't be used: it has a fragment (#…).
redirect-uri-with-credentials = { $uri } can't be used: it carries a user name or a password.
redirect-uri-scheme = { $uri } can't be used: it must be https, http on a loopback address, or a private-use scheme (com.example.app:/…).
resource-wrong = { $uri } can't be used: a resource is an absolute URI without a fragment, of at most 500 characters.
scope-unreadable = Not a scope: a scope is made of printable ASCII without quotation marks and backslashes.
scope-unknown = There is no scope “{ $scope }”.
scope-needed = Name at least one scope, such as openid.
keys-one-of-two = Paste its public keys here, or give the address where they are: one of the two.
keys-unusable = There is no public key for RS256, PS256, ES256 or EdDSA in it.
keys-no-json = This is no JSON. It begins with { $beginning } and ends with { $end }.
keys-no-set = This is no JWK set. It begins with { $beginning } and ends with { $end }.
keys-private = There is a private key in it. Paste the public keys alone, and make new ones.
for-itself-needs-authentication = Only an app that authenticates can act for itself. Choose one with a secret or keys.
fapi2-needs-keys = It needs an app that signs with its own keys. Choose that at “{ where-it-runs }”.
fapi2-needs-algorithm = It needs PS256, ES256 or EdDSA for everything that is signed, not RS256.
sector-needed = Its redirect URIs are on more than one host, so give the address that lists them.
registered-address-wrong = { $field } must be an https address without a fragment.

## What is done to an app as a whole.

client-secret = Client secret
client-secret-once = Copy it into the app's settings now. It is not shown again.
public-client = A public client: it has no secret and uses PKCE (S256).
make-new-secret-title = Make a new secret?
make-new-secret-what-happens = The secret the app has now stops working at once: it can't sign anybody in until it has the new one. The new secret is shown once.
make-new-secret = Make a new secret
delete-app-title = Delete this app?
delete-app-what-happens = Its settings, what people allowed it, and every token it holds are deleted. It can't be undone; disabling can.

## Trying an app out.

try-title = Try this app
try-about = You sign in to { $app } by its own rules, as people do. The answer comes back here instead of to the app, and you see what the app would get. Nothing is kept: the app gets nothing, and nothing appears in My sign-ins.
what-to-ask-for = What to ask for
choose-a-scope = Choose at least one: openid, if in doubt.

## What came of a trial.

it-works = It works
no-tokens = No tokens
# $code: as the protocol names it.
trial-error = The app would get the error { $code }.
trial-error-described = The app would get the error { $code }: { $description }.
trial-tokens = { $app } would get these tokens about you. They are good nowhere: what they stood on was deleted before you saw them.
try-again = Try again
back-to-app = Back to the app
trial-not-yours = This is no answer to an app that you are trying out.
trial-shown-before = What came of this trial was shown already; it is not kept.
nothing-to-show = There is nothing to show
try-app-again = Open the app in the console and try it again.
# What to do about the error that the app would get.
advice-access-denied = You did not allow it, or you are not in a group that may use this app, or it does not accept how you signed in. Look at “{ who-and-how }” in the app's settings.
advice-stronger = The app asks for a stronger sign-in than you have. Sign in with what it asks for, or ask for less in the app's settings.
advice-login = Somebody else signed in meanwhile. Sign in as yourself and try again.
advice-scope = The app's settings do not allow this scope. Add it there, or ask for less.
advice-grant = The code was too old, or you were signed out meanwhile. Try again, and go on within a minute.
advice-log = The sign-in log has more about it, under the time of this trial.

## What came of a trial: what each value means.

trial-asked = What was asked
trial-asked-response-type = A code, which the app exchanges for tokens.
trial-asked-redirect-uri = This page, for the trial alone. The app sends one of its own.
trial-asked-pkce = With PKCE, as every app should.
trial-asked-nonce = Comes back in the ID token.
trial-asked-claims = Only you can answer it.
trial-answered = What came back
trial-answered-code = Shortened. It was good once, for a minute, and is used.
trial-answered-state = Shortened. The one that was sent.
trial-answered-iss = This issuer. An app with several providers compares it.
trial-iss-right = This issuer.
trial-iss-wrong = Not this issuer.
trial-shortened =
    { $count ->
        [one] { $beginning }… ({ $count } character)
       *[other] { $beginning }… ({ $count } characters)
    }
trial-id-token = ID token
trial-nonce-right = The one that was sent.
trial-nonce-wrong = Not the one that was sent.
trial-at-hash-right = Fits the access token.
trial-at-hash-wrong = Does not fit the access token.
trial-id-token-header = ID token: header
trial-id-token-claims = ID token: claims
trial-access-token = Access token
trial-access-token-typ = An access token (RFC 9068), never an ID token.
trial-access-token-aud = For which resources it is meant.
trial-access-token-exp = After this no resource may accept it.
trial-access-token-cnf = Missing here: the trial has no key. Your app has to send DPoP proofs, and its access tokens then carry its key's thumbprint.
trial-access-token-header = Access token: header
trial-access-token-claims = Access token: claims
trial-userinfo = Userinfo
trial-userinfo-signed = A signed JWT; these are its claims.
trial-userinfo-sub = The same as in the ID token. If it differs, the answer is about somebody else.
trial-userinfo-claims = Userinfo: claims
trial-lifetimes = How long they are good
trial-lifetime-access = The access token.
trial-scope-granted = What was granted.
trial-refresh-allowed = Each is good once. With offline_access it outlives the session. The trial makes none.
trial-refresh-not-allowed = The app's settings do not allow them.
trial-signature-right = Verified with the published key { $key }.
trial-signature-wrong = No published key fits.
trial-sub-public = Who signed in; it never changes. Know people by this, not by their e-mail address.
trial-sub-pairwise = Who signed in, as only the apps of this sector know them.
trial-aud-right = This app.
trial-aud-wrong = Another app.
trial-id-token-exp = After this the app must not accept it.
trial-auth-time = When they proved who they are.
trial-acr = How strongly they signed in.
trial-amr = By which methods.
trial-sid = The session; a logout token names it.
lasts-seconds =
    { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }
lasts-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
