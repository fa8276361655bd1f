//! The rules of HTTP caching (RFC 9111) as values: what may be kept, for how long, and for whom.
//!
//! Pure: time is an argument, nothing is fetched or written. The layer fetches by these rules, for sounds as
//! for the relay. Beside RFC 9111: stale-while-revalidate and stale-if-error (RFC 5861), `CDN-Cache-Control`
//! (RFC 9213), `Surrogate-Control` (Edge Architecture 1.0), must-understand, and `Range` (RFC 9110 §14).

mod dates;
mod directives;
mod fields;
mod ranges;
mod rules;
mod said;
mod stored;
mod structured;
#[cfg(test)]
mod tests;
mod usable;

pub use fields::{in_short_list, without_hop_by_hop};
pub use ranges::{Part, part_wanted};
pub use rules::Rules;
pub use stored::Stored;
pub use usable::Use;
