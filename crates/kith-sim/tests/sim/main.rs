//! Years of a network in seconds, with every rule checked after every step.
//!
//! A failure names its seed and steps and comes back with them:
//! `KITH_SIM_WORLD=village KITH_SIM_SEED=7 KITH_SIM_STEPS=2500 cargo test -p kith-sim replay`.
//! With `--features sabotage` deliberate bugs are compiled in, each of which must be found.

mod house;
#[cfg(not(feature = "sabotage"))]
mod moved;
#[cfg(test)]
mod previews;
#[cfg(not(feature = "sabotage"))]
mod quarter;
#[cfg(feature = "sabotage")]
mod sabotage;
#[cfg(test)]
mod webhooks;
#[cfg(not(feature = "sabotage"))]
mod worlds;
