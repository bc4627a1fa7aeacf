//! What is taken off a cell before it is read: blanks, wrappers and full-width forms.

use std::borrow::Cow;

fn is_blank(c: char) -> bool {
    // Byte-order marks, zero-width spaces and direction marks travel with text copied from web
    // pages and chat programs; `is_whitespace` covers NBSP and the ideographic space.
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}')
}

/// Cuts blanks of every kind off both ends.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Says whether spreadsheet programs may run a cell that starts with this character.
pub(crate) fn starts_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Returns the content of a cell: trimmed, out of an `="…"` wrapper, and without the apostrophe that
/// [`crate::line_list_csv`] puts before cells that a spreadsheet might run.
pub(crate) fn cell_text(raw: &str) -> &str {
    let text = trimmed(raw);
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return trimmed(inner);
    }
    if let Some(rest) = text.strip_prefix('\'')
        && rest.trim_start_matches('\'').starts_with(starts_formula)
    {
        return rest;
    }
    text
}

/// Folds full-width letters, digits and signs to ASCII; every other character is kept as it is.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}')) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(folded_char).collect())
}

/// Folds one full-width character to ASCII.
pub(crate) fn folded_char(c: char) -> char {
    /// Distance between the full-width block (U+FF01) and ASCII (U+0021).
    const WIDTH: u32 = 0xfee0;
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - WIDTH).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Says whether a cell states that nothing is known: empty, `NA`, `-`, `未知` and their like.
pub(crate) fn is_unknown(text: &str) -> bool {
    /// No word of the list is longer than this, in bytes.
    const LONGEST: usize = 15;
    const ASCII: [&str; 13] =
        ["na", "n/a", "#n/a", "nan", "null", "none", "nil", "unknown", "unk", "-", "--", "/", "?"];
    if text.is_empty() {
        return true;
    }
    if text.len() > LONGEST || text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let folded = folded(text);
    let word = folded.trim();
    ASCII.iter().any(|unknown| word.eq_ignore_ascii_case(unknown))
        || matches!(
            word,
            "未知"
                | "不详"
                | "不詳"
                | "不明"
                | "无"
                | "無"
                | "暂无"
                | "暫無"
                | "待查"
                | "未填"
                | "未提供"
                | "—"
                | "——"
                | "不清楚"
                | "\\"
        )
}

/// Turns the traditional characters that occur in column headings and in the fixed vocabulary into
/// simplified ones.  Names and addresses never pass through here.
pub(crate) fn simplified_char(c: char) -> char {
    const PAIRS: &str = "別别齡龄電电話话發发報报確确診诊斷断證证號号聯联絡络繫系係系編编來来備备註注臨临嚴严轉转歸归結结醫医院院國国輸输關关場场採采樣样檢检測测時时間间開开類类區区鄉乡鎮镇現现戶户親亲傳传觸触觀观隔隔離离癥症無无狀状輕轻亡亡癒愈死死龍龙個个歲岁單单職职業业員员資资訊讯環环說说態态級级隱隐陽阳陰阴懷怀";
    if c.is_ascii() {
        return c;
    }
    let mut pairs = PAIRS.chars();
    while let (Some(old), Some(new)) = (pairs.next(), pairs.next()) {
        if old == c {
            return new;
        }
    }
    c
}

/// Folds a word for comparison with the vocabulary: ASCII width, simplified, lower case, no blanks.
pub(crate) fn word_key(text: &str) -> String {
    text.chars()
        .map(|c| simplified_char(folded_char(c)))
        .filter(|c| !is_blank(*c))
        .flat_map(char::to_lowercase)
        .collect()
}
