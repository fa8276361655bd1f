//! `<Refer>`: asks the caller's side to call somebody else.

use domain::uri::HttpMethod;

use super::super::element::{element, element_children};
use super::sip::Sip;

element_children! {
    /// Whom a `<Refer>` names.
    ReferTarget { Sip(Sip) }
}

element! {
    /// Sends a SIP REFER.
    Refer "Refer" {
        action: String = "action",
        method: HttpMethod = "method",
    } children ReferTarget @ 12200
}
