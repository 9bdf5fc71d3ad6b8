//! How fast Daypass is, as ratios of what the same machine does in the same run.
//!
//! `make bench` prints the whole table of the program as it is shipped (profile `dist`);
//! `cargo bench --profile dist -- documents sign_in` only those parts. The real program serves from
//! SQLite with `synchronous=FULL` in a temporary folder; this one is its browsers. Figures "per CPU
//! second" count the processor time of the server alone, so that they mean the same while something
//! else runs on the machine. Nothing here passes or fails: it is to be read.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program for developers: it prints, waits for processes, and ends where it is surprised"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "figures are rounded for reading, and tables are as long as they were made"
)]

mod browser;
mod http;
mod installation;
mod liveness;
mod measure;
mod peers;
mod pieces;
mod process;
mod sign_outs;
mod table;
mod tokens;
mod users;

use installation::Installation;
use table::Table;

/// A part of the run: its name on the command line, and what it measures.
type Part = (&'static str, fn(&Installation, &mut Table));

const PARTS: &[Part] = &[
    ("start", pieces::start),
    ("documents", pieces::documents),
    ("authorization", pieces::authorization),
    ("sign_in", pieces::sign_in),
    ("together", pieces::together),
    ("tokens", tokens::tokens),
    ("users", users::users),
    ("sign_outs", sign_outs::sign_outs),
    ("liveness", liveness::liveness),
    ("size", pieces::size),
];

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // Cargo adds options of its own.
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if words.first().is_some_and(|word| word == peers::ROLE) {
        return peers::serve_hello();
    }
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    let installation = Installation::make();
    let mut table = Table::default();
    for (name, measure) in PARTS {
        if wanted(name) {
            measure(&installation, &mut table);
        }
    }
    table.print();
}
