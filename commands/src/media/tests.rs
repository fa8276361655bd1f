use domain::media_asset::{MediaAssetFact, MediaAssetStored};
use domain::sid::AccountSid;

use super::*;
use crate::position::Position;
use crate::trial::{ACCOUNT, NOW, count, types, writer};

fn report(account: AccountSid, address: &str, fact: MediaAssetFact) -> MediaReport {
    MediaReport { account, address: address.to_owned(), at: NOW, fact }
}

fn stored() -> MediaAssetFact {
    let (format, digest) = ("pcmu-8000".to_owned(), "aa".to_owned());
    MediaAssetFact::Stored(MediaAssetStored { format, digest, bytes: 1 })
}

#[tokio::test]
async fn what_is_told_of_a_sound_is_written_to_its_own_stream_in_order() {
    let writer = writer();
    let (recorder, writing) = recorder(writer.clone());
    let url = "https://u:secret@a.example/a.wav";
    for fact in [stored(), MediaAssetFact::Revalidated(1), MediaAssetFact::Revalidated(1)] {
        recorder.record(report(ACCOUNT, url, fact));
    }
    drop(recorder);
    writing.await;
    let written = ["MediaAssetRequested", "MediaAssetStored", "MediaAssetRevalidated"];
    assert_eq!(types(&writer).await, written);
    let events = writer.store.read_all(Position::START, 10).await.unwrap();
    let sid = report(ACCOUNT, url, stored()).sid().to_string();
    assert!(events.iter().all(|stored| stored.stream.key == sid));
    let said = |at: usize| String::from_utf8_lossy(&events[at].event.data).into_owned();
    assert_eq!(said(0), r#"{"address":"https://a.example/a.wav"}"#);
    assert_eq!(said(2), r#"{"times":2}"#);
}

#[test]
fn the_same_address_in_two_accounts_is_two_assets() {
    let other = AccountSid::from_bits(0xbb);
    let sid = |account, address| report(account, address, stored()).sid();
    assert_eq!(sid(ACCOUNT, "https://a/"), sid(ACCOUNT, "https://a/"));
    assert_ne!(sid(ACCOUNT, "https://a/"), sid(other, "https://a/"));
    assert_ne!(sid(ACCOUNT, "https://a/"), sid(ACCOUNT, "https://b/"));
}

#[tokio::test]
async fn a_full_queue_drops_reports_and_blocks_nobody() {
    let writer = writer();
    let (recorder, writing) = recorder(writer.clone());
    for number in 0..5_000 {
        recorder.record(report(ACCOUNT, &format!("https://a/{}", number % 3), stored()));
    }
    drop(recorder);
    writing.await;
    assert_eq!(count(&writer).await, 4_096 + 3);
}
