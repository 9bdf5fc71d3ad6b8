# Letters that tell of a change, and the page behind their link.

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
