//! `<Pause>`: waits in silence.

use super::super::element::element;

element! {
    /// Waits. As the first verb of a call it waits before the call is answered.
    Pause "Pause" { length: u32 = "length" @ 13910 }
}
