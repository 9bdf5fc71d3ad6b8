use super::*;
use crate::base::Timestamp;

fn english() -> Locale {
    Locale { language: Language::english(), zone: Zone::UTC }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

#[test]
fn a_moment_always_says_its_day_unless_it_is_today() {
    let (locale, now) = (english(), at("2026-11-22T12:00:00Z"));
    let alone = |text| locale.say(Moment::new(at(text), now).alone(&locale)).text();
    let within = |text| locale.say(Moment::new(at(text), now).within(&locale)).text();
    assert_eq!(within("2026-11-22T14:10:00Z"), "at 14:10 UTC");
    assert_eq!(alone("2026-11-22T14:10:00Z"), "Today, 14:10 UTC");
    assert_eq!(within("2026-11-24T13:55:00Z"), "on Tuesday 24 November at 13:55 UTC");
    assert_eq!(alone("2027-01-04T08:00:00Z"), "Monday 4 January 2027, 08:00 UTC");
}

#[test]
fn times_are_written_in_the_organisations_zone_and_its_day() {
    let locale = Locale { zone: Zone::named("Europe/Berlin").unwrap(), ..english() };
    let now = at("2026-11-22T12:00:00Z");
    let within = |text| locale.say(Moment::new(at(text), now).within(&locale)).text();
    assert_eq!(within("2026-11-22T14:10:00Z"), "at 15:10 CET");
    assert_eq!(within("2026-11-22T23:10:00Z"), "on Monday 23 November at 00:10 CET");
    assert_eq!(within("2026-07-01T12:00:00Z"), "on Wednesday 1 July at 14:00 CEST");
    assert!(Zone::named("Europe/Atlantis").is_none());
}

#[test]
fn what_is_put_into_a_message_cannot_become_markup() {
    let locale = english();
    let name = "<script>\u{2068}&\"'";
    let escaped = "&#60;script&#62;\u{2068}&#38;&#34;&#39;";
    let said = locale.say("to-continue-to").strong("app", name).to_string();
    assert_eq!(said, format!("to continue to <b>{escaped}</b>"));
    assert_eq!(locale.say("app-terms").with("app", name).to_string(), format!("{escaped}: terms"));
    assert_eq!(locale.say(name.to_owned()).to_string(), escaped);
    assert_eq!(
        locale.say(phrase("<i>no such key</i>")).to_string(),
        "&#60;i&#62;no such key&#60;/i&#62;"
    );
    let text = locale.say("to-continue-to").strong("app", name).text();
    assert_eq!(text, format!("to continue to {name}"));
}

#[test]
fn a_region_is_content_with_its_language_and_nobody_gets_one_they_did_not_ask_for() {
    let offered: Vec<_> = Language::all().collect();
    let best =
        |wanted: &[&str]| Language::negotiate(wanted.iter().copied(), &offered).map(Language::tag);
    assert_eq!(best(&["en-GB"]), Some("en"));
    assert_eq!(best(&["tlh", "not a tag", "*", "en"]), Some("en"));
    assert_eq!(best(&["tlh"]), None);
    assert_eq!(best(&[&["tlh"; 31][..], &["de"]].concat()), Some("de"));
    assert_eq!(best(&[&["tlh"; 32][..], &["de"]].concat()), None);
    assert_eq!(best(&[]), None);
}
