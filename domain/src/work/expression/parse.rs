//! From words and signs to a tree.

use super::dialect::{Dialect, Precedence};
use super::error::ExpressionError;
use super::lexer::{Placed, Sign, Token, tokens};
use super::tree::{At, Comparison, Node, Operand, Operator, Path, Root, Step};
use super::value::Value;

/// The longest expression, in bytes.
pub const MAX_EXPRESSION_BYTES: usize = 65_536;
/// How deep parentheses and NOT may be nested.
pub const MAX_DEPTH: usize = 64;

/// Where an expression stands, which says what its keys mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// A task queue's `target_workers`: keys are the worker's. An empty one matches nobody.
    Queue,
    /// A workflow filter's `expression`: keys are the work item's.
    Filter,
    /// A workflow target's `expression`: `task.` and `worker.`.
    Target,
    /// A workflow target's `skip_if`: `workers.`, and `task.` as well.
    SkipIf,
}

impl Scope {
    fn path(self, first: &str, mut steps: Vec<Step>) -> Path {
        let root = match (self, first) {
            (Self::Target, "worker") => Root::Worker,
            (Self::Target | Self::SkipIf, "task") => Root::Item,
            (Self::SkipIf, "workers") => Root::Pool,
            (Self::Queue, _) => Root::Worker,
            (Self::Filter, _) => Root::Item,
            (Self::Target | Self::SkipIf, _) => Root::Nowhere,
        };
        if matches!((self, root), (Self::Queue | Self::Filter, _) | (_, Root::Nowhere)) {
            steps.insert(0, Step::Key(first.into()));
        }
        Path::new(root, steps)
    }
}

pub(super) fn parse(text: &str, scope: Scope, dialect: Dialect) -> Result<Node, ExpressionError> {
    if text.len() > MAX_EXPRESSION_BYTES {
        let expected = "at most 65536 bytes of expression";
        return Err(ExpressionError::at(text, MAX_EXPRESSION_BYTES, expected));
    }
    let tokens = tokens(text, dialect)?;
    if scope == Scope::Queue && tokens.len() == 1 {
        return Ok(Node::Constant(false));
    }
    let mut parser =
        Parser { text, scope, dialect, tokens: tokens.into_iter().peekable(), depth: 0 };
    let node = parser.truth()?;
    match parser.next() {
        Placed { token: Token::End, .. } => Ok(node),
        Placed { at, .. } => Err(parser.error(at, "AND, OR or the end")),
    }
}

/// Reads a path that stands alone.
pub(super) fn parse_path(text: &str, scope: Scope) -> Result<Path, ExpressionError> {
    if text.len() > MAX_EXPRESSION_BYTES {
        let expected = "at most 65536 bytes of path";
        return Err(ExpressionError::at(text, MAX_EXPRESSION_BYTES, expected));
    }
    let dialect = Dialect::default();
    let tokens = tokens(text, dialect)?.into_iter().peekable();
    let mut parser = Parser { text, scope, dialect, tokens, depth: 0 };
    let Placed { at, token } = parser.next();
    let Token::Name(first) = &token else { return Err(parser.error(at, "a key")) };
    let path = parser.path(first)?;
    match parser.next() {
        Placed { token: Token::End, .. } => Ok(path),
        Placed { at, .. } => Err(parser.error(at, "the end of the path")),
    }
}

/// Reads `worker.path ASC, worker.path DESC`.
pub(super) fn parse_order(text: &str) -> Result<Vec<(Path, bool)>, ExpressionError> {
    if text.len() > MAX_EXPRESSION_BYTES {
        let expected = "at most 65536 bytes of order_by";
        return Err(ExpressionError::at(text, MAX_EXPRESSION_BYTES, expected));
    }
    let dialect = Dialect::default();
    let tokens = tokens(text, dialect)?.into_iter().peekable();
    let mut parser = Parser { text, scope: Scope::Target, dialect, tokens, depth: 0 };
    let mut clauses = Vec::new();
    loop {
        clauses.push(parser.clause()?);
        match parser.next() {
            Placed { token: Token::Sign(Sign::Comma), .. } => {}
            Placed { token: Token::End, .. } => return Ok(clauses),
            Placed { at, .. } => return Err(parser.error(at, "ASC, DESC, a comma or the end")),
        }
    }
}

/// A word that joins or compares; it cannot be a key at the front of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keyword {
    And,
    Or,
    Not,
    In,
    Has,
    Contains,
}

fn keyword(token: &Token) -> Option<Keyword> {
    let Token::Name(name) = token else { return None };
    let words = [
        ("AND", Keyword::And),
        ("OR", Keyword::Or),
        ("NOT", Keyword::Not),
        ("IN", Keyword::In),
        ("HAS", Keyword::Has),
        ("CONTAINS", Keyword::Contains),
    ];
    words.into_iter().find(|(word, _)| name.eq_ignore_ascii_case(word)).map(|(_, it)| it)
}

fn literal(token: &Token) -> Option<Value> {
    match token {
        Token::Text(text) => Some(text.as_str().into()),
        Token::Number(number) => Some(Value::Number(*number)),
        Token::Name(name) if name.eq_ignore_ascii_case("true") => Some(Value::Bool(true)),
        Token::Name(name) if name.eq_ignore_ascii_case("false") => Some(Value::Bool(false)),
        Token::Name(name) if name.eq_ignore_ascii_case("null") => Some(Value::Null),
        Token::Name(_) | Token::Sign(_) | Token::End => None,
    }
}

struct Parser<'a> {
    text: &'a str,
    scope: Scope,
    dialect: Dialect,
    tokens: std::iter::Peekable<std::vec::IntoIter<Placed>>,
    depth: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Placed {
        let at = self.text.len();
        self.tokens.next().unwrap_or(Placed { at, token: Token::End })
    }

    fn peek_keyword(&mut self) -> Option<Keyword> {
        self.tokens.peek().and_then(|placed| keyword(&placed.token))
    }

    fn take_keyword(&mut self, wanted: Keyword) -> bool {
        let is_there = self.peek_keyword() == Some(wanted);
        if is_there {
            self.tokens.next();
        }
        is_there
    }

    fn take_sign(&mut self, wanted: Sign) -> bool {
        self.tokens.next_if(|placed| placed.token == Token::Sign(wanted)).is_some()
    }

    fn error(&self, at: usize, expected: &'static str) -> ExpressionError {
        ExpressionError::at(self.text, at, expected)
    }

    fn truth(&mut self) -> Result<Node, ExpressionError> {
        match self.dialect.precedence {
            Precedence::AndFirst => {
                let mut parts = vec![self.conjunction()?];
                while self.take_keyword(Keyword::Or) {
                    parts.push(self.conjunction()?);
                }
                Ok(joined(parts, Node::Any))
            }
            Precedence::LeftToRight => self.left_to_right(),
        }
    }

    fn conjunction(&mut self) -> Result<Node, ExpressionError> {
        let mut parts = vec![self.primary()?];
        while self.take_keyword(Keyword::And) {
            parts.push(self.primary()?);
        }
        Ok(joined(parts, Node::All))
    }

    /// Each change between AND and OR nests the tree one deeper, so it counts as a parenthesis.
    fn left_to_right(&mut self) -> Result<Node, ExpressionError> {
        let mut node = self.primary()?;
        let mut changes = 0;
        loop {
            let at = self.tokens.peek().map_or(self.text.len(), |placed| placed.at);
            if self.depth + changes > MAX_DEPTH {
                return Err(self.error(at, "at most 64 changes between AND and OR"));
            }
            let is_and = self.take_keyword(Keyword::And);
            if !is_and && !self.take_keyword(Keyword::Or) {
                return Ok(node);
            }
            let right = self.primary()?;
            node = match node {
                Node::All(mut parts) if is_and => {
                    parts.push(right);
                    Node::All(parts)
                }
                Node::Any(mut parts) if !is_and => {
                    parts.push(right);
                    Node::Any(parts)
                }
                other @ (Node::Constant(_)
                | Node::All(_)
                | Node::Any(_)
                | Node::Not(_)
                | Node::Compare(_)) => {
                    changes += 1;
                    let parts = vec![other, right];
                    if is_and { Node::All(parts) } else { Node::Any(parts) }
                }
            };
        }
    }

    fn primary(&mut self) -> Result<Node, ExpressionError> {
        let at = self.tokens.peek().map_or(self.text.len(), |placed| placed.at);
        if self.depth == MAX_DEPTH {
            return Err(self.error(at, "at most 64 levels of parentheses"));
        }
        if self.dialect.has_prefix_not && self.take_keyword(Keyword::Not) {
            self.depth += 1;
            let inner = self.primary()?;
            self.depth -= 1;
            return Ok(Node::Not(Box::new(inner)));
        }
        if !self.take_sign(Sign::OpenParenthesis) {
            return self.comparison();
        }
        self.depth += 1;
        let inner = self.truth()?;
        self.depth -= 1;
        match self.next() {
            Placed { token: Token::Sign(Sign::CloseParenthesis), .. } => Ok(inner),
            Placed { at, .. } => Err(self.error(at, "AND, OR or a closing parenthesis")),
        }
    }

    fn comparison(&mut self) -> Result<Node, ExpressionError> {
        let at = self.tokens.peek().map_or(0, |placed| placed.at);
        let left = self.operand()?;
        let operator = self.operator()?;
        let right = self.operand()?;
        Ok(Node::Compare(Comparison { left, operator, right, at: At(at) }))
    }

    fn operator(&mut self) -> Result<Operator, ExpressionError> {
        let Placed { at, token } = self.next();
        let operator = match (keyword(&token), &token) {
            (Some(Keyword::Has), _) | (None, Token::Sign(Sign::HasArrow)) => Operator::Has,
            (Some(Keyword::In), _) | (None, Token::Sign(Sign::InArrow)) => Operator::In,
            (Some(Keyword::Contains), _) => Operator::Contains,
            (Some(Keyword::Not), _) if self.take_keyword(Keyword::In) => Operator::NotIn,
            (Some(Keyword::Not), _) => {
                let at = self.tokens.peek().map_or(at, |placed| placed.at);
                return Err(self.error(at, "IN after NOT"));
            }
            (None, Token::Sign(Sign::Equal)) => Operator::Equal,
            (None, Token::Sign(Sign::Differs)) => Operator::Differs,
            (None, Token::Sign(Sign::Greater)) => Operator::Greater,
            (None, Token::Sign(Sign::AtLeast)) => Operator::AtLeast,
            (None, Token::Sign(Sign::Less)) => Operator::Less,
            (None, Token::Sign(Sign::AtMost)) => Operator::AtMost,
            (None, Token::Sign(Sign::OpenParenthesis)) => {
                return Err(self.error(at, "a comparison operator (there are no functions)"));
            }
            _ => {
                let expected =
                    "a comparison operator (==, !=, <, <=, >, >=, CONTAINS, HAS, IN, NOT IN)";
                return Err(self.error(at, expected));
            }
        };
        Ok(operator)
    }

    fn operand(&mut self) -> Result<Operand, ExpressionError> {
        let Placed { at, token } = self.next();
        if let Some(value) = literal(&token) {
            return Ok(Operand::Value(value));
        }
        match (&token, keyword(&token)) {
            (Token::Sign(Sign::OpenBracket), _) => self.list(),
            (Token::Name(first), None) => self.path(first).map(Operand::Path),
            (
                Token::Name(_) | Token::Text(_) | Token::Number(_) | Token::Sign(_) | Token::End,
                _,
            ) => Err(self.error(at, "a key or a constant")),
        }
    }

    fn list(&mut self) -> Result<Operand, ExpressionError> {
        let mut items = Vec::new();
        if self.take_sign(Sign::CloseBracket) {
            return Ok(Operand::Value(Value::List(items.into())));
        }
        loop {
            let Placed { at, token } = self.next();
            let item = literal(&token);
            items.push(item.ok_or_else(|| self.error(at, "a constant in the list"))?);
            match self.next() {
                Placed { token: Token::Sign(Sign::Comma), .. } => {}
                Placed { token: Token::Sign(Sign::CloseBracket), .. } => {
                    return Ok(Operand::Value(Value::List(items.into())));
                }
                Placed { at, .. } => return Err(self.error(at, "a comma or `]`")),
            }
        }
    }

    fn path(&mut self, first: &str) -> Result<Path, ExpressionError> {
        let mut steps = Vec::new();
        loop {
            if self.take_sign(Sign::Dot) {
                match self.next() {
                    Placed { token: Token::Name(key), .. } => {
                        steps.push(Step::Key(key.as_str().into()));
                    }
                    Placed { at, .. } => return Err(self.error(at, "a key after the dot")),
                }
            } else if self.take_sign(Sign::OpenBracket) {
                steps.push(Step::Index(self.index()?));
            } else {
                return Ok(self.scope.path(first, steps));
            }
        }
    }

    fn index(&mut self) -> Result<u32, ExpressionError> {
        let Placed { at, token } = self.next();
        let Token::Number(super::value::Number::Int(index)) = token else {
            return Err(self.error(at, "an index into the array, from 0"));
        };
        let index = u32::try_from(index);
        let index = index.map_err(|_| self.error(at, "an index into the array, from 0"))?;
        match self.next() {
            Placed { token: Token::Sign(Sign::CloseBracket), .. } => Ok(index),
            Placed { at, .. } => Err(self.error(at, "`]` after the index")),
        }
    }

    /// `worker.path`, `worker.path ASC` or `worker.path DESC`; whether it descends.
    fn clause(&mut self) -> Result<(Path, bool), ExpressionError> {
        const EXPECTED: &str = "a worker's attribute (worker.…)";
        let Placed { at, token } = self.next();
        let Token::Name(first) = &token else { return Err(self.error(at, EXPECTED)) };
        let path = self.path(first)?;
        if path.root() != Root::Worker || path.steps().is_empty() {
            return Err(self.error(at, EXPECTED));
        }
        let direction = self.tokens.next_if(|placed| match &placed.token {
            Token::Name(name) => {
                name.eq_ignore_ascii_case("ASC") || name.eq_ignore_ascii_case("DESC")
            }
            Token::Text(_) | Token::Number(_) | Token::Sign(_) | Token::End => false,
        });
        let descends = direction.is_some_and(|placed| match placed.token {
            Token::Name(name) => name.eq_ignore_ascii_case("DESC"),
            Token::Text(_) | Token::Number(_) | Token::Sign(_) | Token::End => false,
        });
        Ok((path, descends))
    }
}

fn joined(mut parts: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Node {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            join(parts)
        }
        (_, None) => join(parts),
    }
}
