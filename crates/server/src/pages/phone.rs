//! Pages for one thumb: what a grid worker has to do today, one order a page, and "we are here".

use super::{bit::Bit, ctx::Ctx, known::known, visit::Visit};
use crate::{Problem, permit::Permit};
use access::Action as May;
use askama::Template;
use axum::{extract::Path, response::Response};
use domain::{OrderId, Unit};
use reporting::{
    catalogue::Catalogue,
    lists::{OrderQuery, TaskQuery, order_list, task_list},
    words::{clock_time, count},
};
use situation::state::{Order, Receipt};

/// What stands around every phone page.
struct Phone {
    w: &'static Catalogue,
    lang: &'static str,
    theme: &'static str,
    title: String,
    unit: String,
}

impl Phone {
    fn new(c: &Ctx<'_>, title: impl Into<String>, unit: Unit) -> Phone {
        Phone {
            w: c.w,
            lang: c.lang.tag(),
            theme: c.look.theme.unwrap_or("light"),
            title: title.into(),
            unit: if c.viewer.unit == unit {
                c.viewer.title.clone()
            } else {
                format!("{} · {}", c.unit(unit), c.viewer.title)
            },
        }
    }

    fn t<'k>(&'k self, key: &'k str) -> &'k str {
        self.w.t(key)
    }
}

/// How far a round is in the reader's unit.
struct Progress {
    name: String,
    due: u32,
    done: u32,
    without: u32,
    due_words: String,
    done_words: String,
    without_words: String,
    unseen_words: String,
}

/// A line of the home page.
struct Line {
    href: String,
    id: String,
    title: String,
    small: String,
    state: &'static str,
    word: String,
    clock: Bit,
}

#[derive(Template)]
#[template(path = "phone_home.html")]
struct HomePage {
    p: Phone,
    progress: Option<Progress>,
    orders: Vec<Line>,
    tasks: Vec<Line>,
    heard: String,
    unit: String,
}

/// `GET /m`
pub(crate) async fn home(visit: Visit) -> Response {
    visit.show(May::SeeOrders, |c, permit| Ok(home_page(c, permit))).await
}

fn home_page(c: &Ctx<'_>, permit: &Permit) -> HomePage {
    let unit = permit.place.unit;
    let heard = c.s.heard.get(&unit).copied();
    HomePage {
        p: Phone::new(c, c.t("phone-today"), unit),
        progress: progress(c, unit),
        orders: orders(c, unit),
        tasks: tasks(c, unit),
        heard: heard
            .map_or_else(|| c.say("phone-never"), |at| c.ta("phone-heard", &[("at", &clock_time(at))])),
        unit: unit.to_string(),
    }
}

fn progress(c: &Ctx<'_>, unit: Unit) -> Option<Progress> {
    let Unit::Grid(grid) = unit else { return None };
    let area = c.s.grids.get(grid)?.area;
    let mut running =
        c.s.rounds.rows().iter().rev().filter(|row| row.closed_at.is_none() && row.starts_at <= c.now);
    let round = running.find(|row| row.areas.iter().any(|covered| covered.covers(area)))?;
    let due = c.s.grid_population(grid).1;
    let part = round.grids.get(&grid);
    let done = part.map_or(0, |part| part.people).min(due);
    let without: u32 = part.map_or(0, |part| part.accounted.values().sum());
    let without = without.min(due - done);
    Some(Progress {
        name: known(c, &round.name).into_owned(),
        due: due.max(1),
        done,
        without,
        due_words: count(due),
        done_words: count(done),
        without_words: count(without),
        unseen_words: count(due - done - without),
    })
}

fn orders(c: &Ctx<'_>, unit: Unit) -> Vec<Line> {
    let query = OrderQuery { open: true, recipient: Some(unit), ..OrderQuery::default() };
    let found = order_list(c.s, c.now, &query);
    let lines = found.rows.iter().filter_map(|row| {
        let order = c.s.orders.get(row.order)?;
        let receipt = order.receipts.get(&unit)?;
        if receipt.done.is_some() || receipt.declined.is_some() {
            return None;
        }
        let accepted = receipt.accepted.is_some();
        let late = receipt.late(order, c.now).is_some();
        Some(Line {
            href: format!("/m/orders/{}", row.order.0),
            id: row.order.to_string(),
            title: known(c, &order.title).into_owned(),
            small: c
                .ta("phone-order-from", &[("unit", &row.issuer_name), ("at", &clock_time(order.issued_at))]),
            state: match (late, accepted) {
                (true, _) => "no",
                (false, true) => "ok",
                (false, false) => "q",
            },
            word: if accepted { c.say("phone-accepted") } else { c.say("phone-to-answer") },
            clock: c.until(if accepted { order.done_by } else { order.accept_by }, order.issued_at),
        })
    });
    lines.collect()
}

fn tasks(c: &Ctx<'_>, unit: Unit) -> Vec<Line> {
    let query = TaskQuery { open: true, owner: Some(unit), ..TaskQuery::default() };
    let found = task_list(c.s, c.now, &query);
    found
        .rows
        .iter()
        .map(|row| Line {
            href: format!("/tasks/{}", row.task.0),
            id: row.task.to_string(),
            title: c.label(row.kind).to_owned(),
            small: row.text.clone(),
            state: if row.overdue { "no" } else { "q" },
            word: c.say("phone-to-do"),
            clock: c.until(row.due_at, row.opened_at),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "phone_order.html")]
struct OrderPage {
    p: Phone,
    id: OrderId,
    unit: String,
    text: Vec<String>,
    issuer: String,
    issued: String,
    /// The instant of acceptance, or the clock that runs until it is due, each under its own name.
    accept: (&'static str, Bit),
    done: (&'static str, Bit),
    basis: String,
    state: Option<String>,
    accepted: bool,
    finished: bool,
}

/// `GET /m/orders/{id}`
pub(crate) async fn order(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeOrders, |c, permit| order_page(c, permit, OrderId(id))).await
}

fn order_page(c: &Ctx<'_>, permit: &Permit, id: OrderId) -> Result<OrderPage, Problem> {
    let row = c.s.orders.get(id).ok_or_else(|| Problem::not_found("there is no such order"))?;
    let unit = permit.place.unit;
    let receipt = row.receipts.get(&unit).ok_or_else(|| crate::permit::denied(access::Denial::Area))?;
    Ok(OrderPage {
        p: Phone::new(c, known(c, &row.title), unit),
        id,
        unit: unit.to_string(),
        text: row.text.lines().map(str::to_owned).collect(),
        issuer: c.unit(row.issuer),
        issued: clock_time(row.issued_at),
        accept: accept_clock(c, row, receipt),
        done: done_clock(c, row, receipt),
        basis: row.basis.clone(),
        state: receipt.step().map(|step| c.label(step).to_owned()),
        accepted: receipt.accepted.is_some(),
        finished: receipt.done.is_some() || receipt.declined.is_some(),
    })
}

fn accept_clock(c: &Ctx<'_>, row: &Order, receipt: &Receipt) -> (&'static str, Bit) {
    match receipt.accepted {
        Some(at) => ("phone-accepted-at", Ctx::time(at)),
        None => ("orders-col-accept", c.until(row.accept_by, row.issued_at)),
    }
}

fn done_clock(c: &Ctx<'_>, row: &Order, receipt: &Receipt) -> (&'static str, Bit) {
    match receipt.done {
        Some(at) => ("phone-done-at", Ctx::time(at)),
        None => ("orders-col-done", c.until(row.done_by, row.issued_at)),
    }
}

#[derive(Template)]
#[template(path = "phone_report.html")]
struct ReportPage {
    p: Phone,
    unit: String,
    heard: String,
    every: Option<String>,
}

/// `GET /m/report`
pub(crate) async fn report(visit: Visit) -> Response {
    visit
        .show(May::SeeOrders, |c, permit| {
            let unit = permit.place.unit;
            let heard = c.s.heard.get(&unit).copied();
            let every =
                c.s.requirements
                    .get(&unit)
                    .map(|required| c.ta("unit-every", &[("n", &required.every_minutes.to_string())]));
            Ok(ReportPage {
                p: Phone::new(c, c.t("phone-report"), unit),
                unit: unit.to_string(),
                heard: heard.map_or_else(
                    || c.say("phone-never"),
                    |at| c.ta("phone-heard", &[("at", &clock_time(at))]),
                ),
                every,
            })
        })
        .await
}
