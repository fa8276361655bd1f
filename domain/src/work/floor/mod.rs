//! The floor of a workspace: everything in it, and what brings work items and workers together.

mod mint;

pub use mint::minted;
