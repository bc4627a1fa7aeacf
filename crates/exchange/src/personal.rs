//! Numbers that name a person, wherever they stand in a text.

/// Digits in a row from which a number may be that of a person's phone or document: mobile numbers of the mainland have
/// 11 digits, identity numbers 15 or 18 (GB 11643).  Days, times, area codes of a village and case numbers have fewer.
const TELLING: usize = 11;

/// Digits without anything else between them.
struct Run {
    digits: String,
    /// Whether one blank or hyphen, and nothing else, stands between this run and the one before.
    follows: bool,
    /// Whether the check character X ends it.
    ends_with_x: bool,
}

/// Says whether a text holds a number by which a person could be found: eleven or more digits in a row, full-width ones
/// too, or a mobile or identity number written in its usual groups.
///
/// Linear in the text.
pub fn holds_personal_number(text: &str) -> bool {
    let runs = runs(text);
    runs.iter().any(|run| run.digits.len() >= TELLING) || runs.windows(3).any(is_grouped)
}

/// `138 0013 8000` and `110101-19900307-803X`.
fn is_grouped(three: &[Run]) -> bool {
    let [first, second, third] = three else { return false };
    if !second.follows || !third.follows {
        return false;
    }
    let lengths = (first.digits.len(), second.digits.len(), third.digits.len());
    let is_mobile = lengths == (3, 4, 4) && matches!(first.digits.as_bytes(), [b'1', b'3'..=b'9', _]);
    let is_document = lengths == (6, 8, 4) || (lengths == (6, 8, 3) && third.ends_with_x);
    is_mobile || is_document
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    // What stands between the last run and here: nothing yet, one separator, or anything else.
    let (mut inside, mut between) = (false, 2_u8);
    for sign in text.chars().filter(|sign| !is_invisible(*sign)).map(narrow) {
        if sign.is_ascii_digit() {
            if !inside {
                runs.push(Run { digits: String::new(), follows: between == 1, ends_with_x: false });
            }
            if let Some(run) = runs.last_mut() {
                run.digits.push(sign);
            }
            (inside, between) = (true, 0);
            continue;
        }
        if inside
            && matches!(sign, 'X' | 'x')
            && let Some(run) = runs.last_mut()
        {
            run.ends_with_x = true;
        }
        inside = false;
        between = if matches!(sign, ' ' | '-') { between.saturating_add(1) } else { 2 };
    }
    runs
}

/// Signs of no width, by which digits could be kept apart without anybody seeing it.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Full-width signs, blanks and dashes of all kinds as those of ASCII.
fn narrow(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        '\u{a0}' | '\u{3000}' | '\u{2002}'..='\u{200a}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_and_documents_are_found_in_every_spelling() {
        for text in [
            "请致电13800138000联系",
            "１３８００１３８０００",
            "身份证11010119900307803X",
            "1101011990030780３Ｘ",
            "138-0013-8000",
            "+86 138 0013 8000",
            "110101-19900307-803x",
            "1380\u{200b}0138000",
            "护照后附 123456789012345",
        ] {
            assert!(holds_personal_number(text), "{text}");
        }
    }

    #[test]
    fn days_numbers_of_cases_and_hotlines_are_none() {
        for text in [
            "TJ-12",
            "2021-12-06 12:30 至 2021-12-07 08:00",
            "热线 0574-12345，值班 87654321",
            "R12、C3、330211002",
            "合计 1234567890 份",
            "第 3-4-4 组",
            "",
        ] {
            assert!(!holds_personal_number(text), "{text}");
        }
    }
}
