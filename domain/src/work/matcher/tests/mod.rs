//! What the matcher decides.

mod agreement;
mod examples;
mod line;
mod reference;
mod trial;
