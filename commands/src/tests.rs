use bytes::Bytes;
use domain::api_key::{ApiKeyCommand, ApiKeyDecider, ApiKeyEvent};
use domain::recorded::{Actor, EventId};
use domain::secret::SecretHash;
use domain::sid::KeySid;
use store::position::{Position, StreamVersion};

use crate::execute::{ATTEMPTS, load};
use crate::trial::{ACCOUNT, Luck, NOW, Unlucky, context, count, once, writer, writer_on};
use crate::{CommandError, Entropy, Failure, Writer, codec, execute};

const KEY: KeySid = KeySid::from_bits(5);

fn create() -> ApiKeyCommand {
    let secret_hash = SecretHash("00".repeat(32));
    ApiKeyCommand::Create { friendly_name: "deploy".to_owned(), secret_hash, sealed_secret: None }
}

fn rename(name: &str) -> ApiKeyCommand {
    ApiKeyCommand::Rename { friendly_name: name.to_owned() }
}

async fn ask(
    writer: &Writer,
    commands: &[ApiKeyCommand],
) -> Result<crate::Done<ApiKeyDecider>, crate::keys::KeyError> {
    execute(writer, &context(), KEY, commands, Bytes::new()).await
}

#[tokio::test]
async fn several_commands_are_one_append_each_seeing_those_before_it() {
    let writer = writer();
    let done = ask(&writer, &[create(), rename("build"), rename("build")]).await.unwrap();
    assert_eq!((done.version, done.events.len()), (StreamVersion(2), 2));
    assert_eq!(done.state.live().unwrap().friendly_name, "build");
    assert_eq!(done.position, writer.store.head().await.unwrap());
    let loaded = load::<ApiKeyDecider>(&*writer.store, ACCOUNT, KEY).await.unwrap();
    assert_eq!((loaded.state, loaded.version), (done.state, done.version));
}

#[tokio::test]
async fn a_refused_command_writes_nothing_of_those_beside_it() {
    let writer = writer();
    let refused = ask(&writer, &[create(), ApiKeyCommand::Delete, rename("x")]).await;
    assert!(matches!(refused, Err(CommandError::Refused(_))));
    assert_eq!(count(&writer).await, 0);
}

#[tokio::test]
async fn nothing_to_do_is_done_at_the_place_of_the_last_event() {
    let writer = writer();
    let first = ask(&writer, &[create()]).await.unwrap();
    let again = ask(&writer, &[rename("deploy")]).await.unwrap();
    assert_eq!((again.position, again.version), (first.position, first.version));
    assert_eq!(again.events, vec![]);
}

#[tokio::test]
async fn a_conflict_is_tried_five_times_and_then_told() {
    let store = Unlucky::new(Luck::Conflict, ATTEMPTS - 1);
    assert!(ask(&writer_on(store.clone()), &[create()]).await.is_ok());
    assert_eq!(store.appends(), ATTEMPTS);
    let store = Unlucky::new(Luck::Conflict, ATTEMPTS);
    let refused = ask(&writer_on(store.clone()), &[create()]).await;
    assert!(matches!(refused, Err(CommandError::Conflict)));
    assert_eq!(store.appends(), ATTEMPTS);
}

#[tokio::test]
async fn a_lost_answer_does_not_write_twice() {
    let writer = writer_on(Unlucky::new(Luck::LostAnswer, 1));
    let done = ask(&writer, &[create()]).await.unwrap();
    assert_eq!((done.version, count(&writer).await), (StreamVersion(1), 1));
}

#[tokio::test]
async fn a_silent_store_and_a_full_disk_are_failures() {
    let silent = ask(&writer_on(Unlucky::new(Luck::Silence, 9)), &[create()]).await;
    assert!(matches!(silent, Err(CommandError::Failed(Failure::Unavailable(_)))));
    let full = ask(&writer_on(Unlucky::new(Luck::Full, 1)), &[create()]).await;
    assert!(matches!(full, Err(CommandError::Failed(Failure::Full))));
}

#[tokio::test]
async fn writers_side_by_side_all_get_through_or_are_told() {
    let writer = writer();
    ask(&writer, &[create()]).await.unwrap();
    let names: Vec<_> = (0..4).map(|n| [rename(&format!("name {n}"))]).collect();
    let asked = names.iter().map(|commands| ask(&writer, commands));
    let answers = futures_util::future::join_all(asked).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(count(&writer).await, 5);
}

#[tokio::test]
async fn a_key_used_for_another_request_is_refused() {
    let writer = writer();
    let under = |request| context().once(once("k", request));
    let made = execute::<ApiKeyDecider>(&writer, &under(1), KEY, &[create()], Bytes::new()).await;
    assert!(made.is_ok());
    let other = KeySid::from_bits(6);
    let reused =
        execute::<ApiKeyDecider>(&writer, &under(2), other, &[create()], Bytes::new()).await;
    assert!(matches!(reused, Err(CommandError::KeyReused)));
}

#[tokio::test]
async fn the_envelope_says_who_when_and_why() {
    let writer = writer();
    let context = context().caused_by(EventId(77));
    execute::<ApiKeyDecider>(&writer, &context, KEY, &[create()], Bytes::new()).await.unwrap();
    let stored = writer.store.read_all(Position::START, 1).await.unwrap().remove(0);
    let recorded = codec::decode::<ApiKeyEvent>(&stored).unwrap();
    assert_eq!(recorded.account, ACCOUNT);
    assert_eq!((recorded.category.as_str(), recorded.key), ("api_key", KEY.to_string()));
    assert_eq!((recorded.version, recorded.recorded_at), (1, NOW));
    assert_eq!(recorded.correlation, "request-1");
    assert_eq!(recorded.causation, Some(EventId(77)));
    assert_eq!(recorded.actor, Actor::Account(ACCOUNT));
    assert_eq!(stored.event.id.get_version_num(), 7);
    let mut damaged = stored.clone();
    damaged.event.event_type = "KeyEaten".to_owned();
    assert!(codec::decode::<ApiKeyEvent>(&damaged).is_err());
    damaged = stored;
    damaged.event.actor = "nobody".to_owned();
    assert!(codec::decode::<ApiKeyEvent>(&damaged).is_err());
}

#[tokio::test]
async fn a_stream_longer_than_a_page_is_folded_whole() {
    let writer = writer();
    let renames = (0..1_200).map(|n| rename(&n.to_string()));
    let commands: Vec<_> = std::iter::once(create()).chain(renames).collect();
    for part in commands.chunks(400) {
        ask(&writer, part).await.unwrap();
    }
    let loaded = load::<ApiKeyDecider>(&*writer.store, ACCOUNT, KEY).await.unwrap();
    assert_eq!(loaded.version, StreamVersion(1_201));
    assert_eq!(loaded.state.live().unwrap().friendly_name, "1199");
}

#[test]
fn one_seed_gives_one_sequence_and_ids_are_in_the_order_of_time() {
    let (one, same, other) = (Entropy::new([1; 32]), Entropy::new([1; 32]), Entropy::new([2; 32]));
    let first = one.bits();
    assert_eq!(first, same.bits());
    assert_ne!(first, other.bits());
    assert_ne!(first, one.clone().bits());
    assert!(one.event_id(NOW) < one.event_id(NOW.plus_ms(1)));
}
