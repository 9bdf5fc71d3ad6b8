//! What a journey through a real browser stands on.
//!
//! [`Chrome`] is one headless browser with a profile of its own, [`VirtualAuthenticator`] the
//! device's passkey store, [`Daypass`] and [`RelyingParty`] the real programs as child processes.
//! Everything binds to loopback, lives in temporary folders and ends when its value is dropped,
//! also when a test fails half-way.
//!
//! Everything answers with [`anyhow::Result`], so that a journey reads as a list of steps with `?`;
//! an error says which step failed and, where a program was involved, what that program printed.

mod authenticator;
mod axe;
mod build;
mod chrome;
mod daypass;
mod look;
mod process;
mod relying_party;
mod screenshot;
mod wait;

pub use authenticator::{Credential, VirtualAuthenticator};
pub use chrome::Chrome;
pub use daypass::{Daypass, FirstAdministrator};
pub use process::free_address;
pub use relying_party::RelyingParty;
pub use screenshot::Screenshots;
pub use wait::until;
