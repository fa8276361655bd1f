//! What attributes are, and what numbers.

use std::cmp::Ordering;
use std::sync::Arc;

use super::super::*;
use super::attributes;

#[test]
fn attributes_are_a_json_object_of_at_most_4096_characters() {
    let long = |length: usize| format!("{{\"x\":\"{}\"}}", "é".repeat(length - 8));
    assert!(Attributes::parse(&long(MAX_ATTRIBUTES_CHARS)).is_ok());
    assert_eq!(Attributes::parse(&long(MAX_ATTRIBUTES_CHARS + 1)), Err(AttributesError::TooLong));
    for text in ["[]", "1", "null", "\"{}\""] {
        assert_eq!(Attributes::parse(text), Err(AttributesError::NotAnObject), "{text}");
    }
    let error = Attributes::parse("{\n \"a\": }").expect_err("it is not JSON");
    assert_eq!(error.to_string(), "the attributes are not JSON: expected value at line 2 column 7");
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(500), "]".repeat(500));
    assert!(Attributes::parse(&deep).is_err());
}

#[test]
fn the_text_is_kept_as_it_was_written() {
    let text = r#"{ "b": 1.50, "a": [1,  2], "b": 2 }"#;
    let read = attributes(text);
    assert_eq!(read.text(), text);
    let json = serde_json::to_string(&read).expect("JSON");
    assert_eq!(serde_json::from_str::<Attributes>(&json).expect("attributes"), read);
    // Of two members of one name the last counts, where the first stands.
    let names: Vec<_> = read.object().members().map(|(name, _)| name).collect();
    assert_eq!(names, ["b", "a"]);
    assert_eq!(read.member("b"), Some(&Value::from(2)));
}

#[test]
fn facts_hide_attributes_of_the_same_name() {
    let mut facts = Object::default();
    facts.set("sid", "WK1".into());
    let worker = attributes(r#"{"sid": "mine", "level": 3}"#).with_facts(Arc::new(facts));
    assert_eq!(worker.member("sid"), Some(&Value::from("WK1")));
    assert_eq!(worker.member("level"), Some(&Value::from(3)));
    assert_eq!(worker.text(), r#"{"sid": "mine", "level": 3}"#);
}

#[test]
fn numbers_are_compared_by_their_exact_amount() {
    let number = |text: &str| Number::from_text(text).expect("a number");
    for (a, b, order) in [
        ("1", "1.0", Ordering::Equal),
        ("-1.5", "-1", Ordering::Less),
        ("-1.5", "-2", Ordering::Greater),
        ("9007199254740993", "9007199254740992.0", Ordering::Greater),
        ("18446744073709551615", "18446744073709551614", Ordering::Greater),
        ("18446744073709551615", "18446744073709551616.0", Ordering::Less),
        ("9223372036854775807", "-9223372036854775808", Ordering::Greater),
        ("0", "-0.0", Ordering::Equal),
        ("1e300", "18446744073709551615", Ordering::Greater),
        ("-1e300", "-9223372036854775808", Ordering::Less),
    ] {
        assert_eq!(number(a).compare(number(b)), order, "{a} {b}");
        assert_eq!(number(b).compare(number(a)), order.reverse(), "{b} {a}");
    }
    for text in ["", "-", "inf", "NaN", "1e999", "0x10", " 1", "1 ", "+1", "1_000", ".5"] {
        assert!(Number::from_text(text).is_none(), "{text}");
    }
}
