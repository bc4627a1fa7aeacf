//! The micro-grids of a grid: who keeps which doors.

use super::{
    bit::{Bit, PLAIN, Td, Tone, WARN},
    block::{Block, Body, Card},
    contacts::heads,
    ctx::Ctx,
    list::empty,
};
use domain::BuildingId;
use reporting::words::count;
use situation::state::{Grid, MicroGrid};

/// Returns the card of a grid's micro-grids; it says which buildings are in none.
pub(crate) fn card(c: &Ctx<'_>, row: &Grid) -> Block {
    if row.micro_grids.is_empty() {
        let none = Body::Empty(empty(c, "micro-none-title", "micro-none-text"));
        return Card::block(c.t("micro-title"), "", none);
    }
    let mut table = heads(
        c,
        &[
            "micro-title",
            "micro-col-name",
            "micro-col-keeper",
            "micro-col-from",
            "#places-buildings",
            "#places-households",
            "#places-people",
        ],
    );
    for own in &row.micro_grids {
        let (tone, cells) = line(c, own);
        table.row(tone, cells);
    }
    let covered: std::collections::BTreeSet<BuildingId> =
        row.micro_grids.iter().flat_map(|own| own.buildings.iter().copied()).collect();
    let outside = row.buildings.difference(&covered).count();
    let n = |n: usize| count(u32::try_from(n).unwrap_or(u32::MAX));
    let small = if outside == 0 {
        c.ta("micro-small", &[("n", &n(row.micro_grids.len()))])
    } else {
        c.ta("micro-small-outside", &[("n", &n(row.micro_grids.len())), ("outside", &n(outside))])
    };
    Card::block(c.t("micro-title"), small, Body::Facts(table))
}

fn line(c: &Ctx<'_>, own: &MicroGrid) -> (Tone, Vec<Td>) {
    let buildings = || own.buildings.iter().filter_map(|id| c.s.buildings.get(*id));
    let households: u32 = buildings().map(situation::state::Building::households).sum();
    let people: u32 = buildings().map(situation::state::Building::people).sum();
    let names: Vec<&str> = buildings().map(|building| building.name.as_str()).collect();
    let from = match (names.first(), names.last()) {
        (Some(first), Some(last)) if first != last => c.ta("micro-from", &[("first", first), ("last", last)]),
        (Some(only), _) => (*only).to_owned(),
        (None, _) => "—".to_owned(),
    };
    let keeper = match own.keeper {
        Some(person) => {
            vec![Bit::link(format!("/people/{}", person.0), person.to_string()), c.name(person)]
        }
        None => vec![Bit::Mute(c.say("micro-no-keeper"))],
    };
    // Where people live and nobody keeps the doors, somebody has to be found.
    let tone = if own.keeper.is_none() && households > 0 { WARN } else { PLAIN };
    let cells = vec![
        Td::of(Bit::Strong(own.name.clone())),
        Td::all(keeper),
        Td::wrap(vec![Bit::Text(from)]),
        Td::number(u32::try_from(own.buildings.len()).unwrap_or(u32::MAX), c.t("places-buildings")),
        Td::number(households, c.t("places-households")),
        Td::number(people, c.t("places-people")),
    ];
    (tone, cells)
}
