//! What every request to us passes: routes, credentials, limits, fields, pages, problems.
//!
//! One table ([`table`](mod@table)) says what is served; dispatch and `/openapi.json` are made of it.

mod ask;
mod auth;
mod dates;
mod dispatch;
mod fields;
mod gate;
mod inside;
mod openapi;
mod paging;
mod problem;
mod reply;
mod route;
mod state;
mod table;

pub(crate) use ask::Ask;
pub(crate) use auth::Caller;
#[cfg(feature = "fuzzing")]
pub(crate) use auth::credentials;
pub(crate) use dates::{day_or_time, iso, iso_seconds, rfc2822};
pub(crate) use dispatch::Door;
pub use dispatch::router;
pub(crate) use fields::Fields;
pub(crate) use gate::Pass;
pub(crate) use inside::Inside;
pub(crate) use paging::{envelope, listed, paging};
pub(crate) use problem::Problem;
pub(crate) use reply::Reply;
pub(crate) use route::{Access, Route};
pub use state::{ApiLimits, ApiState};

pub(crate) use table::routes;
#[cfg(test)]
pub(crate) use table::table;
