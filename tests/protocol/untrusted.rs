//! What strangers send, over the fuzz targets' corpus and over bytes drawn by lot.

use std::path::Path;

use proptest::prelude::*;

use crate::fuzz_targets::ALL;

#[test]
fn every_target_takes_its_corpus() {
    for (name, target) in ALL {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        let files = std::fs::read_dir(&corpus).unwrap_or_else(|why| panic!("{name}: {why}"));
        let inputs: Vec<_> =
            files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
        assert!(!inputs.is_empty(), "{name} has no corpus");
        for input in &inputs {
            target(input);
            // Broken off anywhere, and with every bit of one byte turned.
            for at in 0..input.len().min(400) {
                target(&input[..at]);
                let mut bent = input.clone();
                bent[at] ^= 0xff;
                target(&bent);
            }
        }
    }
}

/// Words of the protocol between bytes that belong nowhere.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "client_id=payroll",
        "&",
        "=",
        "redirect_uri=",
        "https://payroll.example/cb",
        "%00",
        "\n",
        "response_type=code",
        "request_uri=urn:ietf:params:oauth:request_uri:",
        "Basic ",
        ".",
        "client_assertion=",
        "grant_type=refresh_token",
        "{\"alg\":\"ES256\"}",
        "{",
        "}",
        "\"sub\":",
        "\"ledger\"",
        "\"jwk\":",
        "eyJhbGciOiJFZERTQSJ9",
        "http://127.0.0.1",
        ":80",
        "@",
        "/cb",
    ]);
    let piece = prop_oneof![
        known.prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_target_takes_anything(data in pieces()) {
        for (_, target) in ALL {
            target(&data);
        }
    }
}
