use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// One step of the script, after the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Listens for a while.
    Wait(Duration),
    /// Presses keys: `0`–`9`, `*`, `#`, `A`–`D`, `w` for half a second, `W` for a second.
    Digits(String),
    /// Plays a WAV file, 8 kHz mono.
    Say(PathBuf),
    /// Hangs up.
    HangUp,
}

impl FromStr for Step {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        match name {
            "wait" => rest
                .parse()
                .ok()
                .filter(|seconds: &f64| (0.0..=86_400.0).contains(seconds))
                .map(|seconds| Self::Wait(Duration::from_secs_f64(seconds)))
                .ok_or_else(|| format!("{text:?}: wait:SECONDS, for example wait:1.5")),
            "digits" if is_keys(rest) => Ok(Self::Digits(rest.to_owned())),
            "digits" => Err(format!("{text:?}: digits are 0-9 * # A-D, w and W to pause")),
            "say" if !rest.is_empty() => Ok(Self::Say(PathBuf::from(rest))),
            "say" => Err(format!("{text:?}: say:FILE.wav")),
            "hangup" if rest.is_empty() => Ok(Self::HangUp),
            _ => {
                Err(format!("{text:?} is no step: wait:SECONDS, digits:KEYS, say:FILE.wav, hangup"))
            }
        }
    }
}

fn is_keys(keys: &str) -> bool {
    !keys.is_empty() && keys.bytes().all(|key| b"0123456789*#ABCDwW".contains(&key))
}
