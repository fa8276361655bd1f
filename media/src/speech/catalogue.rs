//! Voices that documents name, and what is known of them: language and gender.

/// How a voice sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// Like a woman.
    Female,
    /// Like a man.
    Male,
}

/// What a voice's name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) gender: Gender,
    /// BCP 47.
    pub(crate) language: Option<String>,
}

/// Amazon Polly's voices by language; a name in capitals is a man's.
const POLLY: &[(&str, &str)] = &[
    ("arb", "Zeina"),
    ("ar-AE", "Hala ZAYD"),
    ("ca-ES", "Arlet"),
    ("cs-CZ", "Jitka"),
    ("yue-CN", "Hiujin"),
    ("cmn-CN", "Zhiyu"),
    ("da-DK", "Naja MADS Sofie"),
    ("nl-BE", "Lisa"),
    ("nl-NL", "Laura Lotte RUBEN"),
    ("en-AU", "Nicole Olivia RUSSELL"),
    ("en-GB", "Amy Emma BRIAN ARTHUR"),
    ("en-IN", "Aditi Raveena Kajal"),
    ("en-IE", "Niamh"),
    ("en-NZ", "Aria"),
    ("en-ZA", "Ayanda"),
    ("en-SG", "Jasmine"),
    (
        "en-US",
        "Danielle GREGORY Ivy Joanna Kendra Kimberly Salli JOEY JUSTIN KEVIN MATTHEW Ruth STEPHEN PATRICK",
    ),
    ("en-GB-WLS", "GERAINT"),
    ("fi-FI", "Suvi"),
    ("fr-BE", "Isabelle"),
    ("fr-CA", "Chantal Gabrielle LIAM"),
    ("fr-FR", "Celine Céline Lea Léa MATHIEU REMI RÉMI"),
    ("de-AT", "Hannah"),
    ("de-CH", "Sabrina"),
    ("de-DE", "Marlene Vicki HANS DANIEL"),
    ("is-IS", "Dora Dóra KARL"),
    ("it-IT", "Carla Bianca GIORGIO ADRIANO"),
    ("ja-JP", "Mizuki TAKUMI Kazuha Tomoko"),
    ("ko-KR", "Seoyeon Jihye"),
    ("nb-NO", "Liv Ida"),
    ("pl-PL", "Ewa Maja JACEK JAN Ola"),
    ("pt-BR", "Camila Vitoria Vitória RICARDO THIAGO"),
    ("pt-PT", "Ines Inês CRISTIANO"),
    ("ro-RO", "Carmen"),
    ("ru-RU", "Tatyana MAXIM"),
    ("es-ES", "Conchita Lucia ENRIQUE SERGIO"),
    ("es-MX", "Mia ANDRES ANDRÉS"),
    ("es-US", "Lupe Penelope Penélope MIGUEL PEDRO"),
    ("sv-SE", "Astrid Elin"),
    ("tr-TR", "Filiz Burcu"),
    ("cy-GB", "Gwyneth"),
];

/// What `name` says, in any case; none for a name that nobody uses.
pub(crate) fn named(name: &str) -> Option<Named> {
    let basic = |gender| Some(Named { gender, language: None });
    match name.to_ascii_lowercase().as_str() {
        "man" => return basic(Gender::Male),
        "woman" | "alice" => return basic(Gender::Female),
        _ => {}
    }
    let (family, voice) = name.split_once('.')?;
    match family.to_ascii_lowercase().as_str() {
        "polly" => polly(voice),
        "google" => google(voice),
        _ => None,
    }
}

/// `Joanna`, `Joanna-Neural`, `Joanna-Generative`.
fn polly(voice: &str) -> Option<Named> {
    let voice = voice.split('-').next()?.to_lowercase();
    POLLY.iter().find_map(|(language, names)| {
        let name = names.split(' ').find(|name| name.to_lowercase() == voice)?;
        let is_man = name.chars().all(char::is_uppercase);
        let gender = if is_man { Gender::Male } else { Gender::Female };
        Some(Named { gender, language: Some((*language).to_owned()) })
    })
}

/// `en-US-Standard-A`, `de-DE-Chirp3-HD-Aoede`: language and region, kind, name. Of the lettered voices B
/// and D are men's in nearly every language.
fn google(voice: &str) -> Option<Named> {
    let is_man = voice.ends_with("-B") || voice.ends_with("-D");
    let mut parts = voice.split('-');
    let tag = format!("{}-{}", parts.next()?, parts.next()?);
    parts.next()?;
    tagged(&tag, if is_man { Gender::Male } else { Gender::Female })
}

pub(crate) fn tagged(tag: &str, gender: Gender) -> Option<Named> {
    let is_tag = (2..=12).contains(&tag.len())
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && tag.starts_with(|c: char| c.is_ascii_alphabetic());
    is_tag.then(|| Named { gender, language: Some(tag.to_owned()) })
}
