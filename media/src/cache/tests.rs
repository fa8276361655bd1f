use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::{Answer, Cache, Entry, Object, SealingKey, StorageConfig};

const FORMAT: &str = "pcmu";

fn open(root: &Path) -> Cache {
    Cache::open(StorageConfig::new(root.to_owned())).unwrap()
}

fn open_small(root: &Path, max_bytes: u64) -> Cache {
    let config = StorageConfig { max_bytes, ..StorageConfig::new(root.to_owned()) };
    Cache::open(config).unwrap()
}

fn open_sealed(root: &Path, secret: u8) -> Cache {
    let sealing_key = Some(SealingKey::new(&[secret; 32]));
    let config = StorageConfig { sealing_key, ..StorageConfig::new(root.to_owned()) };
    Cache::open(config).unwrap()
}

fn all_files(root: &Path) -> Vec<PathBuf> {
    fs::read_dir(root)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { all_files(&path) } else { vec![path] }
        })
        .collect()
}

fn object_files(root: &Path) -> Vec<PathBuf> {
    all_files(&root.join("objects"))
}

async fn keep(cache: &Cache, partition: &str, address: &str, sound: &[u8]) -> Object {
    let object = Object::of(sound);
    let renditions = BTreeMap::from([(FORMAT.to_owned(), object.clone())]);
    let answer = Answer { renditions, ..Answer::default() };
    let sounds = vec![(object.clone(), Bytes::copy_from_slice(sound))];
    cache.put(Entry::new(partition, address, answer), sounds).await.unwrap();
    object
}

async fn heard(cache: &Cache, address: &str) -> Option<Bytes> {
    let entry = cache.used(address)?;
    let object = entry.answers[0].renditions[FORMAT].clone();
    cache.bytes(&entry.partition, &object).await.map(|(bytes, _lease)| bytes)
}

#[tokio::test]
async fn a_kept_sound_is_there_after_a_restart() {
    let root = tempfile::tempdir().unwrap();
    keep(&open(root.path()), "AC1", "x", b"sound").await;
    let cache = open(root.path());
    assert_eq!(heard(&cache, "x").await.unwrap(), "sound");
    assert!(cache.entry("y").is_none());
}

#[tokio::test]
async fn two_addresses_with_the_same_sound_share_one_file_two_partitions_do_not() {
    let root = tempfile::tempdir().unwrap();
    let cache = open(root.path());
    for (partition, address) in [("AC1", "x"), ("AC1", "y"), ("AC2", "z")] {
        keep(&cache, partition, address, b"sound").await;
    }
    assert_eq!(object_files(root.path()).len(), 2);
    assert_eq!(cache.bytes_kept(), 10);
    cache.remove("x").await;
    assert_eq!(heard(&cache, "y").await.unwrap(), "sound");
    cache.remove("y").await;
    assert_eq!(object_files(root.path()).len(), 1);
    assert_eq!(heard(&cache, "z").await.unwrap(), "sound");
}

#[tokio::test]
async fn a_newer_sound_takes_the_place_of_the_older_and_its_file() {
    let root = tempfile::tempdir().unwrap();
    let cache = open(root.path());
    keep(&cache, "AC1", "x", b"older").await;
    keep(&cache, "AC1", "x", b"newer one").await;
    assert_eq!(heard(&cache, "x").await.unwrap(), "newer one");
    assert_eq!((object_files(root.path()).len(), cache.bytes_kept()), (1, 9));
    assert_eq!(heard(&open(root.path()), "x").await.unwrap(), "newer one");
}

#[tokio::test]
async fn what_a_crash_left_behind_is_gone_after_a_restart() {
    let root = tempfile::tempdir().unwrap();
    let cache = open(root.path());
    keep(&cache, "AC1", "whole", b"sound").await;
    let lost = keep(&cache, "AC1", "lost", b"another").await;
    drop(cache);
    let is_lost = |path: &&PathBuf| path.ends_with(&lost.digest);
    fs::remove_file(object_files(root.path()).iter().find(is_lost).unwrap()).unwrap();
    fs::write(root.path().join("unfinished/half"), b"so").unwrap();
    for orphan in ["objects/AC1/00/orphan", "objects/old", "index/00/torn.json"] {
        fs::create_dir_all(root.path().join(orphan).parent().unwrap()).unwrap();
        fs::write(root.path().join(orphan), b"{\"address\":").unwrap();
    }
    let cache = open(root.path());
    assert!(cache.entry("whole").is_some());
    assert!(cache.entry("lost").is_none());
    assert_eq!(all_files(root.path()).len(), 2);
}

#[tokio::test]
async fn a_damaged_sound_is_never_given_out_and_can_be_kept_anew() {
    let root = tempfile::tempdir().unwrap();
    keep(&open(root.path()), "AC1", "x", b"sound").await;
    fs::write(&object_files(root.path())[0], b"s0und").unwrap();
    let cache = open(root.path());
    assert!(heard(&cache, "x").await.is_none());
    assert!(cache.entry("x").is_none());
    assert!(all_files(root.path()).is_empty());
    keep(&cache, "AC1", "x", b"sound").await;
    assert_eq!(heard(&open(root.path()), "x").await.unwrap(), "sound");
}

#[tokio::test]
async fn what_was_used_longest_ago_is_evicted_when_there_is_too_much() {
    let root = tempfile::tempdir().unwrap();
    let cache = open_small(root.path(), 10);
    keep(&cache, "AC1", "first", b"12345").await;
    keep(&cache, "AC1", "second", b"67890").await;
    assert!(heard(&cache, "first").await.is_some());
    keep(&cache, "AC2", "third", b"abcde").await;
    assert!(cache.entry("second").is_none());
    assert_eq!(heard(&cache, "first").await.unwrap(), "12345");
    assert_eq!((cache.bytes_kept(), object_files(root.path()).len()), (10, 2));
    drop(cache);
    let smaller = open_small(root.path(), 5);
    assert_eq!(smaller.bytes_kept(), 5);
}

#[tokio::test]
async fn what_is_being_played_is_not_evicted() {
    let root = tempfile::tempdir().unwrap();
    let cache = open_small(root.path(), 5);
    let object = keep(&cache, "AC1", "playing", b"12345").await;
    let (_, lease) = cache.bytes("AC1", &object).await.unwrap();
    keep(&cache, "AC1", "other", b"67890").await;
    assert!(cache.entry("playing").is_some());
    assert!(cache.entry("other").is_none());
    drop(lease);
    keep(&cache, "AC1", "another", b"abcde").await;
    assert!(cache.entry("playing").is_none());
    assert_eq!(cache.bytes_kept(), 5);
}

#[tokio::test]
async fn sealed_sounds_say_nothing_of_themselves_and_need_their_key() {
    let root = tempfile::tempdir().unwrap();
    let object =
        keep(&open_sealed(root.path(), 1), "AC1", "https://secret.example", b"sound").await;
    for file in all_files(root.path()) {
        let bytes = fs::read(&file).unwrap();
        for told in [&b"sound"[..], b"secret", object.digest.as_bytes()] {
            assert!(!bytes.windows(told.len()).any(|window| window == told), "{file:?}");
        }
        assert!(!file.to_string_lossy().contains(&object.digest));
    }
    let cache = open_sealed(root.path(), 1);
    assert_eq!(heard(&cache, "https://secret.example").await.unwrap(), "sound");
    let other = open_sealed(root.path(), 2);
    assert!(other.entry("https://secret.example").is_none());
    assert!(all_files(root.path()).is_empty());
}

#[tokio::test]
async fn a_purge_takes_what_it_names_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    let cache = open(root.path());
    keep(&cache, "AC1", "/media/AC1/a", b"one").await;
    keep(&cache, "AC1", "/media/AC1/b", b"two").await;
    keep(&cache, "AC2", "/media/AC2/a", b"one").await;
    assert_eq!(cache.purge(|entry| entry.partition == "AC1").await, 2);
    assert_eq!(heard(&cache, "/media/AC2/a").await.unwrap(), "one");
    assert_eq!(all_files(root.path()).len(), 2);
}
