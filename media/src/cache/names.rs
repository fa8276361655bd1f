//! How entries and objects are named in a store.

use ring::hmac;

use super::entry::sha256;
use super::sealed::SealingKey;

/// Names; keyed when what is stored is sealed, so that they say nothing of the content either.
#[derive(Debug, Clone)]
pub(super) struct Names(Option<hmac::Key>);

impl Names {
    pub(super) fn new(key: Option<&SealingKey>) -> Self {
        Self(key.map(SealingKey::for_names))
    }

    pub(super) fn object(&self, partition: &str, digest: &str) -> String {
        let name = match &self.0 {
            None => digest.to_owned(),
            Some(_) => self.hash(&format!("{partition}/{digest}")),
        };
        format!("objects/{partition}/{}/{name}", name.get(..2).unwrap_or("00"))
    }

    pub(super) fn index(&self, partition: &str, address: &str) -> String {
        let name = self.hash(address);
        format!("index/{partition}/{}/{name}.json", name.get(..2).unwrap_or("00"))
    }

    fn hash(&self, text: &str) -> String {
        match &self.0 {
            None => sha256(text.as_bytes()),
            Some(key) => crate::hex::encode(hmac::sign(key, text.as_bytes()).as_ref()),
        }
    }
}
