//! Disease packs and protocols: every value with its source, and whether that source was read in the original.

use super::{
    bit::{Bit, INFO, PLAIN, Td, WARN},
    block::{Block, Body, Card, Facts, Page, notice},
    cases::as_of,
    ctx::Ctx,
    frame::Frame,
    known::known,
    tabs::{BULLETIN, tabs},
    visit::Visit,
};
use access::Action as May;
use axum::response::Response;
use domain::{
    Pack, Protocol, Stage,
    pack::{Regime, Sourced},
};
use reporting::Lang;

/// `GET /rules`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeFigures, |c, _permit| Ok(page(c))).await
}

fn page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("rules-heading"), "bulletin"), c.t("rules-heading"));
    page.small = as_of(c);
    page.live = false;
    page.tabs = tabs(c, BULLETIN, "/rules");
    page.blocks.push(notice(INFO, c.t("rules-text")));
    page.blocks.push(in_force(c));
    for pack in Pack::shipped() {
        page.blocks.push(pack_card(c, pack));
        page.blocks.extend(pack.protocols.iter().map(|protocol| protocol_card(c, pack, protocol)));
    }
    page
}

fn name(c: &Ctx<'_>, pack: &Pack) -> String {
    match c.lang {
        Lang::Zh => pack.name_zh.clone(),
        Lang::En => pack.name_en.clone(),
    }
}

/// Which protocols apply to which outbreak now, and the time allowed for each stage.
fn in_force(c: &Ctx<'_>) -> Block {
    let mut rows = Vec::new();
    for (id, row) in c.s.outbreaks.iter().rev() {
        let Some((pack, protocol)) = c.s.rules(id, c.now).filter(|_| !row.protocols.is_empty()) else {
            continue;
        };
        let since = row.protocols.range(..=c.now).next_back().map(|(from, _)| Ctx::time(*from));
        let bits = [Bit::text(name(c, pack)), Bit::text(known(c, &protocol.title))];
        rows.push((known(c, &row.name).into_owned(), bits.into_iter().chain(since).collect()));
    }
    for stage in Stage::ALL {
        let target = reporting::funnel::target(c.s, stage, c.now);
        let mut bits = vec![
            Bit::text(c.duration(i64::from(target.minutes))),
            Bit::Source(known(c, &target.source).into_owned()),
        ];
        if !target.confirmed {
            bits.push(Bit::tag("warn", c.t("unconfirmed")));
        }
        rows.push((c.ta("rules-stage", &[("stage", c.label(stage))]), bits));
    }
    Card::block(c.t("rules-in-force"), as_of(c), Body::Known(rows))
}

fn heads(c: &Ctx<'_>, title: &str) -> Facts {
    Facts::new(
        title,
        &[c.t("rules-col-rule"), c.t("rules-col-value"), c.t("places-col-source"), c.t("rules-col-checked")],
    )
}

fn put<T>(c: &Ctx<'_>, table: &mut Facts, rule: &'static str, value: String, sourced: &Sourced<T>) {
    let (tone, checked) = if sourced.confirmed {
        (PLAIN, Bit::tag("good", c.t("rules-confirmed")))
    } else {
        (WARN, Bit::tag("warn", c.t("unconfirmed")))
    };
    table.row(
        tone,
        vec![
            Td::text(c.w.t(rule)),
            Td::wrap(vec![Bit::Strong(value)]),
            Td::wrap(vec![Bit::text(known(c, &sourced.source))]),
            Td::of(checked),
        ],
    );
}

fn days(c: &Ctx<'_>, value: impl std::fmt::Display) -> String {
    c.ta("rules-days", &[("n", &value.to_string())])
}

fn pack_card(c: &Ctx<'_>, pack: &Pack) -> Block {
    let title = name(c, pack);
    let mut table = heads(c, &title);
    put(
        c,
        &mut table,
        "rule-incubation",
        days(c, pack.incubation_mean_days.value),
        &pack.incubation_mean_days,
    );
    put(
        c,
        &mut table,
        "rule-incubation-p95",
        days(c, pack.incubation_p95_days.value),
        &pack.incubation_p95_days,
    );
    put(c, &mut table, "rule-serial", days(c, pack.serial_interval_days.value), &pack.serial_interval_days);
    put(
        c,
        &mut table,
        "rule-infectious",
        days(c, pack.infectious_before_days.value),
        &pack.infectious_before_days,
    );
    if let Some(threshold) = &pack.cluster_threshold {
        put(c, &mut table, "rule-cluster", threshold.value.to_string(), threshold);
    }
    let small = format!("ICD-10 {} · {} · {}", pack.icd10, pack.class, pack.definition());
    Card::block(title, small, Body::Facts(table))
}

fn regime(c: &Ctx<'_>, regime: &Regime) -> String {
    let tests: Vec<String> = regime.test_days.iter().map(u16::to_string).collect();
    c.ta(
        "rule-regime-value",
        &[
            ("central", &regime.central_days.to_string()),
            ("home", &regime.home_days.to_string()),
            ("tests", &tests.join(c.t("list-comma"))),
        ],
    )
}

fn protocol_card(c: &Ctx<'_>, pack: &Pack, protocol: &Protocol) -> Block {
    let title = format!("{} · {}", name(c, pack), known(c, &protocol.title));
    let mut table = heads(c, &title);
    put(c, &mut table, "rule-close", regime(c, &protocol.close.value), &protocol.close);
    if let Some(secondary) = &protocol.secondary {
        put(c, &mut table, "rule-secondary", regime(c, &secondary.value), secondary);
    }
    put(c, &mut table, "rule-follow-up", days(c, protocol.follow_up_days.value), &protocol.follow_up_days);
    put(c, &mut table, "rule-pool", protocol.pool_size.value.to_string(), &protocol.pool_size);
    let hold = c.duration(i64::from(protocol.hold_hours.value) * 60);
    put(c, &mut table, "rule-hold", hold, &protocol.hold_hours);
    let targets = &protocol.targets.value;
    let minutes = [targets.test, targets.trace, targets.group, targets.transfer, targets.isolate];
    let minutes = minutes.map(|minutes| c.duration(i64::from(minutes))).join(" / ");
    put(c, &mut table, "rule-targets", minutes, &protocol.targets);
    let (pooled, single) = protocol.result_minutes.value;
    let results = format!("{} / {}", c.duration(i64::from(pooled)), c.duration(i64::from(single)));
    put(c, &mut table, "rule-results", results, &protocol.result_minutes);
    put(c, &mut table, "rule-clear", days(c, protocol.zone_clear_days.value), &protocol.zone_clear_days);
    put(c, &mut table, "rule-clean", protocol.clean_rounds.value.to_string(), &protocol.clean_rounds);
    let small = c.ta(
        "rules-effective",
        &[("day", &protocol.effective.to_string()), ("basis", &known(c, &protocol.legal_basis))],
    );
    Card::block(title, small, Body::Facts(table))
}
