//! The embedded typeface: which glyph draws a character, and how wide it is.

use crate::Lang;

/// Noto Sans SC, cut down to GB 2312 and the signs of official text (`scripts/font-subset.sh`).
pub(crate) const FONT: &[u8] = include_bytes!("../fonts/NotoSansSC-subset.ttf");

/// The printers' mark for a character the case does not hold, U+3013.
const GETA: char = '〓';

/// The space that Chinese typography leaves between a Han character and a Latin letter or digit, in em.
/// Source: Requirements for Chinese Text Layout (W3C, 2023), 3.2.2: up to a quarter em.
const BESIDE_LATIN: f32 = 0.14;

/// The white at each side of a quotation mark in English, where the font's own mark fills a whole em; in em.
const QUOTE_SIDE: f32 = 0.04;

/// A glyph with the character it stands for; all lengths in em.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Glyph {
    /// The number of the glyph in the embedded font.
    pub id: u16,
    /// The character as given.
    pub character: char,
    /// How far the font itself moves after the glyph.
    pub natural: f32,
    /// How far the next glyph stands from this one.
    pub advance: f32,
    /// How far to the right the glyph is drawn from where it stands.
    pub shift: f32,
}

/// The typeface, opened for one language.
pub(crate) struct Face {
    font: ttf_parser::Face<'static>,
    lang: Lang,
}

/// The vertical measures of the face, in thousandths of an em.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measures {
    pub ascent: f32,
    pub descent: f32,
    pub cap_height: f32,
    pub bounds: [f32; 4],
}

impl Face {
    /// Opens the font that is part of the program.
    pub(crate) fn embedded(lang: Lang) -> Self {
        let font = ttf_parser::Face::parse(FONT, 0).expect("the committed font is whole");
        Self { font, lang }
    }

    /// Reports whether a character that should be seen has no glyph.
    pub(crate) fn lacks(&self, character: char) -> bool {
        !is_unseen(character) && !is_blank(character) && self.font.glyph_index(character).is_none()
    }

    /// Returns the glyphs of a line of text, with the space between Han and Latin put in.
    ///
    /// Characters that have no appearance of their own are left out; tabs and line breaks become spaces.
    pub(crate) fn shape(&self, text: &str) -> Vec<Glyph> {
        let mut glyphs: Vec<Glyph> = text.chars().filter(|c| !is_unseen(*c)).map(|c| self.glyph(c)).collect();
        let next: Vec<char> = glyphs.iter().skip(1).map(|glyph| glyph.character).collect();
        for (glyph, next) in glyphs.iter_mut().zip(next) {
            let (this, next) = (glyph.character, next);
            if (is_han(this) && next.is_ascii_alphanumeric())
                || (this.is_ascii_alphanumeric() && is_han(next))
            {
                glyph.advance += BESIDE_LATIN;
            }
        }
        glyphs
    }

    fn glyph(&self, character: char) -> Glyph {
        let drawn = if is_blank(character) { ' ' } else { character };
        let found = self.font.glyph_index(drawn).or_else(|| self.font.glyph_index(GETA)).unwrap_or_default();
        let natural = self.em(self.font.glyph_hor_advance(found).unwrap_or(self.font.units_per_em()));
        let mut glyph = Glyph { id: found.0, character: drawn, natural, advance: natural, shift: 0.0 };
        let is_quote = matches!(character, '‘' | '’' | '“' | '”');
        if let Some(ink) = self.font.glyph_bounding_box(found).filter(|_| is_quote && self.lang == Lang::En) {
            let left = f32::from(ink.x_min) / f32::from(self.font.units_per_em());
            let right = f32::from(ink.x_max) / f32::from(self.font.units_per_em());
            glyph.shift = QUOTE_SIDE - left;
            glyph.advance = right - left + 2.0 * QUOTE_SIDE;
        }
        glyph
    }

    fn em(&self, units: u16) -> f32 {
        f32::from(units) / f32::from(self.font.units_per_em())
    }

    /// Returns the vertical measures and the bounds of the face.
    pub(crate) fn measures(&self) -> Measures {
        let scale = 1000.0 / f32::from(self.font.units_per_em());
        let bounds = self.font.global_bounding_box();
        Measures {
            ascent: f32::from(self.font.ascender()) * scale,
            descent: f32::from(self.font.descender()) * scale,
            cap_height: f32::from(self.font.capital_height().unwrap_or(self.font.ascender())) * scale,
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|v| f32::from(v) * scale),
        }
    }
}

/// Returns the width of a run of glyphs in points at a type size.
pub(crate) fn width(glyphs: &[Glyph], size: f32) -> f32 {
    glyphs.iter().map(|glyph| glyph.advance).sum::<f32>() * size
}

/// Han characters and the kana and letters of the same width, without punctuation.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Marks that steer text and have no ink: joiners, direction marks, byte order mark, variation selectors.
///
/// A page is set from left to right in the order given, so a direction mark must not even leave a gap.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_blank(c: char) -> bool {
    c.is_control() || (c.is_whitespace() && c != '\u{3000}')
}
