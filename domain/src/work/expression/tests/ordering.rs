//! Which worker is asked first.

use super::super::*;
use super::attributes;

fn ranked(order_by: &str, workers: &[&str]) -> Vec<usize> {
    let order = OrderBy::parse(order_by).expect("an order");
    let mut indices: Vec<_> = (0..workers.len()).collect();
    indices.sort_by_key(|index| order.key(&attributes(workers[*index])));
    indices
}

#[test]
fn clauses_order_one_after_the_other_and_who_lacks_the_attribute_is_last() {
    let workers = [
        r#"{}"#,
        r#"{"a": 1, "b": {"c": 5}}"#,
        r#"{"a": 2}"#,
        r#"{"a": 1, "b": {"c": 6}}"#,
        r#"{"a": -9223372036854775808}"#,
    ];
    assert_eq!(ranked("worker.a ASC", &workers), [4, 1, 3, 2, 0]);
    assert_eq!(ranked("worker.a DESC", &workers), [2, 1, 3, 4, 0]);
    assert_eq!(ranked("worker.a, worker.b.c desc", &workers), [4, 3, 1, 2, 0]);
}

#[test]
fn what_is_no_integer_does_not_order() {
    let workers = [r#"{"a": "x"}"#, r#"{"a": 1.5}"#, r#"{"a": [3]}"#, r#"{"a": true}"#, "{}"];
    assert_eq!(ranked("worker.a DESC", &workers), [0, 1, 2, 3, 4]);
}

#[test]
fn an_order_is_written_out_in_full() {
    let order = OrderBy::parse("worker.a,worker.b[1] desc").expect("an order");
    assert_eq!(order.to_string(), "worker.a ASC, worker.b[1] DESC");
    assert_eq!(OrderBy::parse(&order.to_string()), Ok(order));
}

#[test]
fn what_is_no_order_is_refused_with_its_place() {
    for (text, message) in [
        ("", "at character 1: expected a worker's attribute (worker.…), found the end"),
        ("level DESC", "at character 1: expected a worker's attribute (worker.…), found `level`"),
        ("worker DESC", "at character 1: expected a worker's attribute (worker.…), found `worker`"),
        ("worker.a UP", "at character 10: expected ASC, DESC, a comma or the end, found `UP`"),
        ("worker.a,", "at character 10: expected a worker's attribute (worker.…), found the end"),
    ] {
        let error = OrderBy::parse(text).expect_err("it is no order");
        assert_eq!(error.to_string(), message, "{text}");
    }
    let many = ["worker.a"; MAX_ORDER_CLAUSES + 1].join(",");
    assert!(OrderBy::parse(&many).is_err());
}
