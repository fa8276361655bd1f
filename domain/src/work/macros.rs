//! The events of a workspace: like any others, and each with its [`super::Stamp`].

/// Declares an aggregate's events as [`crate::events!`] does. Every payload has a field `stamp`.
macro_rules! work_events {
    ($(#[$doc:meta])* pub enum $name:ident { $($variant:ident = $version:literal),* $(,)? }) => {
        crate::events! {
            $(#[$doc])*
            pub enum $name { $($variant = $version),* }
        }

        impl $name {
            /// Where in its workspace's history it stands.
            pub const fn stamp(&self) -> &$crate::work::Stamp {
                match self {
                    $(Self::$variant(it) => &it.stamp,)*
                }
            }
        }
    };
}

pub(in crate::work) use work_events;
