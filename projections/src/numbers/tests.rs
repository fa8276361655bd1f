//! Lists of phone numbers.

use super::query::pattern;
use super::{Among, NumberFilter};
use crate::query::Paging;
use crate::tests::{ALICE, NUMBER, shown, story};

#[test]
fn a_pattern_means_what_the_tenant_wrote_and_nothing_of_sql() {
    assert_eq!(pattern("555"), "%555%");
    assert_eq!(pattern("+1500"), "+1500%");
    assert_eq!(pattern("50*5"), "%50_5%");
    assert_eq!(pattern("5%_\\"), "%5\\%\\_\\\\%");
}

#[tokio::test]
async fn numbers_are_found_by_a_part_of_them_and_by_name() {
    let (_dir, views) = shown(story().told().await).await;
    for (wanted, is_found) in
        [("0055", true), ("+1500555", true), ("+500", false), ("50*555", true), ("%", false)]
    {
        let filter =
            NumberFilter { phone_number: Some(wanted.to_owned()), ..NumberFilter::default() };
        let page = views.numbers(ALICE, &filter, &Paging::default()).await.unwrap();
        assert_eq!(page.rows.first().map(|row| row.sid), is_found.then_some(NUMBER), "{wanted}");
    }
    for (name, is_found) in [("Main line", true), ("Main", false)] {
        let filter =
            NumberFilter { friendly_name: Some(name.to_owned()), ..NumberFilter::default() };
        let page = views.numbers(ALICE, &filter, &Paging::default()).await.unwrap();
        assert_eq!(!page.rows.is_empty(), is_found, "{name}");
    }
}

#[tokio::test]
async fn numbers_are_found_among_some_and_among_all_but_some() {
    let (_dir, views) = shown(story().told().await).await;
    let paging = Paging::default();
    let own = || vec!["+15005550001".to_owned(), "+15005550006".to_owned()];
    for (among, is_found) in [
        (Among::Only(own()), true),
        (Among::Only(own()[..1].to_vec()), false),
        (Among::Only(vec![]), false),
        (Among::AllBut(own()), false),
        (Among::AllBut(own()[..1].to_vec()), true),
        (Among::AllBut(vec![]), true),
    ] {
        let filter = NumberFilter { among: Some(among.clone()), ..NumberFilter::default() };
        let page = views.numbers(ALICE, &filter, &paging).await.unwrap();
        assert_eq!(page.rows.iter().any(|row| row.sid == NUMBER), is_found, "{among:?}");
    }
    let many = (0..20_000).map(|number| format!("+1{number:010}")).collect();
    let filter = NumberFilter { among: Some(Among::AllBut(many)), ..NumberFilter::default() };
    assert!(!views.numbers(ALICE, &filter, &paging).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn a_number_is_taken_until_it_is_released() {
    let (_dir, views) = shown(story().told().await).await;
    for (number, is_taken) in
        [("+15005550006", true), ("+15005550007", true), ("+15005550008", false)]
    {
        assert_eq!(views.is_taken(number).await.unwrap(), is_taken, "{number}");
    }
}
