mod attributes;
mod cases;
mod laws;
mod linting;
mod ordering;
mod reading;
mod residuals;

use super::*;

fn attributes(text: &str) -> Attributes {
    Attributes::parse(text).expect("attributes")
}

fn target(text: &str) -> Expression {
    Expression::parse(text, Scope::Target, Dialect::default()).expect("an expression")
}
