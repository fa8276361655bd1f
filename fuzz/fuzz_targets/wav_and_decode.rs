#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::wav_and_decode(data));
