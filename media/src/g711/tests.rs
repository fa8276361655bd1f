use super::*;

/// G.191 `ulaw_compress`, as the Recommendation's C text has it.
fn reference_ulaw_compress(sample: i16) -> u8 {
    let sample = i32::from(sample);
    let mut absolute = if sample < 0 { ((!sample) >> 2) + 33 } else { (sample >> 2) + 33 };
    absolute = absolute.min(0x1fff);
    let mut shifted = absolute >> 6;
    let mut segment = 1;
    while shifted != 0 {
        segment += 1;
        shifted >>= 1;
    }
    let high = 0x0008 - segment;
    let low = 0x000f - ((absolute >> segment) & 0x000f);
    let code = (high << 4) | low;
    u8::try_from(if sample >= 0 { code | 0x80 } else { code }).unwrap()
}

/// G.191 `ulaw_expand`.
fn reference_ulaw_expand(code: u8) -> i16 {
    let code = i32::from(code);
    let sign = if code < 0x80 { -1 } else { 1 };
    let inverted = !code;
    let exponent = (inverted >> 4) & 7;
    let segment = exponent + 1;
    let mantissa = inverted & 15;
    let step = 4 << segment;
    i16::try_from(sign * ((0x80 << exponent) + step * mantissa + step / 2 - 4 * 33)).unwrap()
}

/// G.191 `alaw_compress`.
fn reference_alaw_compress(sample: i16) -> u8 {
    let sample = i32::from(sample);
    let mut index = if sample < 0 { (!sample) >> 4 } else { sample >> 4 };
    if index > 15 {
        let mut exponent = 1;
        while index > 16 + 15 {
            index >>= 1;
            exponent += 1;
        }
        index -= 16;
        index += exponent << 4;
    }
    if sample >= 0 {
        index |= 0x80;
    }
    u8::try_from(index ^ 0x55).unwrap()
}

/// G.191 `alaw_expand`.
fn reference_alaw_expand(code: u8) -> i16 {
    let index = i32::from(code ^ 0x55) & 0x7f;
    let exponent = index >> 4;
    let mut mantissa = index & 15;
    if exponent > 0 {
        mantissa += 16;
    }
    mantissa = (mantissa << 4) + 8;
    if exponent > 1 {
        mantissa <<= exponent - 1;
    }
    i16::try_from(if code > 127 { mantissa } else { -mantissa }).unwrap()
}

#[test]
fn every_sample_encodes_as_the_itu_reference_does() {
    for sample in i16::MIN..=i16::MAX {
        assert_eq!(ulaw_encode(sample), reference_ulaw_compress(sample), "µ-law of {sample}");
        assert_eq!(alaw_encode(sample), reference_alaw_compress(sample), "A-law of {sample}");
    }
}

#[test]
fn every_code_decodes_as_the_itu_reference_does() {
    for code in 0..=u8::MAX {
        assert_eq!(ulaw_decode(code), reference_ulaw_expand(code), "µ-law {code:#x}");
        assert_eq!(alaw_decode(code), reference_alaw_expand(code), "A-law {code:#x}");
    }
}

#[test]
fn the_known_corners_of_g711_hold() {
    assert_eq!(ulaw_decode(0x80), 32_124);
    assert_eq!(ulaw_decode(0x00), -32_124);
    assert_eq!(ulaw_decode(ULAW_SILENCE), 0);
    assert_eq!(ulaw_encode(0), ULAW_SILENCE);
    assert_eq!(alaw_decode(0xaa), 32_256);
    assert_eq!(alaw_decode(0x2a), -32_256);
    assert_eq!(alaw_encode(0), ALAW_SILENCE);
    assert_eq!(alaw_decode(ALAW_SILENCE), 8);
}

#[test]
fn a_decoded_code_encodes_to_itself() {
    for code in 0..=u8::MAX {
        // 0x7f is µ-law's negative zero; linear zero is written as the positive one.
        let expected = if code == 0x7f { ULAW_SILENCE } else { code };
        assert_eq!(ulaw_encode(ulaw_decode(code)), expected);
        assert_eq!(alaw_encode(alaw_decode(code)), code);
    }
}

#[test]
fn the_conversion_table_is_decoding_and_encoding() {
    let mut codes: Vec<u8> = (0..=u8::MAX).collect();
    ulaw_to_alaw_in_place(&mut codes);
    for (code, converted) in (0..=u8::MAX).zip(codes) {
        assert_eq!(converted, alaw_encode(ulaw_decode(code)));
    }
}
