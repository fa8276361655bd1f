//! `<Echo>`: sends the caller's sound back.

use super::super::element::element;

element! {
    /// Sends the caller's sound back.
    Echo "Echo" {}
}
