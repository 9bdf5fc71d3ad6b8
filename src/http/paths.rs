//! Every path people's browsers visit, spelled once.

/// The start page of a signed-in person.
pub const HOME: &str = "/";

/// Whether a page belongs to the console.
pub fn is_console(path: &str) -> bool {
    path.strip_prefix(ADMIN).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Who is signing in.
pub const SIGN_IN: &str = "/signin";
/// With which method, if not with the one that is offered.
pub const SIGN_IN_METHODS: &str = "/signin/methods";
/// With a Temporary Access Pass.
pub const SIGN_IN_PASS: &str = "/signin/pass";
/// With a password.
pub const SIGN_IN_PASSWORD: &str = "/signin/password";
/// With a code of an authenticator app.
pub const SIGN_IN_TOTP: &str = "/signin/totp";
/// With a passkey.
pub const SIGN_IN_PASSKEY: &str = "/signin/passkey";
/// A challenge for a passkey.
pub const SIGN_IN_PASSKEY_OPTIONS: &str = "/signin/passkey/options";
/// With a recovery code.
pub const SIGN_IN_RECOVERY_CODE: &str = "/signin/recovery-code";
/// With whatever makes a session as strong as an app wants it.
pub const SIGN_IN_STEP_UP: &str = "/signin/step-up";
/// The methods a person has.
pub const SECURITY_INFO: &str = "/security-info";
/// Which method to register.
pub const REGISTER: &str = "/security-info/register";
/// Registering a passkey.
pub const REGISTER_PASSKEY: &str = "/security-info/register/passkey";
/// What a browser needs to make a passkey.
pub const REGISTER_PASSKEY_OPTIONS: &str = "/security-info/register/passkey/options";
/// Setting up an authenticator app.
pub const REGISTER_TOTP: &str = "/security-info/register/totp";
/// Choosing the first password.
pub const REGISTER_PASSWORD: &str = "/security-info/register/password";
/// Making recovery codes.
pub const REGISTER_RECOVERY_CODES: &str = "/security-info/register/recovery-codes";
/// The registration is complete.
pub const REGISTER_DONE: &str = "/security-info/register/done";
/// Renaming a method.
pub const SECURITY_INFO_RENAME: &str = "/security-info/rename";
/// Deleting a method.
pub const SECURITY_INFO_DELETE: &str = "/security-info/delete";
/// Deleting one's own pass.
pub const SECURITY_INFO_DELETE_PASS: &str = "/security-info/pass/delete";
/// Changing the password.
pub const SECURITY_INFO_PASSWORD: &str = "/security-info/password";
/// What the registration campaign asks for.
pub const REGISTER_CAMPAIGN: &str = "/security-info/register/campaign";
/// Where somebody is signed in.
pub const MY_SIGN_INS: &str = "/my-sign-ins";
/// Ends one session.
pub const END_SESSION_OF_MINE: &str = "/my-sign-ins/end-session";
/// Ends one app's access.
pub const REMOVE_APP: &str = "/my-sign-ins/remove-app";
/// Ends everything.
pub const SIGN_OUT_EVERYWHERE: &str = "/my-sign-ins/sign-out-everywhere";
/// Ends everything but this browser's session.
pub const SIGN_OUT_ELSEWHERE: &str = "/my-sign-ins/sign-out-elsewhere";
/// What came of something that was ended.
pub const MY_RECEIPT: &str = "/my-sign-ins/ended/{id}";
/// The same, right after it ended the session of this browser.
pub const SIGNED_OUT_EVERYWHERE: &str = "/signed-out/everywhere";
/// What is to be done about a lost device.
pub const LOST_DEVICE: &str = "/lost-device";
/// Saying that a device is lost.
pub const LOST_DEVICE_START: &str = "/lost-device/start";
/// First: ending everything but this browser's session.
pub const LOST_DEVICE_SIGN_OUT: &str = "/lost-device/sign-out";
/// Then: removing what was on the device.
pub const LOST_DEVICE_REMOVE: &str = "/lost-device/remove";
/// Saying that nothing needs to be added.
pub const LOST_DEVICE_ENOUGH: &str = "/lost-device/enough";
/// Putting it away, done or not.
pub const LOST_DEVICE_FINISH: &str = "/lost-device/finish";
/// What an app may have.
pub const CONSENT: &str = "/consent";
/// The code that a device without a browser shows.
pub const DEVICE: &str = crate::oidc::path::DEVICE;
/// Letting that device in, or not.
pub const DEVICE_DECIDE: &str = "/device/decide";
/// Leaving.
pub const LANGUAGE: &str = "/language";
/// Leaving.
pub const SIGN_OUT: &str = "/signout";
/// Having left.
pub const SIGNED_OUT: &str = "/signed-out";
/// Where relying parties send people (RFC 6749 §3.1).
pub const AUTHORIZE: &str = "/oauth2/authorize";
/// The console.
pub const ADMIN: &str = "/admin";
/// People, and one of them below it.
pub const ADMIN_USERS: &str = "/admin/users";
/// Adding somebody.
pub const ADMIN_USERS_NEW: &str = "/admin/users/new";
/// One person on one page.
pub const ADMIN_USER: &str = "/admin/users/{id}";
/// Their profile.
pub const ADMIN_USER_EDIT: &str = "/admin/users/{id}/edit";
/// Lets them sign in again.
pub const ADMIN_USER_ENABLE: &str = "/admin/users/{id}/enable";
/// Keeps them from signing in.
pub const ADMIN_USER_DISABLE: &str = "/admin/users/{id}/disable";
/// Deletes them.
pub const ADMIN_USER_DELETE: &str = "/admin/users/{id}/delete";
/// Puts them into a group.
pub const ADMIN_USER_ADD_GROUP: &str = "/admin/users/{id}/groups/add";
/// Takes them out of a group.
pub const ADMIN_USER_REMOVE_GROUP: &str = "/admin/users/{id}/groups/remove";
/// Gives them an administrator role.
pub const ADMIN_USER_ADD_ROLE: &str = "/admin/users/{id}/roles/add";
/// Takes an administrator role from them.
pub const ADMIN_USER_REMOVE_ROLE: &str = "/admin/users/{id}/roles/remove";
/// Deletes one of their methods.
pub const ADMIN_USER_DELETE_METHOD: &str = "/admin/users/{id}/methods/delete";
/// Issues them a pass.
pub const ADMIN_USER_PASS: &str = "/admin/users/{id}/pass";
/// Deletes their pass.
pub const ADMIN_USER_DELETE_PASS: &str = "/admin/users/{id}/pass/delete";
/// Ends one of their sessions.
pub const ADMIN_USER_END_SESSION: &str = "/admin/users/{id}/end-session";
/// Ends one app's access to their account.
pub const ADMIN_USER_REMOVE_APP: &str = "/admin/users/{id}/remove-app";
/// Ends everything they are signed in to.
pub const ADMIN_USER_SIGN_OUT: &str = "/admin/users/{id}/sign-out-everywhere";
/// What came of something of somebody's that was ended; they may be deleted.
pub const ADMIN_SIGN_OUT: &str = "/admin/sign-outs/{id}";
/// Their device is lost.
pub const ADMIN_USER_RESTORE: &str = "/admin/users/{id}/restore-access";
/// Groups and delegations.
pub const ADMIN_GROUPS: &str = "/admin/groups";
/// A group.
pub const ADMIN_GROUP: &str = "/admin/groups/{id}";
/// Renames a group.
pub const ADMIN_GROUP_RENAME: &str = "/admin/groups/{id}/rename";
/// Deletes a group.
pub const ADMIN_GROUP_DELETE: &str = "/admin/groups/{id}/delete";
/// Puts somebody into a group.
pub const ADMIN_GROUP_ADD_MEMBER: &str = "/admin/groups/{id}/members/add";
/// Takes somebody out of a group.
pub const ADMIN_GROUP_REMOVE_MEMBER: &str = "/admin/groups/{id}/members/remove";
/// Lets a group's members issue passes.
pub const ADMIN_GROUP_DELEGATE: &str = "/admin/groups/{id}/delegations/add";
/// Changes a delegation of a group's.
pub const ADMIN_GROUP_CHANGE_DELEGATION: &str = "/admin/groups/{id}/delegations/change";
/// Ends a delegation of a group's.
pub const ADMIN_GROUP_END_DELEGATION: &str = "/admin/groups/{id}/delegations/remove";

/// The pages of the console that are open to who issues by a delegation and holds no role.
pub const FOR_ISSUERS: [&str; 5] =
    [ADMIN, ADMIN_FRONT_DESK, ADMIN_USER_PASS, ADMIN_REQUESTS, ADMIN_REQUEST_OPEN];

/// Passes, outstanding and past.
pub const ADMIN_PASSES: &str = "/admin/passes";
/// Takes several passes away.
pub const ADMIN_PASSES_REVOKE: &str = "/admin/passes/revoke";
/// Requests that wait for a second approver.
pub const ADMIN_REQUESTS: &str = "/admin/requests";
/// Lets a requester open their request.
pub const ADMIN_REQUEST_APPROVE: &str = "/admin/requests/approve";
/// Ends a request.
pub const ADMIN_REQUEST_REFUSE: &str = "/admin/requests/refuse";
/// Makes the pass of an approved request, and shows it once.
pub const ADMIN_REQUEST_OPEN: &str = "/admin/requests/open";
/// Issuing by a delegation.
pub const ADMIN_FRONT_DESK: &str = "/admin/front-desk";
/// Many at once.
pub const ADMIN_BULK: &str = "/admin/bulk";
/// People who were ticked in a list, at once.
pub const ADMIN_BULK_SELECTION: &str = "/admin/bulk/selection";
/// One file or selection, and what comes of it.
pub const ADMIN_BULK_JOB: &str = "/admin/bulk/{id}";
/// Doing what was planned.
pub const ADMIN_BULK_RUN: &str = "/admin/bulk/{id}/run";
/// Collecting the passes.
pub const ADMIN_BULK_RESULTS: &str = "/admin/bulk/{id}/results";
/// The authentication methods policy.
pub const ADMIN_POLICY: &str = "/admin/policy";
/// One section of it.
pub const ADMIN_POLICY_EDIT: &str = "/admin/policy/edit/{id}";
/// An override for another group.
pub const ADMIN_POLICY_NEW_OVERRIDE: &str = "/admin/policy/new-override";
/// Moves and deletes overrides.
pub const ADMIN_POLICY_CHANGE_OVERRIDE: &str = "/admin/policy/change-override";
/// The override of one group.
pub const ADMIN_POLICY_OVERRIDE: &str = "/admin/policy/overrides/{id}";
/// What somebody would get, and why.
pub const ADMIN_POLICY_EFFECTIVE: &str = "/admin/policy/effective";
/// Its versions.
pub const ADMIN_POLICY_HISTORY: &str = "/admin/policy/history";
/// One of them.
pub const ADMIN_POLICY_VERSION: &str = "/admin/policy/history/{id}";
/// Relying parties.
pub const ADMIN_CLIENTS: &str = "/admin/clients";
/// Registering a relying party.
pub const ADMIN_CLIENT_NEW: &str = "/admin/clients/new";
/// Sign-ins, good and bad.
pub const ADMIN_SIGN_INS: &str = "/admin/logs/sign-ins";
/// The same, as a file.
pub const ADMIN_SIGN_INS_EXPORT: &str = "/admin/logs/sign-ins/export";
/// Administrative acts.
pub const ADMIN_AUDIT: &str = "/admin/logs/audit";
/// The same, as a file.
pub const ADMIN_AUDIT_EXPORT: &str = "/admin/logs/audit/export";
/// One record of either log, by its id.
pub const ADMIN_LOG_RECORD: &str = "/admin/logs/records/{id}";
/// "This wasn't me": the link in letters.
pub const NOT_ME: &str = crate::telling::NOT_ME_PATH;
/// Settings, keys, version and health.
pub const ADMIN_SETTINGS: &str = "/admin/settings";
/// Rotating a signing key.
pub const ADMIN_ROTATE_KEY: &str = "/admin/settings/keys/rotate";

/// A page's address for one person, group or other thing that has an id.
pub fn of(path: &str, id: impl std::fmt::Display) -> String {
    path.replace("{id}", &id.to_string())
}
