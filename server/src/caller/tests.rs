use std::time::Duration;

use super::Step;

#[test]
fn steps_are_read_as_they_are_written() {
    let table = [
        ("wait:1.5", Step::Wait(Duration::from_millis(1_500))),
        ("digits:12#w*", Step::Digits("12#w*".to_owned())),
        ("say:hello.wav", Step::Say("hello.wav".into())),
        ("hangup", Step::HangUp),
    ];
    for (text, step) in table {
        assert_eq!(text.parse(), Ok(step), "{text}");
    }
}

#[test]
fn a_step_that_makes_no_sense_is_named() {
    for text in
        ["wait:", "wait:-1", "wait:NaN", "digits:12x", "digits:", "say:", "hangup:now", "dance"]
    {
        let error = text.parse::<Step>().unwrap_err();
        assert!(error.contains(text), "{error}");
    }
}
