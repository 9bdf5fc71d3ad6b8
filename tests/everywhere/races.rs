//! Clients in a hurry while their person is signed out, on several nodes at the same moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use daypass::app::App;
use daypass::audit::Actor;
use daypass::base::SessionId;
use daypass::directory::User;
use daypass::sessions::{self, Session};
use tokio::task::JoinSet;

use crate::client::{Client, resumes};
use crate::hands::{Family, Hands, HeldSession};
use crate::on_both_databases;
use crate::support::TestDatabase;
use crate::world::{World, committed, off_and_on, origin, sign_in, sign_out_everywhere};

/// How often somebody is signed out in the middle of it all, in each way.
const ROUNDS: usize = 12;
/// Clients in a hurry with each of two sessions.
const HURRYING: usize = 3;
/// What each of them does after the sign-out was answered, if it still can.
const AFTERWARDS: usize = 3;

/// What is done to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Everywhere,
    /// Disabled, and enabled again at once.
    OffAndOn,
    /// Out of the first of two sessions.
    OneSession,
}

on_both_databases! {
    async fn hurrying_clients_keep_nothing(database: TestDatabase) {
        let nodes = if database.is_shared() { 2 } else { 1 };
        let world = World::of(database, nodes).await;
        for way in [Way::Everywhere, Way::OffAndOn, Way::OneSession] {
            for round in 0..ROUNDS {
                let user = world.person(&format!("{way:?}-{round}")).await;
                race(&world, &user, way).await;
            }
        }
    }
}

/// How far the sign-out is.
#[derive(Default)]
struct Progress {
    /// How much the clients have been given.
    given: AtomicUsize,
    begun: AtomicBool,
    answered: AtomicBool,
}

async fn race(world: &World, user: &User, way: Way) {
    let progress = Arc::new(Progress::default());
    let mut hands = Hands::default();
    for _ in 0..2 {
        let mut session = HeldSession::of(sign_in(&world.nodes[0], user).await.unwrap());
        session.alive = way == Way::OneSession && !hands.sessions.is_empty();
        hands.sessions.push(session);
    }
    let mut hurrying = JoinSet::new();
    for number in 0..2 * HURRYING {
        let held = &hands.sessions[number % 2];
        let hurry = Hurry {
            node: world.nodes[number % world.nodes.len()].clone(),
            client: Client::ALL[number % Client::ALL.len()],
            session: held.session.clone(),
            of: number % 2,
            // What is offline is not bound to its session.
            offline: way != Way::OneSession && number >= HURRYING,
            ends: !held.alive,
            progress: Arc::clone(&progress),
        };
        hurrying.spawn(hurry.run());
    }
    let again = Again { user: user.clone(), progress: Arc::clone(&progress) };
    let again = tokio::spawn(again.run(world.nodes.last().unwrap().clone()));

    while progress.given.load(Ordering::SeqCst) < 4 * HURRYING {
        tokio::task::yield_now().await;
    }
    progress.begun.store(true, Ordering::SeqCst);
    end(&world.nodes[0], user, way, hands.sessions[0].session.id).await;
    progress.answered.store(true, Ordering::SeqCst);

    for families in hurrying.join_all().await {
        hands.families.extend(families);
    }
    let mut turns = (0..world.nodes.len()).cycle();
    let mut any_node = || world.nodes[turns.next().unwrap()].clone();
    let wrong = hands.wrong(&mut any_node).await;
    assert_eq!(wrong, None, "{way:?}: {hands:#?}");
    let back = again.await.unwrap();
    assert_eq!(back.wrong(&mut any_node).await, None, "who came back, {way:?}: {back:#?}");
}

async fn end(node: &App, user: &User, way: Way, session: SessionId) {
    match way {
        Way::Everywhere => sign_out_everywhere(node, user).await,
        Way::OffAndOn => off_and_on(node, user).await,
        Way::OneSession => {
            committed(node, async |work| {
                let (by, person) = (Actor::Machine, user.person());
                sessions::end_for(work, &origin(), by, person, session).await.unwrap();
            })
            .await;
        }
    }
}

/// A client that gets codes and tokens by a session as fast as it can.
struct Hurry {
    node: App,
    client: Client,
    session: Session,
    /// The session's place.
    of: usize,
    offline: bool,
    /// Whether the session ends.
    ends: bool,
    progress: Arc<Progress>,
}

impl Hurry {
    /// Until it is refused, or was not for long enough.
    async fn run(self) -> Vec<Family> {
        let (mut families, mut afterwards) = (Vec::new(), 0);
        while afterwards < AFTERWARDS {
            let (family, refused) = self.once(families.len() % 3).await;
            families.extend(family);
            if refused {
                break;
            }
            afterwards += usize::from(self.progress.answered.load(Ordering::SeqCst));
        }
        families
    }

    /// One authorization, used up to some point; and whether a step was refused.
    async fn once(&self, steps: usize) -> (Option<Family>, bool) {
        let code = self.client.code(&self.node, &self.session, self.offline);
        let Some(code) = self.watched(code).await else { return (None, true) };
        let mut family = Family {
            client: self.client,
            session: self.of,
            offline: self.offline,
            by_pass: false,
            alive: !self.ends,
            code,
            redeemed: false,
            access: Vec::new(),
            refresh: Vec::new(),
        };
        if steps == 0 {
            return (Some(family), false);
        }
        let tokens = self.client.exchange(&self.node, &family.code);
        let Some(tokens) = self.watched(tokens).await else { return (Some(family), true) };
        family.redeemed = true;
        family.keep(tokens);
        for _ in 1..steps {
            let latest = family.refresh.last().unwrap().clone();
            let tokens = self.client.refresh(&self.node, &latest);
            let Some(tokens) = self.watched(tokens).await else { return (Some(family), true) };
            family.keep(tokens);
        }
        (Some(family), false)
    }

    /// What came of a step, which must be in order.
    async fn watched<T>(&self, step: impl Future<Output = Option<T>>) -> Option<T> {
        let late = self.progress.answered.load(Ordering::SeqCst);
        let outcome = step.await;
        let begun = self.progress.begun.load(Ordering::SeqCst);
        match &outcome {
            Some(_) => {
                assert!(!(late && self.ends), "something was given after the sign-out's answer");
                self.progress.given.fetch_add(1, Ordering::SeqCst);
            }
            None => assert!(begun && self.ends, "refused, although nothing of it had ended"),
        }
        outcome
    }
}

/// The person, who signs in anew while they are being signed out.
struct Again {
    user: User,
    progress: Arc<Progress>,
}

impl Again {
    async fn run(self, node: App) -> Hands {
        while !self.progress.begun.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        let mut hands = Hands::default();
        let mut late = false;
        while !late {
            late = self.progress.answered.load(Ordering::SeqCst);
            let Some(started) = sign_in(&node, &self.user).await else { continue };
            let mut held = HeldSession::of(started);
            let code = Client::ALL[0].code(&node, &held.session, true).await;
            let tokens = match &code {
                Some(code) => Client::ALL[0].exchange(&node, code).await,
                None => None,
            };
            while !self.progress.answered.load(Ordering::SeqCst) {
                tokio::task::yield_now().await;
            }
            // Before the sign-out or after it, whole; whoever came after its answer is in.
            held.alive = resumes(&node, &held.key).await;
            assert!(held.alive || !late, "signed in after the sign-out's answer");
            let (session, alive) = (hands.sessions.len(), held.alive);
            assert!(!alive || tokens.is_some(), "a session that lives was refused");
            hands.families.extend(code.map(|code| {
                let mut family = Family {
                    client: Client::ALL[0],
                    session,
                    offline: true,
                    by_pass: false,
                    alive,
                    code,
                    redeemed: tokens.is_some(),
                    access: Vec::new(),
                    refresh: Vec::new(),
                };
                if let Some(tokens) = tokens {
                    family.keep(tokens);
                }
                family
            }));
            hands.sessions.push(held);
        }
        hands
    }
}
