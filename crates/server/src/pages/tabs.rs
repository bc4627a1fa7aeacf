//! Neighbouring lists: what belongs under one part of the rail.

use super::{block::Tab, ctx::Ctx};

/// Cases, contacts, chains, imports, exposures.
pub(crate) const CASES: &[(&str, &str)] = &[
    ("/cases", "tab-cases"),
    ("/contacts", "tab-contacts"),
    ("/exposures", "tab-exposures"),
    ("/chain", "tab-chain"),
    ("/imports", "tab-imports"),
];

/// Tubes, rounds, laboratories.
pub(crate) const TUBES: &[(&str, &str)] =
    &[("/tubes", "tab-tubes"), ("/rounds", "tab-rounds"), ("/labs", "tab-labs")];

/// Sites, groups, vehicles, waiting.
pub(crate) const SITES: &[(&str, &str)] =
    &[("/sites", "tab-sites"), ("/groups", "tab-groups"), ("/vehicles", "tab-vehicles")];

/// Zones, gates, places, proposals.
pub(crate) const ZONES: &[(&str, &str)] = &[
    ("/zones", "tab-zones"),
    ("/gates", "tab-gates"),
    ("/proposals", "tab-proposals"),
    ("/places", "tab-places"),
];

/// Orders, tasks, gaps.
pub(crate) const ORDERS: &[(&str, &str)] =
    &[("/orders", "tab-orders"), ("/tasks", "tab-tasks"), ("/gaps", "tab-gaps")];

/// Bulletin, analysis, rules.
pub(crate) const BULLETIN: &[(&str, &str)] =
    &[("/bulletin", "tab-bulletin"), ("/analysis", "tab-analysis"), ("/rules", "tab-rules")];

/// Returns the neighbours of a page.
pub(crate) fn tabs(c: &Ctx<'_>, of: &[(&'static str, &'static str)], current: &str) -> Vec<Tab> {
    of.iter()
        .map(|(href, words)| Tab {
            href: c.here(href),
            text: c.w.t(words).to_owned(),
            current: *href == current,
        })
        .collect()
}
