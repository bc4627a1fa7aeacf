//! Whether the sums of a bulletin rest on a base figure that was known when they were counted.

use domain::{AreaKind, BulletinFigures, FigureKind};
use situation::Situation;

/// Returns whether the cumulative confirmed may be published.
pub(super) fn confirmed_known(s: &Situation, figures: &BulletinFigures) -> bool {
    is_known(s, figures, FigureKind::CumulativeConfirmed, figures.cumulative_confirmed)
}

/// Returns whether the cumulative imported may be published.
pub(super) fn imported_known(s: &Situation, figures: &BulletinFigures) -> bool {
    is_known(s, figures, FigureKind::CumulativeConfirmedImported, figures.cumulative_imported)
}

/// A sum counts on from the figure stated through an earlier day, so it is never below one that was known when it was
/// counted: a frozen sum below every stated figure was frozen before those were entered.  A province, and an area for
/// which a figure is stated at all, had cases before the records begin and needs such a base; the records of another
/// area hold its cases, but a sum of nothing says no more than that nothing was entered.
fn is_known(s: &Situation, figures: &BulletinFigures, kind: FigureKind, sum: u32) -> bool {
    let stated = || s.figures.iter().filter(|row| row.area == figures.area && row.figure == kind);
    if stated().any(|row| row.through < figures.date && row.value <= sum) {
        return true;
    }
    let is_province = s.areas.get(&figures.area).is_some_and(|row| row.kind == AreaKind::Province);
    let needs_base = is_province || stated().next().is_some();
    !needs_base && sum > 0
}
