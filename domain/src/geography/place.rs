//! From the digits of a number to a country and a state.

use std::sync::LazyLock;

use super::area_codes::AREAS;
use super::calling_codes::CALLING_CODES;

/// Where a phone number is at home.
///
/// `+12125551234` is `{ country: "US", state: "NY" }`; `+442079460000` is `{ country: "GB" }`. The digits
/// do not tell a city or a postal code, so those are always empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Geography {
    /// Always empty.
    pub city: &'static str,
    /// The postal abbreviation of the state or province, in the North American Numbering Plan; or empty.
    pub state: &'static str,
    /// Always empty.
    pub zip: &'static str,
    /// ISO 3166-1 alpha-2; empty when the text is not an E.164 number of a known country.
    pub country: &'static str,
}

impl Geography {
    /// The place of an E.164 number (`+` and 7–15 digits). Anything else, a SIP URI for example, is nowhere.
    pub fn of(number: &str) -> Self {
        let Some(digits) = number.strip_prefix('+') else {
            return Self::default();
        };
        if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit())
        {
            return Self::default();
        }
        match digits.as_bytes() {
            [b'1', area @ ..] => Self::of_area(leading(area, 3)),
            // Kazakhstan shares code 7 with Russia: 6xx and 7xx are its areas.
            [b'7', b'6' | b'7', ..] => Self::in_country("KZ"),
            all => (1..=3)
                .find_map(|len| country(leading(all, len)))
                .map_or_else(Self::default, Self::in_country),
        }
    }

    fn of_area(code: u16) -> Self {
        let place = PLACES.get(usize::from(code)).copied().flatten();
        place
            .map(|(country, state)| Self { state, ..Self::in_country(country) })
            .unwrap_or_default()
    }

    const fn in_country(country: &'static str) -> Self {
        Self { city: "", state: "", zip: "", country }
    }
}

/// The country and state of each area code of the North American Numbering Plan.
static PLACES: LazyLock<[Option<(&str, &str)>; 1_000]> = LazyLock::new(|| {
    let mut places = [None; 1_000];
    for &(country, state, codes) in AREAS {
        for &code in codes {
            places[usize::from(code)] = Some((country, state));
        }
    }
    places
});

fn country(code: u16) -> Option<&'static str> {
    let found = CALLING_CODES.binary_search_by_key(&code, |&(code, _)| code).ok()?;
    CALLING_CODES.get(found).map(|&(_, country)| country)
}

fn leading(digits: &[u8], count: usize) -> u16 {
    digits.iter().take(count).fold(0, |code, digit| code * 10 + u16::from(digit - b'0'))
}
