//! The master key's file: made once, kept to its owner.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use crate::base::{Fallible, Fault, Random};
use crate::db::DatabaseUrl;
use crate::settings::{MasterKey, Settings};

const FILE: &str = "master.key";

/// The key of the settings, or of the data directory's file, which is made if there is none.
pub(super) fn of(settings: &Settings) -> Fallible<MasterKey> {
    if let Some(key) = &settings.master_key {
        return Ok(key.clone());
    }
    let path = settings.data_dir.join(FILE);
    // In this order: a database that is there already was made after its key.
    let sealed = existing_database(settings);
    match fs::metadata(&path) {
        Ok(metadata) => read(&path, metadata.permissions().mode()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            sealed.map_or_else(|| make(&path), |database| Err(orphaned(&path, database)))
        }
        Err(error) => Err(Fault::from(error).context(format!("reading {}", path.display()))),
    }
}

/// Makes the data directory, for its owner only, if it is not there.
pub(super) fn make_data_dir(path: &Path) -> Fallible<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| Fault::from(error).context(format!("making {}", path.display())))
}

fn read(path: &Path, mode: u32) -> Fallible<MasterKey> {
    if mode & 0o077 != 0 {
        return Err(Fault::new(format!(
            "{path} can be read by others; make it yours alone: chmod 600 {path}",
            path = path.display()
        )));
    }
    let text = Zeroizing::new(fs::read_to_string(path)?);
    MasterKey::parse(&text)
        .ok_or_else(|| Fault::new(format!("{} is not 32 bytes as base64", path.display())))
}

fn existing_database(settings: &Settings) -> Option<&Path> {
    match &settings.database_url {
        DatabaseUrl::Sqlite(database) if database.exists() => Some(database),
        _ => None,
    }
}

/// What an existing database holds is sealed under a key that has gone: a new one would not open it.
fn orphaned(key: &Path, database: &Path) -> Fault {
    Fault::new(format!(
        "{} is missing, but {} was sealed under it; restore it from the backup",
        key.display(),
        database.display()
    ))
}

/// Whole or not at all, and never over another: of two that start at once, one makes the key.
fn make(path: &Path) -> Fallible<MasterKey> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let bytes = Zeroizing::new(Random.bytes::<32>());
    // A temporary file is its owner's alone (0600) from the beginning.
    let mut file = NamedTempFile::new_in(directory)?;
    writeln!(file, "{}", *Zeroizing::new(STANDARD.encode(*bytes)))?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => {
            fs::File::open(directory)?.sync_all()?;
            Ok(MasterKey::new(*bytes))
        }
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            read(path, fs::metadata(path)?.permissions().mode())
        }
        Err(error) => Err(error.error.into()),
    }
}
