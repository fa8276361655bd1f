use proptest::prelude::*;

use super::*;
use crate::g711::{alaw_encode, ulaw_encode};

/// A file of one format chunk and one data chunk, with a chunk of odd length before them.
fn file(tag: u16, channels: u16, bits: u16, data: &[u8]) -> Vec<u8> {
    let mut file = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0".to_vec();
    file.extend_from_slice(&tag.to_le_bytes());
    file.extend_from_slice(&channels.to_le_bytes());
    file.extend_from_slice(&8_000u32.to_le_bytes());
    file.extend_from_slice(&[0; 6]);
    file.extend_from_slice(&bits.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
    file.extend_from_slice(data);
    file
}

#[test]
fn what_was_written_is_read() {
    let samples = [0, 1, -1, i16::MAX, i16::MIN];
    let wav = read(&write(&samples, 16_000)).unwrap();
    assert_eq!(wav, Wav { sample_rate_hz: 16_000, samples: samples.to_vec() });
}

#[test]
fn companded_files_are_read_by_their_law() {
    let samples = [0, 1000, -1000];
    let ulaw: Vec<u8> = samples.iter().map(|&sample| ulaw_encode(sample)).collect();
    let alaw: Vec<u8> = samples.iter().map(|&sample| alaw_encode(sample)).collect();
    let expected = |decode: fn(u8) -> i16, codes: &[u8]| -> Vec<i16> {
        codes.iter().map(|&code| decode(code)).collect()
    };
    assert_eq!(read(&file(7, 1, 8, &ulaw)).unwrap().samples, expected(ulaw_decode, &ulaw));
    assert_eq!(read(&file(6, 1, 8, &alaw)).unwrap().samples, expected(alaw_decode, &alaw));
}

#[test]
fn of_two_channels_the_first_is_taken() {
    let data = [1, 0, 9, 0, 2, 0, 9, 0];
    assert_eq!(read(&file(1, 2, 16, &data)).unwrap().samples, [1, 2]);
}

#[test]
fn a_header_that_says_too_much_is_read_as_far_as_it_goes() {
    let mut bytes = write(&[5, 6, 7], 8_000);
    bytes.truncate(HEADER_BYTES + 4);
    assert_eq!(read(&bytes).unwrap().samples, [5, 6]);
}

#[test]
fn what_is_not_telephone_sound_is_refused_with_its_reason() {
    assert_eq!(read(b"ID3"), Err(WavError::NotWav));
    assert_eq!(read(&file(1, 1, 24, &[])), Err(WavError::Format { format: 1, bits: 24 }));
    assert_eq!(read(b"RIFF\0\0\0\0WAVE"), Err(WavError::Missing("sound")));
    assert_eq!(read(b"RIFF\0\0\0\0WAVEdata\0\0\0\0"), Err(WavError::Missing("format")));
    assert_eq!(read(b"RIFF\0\0\0\0WAVEfmt \x02\0\0\0ab"), Err(WavError::Missing("format")));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        at in 0usize..60,
        value: u8,
    ) {
        let _ = read(&bytes);
        let mut wave = file(0xfffe, 1, 16, &bytes);
        wave[at % 60.min(bytes.len() + 40)] = value;
        let _ = read(&wave);
    }
}
