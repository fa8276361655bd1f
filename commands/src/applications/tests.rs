use domain::application::{ApplicationPatch, ApplicationRefusal};
use domain::settings::{Change, Secondary, SecondaryEdit, VoicePatch};
use domain::uri::{ApplicationUri, HttpMethod, SecondaryUri};

use super::*;
use crate::CommandError;
use crate::numbers::fresh_secondary_sid;
use crate::trial::{context, count, once, types, writer};

fn patch(fallback: &str) -> ApplicationPatch {
    let fallback_url = Change::Set(fallback.to_owned());
    ApplicationPatch {
        friendly_name: Some("Desk".to_owned()),
        voice: VoicePatch { fallback_url, ..VoicePatch::default() },
        ..ApplicationPatch::default()
    }
}

#[tokio::test]
async fn secondaries_are_added_and_the_fallback_url_stays_the_first() {
    let writer = writer();
    let (sid, made) = create(&writer, &context(), patch("https://one.example/")).await.unwrap();
    let first = made.state.live().unwrap().secondaries[0].clone();
    let uri = ApplicationUri::new("https://two.example/", HttpMethod::Get);
    let second = Secondary {
        sid: fresh_secondary_sid(&writer),
        secondary: SecondaryUri { uri, serves: vec![] },
    };
    let add = SecondaryEdit::Add { secondary: second.clone(), rank: None };
    let done = edit_secondaries(&writer, &context(), sid, add).await.unwrap();
    assert_eq!(done.state.live().unwrap().secondaries, [first.clone(), second]);
    let done = update(&writer, &context(), sid, patch("https://new.example/")).await.unwrap();
    let list = &done.state.live().unwrap().secondaries;
    assert_eq!((list.len(), list[0].sid), (2, first.sid));
    assert_eq!(list[0].secondary.uri.url, "https://new.example/");
}

#[tokio::test]
async fn an_application_asked_for_twice_under_one_key_is_made_once() {
    let writer = writer();
    let context = context().once(once("key", 1));
    let (first, _) = create(&writer, &context, patch("https://one.example/")).await.unwrap();
    let (again, done) = create(&writer, &context, patch("https://one.example/")).await.unwrap();
    assert_eq!(first, again);
    assert!(done.state.live().is_some());
    assert_eq!(count(&writer).await, 1);
}

#[tokio::test]
async fn a_deleted_application_is_gone() {
    let writer = writer();
    let (sid, _) = create(&writer, &context(), ApplicationPatch::default()).await.unwrap();
    delete(&writer, &context(), sid).await.unwrap();
    let refused = update(&writer, &context(), sid, patch("https://one.example/")).await;
    assert!(matches!(refused, Err(CommandError::Refused(ApplicationRefusal::NotFound))));
    assert_eq!(types(&writer).await, ["ApplicationCreated", "ApplicationDeleted"]);
}
