//! Changes valid archives at random and reads them: `cargo run --release -p kith-archive --example
//! fuzz -- --minutes 10 [--seed N]`. Prints the seed, so that a run can be repeated. `--seeds FOLDER`
//! writes the valid archives there instead: what `cargo fuzz run archive FOLDER` begins from.

#![expect(clippy::panic, reason = "a fault has to end the run")]

use std::{
    panic::catch_unwind,
    time::{Duration, Instant},
};

use kith_archive::{
    made::{Era, Packing, Plan, archive, files, zip},
    read,
};
use kith_core::time::Timestamp;

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }
}

/// What tables and containers are sensitive to.
const WORDS: [&[u8]; 14] = [
    b"\"",
    b",",
    b"\n",
    b"\r\n",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"First Name,Connected On\n",
    b"1/29/26, 2:37 PM",
    b"\x01\0\x10\0",
];

/// Changes a few places.
fn change(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(6) {
        if bytes.is_empty() {
            return;
        }
        // Half of the time near the end, where a container's directory is.
        let span = if dice.below(2) == 0 { bytes.len() } else { bytes.len().min(3_000) };
        let at = bytes.len() - 1 - dice.below(span);
        match dice.below(5) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = dice.below(256) as u8,
            2 => bytes.truncate(at),
            3 => {
                let end = (at + dice.below(64)).min(bytes.len());
                drop(bytes.drain(at..end));
            }
            _ => {
                let word = WORDS[dice.below(WORDS.len())];
                drop(bytes.splice(at..at, word.iter().copied()));
            }
        }
    }
}

fn text_argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|one| one != name).nth(1)
}

fn argument(name: &str) -> Option<u64> {
    text_argument(name).and_then(|value| value.parse().ok())
}

fn main() -> std::io::Result<()> {
    let minutes = argument("--minutes").unwrap_or(1);
    let seed = argument("--seed").unwrap_or(0x6b69_7468).max(1);
    let at = Timestamp::from_micros(1_780_000_000_000_000);
    let plans = Era::ALL.map(|era| Plan::small(era, at));
    let whole = plans.map(|plan| archive(&plan));
    if let Some(folder) = text_argument("--seeds") {
        std::fs::create_dir_all(&folder)?;
        for (number, bytes) in whole.iter().enumerate() {
            std::fs::write(format!("{folder}/{number}.zip"), bytes)?;
        }
        println!("{} archives in {folder}", whole.len());
        return Ok(());
    }
    let tables = plans.map(|plan| files(&plan));
    println!("seed {seed}, {minutes} minutes");
    let mut dice = Dice(seed);
    let (begun, limit) = (Instant::now(), Duration::from_secs(60 * minutes));
    let (mut runs, mut taken) = (0_u64, 0_u64);
    while begun.elapsed() < limit {
        let before = dice.0;
        let era = dice.below(4);
        let bytes = if dice.below(2) == 0 {
            let mut bytes = whole[era].clone();
            change(&mut bytes, &mut dice);
            bytes
        } else {
            // A sound container with broken tables in it gets further.
            let mut inside = tables[era].clone();
            for _ in 0..=dice.below(3) {
                let which = dice.below(inside.len());
                change(&mut inside[which].1, &mut dice);
            }
            zip(&inside, if dice.below(2) == 0 { Packing::Stored } else { Packing::Streamed })
        };
        let result = catch_unwind(|| read(&bytes).is_ok());
        match result {
            Ok(read) => taken += u64::from(read),
            Err(_) => panic!("a run began with --seed {before} fell over"),
        }
        runs += 1;
    }
    println!("{runs} archives, {taken} of them read, none fell over");
    Ok(())
}
