use serde::{Deserialize, Serialize};

/// Speech and sound files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Media {
    /// How much sound may be kept on disk, in MiB.
    pub(crate) cache_mib: u64,
    /// Whether hold music at Twilio's well-known addresses (`com.twilio.music.*`) is our own instead of theirs.
    /// Development mode sets it.
    pub(crate) own_music: bool,
    /// A file of 64 hexadecimal digits: what is kept is encrypted with this key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sealing_key_file: Option<std::path::PathBuf>,
    /// How many syntheses and decodings run at once; one for each core when 0.
    pub(crate) workers: usize,
    /// Processing servers (`ringback media-worker`), `http://HOST:PORT` each, separated by commas; this process does
    /// the work when empty.
    pub(crate) processing_at: String,
    /// A file that holds the token of the processing servers.
    pub(crate) processing_token_file: Option<std::path::PathBuf>,
    /// Engines of speech on other machines, preferred to those on this one, in this order.
    pub(crate) speech: Vec<SpeechEngine>,
}

/// An engine of speech that is asked over HTTP.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpeechEngine {
    /// By which documents name its voices: `{name}.{voice}`.
    pub(crate) name: String,
    /// How it is asked.
    pub(crate) protocol: SpeechProtocol,
    /// Where.
    pub(crate) url: String,
    /// A file that holds the token to send.
    #[serde(default)]
    pub(crate) token_file: Option<std::path::PathBuf>,
    /// The model, where the protocol has one.
    #[serde(default)]
    pub(crate) model: String,
    /// To be changed when the engine begins to sound otherwise.
    #[serde(default)]
    pub(crate) revision: String,
    /// Its voices.
    #[serde(default)]
    pub(crate) voices: Vec<SpeechVoice>,
}

/// How an engine wants to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SpeechProtocol {
    /// JSON with plain text.
    Generic,
    /// The same with SSML.
    GenericSsml,
    /// `/v1/audio/speech` as OpenAI has it.
    Openai,
    /// Piper's own server.
    Piper,
}

/// A voice of such an engine.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpeechVoice {
    /// The engine's own name of it.
    pub(crate) name: String,
    /// Whether it sounds like a man.
    #[serde(default)]
    pub(crate) is_man: bool,
    /// Its languages (BCP 47): `en` for all kinds of English, none for a voice of every language.
    #[serde(default)]
    pub(crate) languages: Vec<String>,
}

impl Default for Media {
    fn default() -> Self {
        Self {
            cache_mib: 2_048,
            own_music: false,
            sealing_key_file: None,
            workers: 0,
            processing_at: String::new(),
            processing_token_file: None,
            speech: Vec::new(),
        }
    }
}
