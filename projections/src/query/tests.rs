//! Places in lists, and pages.

use super::page::page_of;
use super::{Cursor, From, Page, Paging};

fn cursor(at: i64) -> Cursor {
    Cursor { at, tie: String::from("CA1") }
}

fn page(rows: &[i64], from: From) -> Page<i64> {
    page_of(rows.to_vec(), &Paging::new(2, from), |at| cursor(*at))
}

#[test]
fn a_place_survives_its_text() {
    for at in [0, 1_700_000_000_000_000] {
        assert_eq!(cursor(at).to_string().parse(), Ok(cursor(at)));
    }
    for wrong in ["", "1", "x-CA1", "1-CA1'--", "1-é", &format!("1-{}", "a".repeat(65))] {
        assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
    }
}

#[test]
fn the_first_page_has_no_page_before_it_and_one_after_it_when_there_is_more() {
    let first = page(&[9, 8, 7], From::Start);
    assert_eq!((first.rows, first.next, first.previous), (vec![9, 8], Some(cursor(8)), None));
    let only = page(&[9, 8], From::Page(0));
    assert_eq!((only.rows, only.next, only.previous), (vec![9, 8], None, None));
}

#[test]
fn a_page_before_a_row_is_found_backwards_and_shown_forwards() {
    let back = page(&[8, 9], From::Before(cursor(7)));
    assert_eq!((back.rows, back.next, back.previous), (vec![9, 8], Some(cursor(8)), None));
    let back = page(&[7, 8, 9], From::Before(cursor(6)));
    assert_eq!(
        (back.rows, back.next, back.previous),
        (vec![8, 7], Some(cursor(7)), Some(cursor(8)))
    );
}

#[test]
fn the_size_of_a_page_is_held_within_its_limits() {
    assert_eq!(Paging::first(0).size, 1);
    assert_eq!(Paging::first(5_000).size, 1_000);
    assert_eq!(Paging::default().size, 50);
}

#[test]
fn a_place_in_a_list_of_two_numbers_survives_its_text() {
    let sid = domain::sid::WorkItemSid::from_bits(1).to_string();
    for (at, then) in [(-5, -7), (0, 0), (9, 1_700_000_000_000_000), (i64::MIN, i64::MAX)] {
        let cursor = Cursor::of_two(at, then, &sid);
        let read: Cursor = cursor.to_string().parse().unwrap();
        assert_eq!(read, cursor);
        assert_eq!((read.at, read.then()), (at, Some((then, sid.as_str()))));
    }
    assert_eq!(cursor(1).then(), None);
}
