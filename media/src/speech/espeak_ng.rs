//! eSpeak NG: about a hundred languages.

use std::path::PathBuf;

use super::engine::{Engine, Future16, FutureInstalled, Utterance};
use super::voices::{EngineName, Installed};
use super::wave;
use crate::process::{ProcessLimits, run};

/// As the one of flite.
const PIPELINE: u32 = 1;
/// Words per minute at 100 %.
const WORDS_PER_MINUTE: u32 = 165;

/// `espeak-ng`, found on the path.
#[derive(Debug, Clone)]
pub struct EspeakNg {
    program: PathBuf,
    limits: ProcessLimits,
}

impl EspeakNg {
    /// The engine at `program`, for example `espeak-ng`.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>, limits: ProcessLimits) -> Self {
        Self { program: program.into(), limits }
    }
}

impl Engine for EspeakNg {
    fn installed(&self) -> FutureInstalled<'_> {
        Box::pin(async {
            let version = run(&self.program, &["--version"], "", self.limits).await.ok()?;
            let version = String::from_utf8_lossy(&version);
            let version = version.split("text-to-speech:").nth(1)?.split_whitespace().next()?;
            let table = run(&self.program, &["--voices"], "", self.limits).await.ok()?;
            let table = String::from_utf8_lossy(&table);
            // `Pty Language Age/Gender VoiceName File Other`, after a line of headings.
            let languages = table
                .lines()
                .skip(1)
                .filter_map(|line| line.split_whitespace().nth(1))
                .map(str::to_lowercase);
            Some(Installed {
                engine: EngineName::EspeakNg,
                fingerprint: format!("espeak-ng-{version}.{PIPELINE}"),
                languages: languages.collect(),
            })
        })
    }

    fn speak<'a>(&'a self, utterance: &'a Utterance) -> Future16<'a> {
        Box::pin(async move {
            let voice = format!("{}+{}", utterance.language, utterance.voice);
            let words = (WORDS_PER_MINUTE * u32::from(utterance.rate_percent) / 100).to_string();
            let arguments = ["-v", &voice, "-s", &words, "--stdin", "--stdout"];
            // Between double brackets it expects phonemes, which no document means.
            let text = utterance.text.replace("[[", "[ [");
            let bytes = run(&self.program, &arguments, &text, self.limits).await?;
            wave::read("espeak-ng", &bytes)
        })
    }
}
