//! Typed identifiers: a `Uuid` or `String` never names a thing by itself.

use std::fmt;
use std::str::FromStr;

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh id that sorts by the time it was made (UUID version 7).
            #[expect(clippy::disallowed_methods, reason = "the one home of fresh ids")]
            pub fn fresh() -> Self {
                Self(Uuid::now_v7())
            }

            /// From a UUID that came from outside.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID itself.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// From text that came from outside; any text is a possible id.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

uuid_id! {
    /// Names a user (Entra's object id).
    UserId,
    /// Names a group.
    GroupId,
    /// Names a Temporary Access Pass; not the pass itself.
    PassId,
    /// Names a passkey in our tables; not the WebAuthn credential id.
    PasskeyId,
    /// Names an authenticator app registration.
    TotpId,
    /// Names a recovery code; not the code itself.
    RecoveryCodeId,
    /// Names a session: the `sid` of tokens. Not the secret in the cookie.
    SessionId,
    /// Names a grant: one authorization of one client, the family of all its tokens.
    GrantId,
    /// Names a bulk job.
    BulkJobId,
    /// Names an audit event.
    EventId,
    /// Names a version of the authentication methods policy; its number may come again, this does not.
    PolicyVersionId,
    /// Names a delegation: whose members may issue passes for whose.
    DelegationId,
    /// Names a request to issue a pass, which somebody else approves.
    RequestId,
    /// Names a sign-out: a fact that apps are told of.
    SignOutId,
    /// Names one telling of one event to one receiver.
    DeliveryId,
    /// Names an initial access token, by which clients register; not the token itself.
    RegistrationTokenId,
    /// Names a stream of shared signals; receivers see it.
    StreamId,
}

text_id! {
    /// A client's `client_id` (RFC 6749 §2.2).
    ClientId,
    /// A signing key's `kid` (RFC 7517 §4.5).
    SigningKeyId,
    /// A user's `sub` (OIDC Core §2): public, locally unique, never reassigned.
    Subject,
}
