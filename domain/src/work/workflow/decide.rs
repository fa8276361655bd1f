//! What a workflow says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::{Decider, Life};
use crate::work::{Asked, Moment, Refusal, WorkKind, check};

/// The rules of a workflow. That names differ, that queues exist, and what is in it, is the floor's to know.
#[derive(Debug, Clone, Copy)]
pub struct WorkflowDecider;

impl Decider for WorkflowDecider {
    type Command = Asked<WorkflowCommand>;
    type Event = WorkflowEvent;
    type State = Life<Workflow>;
    type Refusal = Refusal;

    const CATEGORY: &'static str = "workflow";

    fn initial() -> Self::State {
        Life::Absent
    }

    fn decide(
        state: &Self::State,
        asked: Asked<WorkflowCommand>,
    ) -> Result<Vec<WorkflowEvent>, Refusal> {
        let Asked { moment, if_match, command } = asked;
        let workflow = match (state, &command) {
            (Life::Absent, WorkflowCommand::Create(patch)) => return create(patch, moment),
            (_, WorkflowCommand::Create(_)) => return Err(Refusal::Exists(WorkKind::Workflow)),
            (state, _) => state.live().ok_or(Refusal::NotFound(WorkKind::Workflow))?,
        };
        check::if_match(if_match, workflow.version)?;
        let mut change = Change { workflow, moment, events: Vec::new() };
        match command {
            WorkflowCommand::Create(_) => return Err(Refusal::Exists(WorkKind::Workflow)),
            WorkflowCommand::Configure { patch, re_evaluate } => {
                let settings = patch.apply(&workflow.settings)?;
                if settings != workflow.settings {
                    let stamp = change.stamp();
                    change.events.push(WorkflowConfigured { stamp, settings }.into());
                }
                let origin = match patch.is_fetched {
                    true => RevisionOrigin::Fetched,
                    false => RevisionOrigin::Given,
                };
                if let Some(configuration) = patch.configuration {
                    check_length(&configuration)?;
                    change.revise(configuration, origin);
                }
                change.re_evaluate(re_evaluate);
            }
            WorkflowCommand::RollBack { to, re_evaluate } => {
                let document = workflow.revisions.get(&to).ok_or(Refusal::NoSuchRevision(to))?;
                change.revise(document.to_string(), RevisionOrigin::RolledBack { to });
                change.re_evaluate(re_evaluate);
            }
            WorkflowCommand::Delete => {
                let stamp = change.stamp();
                change.events.push(WorkflowDeleted { stamp }.into());
            }
        }
        Ok(change.events)
    }

    fn evolve(state: Self::State, event: &WorkflowEvent) -> Self::State {
        evolve(state, event)
    }
}

fn create(patch: &WorkflowPatch, moment: Moment) -> Result<Vec<WorkflowEvent>, Refusal> {
    let bare = WorkflowSettings {
        friendly_name: String::new(),
        assignment_callback_url: None,
        fallback_assignment_callback_url: None,
        reservation_timeout_s: DEFAULT_RESERVATION_TIMEOUT_S,
        configuration_url: None,
    };
    let settings = patch.apply(&bare)?;
    let configuration = patch.configuration.clone().unwrap_or_default();
    check_length(&configuration)?;
    Ok(vec![WorkflowCreated { stamp: moment.first(), settings, configuration }.into()])
}

fn check_length(configuration: &str) -> Result<(), Refusal> {
    let fits = !configuration.is_empty() && configuration.len() <= MAX_CONFIGURATION_BYTES;
    let why = || format!("it must have from 1 to {MAX_CONFIGURATION_BYTES} bytes");
    if fits { Ok(()) } else { Err(Refusal::BadConfiguration(why())) }
}

/// The facts of one change, in order.
struct Change<'a> {
    workflow: &'a Workflow,
    moment: Moment,
    events: Vec<WorkflowEvent>,
}

impl Change<'_> {
    const fn stamp(&self) -> crate::work::Stamp {
        let before = self.events.len() as u64;
        let sequence = self.moment.sequence + before;
        let stamp = self.moment.stamp(self.workflow.version + 1 + before);
        crate::work::Stamp { sequence, ..stamp }
    }

    /// The same document again is no new revision.
    fn revise(&mut self, configuration: String, origin: RevisionOrigin) {
        if configuration == self.workflow.configuration() {
            return;
        }
        let (stamp, revision) = (self.stamp(), self.workflow.revision + 1);
        self.events.push(WorkflowRevised { stamp, revision, configuration, origin }.into());
    }

    fn re_evaluate(&mut self, is_asked: bool) {
        if is_asked {
            let is_revision =
                |event: &WorkflowEvent| matches!(event, WorkflowEvent::WorkflowRevised(_));
            let revised = self.events.iter().any(is_revision);
            let revision = self.workflow.revision + u32::from(revised);
            let stamp = self.stamp();
            self.events.push(WorkflowReEvaluated { stamp, revision }.into());
        }
    }
}
