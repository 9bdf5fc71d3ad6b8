//! What an organisation puts on the pages: name, logo, accent colour, help desk.

use std::fmt;
use std::io::Read as _;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use crate::language::{Language, Zone};

/// A logo is read into memory and sent with every first visit: 256 KiB at the most.
const LOGO_LIMIT: u64 = 256 * 1024;

/// Whose sign-in this is.
#[derive(Clone, Debug, PartialEq)]
pub struct Organisation {
    /// Its name, as in the title of every page.
    pub name: String,
    /// Its logo.
    pub logo: Option<Logo>,
    /// Its colour.
    pub accent: Option<Accent>,
    /// How to reach the help desk, in a sentence for people who cannot sign in.
    pub help_desk: Option<String>,
    /// The languages of its pages and letters, the first for whoever asks for none of them.
    pub languages: Vec<Language>,
    /// The zone in which times are written.
    pub time_zone: Zone,
}

impl Default for Organisation {
    fn default() -> Self {
        Self {
            name: String::new(),
            logo: None,
            accent: None,
            help_desk: None,
            languages: Language::all().collect(),
            time_zone: Zone::UTC,
        }
    }
}

/// A picture, read at start.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    /// Its media type.
    pub content_type: &'static str,
    /// The file's content.
    pub bytes: Arc<[u8]>,
}

impl Logo {
    /// Reads an SVG, PNG or WebP file. The error is for a person.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        let content_type = match extension.to_ascii_lowercase().as_str() {
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "webp" => "image/webp",
            _ => return Err("must be an .svg, .png or .webp file".to_owned()),
        };
        let mut bytes = Vec::new();
        std::fs::File::open(path)
            .and_then(|file| file.take(LOGO_LIMIT + 1).read_to_end(&mut bytes))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        if bytes.len() as u64 > LOGO_LIMIT {
            return Err(format!("must be at most {} KiB", LOGO_LIMIT / 1024));
        }
        Ok(Self { content_type, bytes: bytes.into() })
    }
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Logo({}, {} bytes)", self.content_type, self.bytes.len())
    }
}

/// An sRGB colour, `#rrggbb`. The stylesheet keeps what is made from it readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent(u32);

/// Not a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a colour such as #0e6470")]
pub struct InvalidAccent;

impl FromStr for Accent {
    type Err = InvalidAccent;

    fn from_str(text: &str) -> Result<Self, InvalidAccent> {
        let digits = text.strip_prefix('#').ok_or(InvalidAccent)?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(InvalidAccent);
        }
        u32::from_str_radix(digits, 16).map(Self).map_err(|_| InvalidAccent)
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06x}", self.0)
    }
}
