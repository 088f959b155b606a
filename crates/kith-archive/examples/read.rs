//! Reads the largest archive that there may be, for time and memory: `/usr/bin/time -v cargo run
//! --release -p kith-archive --example read`. With a file's name, reads that one.

#![expect(clippy::expect_used, reason = "a measurement may fail so")]

use std::time::Instant;

use kith_archive::{
    made::{Era, Plan, archive},
    read,
};
use kith_core::time::Timestamp;

fn main() {
    let at = Timestamp::from_micros(1_780_000_000_000_000);
    if std::env::args().nth(1).as_deref() == Some("--write") {
        let file = std::env::args().nth(2).expect("a file's name");
        std::fs::write(file, archive(&Plan::large(Era::Quoted, at))).expect("it is written");
        return;
    }
    let given = std::env::args().nth(1).map(|file| std::fs::read(file).expect("a file"));
    let bytes = given.unwrap_or_else(|| archive(&Plan::large(Era::Quoted, at)));
    let begun = Instant::now();
    let read = read(&bytes).expect("an archive");
    let took = begun.elapsed();
    let packed = read.pack().expect("it packs").len();
    println!(
        "{} bytes: {} connections, {} invitations, {} talks in {:.0} ms; {packed} bytes kept until its member has chosen",
        bytes.len(),
        read.connections.len(),
        read.invitations.len(),
        read.talks.len(),
        took.as_secs_f64() * 1e3,
    );
}
