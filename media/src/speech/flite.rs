//! Flite: English, small, permissively licensed.

use std::path::PathBuf;

use super::catalogue::Gender;
use super::engine::{
    Engine, Future16, FutureInstalled, Installed, Spoken16, Utterance, VoiceOffer, VoiceSet,
};
use super::wave;
use crate::fault::MediaFault;
use crate::process::{ProcessLimits, run};

/// Raised whenever we change what we do with what the engine says: another address for the same words.
const PIPELINE: u32 = 2;

/// `flite`, found on the path.
#[derive(Debug, Clone)]
pub struct Flite {
    program: PathBuf,
    limits: ProcessLimits,
}

impl Flite {
    /// The engine at `program`, for example `flite`.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>, limits: ProcessLimits) -> Self {
        Self { program: program.into(), limits }
    }

    async fn speak_to_file(&self, utterance: &Utterance) -> Result<Spoken16, MediaFault> {
        // flite seeks in what it writes: a pipe would get the header and nothing else.
        let file = tempfile::Builder::new()
            .prefix("ringback-speech-")
            .suffix(".wav")
            .tempfile()
            .map_err(|error| MediaFault::internal(format!("No room for speech: {error}")))?
            .into_temp_path();
        let path = file
            .to_str()
            .ok_or_else(|| MediaFault::internal("The temporary directory has no UTF-8 name"))?;
        let style = utterance.phrase.style;
        let stretch = format!("duration_stretch={}", 100.0 / f32::from(style.rate_percent));
        let shift = format!("f0_shift={}", 1.0 + f32::from(style.pitch_percent) / 100.0);
        let mut arguments = vec!["--setf", &stretch];
        if style.pitch_percent != 0 {
            arguments.extend(["--setf", &shift]);
        }
        arguments.extend(["-voice", &utterance.voice, "-f", "/dev/stdin", "-o", path]);
        run(&self.program, &arguments, &utterance.phrase.text(), self.limits).await?;
        let bytes = tokio::fs::read(&file)
            .await
            .map_err(|error| MediaFault::internal(format!("flite left no sound: {error}")))?;
        wave::read("flite", &bytes)
    }
}

impl Engine for Flite {
    fn installed(&self) -> FutureInstalled<'_> {
        Box::pin(async {
            // Its exit status is 1 after telling its version, so only the text counts.
            let output = tokio::process::Command::new(&self.program)
                .arg("--version")
                .stdin(std::process::Stdio::null())
                .kill_on_drop(true)
                .output();
            let output = tokio::time::timeout(self.limits.within, output).await.ok()?.ok()?;
            let text = String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr);
            let version = text.split_whitespace().find_map(|word| word.strip_prefix("flite-"))?;
            Some(Installed {
                name: "flite".to_owned(),
                fingerprint: format!("flite-{version}.{PIPELINE}"),
                voices: VoiceSet::Listed(voices()),
            })
        })
    }

    fn speak<'a>(&'a self, utterance: &'a Utterance) -> Future16<'a> {
        Box::pin(self.speak_to_file(utterance))
    }
}

/// What Debian's flite has built in, English all.
fn voices() -> Vec<VoiceOffer> {
    let voice = |name: &str, gender, languages: &[&str]| VoiceOffer {
        name: name.to_owned(),
        gender,
        languages: languages.iter().map(|&tag| tag.to_owned()).collect(),
        language: Some("en".to_owned()),
    };
    vec![
        voice("slt", Gender::Female, &["en"]),
        voice("rms", Gender::Male, &["en"]),
        voice("awb", Gender::Male, &["en-gb", "en-ie", "en-gb-sct"]),
        voice("kal16", Gender::Male, &["en"]),
        voice("kal", Gender::Male, &["en"]),
    ]
}
