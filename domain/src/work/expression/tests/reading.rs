//! Texts that are expressions, and what is said of those that are not.

use super::super::*;
use super::{attributes, target};

fn error(text: &str) -> String {
    match Expression::parse(text, Scope::Target, Dialect::default()) {
        Ok(expression) => panic!("{text} was read as {expression}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_message_says_where_what_was_expected_and_what_was_found() {
    let operators = "a comparison operator (==, !=, <, <=, >, >=, CONTAINS, HAS, IN, NOT IN)";
    for (text, message) in [
        ("", "at character 1: expected a key or a constant, found the end"),
        ("worker.a ==", "at character 12: expected a key or a constant, found the end"),
        ("worker.a", &format!("at character 9: expected {operators}, found the end")),
        (
            "worker.a ~ 1",
            "at character 10: expected a key, a constant, an operator or a parenthesis, found `~`",
        ),
        (
            "worker.é == \"x",
            "at character 15: expected the closing quote of the string, found the end",
        ),
        (
            "(worker.a == 1",
            "at character 15: expected AND, OR or a closing parenthesis, found the end",
        ),
        ("worker.a == 1)", "at character 14: expected AND, OR or the end, found `)`"),
        ("worker.a == 1 worker", "at character 15: expected AND, OR or the end, found `worker`"),
        (
            "size(worker.a) > 1",
            "at character 5: expected a comparison operator (there are no functions), found `(`",
        ),
        ("worker. == 1", "at character 9: expected a key after the dot, found `=`"),
        (
            "worker.a[x] == 1",
            "at character 10: expected an index into the array, from 0, found `x`",
        ),
        (
            "worker.a[-1] == 1",
            "at character 10: expected an index into the array, from 0, found `-`",
        ),
        ("worker.a[1 == 1", "at character 12: expected `]` after the index, found `=`"),
        ("worker.a NOT HAS 1", "at character 14: expected IN after NOT, found `HAS`"),
        ("worker.a IN [1 2]", "at character 16: expected a comma or `]`, found `2`"),
        ("worker.a IN [1,]", "at character 16: expected a constant in the list, found `]`"),
        ("worker.a IN [task.b]", "at character 14: expected a constant in the list, found `task`"),
        (
            "skill-level > 3",
            "at character 6: expected an operator (a key cannot contain a hyphen), found `-`",
        ),
        (
            "1a == 2",
            "at character 2: expected an operator after the number (a key cannot begin with a digit), found `a`",
        ),
        ("and == 2", "at character 1: expected a key or a constant, found `and`"),
    ] {
        assert_eq!(error(text), message, "{text}");
    }
}

#[test]
fn too_long_and_too_deep_is_refused() {
    let long = format!("worker.a == \"{}\"", "x".repeat(MAX_EXPRESSION_BYTES));
    assert!(error(&long).contains("at most 65536 bytes"));
    let nested = |depth: usize| format!("{}1 == 1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Expression::parse(&nested(MAX_DEPTH - 1), Scope::Filter, Dialect::default()).is_ok());
    assert!(error(&nested(MAX_DEPTH + 1)).contains("at most 64 levels"));
    assert!(error(&format!("{} 1 == 1", "NOT ".repeat(30_000 / 4))).contains("at most 64 levels"));
    let changes = format!("1==1 {}", "AND 1==1 OR 1==1 ".repeat(3_000));
    let dialect = Dialect { precedence: Precedence::LeftToRight, ..Dialect::default() };
    assert!(Expression::parse(&changes, Scope::Filter, Dialect::default()).is_ok());
    let error = Expression::parse(&changes, Scope::Filter, dialect).expect_err("it is too deep");
    assert!(error.to_string().contains("at most 64 changes"));
}

#[test]
fn written_out_it_is_the_same_expression() {
    for (text, written) in [
        ("worker.a=1 and worker.b<>2", None),
        ("worker.a=1 and worker.b!=2", Some("worker.a == 1 AND worker.b != 2")),
        (
            "(worker.a >- 'x' or task.b <- [1,'2',null]) AND not worker.c.d[3] Contains \"\\\"q\\\\\"",
            Some(
                "(worker.a HAS \"x\" OR task.b IN [1,\"2\",null]) AND \
                 NOT (worker.c.d[3] CONTAINS \"\\\"q\\\\\")",
            ),
        ),
        (
            "TRUE == worker.$_x1 OR null = worker.in",
            Some("true == worker.$_x1 OR null == worker.in"),
        ),
        ("worker.x > -5.50", Some("worker.x > -5.5")),
        ("worker.x == 3.0", Some("worker.x == 3.0")),
        ("elsewhere.x == 1", Some("elsewhere.x == 1")),
    ] {
        let parsed = Expression::parse(text, Scope::Target, Dialect::default());
        assert_eq!(parsed.as_ref().ok().map(ToString::to_string).as_deref(), written, "{text}");
        if let Some(written) = written {
            assert_eq!(parsed, Ok(target(written)), "{text}");
        }
    }
}

#[test]
fn not_turns_a_truth_round_where_the_dialect_knows_it() {
    let worker = attributes(r#"{"a": 1, "l": [1]}"#);
    let none = Attributes::default();
    assert!(!target("NOT worker.a == 1").holds(&worker, &none));
    assert!(target("NOT (worker.a == 2 AND worker.a == 1)").holds(&worker, &none));
    assert!(target("NOT worker.l == 1 AND worker.a NOT IN [2]").holds(&worker, &none));
    let dialect = Dialect { has_prefix_not: false, ..Dialect::default() };
    assert!(Expression::parse("NOT a == 1", Scope::Queue, dialect).is_err());
}

#[test]
fn an_object_is_there_but_equals_nothing() {
    let worker = attributes(r#"{"o": {"x": 1}, "n": null}"#);
    let none = Attributes::default();
    for (text, expected) in [
        ("worker.o != null", true),
        ("worker.o == null", false),
        ("worker.o == worker.o", false),
        ("worker.o != 1", false),
        ("worker.o.x == 1", true),
        ("worker.o.x.y == null", true),
        ("worker.n == null", true),
        ("worker != null", true),
        ("elsewhere.o == null", true),
    ] {
        assert_eq!(target(text).holds(&worker, &none), expected, "{text}");
    }
}

#[test]
fn strings_and_numbers_meet_as_numbers_and_two_strings_as_strings() {
    let worker = attributes(r#"{"s": "10", "n": 10, "w": "ten", "b": true}"#);
    let none = Attributes::default();
    for (text, expected) in [
        ("worker.s > 9", true),
        ("worker.s > '9'", false),
        ("worker.s == 10", true),
        ("worker.n == '10.0'", true),
        ("worker.w != 10", true),
        ("worker.w > 9", false),
        ("worker.b > 0", false),
        ("worker.b == 1", false),
        ("worker.n CONTAINS 0", true),
        ("worker.w CONTAINS ''", true),
        ("worker.b CONTAINS 'r'", false),
        ("worker.w == 'TEN'", false),
    ] {
        assert_eq!(target(text).holds(&worker, &none), expected, "{text}");
    }
    let string_case = StringCase::Insensitive;
    let dialect = Dialect { string_case, ..Dialect::default() };
    for text in ["worker.w == 'TEN'", "worker.w CONTAINS 'E'", "worker.w IN ['Ten']"] {
        let expression = Expression::parse(text, Scope::Target, dialect).expect("an expression");
        assert!(expression.holds(&worker, &none), "{text}");
    }
}

#[test]
fn missing_can_count_as_zero() {
    let none = Attributes::default();
    let dialect = Dialect { missing_counts_as_zero: true, ..Dialect::default() };
    for (text, expected) in [("a < 1", true), ("a > 1", false), ("a >= 0", true), ("a == 0", false)]
    {
        let expression = Expression::parse(text, Scope::Queue, dialect).expect("an expression");
        assert_eq!(expression.holds(&none, &none), expected, "{text}");
        assert!(!target(&format!("worker.{text}")).holds(&none, &none), "{text}");
    }
}
