//! A text as words and signs.

use super::dialect::{ArrowBeforeDigit, Dialect};
use super::error::ExpressionError;
use super::value::Number;

/// A word or sign.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Name(String),
    Text(String),
    Number(Number),
    Sign(Sign),
    End,
}

/// A sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    Differs,
    Greater,
    AtLeast,
    Less,
    AtMost,
    HasArrow,
    InArrow,
    Dot,
    Comma,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
}

/// A word or sign, and the byte at which it begins.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) at: usize,
    pub(super) token: Token,
}

/// Cuts a text into words and signs; the last is always [`Token::End`].
pub(super) fn tokens(text: &str, dialect: Dialect) -> Result<Vec<Placed>, ExpressionError> {
    let mut lexer = Lexer { text, at: 0, dialect };
    let mut found = Vec::new();
    loop {
        let placed = lexer.next()?;
        let is_end = placed.token == Token::End;
        found.push(placed);
        if is_end {
            return Ok(found);
        }
    }
}

/// What a key begins with.
pub(super) fn begins_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '$'
}

fn continues_name(c: char) -> bool {
    begins_name(c) || c.is_numeric()
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    dialect: Dialect,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Result<Placed, ExpressionError> {
        self.take(char::is_whitespace);
        let at = self.at;
        let token = match self.rest().chars().next() {
            None => Token::End,
            Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
            Some(c) if begins_name(c) => Token::Name(self.take(continues_name).to_owned()),
            Some(c) if c.is_ascii_digit() => self.number(at)?,
            Some('-') if self.digit_at(1) => {
                self.at += 1;
                self.number(at)?
            }
            Some(_) => self.sign()?,
        };
        Ok(Placed { at, token })
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn digit_at(&self, ahead: usize) -> bool {
        self.rest().as_bytes().get(ahead).is_some_and(u8::is_ascii_digit)
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn number(&mut self, start: usize) -> Result<Token, ExpressionError> {
        self.take(|c| c.is_ascii_digit());
        if self.rest().starts_with('.') && self.digit_at(1) {
            self.at += 1;
            self.take(|c| c.is_ascii_digit());
        }
        if self.rest().starts_with(begins_name) {
            let expected = "an operator after the number (a key cannot begin with a digit)";
            return Err(ExpressionError::at(self.text, self.at, expected));
        }
        let number = Number::from_text(&self.text[start..self.at]);
        let expected = "a number below 1.8e308";
        number.map(Token::Number).ok_or_else(|| ExpressionError::at(self.text, start, expected))
    }

    /// A backslash takes the meaning of a quote or backslash away; before anything else it is itself.
    fn quoted(&mut self, quote: char) -> Result<Token, ExpressionError> {
        self.at += 1;
        let mut content = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((offset, c)) = chars.next() {
            if c == quote {
                self.at += offset + 1;
                return Ok(Token::Text(content));
            }
            let mut ahead = chars.clone();
            match ahead.next() {
                Some((_, escaped @ ('"' | '\'' | '\\'))) if c == '\\' => {
                    content.push(escaped);
                    chars = ahead;
                }
                _ => content.push(c),
            }
        }
        let expected = "the closing quote of the string";
        Err(ExpressionError::at(self.text, self.text.len(), expected))
    }

    fn sign(&mut self) -> Result<Token, ExpressionError> {
        let arrows_end = self.dialect.arrow_before_digit == ArrowBeforeDigit::Operator;
        let is_arrow = arrows_end || !self.digit_at(2);
        let (sign, length) = match self.rest().as_bytes() {
            [b'=', b'=', ..] => (Sign::Equal, 2),
            [b'=', ..] => (Sign::Equal, 1),
            [b'!', b'=', ..] => (Sign::Differs, 2),
            [b'>', b'=', ..] => (Sign::AtLeast, 2),
            [b'>', b'-', ..] if is_arrow => (Sign::HasArrow, 2),
            [b'>', ..] => (Sign::Greater, 1),
            [b'<', b'=', ..] => (Sign::AtMost, 2),
            [b'<', b'-', ..] if is_arrow => (Sign::InArrow, 2),
            [b'<', ..] => (Sign::Less, 1),
            [b'.', ..] => (Sign::Dot, 1),
            [b',', ..] => (Sign::Comma, 1),
            [b'(', ..] => (Sign::OpenParenthesis, 1),
            [b')', ..] => (Sign::CloseParenthesis, 1),
            [b'[', ..] => (Sign::OpenBracket, 1),
            [b']', ..] => (Sign::CloseBracket, 1),
            rest => return Err(self.stranger(rest.first() == Some(&b'-'))),
        };
        self.at += length;
        Ok(Token::Sign(sign))
    }

    fn stranger(&self, is_hyphen: bool) -> ExpressionError {
        let expected = if is_hyphen {
            "an operator (a key cannot contain a hyphen)"
        } else {
            "a key, a constant, an operator or a parenthesis"
        };
        ExpressionError::at(self.text, self.at, expected)
    }
}
