//! What came of a sign-out, as people read it: who knows, who is still to be told, who can't be.

use crate::app::App;
use crate::audit::Origin;
use crate::base::{Fallible, SignOutId, Timestamp, UserId};
use crate::directory::sign_outs::KnownCause;
use crate::http::paths;
use crate::language::{IntoPhrase, Moment, Phrase, phrase};
use crate::oidc::backchannel;
use crate::oidc::receipts::{self, AppReceipt, Ended, OtherReceipt, Receipt, Summary, Told};
use crate::pages::words;
use crate::telling;

/// What is tried within so many seconds is waited for in front of the page. A try that is under way has
/// its next one only minutes from now, in case this node dies of it: longer than that.
const SOON: i64 = 240;

/// Who reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Reader {
    /// Whose sign-out it is.
    Person,
    /// An administrator, who gets to see the receivers' own words.
    Administrator,
}

/// One who is told, and what came of it.
pub(in crate::pages) struct Line {
    pub(in crate::pages) id: String,
    pub(in crate::pages) name: String,
    /// In a word or two: `Told`, `Trying again (2 of 16)`.
    pub(in crate::pages) badge: Phrase,
    /// `good`, `bad`, `trying` or none of these.
    pub(in crate::pages) kind: &'static str,
    pub(in crate::pages) told: Option<Moment>,
    /// Why not; may be empty.
    pub(in crate::pages) why: Option<Phrase>,
    /// When it is tried again.
    pub(in crate::pages) next: Option<Moment>,
    /// When the last access token ends, while it has not.
    pub(in crate::pages) ends: Option<Moment>,
    /// Whether there was something that has ended by now.
    pub(in crate::pages) has_ended: bool,
    /// Whether it goes on without the session.
    pub(in crate::pages) keeps: bool,
}

/// Everything that a receipt says.
pub(in crate::pages) struct Part {
    /// Element id.
    pub(in crate::pages) id: &'static str,
    pub(in crate::pages) heading: Phrase,
    /// `2 sessions ended at 14:10, by you.`
    pub(in crate::pages) ended: Phrase,
    pub(in crate::pages) everything: bool,
    pub(in crate::pages) apps: Vec<Line>,
    pub(in crate::pages) others: Vec<Line>,
    pub(in crate::pages) told: usize,
    pub(in crate::pages) is_complete: bool,
    pub(in crate::pages) refresh: Option<Refresh>,
}

/// Where it is looked at again while something of it changes, and how often.
pub(in crate::pages) struct Refresh {
    pub(in crate::pages) url: String,
    pub(in crate::pages) seconds: u32,
}

impl Part {
    /// `url` is where the same receipt is seen again.
    pub(in crate::pages) fn of(
        receipt: &Receipt,
        app: &App,
        reader: Reader,
        now: Timestamp,
        url: String,
    ) -> Self {
        let lifetime = app.settings().tokens.access_token;
        let line = |it: &AppReceipt| {
            let ends_at = it.tokens_end_at(lifetime);
            Line {
                ends: ends_at.filter(|at| *at > now).map(|at| Moment::new(at, now)),
                has_ended: ends_at.is_some_and(|at| at <= now),
                keeps: ends_at.is_none(),
                ..Line::of(it.client.to_string(), it.name.clone(), &it.told, reader, now)
            }
        };
        let all = || receipt.apps.iter().map(|it| &it.told);
        let other = |it: &OtherReceipt| {
            Line::of(it.lane.replace(':', "-"), it.name.clone(), &it.told, reader, now)
        };
        Self {
            id: "receipt",
            heading: heading(receipt.ended, receipt.apps.iter().map(|it| it.name.as_str())),
            ended: by(receipt.cause.as_ref(), receipt.user, reader)
                .sentence()
                .with("sessions", receipt.sessions_ended.unwrap_or_default())
                .with("when", Moment::new(receipt.at, now)),
            everything: receipt.ended == Ended::Everything,
            told: all().filter(|told| matches!(told, Told::Told(_))).count(),
            apps: receipt.apps.iter().map(line).collect(),
            others: receipt.others.iter().map(other).collect(),
            is_complete: receipt.is_complete,
            refresh: refresh(receipt, now).map(|seconds| Refresh { url, seconds }),
        }
    }
}

impl Line {
    fn of(id: String, name: String, told: &Told, reader: Reader, now: Timestamp) -> Self {
        let mut line = Self {
            id,
            name,
            badge: Phrase::default(),
            kind: "",
            told: None,
            why: None,
            next: None,
            ends: None,
            has_ended: false,
            keeps: false,
        };
        let words = |why: &str| match reader {
            Reader::Administrator => why.to_owned().into_phrase(),
            Reader::Person => phrase(words::why_not_told(why)),
        };
        match told {
            Told::Told(at) => {
                (line.badge, line.kind) = (phrase("told"), "good");
                line.told = Some(Moment::new(*at, now));
            }
            Told::Held => line.badge = phrase("waits-to-be-fetched"),
            Told::Waits { why: None, .. } => line.badge = phrase("being-told"),
            Told::Waits { tries, next, why: Some(why) } => {
                let of = telling::tries().max(*tries + 1);
                line.badge = phrase("trying-again").with("try", *tries + 1).with("tries", of);
                line.kind = "trying";
                line.why = Some(words(why));
                line.next = Some(Moment::new(*next, now));
            }
            Told::CannotBeTold => line.badge = phrase("cannot-be-told"),
            Told::GaveUp { why, .. } => {
                (line.badge, line.kind) = (phrase("not-told"), "bad");
                line.why = Some(why.as_deref().map(words).unwrap_or_default());
            }
        }
        line
    }
}

/// After how many seconds to look again; nothing where nothing changes any more.
fn refresh(receipt: &Receipt, now: Timestamp) -> Option<u32> {
    if receipt.is_settled() {
        return None;
    }
    let told =
        receipt.apps.iter().map(|it| &it.told).chain(receipt.others.iter().map(|it| &it.told));
    let next = told.filter_map(|told| match told {
        Told::Waits { next, .. } => Some(*next),
        _ => None,
    });
    let soon = now.seconds() + SOON;
    let is_soon = !receipt.is_complete || next.min().is_some_and(|at| at.seconds() < soon);
    Some(if is_soon { 3 } else { 60 })
}

fn heading<'a>(ended: Ended, apps: impl Iterator<Item = &'a str>) -> Phrase {
    match ended {
        Ended::Everything => phrase("signed-out-everywhere"),
        Ended::Session => phrase("one-browser-signed-out"),
        Ended::Apps { whole } => {
            let apps: Vec<_> = apps.collect();
            match (apps.as_slice(), whole) {
                ([], _) => phrase("access-ended"),
                ([one], true) => phrase("access-of-app-ended").with("app", *one),
                (_, true) => phrase("access-of-apps-ended"),
                (_, false) => phrase("pass-ended-with-all"),
            }
        }
    }
}

/// Who ended it, as far as its reader is to know.
enum By {
    Nobody,
    You,
    AnAdministrator,
    Somebody(String),
}

impl By {
    /// What was ended when, in a sentence; `$sessions` and `$when` are open.
    fn sentence(self) -> Phrase {
        match self {
            Self::Nobody => phrase("sessions-ended"),
            Self::You => phrase("sessions-ended-by-you"),
            Self::AnAdministrator => phrase("sessions-ended-by-an-administrator"),
            Self::Somebody(name) => phrase("sessions-ended-by").with("name", name),
        }
    }

    /// In a list.
    fn in_short(self) -> Option<Phrase> {
        match self {
            Self::Nobody => None,
            Self::You => Some(phrase("by-you")),
            Self::AnAdministrator => Some(phrase("by-an-administrator")),
            Self::Somebody(name) => Some(phrase("by-somebody").with("name", name)),
        }
    }
}

fn by(cause: Option<&KnownCause>, user: UserId, reader: Reader) -> By {
    let Some((cause, name)) = cause.and_then(|cause| Some((cause, cause.by_name.as_ref()?))) else {
        return By::Nobody;
    };
    match reader {
        Reader::Person if cause.by == Some(user) => By::You,
        Reader::Person => By::AnAdministrator,
        Reader::Administrator => By::Somebody(name.clone()),
    }
}

/// What was ended, in a list.
pub(in crate::pages) struct EndedRow {
    pub(in crate::pages) heading: Phrase,
    pub(in crate::pages) at: Moment,
    pub(in crate::pages) by: Option<Phrase>,
    pub(in crate::pages) waits: bool,
    pub(in crate::pages) url: String,
}

/// The list under the sign-ins: the latest ones, and those before.
#[derive(Default)]
pub(in crate::pages) struct EndedList {
    pub(in crate::pages) latest: Vec<EndedRow>,
    pub(in crate::pages) earlier: Vec<EndedRow>,
}

/// How many are seen at a glance.
const LATEST: usize = 5;

impl EndedList {
    /// What was ended of somebody's within the last month.
    pub(in crate::pages) async fn of(
        app: &App,
        user: UserId,
        reader: Reader,
        now: Timestamp,
    ) -> Fallible<Self> {
        let listed = receipts::list(app.db().read(), user, now).await?;
        let mut rows = listed.iter().map(|it| EndedRow::of(it, user, reader, now));
        let latest = rows.by_ref().take(LATEST).collect();
        Ok(Self { latest, earlier: rows.collect() })
    }
}

impl EndedRow {
    fn of(summary: &Summary, user: UserId, reader: Reader, now: Timestamp) -> Self {
        let path = match reader {
            Reader::Person => paths::MY_RECEIPT,
            Reader::Administrator => paths::ADMIN_SIGN_OUT,
        };
        Self {
            heading: heading(summary.ended, summary.apps.iter().map(String::as_str)),
            at: Moment::new(summary.at, now),
            by: by(summary.cause.as_ref(), user, reader).in_short(),
            waits: summary.waits,
            url: paths::of(path, summary.id),
        }
    }
}

/// The receipt of what this very request has ended: its apps are found out at once, because somebody is
/// about to look. Whatever goes wrong there is done again by the jobs.
pub(in crate::pages) async fn of_this_request(
    app: &App,
    origin: &Origin,
    user: UserId,
) -> Fallible<Option<SignOutId>> {
    match backchannel::fan_out_of(app.telling(), user).await {
        Ok(_) => app.telling().wake(),
        Err(fault) => tracing::warn!(%fault, "a sign-out waits to be taken on"),
    }
    let now = app.clock().now();
    receipts::of_case(app.db().read(), user, &origin.correlation_id, now, now).await
}
