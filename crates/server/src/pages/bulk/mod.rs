//! Work on several rows of a list at once: rows are ticked, something is done to all of them, and the answer accounts for
//! every one.
//!
//! Each row is a command of its own, so that one refusal does not stop the others.  What can be taken back is taken back by
//! correcting commands, which stand in the ledger like any other; what cannot is asked for twice.
//!
//! Start reading at `Outcome`.

pub(crate) mod contacts;
pub(crate) mod tasks;

use super::{
    bit::{BAD, Bit, GOOD, PLAIN, Td, WARN},
    block::{Action, Block, Body, Card, Facts, Field, Page},
    ctx::Ctx,
    frame::Frame,
    movement::way_on,
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use askama::Template;
use reporting::words::count;
use situation::Situation;

/// The bar below a list whose rows can be ticked.
#[derive(Template)]
#[template(path = "part/bulk.html")]
pub(crate) struct Bar {
    /// Where the ticked rows go.
    pub(crate) action: &'static str,
    /// What stands before the buttons.
    pub(crate) label: String,
    /// Address and words that tick or untick every row of this page.
    pub(crate) all: (String, String),
    /// The list with its filters, to come back to.
    pub(crate) back: String,
    /// What can be done.
    pub(crate) acts: Vec<Act>,
}

/// Something that can be done to ticked rows.
pub(crate) struct Act {
    /// Its code.
    pub(crate) code: &'static str,
    /// Words of the button.
    pub(crate) words: String,
    /// What has to be said besides.
    pub(crate) fields: Vec<Field>,
}

impl Bar {
    /// Returns a bar for the rows of a list; none where nothing can be done.
    pub(crate) fn block(c: &Ctx<'_>, action: &'static str, acts: Vec<Act>) -> Option<Block> {
        if acts.is_empty() {
            return None;
        }
        let ticked = all_ticked(c);
        let bar = Bar {
            action,
            label: c.say("bulk-label"),
            all: if ticked {
                (c.q.with("pick", ""), c.say("bulk-none"))
            } else {
                (c.q.with("pick", "all"), c.say("bulk-all"))
            },
            back: c.q.with("pick", ""),
            acts,
        };
        bar.render().ok().map(Block::Raw)
    }
}

fn all_ticked(c: &Ctx<'_>) -> bool {
    c.q.get("pick") == "all"
}

/// Returns the cell by which a row is ticked.
pub(crate) fn cell(c: &Ctx<'_>, value: u32, what: &str) -> Td {
    Td::of(Bit::Pick {
        form: "bulk".to_owned(),
        name: "pick",
        value: value.to_string(),
        label: c.ta("bulk-pick", &[("what", what)]),
        checked: all_ticked(c),
    })
}

/// Who or what a row is about: the way to it, with whatever names it.
pub(crate) type Row = Vec<Bit>;

/// What became of every ticked row.
pub(crate) struct Outcome {
    /// Key of what was done.
    pub(crate) title: &'static str,
    /// The part of the rail.
    pub(crate) nav: &'static str,
    /// The way back: address and words.
    pub(crate) back: (String, String),
    /// Done, each with what holds now.
    pub(crate) done: Vec<(Row, Bit)>,
    /// What was so already.
    pub(crate) same: Vec<Row>,
    /// Not done, each with why.
    pub(crate) refused: Vec<(Row, Problem)>,
    /// How it is taken back; none where it cannot be.
    pub(crate) undo: Option<Undo>,
}

/// How something is taken back: correcting commands, one a row.
pub(crate) struct Undo {
    /// Where it is asked for.
    pub(crate) action: &'static str,
    /// One value a row: what it was and what it became.
    pub(crate) was: Vec<String>,
    /// The list to come back to.
    pub(crate) back: String,
}

/// The line that says how many were done, with the way to take it back.
#[derive(Template)]
#[template(path = "part/done.html")]
struct DoneLine {
    tone: &'static str,
    words: String,
    undo: Option<Undo>,
    undo_words: String,
}

/// Returns why something was not done, what to do, and the way there: one cell, so that it is whole on a phone.
pub(crate) fn why(c: &Ctx<'_>, problem: &Problem) -> Td {
    let said = problem.words(c.lang);
    let way = problem.refusal.as_ref().and_then(|refusal| way_on(c, refusal));
    let way = way.map(|way| Bit::Button { href: way.href, text: way.text });
    let detail = if said.detail == said.what { said.what } else { format!("{} {}", said.what, said.detail) };
    Td::wrap([Bit::Text(detail), Bit::Mute(said.next)].into_iter().chain(way).collect())
}

/// Returns the page that accounts for every ticked row.
pub(crate) fn outcome_page(c: &Ctx<'_>, outcome: Outcome) -> Page {
    let number = |n: usize| count(u32::try_from(n).unwrap_or(u32::MAX));
    let mut page = Page::new(Frame::new(c, c.w.t(outcome.title), outcome.nav), c.w.t(outcome.title));
    page.small = super::cases::as_of(c);
    // It says what was done once; a later state of the records is on their own pages.
    page.live = false;
    page.actions = vec![Action { class: "primary", ..Action::new(outcome.back.0, outcome.back.1) }];
    let (done, refused) = (outcome.done.len(), outcome.refused.len());
    let line = DoneLine {
        tone: if done == 0 { WARN } else { GOOD },
        words: c.ta("bulk-done", &[("n", &number(done))]),
        undo: outcome.undo.filter(|undo| !undo.was.is_empty()),
        undo_words: c.say("bulk-undo"),
    };
    page.blocks.extend(line.render().ok().map(Block::Raw));
    if refused > 0 {
        let heads = ["bulk-col-who", "bulk-col-why"].map(|key| c.w.t(key));
        let mut table = Facts::new(c.t("bulk-refused"), &heads);
        for (row, problem) in &outcome.refused {
            table.row(BAD, vec![Td::all(row.clone()), why(c, problem)]);
        }
        let small = c.ta("bulk-n", &[("n", &number(refused))]);
        page.blocks.push(Card::block(c.t("bulk-refused"), small, Body::Facts(table)));
    }
    if done + outcome.same.len() > 0 {
        let heads = ["bulk-col-who", "bulk-col-now"].map(|key| c.w.t(key));
        let mut table = Facts::new(c.t("bulk-done-title"), &heads);
        for (row, now) in outcome.done {
            table.row(GOOD, vec![Td::all(row), Td::of(now)]);
        }
        for row in outcome.same {
            table.row(PLAIN, vec![Td::all(row), Td::of(Bit::Mute(c.say("bulk-same")))]);
        }
        let small = c.ta("bulk-n", &[("n", &number(done))]);
        page.blocks.push(Card::block(c.t("bulk-done-title"), small, Body::Facts(table)));
    }
    page
}

/// Returns the page that answers when nothing was ticked.
pub(crate) fn nothing(c: &Ctx<'_>, nav: &'static str, back: String) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("bulk-nothing"), nav), c.t("bulk-nothing"));
    page.live = false;
    let mut none = super::list::empty(c, "bulk-nothing", "bulk-nothing-text");
    none.actions.push(Action::new(back, c.t("bulk-back")));
    page.blocks.push(Card::block(c.t("bulk-nothing"), "", Body::Empty(none)));
    page
}

/// Rows that were ticked: those the viewer may read, and those refused, each with why.
pub(crate) type Sorted<T> = (Vec<T>, Vec<(T, Problem)>);

/// Sorts ticked rows by whether the viewer may read them: no more is done with or said of a row than its own page would.
///
/// # Errors
/// The role reads none of them, or the desk has stopped.
pub(crate) fn sorted<T>(
    visit: &Visit,
    action: access::Action,
    picked: Vec<T>,
    may_read: impl Fn(&Situation, &Permit, &T) -> Result<(), Problem>,
) -> Result<Sorted<T>, Problem> {
    let permit = visit.app.permit(visit.viewer.clone(), action)?;
    let sorted = visit.app.desk.read(|s| {
        let mut sorted: Sorted<T> = (Vec::new(), Vec::new());
        for row in picked {
            match may_read(s, &permit, &row) {
                Ok(()) => sorted.0.push(row),
                Err(problem) => sorted.1.push((row, problem)),
            }
        }
        sorted
    })?;
    Ok(sorted)
}

/// Returns the list to come back to; only ever one of our own.
pub(crate) fn back_of(sent: &str, list: &str) -> String {
    let own = sent == list || sent.strip_prefix(list).is_some_and(|rest| rest.starts_with('?'));
    if own { sent.to_owned() } else { list.to_owned() }
}

/// Reads `12:old:new`: a row, what it was and what it was made.
pub(crate) fn was(text: &str) -> Option<(u32, &str, &str)> {
    let (id, states) = text.split_once(':')?;
    let (old, new) = states.split_once(':')?;
    Some((id.parse().ok()?, old, new))
}

/// The problem of a row that somebody changed after what is to be taken back.
pub(crate) fn changed_since() -> Problem {
    Problem::new(
        axum::http::StatusCode::CONFLICT,
        "changed-since",
        "it was changed again after what is to be taken back",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_to_the_own_list_only() {
        assert_eq!(back_of("/tasks?kind=help", "/tasks"), "/tasks?kind=help");
        assert_eq!(back_of("/tasks", "/tasks"), "/tasks");
        assert_eq!(back_of("//elsewhere.example", "/tasks"), "/tasks");
        assert_eq!(back_of("/tasksx", "/tasks"), "/tasks");
    }

    #[test]
    fn what_was_is_read_whole_or_not_at_all() {
        assert_eq!(was("12:close:secondary"), Some((12, "close", "secondary")));
        assert_eq!(was("12:close"), None);
        assert_eq!(was("x:1:2"), None);
    }
}
