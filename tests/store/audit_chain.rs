//! The chain over the audit log: whatever is changed, taken away or put in between is found.

use std::time::Duration;

use daypass::audit::chain::{self, Break, ChainKey, Head, Verdict};
use daypass::audit::{self, Actor, Category, Event, Filter, Person};
use daypass::base::{EventId, Sealer, UserId};
use daypass::db::Database;
use sea_orm::ConnectionTrait as _;
use tokio::task::JoinSet;

use crate::cast::{RACERS, committed, origin};
use crate::on_both_databases;
use crate::support::TestDatabase;

fn key() -> ChainKey {
    ChainKey::of(&Sealer::new(&[7; 32])).unwrap()
}

/// Writes so many records, each with every field there is.
async fn happen(db: &Database, count: usize) {
    committed(db, async |work| {
        for number in 0..count {
            let ana = Person::new(UserId::fresh(), "ana");
            let event = Event::new(Category::UserManagement, "Add user")
                .by(Actor::from(ana))
                .on(Person::new(UserId::fresh(), format!("bo-{number}")))
                .for_client(daypass::base::ClientId::new("payroll"))
                .with_method("Passkey")
                .with_reason("because")
                .with_detail("ticket", format!("HD-{number}"));
            let mut origin = origin();
            origin.ip_address = Some("203.0.113.9".parse().unwrap());
            audit::record(work, &origin, event).await?;
        }
        Ok(())
    })
    .await;
}

async fn sealed(db: &Database, count: usize) -> Head {
    happen(db, count).await;
    chain::seal_pending(db, &key()).await.unwrap();
    chain::head(db.read()).await.unwrap().unwrap()
}

async fn verdict(db: &Database) -> Verdict {
    chain::verify(db, &key(), None).await.unwrap()
}

async fn broken(db: &Database) -> Break {
    match verdict(db).await {
        Verdict::Broken { what, .. } => what,
        intact @ Verdict::Intact { .. } => panic!("nothing was noticed: {intact:?}"),
    }
}

/// The place at which a change was noticed.
async fn changed_at(db: &Database) -> i64 {
    match broken(db).await {
        Break::Changed { sequence, .. } => sequence,
        other => panic!("{other:?}"),
    }
}

async fn places(db: &Database) -> Vec<Option<i64>> {
    let records = audit::list(db.read(), &Filter::default(), 10_000).await.unwrap();
    records.into_iter().map(|record| record.sequence).collect()
}

/// Writes what Ana did: to herself, to Bo, to nobody, over and over.
async fn ana_does(database: &TestDatabase, times: usize) -> UserId {
    let (ana, bo) = (Person::new(UserId::fresh(), "ana"), Person::new(UserId::fresh(), "bo"));
    for number in 0..times {
        committed(&database.db, async |work| {
            for by in [&ana, &bo] {
                let event =
                    Event::new(Category::UserManagement, "Update user").by(Actor::from(by.clone()));
                let event = match number % 3 {
                    0 => event.on(ana.clone()),
                    1 => event.on(bo.clone()),
                    _ => event,
                };
                audit::record(work, &origin(), event).await?;
            }
            Ok(())
        })
        .await;
        if number % 2 == 0 {
            database.clock.advance(Duration::from_secs(1));
        }
    }
    ana.id
}

on_both_databases! {
    async fn what_somebody_did_is_listed_in_one_order_whomever_they_did_it_to(database: TestDatabase) {
        let ana = ana_does(&database, 15).await;
        let list = async |filter: &Filter| audit::list(database.db.read(), filter, 4).await.unwrap();
        let everything = audit::list(database.db.read(), &Filter::default(), 100).await.unwrap();
        let hers: Vec<_> = everything.into_iter().filter(|it| it.actor_id == Some(ana)).collect();
        assert_eq!(hers.len(), 15);

        let mut filter = Filter { actor: Some(ana), ..Filter::default() };
        let mut listed = list(&filter).await;
        while let Some(last) = listed.last().filter(|_| listed.len() < 15) {
            filter.before = Some(last.id);
            listed.extend(list(&filter).await);
        }
        assert_eq!(listed, hers);

        let to_herself = Filter { actor: Some(ana), target: Some(ana), ..Filter::default() };
        assert_eq!(list(&to_herself).await.len(), 4);
        assert!(list(&to_herself).await.iter().all(|it| it.target_id == Some(ana)));
    }

    async fn what_was_sealed_is_without_gaps_and_intact(database: TestDatabase) {
        let db = &database.db;
        assert_eq!(chain::head(db.read()).await.unwrap(), None);
        assert!(matches!(verdict(db).await, Verdict::Intact { records: 0, .. }));

        happen(db, 450).await;
        assert_eq!(chain::pending(db.read()).await.unwrap(), 450);
        assert_eq!(chain::seal_pending(db, &key()).await.unwrap(), 450);
        let first = chain::head(db.read()).await.unwrap().unwrap();
        let second = sealed(db, 120).await;

        assert_eq!((first.sequence, second.sequence), (450, 570));
        assert_eq!(chain::seal_pending(db, &key()).await.unwrap(), 0);
        let Verdict::Intact { records, head, .. } = verdict(db).await else { panic!("broken") };
        assert_eq!((records, head), (570, second));
    }

    async fn a_change_of_any_column_is_noticed_where_it_was_made(database: TestDatabase) {
        let db = &database.db;
        sealed(db, 5).await;
        let connection = database.connection().await;
        let other = EventId::fresh().uuid();
        let id = match database.url {
            daypass::db::DatabaseUrl::Sqlite(_) => format!("x'{}'", other.simple()),
            daypass::db::DatabaseUrl::Postgres(_) => format!("'{other}'"),
        };
        let text = [
            "category", "activity", "result", "reason", "actor_name", "target_name", "client_id",
            "method", "ip_address", "user_agent", "correlation_id", "details",
        ];
        let changes = text.iter().map(|column| (*column, "'something else'".to_owned()))
            .chain([("at", "at + 1".to_owned()), ("id", id.clone())])
            .chain([("actor_id", id.clone()), ("target_id", id)]);
        let nothing = text.iter().skip(3).map(|column| (*column, "NULL".to_owned()));
        for (column, value) in changes.chain(nothing).collect::<Vec<_>>() {
            connection.execute_unprepared("CREATE TABLE kept AS SELECT * FROM audit_events").await.unwrap();
            let change = format!("UPDATE audit_events SET {column} = {value} WHERE sequence = 3");
            assert_eq!(connection.execute_unprepared(&change).await.unwrap().rows_affected(), 1);

            assert_eq!(changed_at(db).await, 3, "{column} = {value}");

            for statement in [
                "DELETE FROM audit_events",
                "INSERT INTO audit_events SELECT * FROM kept",
                "DROP TABLE kept",
            ] {
                connection.execute_unprepared(statement).await.unwrap();
            }
            assert!(matches!(verdict(db).await, Verdict::Intact { records: 5, .. }));
        }
    }

    async fn what_is_removed_is_named(database: TestDatabase) {
        let db = &database.db;
        sealed(db, 8).await;

        database.execute("DELETE FROM audit_events WHERE sequence IN (7, 8)").await;
        assert_eq!(broken(db).await, Break::Removed { first: 7, last: 8 });
        database.execute("DELETE FROM audit_events WHERE sequence IN (4, 5)").await;
        assert_eq!(broken(db).await, Break::Removed { first: 4, last: 5 });
        database.execute("DELETE FROM audit_events WHERE sequence = 1").await;
        assert_eq!(broken(db).await, Break::Removed { first: 1, last: 1 });
        database.execute("DELETE FROM audit_events").await;
        assert_eq!(broken(db).await, Break::Removed { first: 1, last: 8 });
    }

    async fn what_is_put_in_or_reordered_is_noticed(database: TestDatabase) {
        let db = &database.db;
        sealed(db, 6).await;
        for statement in [
            "UPDATE audit_events SET sequence = 100 WHERE sequence = 2",
            "UPDATE audit_events SET sequence = 2 WHERE sequence = 3",
            "UPDATE audit_events SET sequence = 3 WHERE sequence = 100",
        ] {
            database.execute(statement).await;
        }
        assert_eq!(changed_at(db).await, 2, "two have changed places");

        sealed(db, 1).await;
        database.execute("UPDATE audit_events SET sequence = 9 WHERE sequence = 7").await;
        database.execute("DELETE FROM audit_events WHERE sequence < 7").await;
        let Break::Inserted { sequence, .. } = broken(db).await else { panic!("not noticed") };
        assert_eq!(sequence, 9);
    }

    async fn an_unsealed_record_is_not_lost_but_sealed_at_the_end(database: TestDatabase) {
        let db = &database.db;
        sealed(db, 4).await;
        database.execute("UPDATE audit_events SET sequence = NULL, digest = NULL WHERE sequence = 2").await;
        assert_eq!(chain::seal_pending(db, &key()).await.unwrap(), 1);
        assert_eq!(broken(db).await, Break::Removed { first: 2, last: 2 });
    }

    async fn putting_back_the_end_is_noticed_and_so_is_moving_the_beginning(database: TestDatabase) {
        let db = &database.db;
        let first = sealed(db, 3).await;
        let second = sealed(db, 3).await;

        database.execute("DELETE FROM audit_events WHERE sequence > 4").await;
        database.execute(
            "UPDATE audit_marks SET sequence = 4, digest = (SELECT digest FROM audit_events WHERE sequence = 4)",
        ).await;
        assert_eq!(broken(db).await, Break::HeadChanged, "who has no key cannot vouch for an end");

        database.execute("DELETE FROM audit_marks").await;
        assert_eq!(broken(db).await, Break::HeadChanged);
        database.execute(
            "INSERT INTO audit_marks SELECT 'anchor', 2, digest, digest FROM audit_events WHERE sequence = 2",
        ).await;
        database.execute("DELETE FROM audit_events WHERE sequence < 3").await;
        assert_eq!(broken(db).await, Break::AnchorChanged);
        assert!(second.sequence > first.sequence);
    }

    async fn an_end_that_was_noted_shows_that_the_whole_tail_was_put_back(database: TestDatabase) {
        let db = &database.db;
        let early = sealed(db, 3).await;
        database.execute("CREATE TABLE kept AS SELECT * FROM audit_marks").await;
        let noted = sealed(db, 3).await;
        for statement in [
            "DELETE FROM audit_events WHERE sequence > 3",
            "DELETE FROM audit_marks",
            "INSERT INTO audit_marks SELECT * FROM kept",
            "DROP TABLE kept",
        ] {
            database.execute(statement).await;
        }
        assert!(matches!(verdict(db).await, Verdict::Intact { records: 3, .. }));

        let expecting = async |head| chain::verify(db, &key(), Some(head)).await.unwrap();
        assert!(matches!(expecting(early).await, Verdict::Intact { .. }));
        let what = Break::NotAsExpected { expected: noted };
        assert_eq!(expecting(noted).await, Verdict::Broken { intact: 3, what });
        let other = Head { sequence: 2, ..early };
        assert!(matches!(expecting(other).await, Verdict::Broken { intact: 2, .. }));
    }

    async fn who_has_another_master_key_can_make_no_chain(database: TestDatabase) {
        let db = &database.db;
        sealed(db, 2).await;
        let stranger = ChainKey::of(&Sealer::new(&[8; 32])).unwrap();
        happen(db, 1).await;
        chain::seal_pending(db, &stranger).await.unwrap();
        assert!(matches!(broken(db).await, Break::HeadChanged));
    }

    async fn many_nodes_seal_at_once_while_more_happens(database: TestDatabase) {
        let mut nodes = JoinSet::new();
        for number in 0..RACERS {
            let db = database.db.clone();
            nodes.spawn(async move {
                happen(&db, 3).await;
                chain::seal_pending(&db, &key()).await.unwrap();
                if number % 2 == 0 {
                    happen(&db, 2).await;
                }
                chain::seal_pending(&db, &key()).await.unwrap()
            });
        }
        nodes.join_all().await;
        let db = &database.db;
        chain::seal_pending(db, &key()).await.unwrap();

        let mut places = places(db).await;
        places.sort_unstable();
        let count = i64::try_from(RACERS * 4).unwrap();
        assert_eq!(places, (1..=count).map(Some).collect::<Vec<_>>());
        assert!(matches!(verdict(db).await, Verdict::Intact { .. }));
    }

    async fn what_is_old_goes_and_the_rest_can_still_be_verified(database: TestDatabase) {
        let (db, clock) = (&database.db, &database.clock);
        sealed(db, 520).await;
        clock.advance(Duration::from_hours(48));
        let noted = sealed(db, 4).await;
        let keep_from = clock.now().minus(Duration::from_hours(24));

        assert_eq!(chain::sweep(db, &key(), keep_from).await.unwrap(), 520);
        assert_eq!(chain::sweep(db, &key(), keep_from).await.unwrap(), 0);

        let Verdict::Intact { records, anchor, head } = verdict(db).await else { panic!("broken") };
        assert_eq!((records, anchor.sequence, head), (4, 520, noted));
        database.execute("DELETE FROM audit_events WHERE sequence = 521").await;
        assert_eq!(broken(db).await, Break::Removed { first: 521, last: 521 });
    }
}
