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
language = Language
lost-device-remains =
    { $count ->
        [one] You lost a device, and not everything is done about it: one thing remains.
       *[other] You lost a device, and not everything is done about it: { $count } things remain.
    }

## Ways to sign in.

temporary-access-pass = Temporary Access Pass
passkey = Passkey
authenticator-app = Authenticator app
password = Password
password-and-authenticator-app = Password and authenticator app
recovery-code = Recovery code
recovery-codes-for = Recovery codes for { $username } at { $organisation }. Each works once.
to-make-it-stronger = To make it stronger:

## A person's own pages, and the words that lead there.

skip-to-content = Skip to content
your-account = Your account
security-info = Security info
my-sign-ins = My sign-ins
administration = Administration
sign-out = Sign out
sign-out-everywhere = Sign out everywhere
lost-a-device = I lost a device

## What buttons and fields of many pages say.

cancel = Cancel
delete = Delete
done = Done
go-back = Go back
name = Name
rename = Rename
save = Save
start = Start
not-now = Not now
not-yet = not yet
recovery-codes = Recovery codes
# Several things one after the other: { $list } is one thing, or several with commas.
list-with-more = { $list }, { $thing }

## Browsers, devices and what stands about them in a list: each before a time.

browser-on-system = { $browser } on { $system }
some-browser = A browser
# $device is "Firefox on Windows".
device-says-it-is = { $device }, as it says of itself
device-of-unknown-kind = An app or device of a kind we don't know
added = Added:
allowed = Allowed:
last-seen = Last seen:
last-used = Last used:
signed-in = Signed in:
last-access-token-ends = Its last access token ends:

## What an app may do: in a list under the app's name, or in a sentence.

# $what is one of the following, or several with commas.
app-may = May { $what }
lets-know-you = know it is you
lets-see-your-name = see your name and username
lets-see-your-email = see your e-mail address
lets-see-your-phone = see your phone number
lets-see-your-address = see your postal address
lets-see-your-groups = see which groups you are in
lets-see-your-roles = see which roles you hold
lets-stay-when-you-are-away = stay signed in when you are away

## The same, said of somebody else.

lets-know-them = know who they are
lets-see-their-name = see their name and username
lets-see-their-email = see their e-mail address
lets-see-their-phone = see their phone number
lets-see-their-address = see their postal address
lets-see-their-groups = see which groups they are in
lets-see-their-roles = see which roles they hold
lets-stay-when-they-are-away = stay signed in when they are away

## The receipt of a sign-out: who was told, who is still to be told, who can't be.

signed-out-everywhere = Signed out everywhere
one-browser-signed-out = One browser signed out
access-ended = Access ended
access-of-app-ended = Access of { $app } ended
access-of-apps-ended = Access of apps ended
pass-ended-with-all = A pass ended, and what stood on it
# $sessions is 0 where no session was ended, or they were not counted.
sessions-ended =
    { $sessions ->
        [0] Ended { $when }.
        [one] { $sessions } session ended { $when }.
       *[other] { $sessions } sessions ended { $when }.
    }
sessions-ended-by-you =
    { $sessions ->
        [0] Ended { $when }, by you.
        [one] { $sessions } session ended { $when }, by you.
       *[other] { $sessions } sessions ended { $when }, by you.
    }
sessions-ended-by-an-administrator =
    { $sessions ->
        [0] Ended { $when }, by an administrator.
        [one] { $sessions } session ended { $when }, by an administrator.
       *[other] { $sessions } sessions ended { $when }, by an administrator.
    }
sessions-ended-by =
    { $sessions ->
        [0] Ended { $when }, by { $name }.
        [one] { $sessions } session ended { $when }, by { $name }.
       *[other] { $sessions } sessions ended { $when }, by { $name }.
    }
by-you = by you
by-an-administrator = by an administrator
by-somebody = by { $name }
signed-in-as-you = Whoever was signed in as you has to sign in again.
signed-in-as-them = Whoever was signed in as them has to sign in again.
finding-out-whom-to-tell = We're finding out which apps to tell.
your-apps = Your apps
their-apps = Their apps
apps-told =
    { $apps ->
        [one] { $told } of { $apps } app told.
       *[other] { $told } of { $apps } apps told.
    }
apps-hold-nothing = Nothing they hold is accepted here any more. An app that checks its access by itself may go on until the time that is given.
no-app-had-access = No app had access.
no-app-had-access-from-it = No app had access from it.
also-told = Also told
look-again = Look again
nothing-ended = Nothing in the last 30 days.
earlier = Earlier
still-telling = Still telling
what-was-ended = What was ended

## One who is told: in a word or two, then in sentences.

told = Told
not-told = Not told
being-told = Being told
cannot-be-told = Can't be told
waits-to-be-fetched = Waits to be fetched
trying-again = Trying again ({ $try } of { $tries })
told-at = Told { $when }.
not-told-yet = Not told yet.
# $why is one of those below, or what the receiver answered.
not-told-yet-because = Not told yet: { $why }.
next-try = Next try { $when }.
stopped-trying = We stopped trying.
stopped-trying-because = We stopped trying: { $why }.
not-told-error = it answered with an error
not-told-too-slow = it didn't answer in time
not-told-refused = it refused to hear it
not-told-sent-elsewhere = it sent us elsewhere
not-told-switched-off = it is switched off
not-told-no-way = it can't be told any more
not-told-unreachable = it couldn't be reached
what-it-holds-ends = What it still holds ends { $when }.
its-access-ends = Its access ends { $when }.
its-access-has-ended = Its access has ended.
it-keeps-its-access = It keeps the access it was given for longer.
