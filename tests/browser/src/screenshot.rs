//! Pictures of a page, as it stands on a desk, on a phone, and in the dark.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::{Chrome, build};

/// Where the pictures of one page are: `target/screenshots/NAME-{desktop,phone,dark}.png`.
#[derive(Debug, Clone)]
pub struct Screenshots {
    /// 1280 pixels wide, light.
    pub desktop: PathBuf,
    /// 390 × 844 points at double density with touch, light.
    pub phone: PathBuf,
    /// As on the desktop, for a person who prefers dark.
    pub dark: PathBuf,
}

/// One way of looking at a page.
struct View {
    width: u32,
    height: u32,
    density: u32,
    phone: bool,
    scheme: &'static str,
}

const DESKTOP: View = View { width: 1280, height: 900, density: 1, phone: false, scheme: "light" };
const PHONE: View = View { width: 390, height: 844, density: 2, phone: true, scheme: "light" };
const DARK: View = View { scheme: "dark", ..DESKTOP };

impl Chrome {
    /// Takes the three pictures of the whole page, however long, over any older ones of that name.
    pub async fn screenshot(&self, name: &str) -> Result<Screenshots> {
        let folder = build::target_dir()?.join("screenshots");
        std::fs::create_dir_all(&folder)?;
        let shots = Screenshots {
            desktop: folder.join(format!("{name}-desktop.png")),
            phone: folder.join(format!("{name}-phone.png")),
            dark: folder.join(format!("{name}-dark.png")),
        };
        for (view, file) in [(DESKTOP, &shots.desktop), (PHONE, &shots.phone), (DARK, &shots.dark)]
        {
            self.look_as(&view).await?;
            self.capture(file).await.with_context(|| format!("picture {}", file.display()))?;
        }
        self.look_as_usual().await?;
        Ok(shots)
    }

    /// Fails if the page must be scrolled sideways on a phone (WCAG 2.2 §1.4.10, reflow).
    pub async fn fits_a_phone(&self, name: &str) -> Result<()> {
        self.look_as(&PHONE).await?;
        let width = self.driver().execute("return document.documentElement.scrollWidth", []).await;
        self.look_as_usual().await?;
        let width: u32 = width?.convert()?;
        ensure!(width <= PHONE.width, "{name} is {width} wide on a phone of {}", PHONE.width);
        Ok(())
    }

    /// From here on pages stand on a phone, until the next picture is taken.
    pub async fn on_a_phone(&self) -> Result<()> {
        self.look_as(&PHONE).await
    }

    /// Shows pages as somebody sees them who prefers `scheme`: `light` or `dark`.
    pub(crate) async fn prefer_colour_scheme(&self, scheme: &str) -> Result<()> {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.emulate("setEmulatedMedia", json!({ "features": features })).await
    }

    async fn look_as(&self, view: &View) -> Result<()> {
        let screen = json!({
            "width": view.width,
            "height": view.height,
            "deviceScaleFactor": view.density,
            "mobile": view.phone,
        });
        self.emulate("setDeviceMetricsOverride", screen).await?;
        self.prefer_colour_scheme(view.scheme).await
    }

    async fn look_as_usual(&self) -> Result<()> {
        self.emulate("clearDeviceMetricsOverride", json!({})).await?;
        self.emulate("setEmulatedMedia", json!({ "features": [] })).await
    }

    async fn emulate(&self, method: &str, parameters: Value) -> Result<()> {
        self.driver().cdp().send_raw(&format!("Emulation.{method}"), parameters).await?;
        Ok(())
    }

    async fn capture(&self, file: &Path) -> Result<()> {
        let parameters = json!({ "format": "png", "captureBeyondViewport": true });
        let shot = self.driver().cdp().send_raw("Page.captureScreenshot", parameters).await?;
        let data = shot.get("data").and_then(Value::as_str).context("an empty picture")?;
        std::fs::write(file, STANDARD.decode(data)?)?;
        Ok(())
    }
}
