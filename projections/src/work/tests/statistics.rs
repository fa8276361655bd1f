//! Statistics equal a recount of the log.

use domain::sid::*;
use proptest::prelude::*;

use super::day::{ALL, ANN, BEN, EN, WORKFLOW};
use super::recount::{recount, sum};
use super::{Centre, WORKSPACE, day, random};
use crate::tests::{ALICE, at, open, shown};
use crate::{StatisticsOf, StatisticsQuery, TimeRange, Views};

fn everybody() -> [StatisticsOf; 6] {
    [
        StatisticsOf::Workspace,
        StatisticsOf::Queue(TaskQueueSid::from_bits(EN)),
        StatisticsOf::Queue(TaskQueueSid::from_bits(ALL)),
        StatisticsOf::Workflow(WORKFLOW),
        StatisticsOf::Worker(WorkerSid::from_bits(ANN)),
        StatisticsOf::Worker(WorkerSid::from_bits(BEN)),
    ]
}

fn windows(centre: &Centre) -> Vec<TimeRange> {
    let end = centre.now.0;
    let half = (at(0).0 + end) / 2;
    [(None, None), (Some(half), None), (None, Some(half)), (Some(half), Some(end))]
        .map(|(from, until)| TimeRange { from, until })
        .to_vec()
}

async fn check(centre: &Centre, views: &Views) {
    let counted = recount(&centre.facts);
    for of in everybody() {
        for at in windows(centre) {
            let query = StatisticsQuery { at, channel_sid: None, split_s: vec![0, 3, 40] };
            let found = views.work_statistics(ALICE, WORKSPACE, of, &query).await.unwrap();
            assert_eq!(found, sum(&counted, of, &query), "{of:?} {at:?}");
        }
    }
}

#[tokio::test]
async fn the_day_adds_up_to_a_recount_of_its_log_on_both_databases() {
    let centre = day();
    let store = centre.story.told().await;
    let (_dir, sqlite) = shown(store.clone()).await;
    check(&centre, &sqlite).await;
    let (_url, postgres) = open().await;
    crate::tests::follow(&postgres, store, 100).await;
    check(&centre, &postgres).await;
    let all = StatisticsQuery::default();
    let sum =
        sqlite.work_statistics(ALICE, WORKSPACE, StatisticsOf::Workspace, &all).await.unwrap();
    assert_eq!((sum.items.created, sum.items.completed, sum.items.deleted), (7, 2, 1));
    assert_eq!((sum.items.timed_out, sum.items.moved), (1, 1));
    assert!(sum.reservations.rejected > 0 && sum.reservations.rescinded > 0);
    assert!(sum.reservations.timed_out > 0, "{sum:?}");
    assert!(sum.until_accepted.average_ms() > 0);
}

#[tokio::test]
async fn one_kind_of_work_is_counted_apart() {
    let centre = random(&[(1, 0), (12, 3), (1, 0), (3, 0), (3, 1), (5, 0), (13, 9), (9, 0)]);
    let (_dir, views) = shown(centre.story.told().await).await;
    let counted = recount(&centre.facts);
    let channels = views.task_channels(ALICE, WORKSPACE, &crate::Paging::default()).await.unwrap();
    let mut created = 0;
    for channel in &channels.rows {
        let channel_sid = Some(channel.sid);
        let query = StatisticsQuery { channel_sid, ..StatisticsQuery::default() };
        let of = StatisticsOf::Workspace;
        let found = views.work_statistics(ALICE, WORKSPACE, of, &query).await.unwrap();
        assert_eq!(found, sum(&counted, of, &query));
        created += found.items.created;
    }
    assert_eq!(created, 2);
}

#[tokio::test]
async fn intervals_begin_at_quarters_of_hours_and_add_up_to_the_whole() {
    let centre = random(&[(3, 0), (0, 1), (5, 0), (13, 255), (13, 255), (13, 255), (0, 1), (9, 0)]);
    let (_dir, views) = shown(centre.story.told().await).await;
    let (of, query) = (StatisticsOf::Workspace, StatisticsQuery::default());
    let intervals = views.work_intervals(ALICE, WORKSPACE, of, &query).await.unwrap();
    assert_eq!(intervals.len(), 2);
    let counted = recount(&centre.facts);
    for (begin, found) in intervals {
        assert_eq!(begin.0 % 900_000_000, 0);
        let until = Some(begin.plus_ms(900_000).0);
        let at = TimeRange { from: Some(begin.0), until };
        let query = StatisticsQuery { at, ..StatisticsQuery::default() };
        assert_eq!(found, sum(&counted, of, &query));
    }
}

#[tokio::test]
async fn time_in_activity_is_cut_at_the_ends_of_the_while_and_goes_on_until_now() {
    let centre = random(&[(13, 10), (3, 0), (13, 100), (4, 0), (13, 10)]);
    let (_dir, views) = shown(centre.story.told().await).await;
    let ann = Some(WorkerSid::from_bits(ANN));
    let times = |from: u64, until: u64| {
        let views = &views;
        async move {
            let window = (at(from), at(until));
            let times = views.time_in_activity(ALICE, WORKSPACE, ann, window).await.unwrap();
            let mut times: Vec<_> = times
                .into_iter()
                .map(|time| (time.friendly_name.unwrap(), time.spent.count, time.spent.total_ms))
                .collect();
            times.sort();
            times
        }
    };
    let whole = times(0, 148_080).await;
    let is = |name: &str, ms| (name.to_owned(), 1, ms);
    assert_eq!(whole, [is("Available", 123_400), is("Offline", 12_340), is("Unavailable", 12_340)]);
    assert_eq!(times(12_000, 13_340).await, [is("Available", 1_000), is("Offline", 340)]);
    assert_eq!(times(200_000, 201_000).await, [is("Unavailable", 1_000)]);
    let all = (at(0), at(148_080));
    let all = views.time_in_activity(ALICE, WORKSPACE, None, all).await.unwrap();
    let total: u64 = all.iter().map(|time| time.spent.total_ms).sum();
    assert_eq!(total, 2 * 148_080);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_statistics_equal_a_recount_of_the_log(
        steps in prop::collection::vec((0_u8..14, 0_u8..40), 1..120),
    ) {
        let centre = random(&steps);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let (_dir, views) = shown(centre.story.told().await).await;
            check(&centre, &views).await;
        });
    }
}
