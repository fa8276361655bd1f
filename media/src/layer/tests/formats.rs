use std::collections::HashMap;

use axum::extract::Path;

use super::*;
use crate::decode::tests::matrix;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_of_any_usual_format_is_played_from_its_origin() {
    let directory = tempfile::tempdir().unwrap();
    let files = matrix::files(directory.path());
    let served: HashMap<_, _> = files
        .into_iter()
        .map(|(name, content_type, bytes)| (name.to_owned(), (content_type, bytes)))
        .collect();
    let names: Vec<_> = served.keys().cloned().collect();
    let base = serve(Router::new().route(
        "/{file}",
        get(move |Path(file): Path<String>| async move {
            let (content_type, bytes) = served[&file].clone();
            ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "max-age=60")], bytes)
        }),
    ))
    .await;
    let house = house().await;
    for name in names {
        let source = Source::Play(base.join(&name).unwrap().into());
        let heard = house.heard(&source).await.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        matrix::assert_is_the_tone(&name, &heard);
    }
}

#[tokio::test]
async fn a_sound_whose_decoder_is_stopped_is_neither_complete_nor_kept() {
    // Two seconds of noise that ffmpeg takes for GSM, then the connection breaks.
    let frames = vec![0xd5_u8; 33 * 100];
    let base = serve(Router::new().route(
        "/",
        get(move || {
            let broken = std::io::Error::other("broken");
            let pieces = [Ok(Bytes::from(frames.clone())), Err(broken)];
            let body = Body::from_stream(stream::iter(pieces));
            async move { ([(header::CONTENT_TYPE, "audio/x-gsm")], body) }
        }),
    ))
    .await;
    let house = house().await;
    let played = house.client.sound(&partition("AC1"), &Source::Play(base.into())).await;
    house.settle().await;
    assert!(played.map_or(true, |sound| sound.state() == SoundState::Failed));
    assert!(std::fs::read_dir(house.directory.path().join("index")).unwrap().next().is_none());
}
