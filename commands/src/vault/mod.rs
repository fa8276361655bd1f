//! Seals secrets under a master key, makes new ones, and compares them without telling how alike they are.

mod seal;
#[cfg(test)]
mod tests;

pub use seal::{Secret, Vault};
