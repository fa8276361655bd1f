//! `<Parameter>` and `<Config>`: a name with a value.

use super::super::element::element;

element! {
    /// A name with a value, for whatever stands around it.
    Parameter "Parameter" { name: String = "name", value: String = "value" }
}

element! {
    /// A setting with a value.
    Config "Config" { name: String = "name", value: String = "value" }
}
