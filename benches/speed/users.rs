//! What a page of the users list reads, of a thousand people and of a million.

use std::time::Instant;

use daypass::administration::{people, seed};
use daypass::app::App;
use daypass::base::{Clock, UserId};
use daypass::credentials::policy::policies_for;
use daypass::directory::{UserFilter, UserQuery, search_users};
use daypass::server;
use daypass::settings::{Settings, Sources};
use tempfile::TempDir;

use super::installation::Installation;
use super::measure::median;
use super::table::{Aim, Table};

const FEW: u64 = 1_000;
const MANY: u64 = 1_000_000;

/// People on a page of the console.
const PAGE: u64 = 50;
/// An odd number, for the median; enough of them that the database's cache is as it is in daily use.
const TIMES: usize = 201;

/// What is asked for: its name, what was typed, which list, and whether it is a page further on.
/// All fill a page, of a thousand people too, or find nobody among however many.
const QUESTIONS: &[(&str, Option<&str>, UserFilter, bool)] = &[
    ("users, a page", None, UserFilter::Everybody, false),
    ("users, a page in the middle", None, UserFilter::Everybody, true),
    ("users with nothing registered", None, UserFilter::NoMethod, false),
    ("users found by name", Some("ada"), UserFilter::Everybody, false),
    ("users found by name, nothing registered", Some("ada"), UserFilter::NoMethod, false),
    ("administrators found by name", Some("ada"), UserFilter::Administrators, false),
];

/// Each question, of many people and of few.
pub(crate) fn users(_: &Installation, table: &mut Table) {
    let [few, many] = [FEW, MANY].map(|count| server::block_on(answer_times(count)));
    for ((name, ..), (few, many)) in QUESTIONS.iter().zip(few.iter().zip(&many)) {
        let what = format!("{name}: a million to a thousand");
        table.add(&what, many / few, "×", Aim::AtMost(2.0));
        table.add("  of a million", *many, "ms", Aim::None);
    }
}

/// How long each question takes among so many people, in milliseconds.
async fn answer_times(count: u64) -> Vec<f64> {
    let folder = TempDir::new().unwrap();
    let data = folder.path().display().to_string();
    let environment = vec![("DAYPASS_DATA_DIR".into(), data.into())];
    let sources = Sources { environment, ..Sources::default() };
    let app = App::open(Settings::load(&sources).unwrap(), Clock::system()).await.unwrap();
    seed::people(app.tools(), count).await.unwrap();
    let mut times = Vec::new();
    for (_, typed, filter, further) in QUESTIONS {
        let after = further.then(|| format!("{}.mina", UserId::fresh()));
        let prefix = typed.map(str::to_owned);
        let query = UserQuery { prefix, filter: *filter, after, limit: PAGE };
        let mut measured = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            measured.push(answer_time(&app, &query).await);
        }
        times.push(median(measured));
    }
    app.close().await.unwrap();
    times
}

/// One answer: who is found, and how each of them stands.
async fn answer_time(app: &App, query: &UserQuery) -> f64 {
    let (begun, connection) = (Instant::now(), app.db().read());
    let found = search_users(connection, query).await.unwrap();
    let ids: Vec<_> = found.users.iter().map(|user| user.id).collect();
    people::standings(connection, &ids).await.unwrap();
    policies_for(connection, app.tools(), &ids).await.unwrap();
    begun.elapsed().as_secs_f64() * 1000.0
}
