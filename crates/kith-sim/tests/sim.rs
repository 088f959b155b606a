//! Years of a network in seconds, every rule checked at every step.

use kith_sim::{Setup, World};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn quick() {
    let seed = number("KITH_SIM_SEED").unwrap_or(1);
    let steps = number("KITH_SIM_STEPS").unwrap_or(1000) as u32;
    let setup = match std::env::var("KITH_SIM_WORLD").as_deref() {
        Ok("rulebook") => Setup::rulebook(seed, steps),
        Ok("tight") => Setup::tight(seed, steps),
        _ => Setup::village(seed, steps),
    };
    match World::run(setup) {
        Ok(summary) => println!("{summary:#?}"),
        Err(failure) => panic!("{failure}"),
    }
}
