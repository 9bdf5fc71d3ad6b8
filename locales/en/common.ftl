# What many pages say.

as-it-is = { $text }

## Times. Within a sentence a time brings its preposition.

time-alone-today = Today, { $time }
time-alone = { $day }, { $time }
time-at = at { $time }
time-on = on { $day } at { $time }
# $day is "tomorrow" or "yesterday".
time-near = { $day } at { $time }
# With day and year, as letters have it: "Monday 23 November 2026 at 08:00 UTC".
time-in-full = { $day } at { $time }
date = { $weekday } { $day } { $month }
date-with-year = { $weekday } { $day } { $month } { $year }
weekday =
    { $number ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
month =
    { $number ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }

## On every page.

help-desk = Help desk: { $text }
by-daypass = Sign-in by Daypass
change = Change
change-username = Change username
use-another-way = Use another way
recommended = Recommended
go-on = Go on
continue = Continue
copy = Copy
copied = Copied
print = Print
show = Show
hide = Hide
code = Code
lost-device-remains = You lost a device, and not everything is done about it: { $remains }.

## Ways to sign in.

temporary-access-pass = Temporary Access Pass
passkey = Passkey
authenticator-app = Authenticator app
password = Password
password-and-authenticator-app = Password and authenticator app
recovery-code = Recovery code
recovery-codes-for = Recovery codes for { $username } at { $organisation }. Each works once.
to-make-it-stronger = To make it stronger:

## Apps, letters and the console's people: the same words elsewhere, too.

your-account = Your account
sign-out = Sign out
sign-in-again = Sign in again
signed-out-everywhere = Signed out everywhere
browser-on-system = { $browser } on { $system }
some-browser = A browser
