# The console: policy, groups, requests, passes and logs.

## On many pages of the console.

filter = Filter
group = Group
older = Older
# What the links to other pages of a list are, for who cannot see.

## The authentication methods policy.

policy-title = Authentication methods
policy-as-the-settings = As the settings have it.
policy-this-version = Version { $number }.
policy-history = History
policy-back = Back to the policy
policy-saved = Saved. It holds from now on, for passes that are out already too.
policy-unchanged = Nothing was different, so nothing was saved.
policy-stale = Somebody else has changed the policy meanwhile. This is how it is now; nothing of yours was saved.
policy-refused = That would make the policy contradict itself, so nothing was saved.
policy-restored = That version holds again, as a new one.

# The sections; "Temporary Access Pass" is one too.
policy-passkeys = Passkeys
policy-authenticator-apps = Authenticator apps
policy-passwords = Passwords
policy-recovery-codes = Recovery codes
policy-campaign = Registration campaign

# Of a section of the policy, such as passkeys.
policy-on = On
policy-off = Off
# Of the registration campaign.
policy-may-be-skipped = May be skipped
policy-required = Required

policy-everybody = Everybody
# $groups and $excluded are lists of names, with commas.
policy-members = Members of { $groups }
policy-everybody-without = Everybody, without members of { $excluded }
policy-members-without = Members of { $groups }, without members of { $excluded }

policy-overrides-for-passes = Overrides for passes
policy-overrides-explained = What members of a group get instead. Of all overrides whose group a person is in, the first counts alone.
policy-overrides-none = There are none.
policy-add-override = Add an override
# Moves an override above, or below, the next one; its name follows for who cannot see.
policy-up = Up
policy-down = Down

## The fields of the policy.

policy-state = State
policy-state-hint = Switched off, nobody can add or use it, and what people have of it stops working at once.
policy-minimum-lifetime = Shortest lifetime (minutes)
policy-default-lifetime = Default lifetime (minutes)
policy-maximum-lifetime = Longest lifetime (minutes)
policy-maximum-lifetime-hint = Passes that are out already keep the end they were issued with.
# Of a pass's code.
policy-length = Length (symbols)
policy-length-hint = Each symbol is worth five bits.
policy-one-time-required = Every pass works once only
policy-one-time-required-hint = Passes that are out already and can be used often stop working.
policy-max-wrong-tries = Wrong tries a pass survives
policy-max-wrong-tries-hint = Other ways to sign in are never locked by them.
policy-fence = What a pass opens
policy-fence-hint = Whatever it is, it ends with the pass, and apps are told that it was a pass.
policy-fence-first-sign-in = Registration first, for who has no lasting method
policy-fence-always = Registration only, whatever they have
policy-fence-never = Everything; registration is offered
policy-allowed-networks = Networks passes can be used from
policy-allowed-networks-hint = One a line, such as 10.0.0.0/8. Empty: from everywhere.
# The networks a pass can be used from.
policy-everywhere = everywhere
policy-approval = A second administrator approves passes
policy-approval-hint = Commands on the host do not wait.
policy-approval-never = Never
policy-approval-administrators = For people with an administrator role
policy-approval-always = Always
policy-reason-required = Whoever issues a pass says why
policy-ticket-required = Whoever issues a pass names a ticket
policy-maximum-of-a-person = How many a person may have
policy-second-factor-required = Needs a second factor
# Of a password.
policy-minimum-length = Characters at least
policy-minimum-score = Strength at least
policy-minimum-score-hint = 0 to 4: how hard it is to guess, as zxcvbn counts.
policy-recovery-codes-count = How many are made at once
policy-campaign-skippable = People are asked and may skip it
policy-campaign-required = Nothing else opens before
policy-campaign-method = To register
policy-campaign-method-hint = People who can sign in already and do not have it are asked after signing in.
policy-campaign-passkey = A passkey
policy-campaign-authenticator-app = An authenticator app
policy-campaign-skips = How often it may be skipped
policy-campaign-snooze-days = Days until people are asked again
policy-campaign-snooze-days-hint = 0 asks at every sign-in.
policy-for-whom = For whom
policy-only-groups-below = Only the groups below
policy-include = Groups
policy-include-hint = One group a line. Counts where only these groups are meant.
policy-not-for = Not for
policy-exclude-hint = One group a line. Who is in one of them is out, whatever else they are in.

## The forms of the policy.

# In place of a value of an override: nothing is chosen.
policy-as-for-everybody-choice = As for everybody
policy-why = Why
policy-why-hint = Kept in the history. May be left empty.
policy-new-override = New override
policy-override-for = Override for { $group }
policy-override-group-hint = Its members get what stands below; what is left empty is as for everybody.
# “everywhere” is what is typed, in every language.
policy-override-intro = For passes only. Of all overrides whose group a person is in, the first counts alone. For networks, “everywhere” lifts what holds for everybody.
policy-changed-meanwhile = Somebody else has changed the policy meanwhile. Look at what they changed; what you typed is still here and not saved. Save again to have it so.
policy-meanwhile = What changed meanwhile
policy-no-group = There is no group called { $name }.
# $setting is the label of a field, such as "Passkeys: State"; $problem is English, such as
# "names no group".
policy-contradiction = “{ $setting }” { $problem }.
policy-contradiction-here = It { $problem }.
# $text is what was typed, in quotation marks.
policy-not-a-network = { $text } is not a network such as 10.0.0.0/8.
whole-number-within = Enter a whole number from { $least } to { $most }.

## What changed in the policy, and its history.

# $whose is a section or an override, $what one of its fields.
policy-setting = { $whose }: { $what }
policy-overrides = Overrides
# The order in which overrides count.
policy-order = Order
policy-setting-column = Setting
# The values of a setting, before and after.
policy-was = Was
policy-is = Is
policy-as-for-everybody = as for everybody
# The value of a setting.
policy-changed-yes = yes
policy-changed-no = no
policy-history-title = History of the policy
policy-history-none = Nobody has changed it yet: the settings hold.
policy-version = Version { $number }
policy-the-settings = The settings
policy-what-the-settings-say = What the settings say
policy-holds-now = Holds now
policy-holds-until = What holds until a version is saved here.
policy-what-it-changed = What it changed
policy-going-back = Going back to it
policy-going-back-means = It is saved as a new version, and this changes at once:
policy-going-back-changes = What going back changes
policy-go-back = Go back to this version
policy-back-to-history = Back to the history

## What somebody would get by the policy, and why.

policy-effective-title = What would this person get?
no-user-with-this-username = There is no user with this username.
# $groups is a list of names, with commas.
policy-in-groups = Groups: { $groups }
policy-in-no-group = Groups: none
policy-stuck = After a pass they must register a way to sign in, and may have none that is enough: they could not get in.
policy-methods = Methods
# The heads of a table: a setting, its value for this person, and what gave it.
policy-what = What
policy-they-get = They get
policy-because = Because
policy-asked-to-register = Asked to register
policy-asked-passkey-skippable = A passkey, may be skipped
policy-asked-passkey-required = A passkey, required
policy-asked-authenticator-app-skippable = An authenticator app, may be skipped
policy-asked-authenticator-app-required = An authenticator app, required
policy-because-switched-off = switched off for everybody
policy-because-included = for members of { $group }
policy-because-not-included = only for groups they are not in
policy-because-excluded = not for members of { $group }
# $place is the override's place among all of them, from 1.
policy-because-override = override { $place }, for { $group }
policy-because-not-possible = not possible at this installation's address
policy-because-no-pass = they may not have a temporary access pass
policy-because-no-passkey = they may not have a passkey
policy-because-no-password = they may not have a password
policy-because-no-authenticator-app = they may not have an authenticator app
policy-because-no-recovery-code = they may not have a recovery code

## Groups.

groups-all = All groups
group-find = Find a group
groups-none-yet = No group is there yet.
groups-none-like-this = No group starts like this.
group-new = New group
group-make = Make the group
group-members = Members
group-nobody = Nobody.
group-whom-to-add = Username of somebody to add
group-created = The group is there, with nobody in it.
group-renamed = It has its new name.
group-deleted = The group is deleted. The people who were in it stay.
group-member-added = They are in the group now.
group-member-removed = They are not in the group any more.
group-name-bounds = A name has 1 to 120 characters.
group-name-taken = Another group has this name.
group-delete = Delete this group
group-delete-title = Delete this group?
nobody-has-this-username = Nobody has this username.
no-group-has-this-name = No group has this name.
no-group-of-this-name = There is no group of this name.

## Delegations: a group whose members issue passes for those of another.

delegations = Issuing passes
delegations-none = Members of this group issue no passes, and nobody issues for them but administrators.
# Both are names of groups.
delegation-of = { $issuers } for { $people }
# How many passes each member may issue.
delegation-quota = { $quota } a day each (UTC)
# For whom they may issue.
delegation-everybody = everybody in the group
delegation-newcomers = who never signed in
delegation-passes-a-day = Passes a day each
delegation-passes-a-day-hint = 1 to 1000. The day is UTC's.
delegation-recovery = For people who have signed in before, too
# Ends a delegation; which one follows for who cannot see.
delegation-end = End
delegation-new = Let members issue passes
delegation-people = For members of the group
delegation-people-hint = Never for administrators, nor for who issues passes themselves.
delegation-make = Let them issue
delegation-quota-bounds = Enter a number from 1 to 1000.
delegation-same-group = Choose another group: nobody issues passes for those who issue passes.
delegation-exists = It issues for that group already.
delegation-made = Its members can issue passes from now on.
delegation-changed = It's saved, and holds from now on.
delegation-ended = Its members issue no more passes by it. Those they issued stay.

## Requests: passes that wait for a second approver.

requests-back = Back to the requests
requests-waiting = Waiting for a second approver
requests-none-waiting = Nothing waits.
requests-own = What you asked for
requests-none-own = You have asked for nothing that needs a second approver.
request-pass-for = A pass for { $username }
# A time follows.
request-asked-by = Asked by { $requester }
# A time follows.
request-asked = Asked:
# A time follows: when the request has come to nothing.
request-lapses = Lapses:
# Who decided, and their own words.
request-decided = { $by }: { $note }
request-note = Note (optional)
request-why-not = Why not (optional)
approve = Approve
refuse = Refuse
# Behind "Approve" and "Refuse", for who cannot see.
request-the-pass-for = the pass for { $username }
# A time follows, then a full stop and the next message.
request-open-before = Open it before:
request-made-then = The pass is made then and shown once.
request-make-the-pass = Make the pass
# Behind "Make the pass", for who cannot see.
request-for = for { $username }
# $lifetime is a length of time, such as "8 hours".
request-lasts = Lasts { $lifetime }
request-works-once = works once
request-works-until-it-ends = works until it ends
# $when brings its preposition: "at 14:10", "on Tuesday 24 November at 08:00".
request-starts = starts { $when }
request-reason = Reason: { $reason }
# The number of a ticket of the help desk.
request-ticket = Ticket: { $ticket }
# What has become of a request.
request-state-waiting = Waiting
request-state-approved = Approved
request-state-refused = Refused
request-state-lapsed = Lapsed
request-state-opened = Opened
request-approved = Approved. Whoever asked can open it now, and sees the pass once.
request-refused = Refused. No pass comes of it.
request-not-waiting = Somebody else decided that request, or its time is over.
request-opened-before = That request was opened before; the pass was shown then. Ask again if it is lost.
request-not-approved = That request isn't approved, or its time is over. Ask again.
request-quota-used-up = Your passes for today are used up. Open it tomorrow (UTC).
request-busy = Many people are signing in right now. Wait a few seconds and open it again.
request-not-allowed-since = The policy or the account has changed since, and doesn't allow this pass. Ask again.
request-code-shown-once = You won't see this code again. Hand it to { $name } now; if it gets lost, ask for another.

## Passes.

passes = Passes
passes-which = Which passes
passes-outstanding = Outstanding
passes-outstanding-explained = Can be used now. The one that ends next comes first.
passes-scheduled = Scheduled
passes-scheduled-explained = Start later. The one that starts next comes first.
passes-used = Used
passes-used-explained = Were used. The last one used comes first.
passes-ended = Ended
passes-ended-explained = Have ended. They stay listed until they are replaced or deleted.
passes-nothing-registered = Nothing registered
passes-nothing-registered-explained = Have started, and their people have registered nothing to sign in with. Some may need help.
issued-by = Issued by
# Before the name of a group.
passes-members-of = Members of
passes-none = None.
passes-choose = Choose the pass of { $name }
pass-wrong-tries =
    { $count ->
        [one] { $count } wrong try
       *[other] { $count } wrong tries
    }
# Heads of a list; a time follows each.
pass-from = From
pass-until = Until
pass-used = Used
passes-delete-chosen = Delete the chosen ones
passes-delete-all = Delete all of this list
passes-delete-title =
    { $count ->
        [one] Delete { $count } pass?
       *[other] Delete { $count } passes?
    }
passes-deleted =
    { $count ->
        [one] { $count } pass deleted.
       *[other] { $count } passes deleted.
    }
passes-kept =
    { $count ->
        [one] { $count } pass stayed: your roles don't reach the people.
       *[other] { $count } passes stayed: your roles don't reach the people.
    }
# Both sentences above.
passes-deleted-and-kept = { $deleted } { $kept }

## Logs.

sign-in-log = Sign-in log
audit-log = Audit log
log-who-signed-in = Who signed in
log-done-to = Done to
log-done-to-id = Done to (id)
log-done-by = Done by
log-done-by-id = Done by (id)
log-activity = Activity
# In an empty field.
log-activity-placeholder = As in a record
log-category = Category
log-result = Result
log-any = Any
log-success = Success
log-failure = Failure
log-result-success = success
log-result-failure = failure
log-reason = Reason
log-method = Method
log-app = App
log-client-id = Client id
log-from-address = From address
# Before a browser and its system.
log-with = With
log-user-agent = User agent
log-request = Reference of the request
log-record = Record
log-instant = Instant
# Whether the record is part of the chain that shows tampering.
log-sealed = Sealed
log-sealed-as = as record { $sequence } of the chain
log-not-yet-sealed = not yet
log-first-day = First day (UTC)
log-last-day = Last day (UTC)
log-clear = Clear
log-nothing-matches = Nothing matches.
log-nothing-yet = Nothing has been recorded yet.
# The heads of a table.
log-when = When
log-what-happened = What happened
# The address that somebody came from.
log-from = From
log-failed = Failed
log-newest = Newest
log-export-csv = Export as CSV
log-export-json = Export as JSON
log-details = Details
log-receipt = What was ended, and who was told
log-companions = The same request also wrote
log-choose-a-result = Choose one of the results.
log-address-wrong = Enter an address such as 203.0.113.9 or 2001:db8::1.
log-page-not-found = This page of the log can't be found.
log-last-day-first = The last day is before the first.
log-day-wrong = Enter a day such as 2026-11-23.
