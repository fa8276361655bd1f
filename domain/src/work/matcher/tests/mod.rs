//! What the matcher decides.

mod examples;
mod trial;
