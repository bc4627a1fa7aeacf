//! The sentences of a bulletin, in the customary published form.

use super::{BulletinVersion, form::SheetTable, sums};
use crate::{
    catalogue::{Catalogue, Lang},
    words::{area_name_in, count, country_in, moment},
};
use domain::{
    BulletinFigures, Date, Timestamp,
    report::NewCases,
    time::{end_of, minute_text},
};
use situation::Situation;

fn long_day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => date.strftime("%Y年%-m月%-d日").to_string(),
        Lang::En => date.strftime("%-d %B %Y").to_string(),
    }
}

/// Returns a figure as bulletins print it: plain in Chinese, with separators in English.
fn figure(value: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => value.to_string(),
        Lang::En => count(value),
    }
}

fn short_day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => date.strftime("%-m月%-d日").to_string(),
        Lang::En => date.strftime("%-d %B").to_string(),
    }
}

pub(super) fn title(s: &Situation, figures: &BulletinFigures, lang: Lang) -> String {
    Catalogue::get(lang).ta(
        "bulletin-title",
        &[("area", &area_name_in(s, figures.area, lang)), ("day", &long_day(figures.date, lang))],
    )
}

/// The new infections of the day, the cumulative ones at its end, and the contacts.
pub(super) fn paragraphs(s: &Situation, figures: &BulletinFigures, lang: Lang) -> Vec<String> {
    let words = Catalogue::get(lang);
    let area = area_name_in(s, figures.area, lang);
    let mut confirmed = new_cases(s, &figures.confirmed, "bulletin-new-confirmed", lang);
    if figures.converted > 0 {
        let converted = words.ta("bulletin-converted", &[("n", &figure(figures.converted, lang))]);
        confirmed = words.ta("bulletin-with-part", &[("whole", &confirmed), ("part", &converted)]);
    }
    let asymptomatic = new_cases(s, &figures.asymptomatic, "bulletin-new-asymptomatic", lang);
    let day = long_day(figures.date, lang);
    let first = words.ta(
        "bulletin-day",
        &[("day", &day), ("area", &area), ("confirmed", &confirmed), ("asymptomatic", &asymptomatic)],
    );
    let mut paragraphs = vec![first];
    paragraphs.extend(cumulative(s, figures, lang));
    if figures.close_contacts > 0 {
        paragraphs.push(contacts(figures, lang));
    }
    paragraphs
}

/// The sentence on the sums at the end of the day; `None` where nobody could know them.
fn cumulative(s: &Situation, figures: &BulletinFigures, lang: Lang) -> Option<String> {
    let words = Catalogue::get(lang);
    if !sums::confirmed_known(s, figures) {
        return None;
    }
    let end = short_day(figures.date, lang);
    let cumulative = figure(figures.cumulative_confirmed, lang);
    if figures.cumulative_imported == 0 || !sums::imported_known(s, figures) {
        return Some(words.ta("bulletin-cumulative", &[("day", &end), ("n", &cumulative)]));
    }
    let imported = figure(figures.cumulative_imported, lang);
    let values = [("day", end.as_str()), ("n", &cumulative), ("imported", &imported)];
    Some(words.ta("bulletin-cumulative-imported", &values))
}

/// Returns a sum as it stands in a table: the figure, or that no base was entered for it.
fn sum_or_none(value: u32, is_known: bool, lang: Lang) -> String {
    if is_known { figure(value, lang) } else { Catalogue::get(lang).t("bulletin-no-base").to_owned() }
}

/// The sums of a bulletin in their order, each with the key of its name and as it stands in a table.
fn sum_rows(s: &Situation, figures: &BulletinFigures, lang: Lang) -> [(&'static str, String); 5] {
    let confirmed = sums::confirmed_known(s, figures);
    let imported = sums::imported_known(s, figures);
    [
        ("bulletin-row-converted", figure(figures.converted, lang)),
        ("bulletin-row-cumulative", sum_or_none(figures.cumulative_confirmed, confirmed, lang)),
        ("bulletin-row-cumulative-imported", sum_or_none(figures.cumulative_imported, imported, lang)),
        ("bulletin-row-contacts", figure(figures.close_contacts, lang)),
        ("bulletin-row-contacts-isolated", figure(figures.close_contacts_isolated, lang)),
    ]
}

fn contacts(figures: &BulletinFigures, lang: Lang) -> String {
    let words = Catalogue::get(lang);
    let traced = figure(figures.close_contacts, lang);
    let missing = figures.close_contacts.saturating_sub(figures.close_contacts_isolated);
    if missing == 0 {
        return words.ta("bulletin-contacts-all", &[("n", &traced)]);
    }
    let isolated = figure(figures.close_contacts_isolated, lang);
    let missing = figure(missing, lang);
    let values = [("n", traced.as_str()), ("isolated", isolated.as_str()), ("missing", missing.as_str())];
    words.ta("bulletin-contacts-some", &values)
}

/// Local infections first, the most of them first, then imported ones.
fn in_print_order(lines: &[NewCases]) -> Vec<&NewCases> {
    let mut lines: Vec<&NewCases> = lines.iter().collect();
    lines.sort_by_key(|line| {
        (line.country.is_some(), std::cmp::Reverse(line.count), line.area, &line.country)
    });
    lines
}

/// Returns `新增…n例（宁波市）`, `新增…3例（其中宁波市2例，墨西哥输入1例）` or `无新增…`.
fn new_cases(s: &Situation, lines: &[NewCases], key: &str, lang: Lang) -> String {
    let words = Catalogue::get(lang);
    let total: u32 = lines.iter().map(|line| line.count).sum();
    if total == 0 {
        return words.t(&format!("{key}-none")).to_owned();
    }
    let sentence = words.ta(key, &[("n", &figure(total, lang))]);
    let parts = match in_print_order(lines).as_slice() {
        [only] => place(s, only, lang),
        several => {
            let parts: Vec<String> = several
                .iter()
                .map(|line| {
                    let of = place(s, line, lang);
                    words.ta("bulletin-part", &[("place", &of), ("n", &figure(line.count, lang))])
                })
                .collect();
            words.ta("bulletin-parts", &[("parts", &parts.join(words.t("bulletin-part-comma")))])
        }
    };
    words.ta("bulletin-with-part", &[("whole", &sentence), ("part", &parts)])
}

fn place(s: &Situation, line: &NewCases, lang: Lang) -> String {
    line.country.as_ref().map_or_else(
        || area_name_in(s, line.area, lang),
        |country| {
            Catalogue::get(lang).ta("bulletin-imported-from", &[("country", &country_in(country, lang))])
        },
    )
}

pub(super) fn table(s: &Situation, figures: &BulletinFigures, lang: Lang) -> SheetTable {
    let words = Catalogue::get(lang);
    let head = ["bulletin-col-kind", "bulletin-col-place", "bulletin-col-count"];
    let mut rows = Vec::new();
    let kinds = [
        ("bulletin-row-confirmed", &figures.confirmed),
        ("bulletin-row-asymptomatic", &figures.asymptomatic),
    ];
    for (key, lines) in kinds {
        for line in in_print_order(lines) {
            rows.push(vec![words.t(key).to_owned(), place(s, line, lang), figure(line.count, lang)]);
        }
        let total: u32 = lines.iter().map(|line| line.count).sum();
        rows.push(vec![words.t(key).to_owned(), words.t("bulletin-total").to_owned(), figure(total, lang)]);
    }
    for (key, value) in sum_rows(s, figures, lang) {
        let area = area_name_in(s, figures.area, lang);
        rows.push(vec![words.t(key).to_owned(), area, value]);
    }
    SheetTable { head: head.iter().map(|key| words.t(key).to_owned()).collect(), rows }
}

/// What a later version changes, figure by figure and place by place.
pub(super) fn corrections(
    s: &Situation,
    before: &BulletinFigures,
    after: &BulletinFigures,
    lang: Lang,
) -> Vec<String> {
    let words = Catalogue::get(lang);
    let mut changes = Vec::new();
    let mut note = |what: String, from: String, to: String| {
        if from != to {
            let values = [("what", what.as_str()), ("from", &from), ("to", &to)];
            changes.push(words.ta("bulletin-correction", &values));
        }
    };
    let kinds = [
        ("bulletin-row-confirmed", &before.confirmed, &after.confirmed),
        ("bulletin-row-asymptomatic", &before.asymptomatic, &after.asymptomatic),
    ];
    for (key, old, new) in kinds {
        let mut places: Vec<NewCases> = old.iter().chain(new).cloned().collect();
        for line in &mut places {
            line.count = 0;
        }
        places.sort();
        places.dedup();
        for line in places {
            let of = |lines: &[NewCases]| -> u32 {
                let same =
                    lines.iter().filter(|other| (other.area, &other.country) == (line.area, &line.country));
                same.map(|other| other.count).sum()
            };
            let what = words.ta(
                "bulletin-correction-place",
                &[("what", words.t(key)), ("place", &place(s, &line, lang))],
            );
            note(what, figure(of(old), lang), figure(of(new), lang));
        }
    }
    let sums = sum_rows(s, before, lang).into_iter().zip(sum_rows(s, after, lang));
    for ((key, old), (_, new)) in sums {
        note(words.t(key).to_owned(), old, new);
    }
    changes
}

pub(super) fn notes(
    shown: Option<&BulletinVersion>,
    figures: &BulletinFigures,
    now: Timestamp,
    lang: Lang,
) -> Vec<String> {
    let words = Catalogue::get(lang);
    let Some(shown) = shown else {
        let key = if now < end_of(figures.date) { "bulletin-not-over" } else { "bulletin-not-frozen" };
        return vec![words.ta(key, &[("at", &minute_text(now))])];
    };
    let version = shown.version.to_string();
    let frozen = words.ta(
        "bulletin-frozen",
        &[("version", &version), ("at", &moment(shown.frozen_at)), ("seq", &shown.as_of.to_string())],
    );
    let mut notes = vec![frozen];
    if !shown.corrects.is_empty() {
        let before = shown.version.saturating_sub(1).to_string();
        let changes = shown.corrects.join(words.t("bulletin-correction-comma"));
        notes.push(words.ta(
            "bulletin-corrects",
            &[("version", &before), ("changes", &changes), ("reason", &shown.reason)],
        ));
    }
    notes
}
