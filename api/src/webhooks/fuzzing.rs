//! Every way in which a tenant's URL is read.

use domain::uri::{ApplicationUri, HttpMethod};

use super::cookies::Jar;
use super::overrides;
use super::target::Target;

/// Reads `url` with its connection overrides, takes it apart and adds `parameters`; takes `set_cookie` for
/// it.
///
/// # Panics
/// When an override is out of its bounds, or the signed URL is not the one that is asked.
pub fn tenant_url(url: &str, parameters: &[(String, String)], set_cookie: &str) {
    let uri = ApplicationUri::new(url, HttpMethod::Get);
    let (bare, patience) = overrides::read(&uri);
    let policy = patience.policy;
    assert!(policy.retries <= 5, "{} retries", policy.retries);
    for ms in [policy.connect_timeout_ms, policy.read_timeout_ms, policy.total_timeout_ms] {
        assert!((100..=15_000).contains(&ms), "{ms} ms");
    }
    let Ok(target) = Target::parse(bare) else { return };
    let target = target.with_query(parameters);
    let scheme = if target.is_https { "https" } else { "http" };
    assert_eq!(target.url, format!("{scheme}://{}{}", target.authority, target.path_and_query));
    assert!(target.path_and_query.starts_with('/'), "{:?}", target.path_and_query);
    let is_plain = |byte: u8| byte.is_ascii_graphic();
    assert!(target.url.bytes().all(is_plain), "{:?} cannot stand on the wire", target.url);
    let mut jar = Jar::default();
    jar.take(set_cookie, &target.parsed);
    let _ = (jar.header(&target.parsed), jar.authorization(&target), target.origin());
}
