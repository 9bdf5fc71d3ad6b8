//! Reading the file.

use std::time::Duration;

use super::{Entry, MOST_ROWS};
use crate::base::Timestamp;

/// A line below the heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What stands where the username should be.
    pub username: String,
    /// What it says, or what is wrong with it.
    pub entry: Result<Entry, String>,
}

/// Why a file cannot be read at all. The sentence is for whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not UTF-8.
    #[error("The file is not in UTF-8. Save it as “CSV UTF-8” and send it again.")]
    Encoding,
    /// No heading, or nothing below it.
    #[error("The file has no rows. The first line names the columns, each other line is a person.")]
    Empty,
    /// A column nobody knows.
    #[error(
        "There is no column “{0}”. Known are: username, name, given name, family name, email, start, lifetime, one-time."
    )]
    Column(String),
    /// A column stands there twice.
    #[error("The column “{0}” is there twice.")]
    Twice(String),
    /// The one column that must be there.
    #[error("The column “username” is missing.")]
    NoUsername,
    /// More rows than one job may have.
    #[error("The file has more than {MOST_ROWS} rows. Divide it.")]
    TooLong,
    /// Not CSV from this line on.
    #[error(
        "The file can't be read from line {0} on: a quotation mark is open, or a cell is missing."
    )]
    Line(u64),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Username,
    Name,
    GivenName,
    FamilyName,
    Email,
    Start,
    Lifetime,
    OneTime,
}

impl Column {
    fn named(heading: &str) -> Option<Self> {
        let letters: String =
            heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        Some(match letters.as_str() {
            "username" | "user" | "userprincipalname" | "upn" => Self::Username,
            "name" | "displayname" | "fullname" => Self::Name,
            "givenname" | "firstname" => Self::GivenName,
            "familyname" | "lastname" | "surname" => Self::FamilyName,
            "email" | "mail" => Self::Email,
            "start" | "starts" | "startsat" | "startdatetime" | "startdate" => Self::Start,
            "lifetime" | "lifetimeinminutes" => Self::Lifetime,
            "onetime" | "isusableonce" => Self::OneTime,
            _ => return None,
        })
    }
}

/// Reads CSV with a heading; cells are separated by commas, semicolons or tabs.
///
/// A line that says something wrong is an entry of its own; only what makes every line doubtful is an error.
pub fn read(file: &[u8]) -> Result<Vec<Line>, Unreadable> {
    let text = std::str::from_utf8(file).map_err(|_| Unreadable::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns = columns(reader.headers().map_err(|error| unreadable(&error))?)?;
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        if lines.len() == MOST_ROWS {
            return Err(Unreadable::TooLong);
        }
        lines.push(line(&columns, &record));
    }
    if lines.is_empty() { Err(Unreadable::Empty) } else { Ok(lines) }
}

/// What stands in the heading: spreadsheets write semicolons where the comma is a decimal point.
fn separator(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    [b';', b'\t'].into_iter().find(|it| heading.contains(char::from(*it))).unwrap_or(b',')
}

fn unreadable(error: &csv::Error) -> Unreadable {
    Unreadable::Line(error.position().map_or(1, csv::Position::line))
}

fn columns(heading: &csv::StringRecord) -> Result<Vec<Column>, Unreadable> {
    let mut columns = Vec::new();
    for cell in heading {
        let column = Column::named(cell).ok_or_else(|| Unreadable::Column(cell.to_owned()))?;
        if columns.contains(&column) {
            return Err(Unreadable::Twice(cell.to_owned()));
        }
        columns.push(column);
    }
    if heading.iter().all(str::is_empty) {
        return Err(Unreadable::Empty);
    }
    if columns.contains(&Column::Username) { Ok(columns) } else { Err(Unreadable::NoUsername) }
}

fn line(columns: &[Column], record: &csv::StringRecord) -> Line {
    let cell = |wanted| {
        let at = columns.iter().position(|column| *column == wanted);
        at.and_then(|at| record.get(at)).filter(|text| !text.is_empty())
    };
    let username = cell(Column::Username).unwrap_or_default().to_owned();
    let owned = |column| cell(column).map(str::to_owned);
    let entry = || {
        Ok(Entry {
            username: username.clone(),
            name: owned(Column::Name),
            given_name: owned(Column::GivenName),
            family_name: owned(Column::FamilyName),
            email: owned(Column::Email),
            starts_at: cell(Column::Start).map(instant).transpose()?,
            lifetime_minutes: cell(Column::Lifetime).map(minutes).transpose()?,
            one_time: cell(Column::OneTime).map(yes_or_no).transpose()?,
        })
    };
    Line { entry: entry(), username: username.clone() }
}

/// An instant, or a day or a minute of it in UTC.
fn instant(text: &str) -> Result<Timestamp, String> {
    let written = match text.len() {
        10 => format!("{text}T00:00:00Z"),
        16 => format!("{}:00Z", text.replacen(' ', "T", 1)),
        _ => text.to_owned(),
    };
    Timestamp::parse_rfc3339(&written).ok_or_else(|| {
        format!("The start “{text}” is not a time such as 2026-11-23 08:00 (UTC) or 2026-11-23T08:00:00+01:00.")
    })
}

fn minutes(text: &str) -> Result<u32, String> {
    let lifetime = match text.parse::<u32>() {
        Ok(minutes) => return Ok(minutes),
        Err(_) => humantime::parse_duration(text).ok().filter(|it| *it >= Duration::from_mins(1)),
    };
    lifetime.and_then(|lifetime| u32::try_from(lifetime.as_secs() / 60).ok()).ok_or_else(|| {
        format!("The lifetime “{text}” is not minutes or a length of time such as 8h.")
    })
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(format!("One-time is “{text}”; it must be yes or no.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whatever_a_spreadsheet_makes_of_it() {
        let plain =
            "username,name,start,lifetime,one-time\nana,Ana Silva,2026-11-23 08:00,8h,yes\n";
        let excel = "\u{feff}UserName;Display Name;Start;Lifetime;One time\r\nana;\"Ana Silva\";2026-11-23T08:00:00Z;480;1\r\n;;;;\r\n";
        for file in [plain, excel] {
            let lines = read(file.as_bytes()).unwrap();
            let [line] = lines.as_slice() else { panic!("{lines:?}") };
            let entry = line.entry.clone().unwrap();
            assert_eq!(entry.username, "ana");
            assert_eq!(entry.name.as_deref(), Some("Ana Silva"));
            assert_eq!(entry.starts_at, Timestamp::parse_rfc3339("2026-11-23T08:00:00Z"));
            assert_eq!((entry.lifetime_minutes, entry.one_time), (Some(480), Some(true)));
        }
    }

    #[test]
    fn a_line_that_says_something_wrong_does_not_spoil_the_others() {
        let lines = read(b"username,lifetime,start\na,soon,\nb,60,tomorrow\nc,60,\n").unwrap();
        let wrong: Vec<bool> = lines.iter().map(|line| line.entry.is_err()).collect();
        assert_eq!(wrong, [true, true, false]);
        assert!(lines[0].entry.as_ref().unwrap_err().contains("soon"));
    }

    #[test]
    fn a_file_that_makes_every_line_doubtful_is_refused_in_words() {
        let refused = |file: &[u8]| read(file).unwrap_err();
        assert_eq!(refused(b""), Unreadable::Empty);
        assert_eq!(refused(b"username\n"), Unreadable::Empty);
        assert_eq!(refused(b"username,shoe size\na,43\n"), Unreadable::Column("shoe size".into()));
        assert_eq!(refused(b"user,upn\na,a\n"), Unreadable::Twice("upn".into()));
        assert_eq!(refused(b"name\nAna\n"), Unreadable::NoUsername);
        assert_eq!(refused(b"username,name\na\n"), Unreadable::Line(2));
        assert_eq!(refused(b"username\nm\xfcller\n"), Unreadable::Encoding);
        let many = format!("username\n{}", "a\n".repeat(MOST_ROWS + 1));
        assert_eq!(refused(many.as_bytes()), Unreadable::TooLong);
    }
}
