//! The whole program on free ports, with a phone and a tenant's application.

mod audit;
mod calls;
mod exchanges;
mod fallback;
mod settings;
mod signalling;
mod updates;
mod verbs;
mod work;
