# What went wrong, whose turn it is, one way forward.

go-to-start-page = Go to the start page
reference = Reference { $reference }
reload-and-try-again = Go back, reload the page and try again.

fault-title = Something went wrong here
fault-message = It wasn't anything you did, and nothing was changed.
fault-advice = Try again in a moment. If it stays like this, tell your help desk the reference below.

forged-title = That came from another site
forged-message = Your browser says that a page outside this service sent this. Nothing was changed.
forged-advice = Go back to the page you were on, reload it and try again.

busy-title = Many people are signing in
busy-message = There is a queue right now, and we didn't want to keep you waiting in it.
busy-advice = Wait a few seconds, then try again. Nothing you did is lost.

too-many-failures-title = Too many failed sign-ins
too-many-failures-message = Too many tries to sign in have failed from your network, by you or by somebody else there. Yours was not looked at.
too-many-failures-advice = Wait a minute, then try again. Whoever is signed in stays signed in.

too-large-title = That is too large
too-large-message = More was sent than any page here asks for.
too-large-advice = Go back and try again.

malformed-title = That can't be read
malformed-message = The request is incomplete or damaged. Nothing was changed.

not-found-title = There is no such page
not-found-message = The address may be mistyped, or what was here is gone.

method-not-allowed-title = That can't be done here
method-not-allowed-message = This address doesn't take requests of that kind. Nothing was changed.

## Who may touch whom.

denied-title = You can't do this
denied-yourself = Nobody does this for themselves, whatever their role. Nothing was changed.
denied-privileged = This person holds an administrator role, and yours reaches people without one. Nothing was changed.
denied-issuer = This person issues passes for others, as you do. Nothing was changed.
denied-not-a-newcomer = This person has signed in before, and you issue passes for newcomers. Nothing was changed.
denied-powerful-group = Members of this group may issue passes, so who is in it is decided by those who give that power. Nothing was changed.
denied-policy-group = The policy for signing in names this group, so who is in it is decided by those who change both groups and the policy. Nothing was changed.
denied-own-people = You issue passes for the members of this group, so somebody else decides who they are. Nothing was changed.
denied-no-role = None of your roles allows this. Nothing was changed.
ask-another-administrator = Ask another administrator to do it.
ask-another-administrator-for-you = Ask another administrator to do it for you.
ask-an-authentication-administrator = Ask an Authentication Administrator.
ask-a-privileged-administrator = Ask a Privileged Authentication Administrator or a Global Administrator.
ask-a-global-administrator = Ask a Global Administrator.
ask-a-global-administrator-if-it-should = Ask a Global Administrator if it should.

## Requests that an app got wrong.

for-the-developer = For the app's developer: { $detail }
app-cannot-sign-you-in = This app can't sign you in
app-missing = The app did not say which app it is.
app-unknown = The app that sent you is not known here.
redirect-missing = The app did not say where to send you afterwards.
redirect-unregistered = { $app } wants to send you to an address that isn't registered for it.
request-used-or-old = This sign-in was used already, or it is too old.
request-unreadable = What the app sent can't be read.
go-back-to-app = Go back to the app and sign in from there again.
tell-whoever-runs-the-app = There is nothing wrong with your account. Tell whoever runs the app what it says below.
app-cannot-sign-you-out = This app can't sign you out
still-signed-in = You're still signed in: the app asked in a way that can't be trusted.
sign-out-from-start-page = You can sign out from the start page. Tell whoever runs the app what it says below.
