use super::*;
use crate::decider::{Decider, Life};
use crate::secret::{Sealed, SecretHash};

fn create() -> ApiKeyCommand {
    let secret_hash = SecretHash("00".repeat(32));
    let sealed_secret = Some(Sealed("c2VhbGVk".to_owned()));
    ApiKeyCommand::Create { friendly_name: "deploy".to_owned(), secret_hash, sealed_secret }
}

fn after(commands: &[ApiKeyCommand]) -> Life<ApiKey> {
    commands.iter().fold(ApiKeyDecider::initial(), |state, command| {
        let events = ApiKeyDecider::decide(&state, command.clone()).unwrap();
        events.iter().fold(state, ApiKeyDecider::evolve)
    })
}

#[test]
fn a_deleted_key_is_not_found_and_never_comes_back() {
    let gone = after(&[create(), ApiKeyCommand::Delete]);
    assert_eq!(gone, Life::Gone);
    let rename = ApiKeyCommand::Rename { friendly_name: "x".to_owned() };
    for (command, refusal) in [
        (ApiKeyCommand::Delete, ApiKeyRefusal::NotFound),
        (rename, ApiKeyRefusal::NotFound),
        (create(), ApiKeyRefusal::Exists),
    ] {
        assert_eq!(ApiKeyDecider::decide(&gone, command), Err(refusal));
    }
}

#[test]
fn a_renamed_key_keeps_its_secret_and_the_same_name_changes_nothing() {
    let rename = ApiKeyCommand::Rename { friendly_name: "build".to_owned() };
    let renamed = after(&[create(), rename.clone()]);
    let key = renamed.live().unwrap();
    assert_eq!(key.friendly_name, "build");
    assert_eq!(key.secret_hash, SecretHash("00".repeat(32)));
    assert_eq!(ApiKeyDecider::decide(&renamed, rename), Ok(vec![]));
}
