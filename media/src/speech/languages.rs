//! Names of languages.

use std::collections::BTreeSet;

/// The engine's language that is nearest to a BCP 47 tag: the tag, its usual alias, its primary subtag.
pub(super) fn espeak_language(languages: &BTreeSet<String>, tag: &str) -> Option<String> {
    let primary = tag.split('-').next().unwrap_or(tag);
    let alias = match tag {
        "zh-hk" | "zh-yue" => "yue",
        "es-mx" | "es-us" | "es-ar" | "es-co" | "es-cl" => "es-419",
        "fr-ca" => "fr-fr",
        _ => match primary {
            "zh" | "cmn" => "cmn",
            "no" => "nb",
            "arb" => "ar",
            "fil" => "id",
            "fr" => "fr-fr",
            "en" => "en-us",
            "iw" => "he",
            _ => primary,
        },
    };
    [tag, alias, primary].into_iter().find(|name| languages.contains(*name)).map(str::to_owned)
}
