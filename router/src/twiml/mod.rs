//! What was said: TwiML, read into typed values. One file per verb.
//!
//! ```xml
//! <Response>
//!   <Gather numDigits="1" action="/menu"><Say>Press one.</Say></Gather>
//!   <Redirect>/again</Redirect>
//! </Response>
//! ```
//!
//! Unknown elements and attributes are left out and reported (12200); a value that cannot be is replaced
//! by the default and reported with the verb's own code. Only a text that is no document at all is an
//! error.

pub mod attribute;
pub mod codes;
pub mod document;
pub mod element;
pub mod mime;
pub mod reading;
pub mod ssml;
pub mod verbs;

pub use document::{Document, NotADocument, Verb};
pub use reading::Flaw;

#[cfg(test)]
mod tests;
