use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::Cache;

const HOT_BYTES: u64 = 1 << 20;

fn all_files(root: &Path) -> Vec<PathBuf> {
    fs::read_dir(root)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { all_files(&path) } else { vec![path] }
        })
        .collect()
}

async fn kept(root: &Path, address: &str, sound: &'static [u8]) {
    Cache::open(root, HOT_BYTES)
        .unwrap()
        .put(address, Bytes::from_static(sound), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_kept_sound_is_there_after_a_restart() {
    let root = tempfile::tempdir().unwrap();
    kept(root.path(), "/media/a/say?x", b"sound").await;
    let cache = Cache::open(root.path(), HOT_BYTES).unwrap();
    let entry = cache.entry("/media/a/say?x").unwrap();
    assert_eq!(cache.bytes(&entry).await.unwrap(), "sound");
    assert!(cache.entry("/media/b/say?x").is_none());
}

#[tokio::test]
async fn two_addresses_with_the_same_sound_share_one_file() {
    let root = tempfile::tempdir().unwrap();
    kept(root.path(), "/media/a/say?x", b"sound").await;
    kept(root.path(), "/media/a/say?y", b"sound").await;
    assert_eq!(all_files(&root.path().join("objects")).len(), 1);
    assert_eq!(all_files(&root.path().join("index")).len(), 2);
}

#[tokio::test]
async fn what_a_crash_left_behind_is_gone_after_a_restart() {
    let root = tempfile::tempdir().unwrap();
    kept(root.path(), "/media/a/say?whole", b"sound").await;
    kept(root.path(), "/media/a/say?lost", b"another").await;
    let lost = Cache::open(root.path(), HOT_BYTES).unwrap().entry("/media/a/say?lost").unwrap();
    fs::remove_file(root.path().join(format!(
        "objects/{}/{}.pcmu",
        &lost.digest[..2],
        lost.digest
    )))
    .unwrap();
    fs::write(root.path().join("unfinished/half"), b"so").unwrap();
    fs::create_dir_all(root.path().join("objects/00")).unwrap();
    fs::write(root.path().join("objects/00/orphan.pcmu"), b"orphan").unwrap();
    fs::create_dir_all(root.path().join("index/00")).unwrap();
    fs::write(root.path().join("index/00/torn.json"), b"{\"address\":").unwrap();
    let cache = Cache::open(root.path(), HOT_BYTES).unwrap();
    assert!(cache.entry("/media/a/say?whole").is_some());
    assert!(cache.entry("/media/a/say?lost").is_none());
    assert_eq!(all_files(root.path()).len(), 2);
}

#[tokio::test]
async fn a_damaged_sound_is_never_given_out_and_is_forgotten() {
    let root = tempfile::tempdir().unwrap();
    kept(root.path(), "/media/a/say?x", b"sound").await;
    let object = all_files(&root.path().join("objects")).remove(0);
    fs::write(&object, b"s0und").unwrap();
    let cache = Cache::open(root.path(), HOT_BYTES).unwrap();
    let entry = cache.entry("/media/a/say?x").unwrap();
    assert!(cache.bytes(&entry).await.is_none());
    assert!(cache.entry("/media/a/say?x").is_none());
    assert!(all_files(root.path()).is_empty());
}
