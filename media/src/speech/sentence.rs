//! Where a sentence ends.

/// Words whose full stop ends no sentence, in lower case.
const SHORT: [&str; 22] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "jr", "sr", "inc", "ltd", "approx", "e.g",
    "i.e", "bzw", "nr", "art", "est", "ca", "fig", "ext",
];

/// Whether a sentence ends with `c` between `before` and `after`.
pub(super) fn is_end(before: &str, c: char, after: &str) -> bool {
    match c {
        // In these scripts nothing follows but the next sentence.
        '。' | '！' | '？' | '।' => true,
        '.' | '!' | '?' | '…' => {
            let Some(next) = after.strip_prefix(' ') else { return false };
            let is_begun = !next.starts_with(char::is_lowercase);
            is_begun && !(c == '.' && is_short(before))
        }
        _ => false,
    }
}

/// Whether what stands before a full stop is an abbreviation or an initial.
fn is_short(before: &str) -> bool {
    let word = before.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let word = word.trim_start_matches(['(', '"']);
    SHORT.contains(&word) || (word.chars().count() == 1 && word.starts_with(char::is_alphabetic))
}
