//! The one screen, and the map alone: everything a commander reads at a glance.

use super::{
    bit::{BAD, Bit, PLAIN, Tone, WARN, iso, zone_class},
    block::Figure,
    cases::{as_of, figure_of, reading_area},
    chain::{cases_only, chain_json, chain_words},
    ctx::Ctx,
    frame::{Frame, may_order, script_json},
    known::known,
    misc::harm_tone,
    orders::receipts,
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use askama::Template;
use axum::response::Response;
use domain::{AreaCode, OrderKind, Stage, ZoneKind};
use reporting::{
    curve::{Curve, CurveDay},
    funnel::StageQueue,
    gaps::GapKind,
    lists::OrderRow,
    screen::{GapCard, Gauge, OrderPanel, Screen, orders},
    words::{age, clock_time, count, day, unit_name},
};
use serde_json::json;
use std::collections::BTreeMap;

/// Blind spots of the screen.
const GAPS: usize = 6;

/// Shares of a capacity from which it warns and alarms, percent.
const FULL_WARN: u32 = 70;
const FULL_BAD: u32 = 90;

/// An order with its receipts.
struct OrderCard {
    href: String,
    title: String,
    iso: String,
    time: String,
    late: bool,
    done: bool,
    bar: Bit,
    words: String,
    late_unit: Option<(String, Bit)>,
}

/// A capacity.
struct Cap {
    tone: Tone,
    href: String,
    label: String,
    used: String,
    total: String,
    max: u32,
    value: u32,
    small: String,
}

/// A blind spot.
struct Blind {
    tone: &'static str,
    href: String,
    title: String,
    /// Who must close it.
    who: String,
    /// For how long the oldest has been open.
    age: String,
    /// Both in full.
    detail: String,
}

/// The blind spots of the screen, and how many kinds do not stand there.
struct Blinds {
    list: Vec<Blind>,
    more: Option<String>,
    /// How many kinds there are, for displays too low to show them all.
    all: String,
}

/// A row of the zones.
struct ZoneLine {
    class: &'static str,
    label: &'static str,
    href: String,
    zones: String,
    households: String,
    people: String,
    lift: String,
}

/// One of the five stages.
struct StageCard {
    class: &'static str,
    is_bottleneck: bool,
    href: String,
    name: &'static str,
    owner: String,
    in_work: String,
    template: &'static str,
    oldest: Option<Bit>,
    median: String,
    rate: String,
    clears: String,
    max: u32,
    value: u32,
    done: String,
    target: String,
}

#[derive(Template)]
#[template(path = "screen.html")]
struct ScreenPage {
    f: Frame,
    keys: Vec<Figure>,
    curve: String,
    curve_days: Vec<(String, u32, u32)>,
    curve_rule: String,
    chain: String,
    chain_small: String,
    zones: Vec<ZoneLine>,
    zones_small: String,
    orders: Vec<OrderCard>,
    orders_small: String,
    orders_late: Option<String>,
    orders_more: Option<String>,
    scope: String,
    caps: Vec<Cap>,
    gaps: Blinds,
    stages: Vec<StageCard>,
    at: String,
    can_order: bool,
}

/// `GET /` and `GET /fragment/screen`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeFigures, page).await
}

/// The area whose cases the reader finds in the lists: figures, curves and chains are of the same.
pub(crate) fn records_area(c: &Ctx<'_>, permit: &Permit) -> Result<Option<AreaCode>, Problem> {
    let reach = access::policy::reach_of(c.viewer.role, May::SeeRecords).unwrap_or(permit.reach);
    reading_area(c, &Permit { reach, ..permit.clone() }, None)
}

fn page(c: &Ctx<'_>, permit: &Permit) -> Result<ScreenPage, Problem> {
    let area = records_area(c, permit)?;
    let found = c.app.screens.get(c.s, c.now, c.lang, area);
    let in_hand = orders(c.s, c.now, Some(c.viewer.unit));
    let late = in_hand.late;
    let of = area.map_or_else(|| c.say("scope-everywhere"), |area| c.area(area));
    let chain_small = chain_words(c, &found.chain);
    Ok(ScreenPage {
        scope: c.ta("screen-scope", &[("area", &of)]),
        orders_more: others(c, &in_hand),
        keys: keys(c, &found),
        curve: curve_json(c, &found.curve),
        curve_days: found
            .curve
            .days
            .iter()
            .map(|row| (day(row.date), row.community, row.controlled))
            .collect(),
        curve_rule: found.curve.late_rule.clone(),
        chain: chain_json(&cases_only(&found.chain)),
        chain_small,
        zones: zones(c, &found),
        zones_small: denominator(c, &found),
        orders: in_hand.orders.iter().map(|row| order_card(c, row)).collect(),
        orders_small: c.ta("screen-orders-open", &[("n", &in_hand.open.to_string())]),
        orders_late: (late > 0).then(|| c.ta("screen-orders-late", &[("n", &late.to_string())])),
        caps: caps(&found),
        gaps: blinds(c, &found.gaps),
        stages: found.funnel.stages.iter().map(|queue| stage_card(c, queue)).collect(),
        at: clock_time(c.now),
        can_order: may_order(c),
        f: Frame::new(c, c.t("rail-screen"), "screen"),
    })
}

/// Says how many open orders do not stand on the screen, and how many of those are late.
fn others(c: &Ctx<'_>, in_hand: &OrderPanel) -> Option<String> {
    let values = [("n", in_hand.others.to_string()), ("late", in_hand.others_late.to_string())];
    let key = if in_hand.others_late > 0 { "screen-orders-others-late" } else { "screen-orders-others" };
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    (in_hand.others > 0).then(|| c.ta(key, &values))
}

fn keys(c: &Ctx<'_>, found: &Screen) -> Vec<Figure> {
    let figures = [
        (&found.figures.community, BAD),
        (&found.figures.controlled, PLAIN),
        (&found.figures.unknown_source, WARN),
    ];
    figures.into_iter().map(|(figure, tone)| figure_of(c, figure, tone)).collect()
}

fn days(days: &[CurveDay]) -> Vec<serde_json::Value> {
    let line = |row: &CurveDay| {
        json!({
            "date": row.date.to_string(),
            "community": row.community,
            "controlled": row.controlled,
            "late": row.late,
        })
    };
    days.iter().map(line).collect()
}

/// Returns a curve as the island reads it, by the day of report with the other count to switch to.
pub(crate) fn curve_json(c: &Ctx<'_>, found: &Curve) -> String {
    let marks: Vec<_> =
        marks(c, found).into_iter().map(|(at, label)| json!({ "at": at, "label": label })).collect();
    script_json(&json!({
        "by": "report",
        "as_of": iso(c.now),
        "days": days(&found.by_report),
        "by_onset": days(&found.by_onset),
        "marks": marks,
    }))
}

/// One mark a day: the first of the day by name, and how many more there were, because their words would cover each other.
fn marks(c: &Ctx<'_>, found: &Curve) -> Vec<(String, String)> {
    let mut days: BTreeMap<domain::Date, Vec<&reporting::curve::CurveMark>> = BTreeMap::default();
    for mark in &found.marks {
        days.entry(domain::time::day_of(mark.at)).or_default().push(mark);
    }
    let mark_of = |marks: Vec<&reporting::curve::CurveMark>| {
        let (first, more) = marks.split_first()?;
        let label: String = first.label.chars().take(14).collect();
        let label = if more.is_empty() {
            label
        } else {
            c.ta("curve-marks-more", &[("first", &label), ("n", &more.len().to_string())])
        };
        Some((iso(first.at), label))
    };
    let newest = days.into_values().rev().take(2);
    let mut marks: Vec<(String, String)> = newest.filter_map(mark_of).collect();
    // Beside the newest there is no room for the words of the day before; its line stays.
    marks.iter_mut().skip(1).for_each(|(_, label)| label.clear());
    marks
}

fn zones(c: &Ctx<'_>, found: &Screen) -> Vec<ZoneLine> {
    let rows = found.zones.rows.iter();
    rows.map(|row| ZoneLine {
        class: zone_class(row.kind),
        label: match row.kind {
            ZoneKind::Lockdown => c.t("screen-lockdown"),
            ZoneKind::Control => c.t("screen-control"),
            ZoneKind::Precaution => c.t("screen-precaution"),
        },
        href: row.drill.href(),
        zones: count(row.zones),
        households: count(row.households),
        people: count(row.people),
        lift: row.earliest_lift.map_or_else(|| "—".to_owned(), day),
    })
    .collect()
}

fn denominator(c: &Ctx<'_>, found: &Screen) -> String {
    let version =
        found.zones.boundaries_version.map_or_else(|| "—".to_owned(), |version| version.to_string());
    let (people, _) = found.zones.registered;
    c.ta("screen-denominator", &[("v", &version), ("people", &count(people))])
}

fn order_card(c: &Ctx<'_>, row: &OrderRow) -> OrderCard {
    let late_unit = row.late.first().map(|(_, name, since)| {
        // The names of several are on the order's page; here there is one line.
        let name = if row.receipts.late > 1 {
            c.ta("screen-late-count", &[("n", &row.receipts.late.to_string())])
        } else {
            name.clone()
        };
        (name, c.since(*since, Some(0)))
    });
    OrderCard {
        href: format!("/orders/{}", row.order.0),
        title: known(c, &row.title).into_owned(),
        iso: iso(row.issued_at),
        time: clock_time(row.issued_at),
        late: row.receipts.late > 0,
        bar: receipts(c, row),
        words: c.ta(
            "screen-receipts",
            &[
                ("total", &count(row.receipts.total)),
                ("accepted", &count(row.receipts.taken_on)),
                ("done", &count(row.receipts.done)),
            ],
        ),
        done: row.receipts.total > 0 && row.receipts.done == row.receipts.total,
        late_unit,
    }
}

fn caps(found: &Screen) -> Vec<Cap> {
    let gauges = [&found.capacity.rooms, &found.capacity.lab, &found.capacity.seats, &found.capacity.tracers];
    gauges.into_iter().map(cap).collect()
}

fn cap(gauge: &Gauge) -> Cap {
    let percent = (u64::from(gauge.used) * 100).checked_div(u64::from(gauge.total)).unwrap_or(0);
    let tone = if percent >= u64::from(FULL_BAD) {
        BAD
    } else if percent >= u64::from(FULL_WARN) {
        WARN
    } else {
        PLAIN
    };
    Cap {
        tone,
        href: gauge.drill.href(),
        label: gauge.label.clone(),
        used: count(gauge.used),
        total: count(gauge.total),
        max: gauge.total.max(1),
        value: gauge.used.min(gauge.total.max(1)),
        small: gauge.detail.clone(),
    }
}

fn blinds(c: &Ctx<'_>, gaps: &[GapCard]) -> Blinds {
    let more = gaps.len().saturating_sub(GAPS);
    Blinds {
        list: gaps
            .iter()
            .take(GAPS)
            .map(|card| {
                let is_split = gaps.iter().filter(|other| other.title == card.title).count() > 1;
                blind(c, card, is_split)
            })
            .collect(),
        all: c.ta("screen-gaps-all", &[("n", &gaps.len().to_string())]),
        more: (more > 0).then(|| c.ta("screen-gaps-more", &[("n", &more.to_string())])),
    }
}

/// A kind of gap that stands twice, because some of it does more harm, says which harm.
fn blind(c: &Ctx<'_>, card: &GapCard, is_split: bool) -> Blind {
    let line = &card.line;
    let silent = matches!(line.kind, GapKind::UnitSilent | GapKind::GridSilent);
    let first = line.units.first().map(|(unit, _)| unit_name(c.s, *unit));
    let who = match (first, line.unit_count) {
        (Some(unit), 1) => unit,
        (Some(unit), n) => c.ta("screen-late-units", &[("unit", &unit), ("n", &n.to_string())]),
        (None, _) => line.subject.clone().unwrap_or_default(),
    };
    let who = if is_split { format!("{who} · {}", c.label(line.harm)) } else { who };
    Blind {
        tone: if silent { "unknown" } else { harm_tone(line.harm) },
        href: card.href.clone(),
        title: card.title.clone(),
        who,
        age: line.oldest_minutes.map_or_else(String::new, |minutes| age(minutes, c.lang)),
        detail: card.detail.clone(),
    }
}

fn stage_card(c: &Ctx<'_>, queue: &StageQueue) -> StageCard {
    let dash = || "—".to_owned();
    let allowed = i64::from(queue.target.minutes);
    let late = queue.late > 0;
    let done = queue.done_24h;
    let all = done + queue.in_work;
    StageCard {
        class: match (queue.bottleneck, late) {
            (true, _) => "bottleneck",
            (false, true) => "warn",
            (false, false) => "",
        },
        is_bottleneck: queue.bottleneck,
        href: queue.drill.href(),
        name: c.label(queue.stage),
        owner: queue.owner.as_ref().map_or_else(|| c.say("next-no-owner"), |owner| owner.title.clone()),
        in_work: count(queue.in_work),
        template: template_of(queue.stage),
        oldest: queue.oldest_since.map(|since| c.since(since, Some(allowed))),
        median: queue.p50_minutes.map_or_else(dash, |minutes| age(minutes, c.lang)),
        rate: rate(queue.per_hour),
        clears: queue.clears_minutes.map_or_else(dash, |minutes| c.duration(minutes)),
        max: all.max(1),
        value: done,
        done: format!("{} / {}", count(done), count(all)),
        target: c.ta("screen-target", &[("time", &c.duration(allowed))]),
    }
}

/// Returns a rate with one decimal below ten, none above.
fn rate(per_hour: f64) -> String {
    if per_hour >= 10.0 {
        let rounded = format!("{per_hour:.0}");
        rounded.parse::<i64>().map_or(rounded, count)
    } else {
        format!("{per_hour:.1}")
    }
}

/// Returns the template of the order that helps a stage.
fn template_of(stage: Stage) -> &'static str {
    let kind = match stage {
        Stage::Test => OrderKind::MassSampling,
        Stage::Trace | Stage::Group => OrderKind::Verify,
        Stage::Transfer | Stage::Isolate => OrderKind::Support,
    };
    super::order_form::template_key(kind)
}

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    f: Frame,
    as_of: String,
    zones: Vec<ZoneLine>,
    zones_small: String,
    caps: Vec<Cap>,
    gaps: Blinds,
    at: String,
}

/// `GET /map`
pub(crate) async fn map(visit: Visit) -> Response {
    visit
        .show(May::SeeFigures, |c, _permit| {
            let found = c.app.screens.get(c.s, c.now, c.lang, None);
            Ok(MapPage {
                as_of: as_of(c),
                zones: zones(c, &found),
                zones_small: denominator(c, &found),
                caps: caps(&found),
                gaps: blinds(c, &found.gaps),
                at: clock_time(c.now),
                f: Frame::new(c, c.t("rail-map"), "map"),
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn a_rate_is_said_as_exactly_as_it_is_known() {
        assert_eq!(rate(9840.4), "9,840");
        assert_eq!(rate(2.0), "2.0");
        assert_eq!(rate(0.0), "0.0");
    }
}
