//! What holds for every aggregate: frozen history, the catalogue, and the laws of deciding and folding.

mod catalogue;
mod frozen;
mod laws;
mod outbox;
mod samples;
mod switch;
mod work;

use switch::is_asked;
