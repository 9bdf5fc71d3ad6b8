//! Where somebody signed in from, in words, where the settings name a file that knows.

use std::net::IpAddr;

use ::daypass::places::Places;

use crate::daypass::on_each_database;
use crate::place_file::{Place, file};
use crate::steps::onboard;

fn places<'a>() -> Vec<Place<'a>> {
    vec![
        Place {
            network: "192.0.2.0".parse().unwrap(),
            bits: 24,
            city: Some("Oslo"),
            country: "Norway",
        },
        Place {
            network: "198.51.100.128".parse().unwrap(),
            bits: 25,
            city: None,
            country: "Chile",
        },
        Place {
            network: "127.0.0.0".parse().unwrap(),
            bits: 8,
            city: Some("Here"),
            country: "This Machine",
        },
    ]
}

#[test]
fn an_address_is_a_city_or_a_country_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("places.mmdb");
    std::fs::write(&path, file("GeoLite2-City", &places())).unwrap();
    let known = Places::read(&path).unwrap();

    for (address, words) in [
        ("192.0.2.7", Some("Oslo, Norway")),
        ("::ffff:192.0.2.7", Some("Oslo, Norway")),
        ("198.51.100.200", Some("Chile")),
        ("198.51.100.1", None),
        ("203.0.113.1", None),
        ("2001:db8::1", None),
    ] {
        let address: IpAddr = address.parse().unwrap();
        assert_eq!(known.of(address).as_deref(), words, "{address}");
    }
}

#[test]
fn a_file_that_is_missing_or_broken_or_about_something_else_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("places.mmdb");
    let refused = || Places::read(&path).unwrap_err();
    assert!(refused().contains("places.mmdb: No such file"), "{}", refused());

    let whole = file("GeoLite2-City", &places());
    for broken in [&b"PK\x03\x04"[..], &[], &whole[..whole.len() - 20]] {
        std::fs::write(&path, broken).unwrap();
        assert!(refused().contains("places.mmdb is not a MaxMind DB file"), "{}", refused());
    }
    std::fs::write(&path, file("GeoLite2-ASN", &places())).unwrap();
    assert!(
        refused().ends_with("holds GeoLite2-ASN, which says no place; a City or Country file does")
    );
}

#[tokio::test]
async fn sign_ins_say_where_they_came_from() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        assert!(!ana.browser.open("/my-sign-ins").await.text_of("main").contains("This Machine"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("places.mmdb");
        std::fs::write(&path, file("GeoLite2-City", &places())).unwrap();

        let settings = format!("[places]\ndatabase = \"{}\"\n", path.display());
        let daypass = daypass.restart_with(&settings).await;

        let row = ana.browser.open("/my-sign-ins").await.text_of("li[id^=session-]");
        assert!(row.contains("Passkey") || row.contains("Temporary Access Pass"), "{row}");
        assert!(row.contains("Here, This Machine · 127.0.0.1"), "{row}");
        std::fs::write(&path, "no such thing").unwrap();
        let checked = daypass.command(&["config", "check"]);
        assert_eq!(checked.status.code(), Some(2));
        let said = String::from_utf8(checked.stderr).unwrap();
        assert!(
            said.contains("places.database") && said.contains("not a MaxMind DB file"),
            "{said}"
        );
    })
    .await;
}
