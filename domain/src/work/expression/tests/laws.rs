//! Laws that hold of every expression, in every dialect.

use proptest::prelude::*;

use super::super::*;

fn leaf() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "worker.a",
            "worker.b",
            "worker.l",
            "worker.l[1]",
            "worker.o",
            "worker.o.a",
            "task.a",
            "task.b",
            "task.l",
            "task.l[0]",
            "task.o",
            "task.o.a",
            "elsewhere.a",
        ])
        .prop_map(str::to_owned),
        prop::sample::select(vec![
            "1",
            "2",
            "1.0",
            "-1",
            "'1'",
            "\"x\"",
            "'X'",
            "true",
            "'true'",
            "null",
            "[]",
            "[1]",
            "['x',1]",
            "[null,2,'1']",
            "''",
        ])
        .prop_map(str::to_owned),
    ]
}

fn comparison() -> impl Strategy<Value = String> {
    let operators =
        vec!["==", "!=", ">", ">=", "<", "<=", "CONTAINS", "HAS", "IN", "NOT IN", "in", "="];
    (leaf(), prop::sample::select(operators), leaf())
        .prop_map(|(left, operator, right)| format!("{left} {operator} {right}"))
}

fn expression() -> impl Strategy<Value = String> {
    comparison().prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} AND {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} OR {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.prop_map(|a| format!("NOT ({a})")),
        ]
    })
}

fn document() -> impl Strategy<Value = Attributes> {
    let value = || {
        prop::sample::select(vec![
            "1",
            "2",
            "1.0",
            "\"1\"",
            "\"x\"",
            "\"X\"",
            "true",
            "null",
            "[1,\"x\"]",
            "[null]",
            "[]",
            "{\"a\":1}",
            "[[1],2]",
            "{}",
            "1e300",
            "\"\\\"\\\\\"",
        ])
    };
    prop::collection::vec((prop::sample::select(vec!["a", "b", "l", "o"]), value()), 0..5).prop_map(
        |members| {
            let members: Vec<_> =
                members.iter().map(|(key, it)| format!("\"{key}\":{it}")).collect();
            Attributes::parse(&format!("{{{}}}", members.join(","))).expect("attributes")
        },
    )
}

fn dialect() -> impl Strategy<Value = Dialect> {
    any::<[bool; 10]>().prop_map(|it| Dialect {
        precedence: if it[0] { Precedence::AndFirst } else { Precedence::LeftToRight },
        string_case: if it[1] { StringCase::Sensitive } else { StringCase::Insensitive },
        arrow_before_digit: if it[2] {
            ArrowBeforeDigit::Operator
        } else {
            ArrowBeforeDigit::Comparison
        },
        has_prefix_not: true,
        missing_differs: it[3],
        missing_equals_missing: it[4],
        missing_counts_as_zero: it[5],
        missing_list_excludes: it[6],
        missing_index_is_null: it[7],
        numeric_strings: it[8],
        boolean_strings: it[9],
        numbers_by_amount: it[0] != it[9],
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_residual_says_of_the_worker_what_the_whole_says_of_both(
        text in expression(), dialect in dialect(), worker in document(), item in document()
    ) {
        let whole = Expression::parse(&text, Scope::Target, dialect).expect("an expression");
        let truth = whole.holds(&worker, &item);
        let rest = whole.residual(&item);
        prop_assert_eq!(rest.holds(&worker, &Attributes::default()), truth, "{}", rest);
        prop_assert_eq!(rest.holds(&worker, &item), truth);
        prop_assert!(!rest.depends_on_item());
        prop_assert_eq!(&rest.residual(&item), &rest);
        prop_assert!(rest.always().is_none_or(|always| always == truth));
        prop_assert!(whole.always().is_none_or(|always| always == truth));
        prop_assert_eq!(whole.first_failure(&worker, &item).is_none(), truth);
    }

    #[test]
    fn what_is_written_out_is_read_as_the_same(
        text in expression(), dialect in dialect(), item in document()
    ) {
        let whole = Expression::parse(&text, Scope::Target, dialect).expect("an expression");
        let again = Expression::parse(&whole.to_string(), Scope::Target, dialect);
        prop_assert_eq!(again.as_ref(), Ok(&whole));
        let rest = whole.residual(&item);
        let written = rest.to_string();
        // An object in the place of a path, or a list in a list, has no spelling.
        if !written.contains('{') && !written.contains("[[") {
            let again = Expression::parse(&written, Scope::Target, dialect).expect("an expression");
            prop_assert_eq!(again.residual(&item), rest);
        }
    }

    #[test]
    fn the_order_of_conditions_makes_no_other_class(
        parts in prop::collection::vec(comparison(), 1..5), dialect in dialect(), item in document(),
        by_or in any::<bool>(), turn in 0..5_usize,
    ) {
        let join = |parts: &[String]| parts.join(if by_or { " OR " } else { " AND " });
        let mut turned = parts.clone();
        turned.rotate_left(turn % parts.len());
        turned.push(parts[0].clone());
        let read = |text: &str| Expression::parse(text, Scope::Target, dialect).expect("an expression");
        prop_assert_eq!(read(&join(&parts)).residual(&item), read(&join(&turned)).residual(&item));
    }

    #[test]
    fn any_text_is_an_expression_or_has_a_fault_with_a_place(text in "[a-z.\\[\\]()<>=!\"' 0-9-]{0,24}") {
        for scope in [Scope::Queue, Scope::Filter, Scope::Target, Scope::SkipIf] {
            match Expression::parse(&text, scope, Dialect::default()) {
                Ok(expression) => {
                    for warning in expression.warnings(&text, scope) {
                        prop_assert!((1..=text.chars().count() + 1).contains(&warning.position));
                    }
                }
                Err(error) => prop_assert!((1..=text.chars().count() + 1).contains(&error.position)),
            }
        }
    }
}
