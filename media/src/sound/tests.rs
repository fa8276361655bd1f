use super::*;

fn drain(cursor: &mut Cursor, step: usize) -> (Vec<u8>, SoundState) {
    let mut heard = Vec::new();
    loop {
        let mut buffer = vec![0; step];
        let read = cursor.read(&mut buffer);
        heard.extend_from_slice(&buffer[..read.bytes]);
        if read.bytes < step {
            return (heard, read.state);
        }
    }
}

#[test]
fn a_complete_sound_is_read_to_its_end() {
    let sound = Sound::complete((0..=255).collect::<Vec<u8>>());
    let (heard, state) = drain(&mut sound.cursor(), 100);
    assert_eq!(heard, (0..=255).collect::<Vec<u8>>());
    assert_eq!(state, SoundState::Complete);
    assert_eq!(sound.duration_ms(), 32);
}

#[test]
fn a_growing_sound_runs_dry_and_goes_on() {
    let (mut writer, sound) = Sound::growing();
    let mut cursor = sound.cursor();
    assert_eq!(cursor.read(&mut [0; 10]), CursorRead { bytes: 0, state: SoundState::Growing });
    writer.append(vec![1; 200]);
    assert_eq!(drain(&mut cursor, 64), (vec![1; 200], SoundState::Growing));
    writer.append(vec![2; 160]);
    writer.complete();
    assert_eq!(drain(&mut cursor, 64), (vec![2; 160], SoundState::Complete));
}

#[test]
fn crumbs_are_gathered_and_none_is_lost() {
    let (mut writer, sound) = Sound::growing();
    for crumb in 0..250u8 {
        writer.append(vec![crumb]);
    }
    assert_eq!(sound.len(), 160);
    writer.complete();
    assert_eq!(drain(&mut sound.cursor(), 7).0, (0..250).collect::<Vec<u8>>());
}

#[test]
fn two_listeners_hear_the_same_from_their_own_places() {
    let (mut writer, sound) = Sound::growing();
    writer.append(vec![5; 320]);
    let mut early = sound.cursor();
    early.read(&mut [0; 300]);
    let mut late = sound.cursor();
    writer.complete();
    assert_eq!(drain(&mut early, 160).0.len(), 20);
    assert_eq!(drain(&mut late, 160).0.len(), 320);
}

#[test]
fn a_failed_sound_gives_what_it_had_and_says_so() {
    let (mut writer, sound) = Sound::growing();
    writer.append(vec![9; 40]);
    writer.fail();
    assert_eq!(drain(&mut sound.cursor(), 160), (vec![9; 40], SoundState::Failed));
}

#[test]
fn a_writer_that_goes_away_fails_its_sound() {
    let (writer, sound) = Sound::growing();
    drop(writer);
    assert_eq!(sound.state(), SoundState::Failed);
}

#[test]
fn a_very_long_chain_of_chunks_is_dropped_without_overflowing_the_stack() {
    let (mut writer, sound) = Sound::growing();
    for _ in 0..200_000 {
        writer.append(Bytes::from_static(&[0; 160]));
    }
    drop(writer);
    drop(sound);
}
