# Setting up how one signs in from now on.

## Why a new way to sign in was not saved.

passkeys-too-many = You have { $maximum } passkeys already, and that is as many as fit. Delete one you no longer need.
passkey-registered-already = This passkey is registered already. Sign in with it, or use another device.
passkeys-not-allowed = Passkeys aren't allowed for your account. Use another way.
security-key-cannot-hold = This security key can't hold a passkey. Use another one, or this device's screen lock.
passkey-not-verified = It didn't ask for your fingerprint, face or PIN. Set that up on it first, or use another device.
new-totp-wrong = That code isn't right. Check that your phone's time is set by itself, and enter the code it shows now.
new-totp-stale = This key has waited too long. Scan the new one.
authenticator-apps-too-many = You have { $maximum } authenticator apps already, and that is as many as fit. Delete one you no longer need.
authenticator-apps-not-allowed = Authenticator apps aren't allowed for your account. Use another way.

## Step by step.

step-of = Step { $step } of { $steps }
set-up-something-else = Set up something else
finish-before-pass-ends = Your pass ends { $when }; you can finish until then.

## Choosing what to set up.

choose-for-now-on = Set up how you'll sign in from now on
add-a-way = Add a way to sign in
nothing-more-to-add = There is nothing more you can set up: you have as many ways to sign in as fit. Your help desk can delete one you no longer have.
add-passkey-detail = This device's screen lock, your phone, or a security key.
authenticator-app-and-password = Authenticator app and password
add-authenticator-app-and-password-detail = Codes from an app on your phone, and a password you choose.
add-authenticator-app-detail = Codes from an app on your phone, after your password.
add-password-detail = One you choose.
add-recovery-codes-detail = For the day when everything else is out of reach.

## What the organisation asks people to set up.

campaign-passkey-title = Sign in with a passkey from now on
you-can-go-on = You can go on
nothing-to-set-up = You don't need to set anything up any more.
passkey-unlocks = You unlock it as you unlock this device, your phone, or a security key.
passkey-is-quicker = It is quicker than a password and a code, and nobody can trick you into giving it away.
set-up-passkey = Set up a passkey
authenticator-app-is = An app on your phone shows six digits; you enter them after your password.
skip-for-now = Skip for now
skips-left =
    { $count ->
        [0] Next time you'll need to set it up.
        [one] You can skip this once more.
       *[other] You can skip this { $count } more times.
    }
campaign-asked-for = Your organisation asks for this before you go on. Can't do it on this device? Sign out and sign in on another one, or ask your help desk.

## The passkey.

create-a-passkey = Create a passkey
create-passkey = Create passkey
passkey-nothing-to-remember = There is nothing to remember, and nothing anyone could trick you into typing.

## The authenticator app.

set-up-authenticator-app = Set up an authenticator app
totp-scan = Scan this with the authenticator app on your phone.
totp-qr = QR code for your authenticator app; the same key stands below as text
totp-cannot-scan = Can't scan it?
totp-by-hand = Enter the key by hand
totp-type-key = Type this key into the app. Choose “time based” if it asks.
copy-key = Copy key
totp-open-app = Open the app on this device
new-totp-hint = The six digits the app shows now.

## The password.

choose-a-password = Choose a password
new-password = New password
new-password-length = At least { $minimum } characters; a few unrelated words make a good one
new-password-not-guessable = Nothing that is easy to guess, like your name or a common password
passwords-not-allowed = Passwords aren't allowed for your account.
password-there-already = You have a password already.
password-busy = Many people are signing in right now. Try again in a moment.
password-too-short = Use at least { $minimum } characters.
password-few-words = A few unrelated words are easy to remember.
password-too-long = Use at most { $maximum } characters.

## Why a password is too easy to guess.

password-easy-to-guess = This password is easy to guess.
password-straight-rows = Straight rows of keys are easy to guess.
password-keyboard-patterns = Short keyboard patterns are easy to guess.
password-repeats = Repeats like “aaa” are easy to guess.
password-longer-repeats = Repeats like “abcabcabc” are only slightly harder to guess than “abc”.
password-top-10 = This is a top-10 common password.
password-top-100 = This is a top-100 common password.
password-common = This is a very common password.
password-like-a-common-one = This is similar to a commonly used password.
password-sequences = Sequences like abc or 6543 are easy to guess.
password-recent-years = Recent years are easy to guess.
password-one-word = A word by itself is easy to guess.
password-dates = Dates are often easy to guess.
password-names-alone = Names and surnames by themselves are easy to guess.
password-common-names = Common names and surnames are easy to guess.

## How to choose a better one.

password-use-a-few-words = Use a few words, avoid common phrases.
password-no-need-for-symbols = No need for symbols, digits, or uppercase letters.
password-add-words = Add another word or two. Uncommon words are better.
password-capitals-help-little = Capitalization doesn't help very much.
password-all-capitals = All-uppercase is almost as easy to guess as all-lowercase.
password-reversed-words = Reversed words aren't much harder to guess.
password-substitutions = Predictable substitutions like '@' instead of 'a' don't help very much.
password-longer-pattern = Use a longer keyboard pattern with more turns.
password-avoid-repeats = Avoid repeated words and characters.
password-avoid-sequences = Avoid sequences.
password-avoid-recent-years = Avoid recent years.
password-avoid-your-years = Avoid years that are associated with you.
password-avoid-your-dates = Avoid dates and years that are associated with you.

## Recovery codes.

keep-recovery-codes = Keep recovery codes
recovery-codes-are = Ten codes that let you in when your other ways to sign in are out of reach. Keep them on paper or in a password manager.
recovery-codes-replace = New codes take the place of any you had before.
show-recovery-codes = Show my recovery codes
keep-these-recovery-codes = Keep these recovery codes
recovery-codes-seen-once = They let you in when your other ways to sign in are out of reach. Keep them on paper or in a password manager. You won't see them again.
recovery-codes-kept = I have kept them

## Done.

you-are-set = You're set
next-time-passkey = Next time, sign in with your passkey on this device.
next-time-password-and-code = Next time, sign in with your password and the code from your authenticator app.
next-time-password = Next time, sign in with your password.
continue-to = Continue to { $app }
