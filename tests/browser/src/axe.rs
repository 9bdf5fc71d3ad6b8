//! Accessibility, judged by axe-core.
//!
//! axe-core is not ours to copy, so it is not kept here: `scripts/fetch-axe-core` takes the one
//! release that is pinned there from npm's registry and checks its digest. No Debian package and no
//! crate carries it; npm is the lightest that does.

use std::fmt;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::{Chrome, build};

/// Says where axe-core is, for a machine that has it elsewhere.
const PLACE: &str = "DAYPASS_TEST_AXE";

/// WCAG 2.2 to level AA, and what axe-core calls best practice.
const EVERYTHING: &str =
    r#"["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]"#;

/// What a change of colours can break.
const COLOURS: &str = r#"{ type: "rule", values: ["color-contrast", "link-in-text-block"] }"#;

const RUN: &str = r#"
    const done = arguments[arguments.length - 1];
    axe.run(document, { runOnly: RULES, resultTypes: ["violations"] }).then(
        (found) => done({ violations: found.violations }),
        (error) => done({ error: String(error) }),
    );
"#;

#[derive(Deserialize)]
struct Outcome {
    error: Option<String>,
    #[serde(default)]
    violations: Vec<Violation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Violation {
    id: String,
    impact: Option<String>,
    help: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    html: String,
    failure_summary: Option<String>,
}

impl Chrome {
    /// Fails with everything that axe-core holds against the page, in light or in dark.
    ///
    /// `page` names the page in the message.
    pub async fn axe(&self, page: &str) -> Result<()> {
        // A script from WebDriver runs under any Content-Security-Policy.
        self.driver().execute(source()?, []).await?;
        for (scheme, rules) in [("light", EVERYTHING), ("dark", COLOURS)] {
            self.prefer_colour_scheme(scheme).await?;
            let violations = self.violations(rules).await;
            self.prefer_colour_scheme("").await?;
            let violations = violations.with_context(|| format!("axe-core on {page}"))?;
            let list: String = violations.iter().map(ToString::to_string).collect();
            ensure!(list.is_empty(), "axe-core finds on {page} in {scheme}:\n{list}");
        }
        Ok(())
    }

    async fn violations(&self, rules: &str) -> Result<Vec<Violation>> {
        let run = RUN.replace("RULES", rules);
        let outcome: Outcome = self.driver().execute_async(run, []).await?.convert()?;
        ensure!(outcome.error.is_none(), "axe-core stopped: {}", outcome.error.unwrap_or_default());
        Ok(outcome.violations)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let impact = self.impact.as_deref().unwrap_or("minor");
        writeln!(f, "- {} ({impact}): {}", self.id, self.help)?;
        for node in &self.nodes {
            writeln!(f, "    {}", node.html)?;
            for line in node.failure_summary.iter().flat_map(|summary| summary.lines()) {
                writeln!(f, "      {line}")?;
            }
        }
        Ok(())
    }
}

fn source() -> Result<String> {
    let place = match std::env::var_os(PLACE) {
        Some(place) => PathBuf::from(place),
        None => build::target_dir()?.join("axe-core/axe.min.js"),
    };
    std::fs::read_to_string(&place).with_context(|| {
        format!("no axe-core at {}: run `make test-browser`, which fetches it", place.display())
    })
}
