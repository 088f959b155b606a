//! People search from outside.

mod misspelt;
mod naive;
mod rules;
mod support;
