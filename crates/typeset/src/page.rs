//! What a finished page consists of. Lengths are points; `y` counts downwards from the top edge.

use crate::face::Glyph;

/// Width of A4 in points: 210 mm.
pub(crate) const WIDTH: f32 = 210.0 * MM;

/// Height of A4 in points: 297 mm.
pub(crate) const HEIGHT: f32 = 297.0 * MM;

/// Points in a millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;

/// A colour as red, green and blue between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Colour(pub f32, pub f32, pub f32);

impl Colour {
    pub(crate) const BLACK: Self = Self(0.0, 0.0, 0.0);
    pub(crate) const GREY: Self = Self(0.33, 0.33, 0.33);
    pub(crate) const HAIRLINE: Self = Self(0.72, 0.72, 0.72);
    pub(crate) const SHADE: Self = Self(0.94, 0.95, 0.96);
    pub(crate) const WATERMARK: Self = Self(0.90, 0.90, 0.90);
    /// The red of the rule under the head of a Chinese official document.
    pub(crate) const RED: Self = Self(0.80, 0.07, 0.09);
}

/// The weight of a run of text; the bold is the regular face with an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// How a run of text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    /// Type size in points.
    pub size: f32,
    /// From baseline to baseline, in points.
    pub leading: f32,
    pub weight: Weight,
    pub colour: Colour,
}

/// A run of text on one baseline.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    pub x: f32,
    /// The baseline.
    pub y: f32,
    /// The angle of the baseline in radians, counter-clockwise.
    pub turn: f32,
    pub style: Style,
    pub glyphs: Vec<Glyph>,
}

/// A filled rectangle: a rule or a shade.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Block {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub colour: Colour,
}

/// A page: what lies under everything, then the blocks, then the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    pub under: Option<Run>,
    pub blocks: Vec<Block>,
    pub runs: Vec<Run>,
}
