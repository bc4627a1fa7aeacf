//! The plan of an import: what would be recorded, with an account of every row.

use super::{
    ImportError,
    convert::{Place, case_of, details_of_case, details_of_contact, exposure_of, key_of_case},
    kind_name,
};
use crate::app::App;
use domain::{
    AreaCode, BatchRef, CaseClass, Detection, ExposureStatus, OutbreakId, Ring, Setting, Timestamp,
    command::{ExposedPerson, ImportFile, ImportedCase, ImportedExposure},
    time::day_of,
};
use exchange::{
    Account, CaseRecord, ContactRecord, DateDecision, Fault, Kind, Mapping, Parsed, ProposedLink, Record,
    Rejected, Table, Warning, Watch, Words, guess_mapping, parse_contacts, parse_line_list, propose_links,
    read_table,
};
use logbook::PersonalDetails;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Where the cases of a list belong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Into {
    /// To an outbreak that is known.
    Outbreak(OutbreakId),
    /// To one that is opened for them and kept for study until a protocol is adopted.
    New {
        /// Its name.
        name: String,
        /// Its disease pack.
        pack: String,
        /// Its area.
        area: AreaCode,
    },
}

/// How a file is to be read.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// Whose ids are in it.
    pub sender: String,
    /// What it is; `None` takes the kind that fits its headings better.
    pub kind: Option<Kind>,
    /// Where its cases belong.
    pub into: Into,
    /// The area of rows that name none that is listed here; [`super::ABROAD`] for a list from abroad.
    pub area: Option<AreaCode>,
    /// The class of rows that state none.
    pub class: CaseClass,
    /// How cases were found.
    pub detection: Detection,
    /// The ring of contacts, where they are to be followed up; rows that state one keep it.
    pub ring: Option<Ring>,
    /// Which column is which field; `None` takes the sender's saved mapping, or else a guess.
    pub mapping: Option<Mapping>,
}

/// What would be recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outlook {
    /// Cases that are not known.
    pub new_cases: u32,
    /// Cases of people who are cases already.
    pub known_cases: u32,
    /// Rows about people who are known already.
    pub known_people: u32,
    /// Exposures that the file states.
    pub stated_exposures: u32,
    /// Exposures found in free text, which wait for a person's judgement.
    pub proposed_exposures: u32,
}

/// A file that was read, mapped and matched; nothing has been recorded.
pub struct ImportPlan {
    /// What it is.
    pub kind: Kind,
    /// Which column is which field.
    pub mapping: Mapping,
    /// The file as a table.
    pub table: Table,
    /// What became of every row.
    pub account: Account,
    /// Rows that were turned away, with reasons and suggestions.
    pub rejected: Vec<Rejected>,
    /// What was noticed and did not stop a row.
    pub warnings: Vec<Warning>,
    /// How dates are read, with the evidence.
    pub dates: Vec<DateDecision>,
    /// Links between cases found in free text.
    pub links: Vec<ProposedLink>,
    /// What would be recorded.
    pub outlook: Outlook,
    /// The command.
    pub file: ImportFile,
    /// Details for the vault, by the sender's id.
    pub(super) details: Vec<(String, PersonalDetails)>,
}

impl ImportPlan {
    /// Returns the rejected rows as a workbook that can be mended and sent again; `None` when there are none or they do
    /// not fit into a worksheet.
    pub fn rejected_workbook(&self) -> Option<Vec<u8>> {
        (!self.rejected.is_empty())
            .then(|| exchange::rejected_workbook(&self.table, &self.rejected).ok())
            .flatten()
    }
}

/// The parts of a plan that differ between the kinds.
#[derive(Default)]
struct Contents {
    cases: Vec<ImportedCase>,
    exposures: Vec<ImportedExposure>,
    details: Vec<(String, PersonalDetails)>,
    links: Vec<ProposedLink>,
    outlook: Outlook,
    turned_away: Vec<(u32, Words, Words)>,
}

impl App {
    /// Reads, maps and matches a file; changes nothing.  Blocks for about a second per 50,000 rows: call it off the
    /// asynchronous threads.  `watch` hears of progress and may stop it.
    ///
    /// # Errors
    /// [`ImportError`].
    pub fn plan_import(
        &self,
        (bytes, file_name): (&[u8], &str),
        options: &ImportOptions,
        watch: &mut Watch<'_>,
    ) -> Result<ImportPlan, ImportError> {
        if options.sender.trim().is_empty() {
            return Err(ImportError::NoSender);
        }
        let table = read_table(bytes, file_name)?;
        let mapping = self.mapping_of(&table, options)?;
        let now = self.desk.now();
        let hash = blake3::hash(bytes).to_hex();
        let source = Source { options, now, hash: hash.as_str() };
        match mapping.kind {
            Kind::LineList => {
                let mut parsed = parse_line_list(&table, &mapping, day_of(now), watch)?;
                let mut links = propose_links(&parsed.accepted);
                self.veil_links(&options.sender, &mut links);
                self.veil_cases(&options.sender, &mut parsed);
                let contents = self.line_list(&source, &parsed, links)?;
                Ok(plan(&source, table, mapping, parsed, contents))
            }
            Kind::Contacts => {
                let mut parsed = parse_contacts(&table, &mapping, day_of(now), watch)?;
                self.veil_contacts(&options.sender, &mut parsed);
                let contents = self.contact_list(&source, &parsed)?;
                Ok(plan(&source, table, mapping, parsed, contents))
            }
        }
    }

    pub(super) fn mapping_of(&self, table: &Table, options: &ImportOptions) -> Result<Mapping, ImportError> {
        if let Some(mapping) = &options.mapping {
            return Ok(mapping.clone());
        }
        let kinds = options.kind.map_or_else(|| vec![Kind::LineList, Kind::Contacts], |kind| vec![kind]);
        for kind in &kinds {
            let saved = self.accounts.saved_mapping(&options.sender, *kind)?;
            // A saved mapping that no longer fits is passed over: the guess is looked at by a person anyway.
            if let Some(fitted) = saved.and_then(|saved| saved.fitted_to(table).ok()) {
                return Ok(fitted);
            }
        }
        let guesses = kinds.into_iter().map(|kind| guess_mapping(table, kind));
        let surest = |mapping: &Mapping| {
            let mapped = mapping.columns.iter().filter(|column| column.field.is_some());
            mapped.map(|column| column.confidence).sum::<f64>()
        };
        let best = guesses.reduce(|best, next| if surest(&next) > surest(&best) { next } else { best });
        Ok(best.unwrap_or_else(|| guess_mapping(table, Kind::LineList)))
    }

    fn line_list(
        &self,
        source: &Source<'_>,
        parsed: &Parsed<CaseRecord>,
        links: Vec<ProposedLink>,
    ) -> Result<Contents, ImportError> {
        let options = source.options;
        let known = self.match_people(
            source,
            parsed.accepted.iter().map(|row| (key_of_case(row, source.hash), details_of_case(&row.record))),
        )?;
        let mut contents = Contents::default();
        let places = self.desk.read(|situation| Place::listed(situation, options.area))?;
        for row in &parsed.accepted {
            let key = key_of_case(row, source.hash);
            let area = places.area_of(&row.record).ok_or(ImportError::NoArea { row: row.row })?;
            let who = known.someone(&key, &row.record, area);
            contents.outlook.known_people += u32::from(known.has(&key));
            let is_case = known.is_case(&key);
            contents.outlook.known_cases += u32::from(is_case);
            contents.outlook.new_cases += u32::from(!is_case);
            contents.cases.push(case_of(row, key.clone(), who, area, source));
            contents.details.push((key, details_of_case(&row.record)));
        }
        let own: BTreeSet<&str> = contents.cases.iter().map(|case| case.external_id.as_str()).collect();
        let mut exposures: BTreeMap<(String, String), ImportedExposure> = BTreeMap::new();
        for row in &parsed.accepted {
            let to = key_of_case(row, source.hash);
            for from in row.record.infectors.iter().filter(|from| **from != to) {
                if own.contains(from.as_str()) || known.is_case_of_sender(from) {
                    let setting = super::convert::setting_of(row.record.setting.as_deref());
                    let exposure = link(row, (from, &to), setting, ExposureStatus::Confirmed);
                    exposures.insert((from.clone(), to.clone()), exposure);
                }
            }
        }
        contents.outlook.stated_exposures = count(exposures.len());
        contents.links = links;
        let rows: BTreeMap<u32, &Record<CaseRecord>> =
            parsed.accepted.iter().map(|row| (row.row, row)).collect();
        for found in &contents.links {
            let Some(row) = rows.get(&found.row) else { continue };
            let to = key_of_case(row, source.hash);
            let from = &found.link.id;
            if *from != to && own.contains(from.as_str()) {
                let proposed = || link(row, (from, &to), Setting::Unknown, ExposureStatus::Proposed);
                exposures.entry((from.clone(), to.clone())).or_insert_with(proposed);
            }
        }
        contents.outlook.proposed_exposures = count(exposures.len()) - contents.outlook.stated_exposures;
        contents.exposures = exposures.into_values().collect();
        Ok(contents)
    }

    fn contact_list(
        &self,
        source: &Source<'_>,
        parsed: &Parsed<ContactRecord>,
    ) -> Result<Contents, ImportError> {
        let options = source.options;
        let key = |row: &Record<ContactRecord>| super::convert::key_of_contact(row, source.hash);
        let known = self.match_people(
            source,
            parsed.accepted.iter().map(|row| (key(row), details_of_contact(&row.record))),
        )?;
        let mut contents = Contents::default();
        let places = self.desk.read(|situation| Place::listed(situation, options.area))?;
        for row in &parsed.accepted {
            let to = key(row);
            let from = row.record.from.clone().unwrap_or_default();
            if !known.is_case_of_sender(&from) {
                contents.turned_away.push(no_such_case(row.row, &from));
                continue;
            }
            if from == to {
                contents.turned_away.push(own_contact(row.row));
                continue;
            }
            let area = places.area_of_contact(&row.record).ok_or(ImportError::NoArea { row: row.row })?;
            contents.outlook.known_people += u32::from(known.has(&to));
            contents.outlook.stated_exposures += 1;
            let person = if known.has_external(&to) {
                ExposedPerson::External(to.clone())
            } else {
                ExposedPerson::Other(known.someone_exposed(&to, &row.record, area), Some(to.clone()))
            };
            contents.exposures.push(exposure_of(row, from, person, source));
            contents.details.push((to, details_of_contact(&row.record)));
        }
        Ok(contents)
    }
}

/// A file while it is planned.
pub(super) struct Source<'a> {
    pub(super) options: &'a ImportOptions,
    pub(super) now: Timestamp,
    pub(super) hash: &'a str,
}

fn plan<T>(
    source: &Source<'_>,
    table: Table,
    mapping: Mapping,
    parsed: Parsed<T>,
    contents: Contents,
) -> ImportPlan {
    let mut account = parsed.account;
    let mut rejected = parsed.rejected;
    for (row, reason, suggestion) in contents.turned_away {
        account.accepted -= 1;
        account.rejected += 1;
        let cells = table.rows.iter().find(|found| found.number == row);
        rejected.push(Rejected {
            row,
            faults: vec![Fault { column: None, reason, suggestion }],
            cells: cells
                .map(|found| found.cells.iter().map(|cell| cell.text.clone()).collect())
                .unwrap_or_default(),
        });
    }
    rejected.sort_by_key(|row| row.row);
    let kind = mapping.kind;
    let (outbreak, open) = match &source.options.into {
        Into::Outbreak(outbreak) => (Some(*outbreak), None),
        Into::New { name, pack, area } => (None, Some((name.clone(), pack.clone(), *area))),
    };
    let file = ImportFile {
        kind: kind_name(kind).to_owned(),
        sender: source.options.sender.clone(),
        batch: BatchRef {
            kind: kind_name(kind).to_owned(),
            rows: account.read,
            blake3: source.hash.to_owned(),
        },
        outbreak,
        open,
        read: account.read,
        rejected: account.rejected,
        repeated: account.merged,
        cases: contents.cases,
        exposures: contents.exposures,
    };
    ImportPlan {
        kind,
        mapping,
        table,
        account,
        rejected,
        warnings: parsed.warnings,
        dates: parsed.dates,
        links: contents.links,
        outlook: contents.outlook,
        file,
        details: contents.details,
    }
}

fn link(
    row: &Record<CaseRecord>,
    (from, to): (&str, &str),
    setting: Setting,
    status: ExposureStatus,
) -> ImportedExposure {
    ImportedExposure {
        row: row.row,
        from: from.to_owned(),
        to: ExposedPerson::External(to.to_owned()),
        setting,
        first_on: row.record.exposed_from,
        last_on: row.record.exposed_until,
        status,
        ring: None,
    }
}

fn no_such_case(row: u32, from: &str) -> (u32, Words, Words) {
    let from = super::veil::shown(from);
    let reason = Words::new(
        format!("传染来源“{from}”不是该来源单位已知的病例"),
        format!("the source \"{from}\" is no case known from this sender"),
    );
    let suggestion =
        Words::new("请先导入病例名单，或核对编号", "import the line list first, or check the number");
    (row, reason, suggestion)
}

fn own_contact(row: u32) -> (u32, Words, Words) {
    (
        row,
        Words::new("病例与接触者是同一人", "the case and the contact are the same person"),
        Words::new("请核对两个编号", "check the two numbers"),
    )
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
