//! `<Play>`: plays a file or keys.

use super::super::attribute::Presses;
use super::super::element::element;

element! {
    /// Plays the file at the URL inside, or sends keys.
    Play "Play" {
        digits: Presses = "digits" @ 13430,
        loops: u32 = "loop" @ 13410,
    } text url
}
