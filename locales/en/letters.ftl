# Letters that tell of a change, and the page behind their link.

## What letters say.

# $headline is one of the messages below, such as letter-pass-issued.
letter-subject = { $headline } ({ $organisation })
letter-headline = { $headline }.
letter-hello = Hello { $name },
letter-pass-issued = A Temporary Access Pass was issued for you
letter-pass-issued-explanation = Whoever issued it gives it to you; it is never sent by e-mail. Nobody who works for us will ask you for it.
letter-pass-used = Your Temporary Access Pass was used to sign in
letter-pass-used-explanation = If you have just signed in with it, all is well.
letter-pass-deleted = Your Temporary Access Pass was deleted
letter-method-added =
    { $method ->
        [passkey] A passkey was added to your account
        [authenticator-app] An authenticator app was added to your account
        [password] A password was added to your account
        [recovery-codes] Recovery codes were added to your account
        [pass] A temporary access pass was added to your account
       *[other] A sign-in method was added to your account
    }
letter-method-added-explanation = From now on it can be used to sign in as you.
letter-method-deleted =
    { $method ->
        [passkey] A passkey was deleted from your account
        [authenticator-app] An authenticator app was deleted from your account
        [password] A password was deleted from your account
        [recovery-codes] Recovery codes were deleted from your account
        [pass] A temporary access pass was deleted from your account
       *[other] A sign-in method was deleted from your account
    }
letter-method-deleted-explanation = It cannot be used to sign in as you any more.
letter-password-changed = Your password was changed
letter-password-changed-explanation = The old password does not work any more.
letter-signed-out = You were signed out everywhere
letter-signed-out-explanation = Every browser and every app has to sign in again.
letter-access-restored = Your access was restored
letter-access-restored-explanation = You were signed out everywhere, and what was on a lost device cannot be used any more.
letter-not-me-reported = You reported something that was not you
letter-test = This is a test
letter-test-explanation = An administrator wanted to see whether letters arrive. They do.

# What happened to which account, a line each. $label is one of those that follow.
letter-fact = { $label }: { $value }
letter-account = Account
letter-when = When
# When the pass ends.
letter-ends = Ends
# Who did it.
letter-by = By
letter-an-administrator = an administrator of this service
# The browser it was done with.
letter-with = With
letter-from = From address

letter-not-me = Was this not you, or did you not ask for it?
# $link is not-me.
letter-not-me-link = { $link } opens a page whose button ends your pass and signs you out everywhere.
# Two lines of plain text; the address of the page follows on a line of its own.
letter-not-me-open =
    Open this page and press the button there; it ends your
    pass and signs you out everywhere:

## The page behind the link: somebody says that it was not them.

not-me = This wasn't me
not-me-title = Was this not you?
not-me-we-wrote = We wrote to you about the account { $username }.
not-me-consequence = If that wasn't you, or you didn't ask for it, press the button. It deletes your Temporary Access Pass, ends every session and every app's access, and tells the administrators. You will have to sign in again yourself.
not-me-if-you = If it was you, close this page. Nothing has been changed.
not-me-done = You're signed out everywhere
not-me-all-ended = Every session and every app's access of { $username } has ended, and so has the Temporary Access Pass, if there was one. The administrators can see what you reported.
not-me-already = That is done already
not-me-used-before = This link has been used before, for { $username }. This time nothing was changed.
not-me-next = Look at your security info next: delete what you did not register yourself, and change your password. If you cannot sign in any more, ask your help desk.
not-me-link-old = This link doesn't work any more
not-me-link-old-message = It may be older than a week, or a part of it is missing. Nothing was changed.
not-me-link-old-advice = Copy the whole link from the letter, or tell your help desk what happened.
