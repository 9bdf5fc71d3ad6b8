//! QR codes.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// A QR code as an inline SVG element: black on white whatever the page, no style attribute.
///
/// A long text is drawn with less to spare for dirt and scratches, which a screen has few of; `None`
/// for one that fits into no code (2953 bytes).
pub fn qr_svg(text: &str) -> Option<String> {
    let code = [EcLevel::M, EcLevel::L]
        .into_iter()
        .find_map(|level| QrCode::with_error_correction_level(text, level).ok())?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(200, 200).quiet_zone(true).build();
    // An XML declaration is not allowed within HTML.
    let start = drawn.find("<svg").unwrap_or(0);
    Some(drawn.get(start..).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_stands_in_html_as_it_is() {
        let svg = qr_svg("otpauth://totp/x").unwrap();
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{svg}");
        assert!(!svg.contains("style="));
    }

    #[test]
    fn what_is_long_is_drawn_as_long_as_it_fits() {
        assert!(qr_svg(&"x".repeat(2953)).is_some());
        assert_eq!(qr_svg(&"x".repeat(2954)), None);
    }
}
