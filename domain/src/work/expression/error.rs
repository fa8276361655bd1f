//! What is wrong with a text, and where.

/// Why a text is not an expression. The message is for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {position}: expected {expected}, found {found}")]
pub struct ExpressionError {
    /// Where, in characters, counted from 1.
    pub position: usize,
    /// What could have stood there.
    pub expected: &'static str,
    /// What stands there.
    pub found: String,
}

impl ExpressionError {
    /// `offset` in bytes; a place inside of a character counts as that character.
    pub(super) fn at(text: &str, offset: usize, expected: &'static str) -> Self {
        let start = text.floor_char_boundary(offset);
        let rest = &text[start..];
        let found = match rest.chars().next() {
            None => "the end".to_owned(),
            Some(first) if first.is_alphanumeric() => {
                let word = rest.chars().take_while(|c| c.is_alphanumeric()).take(24);
                format!("`{}`", word.collect::<String>())
            }
            Some(first) => format!("`{first}`"),
        };
        Self { position: text[..start].chars().count() + 1, expected, found }
    }
}
