//! What the author may not have meant.

use super::super::*;

fn doubts(text: &str, scope: Scope) -> Vec<(&'static str, usize)> {
    let expression = Expression::parse(text, scope, Dialect::default()).expect("an expression");
    expression.warnings(text, scope).iter().map(|it| (it.lint.code(), it.position)).collect()
}

#[test]
fn a_sound_expression_raises_no_doubt() {
    for (text, scope) in [
        ("1 == 1", Scope::Queue),
        ("languages HAS 'da' AND (level > 3 OR vip == true)", Scope::Queue),
        ("kind == 'claim' AND customer != null", Scope::Filter),
        (
            "worker.languages HAS task.lang AND worker.activity_name IN ['Open','Late']",
            Scope::Target,
        ),
        ("worker.channel.voice.available_capacity_percentage == 100", Scope::Target),
        ("workers.available == 0 OR workers.WA0123456789abcdef0123456789abcdef < 2", Scope::SkipIf),
        ("note == 'this AND that OR >-5'", Scope::Filter),
    ] {
        assert_eq!(doubts(text, scope), [], "{text}");
    }
}

#[test]
fn what_is_doubtful_is_said_with_its_place() {
    for (text, scope, expected) in [
        ("a >-5", Scope::Filter, vec![("arrow", 3)]),
        ("a == 1 AND b == 2 OR c == 3", Scope::Filter, vec![("mixed-and-or", 19)]),
        ("a == 1 AND b > '5'", Scope::Filter, vec![("unlike-types", 12)]),
        ("a == 'true'", Scope::Filter, vec![("unlike-types", 1)]),
        ("a > null", Scope::Filter, vec![("unlike-types", 1)]),
        ("a IN [1,'1']", Scope::Filter, vec![("unlike-types", 1)]),
        ("a == 1 AND a == 2", Scope::Filter, vec![("always-false", 12)]),
        ("a == 1 AND 1 == 1", Scope::Filter, vec![("always-true", 12)]),
        ("a == ['x']", Scope::Filter, vec![("always-false", 1)]),
        ("a IN 'x'", Scope::Filter, vec![("always-false", 1)]),
        ("a == 1 OR a == 1", Scope::Filter, vec![("repeated", 11)]),
        ("a != 'x'", Scope::Filter, vec![("missing-attribute", 1)]),
        ("'x' NOT IN a", Scope::Filter, vec![("missing-attribute", 1)]),
        ("task.kind == 'x'", Scope::Filter, vec![("unknown-document", 1)]),
        ("worker.kind == 'x'", Scope::Queue, vec![("unknown-document", 1)]),
        ("kind == 'x'", Scope::Target, vec![("unknown-document", 1)]),
        ("worker.a == task.b", Scope::Target, vec![("both-missing", 1)]),
        ("worker.channel.chat.capacity > 1", Scope::Target, vec![("channel-fact", 1)]),
        (
            "worker.channel.chat.available_capacity_percentage > 33.3",
            Scope::Target,
            vec![("channel-fact", 1)],
        ),
        ("workers.busy == 0", Scope::SkipIf, vec![("unknown-document", 1)]),
        ("available == 0", Scope::SkipIf, vec![("unknown-document", 1)]),
    ] {
        assert_eq!(doubts(text, scope), expected, "{text}");
    }
}
