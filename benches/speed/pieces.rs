//! The parts of a run.

use std::fs;
use std::time::{Duration, Instant};

use super::browser::get;
use super::installation::Installation;
use super::measure::{ask, meanwhile, median, sign_in as sign_people_in, sign_in_with_codes};
use super::peers;
use super::process::Process;
use super::table::{Aim, Table};

const DISCOVERY: &str = "/.well-known/openid-configuration";
const KEYS: &str = "/oauth2/keys";
const AUTHORIZE: &str = "/oauth2/authorize?response_type=code&client_id=app\
    &redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&scope=openid%20profile%20email\
    &state=af0ifjsldkj-Qf3x0qYw&nonce=n-0S6_WzA2Mj-ZwN1c\
    &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

/// What is compared is measured in turns, so that both meet the same machine.
const TURNS: usize = 5;
const TURN: Duration = Duration::from_millis(800);

/// The first answer after the start, and the memory of a server that does nothing.
pub(crate) fn start(installation: &Installation, table: &mut Table) {
    let starts = (0..11).map(|_| {
        let begun = Instant::now();
        let server = installation.serve();
        let answered = begun.elapsed();
        drop(server);
        answered.as_secs_f64() * 1000.0
    });
    table.add("start to first answer, on existing data", median(starts), "ms", Aim::AtMost(30.0));
    let server = installation.serve();
    // The pass of the first administrator is hashed at the start; its memory is kept for a while.
    std::thread::sleep(Duration::from_secs(12));
    table.add("memory, idle", server.mebibytes("VmRSS"), "MiB", Aim::AtMost(16.0));
    table.add(
        "  of it its own, not the program's file",
        server.mebibytes("RssAnon"),
        "MiB",
        Aim::None,
    );
}

/// Discovery and keys, beside actix's "hello".
pub(crate) fn documents(installation: &Installation, table: &mut Table) {
    let server = installation.serve();
    let (hello, hello_address) = peers::hello();
    let ask_here = |target| {
        let request = get(installation, target);
        ask(&server, installation.address, (&request, 200), TURN).per_cpu_second()
    };
    let turns: Vec<[f64; 3]> = (0..TURNS)
        .map(|_| {
            let request = get(installation, "/");
            let bare = ask(&hello, hello_address, (&request, 200), TURN).per_cpu_second();
            [bare, ask_here(DISCOVERY), ask_here(KEYS)]
        })
        .collect();
    let middle = |at: usize| median(turns.iter().map(|turn| turn[at]));
    table.add("actix \"hello\" per CPU second", middle(0), "/s", Aim::None);
    for (at, name) in [(1, "discovery"), (2, "keys")] {
        table.add(&format!("{name} per CPU second"), middle(at), "/s", Aim::None);
        let ratio = median(turns.iter().map(|turn| turn[at] / turn[0]));
        table.add(&format!("{name} / hello"), ratio, "", Aim::AtLeast(0.75));
    }
}

/// A fresh browser that an app sent: the redirect, and the page it leads to.
pub(crate) fn authorization(installation: &Installation, table: &mut Table) {
    let server = installation.serve();
    let (redirect, page) = (get(installation, AUTHORIZE), get(installation, &sign_in_page()));
    let turns: Vec<[f64; 2]> = (0..TURNS)
        .map(|_| {
            [(&redirect, 303), (&page, 200)].map(|(request, status)| {
                ask(&server, installation.address, (request, status), TURN).per_cpu_second()
            })
        })
        .collect();
    let aim = Aim::AtLeast(30_000.0);
    let redirect = median(turns.iter().map(|turn| turn[0]));
    let page = median(turns.iter().map(|turn| turn[1]));
    table.add("authorization request → 303, per CPU second", redirect, "/s", aim);
    table.add("the sign-in page it leads to, per CPU second", page, "/s", aim);
    let both = median(turns.iter().map(|turn| 1.0 / (1.0 / turn[0] + 1.0 / turn[1])));
    table.add("both, for one fresh browser, per CPU second", both, "/s", Aim::None);
}

fn sign_in_page() -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", AUTHORIZE)
        .finish();
    format!("/signin?{query}")
}

/// Whole sign-ins with a pass, beside bare argon2id.
pub(crate) fn sign_in(installation: &Installation, table: &mut Table) {
    let server = installation.serve();
    let turns: Vec<[f64; 4]> = (0..TURNS)
        .map(|_| {
            let bare = peers::argon2id(installation.cores, 2 * TURN);
            let with_pass = sign_people_in(installation, &server, 4 * TURN);
            let with_codes = sign_in_with_codes(installation, &server);
            [bare, with_pass.whole.per_cpu_second(), with_pass.rest(), with_codes.rest()]
        })
        .collect();
    let middle = |at: usize| median(turns.iter().map(|turn| turn[at]));
    table.add("argon2id verifications per CPU second", middle(0), "/s", Aim::None);
    table.add("pass sign-ins per CPU second", middle(1), "/s", Aim::None);
    let ratio = median(turns.iter().map(|turn| turn[1] / turn[0]));
    table.add("pass sign-ins / argon2id verifications", ratio, "", Aim::AtLeast(0.9));
    let what = "a sign-in without its hash (recovery code), CPU";
    table.add(what, middle(3), "ms", Aim::AtMost(0.7));
    table.add("  the same beside hashes, which empty the caches", middle(2), "ms", Aim::None);
    let peak = server.mebibytes("VmHWM");
    table.add("memory, peak while 64 browsers sign in", peak, "MiB", Aim::AtMost(80.0));
}

/// What is left for the others while 64 browsers sign in, by the clock on the wall.
pub(crate) fn together(installation: &Installation, table: &mut Table) {
    let server = installation.serve();
    for (name, target, status) in [("discovery", DISCOVERY, 200), ("authorization", AUTHORIZE, 303)]
    {
        let request = get(installation, target);
        let rate = |server: &Process| {
            ask(server, installation.address, (&request, status), 2 * TURN).per_second()
        };
        let kept = (0..TURNS).map(|_| {
            let alone = rate(&server);
            let (beside, _) = meanwhile(installation, || rate(&server));
            100.0 * beside / alone
        });
        let what = format!("{name} while 64 browsers sign in, of its rate alone");
        table.add(&what, median(kept), "%", Aim::AtLeast(45.0));
    }
}

/// The program's size, as it was built for this run.
pub(crate) fn size(_: &Installation, table: &mut Table) {
    let program = fs::metadata(env!("CARGO_BIN_EXE_daypass")).unwrap();
    let mebibytes = program.len() as f64 / 1_048_576.0;
    table.add("program", mebibytes, "MiB", Aim::AtMost(20.0));
}
