use std::time::Duration;

use http::header::{CACHE_CONTROL, HeaderMap};

use super::freshness::Freshness;

#[test]
fn the_layers_word_on_keeping_is_understood() {
    for (said, expected) in [
        ("private, max-age=31536000, immutable", Freshness::Immutable),
        ("public, max-age=3600", Freshness::For(Duration::from_secs(3_600))),
        ("private, no-cache", Freshness::AskFirst),
        ("max-age=0", Freshness::AskFirst),
        ("max-age=many", Freshness::AskFirst),
        ("no-store, max-age=60", Freshness::Never),
    ] {
        let headers = HeaderMap::from_iter([(CACHE_CONTROL, said.parse().unwrap())]);
        assert_eq!(Freshness::of(&headers), expected, "{said}");
    }
    assert_eq!(Freshness::of(&HeaderMap::new()), Freshness::Never);
}
