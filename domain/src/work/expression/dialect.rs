//! How an expression is read where the public documentation is silent or at odds with itself.

/// The choices. [`Dialect::default`] is what is documented, and otherwise what the conformance cases pin
/// (their names stand at each choice).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dialect {
    /// `a OR b AND c` (EX-051).
    pub precedence: Precedence,
    /// `"A" == "a"`.
    pub string_case: StringCase,
    /// `age >-5` and `age <-5` (EX-059).
    pub arrow_before_digit: ArrowBeforeDigit,
    /// `NOT (…)` is understood. `NOT IN` always is.
    pub has_prefix_not: bool,
    /// `missing != "x"` and `missing NOT IN ["x"]` hold (EX-022).
    pub missing_differs: bool,
    /// `missing == null` and `missing == alsoMissing` hold (EX-019, EX-068).
    pub missing_equals_missing: bool,
    /// `missing < 1` is asked of 0, instead of being false (EX-023).
    pub missing_counts_as_zero: bool,
    /// `x NOT IN missing` holds (EX-040 pins false).
    pub missing_list_excludes: bool,
    /// `list[99]` is null, instead of making its comparison false (EX-018).
    pub missing_index_is_null: bool,
    /// `"6" > 5` compares numbers (EX-060).
    pub numeric_strings: bool,
    /// `true == "true"` holds (EX-012 pins false).
    pub boolean_strings: bool,
    /// `3 == 3.0` holds (EX-010).
    pub numbers_by_amount: bool,
}

/// Which of two operators binds first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precedence {
    /// AND before OR.
    AndFirst,
    /// Neither: from left to right.
    LeftToRight,
}

/// Whether capitals matter in strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StringCase {
    /// They do.
    Sensitive,
    /// They do not.
    Insensitive,
}

/// What `>-` and `<-` are before a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArrowBeforeDigit {
    /// The aliases of HAS and IN, as anywhere.
    Operator,
    /// A comparison with a negative number.
    Comparison,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            precedence: Precedence::AndFirst,
            string_case: StringCase::Sensitive,
            arrow_before_digit: ArrowBeforeDigit::Operator,
            has_prefix_not: true,
            missing_differs: true,
            missing_equals_missing: true,
            missing_counts_as_zero: false,
            missing_list_excludes: false,
            missing_index_is_null: true,
            numeric_strings: true,
            boolean_strings: false,
            numbers_by_amount: true,
        }
    }
}
