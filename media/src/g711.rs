//! G.711: µ-law and A-law, by tables.
//!
//! Samples are 16-bit linear PCM, left-justified as in ITU-T G.191: µ-law uses the upper 14 bits, A-law
//! the upper 13 (`x >> 2`, `x >> 4`). The tables are computed at compile time from the segment rule of
//! ITU-T G.711 (tables 1 and 2) and are bit exact to G.191's `ulaw_compress`, `ulaw_expand`,
//! `alaw_compress` and `alaw_expand` for every one of the 65,536 inputs.

#[cfg(test)]
mod tests;

/// µ-law of silence (positive zero).
pub const ULAW_SILENCE: u8 = 0xff;
/// A-law of silence: the smallest positive step, as A-law has no zero.
pub const ALAW_SILENCE: u8 = 0xd5;

static ULAW_DECODE: [i16; 256] = ulaw_decode_table();
static ALAW_DECODE: [i16; 256] = alaw_decode_table();
static ULAW_ENCODE: [u8; 16_384] = ulaw_encode_table();
static ALAW_ENCODE: [u8; 4_096] = alaw_encode_table();
static ULAW_TO_ALAW: [u8; 256] = ulaw_to_alaw_table();

/// One sample from µ-law.
#[must_use]
pub fn ulaw_decode(code: u8) -> i16 {
    ULAW_DECODE[code as usize]
}

/// One sample from A-law.
#[must_use]
pub fn alaw_decode(code: u8) -> i16 {
    ALAW_DECODE[code as usize]
}

/// One sample to µ-law.
#[must_use]
pub fn ulaw_encode(sample: i16) -> u8 {
    ULAW_ENCODE[((sample >> 2) as u16 & 0x3fff) as usize]
}

/// One sample to A-law.
#[must_use]
pub fn alaw_encode(sample: i16) -> u8 {
    ALAW_ENCODE[((sample >> 4) as u16 & 0x0fff) as usize]
}

/// A-law of the linear value of a µ-law code: decode and encode again, by one look-up.
///
/// G.711 table 3 chooses other codes for some values, so that µ → A → µ loses less in tandem; sound that
/// starts here has no tandem, and the nearest value is the better one.
#[must_use]
pub fn ulaw_to_alaw(code: u8) -> u8 {
    ULAW_TO_ALAW[code as usize]
}

/// Turns µ-law into A-law where it stands.
pub fn ulaw_to_alaw_in_place(codes: &mut [u8]) {
    for code in codes {
        *code = ulaw_to_alaw(*code);
    }
}

const fn ulaw_expand(code: u8) -> i16 {
    let inverted = !code;
    let exponent = (inverted >> 4) & 7;
    let mantissa = (inverted & 15) as i32;
    let magnitude = (((mantissa << 1) + 33) << exponent) - 33;
    let left_justified = (magnitude << 2) as i16;
    if code & 0x80 == 0 { -left_justified } else { left_justified }
}

const fn alaw_expand(code: u8) -> i16 {
    let plain = code ^ 0x55;
    let exponent = (plain >> 4) & 7;
    let mantissa = (plain & 15) as i32;
    let magnitude =
        if exponent == 0 { (mantissa << 1) + 1 } else { ((mantissa << 1) + 33) << (exponent - 1) };
    let left_justified = (magnitude << 3) as i16;
    if code & 0x80 == 0 { -left_justified } else { left_justified }
}

/// `value` is the sample's upper 14 bits, −8192..=8191.
const fn ulaw_compress(value: i32) -> u8 {
    let (magnitude, sign) = if value < 0 { (!value, 0) } else { (value, 0x80) };
    let biased = if magnitude + 33 > 0x1fff { 0x1fff } else { magnitude + 33 };
    let segment = (31 - biased.leading_zeros()) - 5;
    let mantissa = (biased >> (segment + 1)) & 15;
    let code = (segment << 4) as u8 | mantissa as u8;
    (!code & 0x7f) | sign
}

/// `value` is the sample's upper 12 bits, −2048..=2047: A-law's 13th bit is the sign's.
const fn alaw_compress(value: i32) -> u8 {
    let (magnitude, sign) = if value < 0 { (!value, 0) } else { (value, 0x80) };
    let code = if magnitude < 32 {
        magnitude as u8
    } else {
        let segment = (31 - magnitude.leading_zeros()) - 3;
        (segment << 4) as u8 | ((magnitude >> (segment - 1)) & 15) as u8
    };
    (code | sign) ^ 0x55
}

const fn ulaw_decode_table() -> [i16; 256] {
    let mut table = [0; 256];
    let mut code = 0;
    while code < 256 {
        table[code] = ulaw_expand(code as u8);
        code += 1;
    }
    table
}

const fn alaw_decode_table() -> [i16; 256] {
    let mut table = [0; 256];
    let mut code = 0;
    while code < 256 {
        table[code] = alaw_expand(code as u8);
        code += 1;
    }
    table
}

const fn ulaw_encode_table() -> [u8; 16_384] {
    let mut table = [0; 16_384];
    let mut value = -8_192;
    while value < 8_192 {
        table[(value & 0x3fff) as usize] = ulaw_compress(value);
        value += 1;
    }
    table
}

const fn alaw_encode_table() -> [u8; 4_096] {
    let mut table = [0; 4_096];
    let mut value = -2_048;
    while value < 2_048 {
        table[(value & 0x0fff) as usize] = alaw_compress(value);
        value += 1;
    }
    table
}

const fn ulaw_to_alaw_table() -> [u8; 256] {
    let mut table = [0; 256];
    let mut code = 0;
    while code < 256 {
        table[code] = alaw_compress((ulaw_expand(code as u8) >> 4) as i32);
        code += 1;
    }
    table
}
