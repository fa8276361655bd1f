/// Whether the person at the keyboard set this switch, for example `UPDATE_DOCS=1`.
#[expect(
    clippy::disallowed_methods,
    reason = "a switch of the tests' own, which the program never reads"
)]
pub(super) fn is_asked(switch: &str) -> bool {
    std::env::var(switch).is_ok_and(|value| value == "1")
}
