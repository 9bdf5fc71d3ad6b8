//! Nodes whose clocks are apart: a sign-out at one of them ends what was before it, wherever it began, and
//! nothing that begins after it.

use std::time::Duration;

use daypass::app::App;
use daypass::base::Clock;
use daypass::directory::User;
use daypass::sessions::Started;

use crate::client::Client;
use crate::hands::{Ending, Family, Hands, HeldSession};
use crate::on_both_databases;
use crate::support::TestDatabase;
use crate::world::{World, off_and_on, sign_in, sign_out_elsewhere, sign_out_everywhere};

/// How far the clocks are before and after the one in the middle: a code has to be good at all of them.
const APART: Duration = Duration::from_secs(20);

/// What ends everything.
#[derive(Clone, Copy, Debug)]
enum Way {
    Everywhere,
    /// In the name of the first session, which is followed by another one.
    Elsewhere,
    /// Disabled, and enabled again.
    OffAndOn,
}

on_both_databases! {
    async fn before_and_after_is_asked_of_no_clock(database: TestDatabase) {
        let now = database.clock.now();
        let clocks = [now.minus(APART), now, now.plus(APART)].map(Clock::stopped_at);
        let world = World::by(database, &clocks).await;
        for way in [Way::Everywhere, Way::Elsewhere, Way::OffAndOn] {
            for (at, node) in world.nodes.iter().enumerate() {
                let user = world.person(&format!("{way:?}-{at}")).await;
                ends_what_was_before(&world, node, &user, way).await;
            }
        }
    }
}

/// Everything begins at every node, is ended at one of them, and begins anew at every node.
async fn ends_what_was_before(world: &World, node: &App, user: &User, way: Way) {
    let mut hands = Hands::default();
    begin_at_every_node(world, user, &mut hands).await;

    let followed_by = end(node, user, way, &hands).await;
    hands.end(Ending::Everything);
    if let Some(started) = followed_by {
        hold(world, &mut hands, started).await;
    }
    begin_at_every_node(world, user, &mut hands).await;

    are_right(world, &hands, way).await;
    for family in hands.families.iter_mut().filter(|family| family.alive) {
        use_up(world, family).await;
    }
    are_right(world, &hands, way).await;
}

/// Uses its code, if that was not done, and a refresh token at every node.
async fn use_up(world: &World, family: &mut Family) {
    if !family.redeemed {
        let tokens = family.client.exchange(&world.nodes[0], &family.code).await;
        family.redeemed = true;
        family.keep(tokens.unwrap());
    }
    for node in &world.nodes {
        let tokens = family.client.refresh(node, family.refresh.last().unwrap()).await;
        family.keep(tokens.unwrap());
    }
}

async fn end(node: &App, user: &User, way: Way, hands: &Hands) -> Option<Started> {
    match way {
        Way::Elsewhere => {
            let followed_by = sign_out_elsewhere(node, user, &hands.sessions[0].session).await;
            assert!(followed_by.is_some());
            return followed_by;
        }
        Way::Everywhere => sign_out_everywhere(node, user).await,
        Way::OffAndOn => off_and_on(node, user).await,
    }
    None
}

async fn begin_at_every_node(world: &World, user: &User, hands: &mut Hands) {
    for node in &world.nodes {
        hold(world, hands, sign_in(node, user).await.unwrap()).await;
    }
}

/// Keeps a session and what clients are given by it at every node: tokens, and a code that is not used.
async fn hold(world: &World, hands: &mut Hands, started: Started) {
    hands.sessions.push(HeldSession::of(started));
    let session = hands.sessions.len() - 1;
    for (at, node) in world.nodes.iter().enumerate() {
        let elsewhere = &world.nodes[(at + 1) % world.nodes.len()];
        let (client, offline) = (Client::ALL[at], at % 2 == 0);
        let mut used = begin(node, hands, session, (client, offline)).await;
        used.keep(client.exchange(elsewhere, &used.code).await.unwrap());
        used.redeemed = true;
        let unused = begin(node, hands, session, (client, !offline)).await;
        hands.families.extend([used, unused]);
    }
}

async fn begin(
    node: &App,
    hands: &Hands,
    session: usize,
    (client, offline): (Client, bool),
) -> Family {
    let code = client.code(node, &hands.sessions[session].session, offline).await.unwrap();
    Family {
        client,
        session,
        offline,
        by_pass: false,
        alive: true,
        code,
        redeemed: false,
        access: Vec::new(),
        refresh: Vec::new(),
    }
}

/// Tries everything at every node.
async fn are_right(world: &World, hands: &Hands, way: Way) {
    for (at, node) in world.nodes.iter().enumerate() {
        let wrong = hands.wrong(&mut || node.clone()).await;
        assert_eq!(wrong, None, "{way:?}, at node {at}: {hands:#?}");
    }
}
