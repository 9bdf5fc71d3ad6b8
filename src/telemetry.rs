//! The log: one subscriber for the whole process, on standard error.

use std::fmt;
use std::io::IsTerminal as _;

use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Format, Full, Json, JsonFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::base::Fallible;
use crate::settings::{Log, LogFormat};

/// Libraries that tell more at `info` than an operator wants to read.
const QUIET: &str = "actix_server=warn,sea_orm_migration=warn,sqlx=warn";

tokio::task_local! {
    /// The correlation id of the request that is being served.
    static REQUEST: CorrelationId;
}

/// A request's correlation id, ASCII.
type CorrelationId = [u8; 8];

/// Serves a request: each log line on the way carries its correlation id.
///
/// Not by a span: every request would pay for one, and hardly any leaves a line.
pub(crate) fn within_request<F: Future>(
    correlation_id: CorrelationId,
    request: F,
) -> impl Future<Output = F::Output> {
    REQUEST.scope(correlation_id, request)
}

/// Starts the log. Fails if the process has one already.
pub fn start(log: &Log) -> Fallible<()> {
    // What comes later wins: the operator's words stand last.
    let filter = EnvFilter::builder().parse(format!("{QUIET},{}", log.filter))?;
    let registry = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Human => {
            let layer = tracing_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                .with_ansi(std::io::stderr().is_terminal())
                .event_format(Human::default());
            registry.with(layer).try_init()?;
        }
        LogFormat::Json => {
            let layer = tracing_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                .fmt_fields(JsonFields::new())
                .event_format(Lines::default());
            registry.with(layer).try_init()?;
        }
    }
    Ok(())
}

/// For people: the time, the request if there is one, and what happened.
struct Human(Format<Full, ()>);

impl Default for Human {
    fn default() -> Self {
        Self(Format::default().with_target(false).without_time())
    }
}

impl<S, N> FormatEvent<S, N> for Human
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        SystemTime.format_time(&mut writer)?;
        with_correlation_id(|id| write!(writer, " {id}")).transpose()?;
        writer.write_char(' ')?;
        self.0.format_event(context, writer, event)
    }
}

/// For programs: one JSON object on each line.
struct Lines(Format<Json>);

impl Default for Lines {
    fn default() -> Self {
        Self(Format::default().json().flatten_event(true).with_span_list(false))
    }
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        self.0.format_event(context, Writer::new(&mut line), event)?;
        // The object is never empty: it has a time. The id's digits need no escaping.
        let object = line.trim_end().strip_suffix('}').ok_or(fmt::Error)?;
        writer.write_str(object)?;
        with_correlation_id(|id| write!(writer, ",\"correlation_id\":\"{id}\"")).transpose()?;
        writer.write_str("}\n")
    }
}

/// Does something with the correlation id of the request that is being served, if one is.
fn with_correlation_id<T>(act: impl FnOnce(&str) -> T) -> Option<T> {
    REQUEST.try_with(|id| std::str::from_utf8(id).map(act).ok()).ok().flatten()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// What was logged.
    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// Logs a line in a request and one after it.
    async fn two_lines(subscriber: impl Subscriber + Send + Sync, paper: &Paper) -> [String; 2] {
        let log = tracing::subscriber::set_default(subscriber);
        within_request(*b"ab12cd34", async { tracing::warn!(seats = 2, "full") }).await;
        tracing::warn!("closed");
        drop(log);
        let text = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.try_into().unwrap()
    }

    #[tokio::test]
    async fn people_read_whose_request_a_line_is_of() {
        let paper = Paper::default();
        let to = paper.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || to.clone())
            .with_ansi(false)
            .event_format(Human::default())
            .finish();
        let [within, after] = two_lines(subscriber, &paper).await;
        assert!(within.ends_with("Z ab12cd34  WARN full seats=2"), "{within}");
        assert!(after.ends_with("Z  WARN closed"), "{after}");
    }

    #[tokio::test]
    async fn programs_read_whose_request_a_line_is_of() {
        let paper = Paper::default();
        let to = paper.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || to.clone())
            .fmt_fields(JsonFields::new())
            .event_format(Lines::default())
            .finish();
        let lines = two_lines(subscriber, &paper).await;
        let [within, after] = lines.map(|line| {
            serde_json::from_str::<serde_json::Value>(&line).expect("a line is one object")
        });
        assert_eq!((&within["correlation_id"], &within["seats"]), (&"ab12cd34".into(), &2.into()));
        assert_eq!((after.get("correlation_id"), &after["message"]), (None, &"closed".into()));
    }
}
