//! The form that issues an order: a template brings wording, recipients and deadlines, so that three clicks are enough.

use super::ctx::Ctx;
use askama::Template;
use domain::{AreaKind, OrderKind, Timestamp, Unit, time::add_minutes};
use reporting::{catalogue::Catalogue, words::Label as _};

/// Deadlines to choose from, minutes.
const DEADLINES: [i64; 5] = [30, 60, 120, 240, 720];

/// Acceptance is due after a quarter of the time to finish, and after half an hour at the latest.
const LONGEST_ACCEPT: i64 = 30;

/// Who a template is addressed to unless somebody chooses otherwise.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Preset {
    /// All streets and towns.
    Streets,
    /// All grids.
    Grids,
    /// Nobody.
    Nobody,
}

/// Wording and deadlines of a kind of order.
struct Shape {
    kind: OrderKind,
    /// The key in addresses, and the tail of the keys of its words.
    key: &'static str,
    preset: Preset,
    minutes: i64,
}

const SHAPES: [Shape; 7] = [
    Shape { kind: OrderKind::MassSampling, key: "mass-sampling", preset: Preset::Grids, minutes: 240 },
    Shape { kind: OrderKind::Report, key: "report", preset: Preset::Streets, minutes: 30 },
    Shape { kind: OrderKind::Verify, key: "verify", preset: Preset::Grids, minutes: 120 },
    Shape { kind: OrderKind::Zone, key: "zone", preset: Preset::Streets, minutes: 60 },
    Shape { kind: OrderKind::Support, key: "support", preset: Preset::Streets, minutes: 240 },
    Shape { kind: OrderKind::ResponseLevel, key: "level", preset: Preset::Streets, minutes: 60 },
    Shape { kind: OrderKind::Other, key: "other", preset: Preset::Nobody, minutes: 120 },
];

/// A template as the form shows it.
pub(crate) struct Choice {
    /// Key.
    pub(crate) key: &'static str,
    /// Title.
    pub(crate) title: String,
    /// Recipients and deadline in words.
    pub(crate) small: String,
    /// Recipients, separated by spaces.
    pub(crate) to: String,
    /// Minutes to finish.
    pub(crate) minutes: i64,
}

/// A street with its grids.
pub(crate) struct Branch {
    /// The unit's written form.
    pub(crate) unit: String,
    /// Name.
    pub(crate) name: String,
    /// Grids: unit and name.
    pub(crate) grids: Vec<(String, String)>,
    /// How many grids, in words.
    pub(crate) small: String,
}

/// The form.
#[derive(Template)]
#[template(path = "part/order_form.html")]
pub(crate) struct OrderDialog {
    w: &'static Catalogue,
    /// Templates.
    pub(crate) choices: Vec<Choice>,
    /// Streets and towns.
    pub(crate) streets: Vec<Branch>,
    /// Task forces: unit and name.
    pub(crate) posts: Vec<(String, String)>,
    /// The district: unit and name.
    pub(crate) district: (String, String),
    /// Minutes to choose from, with their words.
    pub(crate) deadlines: Vec<(i64, String)>,
    /// What was wrong with the last attempt.
    pub(crate) problem: String,
    /// Whether it stands on a page of its own.
    pub(crate) is_page: bool,
}

impl OrderDialog {
    /// Returns the form with all units of the area.
    pub(crate) fn new(c: &Ctx<'_>) -> OrderDialog {
        let district = c.app.settings.area;
        OrderDialog {
            w: c.w,
            choices: SHAPES.iter().map(|shape| choice(c, shape)).collect(),
            streets: streets(c),
            posts: posts(c),
            district: (Unit::Area(district).to_string(), c.area(district)),
            deadlines: DEADLINES.into_iter().map(|minutes| (minutes, c.duration(minutes))).collect(),
            problem: String::new(),
            is_page: false,
        }
    }

    fn t<'k>(&'k self, key: &'k str) -> &'k str {
        self.w.t(key)
    }
}

/// Returns the key of the template of a kind.
pub(crate) fn template_key(kind: OrderKind) -> &'static str {
    SHAPES.iter().find(|shape| shape.kind == kind).map_or("other", |shape| shape.key)
}

fn choice(c: &Ctx<'_>, shape: &Shape) -> Choice {
    let to = recipients(c, shape.preset);
    let whom = match shape.preset {
        Preset::Streets => c.t("order-to-streets"),
        Preset::Grids => c.t("order-to-grids"),
        Preset::Nobody => c.t("order-to-nobody"),
    };
    let within = c.ta("order-within", &[("time", &c.duration(shape.minutes))]);
    let units: Vec<String> = to.iter().map(Unit::to_string).collect();
    Choice {
        key: shape.key,
        title: c.ta(&format!("order-tpl-{}", shape.key), &[]),
        small: format!("{} · {whom} · {within}", shape.kind.label(c.lang)),
        to: units.join(" "),
        minutes: shape.minutes,
    }
}

fn recipients(c: &Ctx<'_>, preset: Preset) -> Vec<Unit> {
    match preset {
        Preset::Streets => street_units(c),
        Preset::Grids => {
            let area = c.app.settings.area;
            let grids = c.s.live_grids().filter(|(_, row)| area.covers(row.area));
            let grids: Vec<Unit> = grids.map(|(id, _)| Unit::Grid(id)).collect();
            if grids.is_empty() { street_units(c) } else { grids }
        }
        Preset::Nobody => Vec::new(),
    }
}

fn street_units(c: &Ctx<'_>) -> Vec<Unit> {
    let area = c.app.settings.area;
    let kinds = [AreaKind::Street, AreaKind::Town, AreaKind::DevelopmentZone];
    let inside = c.s.areas.iter().filter(|(code, _)| area.covers(**code));
    inside.filter(|(_, row)| kinds.contains(&row.kind)).map(|(code, _)| Unit::Area(*code)).collect()
}

fn streets(c: &Ctx<'_>) -> Vec<Branch> {
    let branch = |unit: Unit| {
        let Unit::Area(code) = unit else { return None };
        let grids = c.s.live_grids().filter(|(_, row)| code.covers(row.area));
        let grids: Vec<(String, String)> =
            grids.map(|(id, row)| (Unit::Grid(id).to_string(), row.name.clone())).collect();
        Some(Branch {
            unit: unit.to_string(),
            name: c.area(code),
            small: c.ta("order-grids", &[("n", &grids.len().to_string())]),
            grids,
        })
    };
    street_units(c).into_iter().filter_map(branch).collect()
}

fn posts(c: &Ctx<'_>) -> Vec<(String, String)> {
    let open = |row: &situation::state::Post| row.until.is_none_or(|until| until > c.now);
    let posts = c.s.posts.iter().filter(|(_, row)| open(row));
    posts.map(|(id, row)| (Unit::Post(id).to_string(), row.name.clone())).collect()
}

/// What the form says, as a command.
///
/// # Errors
/// The key of what is wrong.
pub(crate) fn command(
    c: &Ctx<'_>,
    form: &super::form::Sent,
    now: Timestamp,
) -> Result<domain::Command, &'static str> {
    let key = form.get("template");
    let shape = SHAPES.iter().find(|shape| shape.key == key).ok_or("order-bad-template")?;
    let chosen: Vec<Unit> = form.all("to").filter_map(|unit| unit.parse().ok()).collect();
    let recipients = if chosen.is_empty() { recipients(c, shape.preset) } else { narrowed(c, chosen) };
    if recipients.is_empty() {
        return Err("order-bad-recipients");
    }
    let minutes = form.parse("deadline").unwrap_or(shape.minutes).clamp(5, 10_080);
    let note = form.get("note");
    let title = match (form.get("title"), shape.kind) {
        ("", OrderKind::Other) => note.lines().next().unwrap_or_default().to_owned(),
        ("", _) => c.ta(&format!("order-tpl-{}", shape.key), &[]),
        (title, _) => title.to_owned(),
    };
    if title.trim().is_empty() {
        return Err("order-bad-title");
    }
    let wording = c.ta(&format!("order-tpl-{}-text", shape.key), &[]);
    let text = match (shape.kind, note) {
        (OrderKind::Other, note) => note.to_owned(),
        (_, "") => wording,
        (_, note) => format!("{wording}\n{note}"),
    };
    let basis =
        c.s.outbreak_for(c.app.settings.area)
            .and_then(|outbreak| c.s.rules(outbreak, now))
            .map_or_else(|| c.say("order-basis"), |(_, protocol)| protocol.legal_basis.clone());
    Ok(domain::Command::IssueOrder {
        kind: shape.kind,
        title,
        text,
        recipients,
        issued_at: now,
        accept_by: add_minutes(now, (minutes / 4).clamp(5, LONGEST_ACCEPT)),
        done_by: add_minutes(now, minutes),
        basis,
        supersedes: form.parse::<u32>("supersedes").map(domain::OrderId),
    })
}

/// A box that only opens a branch ticks what is below it: the district with all of its streets is its streets, and a
/// street with all of its grids is both.
fn narrowed(c: &Ctx<'_>, mut chosen: Vec<Unit>) -> Vec<Unit> {
    let district = Unit::Area(c.app.settings.area);
    if chosen.len() > 1 {
        chosen.retain(|unit| *unit != district);
    }
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}
