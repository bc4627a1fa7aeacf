//! Tables: how wide each column is, and the rows across pages with the headings on each.

use crate::{
    Align, SheetTable,
    face::width,
    layout::{LEFT, Place, ROOM, Setter, Slot},
    lines::{self, Line},
    page::{Block, Colour, Style, Weight},
};

const CAPTION: Style = Style { size: 10.5, leading: 18.0, weight: Weight::Bold, colour: Colour::BLACK };

/// White at each side of a cell's text, in points.
const SIDE: f32 = 4.0;

/// Text up to this width, in em, stays on one line where the table can give it the room: a name, a state, a heading.
const KEPT_WHOLE: f32 = 5.6;

/// White above and below a cell's text, in points.
const ABOVE: f32 = 3.0;

/// The rule above the headings and below the last row, in points.
const OUTER_RULE: f32 = 1.0;

/// The rule below the headings and between rows, in points.
const INNER_RULE: f32 = 0.4;

/// A row whose cells are broken into lines.
struct Row {
    cells: Vec<Vec<Line>>,
    height: f32,
}

/// A table on its way to the page: what it says and where its columns stand.
struct Columns<'a> {
    table: &'a SheetTable,
    /// The width of each column, white included.
    widths: Vec<f32>,
}

/// Sets a table below what is already there; a row is never split unless it is taller than a page.
pub(crate) fn set(setter: &mut Setter<'_>, table: &SheetTable) {
    let body = cell_style(table.headers.len(), Weight::Regular);
    let head = cell_style(table.headers.len(), Weight::Bold);
    let columns = Columns { table, widths: column_widths(setter, table, body.size) };
    let headers = columns.broken(setter, &table.headers, head);
    let free = Setter::page_height() - headers.height;
    let rows: Vec<Row> =
        table.rows.iter().flat_map(|cells| split(columns.broken(setter, cells, body), body, free)).collect();

    setter.y += 12.0;
    setter.make_room(CAPTION.leading + 2.0 + headers.height + rows.first().map_or(0.0, |row| row.height));
    caption(setter, &table.caption);
    columns.headings(setter, &headers, head);
    for row in &rows {
        if setter.make_room(row.height) {
            columns.headings(setter, &headers, head);
        }
        columns.row(setter, row, body);
        columns.rule(setter, INNER_RULE, Colour::HAIRLINE);
    }
    columns.rule(setter, OUTER_RULE, Colour::BLACK);
    setter.y += 6.0;
}

fn caption(setter: &mut Setter<'_>, text: &str) {
    if text.is_empty() {
        return;
    }
    for line in lines::lines(setter.face, text, CAPTION.size, ROOM, 0.0) {
        setter.line(line, CAPTION, Slot { x: LEFT, y: setter.y, room: ROOM, place: Place::Left });
        setter.y += CAPTION.leading;
    }
    setter.y += 2.0;
}

/// Tables of many columns are set smaller.
fn cell_style(columns: usize, weight: Weight) -> Style {
    let size = match columns {
        0..=8 => 9.5,
        9..=11 => 8.5,
        _ => 7.5,
    };
    Style { size, leading: size * 1.5, weight, colour: Colour::BLACK }
}

/// Returns the width of each column, white included; together they fill the type area.
///
/// Where there is room for all, each column is as wide as its longest cell and what is left over is shared in
/// proportion. Where there is not, each keeps its widest unbreakable part, and the rest is shared by how much more
/// each would like.
fn column_widths(setter: &Setter<'_>, table: &SheetTable, size: f32) -> Vec<f32> {
    let wishes: Vec<(f32, f32)> = (0..table.headers.len()).map(|at| wish(setter, table, at, size)).collect();
    let least: f32 = wishes.iter().map(|(least, _)| least).sum();
    let most: f32 = wishes.iter().map(|(_, most)| most).sum();
    let share = |(own_least, own_most): (f32, f32)| {
        if most <= ROOM {
            own_most * ROOM / most
        } else if least >= ROOM {
            own_least * ROOM / least
        } else {
            own_least + (own_most - own_least) * (ROOM - least) / (most - least)
        }
    };
    wishes.into_iter().map(share).collect()
}

/// Returns the least and the most a column would use, white included.
fn wish(setter: &Setter<'_>, table: &SheetTable, at: usize, size: f32) -> (f32, f32) {
    let cells = table.rows.iter().filter_map(|row| row.get(at)).chain(table.headers.get(at));
    let (mut least, mut most): (f32, f32) = (size, size);
    for part in cells.flat_map(|cell| cell.split('\n')) {
        let glyphs = setter.face.shape(part);
        let whole = width(&glyphs, size);
        let unbroken =
            if whole <= KEPT_WHOLE * size { whole } else { lines::widest_part(&glyphs, size, ROOM / 2.0) };
        least = least.max(unbroken);
        most = most.max(whole);
    }
    // A hair more than the text itself, so that rounding never breaks a cell that fits.
    (least + 2.0 * SIDE + 0.2, most + 2.0 * SIDE + 0.2)
}

/// Cuts a row taller than `free` points into rows that fit; other rows stay whole.
fn split(row: Row, style: Style, free: f32) -> Vec<Row> {
    if row.height <= free {
        return vec![row];
    }
    let mut fits = 1;
    let mut height = 2.0 * ABOVE + style.leading;
    while height + style.leading <= free {
        height += style.leading;
        fits += 1;
    }
    let longest = row.cells.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest.div_ceil(fits))
        .map(|part| {
            let cut = |cell: &Vec<Line>| cell.iter().skip(part * fits).take(fits).cloned().collect();
            Row { cells: row.cells.iter().map(cut).collect(), height }
        })
        .collect()
}

impl Columns<'_> {
    /// Breaks the cells of a row into lines.
    fn broken(&self, setter: &Setter<'_>, cells: &[String], style: Style) -> Row {
        let set = |(cell, width): (&String, &f32)| {
            lines::lines(setter.face, cell, style.size, width - 2.0 * SIDE, 0.0)
        };
        let cells: Vec<Vec<Line>> = cells.iter().zip(&self.widths).map(set).collect();
        let longest = cells.iter().map(Vec::len).max().unwrap_or(1);
        let lines = u16::try_from(longest).unwrap_or(u16::MAX);
        Row { cells, height: f32::from(lines) * style.leading + 2.0 * ABOVE }
    }

    fn headings(&self, setter: &mut Setter<'_>, headers: &Row, style: Style) {
        let shade =
            Block { x: LEFT, y: setter.y, width: ROOM, height: headers.height, colour: Colour::SHADE };
        setter.block(shade);
        self.rule(setter, OUTER_RULE, Colour::BLACK);
        self.row(setter, headers, style);
        self.rule(setter, INNER_RULE, Colour::BLACK);
    }

    /// Puts the lines of a row on the page and moves below it.
    fn row(&self, setter: &mut Setter<'_>, row: &Row, style: Style) {
        let mut x = LEFT;
        for ((cell, width), align) in row.cells.iter().zip(&self.widths).zip(&self.table.align) {
            let place = match align {
                Align::Left => Place::Left,
                Align::Centre => Place::Centre,
                Align::Right => Place::Right,
            };
            let mut y = setter.y + ABOVE;
            for line in cell {
                let slot = Slot { x: x + SIDE, y, room: width - 2.0 * SIDE, place };
                setter.line(line.clone(), style, slot);
                y += style.leading;
            }
            x += width;
        }
        setter.y += row.height;
    }

    /// Puts a rule across the table at the current height.
    fn rule(&self, setter: &mut Setter<'_>, height: f32, colour: Colour) {
        let width = self.widths.iter().sum();
        setter.block(Block { x: LEFT, y: setter.y - height / 2.0, width, height, colour });
    }
}
