//! The one screen: everything a commander reads at a glance, from one situation and for one minute.

mod capacity;
mod live;
mod zones;

pub use capacity::{Capacity, Gauge, capacity};
pub use live::{Feed, FeedState, Sentiment, TickerLine, feeds, ticker};
pub use zones::{ZonePanel, ZoneRow, zone_panel};

use crate::{
    catalogue::Lang,
    chain::{Chain, ChainQuery, ChainSummary, chain},
    curve::{Curve, CurveQuery, curve},
    drill::Drill,
    figures::{KeyFigures, key_figures_in},
    funnel::{Funnel, funnel},
    gaps::{Gap, GapLine, Harm, gap_board, gap_words, gaps},
    lists::{OrderQuery, OrderRow, Paging, order_list, order_row},
    scope::Scope,
    stamp::Stamp,
    words::{Label, unit_name},
};
use domain::{
    AreaCode, AreaKind, Level, OrderId, Timestamp, Unit,
    time::{add_days, day_of, minutes_between},
};
use serde::Serialize;
use situation::Situation;
use std::collections::BTreeMap;

/// Days of the curve on the screen.
const CURVE_DAYS: i32 = 10;
/// Nodes of the chain on the screen above which leaves are folded.
const CHAIN_NODES: usize = 24;
/// Orders on the screen.
const ORDERS: usize = 3;
/// Minutes for which an order that everybody has finished still stands on the screen, so that its issuer sees it done.
const SHOWN_DONE: i64 = 120;
/// Units on the overdue panel.
const UNITS: usize = 6;

/// The response level of the area the screen is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LevelPanel {
    /// Area.
    pub area: Option<AreaCode>,
    /// Its name.
    pub area_name: String,
    /// Level.
    pub level: Level,
    /// Its name.
    pub label: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Minutes since then.
    pub minutes: Option<i64>,
    /// On what basis.
    pub basis: String,
}

/// A line of the gap board with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapCard {
    /// The line.
    #[serde(flatten)]
    pub line: GapLine,
    /// What is missing.
    pub title: String,
    /// Who, and since when.
    pub detail: String,
    /// Address.
    pub href: String,
}

/// What a unit is late with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OverdueUnit {
    /// The unit.
    pub unit: Unit,
    /// Its name.
    pub name: String,
    /// The worst it is late with.
    pub harm: Harm,
    /// How many gaps, tasks and receipts.
    pub count: u32,
    /// Minutes of the oldest.
    pub oldest_minutes: i64,
    /// Way down.
    pub drill: Drill,
}

/// Orders in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderPanel {
    /// Orders that some recipient has not finished.
    pub open: u64,
    /// Orders with a late receipt.
    pub late: u64,
    /// The newest ones, those of the reader's own unit first; among them at most one that was finished just now.
    pub orders: Vec<OrderRow>,
    /// Open orders that do not stand among these.
    pub others: u64,
    /// Late ones among those.
    pub others_late: u64,
}

/// Whose screen it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    /// The area whose cases are counted, drawn and linked to; `None` for all.
    pub area: Option<AreaCode>,
    /// The unit whose orders come first.
    pub unit: Option<Unit>,
}

/// Everything of the one screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Screen {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Language of the words.
    pub lang: Lang,
    /// Response level.
    pub level: LevelPanel,
    /// Key figures.
    pub figures: KeyFigures,
    /// Epidemic curve, ten days.
    pub curve: Curve,
    /// Chains, folded.
    pub chain: Chain,
    /// Generations and unlinked cases.
    pub chain_summary: ChainSummary,
    /// Zones and people in them.
    pub zones: ZonePanel,
    /// Orders.
    pub orders: OrderPanel,
    /// Late units.
    pub overdue: Vec<OverdueUnit>,
    /// Capacities.
    pub capacity: Capacity,
    /// Blind spots.
    pub gaps: Vec<GapCard>,
    /// How many of them can let infection pass on: the number at the bell.
    pub alerts: u32,
    /// The five queues.
    pub funnel: Funnel,
    /// 疫情, 舆情, 社情.
    pub ticker: Vec<TickerLine>,
    /// How fresh the data are.
    pub feeds: Vec<Feed>,
}

/// Returns the screen at `now`, in words of `lang`, of everything there is.
pub fn screen(s: &Situation, now: Timestamp, lang: Lang) -> Screen {
    screen_for(s, now, lang, Reader::default())
}

/// Returns the screen of one reader at `now`, in words of `lang`.
pub fn screen_for(s: &Situation, now: Timestamp, lang: Lang, reader: Reader) -> Screen {
    let open = gaps(s, now);
    let board = gap_board(&open);
    let alerts = board.iter().filter(|line| line.harm >= Harm::Spread).count();
    let cards = board.into_iter().map(|line| {
        let (title, detail) = gap_words(s, &line, lang);
        let href = line.drill.href();
        GapCard { line, title, detail, href }
    });
    let funnel = funnel(s, now);
    let chain_query = ChainQuery {
        area: reader.area,
        contacts: true,
        most_nodes: Some(CHAIN_NODES),
        ..ChainQuery::default()
    };
    let chain = chain(s, now, &chain_query, lang);
    let today = day_of(now);
    let curve_query = CurveQuery {
        scope: Scope { outbreak: None, area: reader.area },
        from: Some(add_days(today, 1 - CURVE_DAYS)),
        until: Some(today),
        ..CurveQuery::default()
    };
    Screen {
        stamp: Stamp::new(s, now),
        lang,
        level: level(s, now, lang),
        figures: key_figures_in(s, now, reader.area),
        curve: curve(s, now, &curve_query, lang),
        chain_summary: chain.summary(s),
        chain,
        zones: zone_panel(s, now),
        orders: orders(s, now, reader.unit),
        overdue: overdue(s, now, &open),
        capacity: capacity(s, now, &funnel, lang),
        gaps: cards.collect(),
        alerts: u32::try_from(alerts).unwrap_or(u32::MAX),
        funnel,
        ticker: ticker(s, now, lang),
        feeds: feeds(s, now),
    }
}

/// The area the system is about: that of the newest open outbreak responded to, or else the widest one listed that has a
/// level, or else the first district.
pub fn seat(s: &Situation) -> Option<AreaCode> {
    let open = s.outbreaks.rows().iter().rev();
    let worked = open.filter(|row| row.closed_at.is_none() && !row.protocols.is_empty());
    let worked = worked.map(|row| row.area).next();
    let levelled =
        || s.levels.iter().map(|change| change.area).max_by_key(|area| std::cmp::Reverse(area.number()));
    let district = || {
        let mut districts = s.areas.iter().filter(|(_, row)| row.kind == AreaKind::District);
        districts.next().map(|(area, _)| *area)
    };
    worked.or_else(levelled).or_else(district)
}

fn level(s: &Situation, now: Timestamp, lang: Lang) -> LevelPanel {
    let area = seat(s);
    // A level set for a part of the outbreak's area counts for the screen when the whole has none of its own.
    let set = |area: AreaCode| s.level_at(area, now);
    let inside = || {
        let changes = s.levels.iter().filter(|change| change.from <= now);
        let inside = changes.filter(|change| area.is_none_or(|area| area.covers(change.area)));
        inside.max_by_key(|change| (change.from, change.recorded)).map(|change| change.area)
    };
    let own = area.map(set).filter(|(_, since)| since.is_some());
    let shown = if own.is_some() { area } else { inside().or(area) };
    let (level, since) = own.or_else(|| shown.map(set)).unwrap_or_default();
    let basis = s
        .levels
        .iter()
        .rev()
        .find(|change| Some(change.from) == since && change.level == level)
        .map(|change| change.basis.clone());
    LevelPanel {
        area: shown,
        area_name: shown.map(|area| crate::words::area_name(s, area)).unwrap_or_default(),
        level,
        label: level.label(lang).to_owned(),
        since,
        minutes: since.map(|since| minutes_between(since, now)),
        basis: basis.unwrap_or_default(),
    }
}

/// Returns the orders of the screen, those of a unit of one's own first.
pub fn orders(s: &Situation, now: Timestamp, own: Option<Unit>) -> OrderPanel {
    let paging = Paging { descending: true, limit: Some(1), after: None };
    let query = |late| OrderQuery { open: true, late, paging, ..OrderQuery::default() };
    let (open, late) = (order_list(s, now, &query(false)).total, order_list(s, now, &query(true)).total);
    let mut ranked: Vec<(bool, Timestamp, OrderId, bool)> = Vec::new();
    for (id, row) in s.orders.iter().filter(|(_, row)| row.superseded_by.is_none() && row.issued_at <= now) {
        let waiting =
            row.receipts.values().any(|receipt| receipt.done.is_none() && receipt.declined.is_none());
        let finished = row.receipts.values().filter_map(|receipt| receipt.done).max();
        let just_done = finished.is_some_and(|at| minutes_between(at, now) <= SHOWN_DONE);
        if waiting || just_done {
            ranked.push((own == Some(row.issuer), row.issued_at, id, waiting));
        }
    }
    ranked.sort_by_key(|(own, issued, id, _)| std::cmp::Reverse((*own, *issued, *id)));
    let mut done = 0;
    ranked.retain(|(.., waiting)| {
        done += u32::from(!waiting);
        *waiting || done == 1
    });
    ranked.truncate(ORDERS);
    let mut rows: Vec<OrderRow> = ranked.iter().filter_map(|(_, _, id, _)| order_row(s, *id, now)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.issued_at, row.order)));
    let shown = |late: bool| {
        let shown = ranked.iter().filter(|(.., waiting)| *waiting).map(|(_, _, id, _)| *id);
        let is_late = |id: &OrderId| rows.iter().any(|row| row.order == *id && row.receipts.late > 0);
        u64::try_from(shown.filter(|id| !late || is_late(id)).count()).unwrap_or(u64::MAX)
    };
    let (others, others_late) = (open.saturating_sub(shown(false)), late.saturating_sub(shown(true)));
    OrderPanel { open, late, orders: rows, others, others_late }
}

/// Units that are late, the most harm first, then the oldest: gaps they must close and tasks past their time.
fn overdue(s: &Situation, now: Timestamp, open: &[Gap]) -> Vec<OverdueUnit> {
    let mut units: BTreeMap<Unit, (Harm, u32, i64)> = BTreeMap::new();
    let mut note = |unit: Unit, harm: Harm, count: u32, minutes: i64| {
        let entry = units.entry(unit).or_insert((harm, 0, 0));
        *entry = (entry.0.max(harm), entry.1 + count, entry.2.max(minutes));
    };
    for gap in open {
        if let Some(unit) = gap.unit {
            note(unit, gap.harm, 1, gap.age_minutes.unwrap_or(0));
        }
    }
    for task in s.open_tasks.iter().filter_map(|task| s.tasks.get(*task)) {
        let minutes = minutes_between(task.due_at, now);
        if minutes > 0 {
            note(task.owner, task_harm(task.kind), 1, minutes);
        }
    }
    let mut late: Vec<(Unit, (Harm, u32, i64))> = units.into_iter().collect();
    late.sort_by(|(a_unit, a), (b_unit, b)| b.0.cmp(&a.0).then(b.2.cmp(&a.2)).then(a_unit.cmp(b_unit)));
    late.truncate(UNITS);
    let line = |(unit, (harm, count, oldest_minutes)): (Unit, (Harm, u32, i64))| OverdueUnit {
        unit,
        name: unit_name(s, unit),
        harm,
        count,
        oldest_minutes,
        drill: Drill::Unit(unit.to_string()),
    };
    late.into_iter().map(line).collect()
}

/// A case nobody has traced and a test nobody has taken let infection pass on; help not given harms the person alone.
fn task_harm(kind: domain::TaskKind) -> Harm {
    match kind {
        domain::TaskKind::Divert => Harm::Grave,
        domain::TaskKind::Investigate
        | domain::TaskKind::Retest
        | domain::TaskKind::DoorCheck
        | domain::TaskKind::IsolationTest => Harm::Spread,
        domain::TaskKind::ReleaseCheck
        | domain::TaskKind::Help
        | domain::TaskKind::Rumour
        | domain::TaskKind::Disinfect => Harm::Work,
        domain::TaskKind::Other => Harm::Paper,
    }
}
