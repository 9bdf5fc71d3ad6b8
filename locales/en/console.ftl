# The console: people, their passes and methods, many at once.

## On many pages of the console.

edit = Edit
remove = Remove
add = Add
search = Search
choose = Choose…
refresh = Refresh
nothing = Nothing
account = Account
enable = Enable
disable = Disable
if-you-like = (if you like)
pages = Pages
next-page = Next page
back-to-the-beginning = Back to the beginning
back-to-person = Back to { $name }
start-again = Start again
requests = Requests
groups = Groups
# A time follows.
since = Since:
done-already = This was done already
form-open-too-long = This page has been open for too long. Nothing was changed; check it and send it again.

## The list of people.

users = Users
users-find = Find somebody
users-find-hint = By the beginning of a name, username or e-mail address.
# Those who are in a list that may be chosen.
users-everybody = Everybody
users-disabled = Disabled
users-administrators = Administrators
users-nobody-matches = Nobody matches.
users-try-fewer-letters = Try fewer letters.
users-choose = Choose { $name }
# Badges of a person.
users-administrator = Administrator
users-pass-outstanding = Pass outstanding
users-nothing-registered = Nothing registered
account-is-disabled = Disabled
users-issue-to-ticked = Issue passes to the ticked
users-issue-to-ticked-hint = You see what happens to each before anything does.
users-nobody-ticked = Nobody was ticked. Tick whoever needs a pass first.

## Adding somebody, and their profile.

person-add = Add a person
person-add-and-issue = And issue a Temporary Access Pass
edit-person = Edit { $name }
profile = Profile
profile-needs-another-look = Some fields need another look; nothing was saved yet.
profile-more-later = Everything else can be added on the person's page.
profile-saved = The profile is saved.
username-new-hint = What they type to sign in, usually their e-mail address.
username-changes-hint = What they type to sign in. Sessions, methods and passes stay when it changes; tell them.
username-taken = Somebody else has this username.
username-taken-choose-another = Somebody has this username. Choose another, or open their page.
enter-a-username = Enter a username.
username-too-long = That is too long. A username has at most 128 characters.
username-unprintable = A username has no spaces and nothing that can't be seen.
profile-name = Name
profile-name-hint = What screens call the person; the username if left empty.
profile-given-name = Given name
profile-middle-name = Middle name
profile-family-name = Family name
profile-nickname = Nickname
profile-reach = E-mail and phone
profile-email = E-mail address
profile-email-verified = This address is known to be theirs
profile-phone = Phone number
profile-phone-hint = With the country code: +351 21 123 45 67
profile-phone-verified = This number is known to be theirs
profile-about = About the person
profile-language = Language
profile-language-hint = A language tag: pt-PT, de, en-GB
profile-time-zone = Time zone
profile-time-zone-hint = By its name: Europe/Lisbon
profile-birth-date = Date of birth
profile-birth-date-hint = YYYY-MM-DD, or the year alone
profile-gender = Gender
profile-gender-hint = In the person's own words
profile-page = Profile page
profile-page-hint = An address that begins with https://
profile-picture = Picture
profile-picture-hint = The address of an image file
profile-website = Website
profile-address = Postal address
profile-street = Street and number
profile-postal-code = Postal code
profile-town = Town
profile-region = Region
profile-country = Country
profile-whole-address = Whole address as on an envelope
claim-not-a-line = That is too long, or has characters that can't be seen.
claim-not-an-email = That isn't an e-mail address. It looks like ana@contoso.example.
claim-not-a-phone-number = That isn't a phone number. Write it with its country code: +351 21 123 45 67.
claim-not-a-date = That isn't a date. Write 1986-02-28, or 1986 alone.
claim-not-a-time-zone = That isn't a time zone. Write its name, such as Europe/Lisbon.
claim-not-a-language = That isn't a language tag. Write pt-PT or de.
claim-not-a-web-address = That isn't a web address. It begins with https:// or http://.

## One person.

person-with-username = { $name } ({ $username })
person-created = The person is added. They need a pass to sign in for the first time.
person-enabled = The account is enabled. They sign in again; what ended stays ended.
person-disabled = The account is disabled, and everything they were signed in to has ended.
person-deleted = The account is deleted.
person-methods = Ways to sign in
person-nothing-registered = Nothing registered yet.
person-needs-a-pass = They need a pass to begin.
together-with-the-password = Together with the password
person-signed-in-now = Signed in now
person-signed-in-nowhere = Nowhere.
# When the person was added, and when their profile was changed last.
person-added = Added
person-changed = Changed
# Two ids, as Microsoft Entra and OpenID Connect call them.
person-object-id = Object id
person-subject = Subject
groups-none = None.
person-add-to-group = Add to a group
# Behind "Remove", for who cannot see.
remove-from-group = from { $group }
person-in-group = They are in the group now.
person-out-of-group = They are out of the group.
person-no-such-group = There is no group of that name. Choose one that is suggested.
person-latest-sign-ins = Latest sign-ins
person-no-sign-ins = None yet.
person-whole-log = The whole sign-in log of { $name }
# What came of trying to sign in.
sign-in-accepted = Accepted
sign-in-refused = Refused
own-last-way-in = That is your last way to sign in. Add another one first.

## Administrator roles, as Microsoft Entra calls them.

roles = Administrator roles
roles-none = None.
roles-most-need-none = Most people need none.
role-give-a = Give a role
role-give = Give
role-given = They hold the role now.
role-taken = They don't hold the role any more.
last-global-administrator = They are the last Global Administrator who can sign in, so this stays as it is. Give somebody else the role first.
role-global-administrator = Global Administrator
reach-global-administrator = Everything.
role-privileged-authentication-administrator = Privileged Authentication Administrator
reach-privileged-authentication-administrator = Passes and methods of everybody, administrators included.
role-authentication-administrator = Authentication Administrator
reach-authentication-administrator = Passes and methods of people without an administrator role.
role-authentication-policy-administrator = Authentication Policy Administrator
reach-authentication-policy-administrator = Which ways to sign in there are.
role-global-reader = Global Reader
reach-global-reader = Sees everything but secrets; changes nothing.
role-user-administrator = User Administrator
reach-user-administrator = People and groups, but not how they sign in.

## What is asked before it is done.

disable-title = Disable this account?
disable-no-sign-in = They can't sign in, with a pass or anything else.
disable-all-ends = Every session and every app's access ends at once.
disable-rest-stays = Their profile, groups and methods stay; you can enable the account again.
delete-person-title = Delete this account?
delete-person-all-goes = Their profile, groups, methods and passes are deleted, and everything they are signed in to ends.
delete-person-logs-stay = What they did and what was done for them stays in the logs.
delete-person-for-good = This can't be undone. To keep somebody out for a while, disable the account.
delete-this-method =
    { $method ->
        [passkey] Delete this passkey?
        [authenticator-app] Delete this authenticator app?
        [recovery-code] Delete this recovery code?
       *[password] Delete this password?
    }
# $method is "Passkey: Work laptop"; it stands alone.
method-of = { $method } of { $name }
delete-method-is = Nobody can sign in with it any more. What is signed in stays so; to end that too, sign them out everywhere.
delete-method-last = If it was their last one, they need a pass to come back.
delete-pass-title = Delete this pass?
# $person is person-with-username; it stands alone.
pass-of = The pass of { $person }
delete-pass-is = It opens nothing any more, and whatever was signed in by it alone ends at once.
pass-deleted = The pass is deleted, and what stood on it has ended.
sign-out-everywhere-title = Sign out everywhere?
sign-out-everywhere-at-once = Every browser is signed out, and every app loses its access, at once.
sign-out-everywhere-methods-stay = Their methods stay: if a device is lost, restore access instead.

## The ticket of a pass.

pass-none = None.
pass-issued-when = Issued { $when }.
pass-issued-when-by = Issued { $when } by { $by }.
# $when is the last time.
pass-used-when =
    { $count ->
        [1] Used once { $when }.
       *[other] Used { $count } times, last { $when }.
    }
pass-not-used-yet = Not used yet.
pass-wrong-tries-so-far =
    { $count ->
        [one] { $count } wrong try.
       *[other] { $count } wrong tries.
    }

## A new pass.

pass-issue-a = Issue a pass
pass-issue = Issue pass
new-pass-for = New pass for { $name }
pass-for = Pass for { $name }
pass-replaces = { $name } has a pass already; it ends { $when }. The new one takes its place, and what was signed in by the old one alone ends.
pass-starts = Starts
pass-starts-now = Now
pass-starts-later = Later
# The zone follows, in brackets: utc or your-time.
pass-day-and-time = Day and time
utc = UTC
your-time = your time
pass-lasts = Lasts
pass-another-length-choice = Another length…
pass-another-length = Another length
# Both are lengths of time, such as so-many-hours.
pass-length-bounds = From { $shortest } to { $longest }.
so-many-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
so-many-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
so-many-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
unit = Unit
unit-minutes = minutes
unit-hours = hours
unit-days = days
pass-once-by-policy = It works once; the policy wants it so.
pass-works-once-hint = Otherwise it works as often as needed until it ends. The browser that used it can finish setting up either way.
reason = Reason
reason-optional = Reason (optional)
reason-hint = Kept with the pass and in the audit log. Never a secret.
# The number of a ticket of the help desk.
ticket = Ticket
ticket-optional = Ticket (optional)
ticket-named = Ticket { $ticket }
pass-start-missing = Choose the day and the time it starts.
pass-start-past = That moment is past. Choose a later one, or let it start now.
pass-start-far = That is more than a year from now. Check the year.
pass-amount-wrong = Enter how long it lasts, as a number.
pass-lifetime-missing = Choose how long it lasts.
pass-lifetime-by-policy = The policy allows { $shortest } to { $longest }. Choose within that.
pass-only-once-by-policy = The policy allows only passes that work once.
pass-not-by-policy = The authentication methods policy has no passes for this person. Nothing was changed.
reason-by-policy = Say why. The policy asks for a reason.
ticket-by-policy = Enter the ticket. The policy asks for one.
pass-quota-used-up = You have issued as many passes today (UTC) as your delegation allows. Ask an Authentication Administrator.
pass-approval-first = A second administrator has to approve passes for this person. Nothing was changed: request the pass with “Issue a pass”, and sign them out everywhere meanwhile.
pass-account-disabled = The account is disabled, so a pass would open nothing. Enable it first. Nothing was changed.
pass-busy = Many people are signing in right now. Wait a few seconds and try again. Nothing was changed.
pass-awaits-approval = Waiting for approval
pass-awaits-second = A second administrator has to approve a pass for { $name }. No pass exists yet.
pass-open-once-approved = Once it is approved, open your request: the pass is made then, and shown to you once.
pass-issued-then = This form was sent before, and a pass for { $name } was issued then. Its code is shown once and can't be shown again.
pass-if-nobody-has-it = If you have the code, all is well. If nobody has it, start again: a new pass takes the place of the lost one.
pass-shown-once = You won't see this code again. Hand it to { $name } now; if it gets lost, issue another.
slip-open-address = Open the address above on the device you want to use, or scan the code with its camera.
slip-enter-pass = Enter your username, then this pass. Capitals, spaces and dashes don't matter.
slip-set-up = Set up how you'll sign in from now on. Then throw this slip away.
slip-print = Print slip
pass-read-aloud = Read it aloud
# How a symbol is said on the telephone, in your language's spelling alphabet.
spoken-symbol =
    { $symbol ->
        [0] zero
        [1] one
        [2] two
        [3] three
        [4] four
        [5] five
        [6] six
        [7] seven
        [8] eight
        [9] nine
        [A] Alfa
        [B] Bravo
        [C] Charlie
        [D] Delta
        [E] Echo
        [F] Foxtrot
        [G] Golf
        [H] Hotel
        [J] Juliett
        [K] Kilo
        [M] Mike
        [N] November
        [P] Papa
        [Q] Quebec
        [R] Romeo
        [S] Sierra
        [T] Tango
        [V] Victor
        [W] Whiskey
        [X] X-ray
        [Y] Yankee
        [Z] Zulu
       *[other] { $symbol }
    }

## Restoring access to who lost a device.

restore-access = Restore access
restore-access-for = Restore access for { $name }
restore-what-happens = For a lost or stolen device. All at once: every session ends, what is lost stops working, and { $name } gets a pass to come back with.
restore-what-is-lost = 1. What is lost?
restore-nothing-to-lose = { $name } has registered nothing, so nothing can be lost.
restore-leave-out = Leave out what is still in { $name }'s hands. What is ticked is deleted.
lost-synced-passkey = Kept in a password manager; whoever opens that has it.
lost-device-passkey = Stays on one device.
lost-authenticator-app = On a phone.
lost-recovery-codes = Often kept with the device.
lost-password = It may be saved on the device. They choose a new one once they are in.
restore-signed-in = 2. Everything they are signed in to
restore-signed-in-ends = Ends at once: every browser, every app's access.
restore-new-pass = 3. The pass to come back with
restored-for-person = Access restored for { $name }
restored-shown-once = You won't see this code again. Hand it to { $name } now.
restored-what-was-done = What was done { $when }
# The lines of a receipt: for whom, by whom, how many sessions were ended, which methods were deleted
# and kept, and the number of the case.
restored-for = For
restored-by = By
restored-sessions = Sessions ended
restored-deleted = Deleted
restored-kept = Kept
restored-case = Case
kept-passkey = a passkey
kept-authenticator-app = an authenticator app
kept-password = the password
kept-recovery-codes = recovery codes
restored-remains = What remains to be done
restored-sets-up = { $name } signs in with the pass and sets up a new way to sign in.
restored-adds = { $name } signs in with the pass and adds a new way to sign in under Security info.
restored-lock-device = If the device was stolen, lock or wipe it with what manages your devices.
restored-shown-the-rest = When they have signed in, they are shown what is left to do after a lost device.
restored-apps-told = What each app was told you find later on { $name }'s page, under What was ended. Who can't be told may keep its own session until the time above.

## Many at once: the file.

bulk-title = Many at once
bulk-is = Add people and issue their passes from a file. You see what happens to each row before anything does.
bulk-file = File (CSV)
# $column and $others are the names of columns, the same in every language.
bulk-file-hint = The first line names the columns: { $column }, and if you like { $others }. Spreadsheets save it as “CSV UTF-8”.
bulk-what-happens = What happens
bulk-create = Add people who aren't there yet
bulk-issue = Issue passes
bulk-replace = Also where a pass is outstanding: a new one replaces it
bulk-established = Also for people who have signed in or registered something (recovery)
bulk-passes = Passes, where the file doesn't say
bulk-lifetime = Lifetime in minutes
bulk-lifetime-hint = Empty: what the policy says.
bulk-one-time = They work once
bulk-check-file = Check the file
bulk-your-files = Your files
bulk-rows-of-file = { $count } rows
# In place of the name of a file: people who were ticked in the list.
bulk-selection = Selection
bulk-choose-a-file = Choose a file.
bulk-choose-one = Choose at least one of the two.
bulk-reason-missing = Say why: it is kept with every pass.
bulk-ticket-missing = Name the ticket: it is kept with every pass.
bulk-lifetime-wrong = Enter minutes as a whole number, or leave it empty.
file-not-utf-8 = The file is not in UTF-8. Save it as “CSV UTF-8” and send it again.
file-empty = The file has no rows. The first line names the columns, each other line is a person.
file-unknown-column = There is no column “{ $column }”. Known are: { $known }.
file-column-twice = The column “{ $column }” is there twice.
file-column-missing = The column “{ $column }” is missing.
file-too-long = The file has more than { $most } rows. Divide it.
file-line-unreadable = The file can't be read from line { $line } on: a quotation mark is open, or a cell is missing.

## Many at once: what happens to each row.

bulk-check = Check before anything happens
bulk-under-way = Under way
bulk-interrupted = Interrupted
bulk-waits-for-you = Waits for you
bulk-state-collected = Collected
bulk-sent-before = You sent this file before: this is what came of it. Nothing happened again.
bulk-taken = It is being worked on already, or was begun in another browser.
bulk-gone = The results were collected before. They can't be shown again.
# What was asked for, in a list.
bulk-adds-missing = adds people who are missing
bulk-issues-passes = issues passes
bulk-also-established = also to people who are set up
bulk-in-place = in place of outstanding passes
bulk-rows = Rows
bulk-people-to-add = People to add
bulk-passes-to-issue = Passes to issue
bulk-left-alone = Left alone
bulk-failed = Failed
bulk-waits = Waits
bulk-run-both = Issue { $passes } passes, add { $people } people
bulk-run-issue = Issue { $passes } passes
bulk-run-create = Add { $people } people
bulk-nothing-to-do = There is nothing to do: no row can be done as it stands. Below is why.
bulk-so-many-done = { $done } of { $all } done
bulk-so-many = { $done } of { $all }
bulk-come-back = You can leave this page and come back to it in this browser.
bulk-stopped = It stopped after { $done } of { $all } rows. What is done stays done.
# $once is bulk-collect-once; it stands out.
bulk-collect = The passes can be collected { $once }, in this browser, within a day. Have a printer or a safe place for the file ready.
bulk-collect-once = once
bulk-show-slips = Show slips to print
bulk-download = Download a file
bulk-too-many-slips = Slips are shown for up to { $most } passes; these are more.
bulk-other-browser = Another browser began this, or a day has passed: the passes can only be collected where they were begun. If they are lost, send the file again with “a new one replaces it”.
bulk-no-passes = There are no passes to collect.
bulk-collected = The passes were collected. They can't be shown again.
bulk-all-rows = All rows
bulk-only-problems = Only rows with a problem
bulk-no-such-rows = No such rows.
bulk-table = Rows of the file
bulk-row = Row
bulk-state = State
bulk-more-rows = More rows
# What will happen to a row.
bulk-fate-add = Add
bulk-fate-issue = Issue a pass
bulk-fate-add-and-issue = Add and issue a pass
slips = Slips
slips-print-now = This page can't be shown again. Print it now, and hand each slip to its person only.
slips-print = Print { $count } slips
slips-rows-without = { $count } rows have no slip

## On many pages of the console.

choose-one-of-these = Choose one of these.
no = No
yes = Yes
