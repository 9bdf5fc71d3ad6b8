#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| daypass_fuzz::targets::client_assertion(data));
