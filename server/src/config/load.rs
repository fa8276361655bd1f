use std::path::Path;

use super::Config;
use super::numbers::NumberKind;

/// The most numbers of other kinds than local: a list of one kind names them all to the database.
const UNLIKE_LOCAL: usize = 20_000;

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not TOML, or a key is unknown or has the wrong type.
    #[error("{origin}: {message}")]
    Malformed {
        /// The file, or `environment`.
        origin: String,
        /// What is wrong, with the line where there is one.
        message: String,
    },
    /// A value makes no sense.
    #[error("{0}")]
    Senseless(&'static str),
}

/// Reads `file`, lays `variables` over it and checks the whole.
pub(crate) fn load(
    file: Option<&Path>,
    variables: impl Iterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let mut table = match file {
        None => toml::Table::new(),
        Some(path) => read(path)?,
    };
    for (name, value) in variables {
        if let Some(key) = name.strip_prefix("RINGBACK_") {
            lay_over(&mut table, key, &value);
        }
    }
    let origin = file.map_or_else(|| "environment".to_owned(), |path| path.display().to_string());
    let config: Config =
        toml::Value::Table(table).try_into().map_err(|error: toml::de::Error| {
            ConfigError::Malformed { origin, message: error.to_string() }
        })?;
    check(&config)?;
    Ok(config)
}

fn read(path: &Path) -> Result<toml::Table, ConfigError> {
    let name = || path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: name(), source })?;
    text.parse().map_err(|error: toml::de::Error| ConfigError::Malformed {
        origin: name(),
        message: error.to_string(),
    })
}

/// `HTTP_BIND=…` sets `bind` in `[http]`. Names of other sections (`RINGBACK_LOG`, `RINGBACK_TEST_…`) are
/// not configuration and are passed over.
fn lay_over(table: &mut toml::Table, key: &str, text: &str) {
    const SECTIONS: [&str; 8] =
        ["http", "sip", "calls", "rtp", "store", "media", "network", "limits"];
    let key = key.to_ascii_lowercase();
    let Some((section, key)) = key.split_once('_') else { return };
    if !SECTIONS.contains(&section) {
        return;
    }
    let value = text
        .parse::<i64>()
        .map(toml::Value::Integer)
        .or_else(|_| text.parse::<bool>().map(toml::Value::Boolean))
        .unwrap_or_else(|_| toml::Value::String(text.to_owned()));
    let section = table.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new()));
    if let toml::Value::Table(section) = section {
        section.insert(key.to_owned(), value);
    }
}

fn check(config: &Config) -> Result<(), ConfigError> {
    if config.sip.session_expires_s < 90 {
        return Err(ConfigError::Senseless("sip.session_expires_s is at least 90 (RFC 4028 §4)"));
    }
    config.calls.check()?;
    if config.limits.calls == 0 {
        return Err(ConfigError::Senseless("limits.calls is at least 1"));
    }
    if config.numbers.iter().any(|entry| !is_e164(&entry.number)) {
        return Err(ConfigError::Senseless(
            "every numbers.number is E.164, for example +15005550006",
        ));
    }
    let elsewhere = config.numbers.iter().filter(|entry| entry.kind != NumberKind::Local);
    if elsewhere.count() > UNLIKE_LOCAL {
        return Err(ConfigError::Senseless("at most 20,000 numbers are mobile or toll-free"));
    }
    Ok(())
}

fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

/// The configuration in force, as TOML, without secrets.
pub(crate) fn printed(config: &Config) -> String {
    toml::to_string(config).unwrap_or_default()
}

/// The log filter of `RINGBACK_LOG`, empty when it is not set.
pub(crate) fn log_filter() -> String {
    std::env::var("RINGBACK_LOG").unwrap_or_default()
}

/// The configuration of the process: `file`, then its environment.
pub(crate) fn from_environment(file: Option<&Path>) -> Result<Config, ConfigError> {
    load(file, std::env::vars())
}
