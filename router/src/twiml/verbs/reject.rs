//! `<Reject>`: refuses the call.

use super::super::attribute::choice;
use super::super::element::{element, element_children};
use super::parameter::Parameter;

choice! {
    /// Why a call is refused.
    RejectReason { Rejected = "rejected", Busy = "busy" }
}

element_children! {
    /// What stands inside `<Reject>`.
    RejectChild { Parameter(Parameter) }
}

element! {
    /// Refuses a call that was not answered.
    Reject "Reject" { reason: RejectReason = "reason" @ 13810 } children RejectChild @ 12200
}
