//! What was measured, beside what is aimed at.

/// Where the aim is.
#[derive(Clone, Copy)]
pub(crate) enum Aim {
    /// So much, or more.
    AtLeast(f64),
    /// So much, or less.
    AtMost(f64),
    /// Nowhere: the figure explains another.
    None,
}

struct Row {
    what: String,
    measured: f64,
    unit: &'static str,
    aim: Aim,
}

/// The rows so far, in the order in which they were measured.
#[derive(Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    /// Adds a figure, and shows it at once: a run takes minutes.
    pub(crate) fn add(&mut self, what: &str, measured: f64, unit: &'static str, aim: Aim) {
        let row = Row { what: what.to_owned(), measured, unit, aim };
        println!("{}", row.text());
        self.0.push(row);
    }

    /// Prints all rows together.
    pub(crate) fn print(&self) {
        println!("\n{:<58} {:>12} {:>12}  {:>6}  met", "figure", "measured", "target", "ratio");
        for row in &self.0 {
            println!("{}", row.text());
        }
    }
}

impl Row {
    fn text(&self) -> String {
        let measured = format!("{} {}", number(self.measured), self.unit);
        let (sign, target, ratio) = match self.aim {
            Aim::AtLeast(target) => ("≥", target, self.measured / target),
            Aim::AtMost(target) => ("≤", target, target / self.measured),
            Aim::None => return format!("{:<58} {measured:>12}", self.what),
        };
        let met = if ratio >= 1.0 { "yes" } else { "no" };
        let target = format!("{sign} {}", number(target));
        format!("{:<58} {measured:>12} {target:>12}  {ratio:>6.2}  {met}", self.what)
    }
}

fn number(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}
