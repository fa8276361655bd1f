//! The steering of one live call.

mod machine;

pub use machine::Flow;
