//! Imports, frozen figures, and what is done with personal details.

use super::{Asked, Refusal, follow::Ahead};
use crate::state::Situation;
use domain::{
    AreaCode, BulletinFigures, Certainty, Command, Date, Evidence, ExposureStatus, Fact, FigureKind,
    Timestamp,
    command::{ExposedPerson, ImportFile, ImportedCase, ImportedExposure, Someone},
    ids::*,
    report::NewCases,
    time::{day_of, end_of},
};
use std::collections::BTreeMap;

impl Situation {
    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_privacy(&self, command: &Command) -> Result<Vec<Fact>, Refusal> {
        let check = |person: &PersonId| {
            if !self.knows(*person) {
                return Err(Refusal::unknown("person", person));
            }
            let erased = self.people.get(person).is_some_and(|known| known.erased);
            if erased { Err(Refusal::Erased(*person)) } else { Ok(()) }
        };
        match command {
            Command::OpenPersonalData { person, purpose, subject } => {
                check(person)?;
                if purpose.trim().is_empty() {
                    return Err(Refusal::Empty { field: "purpose" });
                }
                Ok(vec![Fact::PersonalDataOpened {
                    person: *person,
                    purpose: purpose.clone(),
                    subject: *subject,
                }])
            }
            Command::ErasePerson { person, basis } => {
                check(person)?;
                if basis.trim().is_empty() {
                    return Err(Refusal::Empty { field: "basis" });
                }
                Ok(vec![Fact::PersonErased { person: *person, basis: basis.clone() }])
            }
            _ => Ok(Vec::new()),
        }
    }

    pub(super) fn decide_freeze(
        &self,
        asked: &Asked,
        area: AreaCode,
        date: Date,
        reason: &str,
    ) -> Result<Vec<Fact>, Refusal> {
        if !self.areas.contains_key(&area) {
            return Err(Refusal::unknown("area", area.short()));
        }
        if asked.at < end_of(date) {
            return Err(Refusal::DayNotOver(date));
        }
        let figures = self.figures_of(area, date);
        let earlier = self.bulletins_of(area, date).last();
        if let Some((_, last)) = &earlier {
            if last.figures == figures {
                return Ok(Vec::new());
            }
            if reason.trim().is_empty() {
                return Err(Refusal::ReasonNeeded);
            }
        }
        let version = earlier.map_or(Some(1), |(_, last)| last.version.checked_add(1));
        let version = version.ok_or(Refusal::NoNumberLeft { what: "bulletin" })?;
        let (bulletin, as_of, reason) = (self.bulletins.next_id(), self.seq, reason.to_owned());
        Ok(vec![Fact::FiguresFrozen { bulletin, version, figures, as_of, reason }])
    }

    /// Returns the frozen versions of a day for an area, oldest first.
    pub fn bulletins_of(
        &self,
        area: AreaCode,
        date: Date,
    ) -> impl DoubleEndedIterator<Item = (BulletinId, &crate::state::Bulletin)> {
        self.bulletins.iter().filter(move |(_, row)| row.figures.area == area && row.figures.date == date)
    }

    /// Counts the figures of a civil day for an area from everything known now.
    ///
    /// A case counts as new confirmed on the day it first became confirmed, and as new asymptomatic on the day it was
    /// reported asymptomatic unless it was confirmed on that same day; excluded cases count nowhere.  Cumulative confirmed
    /// is the figure stated for the area through an earlier day plus the confirmed of the days after it.
    pub fn figures_of(&self, area: AreaCode, date: Date) -> BulletinFigures {
        let mut confirmed: BTreeMap<(AreaCode, Option<String>), u32> = BTreeMap::new();
        let mut asymptomatic: BTreeMap<(AreaCode, Option<String>), u32> = BTreeMap::new();
        let base = |figure| self.stated(area, figure, date);
        let (all, all_through) = base(FigureKind::CumulativeConfirmed);
        let (imported, imported_through) = base(FigureKind::CumulativeConfirmedImported);
        let (mut cumulative_confirmed, mut cumulative_imported, mut converted) = (all, imported, 0);
        for (_, case) in self.cases.iter().filter(|(_, case)| case.class != domain::CaseClass::Excluded) {
            if !area.covers(case.area) || !self.works_on(case.outbreak, case.area) {
                continue;
            }
            let began = |class| case.classes.iter().find(|(had, _)| *had == class).map(|(_, at)| day_of(*at));
            // A class that was taken back counts nowhere; conversion counts on its own day.
            let is_confirmed = case.class == domain::CaseClass::Confirmed;
            let was_asymptomatic = is_confirmed || case.class == domain::CaseClass::Asymptomatic;
            let confirmed_on = is_confirmed.then(|| began(domain::CaseClass::Confirmed)).flatten();
            let asymptomatic_on = was_asymptomatic.then(|| began(domain::CaseClass::Asymptomatic)).flatten();
            let country = case.origin.country().map(str::to_owned);
            let place = if country.is_some() { area } else { below(area, case.area) };
            if let Some(on) = confirmed_on {
                let counts = on <= date && all_through.is_none_or(|through| on > through);
                cumulative_confirmed = cumulative_confirmed.saturating_add(u32::from(counts));
                let counts =
                    country.is_some() && on <= date && imported_through.is_none_or(|through| on > through);
                cumulative_imported = cumulative_imported.saturating_add(u32::from(counts));
            }
            if confirmed_on == Some(date) {
                converted += u32::from(asymptomatic_on.is_some_and(|on| on <= date));
                *confirmed.entry((place, country)).or_default() += 1;
            } else if asymptomatic_on == Some(date) {
                *asymptomatic.entry((place, country)).or_default() += 1;
            }
        }
        let (close_contacts, close_contacts_isolated) = self.close_contacts(area, end_of(date));
        BulletinFigures {
            area,
            date,
            confirmed: lines(confirmed),
            asymptomatic: lines(asymptomatic),
            converted,
            cumulative_confirmed,
            cumulative_imported,
            close_contacts,
            close_contacts_isolated,
        }
    }

    /// The latest figure stated for an area through a day before `date`: value and day.
    fn stated(&self, area: AreaCode, figure: FigureKind, date: Date) -> (u32, Option<Date>) {
        let stated =
            self.figures.iter().filter(|row| row.area == area && row.figure == figure && row.through < date);
        stated.max_by_key(|row| row.through).map_or((0, None), |row| (row.value, Some(row.through)))
    }

    /// People who were close contacts of cases under response by an instant, and those of them isolated since.
    fn close_contacts(&self, area: AreaCode, by: Timestamp) -> (u32, u32) {
        let (mut traced, mut isolated) = (0, 0);
        for known in self.people.values() {
            let close = known.contacts.iter().filter_map(|id| self.contacts.get(*id)).any(|row| {
                !row.withdrawn
                    && row.ring == domain::Ring::Close
                    && row.identified_at < by
                    && area.covers(row.area)
            });
            traced += u32::from(close);
            isolated += u32::from(close && known.stay.as_ref().is_some_and(|stay| stay.from < by));
        }
        (traced, isolated)
    }

    pub(super) fn decide_import(&self, asked: &Asked, file: &ImportFile) -> Result<Vec<Fact>, Refusal> {
        let mut taken = Intake::new(self, asked, file)?;
        for case in &file.cases {
            taken.case(case)?;
        }
        for exposure in &file.exposures {
            taken.exposure(exposure)?;
        }
        taken.finish()
    }
}

/// One level below `area` on the way to `inner`: cities of a province, districts of a city, streets of a district.
fn below(area: AreaCode, inner: AreaCode) -> AreaCode {
    let mut step = inner;
    while let Some(above) = step.parent() {
        if above == area || !area.covers(above) {
            return step;
        }
        step = above;
    }
    step
}

fn lines(counted: BTreeMap<(AreaCode, Option<String>), u32>) -> Vec<NewCases> {
    counted.into_iter().map(|((area, country), count)| NewCases { area, country, count }).collect()
}

/// The facts of one import while they are made.
struct Intake<'a> {
    s: &'a Situation,
    file: &'a ImportFile,
    at: Timestamp,
    import: ImportId,
    outbreak: OutbreakId,
    definition: String,
    /// People and cases of this sender: known ones and those of this file.
    people: BTreeMap<String, PersonId>,
    cases: BTreeMap<PersonId, CaseId>,
    /// People registered by this file.
    new_people: u32,
    new_cases: usize,
    /// Tasks and exposures of this file.
    ahead: Ahead,
    /// Contacts that this file has named, by case.
    named: std::collections::BTreeSet<(CaseId, PersonId)>,
    /// Where the people live whom this file registers.
    areas: BTreeMap<PersonId, AreaCode>,
    accepted: u32,
    merged: u32,
    facts: Vec<Fact>,
}

impl<'a> Intake<'a> {
    fn new(s: &'a Situation, asked: &Asked, file: &'a ImportFile) -> Result<Self, Refusal> {
        if file.sender.trim().is_empty() {
            return Err(Refusal::Empty { field: "sender" });
        }
        let mut facts = Vec::new();
        let (outbreak, pack) = match (&file.outbreak, &file.open) {
            (Some(outbreak), _) => {
                let row = s.outbreaks.get(*outbreak).ok_or_else(|| Refusal::unknown("outbreak", outbreak))?;
                (*outbreak, row.pack.clone())
            }
            (None, Some((name, pack, area))) => {
                let outbreak = s.outbreaks.next_id();
                facts.push(Fact::OutbreakOpened {
                    outbreak,
                    name: name.clone(),
                    pack: pack.clone(),
                    area: *area,
                });
                (outbreak, pack.clone())
            }
            (None, None) => return Err(Refusal::Empty { field: "outbreak" }),
        };
        let pack = domain::Pack::find(&pack).ok_or(Refusal::UnknownPack(pack))?;
        Ok(Intake {
            s,
            file,
            at: asked.at,
            import: s.imports.next_id(),
            outbreak,
            definition: pack.definition(),
            people: s.external.get(&file.sender).cloned().unwrap_or_default(),
            cases: BTreeMap::new(),
            new_people: 0,
            new_cases: 0,
            ahead: Ahead::default(),
            named: std::collections::BTreeSet::new(),
            areas: BTreeMap::new(),
            accepted: 0,
            merged: 0,
            facts,
        })
    }

    fn someone(&mut self, who: &Someone) -> Result<PersonId, Refusal> {
        match who {
            Someone::Known(person) if self.s.knows(*person) => Ok(*person),
            Someone::Known(person) => Err(Refusal::unknown("person", person)),
            Someone::New { sex, age, area } => {
                self.new_people = self.new_people.saturating_add(1);
                let person = self.s.person_ids.checked_add(self.new_people).map(PersonId);
                let person = person.ok_or(Refusal::NoNumberLeft { what: "person" })?;
                self.facts.push(Fact::PersonRegistered { person, sex: *sex, age: *age, area: *area });
                self.areas.insert(person, *area);
                Ok(person)
            }
        }
    }

    fn name(&mut self, id: &str, person: PersonId) {
        if !id.is_empty() && self.people.insert(id.to_owned(), person).is_none() {
            self.facts.push(Fact::ExternalIdGiven {
                person,
                sender: self.file.sender.clone(),
                id: id.to_owned(),
            });
        }
    }

    fn known_case(&self, person: PersonId) -> Option<CaseId> {
        let earlier = || {
            let case = self.s.people.get(&person)?.case?;
            self.s.cases.get(case).is_some_and(|row| row.class != domain::CaseClass::Excluded).then_some(case)
        };
        self.cases.get(&person).copied().or_else(earlier)
    }

    /// Takes in one case.  A list that is imported into an outbreak that is responded to brings cases that must be acted
    /// on as well as history: [`Situation::calls_for_action`] tells them apart by the day of the report, and those of the
    /// first kind get what a reported case gets.  An outbreak that this very file opens has no protocol yet and is only
    /// kept for study.
    fn case(&mut self, row: &ImportedCase) -> Result<(), Refusal> {
        let person = match self.people.get(&row.external_id) {
            Some(person) => *person,
            None => self.someone(&row.who)?,
        };
        self.name(&row.external_id, person);
        if self.known_case(person).is_some() {
            self.merged += 1;
            return Ok(());
        }
        let case = self.s.cases.id_after(self.new_cases);
        self.new_cases += 1;
        self.accepted += 1;
        let reported_at = row.reported_at.min(self.at);
        self.cases.insert(person, case);
        self.facts.push(Fact::CaseClassified {
            case,
            person,
            outbreak: self.outbreak,
            class: row.class,
            severity: row.severity,
            detection: row.detection,
            origin: row.origin.clone(),
            area: row.area,
            onset_on: row.onset_on,
            sampled_on: row.sampled_on,
            reported_at,
            tube: None,
            definition: self.definition.clone(),
        });
        if self.s.calls_for_action((self.outbreak, row.area), row.class, reported_at, self.at) {
            let (case, who) = ((case, self.outbreak), (person, row.area));
            self.s.follow_case(self.at, case, who, &mut self.ahead, &mut self.facts);
        }
        if let Some((outcome, on)) = row.outcome {
            self.facts.push(Fact::CaseEnded { case, outcome, on });
        }
        Ok(())
    }

    fn exposure(&mut self, row: &ImportedExposure) -> Result<(), Refusal> {
        let from = self.people.get(&row.from).copied();
        let from = from
            .and_then(|person| self.known_case(person))
            .ok_or_else(|| Refusal::unknown("case", &row.from))?;
        let to = match &row.to {
            ExposedPerson::External(id) => {
                *self.people.get(id).ok_or_else(|| Refusal::unknown("person", id))?
            }
            ExposedPerson::Other(who, id) => {
                let known = id.as_ref().and_then(|id| self.people.get(id)).copied();
                let person = known.map_or_else(|| self.someone(who), Ok)?;
                if let Some(id) = id {
                    self.name(id, person);
                }
                person
            }
        };
        let counts = u32::from(self.file.kind == "contacts");
        let already = self.s.people.get(&to).is_some_and(|known| {
            known
                .exposures
                .iter()
                .filter_map(|id| self.s.exposures.get(*id))
                .any(|had| had.from == from && had.setting == row.setting)
        });
        if already {
            self.merged += counts;
            return Ok(());
        }
        self.accepted += counts;
        let exposure = self.s.exposures.id_after(self.ahead.exposures);
        self.ahead.exposures += 1;
        self.facts.push(Fact::ExposureRecorded {
            exposure,
            from,
            to,
            setting: row.setting,
            first_on: row.first_on,
            last_on: row.last_on,
            certainty: if row.status == ExposureStatus::Proposed {
                Certainty::Presumed
            } else {
                Certainty::Stated
            },
            status: row.status,
            evidence: Evidence::ImportRow { import: self.import, row: row.row },
        });
        self.contact(row, from, to);
        Ok(())
    }

    /// Contacts of a list that are to be followed up become contacts; a contact of contact needs the one between, whom a
    /// list does not name, so those stay exposures.
    fn contact(&mut self, row: &ImportedExposure, from: CaseId, to: PersonId) {
        let Some(ring) = row.ring.filter(|ring| *ring != domain::Ring::Secondary) else { return };
        let Some(area) = self.areas.get(&to).copied().or_else(|| self.s.area_of(to)) else { return };
        if self.s.is_contact_of(to, from) || !self.named.insert((from, to)) {
            return;
        }
        let last = row.last_on.or(row.first_on).map_or(self.at, domain::time::start_of).min(self.at);
        self.facts.push(Fact::ContactIdentified {
            contact: self.s.contacts.id_after(self.named.len() - 1),
            person: to,
            case: from,
            via: None,
            ring,
            setting: row.setting,
            last_exposure_at: last,
            area,
            certainty: Certainty::Stated,
            evidence: Evidence::ImportRow { import: self.import, row: row.row },
            protocol: self.definition.clone(),
        });
    }

    fn finish(mut self) -> Result<Vec<Fact>, Refusal> {
        let file = self.file;
        let merged = self.merged.saturating_add(file.repeated);
        let counted = self.accepted.saturating_add(merged).saturating_add(file.rejected);
        if counted != file.read {
            return Err(Refusal::RowsLost { read: file.read, counted });
        }
        self.facts.push(Fact::Imported {
            import: self.import,
            kind: file.kind.clone(),
            sender: file.sender.clone(),
            batch: file.batch.clone(),
            outbreak: self.outbreak,
            read: file.read,
            accepted: self.accepted,
            merged,
            rejected: file.rejected,
        });
        Ok(self.facts)
    }
}
