mod desk;
mod explaining;
mod reading;
mod routes;
mod scenarios;
mod short;

use super::*;
use crate::sid::TaskQueueSid;
use crate::timestamp::Timestamp;
use crate::work::expression::Attributes;
use short::{at, attributes, document, queue, routing};
