use super::Geography;

fn place(number: &str) -> (&'static str, &'static str) {
    let found = Geography::of(number);
    (found.country, found.state)
}

#[test]
fn a_number_is_in_the_country_of_its_calling_code() {
    for (number, country) in [
        ("+442079460000", "GB"),
        ("+4930123456", "DE"),
        ("+33142685300", "FR"),
        ("+35312345678", "IE"),
        ("+79161234567", "RU"),
        ("+77272345678", "KZ"),
        ("+390612345678", "IT"),
        ("+852212345678", "HK"),
        ("+99871234567", "UZ"),
    ] {
        assert_eq!(place(number), (country, ""), "{number}");
    }
}

#[test]
fn a_north_american_number_is_in_the_state_of_its_area_code() {
    for (number, expected) in [
        ("+12125551234", ("US", "NY")),
        ("+14155551234", ("US", "CA")),
        ("+12025551234", ("US", "DC")),
        ("+14165551234", ("CA", "ON")),
        ("+16045551234", ("CA", "BC")),
        ("+17875551234", ("PR", "")),
        ("+18765551234", ("JM", "")),
        ("+18005551234", ("US", "")),
        ("+15005550006", ("US", "")),
    ] {
        assert_eq!(place(number), expected, "{number}");
    }
}

#[test]
fn what_is_not_a_number_is_nowhere() {
    for text in [
        "",
        "+",
        "+1",
        "12125551234",
        "+1212555123x",
        "sip:alice@example.com",
        "client:alice",
        "+1555555555555555",
        "+2101234567",
        "+é1234567",
        "anonymous",
    ] {
        assert_eq!(Geography::of(text), Geography::default(), "{text}");
    }
}

#[test]
fn the_tables_are_in_order_and_name_nothing_twice() {
    use super::{area_codes::AREAS, calling_codes::CALLING_CODES};
    assert!(CALLING_CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    let mut codes: Vec<_> = AREAS.iter().flat_map(|(_, _, codes)| codes.iter()).collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}
