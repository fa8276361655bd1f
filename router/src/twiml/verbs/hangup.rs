//! `<Hangup>`: ends the call.

use super::super::element::element;

element! {
    /// Ends the call. A call that was not answered is answered first; only `<Reject>` avoids that.
    Hangup "Hangup" {}
}
