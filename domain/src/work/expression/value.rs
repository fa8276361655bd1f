//! What a JSON document holds, as expressions see it.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A JSON value. Objects keep the order in which their members were written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// `null`, and whatever is not there.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(Arc<str>),
    /// An array.
    List(Arc<[Value]>),
    /// An object.
    Object(Arc<Object>),
}

/// The members of a JSON object in the order in which they were written; of two with one name the last.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Object(Vec<(Arc<str>, Value)>);

impl Object {
    /// The member of this name.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(key, _)| &**key == name).map(|(_, value)| value)
    }

    /// Adds a member, or replaces it where it stands.
    pub fn set(&mut self, name: &str, value: Value) {
        match self.0.iter_mut().find(|(key, _)| &**key == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.into(), value)),
        }
    }

    /// The members in order.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }
}

impl FromIterator<(Arc<str>, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Value)>>(members: I) -> Self {
        let mut object = Self::default();
        for (name, value) in members {
            object.set(&name, value);
        }
        object
    }
}

/// A JSON number. `3` and `3.0` are two kinds of the same amount: `==` here tells them apart,
/// [`Number::compare`] does not.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// An integer.
    Int(i64),
    /// An integer past `i64::MAX`.
    Big(u64),
    /// Any other number; always finite.
    Float(f64),
}

impl Number {
    /// Reads `-?digits(.digits)?` and JSON's exponents; nothing else, so neither `inf` nor blanks.
    pub fn from_text(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if !digits.contains(['.', 'e', 'E']) {
            return match text.parse::<i64>() {
                Ok(int) => Some(Self::Int(int)),
                Err(_) => {
                    text.parse().map_or_else(|_| Self::float(text), |big| Some(Self::Big(big)))
                }
            };
        }
        Self::float(text)
    }

    fn float(text: &str) -> Option<Self> {
        text.parse::<f64>().ok().filter(|float| float.is_finite()).map(Self::from)
    }

    /// The amounts compared, exactly: an integer is not rounded to meet a float.
    pub fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Float(a), Self::Float(b)) => a.total_cmp(&b),
            (Self::Float(a), b) => compare_mixed(b.integer(), a).reverse(),
            (a, Self::Float(b)) => compare_mixed(a.integer(), b),
            (a, b) => a.integer().cmp(&b.integer()),
        }
    }

    /// Whether both are integers or both are not.
    pub fn is_same_kind(self, other: Self) -> bool {
        matches!(self, Self::Float(_)) == matches!(other, Self::Float(_))
    }

    fn integer(self) -> i128 {
        match self {
            Self::Int(int) => int.into(),
            Self::Big(big) => big.into(),
            Self::Float(float) => float as i128,
        }
    }

    fn bits(self) -> (u8, u64) {
        match self {
            Self::Int(int) => (0, int.cast_unsigned()),
            Self::Big(big) => (1, big),
            Self::Float(float) => (2, float.to_bits()),
        }
    }
}

fn compare_mixed(int: i128, float: f64) -> Ordering {
    let whole = float.trunc();
    let fraction = whole.partial_cmp(&float).unwrap_or(Ordering::Equal);
    int.cmp(&(whole as i128)).then(fraction)
}

impl From<f64> for Number {
    /// A float that is not finite counts as 0, and so does minus zero.
    fn from(float: f64) -> Self {
        Self::Float(if float.is_finite() && float != 0.0 { float } else { 0.0 })
    }
}

impl From<u64> for Number {
    fn from(big: u64) -> Self {
        i64::try_from(big).map_or(Self::Big(big), Self::Int)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.bits() == other.bits()
    }
}

impl Eq for Number {}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare(*other).then_with(|| self.bits().cmp(&other.bits()))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bits().hash(state);
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(int) => write!(f, "{int}"),
            Self::Big(big) => write!(f, "{big}"),
            // Without an exponent, which expressions do not have.
            Self::Float(float) if float.fract() == 0.0 => write!(f, "{float:.1}"),
            Self::Float(float) => write!(f, "{float}"),
        }
    }
}

/// As an expression would write it: strings in double quotes, with `\"` and `\\`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(it) => write!(f, "{it}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => quote(f, text),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index == 0 { "" } else { "," })?;
                }
                f.write_str("]")
            }
            Self::Object(object) => {
                f.write_str("{")?;
                for (index, (key, value)) in object.members().enumerate() {
                    f.write_str(if index == 0 { "" } else { "," })?;
                    quote(f, key)?;
                    write!(f, ":{value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quote(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<bool> for Value {
    fn from(it: bool) -> Self {
        Self::Bool(it)
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self::Number(count.into())
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, it: bool) -> Result<Value, E> {
        Ok(Value::Bool(it))
    }

    fn visit_i64<E: Error>(self, int: i64) -> Result<Value, E> {
        Ok(Value::Number(Number::Int(int)))
    }

    fn visit_u64<E: Error>(self, int: u64) -> Result<Value, E> {
        Ok(Value::Number(int.into()))
    }

    fn visit_f64<E: Error>(self, float: f64) -> Result<Value, E> {
        Ok(Value::Number(float.into()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry::<Arc<str>, Value>()? {
            object.push(member);
        }
        Ok(Value::Object(Arc::new(object.into_iter().collect())))
    }
}
