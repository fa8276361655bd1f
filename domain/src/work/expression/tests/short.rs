//! Texts that are known to be good, read.

use super::*;

pub(super) fn attributes(text: &str) -> Attributes {
    Attributes::parse(text).expect("attributes")
}

pub(super) fn target(text: &str) -> Expression {
    Expression::parse(text, Scope::Target, Dialect::default()).expect("an expression")
}
