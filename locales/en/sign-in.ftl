# Signing in: the username, then a method, each on its own page.

## The username.

sign-in = Sign in
to-continue-to = to continue to { $app }
username = Username
next = Next
sign-in-with-passkey = Sign in with a passkey
new-here = New here or lost your device? Your help desk can give you a Temporary Access Pass.
app-privacy = { $app }: privacy
app-terms = { $app }: terms
username-missing = Enter your username.
username-impossible = That can't be a username. Check it and try again.
sign-in-again-first = To change how you sign in, sign in again first.
app-asks-again = The app asks you to sign in again.
app-asks-for-stronger = The app asks for a stronger way to sign in than the one you used.

## The Temporary Access Pass.

pass-title = Enter your Temporary Access Pass
pass = Pass
pass-hint = The code your help desk gave you. Capitals, spaces and dashes don't matter.
pass-wrong = That pass isn't right. Check each character and try again.
pass-too-many-tries = Too many wrong tries. Either this pass no longer works or it isn't right; your other ways to sign in still work. If you have just got it, check each character; otherwise ask your help desk for a new one.
# $when brings its preposition: "at 14:10", "on Tuesday 24 November at 08:00".
pass-not-yet-valid = It starts { $when }. Come back then.
pass-expired = It ended { $when }. Ask your help desk for a new one.
pass-already-used = It was already used { $when }. Ask your help desk for a new one.
pass-blocked-by-policy = Passes aren't allowed for your account. Ask your help desk what to use instead.
pass-outside-networks = Your pass is right, but passes can't be used from the network you're on. Connect to your organisation's network and enter it again, or ask your help desk.
account-disabled = This account is switched off. Ask your help desk.

## The password.

password-title = Enter your password
password-forgotten = Forgotten it? Your help desk can give you a Temporary Access Pass.
password-wrong = That username and password don't match. Check both and try again.
guesses-too-many = Too many wrong tries. You can try again { $when }. Your other ways to sign in still work.
way-not-allowed = This way to sign in isn't allowed any more. Use another way, or ask your help desk.
no-second-factor-title = A second step is missing
no-second-factor-message = Your password is right, but your account needs a second step and none is set up.
no-second-factor-advice = Ask your help desk for a Temporary Access Pass; it lets you set one up.

## The authenticator app.

totp-title = Enter the code from your authenticator app
totp-hint = The six digits the app shows for { $organisation }. They change every half minute.
totp-wrong = That code isn't right, or it has been used. Wait for the next one and try again.

## A recovery code.

recovery-code-title = Enter a recovery code
recovery-code-hint = One of the codes you kept when you set up your account. Each works once. Capitals, spaces and dashes don't matter.
recovery-code-wrong = That code isn't right, or it has been used. Check each character, or take another.
no-codes-left = No codes left? Your help desk can give you a Temporary Access Pass.

## The passkey.

passkey-title = Sign in with your passkey
passkey-hint = Use this device's screen lock, your phone, or a security key: wherever you keep your passkey.
use-passkey = Use passkey
passkey-needs-script = Passkeys need JavaScript, which is switched off in this browser.
use-username-instead = Sign in with your username instead.
passkey-unsupported = This browser can't use passkeys here.
use-another-way-or-browser = Use another way, or another browser.
passkey-waiting = Follow the steps your device shows.
passkey-not-created = No passkey was created. The request was closed or took too long. Try again, or use another way.
passkey-not-used = No passkey was used. The request was closed or took too long. Try again, or use another way.
passkey-on-this-device = This device already holds a passkey for your account. Sign in with that one, or use another device.
passkey-impossible = This device can't use a passkey here. Use another way, or another device.
page-waited-too-long = This page has waited too long. Reload it and try again.
passkey-busy = Many people are signing in right now. Wait a moment, then try again.
no-connection = There is no connection at the moment. Check your network, then try again.
passkey-failed = That didn't work. Try again, or use another way.
passkey-unknown = This passkey isn't registered here any more. Use another way, or ask your help desk for a Temporary Access Pass.
failed-or-too-late = That didn't work, or it took too long. Try again, or use another way.

## Another way.

choose-title = Choose how to sign in
passkey-choice = This device's screen lock, your phone, or a security key
authenticator-app-choice = The six digits it shows
two-short-steps = Two short steps
pass-choice = The code your help desk gave you
recovery-code-choice = One of the codes you kept
none-works = None of these works for you? Your help desk can give you a Temporary Access Pass.
