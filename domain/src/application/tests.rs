use super::*;
use crate::decider::{Decider, Life};
use crate::settings::{Change, SecondaryEdit, SettingsRefusal, UriPatch, VoicePatch};
use crate::sid::SecondarySid;

const NEW: SecondarySid = SecondarySid::from_bits(1);

fn url(patch: Option<&str>, fallback: Option<&str>) -> ApplicationPatch {
    let change = |url: Option<&str>| url.map_or(Change::Keep, |url| Change::Set(url.to_owned()));
    ApplicationPatch {
        voice: VoicePatch {
            primary: UriPatch { url: change(patch), ..UriPatch::default() },
            fallback_url: change(fallback),
            ..VoicePatch::default()
        },
        ..ApplicationPatch::default()
    }
}

fn configure(patch: ApplicationPatch) -> ApplicationCommand {
    ApplicationCommand::Configure { patch, new_sid: NEW }
}

fn after(commands: Vec<ApplicationCommand>) -> Life<Application> {
    commands.into_iter().fold(ApplicationDecider::initial(), |state, command| {
        let events = ApplicationDecider::decide(&state, command).unwrap();
        events.iter().fold(state, ApplicationDecider::evolve)
    })
}

fn create(patch: ApplicationPatch) -> ApplicationCommand {
    ApplicationCommand::Create { patch, new_sid: NEW }
}

#[test]
fn a_new_primary_leaves_the_secondaries_alone() {
    let application = after(vec![
        create(url(Some("https://a.example/"), Some("https://b.example/"))),
        configure(url(Some("https://c.example/"), None)),
    ]);
    let application = application.live().unwrap();
    assert_eq!(application.settings.voice.primary.url.as_deref(), Some("https://c.example/"));
    assert_eq!(application.secondaries.len(), 1);
    assert_eq!(application.secondaries[0].secondary.uri.url, "https://b.example/");
}

#[test]
fn a_patch_of_primary_and_fallback_is_two_facts_and_the_same_patch_again_is_none() {
    let state = after(vec![create(ApplicationPatch::default())]);
    let patch = configure(url(Some("https://a.example/"), Some("https://b.example/")));
    let events = ApplicationDecider::decide(&state, patch.clone()).unwrap();
    assert_eq!(events.len(), 2);
    let state = events.iter().fold(state, ApplicationDecider::evolve);
    assert_eq!(ApplicationDecider::decide(&state, patch), Ok(vec![]));
}

#[test]
fn a_bad_url_changes_nothing() {
    let state = after(vec![create(ApplicationPatch::default())]);
    let bad = SettingsRefusal::BadUrl { field: "fallback" };
    let refused = ApplicationDecider::decide(&state, configure(url(None, Some("nonsense"))));
    assert_eq!(refused, Err(ApplicationRefusal::Settings(bad)));
}

#[test]
fn a_deleted_application_is_not_found() {
    let gone = after(vec![create(ApplicationPatch::default()), ApplicationCommand::Delete]);
    for command in [
        ApplicationCommand::Delete,
        configure(ApplicationPatch::default()),
        ApplicationCommand::EditSecondaries(SecondaryEdit::Remove { sid: NEW }),
    ] {
        assert_eq!(ApplicationDecider::decide(&gone, command), Err(ApplicationRefusal::NotFound));
    }
    let again = ApplicationDecider::decide(&gone, create(ApplicationPatch::default()));
    assert_eq!(again, Err(ApplicationRefusal::Exists));
}
