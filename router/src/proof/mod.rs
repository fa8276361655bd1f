//! The laws of every call, and a world in which anything may happen to one: for the tests of this room and of
//! those across rooms.

mod happenings;
mod laws;
mod world;

pub use happenings::{answered, exchange, received};
pub use laws::check;
pub use world::World;
