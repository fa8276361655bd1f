//! The public conformance cases, as a data file beside the aggregates.

use serde_json::Value as Json;

use super::super::*;

const CASES: &str = include_str!("../../cases/cases.json");

struct Counted(Json);

impl Headcount for Counted {
    fn available(&self) -> u64 {
        self.0["available"].as_u64().unwrap_or(0)
    }

    fn unavailable(&self) -> u64 {
        self.0["unavailable"].as_u64().unwrap_or(0)
    }

    fn in_activity(&self, sid: &str) -> u64 {
        self.0[sid].as_u64().unwrap_or(0)
    }
}

fn attributes(json: &Json) -> Attributes {
    Attributes::parse(&json.to_string()).expect("a case's context is attributes")
}

fn outcome(case: &Json, dialect: Dialect) -> Result<bool, ExpressionError> {
    let text = case["expression"].as_str().expect("an expression");
    let context = &case["context"];
    let none = Attributes::default();
    match case["scope"].as_str().expect("a scope") {
        "filter" => Expression::parse(text, Scope::Filter, dialect)
            .map(|it| it.holds(&none, &attributes(context))),
        "target_workers" => Expression::parse(text, Scope::Queue, dialect)
            .map(|it| it.holds(&attributes(context), &none)),
        "target" => {
            let (worker, item) = (attributes(&context["worker"]), attributes(&context["task"]));
            Expression::parse(text, Scope::Target, dialect).map(|it| {
                let truth = it.holds(&worker, &item);
                assert_eq!(it.residual(&item).holds(&worker, &none), truth, "{text}");
                truth
            })
        }
        "skip_if" => Expression::parse(text, Scope::SkipIf, dialect)
            .map(|it| it.holds_among(&Counted(context["workers"].clone()), &none)),
        other => panic!("a scope of its own: {other}"),
    }
}

fn cases() -> Vec<Json> {
    let all: Json = serde_json::from_str(CASES).expect("the cases are JSON");
    let all = all["cases"].as_array().expect("a list of cases").clone();
    all.into_iter().filter(|case| case["kind"] == "expression").collect()
}

fn case(id: &str) -> Json {
    cases().into_iter().find(|case| case["id"] == id).expect("there is such a case")
}

#[test]
fn every_case_of_the_expression_language_is_as_expected() {
    let cases = cases();
    assert_eq!(cases.len(), 54);
    for case in cases {
        let found = outcome(&case, Dialect::default());
        match case["expect"].as_bool() {
            Some(expected) => assert_eq!(found, Ok(expected), "{case}"),
            None => assert!(found.is_err(), "{case}"),
        }
    }
}

#[test]
fn what_was_inferred_has_a_switch_that_turns_it_round() {
    let plain = Dialect::default();
    let switches = [
        ("EX-010", Dialect { numbers_by_amount: false, ..plain }),
        ("EX-012", Dialect { boolean_strings: true, ..plain }),
        ("EX-018", Dialect { missing_index_is_null: false, ..plain }),
        ("EX-022", Dialect { missing_differs: false, ..plain }),
        ("EX-040", Dialect { missing_list_excludes: true, ..plain }),
        ("EX-051", Dialect { precedence: Precedence::LeftToRight, ..plain }),
        ("EX-059", Dialect { arrow_before_digit: ArrowBeforeDigit::Comparison, ..plain }),
        ("EX-060", Dialect { numeric_strings: false, ..plain }),
        ("EX-068", Dialect { missing_equals_missing: false, ..plain }),
    ];
    for (id, switched) in switches {
        let case = case(id);
        let (now, then) = (outcome(&case, plain), outcome(&case, switched));
        assert_ne!(now, then, "{id}");
    }
}
