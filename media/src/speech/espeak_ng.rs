//! eSpeak NG: about a hundred languages.

use std::path::PathBuf;

use super::engine::{Engine, Future16, FutureInstalled, Installed, Utterance, VoiceSet};
use super::wave;
use crate::process::{ProcessLimits, run};

/// As the one of flite.
const PIPELINE: u32 = 2;
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
                name: "espeak-ng".to_owned(),
                fingerprint: format!("espeak-ng-{version}.{PIPELINE}"),
                voices: VoiceSet::PerLanguage(languages.collect()),
            })
        })
    }

    fn speak<'a>(&'a self, utterance: &'a Utterance) -> Future16<'a> {
        Box::pin(async move {
            let voice = format!("{}+{}", utterance.language, utterance.voice);
            let style = utterance.phrase.style;
            let words = (WORDS_PER_MINUTE * u32::from(style.rate_percent) / 100).to_string();
            // 0–99, 50 is the voice's own; a step is about a percent.
            let pitch = (50 + style.pitch_percent / 2).clamp(0, 99).to_string();
            let arguments = ["-v", &voice, "-s", &words, "-p", &pitch, "--stdin", "--stdout"];
            let text = utterance.phrase.for_espeak();
            let bytes = run(&self.program, &arguments, &text, self.limits).await?;
            wave::read("espeak-ng", &bytes)
        })
    }
}
