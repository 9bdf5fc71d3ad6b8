//! Many at once: each row has a fate of its own, an interruption loses nothing, results are collected once.

use std::fmt::Write as _;

use daypass::administration::bulk::{
    self, Collected, Counts, Handover, Options, Planned, Run, Started,
};
use daypass::audit::Actor;
use daypass::base::{BulkJobId, Secret};
use daypass::credentials::{MethodsPolicy, Tools};
use daypass::directory::{self, Role, User};

use crate::cast::{RACERS, accepted, committed, issue, origin, race, redeem, refused, somebody};
use crate::on_both_databases;
use crate::support::TestDatabase;

const BOTH: Options = Options {
    create: true,
    issue: true,
    established: false,
    replace: false,
    lifetime_minutes: None,
    one_time: None,
    reason: None,
    ticket: None,
};

async fn desk(tools: &Tools) -> User {
    let roles = [Role::AuthenticationAdministrator, Role::UserAdministrator];
    somebody(&tools.db, "desk@contoso.example", &roles).await
}

async fn plan(tools: &Tools, by: &User, file: &str, options: Options) -> Planned {
    let lines = bulk::read(file.as_bytes()).unwrap();
    bulk::plan(tools, &by.actor(), by.id, "intake.csv", lines, options).await.unwrap()
}

async fn planned(tools: &Tools, by: &User, file: &str, options: Options) -> BulkJobId {
    match plan(tools, by, file, options).await {
        Planned::Planned(job) => job,
        Planned::Already(job) => panic!("{job} was planned before"),
    }
}

async fn begin(tools: &Tools, by: &User, job: BulkJobId, key: Option<Secret>) -> Started {
    bulk::start(tools, &origin(), &by.actor(), by.id, job, key).await.unwrap()
}

fn begun(started: Started) -> (Run, Secret) {
    match started {
        Started::Started { run, key } => (*run, key),
        other => panic!("{other:?}"),
    }
}

async fn counts(tools: &Tools, job: BulkJobId) -> Counts {
    bulk::counts_of(tools.db.read(), job).await.unwrap()
}

async fn problems(tools: &Tools, job: BulkJobId) -> Vec<(u32, String)> {
    let rows = bulk::list_rows(tools.db.read(), job, true, 0, 1000).await.unwrap();
    rows.into_iter().map(|row| (row.number, row.problem.unwrap())).collect()
}

async fn collect(tools: &Tools, by: &User, job: BulkJobId, key: &Secret) -> Vec<Handover> {
    match bulk::collect(tools, by.id, job, key).await.unwrap() {
        Collected::Collected(rows) => rows,
        Collected::NotThere => panic!("there is nothing to collect"),
    }
}

fn typed(row: &Handover) -> &str {
    row.pass.as_ref().unwrap().1.secret().expose()
}

on_both_databases! {
    async fn each_row_has_its_own_fate_and_one_bad_row_does_not_spoil_the_rest(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let desk = desk(&tools).await;
        let bo = somebody(&tools.db, "bo", &[]).await;
        let held = somebody(&tools.db, "held", &[]).await;
        issue(&tools, held.id, false).await;
        somebody(&tools.db, "boss", &[Role::GlobalAdministrator]).await;
        let file = "username,name,lifetime\nana,Ana Silva,\nbo,,\nheld,,\nboss,,\nana,,\nwith space,,\nlong,,9999\ndesk@contoso.example,,\n";

        let job = planned(&tools, &desk, file, BOTH).await;
        let before = counts(&tools, job).await;
        assert_eq!((before.create, before.issue, before.nothing, before.waiting), (1, 2, 6, 2));
        assert!(directory::find_user_by_username(tools.db.read(), "ana").await.unwrap().is_none());
        let said = problems(&tools, job).await;
        assert_eq!(said.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3, 4, 5, 6, 7, 8]);
        for ((_, problem), word) in said.iter().zip(["outstanding", "role", "further up", "username", "lifetimes", "themselves"]) {
            assert!(problem.contains(word), "{problem} has no {word}");
        }

        let (run, key) = begun(begin(&tools, &desk, job, None).await);
        bulk::work_off(&tools, run).await.unwrap();
        let after = counts(&tools, job).await;
        assert_eq!((after.done, after.failed, after.waiting), (2, 0, 0));
        let rows = collect(&tools, &desk, job, &key).await;
        let ana = directory::find_user_by_username(tools.db.read(), "ana").await.unwrap().unwrap();
        assert_eq!(ana.display_name, "Ana Silva");
        assert_eq!(accepted(redeem(&tools, "ana", typed(&rows[0])).await).user(), ana.id);
        assert_eq!(accepted(redeem(&tools, "bo", typed(&rows[1])).await).user(), bo.id);
    }
}

on_both_databases! {
    async fn only_newcomers_unless_it_is_said_and_allowed(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let desk = desk(&tools).await;
        let ana = somebody(&tools.db, "ana", &[]).await;
        let (_, code) = issue(&tools, ana.id, true).await;
        accepted(redeem(&tools, "ana", code.secret().expose()).await);

        let job = planned(&tools, &desk, "username\nana\n", BOTH).await;
        assert!(problems(&tools, job).await[0].1.contains("signed in before"));
        assert_eq!(counts(&tools, job).await.issue, 0);
        let said = Options { established: true, ..BOTH };
        let job = planned(&tools, &desk, "username\nana\n", said).await;
        assert_eq!(counts(&tools, job).await.issue, 1);
    }
}

on_both_databases! {
    async fn what_has_changed_since_the_preview_is_looked_at_again(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let desk = desk(&tools).await;
        let ana = somebody(&tools.db, "ana", &[]).await;
        let bo = somebody(&tools.db, "bo", &[]).await;
        let job = planned(&tools, &desk, "username\nana\nbo\ncem\n", BOTH).await;
        committed(&tools.db, async |work| {
            let by = Actor::Machine;
            daypass::directory::manage::assign_role(work, &origin(), &by, ana.id, Role::GlobalReader).await?;
            daypass::directory::manage::disable(work, &origin(), &by, bo.id).await
        })
        .await;
        somebody(&tools.db, "cem", &[]).await;

        let (run, _) = begun(begin(&tools, &desk, job, None).await);
        bulk::work_off(&tools, run).await.unwrap();
        let after = counts(&tools, job).await;
        assert_eq!((after.done, after.failed), (0, 3), "{:?}", problems(&tools, job).await);
    }
}

on_both_databases! {
    async fn the_same_file_again_is_the_same_job_and_nothing_happens_twice(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let desk = desk(&tools).await;
        let job = planned(&tools, &desk, "username\nana\n", BOTH).await;
        let (run, key) = begun(begin(&tools, &desk, job, None).await);
        bulk::work_off(&tools, run).await.unwrap();

        assert_eq!(plan(&tools, &desk, "username\nana\n", BOTH).await, Planned::Already(job));
        assert!(matches!(begin(&tools, &desk, job, Some(key)).await, Started::Taken));
        let more = planned(&tools, &desk, "username\nana\nbo\n", BOTH).await;
        let both = counts(&tools, more).await;
        assert_eq!((both.issue, both.nothing), (1, 1), "ana has her pass");
    }
}

on_both_databases! {
    async fn an_interrupted_job_goes_on_with_its_key_alone_and_makes_the_same_passes(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let desk = desk(&tools).await;
        let job = planned(&tools, &desk, "username\nana\n", BOTH).await;
        let (_interrupted, key) = begun(begin(&tools, &desk, job, None).await);

        assert!(matches!(begin(&tools, &desk, job, Some(key.clone())).await, Started::Taken));
        tools.clock.advance(std::time::Duration::from_mins(3));
        assert!(matches!(begin(&tools, &desk, job, None).await, Started::Taken));
        assert!(matches!(begin(&tools, &desk, job, Some(Secret::new("x"))).await, Started::Taken));
        let (run, _) = begun(begin(&tools, &desk, job, Some(key.clone())).await);
        bulk::work_off(&tools, run).await.unwrap();
        let rows = collect(&tools, &desk, job, &key).await;
        accepted(redeem(&tools, "ana", typed(&rows[0])).await);
    }
}

on_both_databases! {
    async fn twenty_start_and_twenty_collect_and_one_of_each_does(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let desk = desk(&tools).await;
        let (by, creator) = (desk.actor(), desk.id);
        let job = planned(&tools, &desk, "username\nana\n", BOTH).await;

        let starts = race(&tools, |tools, _| {
            let by = by.clone();
            async move { bulk::start(&tools, &origin(), &by, creator, job, None).await.unwrap() }
        })
        .await;
        let mut begun: Vec<_> = starts
            .into_iter()
            .filter_map(|started| match started {
                Started::Started { run, key } => Some((run, key)),
                _ => None,
            })
            .collect();
        assert_eq!(begun.len(), 1);
        let (run, key) = begun.pop().unwrap();
        bulk::work_off(&tools, *run).await.unwrap();

        let collected = race(&tools, |tools, _| {
            let key = key.clone();
            async move { bulk::collect(&tools, creator, job, &key).await.unwrap() }
        })
        .await;
        let got = collected.iter().filter(|it| matches!(it, Collected::Collected(_))).count();
        assert_eq!((got, collected.len()), (1, RACERS));
    }
}

on_both_databases! {
    async fn nobody_else_sees_a_job_and_no_pass_is_kept(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let (desk, other) = (desk(&tools).await, somebody(&tools.db, "other", &[Role::GlobalAdministrator]).await);
        let job = planned(&tools, &desk, "username\nana\n", BOTH).await;
        let (run, key) = begun(begin(&tools, &desk, job, None).await);
        bulk::work_off(&tools, run).await.unwrap();

        assert!(bulk::find(tools.db.read(), job, other.id).await.unwrap().is_none());
        let stolen = bulk::collect(&tools, other.id, job, &key).await.unwrap();
        assert!(matches!(stolen, Collected::NotThere));
        let wrong = bulk::collect(&tools, desk.id, job, &Secret::new("x")).await.unwrap();
        assert!(matches!(wrong, Collected::NotThere));
        let rows = collect(&tools, &desk, job, &key).await;
        let row = format!("{:?}", bulk::list_rows(tools.db.read(), job, false, 0, 10).await.unwrap());
        assert!(!row.contains(typed(&rows[0])) && !row.contains(key.expose()));
        refused(redeem(&tools, "ana", "ZZZZ-ZZZZ").await);
    }
}

on_both_databases! {
    async fn a_thousand_rows_with_five_bad_ones(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let desk = desk(&tools).await;
        let mut file = String::from("username,start\n");
        for number in 0..995 {
            writeln!(file, "person{number},").unwrap();
        }
        file.push_str("person1,\nwith space,\nlate,tomorrow\n,\u{20}2026-01-01\ndesk@contoso.example,\n");

        let only_people = Options { issue: false, ..BOTH };
        let job = planned(&tools, &desk, &file, only_people).await;
        let (run, _) = begun(begin(&tools, &desk, job, None).await);
        bulk::work_off(&tools, run).await.unwrap();
        let after = counts(&tools, job).await;
        assert_eq!((after.done, after.failed, after.nothing), (995, 0, 5));
    }
}
