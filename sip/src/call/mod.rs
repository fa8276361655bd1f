//! One task per dialog: it owns the dialog's machine and its transactions, and talks with the rest
//! by channels, because the stack's transactions are not safe to cancel.

mod answering;
mod asking;
mod commands;
pub(crate) mod facts;
mod outgoing;
mod path;
mod requests;
mod responses;
mod state;
mod task;

pub(crate) use answering::{Responder, linger};
pub(crate) use facts::{SOURCE, USER};
pub(crate) use outgoing::begin_outgoing;
pub(crate) use state::{Call, Start};
pub(crate) use task::{Input, Served, random_tag};
