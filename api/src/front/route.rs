//! A row of the table of what is served, and how a path finds it.

use std::future::Future;
use std::pin::Pin;

use http::Method;

use super::{Ask, Problem, Reply};

/// The places of a path by name.
pub(crate) type Names = Vec<(&'static str, String)>;
/// An answer that is being made.
pub(crate) type Answering<'a> = Pin<Box<dyn Future<Output = Result<Reply, Problem>> + Send + 'a>>;
/// Makes an answer.
pub(crate) type Operation = for<'a> fn(&'a Ask) -> Answering<'a>;

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody with good credentials.
    Any,
    /// Only with an account's auth token.
    Token,
}

/// One thing that can be asked.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) method: Method,
    /// Without `.json`; places in braces.
    pub(crate) path: &'static str,
    /// The operation's name in the OpenAPI document.
    pub(crate) id: &'static str,
    pub(crate) access: Access,
    /// Query parameters of a GET, form fields of a POST. A `*` at the end says that it must be given.
    pub(crate) fields: &'static [&'static str],
    pub(crate) operation: Operation,
}

impl Route {
    /// Whether its fields may come as the members of a JSON object.
    pub(super) fn takes_json(&self) -> bool {
        self.fields.iter().any(|field| matches!(*field, "Items*" | "TaskQueueSids"))
    }

    /// Whether its form may be larger than others: it holds a document, or many resources.
    pub(super) fn is_bulky(&self) -> bool {
        self.fields
            .iter()
            .any(|field| matches!(*field, "Items*" | "Configuration" | "Configuration*"))
    }
}

/// What a path leads to.
pub(super) enum Found<'t> {
    Route(&'t Route, Names),
    /// The path is served, but not with this method; these are.
    OtherMethods(Vec<Method>),
    Nothing,
}

/// Finds the route of a path. `.json` at its end is as good as nothing; HEAD is as good as GET.
pub(super) fn find<'t>(table: &'t [Route], method: &Method, path: &str) -> Found<'t> {
    let path = path.strip_suffix(".json").unwrap_or(path);
    let wanted = if method == Method::HEAD { &Method::GET } else { method };
    let mut template = None;
    let mut methods = Vec::new();
    for route in table {
        if template.is_some_and(|chosen| chosen != route.path) {
            continue;
        }
        let Some(names) = matches(route.path, path) else { continue };
        template = Some(route.path);
        if route.method == wanted {
            return Found::Route(route, names);
        }
        methods.push(route.method.clone());
    }
    if methods.is_empty() { Found::Nothing } else { Found::OtherMethods(methods) }
}

fn matches(template: &'static str, path: &str) -> Option<Names> {
    let mut names = Vec::new();
    let mut parts = path.split('/');
    for expected in template.split('/') {
        let part = parts.next()?;
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !part.is_empty() => names.push((name, part.to_owned())),
            Some(_) => return None,
            None if part == expected => {}
            None => return None,
        }
    }
    parts.next().is_none().then_some(names)
}
