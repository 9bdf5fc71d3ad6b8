# What many pages say.

as-it-is = { $text }

## Times. Within a sentence a time brings its preposition.

time-alone-today = Today, { $time }
time-alone = { $day }, { $time }
time-at = at { $time }
time-on = on { $day } at { $time }
# $day is "tomorrow" or "yesterday".
time-near = { $day } at { $time }
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

## On many pages of the console: policy, groups, requests, passes, logs.

cancel = Cancel
choose-one-of-these = Choose one of these.
delete = Delete
name = Name
no = No
rename = Rename
save = Save
yes = Yes
