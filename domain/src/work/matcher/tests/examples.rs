use super::{
    super::{ItemTerms, Next, Offer, Order, QueueTerms, Wanted, WorkerTerms},
    trial::{
        able, channel, item, members, one_queue, order_by, plain, queue, rule, settle, worker,
    },
};
use crate::timestamp::Timestamp;

fn of_priority(priority: u32) -> ItemTerms {
    ItemTerms { priority, ..plain() }
}

fn started(at: i64) -> ItemTerms {
    ItemTerms { start: Timestamp(at), ..plain() }
}

#[test]
fn an_item_goes_to_the_worker_whose_last_offer_is_longest_ago() {
    let mut matcher = one_queue();
    for number in 1..=3 {
        matcher.set_worker(worker(number), able(number, "{}"));
        assert_eq!(settle(&mut matcher), []);
    }
    let mut offers = Vec::new();
    for number in 1..=4 {
        matcher.set_item(item(number), &plain());
        offers.extend(settle(&mut matcher));
        if let Some((of, to)) = offers.last().copied() {
            matcher.accept(item(of), worker(to));
            matcher.release(item(of), worker(to));
            assert_eq!(settle(&mut matcher), []);
        }
    }
    assert_eq!(offers, [(1, 1), (2, 2), (3, 3), (4, 1)]);
}

#[test]
fn a_worker_takes_the_highest_priority_then_the_oldest() {
    let mut matcher = one_queue();
    matcher.set_item(item(1), &started(5));
    matcher.set_item(item(2), &of_priority(7));
    matcher.set_item(item(3), &started(1));
    let three = WorkerTerms { channels: vec![channel("voice", 3)], ..able(1, "{}") };
    matcher.set_worker(worker(1), three);
    assert_eq!(settle(&mut matcher), [(2, 1), (3, 1), (1, 1)]);
}

#[test]
fn a_lifo_queue_gives_the_newest_first_within_a_priority() {
    let mut matcher = one_queue();
    matcher.set_queue(queue(1), QueueTerms { order: Order::Lifo, ..members("1 == 1") });
    for (number, at) in [(1, 1), (2, 3), (3, 2)] {
        matcher.set_item(item(number), &started(at));
    }
    let three = WorkerTerms { channels: vec![channel("voice", 3)], ..able(1, "{}") };
    matcher.set_worker(worker(1), three);
    assert_eq!(settle(&mut matcher), [(2, 1), (3, 1), (1, 1)]);
}

#[test]
fn a_queue_with_deadlines_gives_first_what_is_due_first_and_last_what_never_is() {
    let mut matcher = one_queue();
    matcher.set_queue(queue(1), QueueTerms { order: Order::Deadline, ..members("1 == 1") });
    let due = |at: i64| ItemTerms { due: Some(Timestamp(at)), ..plain() };
    for (number, terms) in [(1, plain()), (2, due(90)), (3, due(30))] {
        matcher.set_item(item(number), &terms);
    }
    let three = WorkerTerms { channels: vec![channel("voice", 3)], ..able(1, "{}") };
    matcher.set_worker(worker(1), three);
    assert_eq!(settle(&mut matcher), [(3, 1), (2, 1), (1, 1)]);
}

#[test]
fn a_rejected_item_goes_to_another_worker_and_keeps_its_place() {
    let mut matcher = one_queue();
    matcher.set_worker(worker(1), able(1, "{}"));
    matcher.set_worker(worker(2), able(2, "{}"));
    matcher.set_item(item(1), &plain());
    assert_eq!(settle(&mut matcher), [(1, 1)]);
    matcher.release(item(1), worker(1));
    assert_eq!(settle(&mut matcher), [(1, 2)]);
    matcher.set_item(item(2), &plain());
    matcher.set_item(item(3), &plain());
    assert_eq!(settle(&mut matcher), [(2, 1)]);
    matcher.release(item(1), worker(2));
    assert_eq!(settle(&mut matcher), [(1, 2)]);
}

#[test]
fn an_item_waits_for_a_member_who_fits_its_rule() {
    let mut matcher = one_queue();
    matcher.set_queue(queue(1), members("team == \"b\""));
    matcher.set_worker(worker(1), able(1, r#"{"team": "a", "languages": ["nb"]}"#));
    matcher.set_worker(worker(2), able(2, r#"{"team": "b", "languages": ["en"]}"#));
    let nb = ItemTerms { rule: rule("worker.languages HAS \"nb\""), ..plain() };
    matcher.set_item(item(1), &nb);
    assert_eq!(settle(&mut matcher), []);
    matcher.set_worker(worker(2), able(2, r#"{"team": "b", "languages": ["en", "nb"]}"#));
    assert_eq!(settle(&mut matcher), [(1, 2)]);
}

#[test]
fn a_queue_that_changes_its_members_finds_their_items() {
    let mut matcher = one_queue();
    matcher.set_queue(queue(1), members("team == \"b\""));
    matcher.set_worker(worker(1), able(1, r#"{"team": "a"}"#));
    matcher.set_item(item(1), &plain());
    assert_eq!(settle(&mut matcher), []);
    matcher.set_queue(queue(1), members("team == \"a\""));
    assert_eq!(settle(&mut matcher), [(1, 1)]);
}

#[test]
fn the_best_by_order_by_goes_first_and_who_lacks_the_attribute_last() {
    let mut matcher = one_queue();
    for (number, attributes) in [(1, "{}"), (2, r#"{"grade": 1}"#), (3, r#"{"grade": 5}"#)] {
        matcher.set_worker(worker(number), able(number, attributes));
        assert_eq!(settle(&mut matcher), []);
    }
    let best = ItemTerms { order_by: Some(order_by("worker.grade DESC")), ..plain() };
    for number in 1..=3 {
        matcher.set_item(item(number), &best);
    }
    assert_eq!(settle(&mut matcher), [(1, 3), (2, 2), (3, 1)]);
}

#[test]
fn an_item_is_offered_to_as_many_workers_as_its_queue_says_and_to_none_twice() {
    let mut matcher = one_queue();
    matcher.set_queue(queue(1), QueueTerms { max_reserved: 3, ..members("1 == 1") });
    let two = |number| WorkerTerms { channels: vec![channel("voice", 2)], ..able(number, "{}") };
    matcher.set_worker(worker(1), two(1));
    matcher.set_worker(worker(2), two(2));
    matcher.set_item(item(1), &plain());
    assert_eq!(settle(&mut matcher), [(1, 1), (1, 2)]);
    matcher.set_worker(worker(3), two(3));
    assert_eq!(settle(&mut matcher), [(1, 3)]);
    matcher.set_worker(worker(4), two(4));
    assert_eq!(settle(&mut matcher), []);
    matcher.accept(item(1), worker(2));
    for number in [1, 3] {
        matcher.release(item(1), worker(number));
    }
    assert_eq!(settle(&mut matcher), []);
    assert_eq!(matcher.size(), (4, 0));
}

#[test]
fn a_known_worker_is_waited_for() {
    let mut matcher = one_queue();
    matcher.set_worker(worker(1), able(1, "{}"));
    let known = ItemTerms { wanted: Wanted::Worker(worker(2)), ..plain() };
    matcher.set_item(item(1), &known);
    let unknown = ItemTerms { wanted: Wanted::Nobody, ..plain() };
    matcher.set_item(item(2), &unknown);
    assert_eq!(settle(&mut matcher), []);
    matcher.set_worker(worker(2), able(2, "{}"));
    assert_eq!(settle(&mut matcher), [(1, 2)]);
    matcher.set_item(item(2), &plain());
    assert_eq!(settle(&mut matcher), [(2, 1)]);
}

#[test]
fn an_item_for_one_worker_regardless_asks_neither_activity_nor_capacity() {
    let mut matcher = one_queue();
    let off = WorkerTerms { is_available: false, ..able(1, "{}") };
    matcher.set_worker(worker(1), off.clone());
    let wanted = |to| ItemTerms { queue: None, wanted: to, ..plain() };
    matcher.set_item(item(1), &wanted(Wanted::Worker(worker(1))));
    assert_eq!(settle(&mut matcher), []);
    matcher.set_item(item(2), &wanted(Wanted::WorkerRegardless(worker(1))));
    matcher.set_item(item(3), &wanted(Wanted::WorkerRegardless(worker(2))));
    assert_eq!(settle(&mut matcher), [(2, 1)]);
    matcher.set_worker(worker(2), WorkerTerms { is_available: false, ..able(2, "{}") });
    assert_eq!(settle(&mut matcher), [(3, 2)]);
    matcher.release(item(2), worker(1));
    matcher.withdraw(item(2));
    matcher.set_worker(worker(1), WorkerTerms { is_available: true, ..off });
    assert_eq!(settle(&mut matcher), [(1, 1)]);
}

#[test]
fn a_cost_takes_room_from_the_other_channels() {
    let mut matcher = one_queue();
    let mut terms = able(1, "{}");
    terms.channels = vec![channel("voice", 1), channel("chat", 5)];
    (terms.channels[0].cost, terms.channels[1].cost) = (100, 20);
    matcher.set_worker(worker(1), terms);
    matcher.set_item(item(1), &ItemTerms { channel: "chat".into(), ..plain() });
    matcher.set_item(item(2), &plain());
    assert_eq!(settle(&mut matcher), [(1, 1)]);
    matcher.release(item(1), worker(1));
    matcher.withdraw(item(1));
    assert_eq!(settle(&mut matcher), [(2, 1)]);
    matcher.set_item(item(3), &ItemTerms { channel: "chat".into(), ..plain() });
    assert_eq!(settle(&mut matcher), []);
}

#[test]
fn a_rule_may_keep_a_slot_free() {
    let mut matcher = one_queue();
    matcher
        .set_worker(worker(1), WorkerTerms { channels: vec![channel("chat", 4)], ..able(1, "{}") });
    let text = "worker.channel.chat.available_capacity_percentage > 25";
    let keeps = ItemTerms { channel: "chat".into(), rule: rule(text), ..plain() };
    for number in 1..=4 {
        matcher.set_item(item(number), &keeps);
    }
    assert_eq!(settle(&mut matcher), [(1, 1), (2, 1), (3, 1)]);
    matcher.accept(item(1), worker(1));
    assert_eq!(settle(&mut matcher), []);
    matcher.release(item(1), worker(1));
    assert_eq!(settle(&mut matcher), [(4, 1)]);
}

#[test]
fn a_removed_worker_leaves_its_offers_to_others() {
    let mut matcher = one_queue();
    matcher.set_worker(worker(1), able(1, "{}"));
    matcher.set_worker(worker(2), able(2, "{}"));
    matcher.set_item(item(1), &plain());
    assert_eq!(settle(&mut matcher), [(1, 1)]);
    matcher.remove_worker(worker(1));
    assert_eq!(settle(&mut matcher), [(1, 2)]);
    assert!(!matcher.reserve(item(1), worker(1)));
}

#[test]
fn items_of_a_removed_queue_wait_until_they_are_sent_elsewhere() {
    let mut matcher = one_queue();
    matcher.set_item(item(1), &plain());
    matcher.remove_queue(queue(1));
    matcher.set_worker(worker(1), able(1, "{}"));
    assert_eq!(settle(&mut matcher), []);
    matcher.set_queue(queue(2), members("1 == 1"));
    assert_eq!(settle(&mut matcher), []);
    matcher.set_item(item(1), &ItemTerms { queue: Some(queue(2)), ..plain() });
    assert_eq!(settle(&mut matcher), [(1, 1)]);
}

#[test]
fn an_offer_is_said_again_until_it_is_reserved() {
    let mut matcher = one_queue();
    matcher.set_worker(worker(1), able(1, "{}"));
    matcher.set_item(item(1), &plain());
    let offer = Next::Offer(Offer { item: item(1), worker: worker(1) });
    assert_eq!([matcher.next_offer(9), matcher.next_offer(9)], [offer, offer]);
    assert!(matcher.reserve(item(1), worker(1)));
    assert!(!matcher.reserve(item(1), worker(1)), "it holds it already");
    assert_eq!(matcher.next_offer(9), Next::Quiet);
}
