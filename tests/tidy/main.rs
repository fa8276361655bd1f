//! The floors of the house: what no compiler checks and no reviewer should have to.

mod dependencies;
mod documents;
mod sources;
mod tree;
