//! The web console: what a tenant's people see of their calls in a browser.
//!
//! A page of static files, compiled in. All that it shows it asks of the public REST API with the account's
//! own credentials, which never leave the page but for that; nothing is loaded from elsewhere.

mod pages;

#[cfg(test)]
pub(crate) use pages::FILES;
pub(crate) use pages::router;
