//! Orders: the list, one order with its receipts down the tree of places, issuing, answering, taking up.

use super::{
    bit::{BAD, Bit, GOOD, INFO, PLAIN, Td, Tone, Tr, WARN},
    block::{Action, Block, Body, Card, Field, Form, Page, notice},
    cases::as_of,
    contacts::heads,
    ctx::Ctx,
    form::Sent,
    frame::{Frame, may_order},
    known::known,
    list::{Shown, code, column, empty, filters, list, one_view, order, pick, select, sortable},
    order_form::{OrderDialog, command},
    person::timeline,
    tabs::{ORDERS, tabs},
    tubes::named,
    visit::{Visit, html_answer},
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use askama::Template as _;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{Command, Entry, OrderId, OrderKind, ReceiptStep, Unit};
use reporting::{
    lists::{OrderQuery, OrderRow, order_list, order_row},
    words::{age, clock_time, count},
};
use situation::state::{Order, Receipt};
use std::collections::BTreeMap;

/// Beyond so many recipients the bar shows shares.
const SEGMENTS: u32 = 120;

/// Entries of an order's history that a page shows.
const EVENTS: usize = 60;

/// `GET /orders`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeOrders, |c, permit| Ok(index_page(c, permit))).await
}

fn index_page(c: &Ctx<'_>, permit: &Permit) -> Page {
    let (_, paging) = order(c, "-issued");
    let asked: Option<Unit> = c.q.parse("recipient");
    let own = (permit.reach == access::Reach::Own).then_some(permit.place.unit);
    let query = OrderQuery {
        open: !c.q.get("open").is_empty(),
        late: !c.q.get("late").is_empty(),
        kind: pick(c.q.get("kind")),
        recipient: own.or(asked),
        paging,
    };
    let found = order_list(c.s, c.now, &query);
    let mut page = Page::new(Frame::new(c, c.t("orders-heading"), "orders"), c.t("orders-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, ORDERS, "/orders");
    let kinds = [
        OrderKind::ResponseLevel,
        OrderKind::MassSampling,
        OrderKind::Zone,
        OrderKind::Verify,
        OrderKind::Report,
        OrderKind::Support,
        OrderKind::Other,
    ];
    let kinds = kinds.into_iter().map(|kind| (code(&kind), c.label(kind).to_owned())).collect();
    let late =
        order_list(c.s, c.now, &OrderQuery { late: true, recipient: own, ..OrderQuery::default() }).total;
    let keys = ["late", "open"];
    let views = vec![
        one_view(c, "view-all", &keys, ("", ""), None),
        one_view(c, "orders-view-late", &keys, ("late", "1"), Some(late)),
        one_view(c, "orders-view-open", &keys, ("open", "1"), None),
    ];
    let kind = select(c, "kind", "orders-col-kind", kinds);
    page.blocks.push(filters(c, "orders-filter", vec![kind], views));
    let head = vec![
        column(c.t("col-number")),
        column(c.t("orders-col-title")),
        column(c.t("orders-col-kind")),
        column(c.t("orders-col-issuer")),
        sortable(c, c.t("orders-col-issued"), "issued", "-issued"),
        column(c.t("orders-col-receipts")),
        column(c.t("orders-col-accept")),
        column(c.t("orders-col-done")),
    ];
    page.blocks.push(list(
        c,
        Shown {
            id: "order-list",
            label: "orders-heading",
            head,
            rows: found.rows.iter().map(|row| row_of(c, row)).collect(),
            total: found.total,
            next: found.next.map(|cursor| cursor.to_string()),
            empty: empty(c, "orders-none-title", "orders-none-text"),
        },
    ));
    page
}

/// Returns receipts as a bar with its words.
pub(crate) fn receipts(c: &Ctx<'_>, row: &OrderRow) -> Bit {
    let counts = &row.receipts;
    let shown = [
        (counts.done, "d"),
        (counts.accepted, "a"),
        (counts.read, "r"),
        (counts.delivered + counts.sent, "n"),
        (counts.late + counts.declined, "l"),
    ];
    let share = |n: u32| {
        if counts.total <= SEGMENTS || n == 0 { n } else { (n * SEGMENTS / counts.total).max(1) }
    };
    let steps = shown.into_iter().flat_map(|(n, step)| (0..share(n)).map(move |_| step));
    Bit::Seg { steps: steps.collect(), label: receipt_words(c, row) }
}

/// Returns how far an order has come, in words.
pub(crate) fn receipt_words(c: &Ctx<'_>, row: &OrderRow) -> String {
    let counts = &row.receipts;
    c.ta(
        "orders-receipts",
        &[
            ("total", &count(counts.total)),
            ("reached", &count(counts.reached)),
            ("accepted", &count(counts.taken_on)),
            ("done", &count(counts.done)),
        ],
    )
}

fn row_of(c: &Ctx<'_>, row: &OrderRow) -> Tr {
    let counts = &row.receipts;
    let is_done = counts.total > 0 && counts.done == counts.total;
    let tone: Tone = match (counts.late > 0, is_done, row.superseded_by.is_some()) {
        (true, ..) => BAD,
        (_, true, _) => GOOD,
        (_, _, true) => PLAIN,
        (false, false, false) => INFO,
    };
    let clock = |due, reached: bool| {
        if row.superseded_by.is_some() {
            Bit::Mute(c.say("order-replaced"))
        } else if reached {
            Bit::Stopped { text: c.say("in-time"), tone: GOOD }
        } else {
            c.until(due, row.issued_at)
        }
    };
    let all_accepted = counts.taken_on >= counts.total;
    let late =
        (counts.late > 0).then(|| Bit::tag("bad", c.ta("orders-late", &[("n", &counts.late.to_string())])));
    let words = [Some(receipts(c, row)), Some(Bit::Mute(receipt_words(c, row))), late];
    Tr {
        tone,
        cells: vec![
            Td::of(Bit::link(format!("/orders/{}", row.order.0), row.order.to_string())),
            Td::wrap(vec![Bit::link(format!("/orders/{}", row.order.0), known(c, &row.title))]),
            Td::text(c.label(row.kind)),
            Td::text(row.issuer_name.clone()),
            Td::of(Ctx::time(row.issued_at)),
            Td::wrap(words.into_iter().flatten().collect()),
            Td::of(clock(row.accept_by, all_accepted)).named(c.t("orders-col-accept")),
            Td::of(clock(row.done_by, is_done)).named(c.t("orders-col-done")),
        ],
    }
}

/// `GET /orders/{id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<u32>) -> Response {
    let id = OrderId(id);
    let trail = visit
        .entries(|s| {
            let trail = &s.orders.get(id)?.trail;
            let skip = trail.len().saturating_sub(EVENTS);
            Some(trail.iter().skip(skip).copied().collect())
        })
        .await;
    visit.show(May::SeeOrders, |c, permit| page(c, permit, id, &trail)).await
}

fn page(c: &Ctx<'_>, permit: &Permit, id: OrderId, trail: &[Entry]) -> Result<Page, Problem> {
    let row = c.s.orders.get(id).ok_or_else(|| Problem::not_found("there is no such order"))?;
    let line = order_row(c.s, id, c.now).ok_or_else(Problem::fault)?;
    let sees = permit.reach == access::Reach::Everywhere
        || permit.covers_unit(c.s, row.issuer)
        || row.receipts.keys().any(|unit| permit.covers_unit(c.s, *unit));
    if !sees {
        return Err(crate::permit::denied(access::Denial::Area));
    }
    let mut page = Page::new(Frame::new(c, known(c, &row.title), "orders"), known(c, &row.title));
    page.small = id.to_string();
    page.crumbs = vec![(c.here("/orders"), c.say("orders-heading")), (String::new(), id.to_string())];
    if let Some(later) = row.superseded_by {
        let text = c.ta("order-superseded", &[("order", &later.to_string())]);
        page.blocks.push(Block::Notice {
            tone: WARN,
            bits: vec![Bit::text(text)],
            action: Some(Action::new(format!("/orders/{}", later.0), later.to_string())),
            alert: false,
        });
    }
    let mut history = trail.to_vec();
    for entry in &mut history {
        entry.facts.retain(|fact| concerns(fact, id));
    }
    history.retain(|entry| !entry.facts.is_empty());
    page.left = vec![
        Card::block(c.t("order-text"), as_of(c), Body::Known(order_known(c, row))),
        tree(c, id, row, &line),
        timeline(c, &history, None),
    ];
    page.right = actions(c, permit, id, row, &line);
    Ok(page)
}

fn concerns(fact: &domain::Fact, id: OrderId) -> bool {
    matches!(
        fact,
        domain::Fact::OrderIssued { order, .. }
        | domain::Fact::ReceiptGiven { order, .. }
        | domain::Fact::OrderEscalated { order, .. } if *order == id
    )
}

fn order_known(c: &Ctx<'_>, row: &Order) -> Vec<(String, Vec<Bit>)> {
    let text = row.text.lines().map(Bit::text);
    vec![
        (c.say("order-what"), text.collect()),
        (c.say("orders-col-kind"), vec![Bit::text(c.label(row.kind))]),
        (c.say("orders-col-issuer"), vec![c.unit_link(row.issuer), Bit::Source(c.actor(row.by))]),
        (c.say("orders-col-issued"), vec![Ctx::time(row.issued_at)]),
        (c.say("orders-col-accept"), vec![Ctx::time(row.accept_by), c.until(row.accept_by, row.issued_at)]),
        (c.say("orders-col-done"), vec![Ctx::time(row.done_by), c.until(row.done_by, row.issued_at)]),
        (c.say("order-basis-name"), vec![Bit::text(known(c, &row.basis))]),
    ]
}

/// Receipts down the tree of places: each street with the grids below it.
fn tree(c: &Ctx<'_>, id: OrderId, row: &Order, line: &OrderRow) -> Block {
    let mut branches: BTreeMap<Unit, Vec<(Unit, &Receipt)>> = BTreeMap::new();
    for (unit, receipt) in &row.receipts {
        let above = match unit {
            Unit::Grid(_) => c.s.unit_above(*unit).unwrap_or(*unit),
            Unit::Area(_) | Unit::Post(_) => *unit,
        };
        branches.entry(above).or_default().push((*unit, receipt));
    }
    let mut table = heads(
        c,
        &[
            "order-tree",
            "order-col-unit",
            "receipt-col-delivered",
            "receipt-col-accepted",
            "receipt-col-done",
            "order-col-state",
            "order-col-remark",
        ],
    );
    for (above, mut units) in branches {
        units.sort_by_key(|(unit, receipt)| (*unit != above, receipt.late(row, c.now).is_none(), *unit));
        for (unit, receipt) in units {
            let (tone, cells) = receipt_cells(c, row, (unit, above), receipt);
            table.row(tone, cells);
        }
    }
    let small = receipt_words(c, line);
    debug_assert!(id.0 > 0, "ids begin at 1");
    let body = Body::Facts(table);
    Card::block(c.t("order-tree"), small, body)
}

fn receipt_cells(
    c: &Ctx<'_>,
    row: &Order,
    (unit, above): (Unit, Unit),
    receipt: &Receipt,
) -> (Tone, Vec<Td>) {
    let late = receipt.late(row, c.now);
    let state = match (late, receipt.step()) {
        (Some(step), _) => {
            let since = if step == ReceiptStep::Done { row.done_by } else { row.accept_by };
            let over = age(domain::time::minutes_between(since, c.now), c.lang);
            let key = if step == ReceiptStep::Done { "receipt-late-done" } else { "receipt-late-accept" };
            Bit::tag("bad", c.ta(key, &[("age", &over)]))
        }
        (None, Some(ReceiptStep::Done)) => Bit::tag("good", c.label(ReceiptStep::Done)),
        (None, Some(ReceiptStep::Declined)) => Bit::tag("warn", c.label(ReceiptStep::Declined)),
        (None, Some(step)) => Bit::tag("info", c.label(step)),
        (None, None) => Bit::tag("none", c.t("receipt-sent")),
    };
    let escalated = receipt.escalated.last().map(|(at, to)| {
        Bit::Mute(c.ta("receipt-escalated", &[("at", &clock_time(*at)), ("unit", &c.unit(*to))]))
    });
    let indent = if unit == above { "" } else { "└ " };
    let name = [Bit::Mute(indent.to_owned()), c.unit_link(unit)];
    let remark = [Some(Bit::text(receipt.remark.clone())), escalated];
    let cells = vec![
        Td::all(name.into_iter().collect()),
        Td::text(receipt.delivered.map_or_else(|| "—".to_owned(), clock_time)),
        Td::text(receipt.accepted.map_or_else(|| "—".to_owned(), clock_time)),
        Td::text(receipt.done.map_or_else(|| "—".to_owned(), clock_time)),
        Td::of(state),
        Td::wrap(remark.into_iter().flatten().collect()),
    ];
    (if late.is_some() { BAD } else { PLAIN }, cells)
}

fn actions(c: &Ctx<'_>, permit: &Permit, id: OrderId, row: &Order, line: &OrderRow) -> Vec<Block> {
    let mut blocks = Vec::new();
    if c.is_past {
        blocks.push(notice(INFO, c.t("past-no-action")));
        return blocks;
    }
    if row.superseded_by.is_none() {
        blocks.extend(answer(c, permit, id, row));
    }
    if may_order(c) {
        let late = line.receipts.late;
        let form = Form::new("/orders/escalate", c.ta("order-escalate", &[("n", &late.to_string())]))
            .field(Field::new("hidden", "next", "", format!("/orders/{}", id.0)));
        if late > 0 {
            blocks.push(Card::block(c.t("order-escalate-title"), "", Body::Form(form)));
        }
    }
    if blocks.is_empty() {
        blocks.push(notice(INFO, c.t("order-nothing-to-do")));
    }
    blocks
}

/// The form by which a unit answers, for the units the reader may answer for.
fn answer(c: &Ctx<'_>, permit: &Permit, id: OrderId, row: &Order) -> Option<Block> {
    let reach = access::policy::reach_of(c.viewer.role, May::GiveReceipt)?;
    let mut mine: Vec<Unit> = row.receipts.keys().copied().collect();
    mine.retain(|unit| match reach {
        access::Reach::Own => *unit == permit.place.unit,
        access::Reach::Area => {
            let covering = Permit { reach, ..permit.clone() };
            covering.covers_unit(c.s, *unit)
        }
        access::Reach::Everywhere => true,
    });
    mine.retain(|unit| row.receipts.get(unit).is_some_and(|receipt| receipt.done.is_none()));
    let first = *mine.first()?;
    let units = mine.iter().map(|unit| (unit.to_string(), c.unit(*unit))).collect();
    let steps = [ReceiptStep::Accepted, ReceiptStep::Done, ReceiptStep::Declined];
    let steps = steps.into_iter().map(|step| (code(&step), c.label(step).to_owned())).collect();
    let form = Form::new(format!("/orders/{}/answer", id.0), c.t("order-answer"))
        .field(Field::new("select", "unit", c.t("order-col-unit"), first.to_string()).options(units))
        .field(Field::new("choice", "step", c.t("order-col-state"), "accepted").options(steps))
        .field(Field::new("area", "remark", c.t("order-col-remark"), "").optional());
    Some(Card::block(c.t("order-answer-title"), "", Body::Form(form)))
}

/// `POST /orders/{id}/answer`: from a page, or from a phone that sends again what it could not send at once.
pub(crate) async fn answer_order(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let (Some(step), Ok(unit)) = (pick::<ReceiptStep>(sent.get("step")), sent.get("unit").parse::<Unit>())
    else {
        return visit.refuse(&Problem::bad_field("step"));
    };
    let now = visit.app.desk.now();
    let command = Command::GiveReceipt {
        order: OrderId(id),
        unit,
        step,
        at: now,
        remark: sent.get("remark").to_owned(),
    };
    let next = match sent.get("next") {
        next if next.starts_with("/m") => next.to_owned(),
        _ => format!("/orders/{id}"),
    };
    visit.give(command, &next).await
}

/// `POST /orders/escalate`
pub(crate) async fn escalate(visit: Visit, sent: Sent) -> Response {
    let next = match sent.get("next") {
        next if next.starts_with("/orders") => next.to_owned(),
        _ => "/orders?late=1".to_owned(),
    };
    let at = visit.app.desk.now();
    visit.give(Command::EscalateLate { at }, &next).await
}

/// `GET /orders/new`
pub(crate) async fn new(visit: Visit) -> Response {
    visit
        .show(May::SeeOrders, |c, _permit| {
            if may_order(c) {
                Ok(new_page(c, String::new()))
            } else {
                Err(crate::permit::denied(access::Denial::Role))
            }
        })
        .await
}

fn new_page(c: &Ctx<'_>, problem: String) -> Page {
    let mut frame = Frame::new(c, c.t("order-issue"), "orders");
    frame.order = None;
    let mut page = Page::new(frame, c.t("order-issue"));
    page.live = false;
    page.crumbs = vec![(c.here("/orders"), c.say("orders-heading")), (String::new(), c.say("order-issue"))];
    let mut dialog = OrderDialog::new(c);
    dialog.is_page = true;
    dialog.problem = problem;
    page.blocks.push(Block::Raw(dialog.render().unwrap_or_default()));
    page
}

/// `POST /orders`
pub(crate) async fn issue(visit: Visit, sent: Sent) -> Response {
    let now = visit.app.desk.now();
    let made = visit
        .app
        .read(visit.as_of, |seen| {
            let c = Ctx::new(&visit.app, seen, &visit.viewer, (&visit.q, visit.look));
            command(&c, &sent, now).map_err(|key| c.say(key))
        })
        .await;
    let refused = match made {
        Ok(Ok(command)) => match visit.submit(command).await {
            Ok(()) => return Redirect::to("/orders?open=1").into_response(),
            Err(problem) => super::problem_page::sentence(visit.look.lang, &problem),
        },
        Ok(Err(words)) => words,
        Err(problem) => return visit.refuse(&problem),
    };
    let again = visit
        .app
        .read(visit.as_of, |seen| {
            let c = Ctx::new(&visit.app, seen, &visit.viewer, (&visit.q, visit.look));
            new_page(&c, refused).render()
        })
        .await;
    match again {
        Ok(Ok(html)) => (axum::http::StatusCode::UNPROCESSABLE_ENTITY, html_answer(html)).into_response(),
        Ok(Err(_)) => visit.refuse(&Problem::fault()),
        Err(problem) => visit.refuse(&problem),
    }
}

/// Returns columns by the keys of their names.
pub(crate) fn columns(c: &Ctx<'_>, keys: &[&'static str]) -> Vec<super::block::Column> {
    keys.iter().map(|key| named(c, key)).collect()
}
