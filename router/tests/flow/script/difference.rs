//! Shows where a transcript is another than its golden one.

/// The first lines in which two texts differ.
pub(crate) fn difference(golden: &str, given: &str) -> String {
    let (golden, given): (Vec<_>, Vec<_>) = (golden.lines().collect(), given.lines().collect());
    let at = golden.iter().zip(&given).take_while(|(a, b)| a == b).count();
    let show = |lines: &[&str]| {
        lines.iter().skip(at).take(6).map(|line| format!("    {line}\n")).collect::<String>()
    };
    format!("line {}\n  golden:\n{}  given:\n{}", at + 1, show(&golden), show(&given))
}
