//! Makes the dictionary that the binary carries: every word with how common it is.

use std::{collections::BTreeMap, env, error::Error, fs, path::Path};

use fst::MapBuilder;

/// The lists, the commonest words first. Names go last: they are known, never suggested.
const LISTS: [&str; 5] = ["common", "usual", "ours", "rare", "names"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=words");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("words");
    let mut words = BTreeMap::new();
    for (rank, list) in LISTS.into_iter().enumerate() {
        let text = fs::read_to_string(folder.join(format!("{list}.txt")))?;
        for word in text.lines().filter(|word| !word.is_empty()) {
            words.entry(word.to_owned()).or_insert(rank as u64);
        }
    }
    let mut builder = MapBuilder::memory();
    builder.extend_iter(words)?;
    let out = Path::new(&env::var("OUT_DIR")?).join("words.fst");
    fs::write(out, builder.into_inner()?)?;
    Ok(())
}
