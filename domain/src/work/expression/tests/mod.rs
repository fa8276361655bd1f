mod attributes;
mod cases;
mod laws;
mod linting;
mod ordering;
mod reading;
mod residuals;
mod short;

use super::*;
use short::{attributes, target};
