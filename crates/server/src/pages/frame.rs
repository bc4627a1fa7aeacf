//! What stands around every page: the level, the minute shown, what is fresh, what is missing, and the way to everything.

use super::{
    bit::{iso, local},
    ctx::Ctx,
    known::known,
    order_form::OrderDialog,
};
use domain::{Level, Role, Seq, Timestamp, time::add_minutes};
use reporting::{
    catalogue::{Catalogue, Lang},
    gaps::Harm,
    screen::{FeedState, Sentiment},
    words::{Label as _, age, moment},
};
use serde_json::json;

/// Marks on the slider at most.
const MARKS: usize = 6;

/// The slider reaches back so many days at most where an outbreak was opened earlier.
const SLIDER_DAYS: i64 = 21;

/// The parts of the rail: key of the page, address, key of the words.
const RAIL: [(&str, &str, &str); 9] = [
    ("screen", "/", "rail-screen"),
    ("map", "/map", "rail-map"),
    ("cases", "/cases", "rail-cases"),
    ("tubes", "/tubes", "rail-tubes"),
    ("sites", "/sites", "rail-sites"),
    ("zones", "/zones", "rail-zones"),
    ("orders", "/orders", "rail-orders"),
    ("problems", "/problems", "rail-problems"),
    ("bulletin", "/bulletin", "rail-bulletin"),
];

/// A way of the rail.
pub(crate) struct RailItem {
    /// Address.
    pub(crate) href: &'static str,
    /// Words.
    pub(crate) text: &'static str,
    /// Whether it is where the reader is.
    pub(crate) current: bool,
    /// How much is late there, and the same in words.
    pub(crate) late: Option<(u32, String)>,
    /// Whether a line stands before it.
    pub(crate) apart: bool,
}

/// Something of the line at the foot.
pub(crate) struct Tick {
    /// Which of the three kinds of news.
    pub(crate) kind: &'static str,
    /// Address; empty for none.
    pub(crate) href: String,
    /// What.
    pub(crate) text: String,
}

/// The frame of a page.
pub(crate) struct Frame {
    w: &'static Catalogue,
    /// What the browser calls the page.
    pub(crate) title: String,
    /// Language tag.
    pub(crate) lang: &'static str,
    /// The other language: tag and name.
    pub(crate) other: (&'static str, &'static str),
    /// `light`, `dark` or empty.
    pub(crate) theme: &'static str,
    /// Whether a past minute is shown.
    pub(crate) is_past: bool,
    /// Whether everything is synthetic.
    pub(crate) is_demo: bool,
    /// Who commands here.
    pub(crate) post: String,
    /// The minute shown, ISO form.
    pub(crate) now_iso: String,
    /// Level: class, word, since when, and how long it has been running.
    pub(crate) level: (&'static str, String),
    /// When the level began: short form, ISO form, age.
    pub(crate) level_since: Option<(String, String, String)>,
    /// Slider: from, to, at.
    pub(crate) slider: (String, String, String),
    /// Marks on the slider, as JSON.
    pub(crate) marks: String,
    /// Units that must report: class and words of a light each.
    pub(crate) lights: Vec<(&'static str, String)>,
    /// How many are fresh, in words.
    pub(crate) fresh: String,
    /// Blind spots: colour class and words.
    pub(crate) alerts: (&'static str, String),
    /// The rail.
    pub(crate) rail: Vec<RailItem>,
    /// Duty title of the reader.
    pub(crate) who: String,
    /// Unit and role of the reader.
    pub(crate) who_long: String,
    /// What is new.
    pub(crate) ticks: Vec<Tick>,
    /// The dialog that issues orders, where the reader may.
    pub(crate) order: Option<OrderDialog>,
    /// Whether the reader works from a phone at a door.
    pub(crate) is_field: bool,
    /// What stands on paper.
    pub(crate) print_stamp: String,
    /// Up to which minute and entry the page counts.
    pub(crate) as_of: String,
}

impl Frame {
    /// Returns the frame of a page.
    pub(crate) fn new(c: &Ctx<'_>, title: impl Into<String>, current: &'static str) -> Frame {
        let area = c.app.settings.area;
        let (level, from) = c.s.level_at(area, c.now);
        let board = reporting::gaps::gap_board(&reporting::gaps::gaps(c.s, c.now));
        let grave = board.iter().filter(|line| line.harm >= Harm::Spread).count();
        let (fresh, lights) = freshness(c);
        Frame {
            w: c.w,
            title: title.into(),
            lang: c.lang.tag(),
            other: match c.lang {
                Lang::Zh => ("en", "EN"),
                Lang::En => ("zh-CN", "中文"),
            },
            theme: c.look.theme.unwrap_or_default(),
            is_past: c.is_past,
            is_demo: c.app.settings.is_demo,
            post: c.ta("frame-post", &[("area", &c.area(area))]),
            now_iso: iso(c.now),
            level: (level_class(level), level_words(c, level)),
            level_since: from.map(|from| {
                let running = age(domain::time::minutes_between(from, c.now), c.lang);
                (moment(from), iso(from), running)
            }),
            slider: slider(c),
            marks: marks(c),
            lights,
            fresh,
            alerts: alerts(c, grave, board.len()),
            rail: rail(c, current),
            // The ledger holds a duty title in one language; the role is named in the reader's.
            who: match c.lang {
                Lang::Zh => c.viewer.title.clone(),
                Lang::En => c.label(c.viewer.role).to_owned(),
            },
            who_long: format!("{} · {}", c.unit(c.viewer.unit), c.label(c.viewer.role)),
            ticks: ticks(c),
            order: may_order(c).then(|| OrderDialog::new(c)),
            is_field: c.viewer.role == Role::GridWorker,
            as_of: super::cases::as_of(c),
            print_stamp: c.ta(
                "frame-print",
                &[
                    ("at", &domain::time::minute_text(c.now)),
                    ("seq", &c.s.seq.0.to_string()),
                    ("who", &c.viewer.title),
                ],
            ),
        }
    }

    /// Returns the words of a key.
    pub(crate) fn t<'k>(&'k self, key: &'k str) -> &'k str {
        self.w.t(key)
    }
}

/// Returns whether the reader may issue orders, at the minute shown.
pub(crate) fn may_order(c: &Ctx<'_>) -> bool {
    !c.is_past && c.is(&[Role::Commander, Role::DutyOfficer])
}

/// Says how many kinds of blind spot let infection pass on; the rest only colour the chip.
fn alerts(c: &Ctx<'_>, grave: usize, all: usize) -> (&'static str, String) {
    let class = match (grave, all) {
        (0, 0) => "good",
        (0, _) => "warn",
        _ => "bad",
    };
    (class, c.ta("frame-alerts", &[("n", &grave.to_string())]))
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn level_class(level: Level) -> &'static str {
    match level {
        Level::Normal => "lv-0",
        Level::I => "lv-1",
        Level::Ii => "lv-2",
        Level::Iii => "lv-3",
        Level::Iv => "lv-4",
    }
}

/// Returns the name of a level as the top bar says it.
pub(crate) fn level_words(c: &Ctx<'_>, level: Level) -> String {
    match level {
        Level::Normal => level.label(c.lang).to_owned(),
        Level::I | Level::Ii | Level::Iii | Level::Iv => {
            c.ta("frame-level", &[("level", level.label(c.lang))])
        }
    }
}

/// The slider spans the outbreak that is responded to, up to the present.
fn slider(c: &Ctx<'_>) -> (String, String, String) {
    let to = c.app.desk.now();
    let first = c.app.desk.time_of(Seq(1)).unwrap_or(to);
    let opened =
        c.s.outbreak_for(c.app.settings.area).and_then(|id| c.s.outbreaks.get(id)).map(|row| row.opened_at);
    let earliest = add_minutes(to, -SLIDER_DAYS * 1440);
    let from = opened.unwrap_or(first).max(first).max(earliest);
    let from = from.min(add_minutes(to, -60));
    (local(from), local(to), local(c.now))
}

fn marks(c: &Ctx<'_>) -> String {
    let mut marks: Vec<(Timestamp, String)> = Vec::new();
    for change in &c.s.levels {
        marks.push((change.from, level_words(c, change.level)));
    }
    for row in c.s.rounds.rows() {
        marks.push((row.starts_at, known(c, &row.name).into_owned()));
    }
    marks.sort();
    let skip = marks.len().saturating_sub(MARKS);
    let list: Vec<_> =
        marks.into_iter().skip(skip).map(|(at, label)| json!({ "at": local(at), "label": label })).collect();
    script_json(&json!({ "marks": list }))
}

/// Returns data as it may stand inside a script element.
pub(crate) fn script_json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// How many feeds are fresh, in words, with a light for each.
fn freshness(c: &Ctx<'_>) -> (String, Vec<(&'static str, String)>) {
    let feeds = reporting::screen::feeds(c.s, c.now);
    let fresh = feeds.iter().filter(|feed| feed.state == FeedState::Fresh).count();
    let shown = format!("{fresh}/{}", feeds.len());
    let lights = feeds.iter().map(|feed| {
        let class = match feed.state {
            FeedState::Fresh => "ok",
            FeedState::Late | FeedState::Unknown => "old",
            FeedState::Stale => "lost",
        };
        let last = match feed.state {
            FeedState::Unknown => c.say("feed-unknown"),
            FeedState::Fresh | FeedState::Late | FeedState::Stale => {
                feed.heard_at.map_or_else(|| c.say("never"), moment)
            }
        };
        (class, format!("{} {last}", c.w.t(feed.key)))
    });
    (c.ta("frame-fresh", &[("n", &shown)]), lights.collect())
}

fn rail(c: &Ctx<'_>, current: &'static str) -> Vec<RailItem> {
    let late = c.s.late_receipts(c.now).len();
    let mut rail: Vec<RailItem> = RAIL
        .into_iter()
        .map(|(key, href, words)| RailItem {
            href,
            text: c.w.t(words),
            current: key == current,
            late: (key == "orders" && late > 0).then(|| {
                let n = count(late);
                (n, c.ta("rail-late", &[("n", &n.to_string())]))
            }),
            apart: false,
        })
        .collect();
    if access::policy::reach_of(c.viewer.role, access::Action::SeeAudit).is_some() {
        rail.push(RailItem {
            href: "/audit",
            text: c.t("rail-audit"),
            current: current == "audit",
            late: None,
            apart: true,
        });
    }
    if access::policy::reach_of(c.viewer.role, access::Action::EnrolActor).is_some() {
        rail.push(RailItem {
            href: "/accounts",
            text: c.t("accounts-rail"),
            current: current == "accounts",
            late: None,
            apart: false,
        });
    }
    rail
}

/// What is new of the outbreak, what the public asks, and who needs help, each with a word where there is nothing.
fn ticks(c: &Ctx<'_>) -> Vec<Tick> {
    let lines = reporting::screen::ticker(c.s, c.now, c.lang);
    let kinds = [
        (Sentiment::Epidemic, "tick-no-news"),
        (Sentiment::Opinion, "tick-no-rumour"),
        (Sentiment::People, "tick-no-help"),
    ];
    let tick = |(about, none): (Sentiment, &'static str)| {
        let line = lines.iter().find(|line| line.about == about);
        Tick {
            kind: about.label(c.lang),
            href: line.map_or_else(String::new, |line| line.href.clone()),
            text: line.map_or_else(|| c.w.t(none).to_owned(), |line| format!("{} {}", line.time, line.text)),
        }
    };
    kinds.into_iter().map(tick).collect()
}
