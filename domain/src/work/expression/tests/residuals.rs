//! What is left for the worker.

use super::super::*;
use super::{attributes, target};

const ITEM: &str = r#"{"lang": "da", "level": 3, "langs": ["sv", "da", "sv"], "nobody": null}"#;

fn left(text: &str) -> String {
    target(text).residual(&attributes(ITEM)).to_string()
}

#[test]
fn the_items_values_take_the_place_of_its_paths() {
    for (text, expected) in [
        ("worker.langs HAS task.lang", "worker.langs HAS \"da\""),
        ("task.lang IN worker.langs", "worker.langs HAS \"da\""),
        ("worker.lang IN task.langs", "worker.lang IN [\"da\",\"sv\"]"),
        ("task.langs HAS worker.lang", "worker.lang IN [\"da\",\"sv\"]"),
        ("task.level < worker.level", "worker.level > 3"),
        ("worker.a == task.nothing", "worker.a == null"),
        ("task.lang == 'da'", "1 == 1"),
        ("task.lang == 'da' AND worker.a == 1", "worker.a == 1"),
        ("task.lang == 'sv' AND worker.a == 1", "0 == 1"),
        ("task.lang == 'sv' OR worker.a == 1", "worker.a == 1"),
        ("worker.a IN ['x']", "worker.a == \"x\""),
        ("worker.a IN []", "0 == 1"),
        ("worker.a == task.langs", "0 == 1"),
        ("worker.a HAS task.langs", "0 == 1"),
        ("worker.a IN task.lang", "0 == 1"),
        ("NOT (task.lang == 'da')", "0 == 1"),
        ("NOT (NOT (worker.a == 1))", "worker.a == 1"),
    ] {
        assert_eq!(left(text), expected, "{text}");
    }
}

#[test]
fn what_says_the_same_in_another_order_is_one_class() {
    let item = attributes(ITEM);
    let one =
        target("worker.a == 1 AND (worker.langs HAS task.lang OR 2 > worker.b)").residual(&item);
    for text in [
        "(worker.b < 2 OR task.lang IN worker.langs) AND 1 == worker.a",
        "worker.a == 1 AND (worker.langs HAS 'da' OR worker.b < 2) AND task.level == 3",
        "(worker.a == 1 AND worker.a == 1) AND (worker.langs >- 'da' OR worker.b < 2)",
    ] {
        let other = target(text).residual(&item);
        assert_eq!(other, one, "{text}");
        assert_eq!(other.to_string(), one.to_string());
    }
    assert_ne!(target("worker.a == 2").residual(&item), target("worker.a == 1").residual(&item));
}

#[test]
fn it_is_known_what_an_expression_asks_for() {
    let asks = target("worker.sid == 'WK1' AND worker.channel.chat.assigned_tasks < task.n.max");
    assert!(asks.depends_on_item() && asks.depends_on_worker() && asks.depends_on_load());
    assert_eq!(asks.demanded("sid"), Some("WK1"));
    assert_eq!(asks.demanded("name"), None);
    let named = |root| asks.paths(root).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(named(Root::Worker), ["worker.channel.chat.assigned_tasks", "worker.sid"]);
    assert_eq!(named(Root::Item), ["task.n.max"]);
    let either = target("worker.sid == 'WK1' OR worker.a == 1");
    assert!(!either.depends_on_item() && !either.depends_on_load());
    assert_eq!(either.demanded("sid"), None);
    assert_eq!(target("1 == 1").always(), Some(true));
    assert_eq!(target("task.a IN 'x' AND worker.b == 1").always(), Some(false));
    assert_eq!(either.always(), None);
    assert_eq!(Expression::constant(true).and(&either), either.and(&Expression::constant(true)));
}
