//! Resources of REST, told as the channel tells them.

use serde_json::json;

use super::translate::told;

#[test]
fn times_become_seconds_and_links_are_left_out() {
    let shown = json!({
        "sid": "WQ1", "date_created": "2026-11-22T15:31:43Z", "task_order": "FIFO",
        "date_updated": null, "url": "http://x/", "links": {"workspace": "http://x/"},
    });
    let expected = json!({
        "sid": "WQ1", "date_created": 1_795_361_503, "task_order": "FIFO", "date_updated": null,
    });
    assert_eq!(told(shown), expected);
}

#[test]
fn a_page_becomes_contents_and_the_token_of_the_next_one() {
    let page = |next: serde_json::Value| {
        json!({
            "meta": {"key": "task_queues", "next_page_url": next},
            "task_queues": [{"sid": "WQ1", "url": "http://x/"}],
        })
    };
    let next = json!("http://x/v1/Workspaces/WS1/TaskQueues?PageSize=1&PageToken=PA12-WQ1");
    let expected = json!({
        "contents": [{"sid": "WQ1"}],
        "after_sid": "PA12-WQ1",
        "meta": {"next_token": "PA12-WQ1"},
    });
    assert_eq!(told(page(next)), expected);
    assert!(told(page(json!(null)))["after_sid"].is_null());
}
