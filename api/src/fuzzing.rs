//! What the fuzz targets see of the parsers behind the front door. Nothing else may use it.

pub use crate::rest::fuzzing::fields;
pub use crate::webhooks::fuzzing::tenant_url;
