//! The floors of the house, held by a test: inside one crate nothing else would.
//!
//! A room imports only from floors below its own (`docs/ARCHITECTURE.md`), and each framework is named
//! only in its own rooms.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up. Rooms on one floor never import each other.
const FLOORS: &[&[&str]] = &[
    &["base"],
    &["db", "language", "outgoing", "places"],
    &["audit"],
    &["directory"],
    &["credentials"],
    &["sessions"],
    &["sign_in", "administration", "telling"],
    &["oidc"],
    &["signals"],
    &["settings"],
    &["app"],
    &["http", "jobs"],
    &["endpoints", "pages"],
    &["server"],
    &["cli"],
];

/// Rooms that any other may use, or that stand outside the house.
const OUTSIDE: &[&str] = &["telemetry", "lib", "main"];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).unwrap().to_path_buf();
                let room = inside.components().next().unwrap().as_os_str().to_str().unwrap();
                let room = room.strip_suffix(".rs").unwrap_or(room).to_owned();
                let code = without_comments(&fs::read_to_string(&path).unwrap());
                found.push((room, inside, code));
            }
        }
    }
    found
}

/// Comments may name what they like.
fn without_comments(code: &str) -> String {
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn floors() -> BTreeMap<&'static str, usize> {
    let numbered = FLOORS.iter().enumerate();
    numbered.flat_map(|(floor, rooms)| rooms.iter().map(move |room| (*room, floor))).collect()
}

/// The rooms a file names after `crate::`, single or in a list.
fn named_rooms(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let list = &list[..list.find(';').unwrap_or(list.len())];
            let mut depth = 0;
            let mut word = String::new();
            for letter in list.chars().chain([',']) {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth <= 0 => rooms.push(std::mem::take(&mut word)),
                    letter if depth <= 0 => word.push(letter),
                    _ => {}
                }
            }
        } else {
            rooms.push(rest.to_owned());
        }
    }
    let name = |text: String| {
        text.trim()
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect::<String>()
    };
    rooms.into_iter().map(name).filter(|room| !room.is_empty()).collect()
}

#[test]
fn every_room_has_a_floor() {
    let floors = floors();
    for (room, file, _) in sources() {
        assert!(
            floors.contains_key(room.as_str()) || OUTSIDE.contains(&room.as_str()),
            "{} is in no room that FLOORS knows",
            file.display()
        );
    }
}

#[test]
fn a_room_imports_only_from_the_floors_below_its_own() {
    let floors = floors();
    let mut wrong = Vec::new();
    for (room, file, code) in sources() {
        let Some(own) = floors.get(room.as_str()) else { continue };
        for named in named_rooms(&code) {
            let Some(other) = floors.get(named.as_str()) else { continue };
            if named != room && other >= own {
                wrong.push(format!(
                    "{} (floor {own}) imports {named} (floor {other})",
                    file.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a file is one of a framework's rooms.
type AtHome = fn(&Path) -> bool;

#[test]
fn each_framework_is_named_only_in_its_own_rooms() {
    let homes: &[(&str, AtHome)] = &[
        ("actix_web", |file| in_rooms(file, &["http", "endpoints", "pages", "server"])),
        ("actix_session", |file| file == Path::new("http/cookies.rs")),
        ("askama", |file| in_rooms(file, &["language", "http", "pages", "telling"])),
        ("sea_orm", |file| {
            in_rooms(file, &["db"])
                || file.ends_with("store.rs")
                || [
                    Path::new("base/clock.rs"),
                    Path::new("base/ids.rs"),
                    Path::new("base/secret.rs"),
                ]
                .contains(&file)
        }),
        ("rusqlite", |file| file.starts_with("db/sqlite")),
        ("argon2", |file| file == Path::new("credentials/hash.rs")),
        ("webauthn_rs", |file| file.starts_with("credentials/passkey")),
        ("totp_rs", |file| file.starts_with("credentials/totp")),
        ("reqwest", |file| in_rooms(file, &["outgoing"])),
        ("lettre", |file| in_rooms(file, &["telling"])),
        ("jsonwebtoken", |file| in_rooms(file, &["oidc"])),
        ("maxminddb", |file| file == Path::new("places.rs")),
        ("clap", |file| in_rooms(file, &["cli"])),
    ];
    let mut wrong = Vec::new();
    for (room, file, code) in sources() {
        if OUTSIDE.contains(&room.as_str()) {
            continue;
        }
        for (framework, at_home) in homes {
            if code.contains(&format!("{framework}::")) && !at_home(&file) {
                wrong.push(format!("{} names {framework}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn in_rooms(file: &Path, rooms: &[&str]) -> bool {
    rooms.iter().any(|room| file.starts_with(room) || file == Path::new(&format!("{room}.rs")))
}

/// What is compiled in from beside `src`, as paths in the code say it.
#[test]
fn the_image_is_built_with_every_folder_that_the_program_is_built_from() {
    let ignored = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".dockerignore"));
    let let_through = ignored.unwrap();
    let mut folders = vec!["src".to_owned(), "templates".to_owned(), "migrations".to_owned()];
    for (_, _, code) in sources() {
        let outside = code.split("\"../").skip(1).map(|path| path.trim_start_matches("../"));
        let names = outside.filter_map(|path| path.split(['/', '"']).next());
        folders.extend(names.filter(|name| !name.contains('.')).map(str::to_owned));
    }
    assert!(folders.iter().any(|folder| folder == "locales"), "{folders:?}");
    for folder in folders {
        let lets = let_through.lines().any(|line| line.strip_prefix('!') == Some(&folder));
        assert!(lets, ".dockerignore keeps {folder} out");
    }
}
