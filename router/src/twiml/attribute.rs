//! The values that attributes take.

use domain::uri::HttpMethod;

/// A value that an attribute can take, read from its text.
pub trait Value: Sized {
    /// What is allowed, for a person: `a whole number from 0`.
    const EXPECTED: &'static str;

    /// The value, or nothing when the text is none.
    fn read(text: &str) -> Option<Self>;

    /// The text again, for SSML that is passed on.
    fn write(&self) -> String;
}

impl Value for String {
    const EXPECTED: &'static str = "text";

    fn read(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn write(&self) -> String {
        self.clone()
    }
}

impl Value for bool {
    const EXPECTED: &'static str = "true or false";

    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        match () {
            () if text.eq_ignore_ascii_case("true") => Some(true),
            () if text.eq_ignore_ascii_case("false") => Some(false),
            () => None,
        }
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Value for u32 {
    const EXPECTED: &'static str = "a whole number from 0";

    fn read(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Value for HttpMethod {
    const EXPECTED: &'static str = "GET or POST";

    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        match () {
            () if text.eq_ignore_ascii_case("GET") => Some(Self::Get),
            () if text.eq_ignore_ascii_case("POST") => Some(Self::Post),
            () => None,
        }
    }

    fn write(&self) -> String {
        match self {
            Self::Get => "GET".to_owned(),
            Self::Post => "POST".to_owned(),
        }
    }
}

/// A number from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Positive(pub u32);

impl Value for Positive {
    const EXPECTED: &'static str = "a whole number from 1";

    fn read(text: &str) -> Option<Self> {
        u32::read(text).filter(|&number| number > 0).map(Self)
    }

    fn write(&self) -> String {
        self.0.to_string()
    }
}

/// A time limit in seconds, or the platform's judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeout {
    /// `auto`.
    Auto,
    /// Whole seconds.
    Seconds(u32),
}

impl Value for Timeout {
    const EXPECTED: &'static str = "a whole number of seconds, or auto";

    fn read(text: &str) -> Option<Self> {
        match text.trim() {
            "auto" => Some(Self::Auto),
            number => number.parse().ok().map(Self::Seconds),
        }
    }

    fn write(&self) -> String {
        match self {
            Self::Auto => "auto".to_owned(),
            Self::Seconds(seconds) => seconds.to_string(),
        }
    }
}

/// The keys of a telephone that end an input: any of `0123456789#*`, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys(pub String);

impl Value for Keys {
    const EXPECTED: &'static str = "keys out of 0123456789#*, or nothing";

    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_keys = text.len() <= 12
            && text.bytes().all(|key| key.is_ascii_digit() || matches!(key, b'#' | b'*'));
        is_keys.then(|| Self(text.to_owned()))
    }

    fn write(&self) -> String {
        self.0.clone()
    }
}

/// Keys to press: `0`–`9`, `*`, `#`, `A`–`D`, `w` for half a second, `W` for a second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presses(pub String);

impl Value for Presses {
    const EXPECTED: &'static str = "up to 256 of 0123456789*#ABCDwW";

    fn read(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let is_presses = text.len() <= 256
            && text.bytes().all(|key| {
                key.is_ascii_digit() || matches!(key, b'#' | b'*' | b'A'..=b'D' | b'w' | b'W')
            });
        is_presses.then_some(Self(text))
    }

    fn write(&self) -> String {
        self.0.clone()
    }
}

/// A language tag such as `en-US` (BCP 47 by shape).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageTag(pub String);

impl Value for LanguageTag {
    const EXPECTED: &'static str = "a language tag such as en-US";

    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut parts = text.split('-');
        let first = parts.next()?;
        let is_tag = (2..=8).contains(&first.len())
            && first.bytes().all(|letter| letter.is_ascii_alphabetic())
            && parts.all(|part| {
                (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
            });
        is_tag.then(|| Self(text.to_owned()))
    }

    fn write(&self) -> String {
        self.0.clone()
    }
}

/// Values separated by white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T>(pub Vec<T>);

impl<T: Value> Value for List<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(text: &str) -> Option<Self> {
        let values: Option<Vec<T>> = text.split_whitespace().map(T::read).collect();
        values.filter(|values| !values.is_empty()).map(Self)
    }

    fn write(&self) -> String {
        self.0.iter().map(Value::write).collect::<Vec<_>>().join(" ")
    }
}

/// Declares a closed set of values: `choice! { /// … pub enum Trim { DoNotTrim = "do-not-trim" } }`.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`.")] $variant,)*
        }

        impl $crate::twiml::attribute::Value for $name {
            const EXPECTED: &'static str = concat!("one of", $(" ", $text),*);

            fn read(text: &str) -> Option<Self> {
                match text.trim() {
                    $($text => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn write(&self) -> String {
                match self {
                    $(Self::$variant => $text.to_owned(),)*
                }
            }
        }
    };
}
pub(crate) use choice;
