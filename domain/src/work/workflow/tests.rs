use super::*;
use crate::decider::{Decider, Life};
use crate::sid::WorkspaceSid;
use crate::timestamp::Timestamp;
use crate::work::{Asked, Moment, Refusal};

fn asked(command: WorkflowCommand) -> Asked<WorkflowCommand> {
    let workspace_sid = WorkspaceSid::from_bits(3);
    Asked::at(Moment { workspace_sid, sequence: 1, at: Timestamp(0) }, command)
}

fn written(document: &str) -> WorkflowPatch {
    let friendly_name = Some("W".to_owned());
    let configuration = Some(document.to_owned());
    WorkflowPatch { friendly_name, configuration, ..WorkflowPatch::default() }
}

fn then(state: Life<Workflow>, command: WorkflowCommand) -> Life<Workflow> {
    let events = WorkflowDecider::decide(&state, asked(command)).unwrap();
    events.iter().fold(state, WorkflowDecider::evolve)
}

fn revise(document: &str) -> WorkflowCommand {
    WorkflowCommand::Configure { patch: written(document), re_evaluate: false }
}

#[test]
fn a_rollback_is_a_new_revision_with_an_old_document() {
    let state = then(Life::Absent, WorkflowCommand::Create(written("one")));
    let state = then(state, revise("two"));
    let state = then(state, WorkflowCommand::RollBack { to: 1, re_evaluate: false });
    let workflow = state.live().unwrap();
    assert_eq!((workflow.revision, workflow.configuration()), (3, "one"));
}

#[test]
fn the_same_document_is_no_new_revision_and_may_still_be_re_evaluated() {
    let state = then(Life::Absent, WorkflowCommand::Create(written("one")));
    assert_eq!(WorkflowDecider::decide(&state, asked(revise("one"))), Ok(vec![]));
    let again = WorkflowCommand::Configure { patch: written("one"), re_evaluate: true };
    let events = WorkflowDecider::decide(&state, asked(again)).unwrap();
    let [WorkflowEvent::WorkflowReEvaluated(it)] = &*events else { panic!("{events:?}") };
    assert_eq!(it.revision, 1);
}

#[test]
fn only_the_last_revisions_can_be_gone_back_to() {
    let mut state = then(Life::Absent, WorkflowCommand::Create(written("0")));
    for document in 1..=KEPT_REVISIONS {
        state = then(state, revise(&document.to_string()));
    }
    let back = |to| WorkflowCommand::RollBack { to, re_evaluate: false };
    let decided = WorkflowDecider::decide(&state, asked(back(1)));
    assert_eq!(decided, Err(Refusal::NoSuchRevision(1)));
    assert!(WorkflowDecider::decide(&state, asked(back(2))).is_ok());
}

#[test]
fn a_workflow_without_a_document_or_with_a_bad_timeout_is_refused() {
    let create =
        |patch| WorkflowDecider::decide(&Life::Absent, asked(WorkflowCommand::Create(patch)));
    let bare = WorkflowPatch { configuration: None, ..written("") };
    assert!(matches!(create(bare), Err(Refusal::BadConfiguration(_))));
    for timeout in [0, MAX_RESERVATION_TIMEOUT_S + 1] {
        let patch = WorkflowPatch { reservation_timeout_s: Some(timeout), ..written("one") };
        assert!(matches!(create(patch), Err(Refusal::OutOfRange { .. })), "{timeout}");
    }
}
