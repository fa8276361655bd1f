//! Sids for what the floor itself makes.

/// 128 bits for the sid of the resource that comes to be with the event of this sequence number: the first
/// half of the SHA-256 of seed and number, so that the same history gives the same sids.
pub fn minted(seed: u64, sequence: u64) -> u128 {
    let mut text = [0; 16];
    text[..8].copy_from_slice(&seed.to_be_bytes());
    text[8..].copy_from_slice(&sequence.to_be_bytes());
    let digest = ring::digest::digest(&ring::digest::SHA256, &text);
    let mut bits = [0; 16];
    bits.copy_from_slice(&digest.as_ref()[..16]);
    u128::from_be_bytes(bits)
}
