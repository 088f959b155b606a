//! Any bytes as a container.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = kith_archive::read(bytes);
});
