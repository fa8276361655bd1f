use serde::{Deserialize, Serialize};

/// A number of the operator's pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PoolNumber {
    /// E.164, for example `+15005550006`.
    pub(crate) number: String,
    /// ISO 3166-1 alpha-2, for example `US`.
    pub(crate) country: String,
    /// What sort of number it is.
    #[serde(default)]
    pub(crate) kind: NumberKind,
    /// State or province, for example `CA`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) locality: Option<String>,
}

/// The sorts of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NumberKind {
    /// Of a place.
    #[default]
    Local,
    /// Of a mobile network.
    Mobile,
    /// Free for the caller.
    TollFree,
}

impl PoolNumber {
    /// The same in the words of the front door.
    pub(crate) fn for_api(&self) -> api::PoolNumber {
        api::PoolNumber {
            phone_number: self.number.clone(),
            country: self.country.clone(),
            kind: match self.kind {
                NumberKind::Local => api::NumberKind::Local,
                NumberKind::Mobile => api::NumberKind::Mobile,
                NumberKind::TollFree => api::NumberKind::TollFree,
            },
            locality: self.locality.clone(),
            region: self.region.clone(),
            postal_code: None,
            rate_center: None,
            lata: None,
        }
    }
}

/// The pool of `ringback dev`: numbers that no telephone network has. The first is bought at once.
pub(crate) fn development_pool() -> Vec<PoolNumber> {
    let number = |number: String, country: &str, kind, region: &str, locality: &str| PoolNumber {
        number,
        country: country.to_owned(),
        kind,
        region: (!region.is_empty()).then(|| region.to_owned()),
        locality: (!locality.is_empty()).then(|| locality.to_owned()),
    };
    let first = number("+15005550006".to_owned(), "US", NumberKind::Local, "", "");
    let local = (100..120).map(|last| {
        number(format!("+14155550{last}"), "US", NumberKind::Local, "CA", "San Francisco")
    });
    let free = (100..105)
        .map(|last| number(format!("+18005550{last}"), "US", NumberKind::TollFree, "", ""));
    let london = (100..105)
        .map(|last| number(format!("+442079460{last}"), "GB", NumberKind::Local, "", "London"));
    std::iter::once(first).chain(local).chain(free).chain(london).collect()
}
