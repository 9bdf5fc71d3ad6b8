//! QR codes.

use qrcode::QrCode;
use qrcode::render::svg;

use crate::base::Fallible;

/// A QR code as an inline SVG element: black on white whatever the page, no style attribute.
pub fn qr_svg(text: &str) -> Fallible<String> {
    let drawn = QrCode::new(text)?
        .render::<svg::Color<'_>>()
        .min_dimensions(200, 200)
        .quiet_zone(true)
        .build();
    // An XML declaration is not allowed within HTML.
    let start = drawn.find("<svg").unwrap_or(0);
    Ok(drawn.get(start..).unwrap_or_default().to_owned())
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
}
