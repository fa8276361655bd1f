//! A contact centre in virtual time: what its floor decides is what the rows are made of.

mod centre;
mod day;
mod goldens;
mod lists;
mod recount;
mod reports;
mod statistics;

use centre::{Centre, WORKSPACE};
use day::{day, random};
