//! The rows of the story, and that they do not depend on how it was told.

use super::{empty, follow, noon, shown, story};

#[tokio::test]
async fn the_story_gives_these_rows() {
    let (_dir, views) = shown(story().told().await).await;
    insta::assert_snapshot!("rows_of_the_story", views.dump().await.unwrap());
}

#[tokio::test]
async fn following_the_same_log_twice_changes_nothing() {
    let store = story().told().await;
    let (_dir, views) = shown(store.clone()).await;
    let once = views.dump().await.unwrap();
    follow(&views, store, 7).await;
    assert_eq!(views.dump().await.unwrap(), once);
}

#[tokio::test]
async fn batches_of_any_size_give_the_same_rows() {
    let store = story().told().await;
    let (_dir, views) = shown(store.clone()).await;
    let whole = views.dump().await.unwrap();
    for size in [1, 2, 3, 5, 8, 13, 21, 34] {
        let (_dir, views) = empty();
        follow(&views, store.clone(), size).await;
        assert_eq!(views.dump().await.unwrap(), whole, "batches of {size}");
    }
}

#[tokio::test]
async fn a_rebuild_gives_the_same_rows_and_leaves_one_file() {
    let store = story().told().await;
    let (dir, views) = shown(store.clone()).await;
    let before = views.dump().await.unwrap();
    let rebuilt = views.rebuild(store, noon).await.unwrap();
    assert_eq!(rebuilt.position, views.position());
    assert_eq!(views.dump().await.unwrap(), before);
    let live = std::fs::read_link(dir.path().join("views.db")).unwrap();
    assert_eq!(live.to_str(), Some("views-00000002.db"));
    assert!(!dir.path().join("views-00000001.db").exists());
}

#[tokio::test]
async fn rows_outlive_the_process_and_are_taken_up_where_they_were() {
    let store = story().told().await;
    let (dir, views) = shown(store.clone()).await;
    let (before, position) = (views.dump().await.unwrap(), views.position());
    drop(views);
    let views = crate::Views::open_sqlite(dir.path()).unwrap();
    assert_eq!(views.position(), position);
    assert_eq!(views.dump().await.unwrap(), before);
}

#[tokio::test]
async fn rows_made_by_other_rules_are_built_anew() {
    let store = story().told().await;
    let (dir, views) = shown(store.clone()).await;
    let before = views.dump().await.unwrap();
    drop(views);
    let file = rusqlite::Connection::open(dir.path().join("views.db")).unwrap();
    file.execute("UPDATE feed SET fingerprint = 'of another day'", []).unwrap();
    drop(file);
    let views = crate::Views::open_sqlite(dir.path()).unwrap();
    assert_eq!(views.position(), store::position::Position::START);
    follow(&views, store, 100).await;
    assert_eq!(views.dump().await.unwrap(), before);
}
