//! The suite on a real Postgres, and what only several nodes and a network can suffer.

mod contract;
mod nodes;
