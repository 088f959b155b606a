//! The graph against an independent naive one, under concurrency, and at its edges.

mod concurrency;
mod edges;
mod hubs;
mod naive;
mod properties;
mod snapshots;
