//! What must hold after each step, and what is looked at now and then because it takes long.
//! None of it shares code with what it checks.

pub(crate) mod budgets;
pub(crate) mod hidden;
pub(crate) mod journal;
pub(crate) mod lists;
pub(crate) mod network;
pub(crate) mod pairs;
mod search;
pub(crate) mod silence;

use crate::{act::Who, world::World};

/// Fails with a sentence where something does not hold.
macro_rules! ensure {
    ($holds:expr, $($words:tt)+) => {
        if !$holds {
            return Err(format!($($words)+));
        }
    };
}
pub(crate) use ensure;

/// What is checked: nothing, or a sentence that says what does not hold.
pub(crate) type Checked = Result<(), String>;

/// After each step: the two whom it was about.
pub(crate) fn near(world: &World, a: Option<Who>, b: Option<Who>) -> Checked {
    for who in [a, b].into_iter().flatten() {
        budgets::of(world, who)?;
    }
    if let Some((a, b)) = a.zip(b) {
        pairs::both(world, a, b)?;
        if world.step.is_multiple_of(3) && world.model.are_blocked(a, b) {
            hidden::from_each_other(world, a, b)?;
        }
    }
    if let Some(who) = [a, b].into_iter().flatten().nth((world.step / 8 % 2) as usize)
        && world.step.is_multiple_of(8)
        && world.model.members[who].active
    {
        lists::of(world, who)?;
        network::of(world, who)?;
    }
    Ok(())
}

/// Now and then: the whole store, and some members' whole view of it.
pub(crate) fn everything(world: &World) -> Checked {
    let found = world.store.read(|reads| reads.disagreements());
    let found = found.map_err(|error| error.to_string())?;
    ensure!(found.is_empty(), "the store disagrees with itself: {found:?}");
    pairs::all(world)?;
    let count = world.model.members.len();
    for who in (0..count).filter(|who| world.model.members[*who].active) {
        budgets::of(world, who)?;
        if (who + world.step as usize).is_multiple_of((count / 8).max(1)) {
            lists::of(world, who)?;
            network::of(world, who)?;
        }
    }
    for (who, whom) in world.model.blocks.keys().take(10) {
        hidden::from_each_other(world, *who, *whom)?;
    }
    journal::replay(world)?;
    network::rebuilt(world)
}
