//! Reads a table as records under a mapping.

use std::ops::ControlFlow;

use jiff::civil::Date;

use crate::dates::{DateOrder, DateReading};
use crate::duplicates::{Candidate, settle};
use crate::field::{Field, Kind};
use crate::identity::IdNumber;
use crate::mapping::{Mapping, looks_like_contacts};
use crate::order::{DateColumn, DecidedDates, OrderFinding, borrow_order, remember_order};
use crate::plausibility;
use crate::reader::{Columns, RowReader};
use crate::record::{
    Account, CaseRecord, ContactRecord, DateDecision, Parsed, Progress, Rejected, Step, Warning,
};
use crate::refusal::Refusal;
use crate::table::{Row, Table};
use crate::vocabulary::{CLASS, OUTCOME, RING, SEVERITY, SEX};
use crate::words::Words;

/// Rows between two reports of progress.
const REPORT_EVERY: usize = 1_000;

/// What is told about progress; it answers whether to go on.
pub type Watch<'w> = dyn FnMut(Progress) -> ControlFlow<()> + 'w;

/// Reads a table as the cases of a line list.
///
/// Every row with content is accepted, merged with a row that it repeats, or rejected with its
/// reasons; [`Account::balanced`] holds.  Dates after `today_limit` reject their row.
///
/// # Errors
/// A [`Refusal`] when the file as a whole cannot be read this way: key columns are missing, the
/// order of the dates is undecided or contradicts itself, or `watch` stopped the import.
pub fn parse_line_list(
    table: &Table,
    mapping: &Mapping,
    today_limit: Date,
    watch: &mut Watch<'_>,
) -> Result<Parsed<CaseRecord>, Refusal> {
    needs_one_of(table, mapping, Kind::LineList, &[Field::ExternalId, Field::Name, Field::IdNumber])?;
    parse(table, mapping, today_limit, watch, case_of)
}

/// Reads a table as contacts, as [`parse_line_list`] does for cases.
///
/// A person exposed by two cases stands in two rows, and both are kept.
///
/// # Errors
/// As [`parse_line_list`].
pub fn parse_contacts(
    table: &Table,
    mapping: &Mapping,
    today_limit: Date,
    watch: &mut Watch<'_>,
) -> Result<Parsed<ContactRecord>, Refusal> {
    needs_one_of(table, mapping, Kind::Contacts, &[Field::ContactId, Field::Name, Field::IdNumber])?;
    parse(table, mapping, today_limit, watch, contact_of)
}

fn needs_one_of(table: &Table, mapping: &Mapping, kind: Kind, keys: &[Field]) -> Result<(), Refusal> {
    mapping.check(table)?;
    if mapping.kind != kind {
        let problem = Words::new("这是另一种名单的列对应", "the mapping belongs to the other kind of list");
        return Err(Refusal::BadMapping { problem });
    }
    if keys.iter().any(|field| mapping.column_of(*field).is_some()) {
        return Ok(());
    }
    if kind == Kind::LineList && looks_like_contacts(table) {
        return Err(Refusal::OtherKind { looks_like: Words::new("接触者名单", "a list of contacts") });
    }
    let names = |pick: fn((&'static str, &'static str)) -> &'static str, or: &str| {
        keys.iter().map(|field| pick(field.headings())).collect::<Vec<_>>().join(or)
    };
    Err(Refusal::NoKeyColumn {
        needed: Words::new(names(|both| both.0, " 或 "), names(|both| both.1, " or ")),
    })
}

/// A record that can be compared with others of its file.
pub(crate) trait Comparable: Ord + Clone {
    /// The key under which two rows speak of the same thing; `None` compares whole rows.
    fn key(&self) -> Option<&str>;
}

impl Comparable for CaseRecord {
    fn key(&self) -> Option<&str> {
        // Documents masked as 330299********0118 may belong to several persons.
        let document =
            || self.id_number.as_ref().map(IdNumber::as_str).filter(|number| !number.contains('*'));
        self.external_id.as_deref().or_else(document)
    }
}

impl Comparable for ContactRecord {
    /// One person may be the contact of several cases, or of one case on several occasions.
    fn key(&self) -> Option<&str> {
        None
    }
}

fn parse<T: Comparable>(
    table: &Table,
    mapping: &Mapping,
    today_limit: Date,
    watch: &mut Watch<'_>,
    read: fn(&mut RowReader<'_>) -> T,
) -> Result<Parsed<T>, Refusal> {
    let (dates, decided) = decide_dates(table, mapping, watch)?;
    let mut warnings = plausibility::check(table, mapping, &dates, &decided)?;
    let columns = Columns::new(table, mapping, decided, today_limit);
    let mut rejected: Vec<Rejected> = Vec::new();
    let mut candidates: Vec<Candidate<T>> = Vec::with_capacity(table.rows.len());
    for (position, row) in table.rows.iter().enumerate() {
        report(watch, Step::Rows, position, table)?;
        let before = warnings.len();
        let mut reader = RowReader::new(&columns, (position, row), &mut warnings);
        let record = read(&mut reader);
        let mut faults = std::mem::take(&mut reader.faults);
        if row.surplus > 0 {
            // What stands in the wrong column is no fault of its own.
            faults.truncate(1);
        }
        if faults.is_empty() {
            candidates.push(Candidate { position, record });
        } else {
            warnings.truncate(before);
            rejected.push(Rejected { row: row.number, faults, cells: cells_of(row) });
        }
    }
    report(watch, Step::Duplicates, 0, table)?;
    let settled = settle(candidates, table);
    rejected.extend(settled.rejected);
    rejected.sort_by_key(|rejected| rejected.row);
    drop_warnings_of(&mut warnings, &rejected);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let account = Account {
        read: count(table.rows.len()),
        accepted: count(settled.accepted.len()),
        merged: count(settled.merged.len()),
        rejected: count(rejected.len()),
    };
    Ok(Parsed {
        accepted: settled.accepted,
        merged: settled.merged,
        rejected,
        warnings,
        dates,
        extra_columns: columns.extras,
        account,
    })
}

/// A rejected row needs no warnings beside its faults.
fn drop_warnings_of(warnings: &mut Vec<Warning>, rejected: &[Rejected]) {
    let is_rejected = |row: u32| rejected.binary_search_by_key(&row, |rejected| rejected.row).is_ok();
    warnings.retain(|warning| warning.row.is_none_or(|row| !is_rejected(row)));
}

pub(crate) fn cells_of(row: &Row) -> Vec<String> {
    row.cells.iter().map(|cell| cell.text.clone()).collect()
}

fn report(watch: &mut Watch<'_>, step: Step, position: usize, table: &Table) -> Result<(), Refusal> {
    if !position.is_multiple_of(REPORT_EVERY) {
        return Ok(());
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    match watch(Progress { step, done: count(position), of: count(table.rows.len()) }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Refusal::Cancelled),
    }
}

/// Decides the order of every date column from its values, then across columns.
fn decide_dates(
    table: &Table,
    mapping: &Mapping,
    watch: &mut Watch<'_>,
) -> Result<(Vec<DateDecision>, DecidedDates), Refusal> {
    let entries: Vec<_> =
        mapping.columns.iter().filter(|entry| entry.field.is_some_and(Field::is_date)).collect();
    let mut columns = Vec::new();
    let mut findings: Vec<(String, OrderFinding)> = Vec::new();
    for entry in &entries {
        report(watch, Step::Dates, 0, table)?;
        let dates = DateColumn::of(table, entry.column);
        findings.push((entry.header.clone(), dates.evidence(table).finding(entry.date)));
        columns.push(dates);
    }
    borrow_order(&mut findings);
    for (entry, (_, finding)) in entries.iter().zip(&mut findings) {
        remember_order(finding, entry.date);
    }
    let mut decisions = Vec::new();
    let mut decided = Vec::new();
    for ((entry, (header, finding)), dates) in entries.iter().zip(findings).zip(columns) {
        let decision = DateDecision { column: entry.column, header, finding };
        let order = accepted_order(&decision)?;
        let year = entry.date.and_then(|date| date.year);
        decided.push((dates, DateReading { order, stated: true, year }));
        decisions.push(decision);
    }
    Ok((decisions, DecidedDates(decided)))
}

fn accepted_order(decision: &DateDecision) -> Result<DateOrder, Refusal> {
    let header = decision.header.clone();
    Err(match &decision.finding {
        OrderFinding::Ambiguous { example } => Refusal::DatesAmbiguous { header, example: example.clone() },
        OrderFinding::YearMissing { example } => Refusal::YearMissing { header, example: example.clone() },
        OrderFinding::BothWays { day_first, month_first } => {
            Refusal::DatesBothWays { header, day_first: day_first.clone(), month_first: month_first.clone() }
        }
        OrderFinding::TurnedRound { as_typed, turned } => {
            Refusal::DatesTurnedRound { header, as_typed: as_typed.clone(), turned: turned.clone() }
        }
        OrderFinding::NoDates | OrderFinding::Clear { .. } => {
            return Ok(DateOrder::YearMonthDay);
        }
        OrderFinding::Proven { order, .. }
        | OrderFinding::Borrowed { order, .. }
        | OrderFinding::Remembered { order }
        | OrderFinding::Stated { order } => {
            return Ok(*order);
        }
    })
}

fn case_of(row: &mut RowReader<'_>) -> CaseRecord {
    let record = CaseRecord {
        external_id: row.external_id(Field::ExternalId),
        name: row.text(Field::Name),
        id_number: row.id_number(),
        phone: row.phone(),
        sex: row.said(Field::Sex, SEX),
        age: row.age(),
        birth_on: row.date(Field::BirthDate),
        address: row.text(Field::Address),
        area: row.text(Field::Area),
        onset_on: row.date(Field::OnsetDate),
        sampled_on: row.date(Field::SamplingDate),
        reported_on: row.date(Field::ReportDate),
        confirmed_on: row.date(Field::ConfirmDate),
        diagnosed_on: row.date(Field::DiagnosisDate),
        died_on: row.date(Field::DeathDate),
        classification: row.said(Field::Classification, CLASS),
        severity: row.said(Field::Severity, SEVERITY),
        outcome: row.said(Field::Outcome, OUTCOME),
        source: row.text(Field::Source),
        infectors: row.external_ids(Field::InfectorId),
        exposed_from: row.date(Field::ExposureStart),
        exposed_until: row.date(Field::ExposureEnd),
        setting: row.text(Field::Setting),
        hospital: row.text(Field::Hospital),
        import_country: row.text(Field::ImportCountry),
        notes: row.text(Field::Notes),
        extras: row.extras(),
    };
    if record.external_id.is_none() && record.name.is_none() && record.id_number.is_none() {
        nobody(row);
    }
    row.compare_with_id(
        record.id_number.as_ref(),
        record.sex.as_ref().and_then(|said| said.word),
        record.birth_on,
    );
    if record.external_id.as_ref().is_some_and(|own| record.infectors.contains(own)) {
        row.warn(None, Words::new("感染来源指向病例自身", "the case is named as its own source"));
    }
    record
}

fn contact_of(row: &mut RowReader<'_>) -> ContactRecord {
    let record = ContactRecord {
        from: row.external_id(Field::InfectorId),
        to: row.external_id(Field::ContactId),
        name: row.text(Field::Name),
        id_number: row.id_number(),
        phone: row.phone(),
        sex: row.said(Field::Sex, SEX),
        age: row.age(),
        address: row.text(Field::Address),
        setting: row.text(Field::Setting),
        relation: row.text(Field::Relation),
        exposed_from: row.date(Field::ExposureStart),
        exposed_until: row.date(Field::ExposureEnd),
        ring: row.said(Field::Ring, RING),
        notes: row.text(Field::Notes),
        extras: row.extras(),
    };
    if record.to.is_none() && record.name.is_none() && record.id_number.is_none() {
        nobody(row);
    }
    if record.from.as_deref().is_some_and(|from| from.contains([',', ';', '、', '，', '；'])) {
        row.fault(
            None,
            Words::new("一格中有几个来源病例", "several source cases stand in one cell"),
            Words::new("请每个来源病例写一行", "write one row for each source case"),
        );
    }
    if record.to.is_some() && record.to == record.from {
        row.fault(
            None,
            Words::new("接触者与病例是同一个编号", "the contact and the case have the same number"),
            Words::new("请核对两个编号", "check both numbers"),
        );
    }
    row.compare_with_id(record.id_number.as_ref(), record.sex.as_ref().and_then(|said| said.word), None);
    record
}

/// Rejects a row that names nobody, unless a fault has already been found in a key field.
fn nobody(row: &mut RowReader<'_>) {
    if row.faults.is_empty() {
        row.fault(
            None,
            Words::new(
                "没有编号、姓名或证件号，无法知道是谁",
                "there is neither number nor name nor document: nobody is named",
            ),
            Words::new(
                "请至少填写其中一项；合计行和填表说明请删除",
                "fill in at least one of them; delete totals and remarks",
            ),
        );
    }
}
