//! Bytes as lower-case hexadecimal.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Two characters per byte.
pub(crate) fn encode(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .map(|nibble| char::from(DIGITS[usize::from(nibble)]))
        .collect()
}

/// The bytes, unless `text` has an odd length or something that [`encode`] doesn't write.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let nibble = |digit: &u8| DIGITS.iter().position(|known| known == digit);
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| u8::try_from(nibble(high)? << 4 | nibble(low)?).ok()).collect()
}
