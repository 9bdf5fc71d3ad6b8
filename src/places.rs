//! Where an address is, in words: out of a file (MMDB: City or Country), if the settings name one.
//!
//! The file is read once, at start. Nothing is asked of anybody else: an address never leaves the house
//! to be looked up.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use maxminddb::Reader;
use maxminddb::geoip2::City;

/// Knows where addresses are. Cheap to clone.
#[derive(Clone)]
pub struct Places(Arc<Reader<Vec<u8>>>);

impl Places {
    /// Reads a file. The error is for a person.
    pub fn read(path: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let reader = Reader::from_source(bytes).map_err(|error| {
            format!("{} is not a MaxMind DB file, or it is broken: {error}", path.display())
        })?;
        let kind = &reader.metadata().database_type;
        if !["City", "Country", "Enterprise"].iter().any(|known| kind.contains(known)) {
            return Err(format!(
                "{} holds {kind}, which says no place; a City or Country file does",
                path.display()
            ));
        }
        Ok(Self(Arc::new(reader)))
    }

    /// Where an address is: `Oslo, Norway`, or the country alone, as far as the file knows.
    pub fn of(&self, address: IpAddr) -> Option<String> {
        // A record that cannot be read says nothing, and stands in nobody's way.
        let found = self.0.lookup(address.to_canonical()).ok()?;
        // A country file has the same record with less in it.
        let record: City<'_> = found.decode().ok()??;
        let names = [record.city.names.english, record.country.names.english];
        let words: Vec<_> = names.into_iter().flatten().collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Places({})", self.0.metadata().database_type)
    }
}
