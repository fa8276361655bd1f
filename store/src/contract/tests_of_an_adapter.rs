//! From the suite to an adapter's tests.

use std::{any::Any, future::Future, sync::Arc, time::Duration};

use crate::chain::Evidence;

/// An empty store, and whatever must live as long as it does, for example its directory.
pub type Fresh = (Arc<dyn Evidence>, Box<dyn Any + Send>);

/// Runs a test of the suite, which hangs when a wake-up is lost.
///
/// # Panics
/// When it takes more than a minute.
pub async fn within_a_minute(test: impl Future<Output = ()>) {
    tokio::time::timeout(Duration::from_secs(60), test).await.unwrap();
}

/// Makes every function of the suite a test of an adapter. `$fresh` is an async function that returns
/// [`Fresh`].
#[macro_export]
macro_rules! contract_tests {
    ($fresh:path) => {
        $crate::contract_tests!(@ $fresh;
            versions::events_get_versions_and_positions_in_order,
            versions::what_was_written_is_read_back_exactly,
            versions::a_writer_with_a_wrong_belief_is_refused_and_told_the_version,
            versions::a_writer_without_a_belief_always_writes,
            versions::several_streams_are_written_together,
            versions::several_streams_are_not_written_when_one_conflicts,
            versions::events_of_several_streams_stand_in_the_order_that_is_given,
            versions::a_stream_without_events_is_only_asked_about,
            versions::one_of_many_writers_to_a_version_wins,
            versions::a_stream_is_read_in_pieces,
            versions::the_whole_log_is_read_in_pieces,
            naming::a_stream_is_found_by_its_category_and_key,
            naming::equal_keys_in_two_accounts_are_two_streams,
            naming::an_account_sees_its_own_events_only,
            naming::names_with_quotes_and_wildcards_are_just_names,
            naming::what_is_over_a_limit_is_refused_and_the_rest_is_written,
            idempotency::a_retry_writes_nothing_and_is_told_the_same,
            idempotency::a_retry_is_recognised_after_others_wrote,
            idempotency::a_retry_without_a_belief_is_recognised,
            idempotency::a_retry_to_several_streams_is_recognised,
            idempotency::other_events_at_the_same_versions_conflict,
            idempotency::a_retry_that_changed_its_number_of_events_conflicts,
            idempotency::half_a_retry_conflicts,
            idempotency::a_key_writes_once_and_gives_back_its_result,
            idempotency::a_key_with_another_request_is_refused,
            idempotency::a_key_belongs_to_its_account,
            idempotency::a_key_of_a_refused_append_stays_free,
            idempotency::one_of_many_with_the_same_key_writes,
            order::a_subscriber_sees_every_event_once_in_order_while_many_write,
            order::a_subscriber_goes_on_from_its_position,
            order::a_subscriber_to_an_account_sees_its_events_only,
            order::a_subscriber_that_waits_is_woken,
            order::a_dropped_wait_loses_nothing,
            order::a_writer_that_goes_away_does_not_stop_the_others,
            order::the_newest_position_is_known_after_an_append,
            order::the_chains_of_a_log_that_many_wrote_are_sound,
        );
    };
    (@ $fresh:path; $($room:ident :: $name:ident,)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let (store, _kept) = $fresh().await;
                $crate::contract::within_a_minute($crate::contract::$room::$name(store)).await;
            }
        )*
    };
}
