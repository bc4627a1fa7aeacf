//! Writes finished pages as a PDF file with the part of the font they use.
//!
//! Text is written as glyph numbers, never as strings, with a table that leads back to the characters: what is on the
//! page can be searched and copied, and nothing in it can be mistaken for PDF syntax.

use std::collections::BTreeMap;

use pdf_writer::{
    Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, SystemInfo, TextRenderingMode, UnicodeCmap},
};
use subsetter::GlyphRemapper;

use crate::{
    Lang, Sheet,
    face::{FONT, Face, Glyph},
    page::{Block, HEIGHT, Page, Run, WIDTH, Weight},
};

/// How strongly deflate compresses, 0 to 10: the usual middle.
const LEVEL: u8 = 6;

/// The outline that makes the regular face bold, in em.
const BOLD_OUTLINE: f32 = 0.035;

const FONT_NAME: Name<'static> = Name(b"F");
const IDENTITY: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Hands out object numbers in order.
struct Refs(i32);

impl Refs {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// The glyphs of a document, renumbered so that the embedded font holds no others.
#[derive(Default)]
struct Used {
    glyphs: GlyphRemapper,
    /// For each new number, the character it was first used for and its width in em.
    meaning: BTreeMap<u16, (char, f32)>,
}

impl Used {
    fn number(&mut self, glyph: &Glyph) -> u16 {
        let number = self.glyphs.remap(glyph.id);
        self.meaning.entry(number).or_insert((glyph.character, glyph.natural));
        number
    }
}

/// Returns the PDF file of the pages.
pub(crate) fn document(face: &Face, sheet: &Sheet, pages: &[Page]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let mut refs = Refs(0);
    let (catalog, tree, info, font) = (refs.next(), refs.next(), refs.next(), refs.next());
    let mut used = Used::default();
    let mut fingerprint = blake3::Hasher::new();
    let mut kids = Vec::new();
    for page in pages {
        let (kid, stream) = (refs.next(), refs.next());
        kids.push(kid);
        let content = content(page, &mut used);
        fingerprint.update(&content);
        write_page(&mut pdf, (kid, tree, stream), font);
        pdf.stream(stream, &deflated(&content)).filter(Filter::FlateDecode);
    }
    pdf.pages(tree).count(i32::try_from(kids.len()).unwrap_or(i32::MAX)).kids(kids);
    write_font(&mut pdf, &mut refs, face, &used, font);

    let mut root = pdf.catalog(catalog);
    root.pages(tree).lang(TextStr(match sheet.lang {
        Lang::ZhCn => "zh-CN",
        Lang::En => "en",
    }));
    root.viewer_preferences().display_doc_title(true);
    root.finish();
    // No creation date: the same sheet must give the same bytes, and its text says when its figures hold.
    pdf.document_info(info).title(TextStr(sheet.title.trim())).producer(TextStr("Haitang"));
    fingerprint.update(sheet.title.as_bytes());
    let id = fingerprint.finalize().as_bytes().iter().take(16).copied().collect::<Vec<u8>>();
    pdf.set_file_id((id.clone(), id));
    pdf.finish()
}

fn write_page(pdf: &mut Pdf, (page, tree, stream): (Ref, Ref, Ref), font: Ref) {
    let mut writer = pdf.page(page);
    writer.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(stream);
    writer.resources().fonts().pair(FONT_NAME, font);
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, LEVEL)
}

fn content(page: &Page, used: &mut Used) -> Vec<u8> {
    let mut content = Content::new();
    if let Some(run) = &page.under {
        write_run(&mut content, run, used);
    }
    for &Block { x, y, width, height, colour } in &page.blocks {
        content.set_fill_rgb(colour.0, colour.1, colour.2);
        content.rect(x, HEIGHT - y - height, width, height).fill_nonzero();
    }
    for run in &page.runs {
        write_run(&mut content, run, used);
    }
    content.finish().to_vec()
}

fn write_run(content: &mut Content, run: &Run, used: &mut Used) {
    let colour = run.style.colour;
    content.begin_text();
    content.set_font(FONT_NAME, run.style.size);
    content.set_fill_rgb(colour.0, colour.1, colour.2);
    match run.style.weight {
        Weight::Regular => content.set_text_rendering_mode(TextRenderingMode::Fill),
        Weight::Bold => {
            content.set_stroke_rgb(colour.0, colour.1, colour.2);
            content.set_line_width(run.style.size * BOLD_OUTLINE);
            content.set_text_rendering_mode(TextRenderingMode::FillStroke)
        }
    };
    let (sin, cos) = run.turn.sin_cos();
    content.set_text_matrix([cos, sin, -sin, cos, run.x, HEIGHT - run.y]);
    write_glyphs(content, &run.glyphs, used);
    content.end_text();
}

/// Shows the glyphs, moved wherever they stand elsewhere than the font itself would put them.
fn write_glyphs(content: &mut Content, glyphs: &[Glyph], used: &mut Used) {
    let mut shown = content.show_positioned();
    let mut items = shown.items();
    let mut together: Vec<u8> = Vec::new();
    for glyph in glyphs {
        if glyph.shift != 0.0 {
            items.show(Str(&together)).adjust(-1000.0 * glyph.shift);
            together.clear();
        }
        together.extend(used.number(glyph).to_be_bytes());
        let surplus = 1000.0 * (glyph.natural + glyph.shift - glyph.advance);
        if surplus.abs() > 0.01 {
            items.show(Str(&together)).adjust(surplus);
            together.clear();
        }
    }
    if !together.is_empty() {
        items.show(Str(&together));
    }
}

/// Writes the font: the composite font, its widths, its file, and the way back from glyphs to characters.
fn write_font(pdf: &mut Pdf, refs: &mut Refs, face: &Face, used: &Used, font: Ref) {
    let (cid, descriptor, file, to_unicode) = (refs.next(), refs.next(), refs.next(), refs.next());
    let subset = subsetter::subset(FONT, 0, &used.glyphs)
        .expect("the committed font is whole, and the glyphs are its own");
    let name = format!("{}+NotoSansSC-Regular", subset_tag(&subset));
    let name = Name(name.as_bytes());

    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(to_unicode);
    let mut writer = pdf.cid_font(cid);
    writer.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY);
    writer.font_descriptor(descriptor).default_width(1000.0).cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = writer.widths();
    for (number, (_, width)) in &used.meaning {
        widths.consecutive(*number, [width * 1000.0]);
    }
    widths.finish();
    writer.finish();

    let measures = face.measures();
    let [left, low, right, high] = measures.bounds;
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(left, low, right, high))
        .italic_angle(0.0)
        .ascent(measures.ascent)
        .descent(measures.descent)
        .cap_height(measures.cap_height)
        .stem_v(80.0)
        .font_file2(file);
    let length = i32::try_from(subset.len()).unwrap_or(i32::MAX);
    pdf.stream(file, &deflated(&subset)).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);

    let mut map = UnicodeCmap::new(Name(b"Characters"), IDENTITY);
    for (number, (character, _)) in &used.meaning {
        map.pair(*number, *character);
    }
    let map = map.finish();
    pdf.stream(to_unicode, &deflated(map.as_slice())).filter(Filter::FlateDecode);
}

/// Six capital letters that tell this cut of the font from others, as PDF asks.
fn subset_tag(subset: &[u8]) -> String {
    let hash = blake3::hash(subset);
    hash.as_bytes().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}
