//! TaskRouter v1: workspaces and all that is in them, in the dialect's words.
//!
//! A command goes to the workspace's floor ([`desk`]); what is shown comes from the read side, once it has come
//! as far as this process has written, or, where many ask, from the floor as the command left it. Tasks are
//! the domain's work items: the word is used here in JSON and paths only.
//!
//! Beside the dialect, documented in `docs/TASKROUTER.md`: explanations ([`explanation`]), positions
//! ([`position`]), dry runs ([`simulation`]), versions of workflows ([`versions`]), many resources in one
//! request ([`bulk`]) and a clock for tests ([`clock`]). Workers' programs are told by [`channel`].

mod activities;
mod afterwards;
mod bulk;
pub(crate) mod channel;
mod clock;
mod desk;
mod event_data;
mod event_words;
mod events;
mod explanation;
mod instruction;
mod place;
mod position;
mod queues;
mod read;
mod refusals;
mod reservations;
mod routes;
mod simulation;
mod statistics;
mod task_channels;
mod tasks;
mod versions;
mod warnings;
mod worker_channels;
mod workers;
mod workflows;
mod workspaces;

pub(crate) use routes::routes;
