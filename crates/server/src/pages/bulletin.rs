//! The daily bulletin: as it was frozen, what each version corrects, and freezing.

use super::{
    bit::{Bit, GOOD, INFO, PLAIN, Td, WARN},
    block::{Action, Block, Body, Card, Event, Facts, Field, Form, Page, notice, plain_event},
    cases::as_of,
    ctx::Ctx,
    form::Sent,
    frame::Frame,
    list::{filters, select},
    tabs::{BULLETIN, tabs},
    visit::Visit,
};
use crate::Problem;
use access::Action as May;
use askama::Template;
use axum::response::Response;
use domain::{
    AreaCode, Command, Date,
    time::{add_days, day_of},
};
use reporting::{
    bulletin::{Bulletin, bulletin_days, bulletin_version},
    words::moment,
};

/// Days that can be chosen.
const DAYS: usize = 30;

#[derive(Template)]
#[template(path = "part/sheet.html")]
struct Sheet<'a> {
    title: &'a str,
    meta: String,
    paragraphs: &'a [String],
    head: &'a [String],
    rows: &'a [Vec<String>],
    notes: &'a [String],
    sign: String,
}

/// The day and the area that an address names; where it names none, those of the newest frozen bulletin, and where nothing
/// is frozen, yesterday and the whole.
fn asked(c: &Ctx<'_>) -> (AreaCode, Date, Option<u16>) {
    let frozen = c.s.bulletins.rows().iter().filter(|row| row.frozen_at <= c.now);
    // Of one day the widest area is shown: its code is the smallest.
    let newest = frozen.max_by_key(|row| (row.figures.date, std::cmp::Reverse(row.figures.area)));
    let usual = newest.map_or(c.app.settings.area, |row| row.figures.area);
    let area = c.q.parse("area").unwrap_or(usual);
    let date = c.q.parse("date").unwrap_or_else(|| {
        let newest = bulletin_days(c.s, c.now, area).into_iter().next();
        newest.map_or_else(|| add_days(day_of(c.now), -1), |day| day.date)
    });
    (area, date, c.q.parse("version"))
}

/// `GET /bulletin`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeFigures, |c, _permit| Ok(page(c))).await
}

fn page(c: &Ctx<'_>) -> Page {
    let (area, date, version) = asked(c);
    let found = bulletin_version(c.s, c.now, (area, date), version, c.lang);
    let mut page = Page::new(Frame::new(c, found.title.clone(), "bulletin"), c.t("bulletin-heading"));
    page.heading.push(match found.version {
        Some(version) => Bit::tag("good", c.ta("bulletin-version", &[("n", &version.to_string())])),
        None => Bit::tag("warn", c.t("bulletin-open")),
    });
    page.small = as_of(c);
    page.live = false;
    page.tabs = tabs(c, BULLETIN, "/bulletin");
    let pdf = c.q.with("date", &date.to_string()).replacen("/bulletin", "/bulletin.pdf", 1);
    page.actions = vec![Action::new(pdf, c.t("bulletin-pdf"))];
    page.blocks.push(chooser(c, area, date));
    page.left = vec![Block::Raw(sheet(c, &found))];
    page.right = vec![versions(c, &found, area, date), days(c, area)];
    if !c.is_past && access::policy::reach_of(c.viewer.role, May::FreezeFigures).is_some() {
        page.right.insert(0, freeze_form(c, &found, area, date));
    }
    page
}

fn chooser(c: &Ctx<'_>, area: AreaCode, date: Date) -> Block {
    let dates = bulletin_days(c.s, c.now, area).into_iter().take(DAYS);
    let dates = dates.map(|day| (day.date.to_string(), day.date.to_string())).collect();
    let mut areas: Vec<(AreaCode, String)> =
        c.s.bulletins
            .rows()
            .iter()
            .map(|row| row.figures.area)
            .chain([c.app.settings.area])
            .map(|area| (area, c.area(area)))
            .collect();
    areas.sort();
    areas.dedup();
    let areas = areas.into_iter().map(|(area, name)| (area.short(), name)).collect();
    let mut fields = vec![select(c, "date", "curve-day", dates), select(c, "area", "col-area", areas)];
    // A bulletin is of one day and one area: there is no "all" to choose.
    for (field, shown) in fields.iter_mut().zip([date.to_string(), area.short()]) {
        field.options.remove(0);
        field.value = shown;
    }
    filters(c, "bulletin-heading", fields, Vec::new())
}

fn sheet(c: &Ctx<'_>, found: &Bulletin) -> String {
    let sheet = found.sheet();
    let meta = found.version.map_or_else(
        || c.say("bulletin-open"),
        |version| c.ta("bulletin-version", &[("n", &version.to_string())]),
    );
    let page = Sheet {
        title: &sheet.title,
        meta: format!("{} · {meta}", found.figures.date),
        paragraphs: &sheet.paragraphs,
        head: &sheet.table.head,
        rows: &sheet.table.rows,
        notes: &sheet.notes,
        sign: c.ta("frame-post", &[("area", &c.area(found.figures.area))]),
    };
    page.render().unwrap_or_default()
}

fn versions(c: &Ctx<'_>, found: &Bulletin, area: AreaCode, date: Date) -> Block {
    let events = found.versions.iter().rev().map(|row| {
        let changes = row.corrects.join(c.t("list-comma"));
        let text = c.ta("bulletin-version", &[("n", &row.version.to_string())]);
        let small = [changes, row.reason.clone(), c.ta("entry", &[("seq", &row.as_of.0.to_string())])];
        let small: Vec<String> = small.into_iter().filter(|part| !part.is_empty()).collect();
        Event {
            href: format!("/bulletin?area={}&date={date}&version={}", area.short(), row.version),
            tone: if Some(row.version) == found.version { GOOD } else { PLAIN },
            ..plain_event(moment(row.frozen_at), text, small.join(" · "))
        }
    });
    let events: Vec<Event> = events.collect();
    let body = if events.is_empty() {
        Body::Text(vec![c.say("bulletin-no-version")])
    } else {
        Body::Timeline(events)
    };
    Card::block(c.t("bulletin-versions"), c.t("bulletin-versions-small"), body)
}

fn days(c: &Ctx<'_>, area: AreaCode) -> Block {
    let heads = ["curve-day", "bulletin-col-versions", "bulletin-col-confirmed", "bulletin-col-asymptomatic"];
    let heads: Vec<String> = heads
        .into_iter()
        .enumerate()
        .map(|(place, key)| if place == 0 { c.w.t(key).to_owned() } else { format!("#{}", c.w.t(key)) })
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Facts::new(c.t("bulletin-days"), &heads);
    for day in bulletin_days(c.s, c.now, area).into_iter().take(DAYS) {
        let counts = |n: Option<u32>| n.map_or_else(|| Td::dash(""), |n| Td::number(n, ""));
        table.row(
            if day.versions == 0 { WARN } else { PLAIN },
            vec![
                Td::of(Bit::link(
                    format!("/bulletin?area={}&date={}", area.short(), day.date),
                    day.date.to_string(),
                )),
                Td::number(i64::from(day.versions), ""),
                counts(day.counts.map(|(confirmed, _)| confirmed)),
                counts(day.counts.map(|(_, asymptomatic)| asymptomatic)),
            ],
        );
    }
    Card::block(c.t("bulletin-days"), "", Body::Facts(table))
}

fn freeze_form(c: &Ctx<'_>, found: &Bulletin, area: AreaCode, date: Date) -> Block {
    let is_over = date < day_of(c.now);
    if !is_over {
        return notice(INFO, c.t("bulletin-not-over-yet"));
    }
    let mut form = Form::new("/bulletin/freeze", c.t("bulletin-freeze"))
        .field(Field::new("hidden", "area", "", area.short()))
        .field(Field::new("hidden", "date", "", date.to_string()));
    let reason = Field::new("text", "reason", c.t("bulletin-reason"), "").hint(c.t("bulletin-reason-hint"));
    form = form.field(if found.frozen { reason } else { reason.optional() });
    let title = if found.frozen { c.t("bulletin-correct") } else { c.t("bulletin-freeze") };
    Card::block(title, "", Body::Form(form))
}

/// `POST /bulletin/freeze`
pub(crate) async fn freeze(visit: Visit, sent: Sent) -> Response {
    let (Some(area), Some(date)) = (sent.parse::<AreaCode>("area"), sent.parse::<Date>("date")) else {
        return visit.refuse(&Problem::bad_field("date"));
    };
    let command = Command::FreezeFigures { area, date, reason: sent.get("reason").to_owned() };
    visit.give(command, &format!("/bulletin?area={}&date={date}", area.short())).await
}

/// `GET /bulletin.pdf`
pub(crate) async fn pdf(visit: Visit) -> Response {
    let name = format!("bulletin-{}.pdf", visit.q.get("date"));
    visit
        .file(May::SeeFigures, &name, "application/pdf", |c, _permit| {
            let (area, date, version) = asked(c);
            let found = bulletin_version(c.s, c.now, (area, date), version, c.lang);
            crate::paper::bulletin_pdf(&found).map_err(|error| {
                tracing::error!(%error, "a bulletin could not be set");
                Problem::fault()
            })
        })
        .await
}
