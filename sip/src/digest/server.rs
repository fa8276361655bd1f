use super::Algorithm;
use super::fields::Fields;
use super::hash::{Inputs, hex};
use ring::hmac;
use std::collections::HashMap;

/// Nonces whose counters are remembered; past it the oldest half is forgotten and thereby stale.
const MAX_NONCES: usize = 8_192;
const NONCE_TIME_DIGITS: usize = 16;
const NONCE_SALT_DIGITS: usize = 16;

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No credentials for our realm: challenge.
    Missing,
    /// The nonce has expired, is not ours, or its counter was used: challenge with `stale=true`
    /// when the nonce was ours.
    Stale,
    /// Unreadable: answer 400.
    Malformed,
    /// Unknown user or wrong password: challenge again.
    Wrong,
}

/// The server's side: makes challenges and checks what comes back.
///
/// A nonce is the time it was made, a salt and a keyed hash of both, so nothing is remembered
/// until somebody used it well.
pub struct Challenger {
    realm: String,
    key: hmac::Key,
    lifetime_s: u64,
    /// Nonces made until then are stale: their counters have been forgotten.
    forgotten_until_s: Option<u64>,
    seen: HashMap<String, Seen>,
}

struct Seen {
    made_at_s: u64,
    highest_nc: u32,
}

impl Challenger {
    /// `key` signs the nonces: 32 random bytes drawn at start.
    pub fn new(realm: impl Into<String>, key: &[u8; 32], lifetime_s: u64) -> Self {
        Self {
            realm: realm.into(),
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
            lifetime_s,
            forgotten_until_s: None,
            seen: HashMap::new(),
        }
    }

    /// Two values of `WWW-Authenticate`, SHA-256 first, with one fresh nonce. `salt` is random.
    pub fn challenge(&self, now_s: u64, salt: u64, is_stale: bool) -> [String; 2] {
        let nonce = self.nonce(now_s, salt);
        let stale = if is_stale { ", stale=true" } else { "" };
        [Algorithm::Sha256, Algorithm::Md5].map(|algorithm| {
            format!(
                "Digest realm=\"{}\", nonce=\"{nonce}\", algorithm={}, qop=\"auth\"{stale}",
                self.realm,
                algorithm.name()
            )
        })
    }

    /// Checks an `Authorization` value and gives the user's name. `password` looks a user up.
    ///
    /// # Errors
    /// See [`Fault`]. A password comparison takes the same time for every user.
    pub fn verify(
        &mut self,
        header: Option<&str>,
        method: &str,
        password: impl Fn(&str) -> Option<String>,
        now_s: u64,
    ) -> Result<String, Fault> {
        let fields = Fields::parse(header.ok_or(Fault::Missing)?).ok_or(Fault::Malformed)?;
        let field = |name| fields.value(name).ok_or(Fault::Malformed);
        if field("realm")? != self.realm {
            return Err(Fault::Missing);
        }
        let algorithm = Algorithm::named(fields.value("algorithm")).ok_or(Fault::Malformed)?;
        let (username, nonce, nc) = (field("username")?, field("nonce")?, field("nc")?);
        if !fields.value("qop").is_some_and(|qop| qop.eq_ignore_ascii_case("auth")) {
            return Err(Fault::Malformed);
        }
        let count = u32::from_str_radix(nc, 16).map_err(|_| Fault::Malformed)?;
        let made_at_s = self.made_at(nonce, now_s).ok_or(Fault::Stale)?;
        let known = password(username);
        let expected = Inputs {
            algorithm,
            username,
            realm: &self.realm,
            password: known.as_deref().unwrap_or("no such user"),
            method,
            uri: field("uri")?,
            nonce,
            counted: Some((nc, field("cnonce")?)),
        }
        .response();
        if !is_equal(&expected, field("response")?) || known.is_none() {
            return Err(Fault::Wrong);
        }
        self.count(nonce, made_at_s, count)?;
        Ok(username.to_owned())
    }

    fn nonce(&self, now_s: u64, salt: u64) -> String {
        let head = format!("{now_s:016x}{salt:016x}");
        let tag = hmac::sign(&self.key, head.as_bytes());
        format!("{head}{}", hex(&tag.as_ref()[..16]))
    }

    fn made_at(&self, nonce: &str, now_s: u64) -> Option<u64> {
        let made_at_s = u64::from_str_radix(nonce.get(..NONCE_TIME_DIGITS)?, 16).ok()?;
        let salt_digits = nonce.get(NONCE_TIME_DIGITS..NONCE_TIME_DIGITS + NONCE_SALT_DIGITS)?;
        let salt = u64::from_str_radix(salt_digits, 16).ok()?;
        let is_ours = is_equal(&self.nonce(made_at_s, salt), nonce);
        let is_young = now_s >= made_at_s && now_s - made_at_s <= self.lifetime_s;
        let is_known = self.forgotten_until_s.is_none_or(|until| made_at_s > until);
        (is_ours && is_young && is_known).then_some(made_at_s)
    }

    /// Each count may be used once, rising (RFC 7616 §3.4, `nc`).
    fn count(&mut self, nonce: &str, made_at_s: u64, count: u32) -> Result<(), Fault> {
        if count == 0 {
            return Err(Fault::Malformed);
        }
        if self.seen.len() >= MAX_NONCES && !self.seen.contains_key(nonce) {
            self.forget_older_half();
        }
        let seen = self.seen.entry(nonce.to_owned()).or_insert(Seen { made_at_s, highest_nc: 0 });
        if count <= seen.highest_nc {
            return Err(Fault::Stale);
        }
        seen.highest_nc = count;
        Ok(())
    }

    /// Forgetting a counter must not make its nonce usable again, so all as old go stale.
    fn forget_older_half(&mut self) {
        let mut ages: Vec<u64> = self.seen.values().map(|seen| seen.made_at_s).collect();
        ages.sort_unstable();
        let Some(cut) = ages.get(ages.len() / 2).copied() else { return };
        self.seen.retain(|_, seen| seen.made_at_s > cut);
        self.forgotten_until_s = Some(cut);
    }
}

fn is_equal(left: &str, right: &str) -> bool {
    left.len() == right.len()
        && left.bytes().zip(right.bytes()).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}
