//! What every page must be, whatever it is about.

use anyhow::{Result, ensure};

use crate::Chrome;

/// How Chromium says that a page came with a status that tells of an error.
const STATUS: &str = "Failed to load resource: the server responded with a status of 4";

impl Chrome {
    /// Fails unless the page is accessible, fits a phone and gives the console nothing to complain
    /// about; takes its pictures under `name`.
    pub async fn look(&self, name: &str) -> Result<()> {
        self.screenshot(name).await?;
        self.axe(name).await?;
        self.fits_a_phone(name).await?;
        // A refusal has a status of its own, and the console repeats it. It is not about a part
        // of the page, which would be named by an address of its own.
        let here = self.driver().current_url().await?;
        let own_status = format!("{here} - {STATUS}");
        let mut errors = self.console_errors().await?;
        errors.retain(|error| !error.starts_with(&own_status));
        ensure!(errors.is_empty(), "the console complains at {name}:\n{}", errors.join("\n"));
        Ok(())
    }
}
