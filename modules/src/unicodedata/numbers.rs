//! Values of characters that stand for numbers, as far as their compatibility decompositions show them: `²` is 2, `⑫` is
//! 12, `½` is 1/2, `Ⅷ` is VIII. `Err`: the character has a value that nothing here knows.

use icu_normalizer::DecomposingNormalizerBorrowed;
use taipan_runtime::objects::string::unicode;

const FRACTION_SLASH: char = '\u{2044}';

pub fn decimal(c: char) -> Option<u32> {
    taipan_numeric::text::decimal_value(c).map(u32::from)
}

fn decomposed(c: char) -> String {
    let mut text = [0; 4];
    let text = DecomposingNormalizerBorrowed::new_nfkd().normalize(c.encode_utf8(&mut text)).into_owned();
    // `⑴` and `⒈` are numbers in brackets and with a stop.
    text.trim_matches(['(', ')', '.']).to_string()
}

/// The value of plain decimal digits.
fn whole(text: &str) -> Option<f64> {
    let mut value = None;
    for c in text.chars() {
        value = Some(value.unwrap_or(0.0) * 10.0 + f64::from(decimal(c)?));
    }
    value
}

pub fn digit(c: char) -> Result<Option<u32>, ()> {
    if let Some(value) = decimal(c) {
        return Ok(Some(value));
    }
    if !unicode::is_digit(c as u32) {
        return Ok(None);
    }
    whole(&decomposed(c)).map(|value| Some(value as u32)).ok_or(())
}

pub fn numeric(c: char) -> Result<Option<f64>, ()> {
    if let Some(value) = decimal(c) {
        return Ok(Some(value.into()));
    }
    if !unicode::is_numeric(c as u32) {
        return Ok(None);
    }
    let text = decomposed(c);
    let value = match text.split_once(FRACTION_SLASH) {
        Some((numerator, denominator)) => whole(numerator).zip(whole(denominator)).map(|(n, d)| n / d),
        None => whole(&text).or_else(|| roman(&text)),
    };
    value.map(Some).ok_or(())
}

/// Roman numerals.
fn roman(text: &str) -> Option<f64> {
    let (mut total, mut largest) = (0, 0);
    for c in text.chars().rev() {
        let value = match c.to_ascii_uppercase() {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            'D' => 500,
            'M' => 1000,
            _ => return None,
        };
        if value < largest {
            total -= value;
        } else {
            total += value;
            largest = value;
        }
    }
    (total > 0).then(|| f64::from(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_follow_from_decompositions() {
        for (c, value) in [('7', 7.0), ('²', 2.0), ('⑫', 12.0), ('½', 0.5), ('⅔', 2.0 / 3.0), ('Ⅷ', 8.0), ('ⅸ', 9.0)] {
            assert_eq!(numeric(c), Ok(Some(value)), "{c}");
        }
        assert_eq!((digit('²'), digit('½'), decimal('²')), (Ok(Some(2)), Ok(None), None));
    }
}
