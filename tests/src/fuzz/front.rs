//! What customers' software sends to the front door, and the URLs that it leaves there.

/// Form fields, query parameters and an `Authorization` value.
pub fn rest_forms(data: &[u8]) {
    api::fuzzing::fields(data);
}

/// Lines: the URL of an application with its overrides, a `Set-Cookie` value, and parameters that are
/// added to the query.
pub fn url_overrides(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let (url, cookie) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let parameters: Vec<_> = lines
        .take(16)
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    api::fuzzing::tenant_url(url, &parameters, cookie);
}
