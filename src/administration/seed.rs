//! People who do not exist, very many of them: for development and for measuring.

use std::time::Duration;

use uuid::Uuid;

use crate::audit::{self, Actor, Category, Event, Origin};
use crate::base::{Fallible, Fault, Random, Subject, Timestamp, UserId};
use crate::credentials::{StoredHash, Tools, password};
use crate::directory::{self, StandardClaims, User, Username};

/// How many are written in one transaction.
const BATCH: u64 = 20_000;
/// Of so many people one has no way to sign in yet.
const ONE_IN_HAS_NO_METHOD: u64 = 20;
/// Of so many people one may not sign in.
const ONE_IN_IS_DISABLED: u64 = 50;
/// They seem to have joined one after another, so long apart.
const APART: Duration = Duration::from_mins(7);

const GIVEN: [&str; 20] = [
    "Ada", "Ben", "Carla", "Dimitri", "Elif", "Farid", "Grace", "Hana", "Ivo", "Jana", "Kofi",
    "Lena", "Mina", "Noor", "Olga", "Pablo", "Quinn", "Rosa", "Sven", "Tariq",
];
const FAMILY: [&str; 25] = [
    "Abel", "Becker", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Hansen", "Ito", "Jansen",
    "Kaya", "Lovelace", "Moreau", "Novak", "Okafor", "Petrov", "Quist", "Rossi", "Silva", "Turing",
    "Ueda", "Vogel", "Weber", "Yilmaz", "Zhou",
];

/// Adds so many people. Their password is one that nobody knows.
pub async fn people(tools: &Tools, count: u64) -> Fallible<()> {
    let hashed = tools.hasher.hash(&Random.token()).await;
    let hash = hashed.map_err(|_| Fault::new("the hashing threads are busy"))?;
    let mut from = 0;
    while from < count {
        let to = count.min(from.saturating_add(BATCH));
        batch(tools, from, to, &hash).await?;
        from = to;
    }
    Ok(())
}

async fn batch(tools: &Tools, from: u64, to: u64, hash: &StoredHash) -> Fallible<()> {
    let run = Random.bytes::<4>().map(|byte| format!("{byte:02x}")).concat();
    let now = tools.clock.now();
    let mut users = Vec::new();
    for number in from..to {
        users.push((person(number, &run, now)?, number % ONE_IN_HAS_NO_METHOD != 0));
    }
    let work = tools.db.begin().await?;
    directory::insert_many(&work, &users).await?;
    let with_method = users.iter().filter(|(_, has_method)| *has_method);
    let with_method: Vec<UserId> = with_method.map(|(user, _)| user.id).collect();
    password::insert_many(&work, &with_method, hash).await?;
    let event = Event::new(Category::UserManagement, "Add users for development")
        .by(Actor::Machine)
        .with_reason(format!("{} people who do not exist", users.len()));
    audit::record(&work, &Origin::local("seed"), event).await?;
    work.commit().await
}

fn person(number: u64, run: &str, now: Timestamp) -> Fallible<User> {
    let place = usize::try_from(number)?;
    let given = GIVEN.get(place % GIVEN.len()).copied().unwrap_or_default();
    let family = FAMILY.get(place / GIVEN.len() % FAMILY.len()).copied().unwrap_or_default();
    let address = format!("{given}.{family}{number}-{run}@example.com").to_lowercase();
    let joined = now.minus(APART.saturating_mul(u32::try_from(number % 100_000)?));
    Ok(User {
        id: UserId::fresh(),
        subject: Subject::new(random_uuid().to_string()),
        username: Username::parse(&address)?,
        display_name: format!("{given} {family}"),
        claims: StandardClaims {
            given_name: Some(given.to_owned()),
            family_name: Some(family.to_owned()),
            email: Some(address),
            email_verified: Some(false),
            ..StandardClaims::default()
        },
        enabled: !number.is_multiple_of(ONE_IN_IS_DISABLED),
        created_at: joined,
        updated_at: joined,
        sign_in_sessions_valid_from: joined,
        generation: 0,
        webauthn_handle: random_uuid(),
    })
}

fn random_uuid() -> Uuid {
    uuid::Builder::from_random_bytes(Random.bytes()).into_uuid()
}
