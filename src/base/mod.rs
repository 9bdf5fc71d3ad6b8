//! The ground floor: time, randomness, ids, secrets, sealing, faults. No I/O, nothing from above.

mod clock;
mod fault;
mod ids;
mod random;
mod seal;
mod secret;

pub use clock::{Clock, Timestamp};
pub use fault::{Fallible, Fault};
pub use ids::{
    BulkJobId, ClientId, DelegationId, DeliveryId, EventId, GrantId, GroupId, PassId, PasskeyId,
    PolicyVersionId, RecoveryCodeId, RegistrationTokenId, RequestId, SessionId, SignOutId,
    SigningKeyId, StreamId, Subject, TotpId, UserId,
};
pub use random::Random;
pub use seal::{MacKey, Purpose, Sealer, Unsealable, bytes_of};
pub use secret::{Digest, Secret};
