//! A telephone for tests: it writes SIP by hand, so that it can do wrong what no stack would.

#![allow(
    clippy::allow_attributes,
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "each test program uses a part of it"
)]

mod message;
mod other_side;
mod telephone;

pub use message::{Message, read_message};
pub use other_side::{OFFER, answer_to, ended, endpoint, local, next};
pub use telephone::Phone;
