//! Analysis: the curve, the five queues over three days, and the line list as a file.

use super::{
    bit::{PLAIN, Td},
    block::{Action, Block, Body, Card, Facts, Page},
    cases::{as_of, outbreak_options, query},
    ctx::Ctx,
    frame::Frame,
    list::{filters, select, view},
    screen::{curve_json, records_area},
    tabs::{BULLETIN, tabs},
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::response::Response;
use domain::OutbreakId;
use reporting::{
    curve::{Curve, CurveBy, CurveQuery, curve},
    funnel::cumulative_flow,
    lists::{CaseRow, Paging, case_list},
    scope::Scope,
    words::{clock_time, count, day, moment},
};

/// Hours between two rows of the table of queues.
const STEP_HOURS: usize = 6;

/// Rows of a line list that is taken out.
const MOST_ROWS: u32 = 1_000;

/// `GET /analysis`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeFigures, page).await
}

fn page(c: &Ctx<'_>, permit: &Permit) -> Result<Page, Problem> {
    let by = if c.q.get("by") == "onset" { CurveBy::Onset } else { CurveBy::Report };
    let asked = c.q.parse("area");
    let area = if asked.is_some() { permit.area(asked)? } else { records_area(c, permit)? };
    let query = CurveQuery {
        scope: Scope { outbreak: c.q.parse::<u32>("outbreak").map(OutbreakId), area },
        by,
        from: c.q.parse("from"),
        until: c.q.parse("until"),
    };
    let found = curve(c.s, c.now, &query, c.lang);
    let mut page = Page::new(Frame::new(c, c.t("analysis-heading"), "bulletin"), c.t("analysis-heading"));
    let of = area.map_or_else(|| c.say("scope-everywhere"), |area| c.area(area));
    page.small = format!("{of} · {}", as_of(c));
    page.tabs = tabs(c, BULLETIN, "/analysis");
    let export = |kind: &str| c.q.with("format", kind).replacen("/analysis", "/analysis/line-list", 1);
    page.actions = vec![
        Action::new(export("csv"), c.t("cases-export-csv")),
        Action::new(export("xlsx"), c.t("cases-export-xlsx")),
    ];
    let fields = vec![
        select(c, "outbreak", "col-outbreak", outbreak_options(c)),
        super::list::field(c, "date", "from", "filter-from"),
        super::list::field(c, "date", "until", "filter-until"),
    ];
    let views =
        vec![view(c, "curve-by-report", "by", "", None), view(c, "curve-by-onset", "by", "onset", None)];
    page.blocks.push(filters(c, "analysis-heading", fields, views));
    page.blocks.push(curve_card(c, &found));
    page.left = vec![flow_card(c)];
    page.right = vec![curve_table(c, &found)];
    Ok(page)
}

fn curve_card(c: &Ctx<'_>, found: &Curve) -> Block {
    Card::block(
        c.t("curve-title"),
        found.late_rule.clone(),
        Body::Curve { json: curve_json(c, found), table: table_of(c, found), height: 260 },
    )
}

fn table_of(c: &Ctx<'_>, found: &Curve) -> Facts {
    let heads = [
        c.say("curve-day"),
        format!("#{}", c.t("found-community")),
        format!("#{}", c.t("found-controlled")),
        c.say("curve-complete"),
    ];
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Facts::new(c.t("curve-title"), &heads);
    for row in found.days.iter().rev() {
        let complete = if row.late { c.t("curve-late") } else { "" };
        table.row(
            PLAIN,
            vec![
                Td::text(day(row.date)),
                Td::number(row.community, ""),
                Td::number(row.controlled, ""),
                Td::text(complete),
            ],
        );
    }
    table
}

fn curve_table(c: &Ctx<'_>, found: &Curve) -> Block {
    let small = match found.by {
        CurveBy::Onset => c.t("curve-by-onset"),
        CurveBy::Report => c.t("curve-by-report"),
    };
    Card::block(c.t("curve-table"), small, Body::Facts(table_of(c, found)))
}

/// The queues of the five stages over three days: what had come in and what had gone out, and the difference in work.
fn flow_card(c: &Ctx<'_>) -> Block {
    let flow = cumulative_flow(c.s, c.now);
    let mut heads = vec![c.say("flow-hour")];
    heads.extend(flow.stages.iter().map(|stage| format!("#{}", c.label(stage.stage))));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Facts::new(c.t("flow-title"), &heads);
    for (place, hour) in flow.hours.iter().enumerate().rev().step_by(STEP_HOURS) {
        let mut cells =
            vec![Td::text(if place + 1 == flow.hours.len() { clock_time(*hour) } else { moment(*hour) })];
        for stage in &flow.stages {
            let entered = stage.entered.get(place).copied().unwrap_or(0);
            let left = stage.left.get(place).copied().unwrap_or(0);
            let mut cell = Td::text(format!("{} / {}", count(entered.saturating_sub(left)), count(entered)));
            cell.class = "n";
            cells.push(cell);
        }
        table.row(PLAIN, cells);
    }
    Card::block(c.t("flow-title"), c.t("flow-small"), Body::Facts(table))
}

/// `GET /analysis/line-list`: as a file, without names.
pub(crate) async fn line_list(visit: Visit) -> Response {
    let is_workbook = visit.q.get("format") == "xlsx";
    let (name, kind) = if is_workbook {
        ("linelist.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    } else {
        ("linelist.csv", "text/csv; charset=utf-8")
    };
    visit
        .file(May::ExportRecords, name, kind, |c, permit| {
            let (heads, rows) = line_list_of(c, permit)?;
            let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
            if is_workbook {
                exchange::line_list_xlsx(&heads, &rows).map_err(|_does_not_fit| Problem::fault())
            } else {
                Ok(exchange::line_list_csv(&heads, &rows))
            }
        })
        .await
}

fn line_list_of(c: &Ctx<'_>, permit: &Permit) -> Result<(Vec<String>, Vec<Vec<String>>), Problem> {
    let mut query = query(c, permit)?;
    let mut rows = Vec::new();
    query.paging = Paging { limit: Some(MOST_ROWS), after: None, descending: query.paging.descending };
    loop {
        let page = case_list(c.s, c.now, &query);
        rows.extend(page.rows.iter().map(|row| line(c, row)));
        query.paging.after = page.next;
        if page.next.is_none() {
            break;
        }
    }
    let heads = [
        "case-external",
        "col-number",
        "cases-col-class",
        "case-severity",
        "cases-col-onset",
        "case-sampled",
        "cases-col-report",
        "col-area",
        "places-col-code",
        "cases-col-found",
        "cases-col-origin",
        "person-sex",
        "person-age-name",
        "case-outcome",
        "col-contacts",
    ];
    Ok((heads.map(|key| c.w.t(key).to_owned()).to_vec(), rows))
}

fn line(c: &Ctx<'_>, row: &CaseRow) -> Vec<String> {
    let or_empty = |text: Option<String>| text.unwrap_or_default();
    vec![
        or_empty(row.external.clone()),
        row.case.to_string(),
        c.label(row.class).to_owned(),
        or_empty(row.severity.map(|severity| c.label(severity).to_owned())),
        or_empty(row.onset_on.map(|day| day.to_string())),
        or_empty(row.sampled_on.map(|day| day.to_string())),
        domain::time::minute_text(row.reported_at),
        row.area_name.clone(),
        row.area.short(),
        c.label(row.detection).to_owned(),
        super::cases::origin(c, &row.origin),
        or_empty(row.sex.map(|sex| c.label(sex).to_owned())),
        or_empty(row.age.map(|age| age.to_string())),
        or_empty(row.outcome.map(|outcome| c.label(outcome).to_owned())),
        row.contacts.to_string(),
    ]
}
