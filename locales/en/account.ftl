# A signed-in person's own pages.

## The start page.

security-info-is = Your passkeys and other ways to sign in
my-sign-ins-are = Where you're signed in, your apps, and Sign out everywhere
administration-is = People, passes, apps and policies

## Security info.

how-you-prove = How you prove that it's you.
method-added = It's added. You can sign in with it from now on.
method-renamed = The new name is saved.
method-deleted = It's deleted. Nobody can sign in with it any more.
password-changed = Your password is changed. Your other browsers stay signed in; end them under My sign-ins if you don't know them.
own-pass-deleted = Your pass is deleted.
your-pass = Your Temporary Access Pass
set-up-lasting-way = Set up a lasting way to sign in before it ends.
have-lasting-way = You have a lasting way to sign in.
delete-pass-if-unneeded = If you no longer need it, delete it.
delete-this-pass = Delete this pass
your-ways = Your ways to sign in
no-ways-yet = You have none yet. Add one below, so that you can sign in again.
method-with-name = { $method }: { $name }
kept-in-manager = Kept in a password manager
stays-on-device = Stays on one device
together-with-password = Together with your password
codes-left = { $count } left
make-new-ones = Make new ones
add-another = Add another
lost-a-device-question = Lost a device?
lost-device-everything = Here is everything to do about it, in order.

## Renaming and deleting. $method is one of those that are named here.

rename-this =
    { $method ->
        [passkey] Rename this passkey
        [authenticator-app] Rename this authenticator app
        [recovery-codes] Rename this set of recovery codes
       *[password] Rename this password
    }
name-hint = So that you know it when you see it again: “Work laptop”, “Blue key”.
name-length = A name has 1 to 60 characters.
delete-a-way = Delete a way to sign in
delete-this =
    { $method ->
        [passkey] Delete this passkey?
        [authenticator-app] Delete this authenticator app?
        [recovery-codes] Delete this set of recovery codes?
       *[password] Delete this password?
    }
this-stays =
    { $method ->
        [passkey] This passkey stays
        [authenticator-app] This authenticator app stays
        [recovery-codes] This set of recovery codes stays
       *[password] This password stays
    }
delete-consequence = Nobody can sign in with it any more. Browsers that are signed in stay signed in.
keep-it = Keep it
last-way-in = Without it you would have no way to sign in: it is your last way to sign in, or a part of it. Add another way first; then you can delete this one.

## Changing the password.

change-your-password = Change your password
change-password = Change password
password-now = Password now

## My sign-ins.

where-signed-in = Where you're signed in
session-has-ended = That session has ended.
app-has-no-access = That app has no access any more.
browsers = Browsers
this-browser = This browser
# After the name of the browser, for who hears the page.
this-browser-in-brackets = (this browser)
apps = Apps
no-app-has-access = No app has access to your account.
remove-access = Remove access
# After remove-access, for who hears the page.
remove-access-of = of { $app }
sign-out-everywhere-is = Ends every session and the access of every app, and tells your apps. Do this when you see something here that wasn't you. You'll see what each app was told.
everywhere-but-this-browser = Everywhere but this browser
sign-in-again = Sign in again
receipt-found-again = You find this again under My sign-ins. Was it not you? Tell your help desk, and use a Temporary Access Pass to set up new ways to sign in.

## After a lost device.

lost-device-is = A phone, a laptop or a security key that is gone, stolen, or in somebody else's hands. Here is what to do about it, in order. You can leave at any step and come back.
lost-device-will-sign-out = Sign out everywhere but here.
lost-device-will-remove = Remove what was on the device.
lost-device-will-add = Add a new way to sign in.
lost-device-will-change-password = Change your password, if you have one.
yours-again = Your account is yours again
lost-device-all-done = Everything is done about the device you lost.
things-remain =
    { $count ->
        [one] One thing remains to be done.
       *[other] { $count } things remain to be done.
    }
# $when is when the device was lost.
lost-device-since = What was there { $when } may be lost.
lost-device-sign-out-is = Whoever has the device is out at once, and your apps are told. You stay signed in here.
sign-out-everywhere-but-here = Sign out everywhere but here
# $page is my-sign-ins.
apps-told-under = What your apps were told is under { $page }.
lost-device-signed-out = You're signed out everywhere but here. What each app was told is under My sign-ins.
lost-device-remove = Remove what was on the device
which-are-lost = Which of these are lost?
last-way-in-stays = Your last way to sign in, or a part of it: it stays until you have added another.
# $detail is one of kept-in-manager, stays-on-device, together-with-password and codes-left.
last-way-in-stays-with-detail = { $detail }. Your last way to sign in, or a part of it: it stays until you have added another.
remove-what-is-ticked = Remove what is ticked, keep the rest
lost-device-removed = Done. Nobody can sign in with what you removed.
lost-device-last-way-in = One of these is your last way to sign in, or a part of it, so it stays for now. Add a new one first, then remove it here.
lost-device-add = Add a new way to sign in
lost-device-add-is = So that you get in tomorrow, with the device you have now.
what-i-have-is-enough = What I have is enough
password-may-be-saved = It may be saved on the device.
lost-device-stays = You can leave this page and come back: it stays until everything is done.
found-it = I found it, leave it at that

## The pass, as it looks.

pass-use-it-at = Use it at { $address }
pass-qr-code = QR code of the sign-in address
# Times follow.
pass-valid-from = Valid from
pass-valid-until = Until
# Before one of the two that follow, for who cannot see.
pass-use = Use
pass-works-once = Works once
pass-works-until-it-ends = Works until it ends
# Why a pass can't be used.
pass-state-not-allowed = Not allowed by policy
pass-state-too-many-tries = Too many wrong tries
pass-state-used = Used
pass-state-ended = Ended
pass-state-not-started = Not started
