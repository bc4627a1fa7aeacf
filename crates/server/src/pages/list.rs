//! What every list does the same way: filters, order and place from the address, and what stands below it.

use super::{
    bit::Tr,
    block::{Block, Column, Empty, Filter, Filters, List},
    ctx::Ctx,
};
use reporting::{
    lists::{Cursor, Paging},
    words::count,
};
use serde::{Serialize, de::DeserializeOwned};

/// Returns the value that a code of an address stands for.
pub(crate) fn pick<T: DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}

/// Returns the code under which a value stands in addresses.
pub(crate) fn code<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        Ok(_) | Err(_) => String::new(),
    }
}

/// Returns the order and the place that an address asks for; `usual` is the order where it asks for none, with `-` for
/// the largest first.
pub(crate) fn order<'q>(c: &'q Ctx<'_>, usual: &'static str) -> (&'q str, Paging) {
    let asked = c.q.get("sort");
    let asked = if asked.is_empty() { usual } else { asked };
    let key = asked.trim_start_matches('-');
    let paging =
        Paging { descending: asked.starts_with('-'), after: c.q.parse::<Cursor>("after"), limit: None };
    (key, paging)
}

/// Returns a column that is not sorted by.
pub(crate) fn column(name: &str) -> Column {
    let figure = name.strip_prefix('#');
    Column {
        name: figure.unwrap_or(name).to_owned(),
        figure: figure.is_some(),
        href: String::new(),
        sorted: "",
    }
}

/// Returns a column that can be sorted by: a second press turns the order round.
pub(crate) fn sortable(c: &Ctx<'_>, name: &str, key: &str, usual: &'static str) -> Column {
    let (present, paging) = order(c, usual);
    let is_present = present == key;
    let next = if is_present && paging.descending { key.to_owned() } else { format!("-{key}") };
    Column {
        href: c.q.with("sort", &next),
        sorted: match (is_present, paging.descending) {
            (true, true) => "descending",
            (true, false) => "ascending",
            (false, _) => "",
        },
        ..column(name)
    }
}

/// A field to choose from, with "all" first.
pub(crate) fn select(
    c: &Ctx<'_>,
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
) -> Filter {
    let mut all = vec![(String::new(), c.say("filter-all"))];
    all.extend(options);
    Filter {
        name,
        label: c.w.t(label).to_owned(),
        kind: "select",
        value: c.q.get(name).to_owned(),
        options: all,
    }
}

/// A field of words, a day or a minute.
pub(crate) fn field(c: &Ctx<'_>, kind: &'static str, name: &'static str, label: &'static str) -> Filter {
    let is_day = matches!(kind, "date" | "when");
    Filter {
        name,
        label: c.w.t(label).to_owned(),
        kind,
        value: if is_day { c.q.get(name).replacen('T', " ", 1) } else { c.q.get(name).to_owned() },
        options: if is_day { days_back(c) } else { Vec::new() },
    }
}

/// The days that are asked for most: today and the week before.
fn days_back(c: &Ctx<'_>) -> Vec<(String, String)> {
    let today = domain::time::day_of(c.now);
    let days = (0..8).map(|back| domain::time::add_days(today, -back));
    days.map(|day| (day.to_string(), reporting::words::day(day))).collect()
}

/// A view: the words, the address, how many, and whether it is the present one.
pub(crate) type View = (String, String, String, bool);

/// Returns a view that sets one value of the address.
pub(crate) fn view(c: &Ctx<'_>, label: &'static str, key: &str, value: &str, n: Option<u64>) -> View {
    let figure = n.map_or_else(String::new, |n| count(i64::try_from(n).unwrap_or(i64::MAX)));
    let current = c.q.get(key) == value;
    (c.q.with(key, value), c.w.t(label).to_owned(), figure, current)
}

/// Returns a view of several of which one is chosen at a time: it sets one value of `keys`, none where `key` is empty, and
/// takes the others away.
pub(crate) fn one_view(
    c: &Ctx<'_>,
    label: &'static str,
    keys: &[&'static str],
    (key, value): (&str, &str),
    n: Option<u64>,
) -> View {
    let figure = n.map_or_else(String::new, |n| count(i64::try_from(n).unwrap_or(i64::MAX)));
    let present = keys.iter().find(|key| !c.q.get(key).is_empty()).copied().unwrap_or_default();
    (c.q.without(keys).with(key, value), c.w.t(label).to_owned(), figure, present == key)
}

/// Returns the filters of a list; order and minute are carried along.
pub(crate) fn filters(c: &Ctx<'_>, label: &'static str, fields: Vec<Filter>, views: Vec<View>) -> Block {
    let carried = ["sort", "at"];
    let hidden = carried
        .into_iter()
        .filter(|key| !c.q.get(key).is_empty())
        .map(|key| (key.to_owned(), c.q.get(key).to_owned()))
        .collect();
    Block::Filters(Filters {
        action: c.q.path().to_owned(),
        label: c.w.t(label).to_owned(),
        button: c.say("filter-button"),
        fields,
        hidden,
        views,
        views_label: c.say("filter-views"),
    })
}

/// What a list shows.
pub(crate) struct Shown {
    /// Id of its box.
    pub(crate) id: &'static str,
    /// Key of what it is a list of.
    pub(crate) label: &'static str,
    /// Columns.
    pub(crate) head: Vec<Column>,
    /// Rows.
    pub(crate) rows: Vec<Tr>,
    /// How many match in all.
    pub(crate) total: u64,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
    /// What stands where nothing is.
    pub(crate) empty: Empty,
}

/// Returns a list as a part of a page.
pub(crate) fn list(c: &Ctx<'_>, shown: Shown) -> Block {
    let here = u64::try_from(shown.rows.len()).unwrap_or(u64::MAX);
    let number = |n: u64| count(i64::try_from(n).unwrap_or(i64::MAX));
    let is_first = c.q.get("after").is_empty();
    let range = if shown.rows.is_empty() {
        String::new()
    } else {
        c.ta("list-range", &[("shown", &number(here)), ("total", &number(shown.total))])
    };
    let first = if is_first { String::new() } else { c.q.with("after", "") };
    let next = shown.next.map_or_else(String::new, |cursor| c.q.with("after", &cursor));
    let nothing_left = shown.rows.is_empty() && (c.q.is_filtered() || !is_first);
    let empty = if nothing_left {
        let mut empty = Empty::new(c.t("list-none-title"), c.t("list-none-text"));
        empty.actions.push(super::block::Action::new(c.q.path(), c.t("list-none-all")));
        empty
    } else {
        shown.empty
    };
    Block::List(List {
        id: shown.id,
        label: c.w.t(shown.label).to_owned(),
        head: shown.head,
        rows: shown.rows,
        empty,
        range,
        before: (first, c.say("list-first")),
        after: (next, c.say("list-next")),
        pager_label: c.say("list-pager"),
    })
}

/// Returns the words of something that is not there.
pub(crate) fn empty(c: &Ctx<'_>, title: &'static str, text: &'static str) -> Empty {
    Empty::new(c.w.t(title), c.w.t(text))
}
