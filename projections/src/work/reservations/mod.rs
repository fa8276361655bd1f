//! Reservations: offers of work items to workers.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use query::ReservationFilter;
pub(crate) use row::RESERVATIONS;
pub use row::{ReservationOffer, ReservationRow, ReservationStatus, ReservationTimes};
