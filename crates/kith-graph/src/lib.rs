//! Who is how far from whom: an undirected graph of `u32` vertices that answers while it changes.
#![doc = include_str!("../README.md")]

mod aside;
mod avoid;
mod base;
mod build;
mod cache;
mod communities;
mod degrees;
mod delta;
mod distance;
mod edit;
mod fetch;
mod file;
mod graph;
mod intersect;
mod lists;
mod mapped;
mod marks;
mod mutuals;
mod near;
mod open;
mod order;
mod paths;
mod recent;
mod rough;
mod search;
mod second;
mod set;
mod snapshot;
mod suggest;
mod sync;
mod view;
mod writer;

pub use avoid::Avoid;
pub use build::{BuildError, Builder};
pub use communities::communities;
pub use degrees::Degree;
pub use edit::{Edit, MAX_VERTICES};
#[cfg(shuttle)]
pub use graph::lose_writes_in_merges;
pub use graph::{Graph, Merging};
pub use open::{Memory, OpenError, Opened, Opening};
pub use order::Order;
pub use set::VertexSet;
pub use suggest::{Blend, Suggestion, Wanted};
pub use view::{Stats, View};
