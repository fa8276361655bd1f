//! What `<say-as>` means, in words that any engine reads rightly.

/// What is heard in place of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Words.
    Words(String),
    /// A tone over what is not to be heard, in ms.
    Bleep(u32),
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const PARTS: [&str; 19] = [
    "half",
    "third",
    "quarter",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];
/// Abbreviation, one, several.
const UNITS: [(&str, &str, &str); 24] = [
    ("mm", "millimeter", "millimeters"),
    ("cm", "centimeter", "centimeters"),
    ("km/h", "kilometer per hour", "kilometers per hour"),
    ("km", "kilometer", "kilometers"),
    ("m", "meter", "meters"),
    ("in", "inch", "inches"),
    ("ft", "foot", "feet"),
    ("yd", "yard", "yards"),
    ("mi", "mile", "miles"),
    ("mph", "mile per hour", "miles per hour"),
    ("mg", "milligram", "milligrams"),
    ("kg", "kilogram", "kilograms"),
    ("g", "gram", "grams"),
    ("oz", "ounce", "ounces"),
    ("lbs", "pound", "pounds"),
    ("lb", "pound", "pounds"),
    ("ml", "milliliter", "milliliters"),
    ("l", "liter", "liters"),
    ("gal", "gallon", "gallons"),
    ("ms", "millisecond", "milliseconds"),
    ("s", "second", "seconds"),
    ("min", "minute", "minutes"),
    ("h", "hour", "hours"),
    ("hr", "hour", "hours"),
];

/// The meaning of `words` read `how`. Months, units and ordinals are spelt out in English only; in another
/// language the engine reads the numbers.
pub(super) fn said_as(how: &str, format: &str, words: &str, is_english: bool) -> Said {
    let words = words.trim();
    let read = match how {
        "digits" => Some(apart(words, char::is_ascii_digit)),
        "telephone" => Some(
            apart(words, |c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#'))
                .replace("+, ", "plus, "),
        ),
        "characters" | "spell-out" | "verbatim" => Some(apart(words, |_| true)),
        "expletive" | "bleep" => {
            let chars = u32::try_from(words.chars().count().min(20)).unwrap_or(20);
            return Said::Bleep((chars * 80).clamp(200, 1_500));
        }
        "date" => date(words, format, is_english),
        "time" => duration(words).filter(|_| is_english),
        "ordinal" if is_english => ordinal(words),
        "fraction" if is_english => fraction(words),
        "unit" if is_english => unit(words),
        _ => None,
    };
    Said::Words(read.unwrap_or_else(|| words.to_owned()))
}

fn apart(words: &str, keep: fn(&char) -> bool) -> String {
    let each: Vec<String> = words
        .chars()
        .filter(|c| !c.is_whitespace())
        .filter(keep)
        .map(|c| c.to_uppercase().to_string())
        .collect();
    each.join(", ")
}

fn ordinal(words: &str) -> Option<String> {
    let number: u64 = words.replace(',', "").parse().ok()?;
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    Some(format!("{number}{ending}"))
}

/// `2/9`, `3+1/2`, `1 1/2`.
fn fraction(words: &str) -> Option<String> {
    let (front, below) = words.split_once('/')?;
    let (whole, above) = match front.rsplit_once(['+', ' ']) {
        Some((whole, above)) => (Some(whole.trim().parse::<u64>().ok()?), above),
        None => (None, front),
    };
    let (above, below): (u64, u64) = (above.trim().parse().ok()?, below.trim().parse().ok()?);
    let part = below.checked_sub(2).and_then(|at| PARTS.get(usize::try_from(at).ok()?));
    let spoken = match (above, part) {
        (_, None) => format!("{above} over {below}"),
        (1, Some(part)) => format!("1 {part}"),
        (_, Some(&"half")) => format!("{above} halves"),
        (_, Some(part)) => format!("{above} {part}s"),
    };
    Some(whole.map_or(spoken.clone(), |whole| format!("{whole} and {spoken}")))
}

fn unit(words: &str) -> Option<String> {
    let at = words.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-' | '/'))?;
    let (number, unit) = words.split_at(at);
    let unit = unit.trim().to_ascii_lowercase();
    let (_, one, several) = UNITS.iter().find(|(short, ..)| *short == unit)?;
    (!number.is_empty()).then(|| format!("{number} {}", if number == "1" { one } else { several }))
}

/// `1'21"`: minutes and seconds, as Polly has it. Times of day are read by the engine.
fn duration(words: &str) -> Option<String> {
    let (minutes, rest) = words.split_once('\'')?;
    let minutes: u32 = minutes.trim().parse().ok()?;
    let seconds = rest.trim().trim_end_matches(['"', '\'']);
    let count =
        |count: u32, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let spoken = count(minutes, "minute");
    if seconds.is_empty() {
        return Some(spoken);
    }
    Some(format!("{spoken} {}", count(seconds.parse().ok()?, "second")))
}

fn date(words: &str, format: &str, is_english: bool) -> Option<String> {
    let format = match format {
        "yyyymmdd" => "ymd",
        "" => "mdy",
        other => other,
    };
    let digits = words.chars().all(|c| c.is_ascii_digit() || c == '?');
    let parts: Vec<&str> = if digits && words.len() == 8 && format == "ymd" {
        vec![&words[..4], &words[4..6], &words[6..]]
    } else {
        words.split(['/', '-', '.', ' ']).filter(|part| !part.is_empty()).collect()
    };
    if parts.len() != format.len() {
        return None;
    }
    let part = |letter: char| {
        let value = *parts.get(format.find(letter)?)?;
        value.parse::<u16>().ok().filter(|_| value.len() <= 4)
    };
    let (year, month, day) = (part('y'), part('m'), part('d'));
    if is_english {
        let name = month.and_then(|month| MONTHS.get(usize::from(month.checked_sub(1)?)).copied());
        let day = day.and_then(|day| ordinal(&day.to_string()));
        let spoken = [name.map(str::to_owned), day, year.map(|year| year.to_string())];
        let spoken: Vec<String> = spoken.into_iter().flatten().collect();
        return (!spoken.is_empty() && (month.is_none() || name.is_some()))
            .then(|| spoken.join(" "));
    }
    let spoken: Vec<String> =
        [day, month, year].into_iter().flatten().map(|part| part.to_string()).collect();
    (!spoken.is_empty()).then(|| spoken.join(", "))
}
