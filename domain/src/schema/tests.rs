use serde_json::{Value, json};

use super::{UPCASTERS, Upcaster, upcast};

fn split_name(mut value: Value) -> Value {
    let name = value["name"].as_str().unwrap_or_default().to_owned();
    let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
    value = json!({ "first": first, "last": last });
    value
}

fn add_title(mut value: Value) -> Value {
    value["title"] = json!("none");
    value
}

#[test]
fn an_old_payload_goes_through_every_version_in_between() {
    let upcasters: &[(&str, u16, Upcaster)] =
        &[("Named", 2, add_title), ("Named", 1, split_name), ("Other", 1, add_title)];
    let old = json!({ "name": "Ada Lovelace" });
    let newest = json!({ "first": "Ada", "last": "Lovelace", "title": "none" });
    assert_eq!(upcast(upcasters, "Named", 1..3, old.clone()), newest);
    let middle = json!({ "first": "Ada", "last": "Lovelace" });
    assert_eq!(upcast(upcasters, "Named", 2..3, middle), newest);
    assert_eq!(upcast(upcasters, "Named", 3..3, old.clone()), old);
}

#[test]
fn every_version_that_is_not_todays_has_an_upcaster_and_no_other_has() {
    let old = crate::catalogue()
        .flat_map(|(_, event)| (1..event.version).map(|version| (event.name, version)));
    let mut wanted: Vec<_> = old.collect();
    let mut there: Vec<_> = UPCASTERS.iter().map(|(name, version, _)| (*name, *version)).collect();
    wanted.sort_unstable();
    there.sort_unstable();
    assert_eq!(there, wanted);
}
