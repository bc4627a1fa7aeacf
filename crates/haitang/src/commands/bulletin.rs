//! `haitang bulletin`: the figures of a day in the published form, the same bytes for the same entry.

use super::Said;
use crate::{
    Ended,
    cli::{Bulletin, Format, Lang},
};
use domain::{AreaCode, Date, Timestamp};
use reporting::bulletin::bulletin_at;
use std::io::Write;

pub(crate) fn run(asked: &Bulletin, json: bool) -> anyhow::Result<Ended> {
    let date: Date = asked
        .date
        .parse()
        .map_err(|_not| Said(format!("{} 不是日期（应为 2021-12-06） · is not a date", asked.date)))?;
    let area: AreaCode =
        asked.area.parse().map_err(|not: domain::area::NotAnAreaCode| Said(not.to_string()))?;
    let s = super::rebuilt(&asked.dir.data, asked.as_of)?.situation;
    if let Some(beyond) = asked.as_of.filter(|seq| *seq > s.seq.0) {
        return Err(Said(format!(
            "账本只到第 {} 条，没有第 {beyond} 条 · the ledger ends at entry {}",
            s.seq.0, s.seq.0
        ))
        .into());
    }
    let known = s.at.map(domain::time::day_of);
    if known.is_none_or(|known| date > known) {
        let until = known.map_or_else(String::new, |known| known.to_string());
        return Err(
            Said(format!("{date} 晚于账本所知的最后一日 {until} · is later than the ledger knows")).into()
        );
    }
    if !s.areas.contains_key(&area) {
        return Err(Said(format!(
            "账本中没有地区 {}，可用 --area 另选 · the ledger has no such area; choose one with --area",
            area.short()
        ))
        .into());
    }
    let lang = match asked.lang {
        Lang::Zh => reporting::Lang::Zh,
        Lang::En => reporting::Lang::En,
    };
    let bulletin = bulletin_at(&s, s.at.unwrap_or(Timestamp::UNIX_EPOCH), area, date, lang);
    let bytes = match (json, asked.format) {
        (true, _) => serde_json::to_vec(&bulletin)?,
        (false, Format::Text) => bulletin.text().into_bytes(),
        (false, Format::Html) => bulletin.html().into_bytes(),
        (false, Format::Pdf) => server::paper::bulletin_pdf(&bulletin)?,
    };
    std::io::stdout().write_all(&bytes)?;
    Ok(Ended::Well)
}
