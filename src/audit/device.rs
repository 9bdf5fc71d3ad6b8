//! What a `User-Agent` header says, in words.

/// A browser and its device in words: "Firefox on Windows".
pub fn device_of(user_agent: Option<&str>) -> String {
    match browser_and_system(user_agent) {
        Some((browser, system)) => format!("{browser} on {system}"),
        None => "A browser".to_owned(),
    }
}

/// What a browser and its system are called: ("Firefox", "Windows"); nothing if we don't know them.
pub fn browser_and_system(user_agent: Option<&str>) -> Option<(String, String)> {
    let agent = woothee::parser::Parser::new().parse(user_agent?)?;
    let known = agent.name != "UNKNOWN" && agent.os != "UNKNOWN";
    known.then(|| (agent.name.to_owned(), system(agent.os).to_owned()))
}

fn system(name: &str) -> &str {
    match name {
        "Mac OSX" => "macOS",
        name if name.starts_with("Windows") => "Windows",
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_as_people_name_them() {
        let firefox =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";
        assert_eq!(device_of(Some(firefox)), "Firefox on Windows");
        assert_eq!(device_of(Some(safari)), "Safari on iPhone");
        assert_eq!(device_of(Some("curl/8")), "A browser");
        assert_eq!(device_of(None), "A browser");
    }
}
