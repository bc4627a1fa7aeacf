//! Gaps put together, most harmful and oldest first.

use super::{Gap, GapKind, Harm};
use crate::{
    catalogue::{Catalogue, Lang},
    drill::Drill,
    round::total,
    words::{Label, age, count, unit_name},
};
use domain::{Timestamp, Unit};
use serde::Serialize;
use situation::Situation;
use std::collections::BTreeMap;

/// How many units a line names.
const NAMED_UNITS: usize = 3;

/// Gaps of one kind and harm as one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapLine {
    /// What is missing.
    pub kind: GapKind,
    /// How much harm it can do.
    pub harm: Harm,
    /// How many gaps.
    pub gaps: u32,
    /// People, tubes, households, buildings or receipts missing.
    pub count: u32,
    /// Since when the oldest has been open.
    pub since: Option<Timestamp>,
    /// Minutes since then.
    pub oldest_minutes: Option<i64>,
    /// Minutes that were allowed, the strictest of the gaps.
    pub allowed_minutes: Option<i64>,
    /// Whether some of them were allowed longer than that.
    pub allowed_differs: bool,
    /// Units that must close most of them, with how many each, at most three.
    pub units: Vec<(Unit, u32)>,
    /// How many units in all.
    pub unit_count: u32,
    /// The thing itself, when there is only one gap.
    pub subject: Option<String>,
    /// Way down.
    pub drill: Drill,
}

/// Puts gaps together by kind and harm: most harmful first, then oldest first.
pub fn gap_board(gaps: &[Gap]) -> Vec<GapLine> {
    let mut by_kind: BTreeMap<(GapKind, Harm), Vec<&Gap>> = BTreeMap::new();
    for gap in gaps {
        by_kind.entry((gap.kind, gap.harm)).or_default().push(gap);
    }
    let mut lines: Vec<GapLine> =
        by_kind.into_iter().map(|((kind, harm), gaps)| line(kind, harm, &gaps)).collect();
    lines.sort_by(|a, b| {
        let older = b.oldest_minutes.cmp(&a.oldest_minutes);
        b.harm.cmp(&a.harm).then(older).then(a.kind.cmp(&b.kind))
    });
    lines
}

fn line(kind: GapKind, harm: Harm, gaps: &[&Gap]) -> GapLine {
    let mut units: BTreeMap<Unit, u32> = BTreeMap::new();
    for gap in gaps {
        if let Some(unit) = gap.unit {
            let count = units.entry(unit).or_default();
            *count = count.saturating_add(gap.count);
        }
    }
    let unit_count = u32::try_from(units.len()).unwrap_or(u32::MAX);
    let mut named: Vec<(Unit, u32)> = units.into_iter().collect();
    named.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    named.truncate(NAMED_UNITS);
    let only = match gaps {
        [only] => Some(only),
        _ => None,
    };
    GapLine {
        kind,
        harm,
        gaps: u32::try_from(gaps.len()).unwrap_or(u32::MAX),
        count: total(gaps.iter().map(|gap| gap.count)),
        since: gaps.iter().filter_map(|gap| gap.since).min(),
        oldest_minutes: gaps.iter().filter_map(|gap| gap.age_minutes).max(),
        allowed_minutes: gaps.iter().filter_map(|gap| gap.allowed_minutes).min(),
        allowed_differs: {
            let mut allowed = gaps.iter().map(|gap| gap.allowed_minutes);
            let first = allowed.next();
            allowed.any(|minutes| Some(minutes) != first)
        },
        units: named,
        unit_count,
        subject: only.map(|gap| gap.subject.clone()),
        drill: only.map_or(Drill::Gaps(kind), |gap| gap.drill.clone()),
    }
}

/// Returns a line in words: what is missing, and who and since when.
pub fn gap_words(s: &Situation, line: &GapLine, lang: Lang) -> (String, String) {
    let words = Catalogue::get(lang);
    let key = format!("gap-title-{}", line.kind.code());
    let allowed = line.allowed_minutes.map(|minutes| age(minutes, lang)).unwrap_or_default();
    let late = if line.allowed_differs {
        // Each has a limit of its own, so no one figure would be true of all.
        words.t("gap-late-own").to_owned()
    } else {
        words.ta("gap-late", &[("allowed", &allowed)])
    };
    let who = match line.harm {
        Harm::Grave => "gap-who-case",
        Harm::Spread => "gap-who-close",
        Harm::Work | Harm::Paper => "gap-who-secondary",
    };
    let title = words.ta(
        &key,
        &[
            ("n", &count(line.count)),
            ("who", words.t(who)),
            ("harm", line.harm.label(lang)),
            ("allowed", &allowed),
            ("late", &late),
        ],
    );
    let mut parts = Vec::new();
    let names: Vec<String> = line.units.iter().map(|(unit, _)| unit_name(s, *unit)).collect();
    if !names.is_empty() {
        let joined = names.join(words.t("list-comma"));
        let rest = line.unit_count.saturating_sub(u32::try_from(names.len()).unwrap_or(0));
        parts.push(if rest > 0 {
            words.ta("gap-units-more", &[("units", &joined), ("n", &count(line.unit_count))])
        } else {
            joined
        });
    }
    if let Some(subject) = line.subject.as_ref().filter(|subject| !names.contains(subject)) {
        parts.push(subject.clone());
    }
    if let Some(minutes) = line.oldest_minutes {
        parts.push(words.ta("gap-oldest", &[("age", &age(minutes, lang))]));
    }
    (title, parts.join(" · "))
}
