//! Chains of transmission: the whole outbreak, and what lies around one case.

use super::{
    bit::{Bit, PLAIN, Td, WARN},
    block::{Block, Body, Card, Figure, Page},
    cases::{as_of, outbreak_options, reading_area},
    contacts::heads,
    ctx::Ctx,
    frame::{Frame, script_json},
    list::{empty, filters, select},
    tabs::{CASES, tabs},
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::response::Response;
use domain::{CaseId, OutbreakId};
use reporting::{
    chain::{Chain, ChainQuery, Degree, NodeKind, chain},
    interval::serial_interval,
    words::count,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Cases of the table of degrees.
const DEGREES: usize = 30;

/// Clusters of the list.
const CLUSTERS: usize = 12;

/// Returns a chain as the island reads it.
pub(crate) fn chain_json(found: &Chain) -> String {
    let nodes: Vec<Value> = found
        .nodes
        .iter()
        .map(|node| {
            let kind = match node.kind {
                NodeKind::Case => "case",
                NodeKind::Unknown => "unknown",
                NodeKind::Contacts => "contacts",
            };
            let n = (node.kind == NodeKind::Contacts || node.n > 1).then_some(node.n);
            json!({
                "id": node.id,
                "label": node.label,
                "generation": node.generation,
                "day": node.day,
                "row": node.row,
                "kind": kind,
                "href": node.href,
                "n": n,
            })
        })
        .collect();
    let edges: Vec<Value> = found
        .edges
        .iter()
        .map(|edge| json!({ "from": edge.from, "to": edge.to, "certain": edge.certain }))
        .collect();
    let day0 = found.day0.map(|day| day.to_string());
    script_json(&json!({ "nodes": nodes, "edges": edges, "day0": day0 }))
}

/// Returns a chain in words.
pub(crate) fn chain_words(c: &Ctx<'_>, found: &Chain) -> String {
    c.ta(
        "chain-words",
        &[
            ("generations", &found.generations.to_string()),
            ("cases", &count(found.cases)),
            ("unlinked", &count(u32::try_from(found.unlinked.len()).unwrap_or(u32::MAX))),
        ],
    )
}

/// Returns what lies around a case: who may have infected it, the case, whom it may have infected, its contacts.
pub(crate) fn around(c: &Ctx<'_>, id: CaseId) -> (String, String) {
    let Some(case) = c.s.cases.get(id) else {
        return ("{\"nodes\":[],\"edges\":[]}".to_owned(), String::new());
    };
    let query = ChainQuery { outbreak: Some(case.outbreak), contacts: true, ..ChainQuery::default() };
    let mut whole = chain(c.s, c.now, &query, c.lang);
    let own = whole.nodes.iter().find(|node| node.case == Some(id)).map(|node| node.id);
    let near: BTreeSet<u32> = whole
        .edges
        .iter()
        .filter(|edge| Some(edge.from) == own || Some(edge.to) == own)
        .flat_map(|edge| [edge.from, edge.to])
        .chain(own)
        .collect();
    whole.nodes.retain(|node| near.contains(&node.id));
    whole.edges.retain(|edge| Some(edge.from) == own || Some(edge.to) == own);
    // Rows far apart in the whole stand close together in the part.
    close_rows(&mut whole);
    for node in whole.nodes.iter_mut().filter(|node| node.label.is_empty()) {
        node.label = node.case.map_or_else(String::new, |case| case.to_string());
    }
    let from: Vec<&str> = neighbours(&whole, own, true);
    let to: Vec<&str> = neighbours(&whole, own, false);
    let none = c.t("chain-none");
    let names =
        |names: Vec<&str>| if names.is_empty() { none.to_owned() } else { names.join(c.t("list-comma")) };
    let words =
        c.ta("chain-around", &[("case", &id.to_string()), ("from", &names(from)), ("to", &names(to))]);
    (chain_json(&whole), words)
}

/// Closes the gaps between rows after nodes were taken away.
fn close_rows(part: &mut Chain) {
    let rows: BTreeSet<u32> = part.nodes.iter().map(|node| node.row).collect();
    for node in &mut part.nodes {
        let place = rows.iter().position(|row| *row == node.row).unwrap_or(0);
        node.row = u32::try_from(place).unwrap_or(0);
    }
}

/// Returns a chain without the counts of contacts, which the height of the one screen has no room for.
pub(crate) fn cases_only(whole: &Chain) -> Chain {
    let mut part = whole.clone();
    part.nodes.retain(|node| node.kind != NodeKind::Contacts);
    let kept: BTreeSet<u32> = part.nodes.iter().map(|node| node.id).collect();
    part.edges.retain(|edge| kept.contains(&edge.from) && kept.contains(&edge.to));
    close_rows(&mut part);
    part
}

fn neighbours(part: &Chain, own: Option<u32>, above: bool) -> Vec<&str> {
    let edges = part.edges.iter().filter(|edge| Some(if above { edge.to } else { edge.from }) == own);
    let ids: Vec<u32> = edges.map(|edge| if above { edge.from } else { edge.to }).collect();
    let nodes = part.nodes.iter().filter(|node| ids.contains(&node.id));
    nodes.map(|node| node.label.as_str()).filter(|label| !label.is_empty()).collect()
}

/// `GET /chain`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeRecords, page).await
}

fn page(c: &Ctx<'_>, permit: &Permit) -> Result<Page, Problem> {
    let query = ChainQuery {
        outbreak: c.q.parse::<u32>("outbreak").map(OutbreakId),
        area: reading_area(c, permit, None)?,
        contacts: c.q.get("contacts") == "1",
        most_nodes: None,
    };
    let found = chain(c.s, c.now, &query, c.lang);
    let mut page = Page::new(Frame::new(c, c.t("chain-title"), "cases"), c.t("chain-title"));
    page.small = as_of(c);
    page.tabs = tabs(c, CASES, "/chain");
    let shows = vec![("1".to_owned(), c.say("chain-with-contacts"))];
    let fields = vec![
        select(c, "outbreak", "col-outbreak", outbreak_options(c)),
        select(c, "contacts", "chain-shown", shows),
    ];
    page.blocks.push(filters(c, "chain-title", fields, Vec::new()));
    if found.nodes.is_empty() {
        page.blocks.push(Card::block(
            c.t("chain-title"),
            "",
            Body::Empty(empty(c, "chain-empty-title", "chain-empty-text")),
        ));
        return Ok(page);
    }
    let words = chain_words(c, &found);
    page.blocks.push(figures(c, &found));
    let drawing = Card::block(
        c.t("chain-title"),
        c.t("chain-drawing-small"),
        Body::Chain { json: chain_json(&found), words, height: 420, full: true },
    );
    page.left = vec![drawing, degrees(c, &found)];
    page.right = vec![clusters(c, &found), unlinked(c, &found)];
    Ok(page)
}

/// What the chain comes to, each with the way to its records.
fn figures(c: &Ctx<'_>, found: &Chain) -> Block {
    let number = |n: usize| count(u32::try_from(n).unwrap_or(u32::MAX));
    let figure = |name: &'static str, n: String, tone, (href, small): (String, String)| Figure {
        href,
        name: c.w.t(name).to_owned(),
        n,
        tone,
        smalls: vec![small],
    };
    let cases = match c.q.get("outbreak") {
        "" => "/cases".to_owned(),
        outbreak => format!("/cases?outbreak={}", super::query::encode(outbreak)),
    };
    let first =
        found.day0.map_or_else(|| "—".to_owned(), |day| c.ta("chain-since", &[("day", &day.to_string())]));
    let alone = found.clusters.iter().filter(|cluster| cluster.cases == 1).count();
    let sum = |degree: &Degree| degree.infected + degree.possible;
    let top = found.degrees.iter().rev().max_by_key(|degree| sum(degree));
    let most = top.map_or(0, sum);
    let whose = top.map_or_else(String::new, |degree| {
        c.ta("chain-most-small", &[("case", &name_of(degree)), ("n", &count(degree.infected))])
    });
    let way = top.map_or_else(|| cases.clone(), |degree| format!("/cases/{}", degree.case.0));
    // One stands on its own page, several in the card of this one.
    let unlinked = match found.unlinked.as_slice() {
        [only] => format!("/cases/{}", only.0),
        _ => c.q.address(),
    };
    let interval = serial_interval(c.s, found);
    let gaps = interval
        .median_days
        .map_or_else(|| "—".to_owned(), |days| c.ta("rules-days", &[("n", &format!("{days:.1}"))]));
    let pairs = c.ta("chain-links-small", &[("n", &count(interval.pairs))]);
    Block::Figures(vec![
        figure("chain-cases-in", count(found.cases), PLAIN, (cases.clone(), first)),
        figure(
            "chain-generations",
            count(found.generations),
            PLAIN,
            (
                cases.clone(),
                c.ta(
                    "chain-clusters-small",
                    &[("n", &number(found.clusters.len())), ("alone", &number(alone))],
                ),
            ),
        ),
        figure(
            "chain-unlinked",
            number(found.unlinked.len()),
            if found.unlinked.is_empty() { PLAIN } else { WARN },
            (unlinked, c.say("chain-unlinked-small")),
        ),
        figure("chain-most", count(most), PLAIN, (way, whose)),
        figure("chain-interval", gaps, PLAIN, (cases, pairs)),
    ])
}

fn name_of(degree: &Degree) -> String {
    match &degree.external {
        Some(external) => format!("{} {external}", degree.case),
        None => degree.case.to_string(),
    }
}

/// Who hangs together with whom, the largest first.
fn clusters(c: &Ctx<'_>, found: &Chain) -> Block {
    let mut table =
        heads(c, &["chain-clusters", "chain-first", "#chain-cases-in", "#chain-generations", "chain-days"]);
    for row in found.clusters.iter().filter(|row| row.cases > 1).take(CLUSTERS) {
        let days = format!("{}—{}", reporting::words::day(row.from), reporting::words::day(row.until));
        table.row(
            PLAIN,
            vec![
                Td::of(Bit::link(format!("/cases/{}", row.first.0), row.first.to_string())),
                Td::number(row.cases, ""),
                Td::number(row.generations, ""),
                Td::text(days),
            ],
        );
    }
    if table.rows.is_empty() {
        let nothing = Body::Empty(empty(c, "chain-no-clusters-title", "chain-no-clusters-text"));
        return Card::block(c.t("chain-clusters"), "", nothing);
    }
    let linked = found.clusters.iter().filter(|row| row.cases > 1).count();
    let small = count(u32::try_from(linked).unwrap_or(u32::MAX));
    Card::block(c.t("chain-clusters"), small, Body::Facts(table))
}

fn degrees(c: &Ctx<'_>, found: &Chain) -> Block {
    let mut table = heads(
        c,
        &[
            "chain-degrees",
            "contacts-col-case",
            "case-external",
            "col-area",
            "#chain-infected",
            "#chain-possible",
            "#col-contacts",
        ],
    );
    for row in found.degrees.iter().take(DEGREES) {
        let known = c.s.cases.get(row.case);
        let contacts = known.map_or(0, |case| case.contacts);
        table.row(
            PLAIN,
            vec![
                Td::of(Bit::link(format!("/cases/{}", row.case.0), row.case.to_string())),
                Td::text(row.external.clone().unwrap_or_else(|| "—".to_owned())),
                Td::text(known.map_or_else(|| "—".to_owned(), |case| c.area(case.area))),
                Td::number(row.infected, ""),
                Td::number(row.possible, ""),
                Td::number(contacts, ""),
            ],
        );
    }
    if table.rows.is_empty() {
        let nothing = Body::Empty(empty(c, "chain-no-degrees-title", "chain-no-degrees-text"));
        return Card::block(c.t("chain-degrees"), "", nothing);
    }
    let small =
        c.ta("chain-degrees-small", &[("n", &count(u32::try_from(found.degrees.len()).unwrap_or(0)))]);
    Card::block(c.t("chain-degrees"), small, Body::Facts(table))
}

fn unlinked(c: &Ctx<'_>, found: &Chain) -> Block {
    let lines: Vec<Vec<Bit>> = found
        .unlinked
        .iter()
        .take(DEGREES)
        .filter_map(|id| {
            let row = c.s.cases.get(*id)?;
            Some(vec![
                Bit::link(format!("/cases/{}", id.0), id.to_string()),
                Bit::text(c.area(row.area)),
                Ctx::time(row.reported_at),
            ])
        })
        .collect();
    let small = count(u32::try_from(found.unlinked.len()).unwrap_or(0));
    let body = if lines.is_empty() {
        Body::Empty(empty(c, "chain-linked-title", "chain-linked-text"))
    } else {
        Body::Lines(lines)
    };
    Card::block(c.t("chain-unlinked"), small, body)
}
