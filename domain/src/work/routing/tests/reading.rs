//! Documents that can be read, and what is said of those that cannot.

use super::*;

fn error(text: &str) -> String {
    match Document::parse(text, RoutingDialect::default()) {
        Ok(document) => panic!("{text} was read: {document:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_message_says_where_what_was_expected_and_what_was_found() {
    let sid = queue(1);
    for (text, message) in [
        (
            "{\"task_routing\": {\n  \"filters\": [}]}}".to_owned(),
            "the document is not JSON: expected value at line 2 column 15",
        ),
        ("[]".to_owned(), "the document: expected an object, found an empty array"),
        ("{}".to_owned(), "the document: expected task_routing, found nothing"),
        (routing(r#"{"filters": {}}"#), "task_routing.filters: expected an array, found an object"),
        (
            routing(r#"{"filters": [{"targets": [{"queue":"A"}]}]}"#),
            "task_routing.filters[0]: expected expression, found nothing",
        ),
        (
            routing(r#"{"filters": [{"expression": "1==1", "targets": []}]}"#),
            "task_routing.filters[0].targets: expected at least one target, found an empty array",
        ),
        (
            routing(r#"{"filters": [{"expression": "1==1", "targets": [{"timeout": 3}]}]}"#),
            "task_routing.filters[0].targets[0]: expected queue, found nothing",
        ),
        (
            routing(r#"{"filters": [{"expression": "a-b == 1", "targets": [{"queue":"A"}]}]}"#),
            "task_routing.filters[0].expression: at character 2: expected an operator (a key cannot contain \
             a hyphen), found `-`",
        ),
        (
            routing(
                r#"{"filters": [{"expression": "1==1", "targets": [{"queue":"A", "timeout": 0}]}]}"#,
            ),
            "task_routing.filters[0].targets[0].timeout: expected a positive whole number of seconds, \
             found 0",
        ),
        (
            routing(
                r#"{"filters": [{"expression": "1==1", "targets": [{"queue":"A", "priority": "high"}]}]}"#,
            ),
            "task_routing.filters[0].targets[0].priority: expected a whole number from 0 to 2147483648, \
             found \"high\"",
        ),
        (
            routing(r#"{"default_filter": {"queue": "Support"}}"#),
            "task_routing.default_filter.queue: expected the sid of a task queue (WQ…), found \"Support\"",
        ),
        (
            format!(
                r#"{{"task_routing": {{"filters": [{{"expression": "1==1", "targets": [
                    {{"queue": "{sid}", "known_worker_sid": "worker.x"}}]}}]}}}}"#
            ),
            "task_routing.filters[0].targets[0].known_worker_sid: expected an attribute of the task \
             (task.…), found \"worker.x\"",
        ),
        (
            routing(
                r#"{"filters": [{"expression": "1==1", "targets": [
                    {"queue":"A", "known_worker_sid": "task.a", "known_worker_friendly_name": "task.b"}]}]}"#,
            ),
            "task_routing.filters[0].targets[0]: only one of known_worker_sid and \
             known_worker_friendly_name can be given",
        ),
        (
            routing(
                r#"{"filters": [{"expression": "1==1", "targets": [{"queue":"A", "order_by": "task.x"}]}]}"#,
            ),
            "task_routing.filters[0].targets[0].order_by: at character 1: expected a worker's attribute \
             (worker.…), found `task`",
        ),
    ] {
        assert_eq!(error(&text), message);
    }
}

#[test]
fn a_document_that_is_too_long_is_not_looked_into() {
    let text = " ".repeat(MAX_DOCUMENT_BYTES + 1);
    assert_eq!(Document::parse(&text, RoutingDialect::default()), Err(DocumentError::TooLong));
}

#[test]
fn numbers_may_be_strings_and_whole_fractions() {
    let text = routing(
        r#"{"filters": [{"expression": "1==1", "targets": [
            {"queue":"A", "priority": "12", "timeout": "30"}, {"priority": 2147483648, "timeout": 15.0}]}]}"#,
    );
    let document = document(&text);
    let targets = &document.filters()[0].targets;
    assert_eq!(
        (targets[0].priority, targets[0].timeout_s, targets[0].total_s),
        (Some(12), Some(30), 30)
    );
    assert_eq!((targets[1].priority, targets[1].timeout_s), (Some(MAX_PRIORITY), Some(15)));
    assert_eq!((targets[1].queue, targets[1].total_s), (queue(1), 45));
    assert_eq!(document.queues(), [queue(1)]);
}

fn doubts(text: &str) -> Vec<(&'static str, String)> {
    let warnings = Document::warnings(&routing(text), RoutingDialect::default());
    let warnings = warnings.expect("the document can be read");
    warnings.into_iter().map(|it| (it.kind.code(), it.path)).collect()
}

#[test]
fn a_sound_document_raises_no_doubt() {
    let text = r#"{"filters": [{"filter_friendly_name": "F", "expression": "kind == 'a'", "targets": [
        {"queue":"A", "expression": "worker.skills HAS 'a'", "timeout": 30}, {"queue":"B"}]}],
        "default_filter": {"queue":"C"}}"#;
    assert_eq!(doubts(text), []);
}

#[test]
fn what_is_passed_over_or_never_reached_is_said() {
    let text = r#"{"filters": [
        {"expression": "kind == 'a'", "timeout": 3, "targets": [{"queue":"A"}, {"queue":"B", "timeout": "9"}]},
        {"expression": "1==1", "targets": [{"queue":"B", "known_worker_sid": "task.agent"}]},
        {"expression": "kind == 'b'", "targets": [{"queue":"C"}]}],
        "default_filter": {"queue":"C", "timeout": 30}}"#;
    let filters = |rest: &str| format!("task_routing.filters{rest}");
    assert_eq!(
        doubts(text),
        [
            ("ignored", filters("[0].timeout")),
            ("number-as-string", filters("[0].targets[1].timeout")),
            ("waits-for-one", filters("[1].targets[0].known_worker_sid")),
            ("ignored", "task_routing.default_filter.timeout".to_owned()),
            ("unreachable", filters("[0].targets[1]")),
            ("unreachable", filters("[2]")),
            ("unreachable", "task_routing.default_filter".to_owned()),
        ]
    );
}

#[test]
fn the_doubts_about_an_expression_say_where_in_it() {
    let text = routing(
        r#"{"filters": [{"expression": "vip == true AND level > '5'", "targets": [{"queue":"A"}]}]}"#,
    );
    let warnings = Document::warnings(&text, RoutingDialect::default()).expect("it can be read");
    assert_eq!(warnings[0].path, "task_routing.filters[0].expression");
    assert_eq!((warnings[0].kind.code(), warnings[0].position), ("unlike-types", Some(17)));
    assert_eq!(warnings[1].kind, DocumentWarningKind::NoDefault);
}
