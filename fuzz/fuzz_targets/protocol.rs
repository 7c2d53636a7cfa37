#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| vanbang_fuzz::protocol::check(input));
