//! From the alphabets of SSML to eSpeak NG's phoneme mnemonics.

use super::phrase::Alphabet;

/// The mnemonics, or none when there is a symbol that we know no mnemonic of.
pub(super) fn mnemonics(alphabet: Alphabet, symbols: &str) -> Option<String> {
    let of: fn(char) -> Option<&'static str> = match alphabet {
        Alphabet::Ipa => of_ipa,
        Alphabet::XSampa => of_x_sampa,
    };
    let mut all = String::new();
    for symbol in symbols.chars() {
        match of(symbol) {
            Some(mnemonic) => all.push_str(mnemonic),
            // ASCII letters mean the same in all three.
            None if symbol.is_ascii_lowercase() => all.push(symbol),
            None => return None,
        }
    }
    (!all.is_empty()).then_some(all)
}

fn of_ipa(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        'ə' => "@",
        'ɛ' => "E",
        'æ' => "a",
        'ɪ' => "I",
        'ʌ' => "V",
        'ɑ' | 'ɒ' => "A",
        'ɔ' => "O",
        'ʊ' => "U",
        'ɜ' | 'ɝ' => "3:",
        'ɚ' => "3",
        'θ' => "T",
        'ð' => "D",
        'ʃ' => "S",
        'ʒ' => "Z",
        'ŋ' => "N",
        'ɹ' => "r",
        'ɡ' => "g",
        'ɾ' => "t#",
        'ɲ' => "n^",
        'ç' => "C",
        'ø' => "Y",
        'ˈ' | '\'' => "'",
        'ˌ' => ",",
        'ː' => ":",
        '.' | '\u{361}' | ' ' => "",
        _ => return None,
    })
}

fn of_x_sampa(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '@' => "@",
        'E' => "E",
        '{' => "a",
        'I' => "I",
        'V' => "V",
        'A' | 'Q' => "A",
        'O' => "O",
        'U' => "U",
        '3' => "3:",
        'T' => "T",
        'D' => "D",
        'S' => "S",
        'Z' => "Z",
        'N' => "N",
        '"' => "'",
        '%' => ",",
        ':' => ":",
        '.' | ' ' => "",
        _ => return None,
    })
}
