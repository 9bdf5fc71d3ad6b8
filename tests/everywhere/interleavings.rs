//! Issue, exchange, refresh and revoke in any order, against a model.

use std::fmt::Write as _;
use std::sync::Arc;

use daypass::app::App;
use daypass::audit::Actor;
use daypass::base::{Random, Secret};
use daypass::credentials::pass;
use daypass::directory::User;
use daypass::jobs;
use daypass::oidc::{backchannel, grants};
use daypass::sessions;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::task::JoinSet;

use crate::client::Client;
use crate::hands::{Ending, Family, Hands, HeldSession};
use crate::support::TestDatabase;
use crate::world::{
    World, committed, issue_pass, off_and_on, origin, sign_in, sign_in_with_pass,
    sign_out_everywhere,
};

/// How many revocations there are on SQLite, each somewhere in a random row of steps.
const ON_SQLITE: usize = 10_000;
/// The same between two nodes on PostgreSQL.
const ON_POSTGRESQL: usize = 1_500;
/// People of one installation to whom all of this happens at the same time.
const PEOPLE: usize = 3;
/// Steps before a revocation, at the most.
const STEPS: usize = 6;
/// Sessions and authorizations of a person at a time, at the most: what is held is tried after each revocation.
const AT_A_TIME: usize = 5;
/// Repeats a run that failed.
const SEED: &str = "DAYPASS_TEST_SEED";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_from_before_a_revocation_is_accepted_in_ten_thousand_interleavings() {
    // Two installations: a SQLite file has one writer, and there are more processors.
    let (one, other) = (TestDatabase::sqlite().await, TestDatabase::sqlite().await);
    tokio::join!(revocations(one, 1, ON_SQLITE / 2), revocations(other, 1, ON_SQLITE / 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_from_before_a_revocation_is_accepted_by_either_of_two_nodes() {
    let Some(database) = TestDatabase::postgresql().await else { return };
    revocations(database, 2, ON_POSTGRESQL).await;
}

async fn revocations(database: TestDatabase, nodes: usize, count: usize) {
    let seed = seed();
    let world = Arc::new(World::of(database, nodes).await);
    let mut people = JoinSet::new();
    for number in 0..PEOPLE {
        let user = world.person(&format!("person{number}")).await;
        let dice = StdRng::seed_from_u64(seed.wrapping_add(number as u64));
        let story = Story {
            world: Arc::clone(&world),
            user,
            dice,
            hands: Hands::default(),
            pass: None,
            said: String::new(),
        };
        people.spawn(story.tell(count.div_ceil(PEOPLE)));
    }
    while let Some(told) = people.join_next().await {
        told.unwrap_or_else(|failure| panic!("{SEED}={seed} repeats it: {failure}"))
            .unwrap_or_else(|wrong| panic!("{SEED}={seed} repeats it: {wrong}"));
    }
}

fn seed() -> u64 {
    match std::env::var(SEED) {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => u64::from_le_bytes(Random.bytes()),
    }
}

/// What happens to one person.
struct Story {
    world: Arc<World>,
    user: User,
    dice: StdRng,
    hands: Hands,
    /// The pass that they have.
    pass: Option<Secret>,
    /// What has happened since the last revocation.
    said: String,
}

/// What went otherwise than the model has it.
type Wrong = String;

impl Story {
    /// So many revocations, each after some steps; at the end whatever is alive is used.
    async fn tell(mut self, revocations: usize) -> Result<(), Wrong> {
        for number in 0..revocations {
            for _ in 0..self.dice.random_range(1..=STEPS) {
                let right = self.step().await;
                self.holds(right, number)?;
            }
            let ending = self.ending();
            self.end(ending).await;
            self.hands.end(ending);
            let all = self.everything_is_as_it_should().await;
            self.holds(all, number)?;
            let dice = &mut self.dice;
            self.hands.forget(|| dice.random_ratio(1, 6));
            self.said.clear();
        }
        self.use_up().await
    }

    fn holds(&self, right: Result<(), Wrong>, number: usize) -> Result<(), Wrong> {
        right.map_err(|wrong| {
            let user = &self.user.username;
            format!("{user}, revocation {number}: {wrong}\n{}{:#?}", self.said, self.hands)
        })
    }

    /// Any node: each request of a client meets another one.
    fn node(&mut self) -> App {
        let at = self.dice.random_range(0..self.world.nodes.len());
        self.world.nodes[at].clone()
    }

    /// Any place in a list that is not empty.
    fn any(&mut self, length: usize) -> usize {
        self.dice.random_range(0..length)
    }

    async fn step(&mut self) -> Result<(), Wrong> {
        let (sessions, families) = (self.hands.sessions.len(), self.hands.families.len());
        let may_issue = sessions > 0 && families < AT_A_TIME;
        match self.dice.random_range(0..100) {
            // Rarely: passes are hashed as slowly as ever.
            0 if sessions < AT_A_TIME => self.sign_in_with_pass().await,
            1..10 if sessions < AT_A_TIME => self.sign_in().await,
            0..35 if may_issue => return self.issue().await,
            35..60 if families > 0 => return self.exchange().await,
            60..97 if families > 0 => return self.refresh().await,
            97..99 => {
                let node = self.node();
                let _ = writeln!(self.said, "taken on");
                backchannel::fan_out(node.telling()).await.unwrap();
            }
            99 if self.dice.random_ratio(1, 4) => {
                let node = self.node();
                let _ = writeln!(self.said, "cleared away");
                jobs::clear_away(&node).await.unwrap();
            }
            _ if self.hands.sessions.iter().any(|held| held.alive) && may_issue => {
                return self.issue().await;
            }
            _ if sessions < AT_A_TIME => self.sign_in().await,
            _ => {}
        }
        Ok(())
    }

    async fn sign_in(&mut self) {
        let node = self.node();
        self.hands.sessions.push(HeldSession::of(sign_in(&node, &self.user).await.unwrap()));
        let _ = writeln!(self.said, "session {}", self.hands.sessions.len() - 1);
    }

    async fn sign_in_with_pass(&mut self) {
        let node = self.node();
        let pass = match self.pass.take() {
            Some(pass) => pass,
            None => issue_pass(&node, &self.user).await,
        };
        let started = sign_in_with_pass(&node, &self.user, &pass).await;
        self.pass = Some(pass);
        self.hands.sessions.push(HeldSession::of(started));
        let _ = writeln!(self.said, "session {} by pass", self.hands.sessions.len() - 1);
    }

    async fn issue(&mut self) -> Result<(), Wrong> {
        let (node, session) = (self.node(), self.any(self.hands.sessions.len()));
        let client = Client::ALL[self.any(Client::ALL.len())];
        let offline = self.dice.random();
        let held = &self.hands.sessions[session];
        let code = client.code(&node, &held.session, offline).await;
        let _ = writeln!(self.said, "issue by session {session}: {code:?}");
        if code.is_some() != held.alive {
            return Err(format!("issue by session {session}"));
        }
        let by_pass = held.is_by_pass();
        self.hands.families.extend(code.map(|code| Family {
            client,
            session,
            offline,
            by_pass,
            alive: true,
            code,
            redeemed: false,
            access: Vec::new(),
            refresh: Vec::new(),
        }));
        Ok(())
    }

    async fn exchange(&mut self) -> Result<(), Wrong> {
        let (node, at) = (self.node(), self.any(self.hands.families.len()));
        let family = &mut self.hands.families[at];
        let tokens = family.client.exchange(&node, &family.code).await;
        let _ = writeln!(self.said, "exchange of family {at}: {}", tokens.is_some());
        if tokens.is_some() != (family.alive && !family.redeemed) {
            return Err(format!("exchange of family {at}"));
        }
        match tokens {
            Some(tokens) => {
                family.redeemed = true;
                family.keep(tokens);
            }
            // RFC 6749 §4.1.2: used twice, all that came of it is void.
            None => family.alive = false,
        }
        Ok(())
    }

    async fn refresh(&mut self) -> Result<(), Wrong> {
        let (node, at) = (self.node(), self.any(self.hands.families.len()));
        // Mostly the newest, sometimes one that was used before.
        let back = if self.dice.random_ratio(4, 5) { 0 } else { self.dice.random_range(1..4) };
        let family = &mut self.hands.families[at];
        let Some(which) = family.refresh.len().checked_sub(1 + back) else { return Ok(()) };
        let tokens = family.client.refresh(&node, &family.refresh[which]).await;
        let _ = writeln!(self.said, "refresh of family {at} {back} back: {}", tokens.is_some());
        // The one before the newest: its client has lost the answer and asks again.
        if tokens.is_some() != (family.alive && back <= 1) {
            return Err(format!("refresh of family {at} {back} back"));
        }
        match tokens {
            Some(tokens) if back == 1 && family.refresh.last() != Some(&tokens.refresh) => {
                return Err(format!("two refresh tokens of family {at}"));
            }
            Some(tokens) => family.keep(tokens),
            // RFC 9700 §4.14.2: one of its two holders stole it.
            None => family.alive = false,
        }
        Ok(())
    }

    /// What is ended next: mostly everything.
    fn ending(&mut self) -> Ending {
        let (sessions, families) = (self.hands.sessions.len(), self.hands.families.len());
        match self.dice.random_range(0..10) {
            0..2 if sessions > 0 => Ending::Session(self.any(sessions)),
            2..4 => Ending::App(Client::ALL[self.any(Client::ALL.len())]),
            4 if families > 0 => Ending::Family(self.any(families)),
            5..7 if self.pass.is_some() => Ending::Pass,
            _ => Ending::Everything,
        }
    }

    async fn end(&mut self, ending: Ending) {
        let _ = writeln!(self.said, "{ending:?} ends");
        let (node, user) = (self.node(), self.user.clone());
        match ending {
            Ending::Everything if self.dice.random_ratio(1, 5) => {
                off_and_on(&node, &user).await;
            }
            Ending::Everything => sign_out_everywhere(&node, &user).await,
            Ending::Pass => self.end_pass(&node).await,
            Ending::Session(at) => {
                let sid = self.hands.sessions[at].session.id;
                committed(&node, async |work| {
                    let (by, person) = (Actor::Machine, user.person());
                    sessions::end_for(work, &origin(), by, person, sid).await.unwrap();
                })
                .await;
            }
            Ending::App(client) => {
                let id = daypass::base::ClientId::new(client.id);
                committed(&node, async |work| {
                    let (by, person) = (user.actor(), user.person());
                    let revoked = grants::revoke_app(work, &origin(), &by, person, &id).await;
                    revoked.unwrap().unwrap();
                })
                .await;
            }
            Ending::Family(at) => self.give_back(&node, at).await,
        }
    }

    /// Their pass is deleted, or another one is issued.
    async fn end_pass(&mut self, node: &App) {
        self.pass = None;
        if self.dice.random_ratio(1, 4) {
            self.pass = Some(issue_pass(node, &self.user).await);
            return;
        }
        let user = self.user.id;
        committed(node, async |work| {
            pass::delete(work, &origin(), &Actor::Machine, user).await.unwrap();
        })
        .await;
    }

    /// Its client gives any of its tokens back; before it has one, its code is as good as stolen.
    async fn give_back(&mut self, node: &App, at: usize) {
        let first: bool = self.dice.random();
        let family = &mut self.hands.families[at];
        let refresh = family.refresh.last().filter(|_| first);
        if let Some(token) = refresh.or(family.access.last()) {
            return family.client.give_back(node, token).await;
        }
        for _ in 0..2 {
            family.client.exchange(node, &family.code).await;
        }
    }

    async fn everything_is_as_it_should(&mut self) -> Result<(), Wrong> {
        let (world, dice) = (Arc::clone(&self.world), &mut self.dice);
        let mut any_node = || world.nodes[dice.random_range(0..world.nodes.len())].clone();
        self.hands.wrong(&mut any_node).await.map_or(Ok(()), Err)
    }

    /// What was issued after the last revocation is accepted.
    async fn use_up(mut self) -> Result<(), Wrong> {
        for at in 0..self.hands.families.len() {
            let node = self.node();
            let family = &self.hands.families[at];
            let accepted = match family.refresh.last() {
                Some(latest) => family.client.refresh(&node, latest).await,
                None => family.client.exchange(&node, &family.code).await,
            };
            if accepted.is_some() != family.alive {
                return Err(format!("at the end family {at}\n{:#?}", self.hands));
            }
        }
        Ok(())
    }
}
