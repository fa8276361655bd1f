use std::{fmt, path::PathBuf, str::FromStr};

use serde::{Deserialize, Serialize};

/// Where events and read models are kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Store {
    /// The folder of the node: its master key, the media cache and, on SQLite, the data.
    pub(crate) data: PathBuf,
    /// `sqlite` (in the data folder) or a `postgres://` URL.
    pub(crate) url: StoreUrl,
}

impl Default for Store {
    fn default() -> Self {
        Self { data: PathBuf::from(".ringback"), url: StoreUrl::Sqlite }
    }
}

/// Which database.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) enum StoreUrl {
    /// `events.db` and `views.db` in the data folder.
    Sqlite,
    /// A PostgreSQL server, version 15 or later.
    Postgres(String),
}

impl FromStr for StoreUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "sqlite" {
            Ok(Self::Sqlite)
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self::Postgres(text.to_owned()))
        } else {
            Err("the store is \"sqlite\" or a postgres:// URL".to_owned())
        }
    }
}

impl TryFrom<String> for StoreUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<StoreUrl> for String {
    /// Without what may hold a password.
    fn from(url: StoreUrl) -> Self {
        url.to_string()
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite => f.write_str("sqlite"),
            Self::Postgres(url) => {
                let host = url.rsplit_once('@').map_or("…", |(_, after)| after);
                write!(f, "postgres://…@{host}")
            }
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
