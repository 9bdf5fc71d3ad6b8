//! Every app that can be told is told, promptly and once, whatever the others do.

use std::collections::BTreeMap;
use std::time::Duration;

use daypass::app::App;
use daypass::base::ClientId;
use daypass::jobs;
use daypass::telling::{self, Delivery, Lane, State};
use futures_util::future::join_all;
use serde_json::Value;

use crate::client::Client;
use crate::fleet::{Fleet, Manner};
use crate::on_both_databases;
use crate::support::TestDatabase;
use crate::world::{World, committed, sign_in, sign_out_everywhere};

/// What should happen and has not for so long will not.
const PATIENCE: Duration = Duration::from_mins(1);
/// Rounds of tries within a day, and some more.
const ROUNDS: usize = 40;

on_both_databases! {
    async fn two_hundred_apps_of_all_manners(database: TestDatabase) {
        let fleet = Fleet::start(Manner::FLEET).await;
        let world = signed_out_of(&fleet, database, 2).await;

        let round = tokio::spawn(run_due(world.nodes.clone()));
        the_good_ones_are_told_meanwhile(&world, &fleet).await;
        assert!(!round.is_finished(), "others hang");
        assert!(all_are_told(&world, &fleet, Manner::EndlessBody).await);
        fleet.let_go();
        round.await.unwrap();
        a_day_passes(&world).await;

        its_end_is_right(&fleet, &deliveries(&world).await);
        let given_up = fleet.apps.values().filter(|manner| gives_up(**manner)).count();
        dead_letters_are_listed(&world, given_up);
    }

    async fn more_silent_apps_than_are_tried_at_once(database: TestDatabase) {
        let fleet = Fleet::start(Manner::MOSTLY_SILENT).await;
        let world = signed_out_of(&fleet, database, 2).await;

        let round = tokio::spawn(run_due(world.nodes.clone()));
        the_good_ones_are_told_meanwhile(&world, &fleet).await;
        assert!(!round.is_finished(), "the silent ones hang");
        fleet.let_go();
        round.await.unwrap();

        assert!(fleet.heard().values().all(|count| *count == 1));
    }
}

/// Only where nodes share a database: two transactions that take the same rows in opposite orders
/// wait for each other for ever, and one of them is broken off.
#[tokio::test(flavor = "multi_thread")]
async fn two_who_take_the_same_deliveries_do_not_wait_for_each_other() {
    let Some(database) = TestDatabase::postgresql().await else { return };
    let fleet = Fleet::start(&[(Manner::Closing, 2)]).await;
    let world = signed_out_of(&fleet, database, 2).await;
    run_due(world.nodes.clone()).await;
    let mut failed: Vec<_> = deliveries(&world).await.into_values().collect();
    failed.sort_by_key(|delivery| delivery.id);
    let [first, second] = failed.try_into().unwrap();
    // The one that was made last is due first.
    committed(&world.nodes[0], async |work| {
        telling::hold(work, &lane(&second)).await.unwrap();
        telling::release(work, &lane(&second)).await.unwrap();
    })
    .await;
    world.clock.advance(PATIENCE);

    let other = world.nodes[0].db().begin().await.unwrap();
    telling::refused(&other, &lane(&first), first.id, "not wanted").await.unwrap();
    let delivering = tokio::spawn(run_due(vec![world.nodes[1].clone()]));
    while !delivering.is_finished() && !somebody_waits(&world).await {
        tokio::task::yield_now().await;
    }
    assert!(!delivering.is_finished(), "what another transaction has in hand is waited for");
    telling::refused(&other, &lane(&second), second.id, "not wanted").await.unwrap();
    other.commit().await.unwrap();

    delivering.await.unwrap();
    assert!(fleet.heard().values().all(|count| *count == 1), "nobody is tried any more");
}

/// Somebody who was signed in to all apps and is signed out of them; nobody is told yet. A database
/// that nodes do not share has one.
async fn signed_out_of(fleet: &Fleet, database: TestDatabase, nodes: usize) -> World {
    let nodes = if database.is_shared() { nodes } else { 1 };
    let outgoing = "[outgoing]\nallow_private = true\ntimeout = '60s'\n";
    let tables = format!("{outgoing}{}", fleet.settings());
    let world = World::with(database, nodes, &tables).await;
    let ana = world.person("ana").await;
    let session = sign_in(&world.nodes[0], &ana).await.unwrap().session;
    for id in fleet.apps.keys() {
        let client = Client::named(id.clone());
        client.code(&world.nodes[0], &session, false).await.unwrap();
    }
    sign_out_everywhere(&world.nodes[0], &ana).await;
    world
}

/// While all that hang do: nobody is let go before.
async fn the_good_ones_are_told_meanwhile(world: &World, fleet: &Fleet) {
    let hang = fleet.apps.values().filter(|manner| manner.hangs()).count();
    let waiting = async {
        while fleet.hanging() < hang || !all_are_told(world, fleet, Manner::Good).await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

/// Whether a transaction of this database waits for another.
async fn somebody_waits(world: &World) -> bool {
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
    let waiting = "SELECT count(*) AS counted FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let statement = Statement::from_string(DbBackend::Postgres, waiting);
    let row = world.nodes[0].db().read().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get::<i64>("", "counted").unwrap() > 0
}

fn lane(delivery: &Delivery) -> Lane {
    let client = delivery.lane.strip_prefix("backchannel:").unwrap();
    Lane::Backchannel(ClientId::new(client))
}

async fn run_due(nodes: Vec<App>) {
    let run = |node: App| tokio::spawn(async move { jobs::run_due(&node).await });
    for done in join_all(nodes.into_iter().map(run)).await {
        done.unwrap().unwrap();
    }
}

/// By the name of the app.
async fn deliveries(world: &World) -> BTreeMap<String, Delivery> {
    let all = telling::list(world.nodes[0].db().read(), false, 1000).await.unwrap();
    let count = all.len();
    let of_app = |delivery: Delivery| {
        (delivery.lane.strip_prefix("backchannel:").unwrap().to_owned(), delivery)
    };
    let by_app: BTreeMap<_, _> = all.into_iter().map(of_app).collect();
    assert_eq!(by_app.len(), count, "one for each app");
    by_app
}

/// Whether it is written down of all apps of a manner that they were told.
async fn all_are_told(world: &World, fleet: &Fleet, manner: Manner) -> bool {
    let deliveries = deliveries(world).await;
    let mut apps = fleet.apps.iter().filter(|(_, is)| **is == manner);
    apps.all(|(id, _)| {
        deliveries.get(id).is_some_and(|delivery| matches!(delivery.state, State::Delivered(_)))
    })
}

/// Tries whatever is due until nothing is any more.
async fn a_day_passes(world: &World) {
    for _ in 0..ROUNDS {
        let deliveries = deliveries(world).await;
        let due = deliveries.values().filter_map(|delivery| match delivery.state {
            State::Waiting(at) => Some(at),
            State::Held | State::Delivered(_) | State::GivenUp(_) => None,
        });
        let Some(latest) = due.max() else { return };
        world.clock.advance(latest.since(world.clock.now()));
        run_due(world.nodes.clone()).await;
    }
    panic!("it is tried for longer than a day");
}

/// Whether somebody of this manner is given up in the end.
const fn gives_up(manner: Manner) -> bool {
    !matches!(manner, Manner::Good | Manner::LaterGood | Manner::EndlessBody)
}

fn its_end_is_right(fleet: &Fleet, deliveries: &BTreeMap<String, Delivery>) {
    let heard = fleet.heard();
    assert!(!heard.contains_key("somebody-else"), "a redirect is not followed");
    for (id, manner) in &fleet.apps {
        let delivery = &deliveries[id];
        let given_up = matches!(delivery.state, State::GivenUp(_));
        assert_eq!(given_up, gives_up(*manner), "{manner:?}: {delivery:?}");
        let tries = usize::try_from(delivery.attempts).unwrap();
        let right = match manner {
            Manner::Good | Manner::EndlessBody | Manner::Refusing => tries == 1,
            Manner::LaterGood => tries == 3,
            _ => tries > 10,
        };
        assert!(right, "{manner:?}: {delivery:?}");
        assert_eq!(delivery.last_error.is_some(), given_up, "{manner:?}: {delivery:?}");
        assert_eq!(heard[id], tries, "{manner:?}: {delivery:?}");
    }
}

fn dead_letters_are_listed(world: &World, count: usize) {
    let listed = world.command(&["telling", "list", "--given-up", "--json", "--limit", "1000"]);
    let listed: Vec<Value> = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed.len(), count);
    for letter in listed {
        assert_eq!(letter["state"], "given up", "{letter}");
        assert_eq!(letter["topic"], "signed_out.everywhere", "{letter}");
        assert!(letter["last_error"].is_string(), "{letter}");
    }
}
