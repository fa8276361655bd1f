//! The command line.

mod account;
mod arguments;
mod call;
mod dev;
mod media_worker;
mod number;
mod offline;
mod rebuild;
mod replay;
mod run;
mod serve;
mod verify;

pub(crate) use arguments::Arguments;
pub(crate) use run::{run, say, say_error};
