use super::Algorithm;
use super::fields::Fields;
use super::hash::Inputs;

/// A user's name and password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name.
    pub username: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("username", &self.username).finish_non_exhaustive()
    }
}

/// The `Authorization` value that answers a challenge, and whether the challenge said `stale`.
/// `None` when the challenge is not Digest with an algorithm and a `qop` that we know.
pub fn answer(
    challenge: &str,
    credentials: &Credentials,
    method: &str,
    uri: &str,
    cnonce: &str,
) -> Option<(String, bool)> {
    let fields = Fields::parse(challenge)?;
    let algorithm = Algorithm::named(fields.value("algorithm"))?;
    let (realm, nonce) = (fields.value("realm")?, fields.value("nonce")?);
    let is_counted = match fields.value("qop") {
        Some(offered) => offered.split(',').any(|qop| qop.trim().eq_ignore_ascii_case("auth")),
        None => false,
    };
    if fields.value("qop").is_some() && !is_counted {
        return None;
    }
    let nc = "00000001";
    let response = Inputs {
        algorithm,
        username: &credentials.username,
        realm,
        password: &credentials.password,
        method,
        uri,
        nonce,
        counted: is_counted.then_some((nc, cnonce)),
    }
    .response();
    let mut header = format!(
        "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{uri}\", response=\"{response}\"",
        escaped(&credentials.username),
        escaped(realm),
        escaped(nonce)
    );
    if fields.value("algorithm").is_some() {
        header.push_str(", algorithm=");
        header.push_str(algorithm.name());
    }
    if is_counted {
        header.push_str(&format!(", qop=auth, nc={nc}, cnonce=\"{cnonce}\""));
    }
    if let Some(opaque) = fields.value("opaque") {
        header.push_str(&format!(", opaque=\"{}\"", escaped(opaque)));
    }
    let is_stale = fields.value("stale").is_some_and(|stale| stale.eq_ignore_ascii_case("true"));
    Some((header, is_stale))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\r', '\n'], "")
}
