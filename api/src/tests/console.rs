use http::Request;

use super::house::{House, OK};
use crate::console::FILES;

#[tokio::test]
async fn every_file_of_the_console_is_served_and_may_do_nothing_but_ask_us() {
    let house = House::build();
    for (name, kind, content) in FILES {
        let request = Request::get(format!("/console/{name}")).body(axum::body::Body::empty());
        let got = tower::ServiceExt::oneshot(house.api.clone(), request.unwrap()).await.unwrap();
        assert_eq!(
            (got.status().as_u16(), got.headers()["content-type"].to_str().unwrap()),
            (OK, kind)
        );
        let policy = got.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(
            !policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        let body = axum::body::to_bytes(got.into_body(), 1 << 20).await.unwrap();
        assert_eq!(body, content);
    }
}

#[tokio::test]
async fn the_front_page_leads_to_the_console() {
    let house = House::build();
    for path in ["/", "/console"] {
        let got = house.send(Request::get(path).body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!((got.status, &got.headers["location"]), (307, &"/console/".parse().unwrap()));
    }
}

#[test]
fn what_the_console_names_is_there_and_nothing_is_from_elsewhere() {
    for (name, _, content) in FILES {
        let quoted = content.split(['"', '\'', ' ']).map(|word| word.trim_start_matches("./"));
        for word in quoted.filter(|word| word.ends_with(".js") || word.ends_with(".css")) {
            assert!(FILES.iter().any(|(known, ..)| *known == word), "{name} names {word}");
        }
        // The name of SVG's own language, and the hint in an empty field.
        let elsewhere = content.replace("http://www.w3.org/2000/svg", "").replace("https://…", "");
        let has_host = elsewhere.contains("http://") || elsewhere.contains("https://");
        assert!(!has_host, "{name} loads from elsewhere");
        assert!(
            !content.contains("innerHTML") && !content.contains("eval("),
            "{name} makes markup"
        );
    }
    let page = FILES[0].2;
    assert!(!page.contains("<script>") && !page.contains("style=") && !page.contains(" on"));
}
