use super::*;
use crate::call::exchange::Fault;
use crate::decider::Decider;
use crate::sid::CallSid;
use crate::uri::FaultClass;

const CALL: CallSid = CallSid::from_bits(1);

fn fault() -> Fault {
    Fault { code: 11_205, class: FaultClass::Timeout, message: "no answer".into(), url: None }
}

fn failure(url: &str) -> FallbackCommand {
    let url = url.to_owned();
    FallbackCommand::RecordFailure { url, rank: 0, fault: fault(), call_sid: CALL }
}

fn success(url: &str) -> FallbackCommand {
    FallbackCommand::RecordSuccess { url: url.to_owned(), rank: 0, call_sid: CALL }
}

fn run(commands: Vec<FallbackCommand>) -> (FallbackHealth, Vec<FallbackEvent>) {
    let mut all = Vec::new();
    let state = commands.into_iter().fold(FallbackDecider::initial(), |state, command| {
        let events = FallbackDecider::decide(&state, command).unwrap_or_default();
        let state = events.iter().fold(state, FallbackDecider::evolve);
        all.extend(events);
        state
    });
    (state, all)
}

#[test]
fn a_success_is_recorded_only_after_a_failure_and_counts_it() {
    let (_, events) = run(vec![success("http://a/v")]);
    assert_eq!(events, vec![]);
    let (state, events) = run(vec![
        failure("http://a/v?From=1"),
        failure("http://a/v?From=2"),
        success("http://a/v?From=3"),
        success("http://a/v?From=4"),
    ]);
    assert_eq!(events.len(), 3);
    let recovered = UriRecovered { url: "http://a/v".into(), rank: 0, failures: 2, call_sid: CALL };
    assert_eq!(events[2], recovered.into());
    assert_eq!(state, FallbackHealth::default());
}

#[test]
fn the_recorded_url_has_no_secrets() {
    for (url, recorded) in [
        ("https://u:p@example.com:8443/voice?pin=1#rc=2", "https://example.com:8443/voice"),
        ("https://example.com?x=@y", "https://example.com"),
        ("https://example.com/a@b", "https://example.com/a@b"),
        ("https://u:p@example.com", "https://example.com"),
        ("https://u:a/b@example.com/", "https://u:a/b@example.com/"),
        ("nonsense#x", "nonsense"),
        ("", ""),
    ] {
        assert_eq!(recorded_url(url), recorded);
    }
}

#[test]
fn memory_of_failing_urls_is_bounded() {
    let many = (0..MAX_FAILING + 10).map(|n| failure(&format!("http://a/{n}"))).collect();
    let (state, events) = run(many);
    assert_eq!((state.failing.len(), events.len()), (MAX_FAILING, MAX_FAILING + 10));
}
