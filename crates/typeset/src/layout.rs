//! Places a sheet on pages, from the title down.
//!
//! Margins follow the format of Chinese official documents, GB/T 9704-2012, 5.2.1: 37 mm above, 28 mm at the binding
//! edge, a type area of 156 mm by 225 mm. Text is smaller than the standard's 16 points, because a bulletin is mostly
//! figures and should stay on few pages.

use crate::{
    Lang, Sheet,
    face::{Face, width},
    lines::{self, Line},
    page::{Block, Colour, HEIGHT, MM, Page, Run, Style, WIDTH, Weight},
    table,
};

/// The left edge of the type area.
pub(crate) const LEFT: f32 = 28.0 * MM;

/// The width of the type area.
pub(crate) const ROOM: f32 = 156.0 * MM;

/// The upper edge of the type area on the first page, where the standard leaves room for the head.
const FIRST_TOP: f32 = 37.0 * MM;

/// The upper edge of the type area on later pages.
const TOP: f32 = 28.0 * MM;

/// The lower edge of the type area.
const BOTTOM: f32 = (37.0 + 225.0) * MM;

/// The baseline of the foot line.
const FOOT: f32 = 276.0 * MM;

const TITLE: Style = Style { size: 22.0, leading: 33.0, weight: Weight::Bold, colour: Colour::BLACK };
const SUBTITLE: Style = Style { size: 14.0, leading: 22.0, weight: Weight::Regular, colour: Colour::BLACK };
const AS_OF: Style = Style { size: 10.5, leading: 16.0, weight: Weight::Regular, colour: Colour::GREY };
const BODY: Style = Style { size: 12.0, leading: 21.0, weight: Weight::Regular, colour: Colour::BLACK };
const FOOTER: Style = Style { size: 9.0, leading: 12.0, weight: Weight::Regular, colour: Colour::GREY };

/// How much of the leading lies above the baseline for text to sit in the middle of its line.
const BASELINE: f32 = 0.38;

/// Where a line stands between the edges of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Left,
    Centre,
    Right,
}

/// The room that one line of text is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slot {
    pub x: f32,
    /// The upper edge of the line.
    pub y: f32,
    pub room: f32,
    pub place: Place,
}

/// The pages so far and where the next thing goes.
pub(crate) struct Setter<'a> {
    pub face: &'a Face,
    pages: Vec<Page>,
    page: Page,
    /// The upper edge of the free part of the page.
    pub y: f32,
}

/// Returns the finished pages of a sheet.
pub(crate) fn pages(face: &Face, sheet: &Sheet) -> Vec<Page> {
    let mut setter = Setter { face, pages: Vec::new(), page: Page::default(), y: FIRST_TOP };
    setter.head(sheet);
    for paragraph in &sheet.paragraphs {
        setter.paragraph(paragraph, sheet.lang);
    }
    for content in &sheet.tables {
        table::set(&mut setter, content);
    }
    let Setter { mut pages, page, .. } = setter;
    pages.push(page);
    finish(face, sheet, &mut pages);
    pages
}

impl Setter<'_> {
    /// The title block and the red rule that closes it.
    fn head(&mut self, sheet: &Sheet) {
        self.centred(&sheet.title, TITLE);
        if !sheet.subtitle.is_empty() {
            self.y += 4.0;
            self.centred(&sheet.subtitle, SUBTITLE);
        }
        if !sheet.as_of_line.is_empty() {
            self.y += 6.0;
            self.centred(&sheet.as_of_line, AS_OF);
        }
        self.y += 8.0;
        self.block(Block { x: LEFT, y: self.y, width: ROOM, height: 1.2, colour: Colour::RED });
        self.y += 16.0;
    }

    fn centred(&mut self, text: &str, style: Style) {
        for line in lines::lines(self.face, text, style.size, ROOM, 0.0) {
            self.make_room(style.leading);
            self.line(line, style, Slot { x: LEFT, y: self.y, room: ROOM, place: Place::Centre });
            self.y += style.leading;
        }
    }

    fn paragraph(&mut self, text: &str, lang: Lang) {
        // Chinese text opens a paragraph with two characters of white, English with space above it.
        let (indent, above) = match lang {
            Lang::ZhCn => (2.0 * BODY.size, 0.0),
            Lang::En => (0.0, 5.0),
        };
        self.y += above;
        let set = lines::lines(self.face, text, BODY.size, ROOM, indent);
        let last = set.len().saturating_sub(1);
        for (at, mut line) in set.into_iter().enumerate() {
            let shift = if at == 0 { indent } else { 0.0 };
            if lang == Lang::ZhCn {
                lines::justify(&mut line, BODY.size, ROOM - shift);
            }
            // The first line takes the second along, so that it does not stay alone at the foot of a page.
            let needed = if at == 0 && last > 0 { 2.0 * BODY.leading } else { BODY.leading };
            self.make_room(needed);
            let slot = Slot { x: LEFT + shift, y: self.y, room: ROOM - shift, place: Place::Left };
            self.line(line, BODY, slot);
            self.y += BODY.leading;
        }
    }

    /// Begins a new page unless `height` points are left on this one.
    pub(crate) fn make_room(&mut self, height: f32) -> bool {
        let turns = self.y + height > BOTTOM && self.y > TOP;
        if turns {
            self.pages.push(std::mem::take(&mut self.page));
            self.y = TOP;
        }
        turns
    }

    /// Puts a line of text into its slot.
    pub(crate) fn line(&mut self, line: Line, style: Style, slot: Slot) {
        if line.glyphs.is_empty() {
            return;
        }
        let free = slot.room - width(&line.glyphs, style.size);
        let x = slot.x
            + match slot.place {
                Place::Left => 0.0,
                Place::Centre => free / 2.0,
                Place::Right => free,
            };
        let y = slot.y + style.leading / 2.0 + BASELINE * style.size;
        self.page.runs.push(Run { x, y, turn: 0.0, style, glyphs: line.glyphs });
    }

    /// Puts a rule or a shade on the page.
    pub(crate) fn block(&mut self, block: Block) {
        self.page.blocks.push(block);
    }

    /// The height of the type area of a page after the first.
    pub(crate) fn page_height() -> f32 {
        BOTTOM - TOP
    }
}

/// Adds what every page carries: foot line, page number, watermark.
fn finish(face: &Face, sheet: &Sheet, pages: &mut [Page]) {
    let count = pages.len();
    for (number, page) in (1..).zip(pages) {
        let text = match sheet.lang {
            Lang::ZhCn => format!("第 {number} 页  共 {count} 页"),
            Lang::En => format!("Page {number} of {count}"),
        };
        let glyphs = face.shape(&text);
        let taken = width(&glyphs, FOOTER.size);
        page.blocks.push(Block {
            x: LEFT,
            y: FOOT - 14.0,
            width: ROOM,
            height: 0.5,
            colour: Colour::HAIRLINE,
        });
        page.runs.push(Run { x: LEFT + ROOM - taken, y: FOOT, turn: 0.0, style: FOOTER, glyphs });
        let room = ROOM - taken - 12.0;
        if let Some(line) = lines::lines(face, &sheet.footer, FOOTER.size, room, 0.0).into_iter().next() {
            page.runs.push(Run { x: LEFT, y: FOOT, turn: 0.0, style: FOOTER, glyphs: line.glyphs });
        }
        if let Some(word) = sheet.watermark.as_deref().filter(|word| !word.trim().is_empty()) {
            page.under = Some(watermark(face, word));
        }
    }
}

/// A pale word across the middle of the page, rising at 35 degrees, as large as fits.
fn watermark(face: &Face, word: &str) -> Run {
    let glyphs = face.shape(word.trim());
    let em = width(&glyphs, 1.0).max(1.0);
    let size = (150.0 * MM / em).min(110.0);
    let turn = 35.0_f32.to_radians();
    let half = em * size / 2.0;
    let style = Style { size, leading: size, weight: Weight::Regular, colour: Colour::WATERMARK };
    let (x, y) = (WIDTH / 2.0 - half * turn.cos(), HEIGHT / 2.0 + half * turn.sin() + BASELINE * size);
    Run { x, y, turn, style, glyphs }
}
