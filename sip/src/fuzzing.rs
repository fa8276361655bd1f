//! What the fuzz targets see of the way from bytes to a call. Nothing else may use it.

pub use crate::endpoint::judge::{Verdict, frames, judge};
