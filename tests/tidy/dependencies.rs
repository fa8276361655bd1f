//! Which room may stand on which, and under what licences the ground is.

use std::process::Command;

use serde_json::Value;

use crate::tree::{ROOMS, expect_none, root};

fn allowed(room: &str) -> &'static [&'static str] {
    match room {
        "domain" | "store" | "sip" | "media" => &[],
        "commands" | "projections" => &["domain", "store"],
        "router" => &["domain", "sip", "media"],
        "api" => &["domain", "commands", "projections"],
        "server" => {
            &["domain", "store", "sip", "media", "router", "commands", "projections", "api"]
        }
        other => panic!("no such room: {other}"),
    }
}

fn metadata(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("cargo tells of the packages");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

fn packages(metadata: &Value) -> &Vec<Value> {
    metadata["packages"].as_array().expect("packages is a list")
}

#[test]
fn no_room_depends_on_a_room_that_it_may_not_know() {
    let metadata = metadata(&["--no-deps"]);
    let mut wrong = Vec::new();
    for package in packages(&metadata) {
        let name = package["name"].as_str().expect("a package has a name");
        if !ROOMS.contains(&name) {
            continue;
        }
        for dependency in package["dependencies"].as_array().expect("a list") {
            let on = dependency["name"].as_str().expect("a dependency has a name");
            let for_program = dependency["kind"].is_null();
            let own_path = dependency["path"].is_string();
            if for_program && own_path && !allowed(name).contains(&on) {
                wrong.push(format!("{name} depends on {on}"));
            }
        }
    }
    expect_none("docs/ARCHITECTURE.md forbids these dependencies", &wrong);
}

#[test]
fn every_licence_is_one_that_deny_toml_allows() {
    let text = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml is there");
    let deny: Value = toml::from_str(&text).expect("deny.toml is TOML");
    let list = deny["licenses"]["allow"].as_array().expect("licenses.allow is a list");
    let allowed: Vec<_> = list.iter().filter_map(Value::as_str).collect();
    let metadata = metadata(&["--filter-platform", "x86_64-unknown-linux-gnu"]);
    let wrong: Vec<_> = packages(&metadata)
        .iter()
        .filter(|package| !package["source"].is_null())
        .filter_map(|package| {
            let licence = package["license"].as_str().unwrap_or("");
            let fits = !licence.is_empty() && satisfied(licence, &allowed);
            (!fits).then(|| format!("{} is {licence:?}", package["name"]))
        })
        .collect();
    expect_none("deny.toml does not allow these licences", &wrong);
}

/// Whether an SPDX expression (`A OR B`, `A AND B`, `A/B`, parentheses around alternatives) can be met.
fn satisfied(expression: &str, allowed: &[&str]) -> bool {
    let flat = expression.replace('/', " OR ").replace(['(', ')'], " ");
    if expression.contains('(') {
        // `(A OR B) AND C`: each group by itself.
        return expression.split(" AND ").all(|group| {
            let group = group.trim_matches(|c| c == '(' || c == ')' || c == ' ');
            group.split(" OR ").any(|name| allowed.contains(&name.trim()))
        });
    }
    flat.split(" OR ")
        .any(|choice| choice.split(" AND ").all(|name| allowed.contains(&name.trim())))
}
