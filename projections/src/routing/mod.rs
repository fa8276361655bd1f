//! From a called address to the account that answers and the URIs that steer.

mod query;

pub use query::Route;
