//! The laws of every aggregate, and random lives to try them on.

use proptest::prelude::*;

use super::{samples, work};
use crate::account::{AccountCommand, AccountDecider};
use crate::application::ApplicationDecider;
use crate::call::{CallCommand, CallDecider, CallUpdate};
use crate::decider::Decider;
use crate::fallback::FallbackDecider;
use crate::media_asset::MediaAssetDecider;
use crate::phone_number::PhoneNumberDecider;
use crate::schema::Event;
use crate::secret::Sealed;
use crate::work::activity::ActivityDecider;
use crate::work::reservation::ReservationDecider;
use crate::work::task_channel::TaskChannelDecider;
use crate::work::task_queue::TaskQueueDecider;
use crate::work::work_item::WorkItemDecider;
use crate::work::worker::WorkerDecider;
use crate::work::workflow::WorkflowDecider;
use crate::work::workspace::WorkspaceDecider;

/// A fold cut anywhere, its middle carried as JSON, comes to the same state.
fn fold_is_independent_of_the_cut<D: Decider>(life: &[D::Event], cut: usize)
where
    D::State: PartialEq + std::fmt::Debug,
{
    let whole = life.iter().fold(D::initial(), D::evolve);
    let (before, after) = life.split_at(cut.min(life.len()));
    let half = before.iter().fold(D::initial(), D::evolve);
    let stored = after.iter().map(|event| {
        D::Event::decode(event.type_name(), event.schema_version(), &event.encode()).unwrap()
    });
    assert_eq!(stored.fold(half, |state, event| D::evolve(state, &event)), whole);
}

/// What is decided is possible: the events fold, and what they made needs nothing more.
fn deciding_twice_is_once<D: Decider>(state: &D::State, command: &D::Command)
where
    D::Command: Clone + std::fmt::Debug,
{
    let Ok(events) = D::decide(state, command.clone()) else {
        return;
    };
    let after = events.iter().fold(state.clone(), D::evolve);
    let again = D::decide(&after, command.clone());
    assert!(again.as_ref().is_ok_and(Vec::is_empty), "{command:?} again gave {again:?}");
}

fn token() -> impl Strategy<Value = Sealed> {
    "[a-c]".prop_map(Sealed)
}

fn account_command() -> impl Strategy<Value = AccountCommand> {
    prop_oneof![
        ("[a-c]", token()).prop_map(|(friendly_name, auth_token)| AccountCommand::Create {
            owner_account_sid: None,
            friendly_name,
            auth_token,
        }),
        "[a-c]".prop_map(|friendly_name| AccountCommand::Rename { friendly_name }),
        Just(AccountCommand::Suspend),
        Just(AccountCommand::Activate),
        Just(AccountCommand::Close),
        token().prop_map(|auth_token| AccountCommand::RotateToken { auth_token }),
        token().prop_map(|t| AccountCommand::CreateSecondaryToken { secondary_token: t }),
        Just(AccountCommand::DeleteSecondaryToken),
        Just(AccountCommand::PromoteSecondaryToken),
    ]
}

const fn is_idempotent(command: &AccountCommand) -> bool {
    match command {
        AccountCommand::Rename { .. }
        | AccountCommand::Suspend
        | AccountCommand::Activate
        | AccountCommand::Close
        | AccountCommand::RotateToken { .. }
        | AccountCommand::CreateSecondaryToken { .. } => true,
        AccountCommand::Create { .. }
        | AccountCommand::DeleteSecondaryToken
        | AccountCommand::PromoteSecondaryToken => false,
    }
}

proptest! {
    #[test]
    fn a_life_of_accounts_obeys_the_laws(
        commands in prop::collection::vec(account_command(), 1..40),
        cut in 0..60_usize,
    ) {
        let (mut state, mut life) = (AccountDecider::initial(), Vec::new());
        for command in commands {
            if is_idempotent(&command) {
                deciding_twice_is_once::<AccountDecider>(&state, &command);
            }
            let events = AccountDecider::decide(&state, command).unwrap_or_default();
            state = events.iter().fold(state, AccountDecider::evolve);
            life.extend(events);
        }
        fold_is_independent_of_the_cut::<AccountDecider>(&life, cut);
    }

    #[test]
    fn the_sample_lives_fold_the_same_wherever_they_are_cut(cut in 0..40_usize) {
        fold_is_independent_of_the_cut::<AccountDecider>(&samples::account(), cut);
        fold_is_independent_of_the_cut::<ApplicationDecider>(&samples::application(), cut);
        fold_is_independent_of_the_cut::<PhoneNumberDecider>(&samples::phone_number(), cut);
        fold_is_independent_of_the_cut::<CallDecider>(&samples::call(), cut);
        fold_is_independent_of_the_cut::<FallbackDecider>(&samples::fallback(), cut);
        fold_is_independent_of_the_cut::<MediaAssetDecider>(&samples::media_asset(), cut);
        fold_is_independent_of_the_cut::<WorkspaceDecider>(&work::workspace(), cut);
        fold_is_independent_of_the_cut::<ActivityDecider>(&work::activity(), cut);
        fold_is_independent_of_the_cut::<TaskChannelDecider>(&work::task_channel(), cut);
        fold_is_independent_of_the_cut::<WorkerDecider>(&work::worker(), cut);
        fold_is_independent_of_the_cut::<TaskQueueDecider>(&work::task_queue(), cut);
        fold_is_independent_of_the_cut::<WorkflowDecider>(&work::workflow(), cut);
        fold_is_independent_of_the_cut::<WorkItemDecider>(&work::work_item(), cut);
        fold_is_independent_of_the_cut::<ReservationDecider>(&work::reservation(), cut);
    }

    /// Whatever events are put in whatever order, nothing panics, and a call ends at most once.
    #[test]
    fn a_call_takes_any_batch_or_refuses_it(
        picks in prop::collection::vec(0..29_usize, 1..30),
    ) {
        let all = samples::call();
        let mut state = CallDecider::initial();
        let mut ends = 0;
        for pick in picks {
            let event = all[pick % all.len()].clone();
            let decided = CallDecider::decide(&state, CallCommand::Progress(vec![event]));
            for event in decided.unwrap_or_default() {
                ends += u32::from(event.type_name() == "CallEnded");
                state = CallDecider::evolve(state, &event);
            }
        }
        prop_assert!(ends <= 1);
    }
}

#[test]
fn an_end_asked_twice_is_asked_once() {
    let state = samples::call()[..8].iter().fold(CallDecider::initial(), CallDecider::evolve);
    let end = CallCommand::RequestUpdate(CallUpdate::End { only_unanswered: false });
    deciding_twice_is_once::<CallDecider>(&state, &end);
}
