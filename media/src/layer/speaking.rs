//! Making speech: sentence by sentence, each kept by itself, by the next engine when one fails.

use std::pin::Pin;
use std::sync::Arc;

use futures_util::StreamExt;

use super::config::Inner;
use super::fill::{Fill, Head};
use super::make::{Found, Made};
use crate::address::{Address, Partition, Rendering};
use crate::fault::{MediaFault, code};
use crate::speech::Piece;

/// What another engine said in place of the one that the address names is heard and forgotten.
const ONCE: &str = "no-store";
/// Of the sounds that belong to nobody.
const NOBODY: &str = "";

type Speaking<'a> = Pin<Box<dyn Future<Output = Result<bool, MediaFault>> + Send + 'a>>;

impl Inner {
    /// Speaks into `fill`. What is made by the engine of its address may be kept.
    pub(super) async fn make_of_words(
        self: &Arc<Self>,
        fill: &Fill,
        owner: Option<&Partition>,
        rendering: &Rendering,
        cache_control: String,
    ) -> Result<Made, MediaFault> {
        let pieces = self.speaker.pieces(rendering)?;
        let mut mouth = Mouth { fill, cache_control, bytes: 0, is_begun: false };
        let mut is_own = true;
        let is_whole = pieces.len() == 1;
        for piece in pieces {
            is_own &= match piece {
                Piece::Made(pcmu) => {
                    mouth.put(self, pcmu.into())?;
                    true
                }
                Piece::Words(words) => match owner {
                    Some(owner) if !is_whole => {
                        self.say_kept(&mut mouth, owner.clone(), words).await?
                    }
                    _ => self.say(&mut mouth, owner, &words).await?,
                },
            };
        }
        Ok(if is_own { Made::New(Box::default()) } else { Made::Passing })
    }

    /// A run of the engine that the words name; of another when it fails. Whether it was its own.
    async fn say(
        self: &Arc<Self>,
        mouth: &mut Mouth<'_>,
        owner: Option<&Partition>,
        words: &Rendering,
    ) -> Result<bool, MediaFault> {
        let fault = match self.speaker.utter(owner.map_or(NOBODY, Partition::as_str), words).await {
            Ok(pcmu) => return mouth.put(self, pcmu.into()).map(|()| true),
            Err(fault) if fault.code == code::INTERNAL => fault,
            Err(fault) => return Err(fault),
        };
        for other in self.speaker.voices().alternatives(words) {
            tracing::warn!(engine = words.engine, instead = other.engine, "a speech engine failed");
            let owner = owner.map_or(NOBODY, Partition::as_str);
            if let Ok(pcmu) = self.speaker.utter(owner, &other).await {
                ONCE.clone_into(&mut mouth.cache_control);
                return mouth.put(self, pcmu.into()).map(|()| false);
            }
        }
        Err(fault)
    }

    /// The sound of a sentence's own address. Boxed, as it may be made on the way, like this one.
    fn say_kept<'a>(
        self: &'a Arc<Self>,
        mouth: &'a mut Mouth<'_>,
        owner: Partition,
        words: Rendering,
    ) -> Speaking<'a> {
        Box::pin(async move {
            let address = Address::Say(owner, words);
            match self.find(&address).await? {
                Found::Whole(_, bytes, _lease) => mouth.put(self, bytes).map(|()| true),
                Found::Growing(head, fill) => {
                    let mut pieces = Box::pin(fill.read());
                    while let Some(piece) = pieces.next().await {
                        mouth.put(self, piece?)?;
                    }
                    Ok(head.cache_control != ONCE)
                }
            }
        })
    }
}

/// Where pieces go, one after the other.
struct Mouth<'a> {
    fill: &'a Fill,
    cache_control: String,
    bytes: u64,
    is_begun: bool,
}

impl Mouth<'_> {
    fn put(&mut self, inner: &Inner, pcmu: bytes::Bytes) -> Result<(), MediaFault> {
        self.bytes += pcmu.len() as u64;
        if self.bytes > inner.speaker.max_bytes() {
            return Err(inner.speaker.too_long());
        }
        if !self.is_begun {
            self.is_begun = true;
            self.fill.begin(Head { etag: None, cache_control: self.cache_control.clone() });
        }
        self.fill.push(pcmu);
        Ok(())
    }
}
