//! Breaks text into lines by the rules of Chinese and Latin text, and spreads a line to the full width.

use crate::face::{Face, Glyph, width};

/// Characters that may not begin a line. Source: Requirements for Chinese Text Layout (W3C, 2023), 3.1.3.
const NOT_FIRST: &str = "，。、；：？！）》〉」』】〕”’·…—～％‰℃°,.;:?!)]}%/>-";

/// Characters that may not end a line; same source. The dot joins the parts of a name.
const NOT_LAST: &str = "·（《〈「『【〔“‘([{<￥¥$#";

/// A line of text, ready to be placed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// The glyphs, without the spaces at the break.
    pub glyphs: Vec<Glyph>,
    /// Whether the paragraph, or the part of it before a line break, ends here.
    pub ends_paragraph: bool,
}

/// Returns the lines of a text set at `size` points in columns of `room` points, the first line shorter by `indent`.
///
/// A word wider than the column is broken between characters. An empty text has one empty line.
pub(crate) fn lines(face: &Face, text: &str, size: f32, room: f32, indent: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    for part in text.split('\n') {
        let glyphs = face.shape(part.trim_end());
        let mut rest = glyphs.as_slice();
        loop {
            let first = if lines.is_empty() { indent } else { 0.0 };
            let taken = fitting(rest, (room - first) / size);
            let (line, after) = rest.split_at(taken);
            let blank = |glyph: &&Glyph| glyph.character == ' ';
            let trailing = line.iter().rev().take_while(blank).count();
            let kept = line.get(..line.len() - trailing).unwrap_or_default();
            rest = after.get(after.iter().take_while(blank).count()..).unwrap_or_default();
            lines.push(Line { glyphs: kept.to_vec(), ends_paragraph: rest.is_empty() });
            if rest.is_empty() {
                break;
            }
        }
    }
    lines
}

/// Returns how many glyphs fit into `room` em, up to the last place where the line may be broken.
fn fitting(glyphs: &[Glyph], room: f32) -> usize {
    // Sums of widths are not exact; a line that was measured to fit must fit again.
    let room = room + 0.001;
    let mut used = 0.0;
    let mut last_break = 0;
    for (at, glyph) in glyphs.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| glyphs.get(i));
        if before.is_some_and(|before| may_break(before.character, glyph.character)) {
            last_break = at;
        }
        used += glyph.advance;
        if used > room && glyph.character != ' ' {
            return if last_break > 0 { last_break } else { at.max(1) };
        }
    }
    glyphs.len()
}

/// Reports whether a line may end after `a` when `b` follows.
fn may_break(a: char, b: char) -> bool {
    if b == ' ' || NOT_FIRST.contains(b) || NOT_LAST.contains(a) {
        return false;
    }
    a == ' ' || !(is_word(a) && is_word(b))
}

/// Letters and digits of Latin and Greek text and what joins them, which stay together.
fn is_word(c: char) -> bool {
    (c.is_alphanumeric() && c < '\u{2e80}') || "-./:,_@+%'’&".contains(c)
}

/// Returns the width of the widest part of a text that is not to be broken, in points, up to `limit`.
pub(crate) fn widest_part(glyphs: &[Glyph], size: f32, limit: f32) -> f32 {
    let mut widest: f32 = 0.0;
    let mut start = 0;
    for at in 1..=glyphs.len() {
        let breaks = match (glyphs.get(at - 1), glyphs.get(at)) {
            (Some(a), Some(b)) => may_break(a.character, b.character),
            _ => true,
        };
        if breaks {
            widest = widest.max(width(glyphs.get(start..at).unwrap_or_default(), size));
            start = at;
        }
    }
    widest.min(limit)
}

/// Widens the gaps of a line that does not end a paragraph until it fills `room` points.
///
/// Space goes where the line could be broken, so Latin words keep their shape. A line that would have to be stretched
/// by more than half an em a gap is left as it is.
pub(crate) fn justify(line: &mut Line, size: f32, room: f32) {
    if line.ends_paragraph {
        return;
    }
    let missing = (room - width(&line.glyphs, size)) / size;
    let next: Vec<char> = line.glyphs.iter().skip(1).map(|glyph| glyph.character).collect();
    let opens = |glyph: &Glyph, next: &char| may_break(glyph.character, *next) || glyph.character == ' ';
    let gaps = line.glyphs.iter().zip(&next).filter(|(glyph, next)| opens(glyph, next)).count();
    let Some(gaps) = u16::try_from(gaps).ok().filter(|gaps| *gaps > 0) else {
        return;
    };
    let each = missing / f32::from(gaps);
    if each > 0.5 {
        return;
    }
    for (glyph, next) in line.glyphs.iter_mut().zip(&next) {
        if opens(glyph, next) {
            glyph.advance += each;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;

    fn set(text: &str, em: f32) -> Vec<String> {
        let face = Face::embedded(Lang::ZhCn);
        let texts = lines(&face, text, 10.0, em * 10.0, 0.0);
        texts.iter().map(|line| line.glyphs.iter().map(|glyph| glyph.character).collect()).collect()
    }

    #[test]
    fn a_full_stop_never_begins_a_line() {
        assert_eq!(set("一二三四五。六七", 5.0), ["一二三四", "五。六七"]);
    }

    #[test]
    fn an_opening_bracket_never_ends_a_line() {
        assert_eq!(set("一二三四（五）六", 5.0), ["一二三四", "（五）六"]);
    }

    #[test]
    fn a_latin_word_moves_to_the_next_line_whole() {
        assert_eq!(set("检测 Nucleic acid", 5.0), ["检测", "Nucleic", "acid"]);
    }

    #[test]
    fn a_word_wider_than_the_column_is_broken() {
        let lines = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 5.0);
        assert!(lines.len() > 2 && lines.concat() == "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "{lines:?}");
    }

    #[test]
    fn no_character_is_lost_and_no_line_is_too_wide() {
        let text = "截至2021年12月7日24时，镇海区累计报告确诊病例73例、无症状感染者1例，均为“主动检测”发现；\
                    其中蛟川街道58例（79.5%）。See https://example.org/a/very/long/path.";
        let face = Face::embedded(Lang::ZhCn);
        for em in 1..40_u8 {
            let room = f32::from(em) * 9.0;
            let lines = lines(&face, text, 9.0, room, 0.0);
            let set: String = lines.iter().flat_map(|l| &l.glyphs).map(|g| g.character).collect();
            assert_eq!(set.replace(' ', ""), text.replace(' ', ""));
            assert!(
                lines.iter().all(|l| width(&l.glyphs, 9.0) <= room + 0.1 || l.glyphs.len() == 1),
                "{em} em"
            );
        }
    }

    #[test]
    fn a_justified_line_fills_the_column() {
        let face = Face::embedded(Lang::ZhCn);
        let mut set =
            lines(&face, "共排查密切接触者1234人，次密切接触者5678人，均已落实管控。", 10.0, 155.0, 20.0);
        let line = set.get_mut(1).expect("the text is longer than a line");
        justify(line, 10.0, 155.0);
        assert!((width(&line.glyphs, 10.0) - 155.0).abs() < 0.1);
    }
}
