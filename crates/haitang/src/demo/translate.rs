//! One command for each report, by the table of keys.

use domain::{
    Certainty, Command, Evidence, ExposureStatus, Fact, GridId, PersonId, Subject, Timestamp,
    command::Someone,
    ids::{BuildingId, CaseId, GateId, VehicleId},
    order::DutyPlace,
};
use simulation::city::GridCorrection;
use simulation::outbreak::{Measure, Named, What};

use situation::{Situation, state::MicroGrid};

use super::driver::{Driver, Stamp, Trouble, case_of};
use super::keys::{UnknownKey, area, find, grid};
use super::{prepare, sink::Sink};

/// Leaves the match over reports to those that the caller has sorted out.
fn stray(what: &What) -> Trouble {
    Trouble::Key(UnknownKey(format!("{what:?}").chars().take(60).collect()))
}

impl Driver<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller has sorted the reports exhaustively")]
    pub(super) fn test(&mut self, what: &What) -> Result<Command, Trouble> {
        Ok(match what.clone() {
            What::Tube { code, kind, people, purpose, collected } => Command::RegisterTube {
                code,
                kind,
                people: people.into_iter().map(PersonId).collect(),
                purpose,
                site: None,
                collected_at: collected,
            },
            What::TubeReceived { code, lab, at } => {
                Command::ReceiveTube { code, lab: Some(find(&self.keys.labs, &lab)?), at }
            }
            What::Result { code, outcome, lab, tested, detection, .. } => Command::ReportResult {
                code,
                outcome,
                lab: Some(find(&self.keys.labs, &lab)?),
                tested_at: tested,
                detection,
            },
            What::Amended { code, outcome, reason } => Command::AmendResult { code, outcome, reason },
            other => return Err(stray(&other)),
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller has sorted the reports exhaustively")]
    pub(super) fn round(&mut self, what: &What, sink: &dyn Sink) -> Result<Command, Trouble> {
        let runs = |runs: Vec<(u32, u32)>| {
            let ids = runs.into_iter();
            ids.map(|(first, last)| (domain::HouseholdId(first), domain::HouseholdId(last))).collect()
        };
        Ok(match what.clone() {
            What::Round { key, name, areas, starts, due, pool } => {
                self.keys.rounds.insert(key, sink.situation().rounds.next_id());
                Command::StartRound {
                    name,
                    areas: areas.iter().map(|code| area(code)).collect::<Result<_, _>>()?,
                    starts_at: starts,
                    due_at: due,
                    pool,
                }
            }
            What::Samples { round, grid: number, households, people, tubes, from, until } => {
                Command::ReportSamples {
                    round: find(&self.keys.rounds, &round)?,
                    grid: grid(number),
                    site: None,
                    households: runs(households),
                    people,
                    tubes,
                    collected_from: from,
                    collected_until: until,
                    batch: None,
                }
            }
            What::Accounted { round, grid: number, status, households, people } => {
                Command::AccountHouseholds {
                    round: find(&self.keys.rounds, &round)?,
                    grid: grid(number),
                    status,
                    households: runs(households),
                    people,
                }
            }
            What::RoundResults { round, lab, people, tubes, not_negative, until } => {
                Command::ReportRoundResults {
                    round: find(&self.keys.rounds, &round)?,
                    lab: find(&self.keys.labs, &lab)?,
                    people,
                    tubes,
                    not_negative,
                    tested_until: until,
                }
            }
            What::RoundClosed { round, at } => {
                Command::CloseRound { round: find(&self.keys.rounds, &round)?, at }
            }
            other => return Err(stray(&other)),
        })
    }

    /// A person of the register, or one from outside by key.
    pub(super) fn person(&self, person: u32, outside: Option<&String>) -> Result<PersonId, UnknownKey> {
        outside.map_or(Ok(PersonId(person)), |key| find(&self.keys.outside, key))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller has sorted the reports exhaustively")]
    pub(super) fn case(&mut self, what: &What, sink: &dyn Sink) -> Result<Command, Trouble> {
        Ok(match what.clone() {
            What::Elsewhere { key, sex, age, class, detection, origin, area: code, sampled_on, at } => {
                self.keys.outside.insert(key, PersonId(sink.situation().person_ids + 1));
                Command::ClassifyCase {
                    outbreak: self.outbreak,
                    who: Someone::New { sex, age: Some(age), area: area(&code)? },
                    class,
                    severity: None,
                    detection,
                    origin,
                    area: area(&code)?,
                    onset_on: None,
                    sampled_on: Some(sampled_on),
                    reported_at: at,
                    tube: None,
                }
            }
            What::Diagnosed { person, class, severity, at, reason } => Command::ReclassifyCase {
                case: case_of(PersonId(person), sink)?,
                class,
                severity,
                at,
                reason,
            },
            What::CaseCorrected { person, onset_on, sampled_on, origin, reason } => Command::AmendCase {
                case: case_of(PersonId(person), sink)?,
                onset_on,
                sampled_on,
                origin,
                detection: None,
                reason,
            },
            What::CaseEnded { person, outcome, on } => {
                Command::EndCase { case: case_of(PersonId(person), sink)?, outcome, on: Some(on) }
            }
            What::Interview { person, outside, complete, at, contacts } => {
                let case = case_of(self.person(person, outside.as_ref())?, sink)?;
                let contacts = contacts.iter().map(|contact| self.named(case, contact, sink));
                let contacts = contacts.collect::<Result<Vec<_>, UnknownKey>>()?;
                Command::ReportInvestigation { case, complete, at, contacts }
            }
            What::Withdrawn { person, case, reason } => Command::WithdrawContact {
                contact: contact_of(person, case_of(PersonId(case), sink)?, sink)?,
                reason,
            },
            What::Moved { person, case, ring, reason } => Command::MoveContact {
                contact: contact_of(person, case_of(PersonId(case), sink)?, sink)?,
                ring,
                reason,
            },
            What::General { area: code, people, at, source } => Command::CountGeneralContacts {
                outbreak: self.outbreak,
                area: area(&code)?,
                people,
                at,
                source,
            },
            other => return Err(stray(&other)),
        })
    }

    pub(super) fn named(
        &self,
        case: CaseId,
        contact: &Named,
        sink: &dyn Sink,
    ) -> Result<domain::command::NamedContact, UnknownKey> {
        let via = contact.via.map(|via| contact_of(via, case, sink)).transpose()?;
        let home =
            self.city.building(self.city.household(self.city.person(contact.person).household).building);
        let village = self.city.villages().get(usize::try_from(home.village).unwrap_or_default());
        let evidence = match (contact.certainty, contact.records) {
            (Certainty::Recorded, 0) => Evidence::Register,
            (_, 0) => Evidence::Interview(None),
            (_, records) => Evidence::Records(records),
        };
        Ok(domain::command::NamedContact {
            person: PersonId(contact.person),
            via,
            ring: contact.ring,
            setting: contact.setting,
            last_exposure_at: contact.last,
            area: area(village.map_or("330211", |village| village.code.as_str()))?,
            certainty: contact.certainty,
            evidence,
        })
    }

    /// Judges the proposed exposures of a person: the true infector's is confirmed, others are rejected.
    pub(super) fn judge(
        &mut self,
        stamp: Stamp,
        person: PersonId,
        infector: Option<PersonId>,
        reason: &str,
        sink: &mut dyn Sink,
    ) -> Result<(), Trouble> {
        let state = sink.situation();
        let proposed = state.people.get(&person).map(|known| known.exposures.clone()).unwrap_or_default();
        for exposure in proposed {
            let Some(row) = sink.situation().exposures.get(exposure) else { continue };
            if row.status != ExposureStatus::Proposed {
                continue;
            }
            let from = sink.situation().cases.get(row.from).map(|case| case.person);
            let status = if from == infector { ExposureStatus::Confirmed } else { ExposureStatus::Rejected };
            let command = Command::JudgeExposure { exposure, status, reason: reason.to_owned() };
            self.submit(stamp, &command, sink)?;
        }
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller has sorted the reports exhaustively")]
    pub(super) fn movement(&mut self, what: &What, sink: &dyn Sink) -> Result<Command, Trouble> {
        Ok(match what.clone() {
            What::Grouped { key, kind, people, site, at } => {
                self.keys.groups.insert(key, sink.situation().groups.next_id());
                Command::FormGroup {
                    kind,
                    people: people.into_iter().map(PersonId).collect(),
                    site: find(&self.keys.sites, &site)?,
                    at,
                }
            }
            What::Sent { key, vehicle, at } => Command::DispatchGroup {
                group: find(&self.keys.groups, &key)?,
                vehicle: VehicleId(vehicle),
                at,
            },
            What::Left { key, at } => Command::DepartGroup { group: find(&self.keys.groups, &key)?, at },
            What::Arrived { key, at } => Command::ArriveGroup { group: find(&self.keys.groups, &key)?, at },
            What::CheckedIn { person, outside, site, at } => Command::CheckIn {
                person: self.person(person, outside.as_ref())?,
                site: find(&self.keys.sites, &site)?,
                room: None,
                at,
            },
            What::Released { person, at } => Command::Release { person: PersonId(person), at },
            other => return Err(stray(&other)),
        })
    }

    pub(super) fn measure(&mut self, measure: &Measure) -> Result<domain::fact::Measure, UnknownKey> {
        Ok(match measure.clone() {
            Measure::Level { area: code, level, from, basis } => {
                domain::fact::Measure::Level { area: area(&code)?, level, from, basis }
            }
            Measure::Zone { key, kind, name, area: code, grids, buildings, from, review_on, basis } => {
                // The zone gets its id when it is approved; the proposal carries the key until then.
                self.zone_names.insert(name.clone(), key);
                domain::fact::Measure::Zone {
                    kind,
                    name,
                    area: area(&code)?,
                    grids: grids.into_iter().map(grid).collect(),
                    buildings: buildings.into_iter().map(BuildingId).collect(),
                    from,
                    review_on,
                    basis,
                }
            }
            Measure::Lift { zone, at, basis } => {
                domain::fact::Measure::LiftZone { zone: find(&self.keys.zones, &zone)?, at, basis }
            }
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller has sorted the reports exhaustively")]
    pub(super) fn office(&mut self, what: &What, sink: &dyn Sink) -> Result<Command, Trouble> {
        let state = sink.situation();
        Ok(match what.clone() {
            What::Proposed { key, measure } => {
                self.keys.proposals.insert(key, state.proposals.next_id());
                Command::Propose { measure: self.measure(&measure)? }
            }
            What::Approved { key } => {
                let proposal = find(&self.keys.proposals, &key)?;
                let row = state.proposals.get(proposal);
                if let Some(domain::fact::Measure::Zone { name, .. }) = row.map(|row| &row.measure) {
                    let zone = self.zone_names.get(name).cloned().unwrap_or_default();
                    self.keys.zones.insert(zone, state.zones.next_id());
                }
                Command::Approve { proposal }
            }
            What::Rejected { key, reason } => {
                Command::Reject { proposal: find(&self.keys.proposals, &key)?, reason }
            }
            What::Order {
                key,
                kind,
                title,
                text,
                recipients,
                issued,
                accept_by,
                done_by,
                basis,
                supersedes,
            } => {
                self.keys.orders.insert(key, state.orders.next_id());
                let recipients = recipients.iter().map(|place| self.keys.unit(place));
                let replaced = supersedes.map(|key| find(&self.keys.orders, &key)).transpose()?;
                Command::IssueOrder {
                    kind,
                    title,
                    text,
                    recipients: recipients.collect::<Result<_, _>>()?,
                    issued_at: issued,
                    accept_by,
                    done_by,
                    basis,
                    supersedes: replaced,
                }
            }
            What::Receipt { order, unit, step, at, remark } => Command::GiveReceipt {
                order: find(&self.keys.orders, &order)?,
                unit: self.keys.unit(&unit)?,
                step,
                at,
                remark,
            },
            What::Task { key, kind, person, owner, due, text } => {
                self.keys.tasks.insert(key, state.tasks.next_id());
                Command::OpenTask {
                    kind,
                    subject: person.map_or(Subject::General, |person| Subject::Person(PersonId(person))),
                    owner: self.keys.unit(&owner)?,
                    due_at: due,
                    text,
                }
            }
            What::TaskAssigned { key, to } => {
                Command::AssignTask { task: find(&self.keys.tasks, &key)?, to: self.keys.actor(&to)? }
            }
            What::TaskEnded { key, result, at, remark } => {
                Command::EndTask { task: find(&self.keys.tasks, &key)?, result, at, remark }
            }
            other => return Err(stray(&other)),
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller has sorted the reports exhaustively")]
    pub(super) fn duty(&mut self, what: &What, sink: &dyn Sink) -> Result<Command, Trouble> {
        Ok(match what.clone() {
            What::Heard { unit, at } => Command::ReportUnit { unit: self.keys.unit(&unit)?, at },
            What::Unkept { gate, from, until, reason } => {
                Command::MissDuty { place: DutyPlace::Gate(GateId(gate)), from, until, reason }
            }
            What::Visit { unit, area: code, register, at } => {
                Command::RecordVisit { unit: self.keys.unit(&unit)?, area: area(&code)?, register, at }
            }
            What::Problem { key, register, kind, unit, owner, due } => {
                self.keys.problems.insert(key, sink.situation().problems.next_id());
                Command::RecordProblem {
                    register,
                    kind,
                    unit: self.keys.unit(&unit)?,
                    owner: self.keys.unit(&owner)?,
                    due_at: due,
                }
            }
            What::Solved { key, evidence, at } => Command::SolveProblem {
                problem: find(&self.keys.problems, &key)?,
                evidence,
                verifier: self.keys.actor("inspector")?,
                at,
            },
            What::Freeze { area: code, date, reason } => {
                Command::FreezeFigures { area: area(&code)?, date, reason }
            }
            What::Opened { person, purpose } => Command::OpenPersonalData {
                person: PersonId(person),
                purpose,
                subject: Subject::Person(PersonId(person)),
            },
            other => return Err(stray(&other)),
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller has sorted the reports exhaustively")]
    pub(super) fn opening(
        &mut self,
        what: &What,
        at: Timestamp,
        sink: &dyn Sink,
    ) -> Result<Command, Trouble> {
        let state = sink.situation();
        let facts = match what {
            What::SiteOpens { site } => {
                let own = self.sites.iter().find(|own| own.key == *site);
                let own = own.ok_or_else(|| UnknownKey(format!("site {site}")))?;
                self.keys.sites.insert(*site, state.sites.next_id());
                vec![prepare::site(state.sites.next_id(), own)]
            }
            What::LabOpens { lab } => {
                let own = self.labs.iter().find(|own| own.key == *lab);
                let own = own.ok_or_else(|| UnknownKey(format!("laboratory {lab}")))?;
                self.keys.labs.insert(*lab, state.labs.next_id());
                vec![prepare::lab(state.labs.next_id(), own)]
            }
            What::GridsRedrawn => {
                let redraw = self.city.grids();
                let into = |old: u32| {
                    let new = redraw.mapping().get(&old).into_iter().flatten();
                    new.map(|number| grid(*number)).collect::<Vec<GridId>>()
                };
                let retired = redraw.peace().iter().map(|old| Fact::GridRetired {
                    grid: grid(old.id),
                    version: 2,
                    into: into(old.id),
                });
                let mut facts: Vec<Fact> = retired.collect();
                facts.extend(prepare::drawn(self.city, redraw.surge(), 2));
                facts.push(prepare::filed(self.city, 2));
                facts.extend(prepare::divided(self.city, redraw.surge(), state.micro_grids));
                facts
            }
            What::GatesClosed => {
                let gates = state.gates.iter().filter(|(_, gate)| gate.closed_at.is_none());
                gates.map(|(gate, _)| Fact::GateClosed { gate, at }).collect()
            }
            What::GridsMended => {
                let mended = self.city.grids().corrections().into_iter().map(|correction| {
                    let (number, joined, left) = match correction {
                        GridCorrection::Add { building, grid } => {
                            (grid, vec![BuildingId(building)], Vec::new())
                        }
                        GridCorrection::Remove { building, grid } => {
                            (grid, Vec::new(), vec![BuildingId(building)])
                        }
                    };
                    Fact::GridMended { grid: grid(number), joined, left }
                });
                let mut facts: Vec<Fact> = mended.collect();
                facts.extend(self.taken_in(state));
                facts
            }
            other => return Err(stray(other)),
        };
        Ok(Command::Prepare { facts })
    }

    /// The micro-grids that take in the buildings which a mended list adds: each goes to the one that holds its neighbour on
    /// the list, the building with the nearest number.
    fn taken_in(&self, state: &Situation) -> Vec<Fact> {
        let added = self.city.grids().corrections().into_iter().filter_map(|correction| match correction {
            GridCorrection::Add { building, grid: number } => Some((BuildingId(building), grid(number))),
            GridCorrection::Remove { .. } => None,
        });
        let drawn = added.filter_map(|(building, grid)| {
            let micro_grids = state.grids.get(grid)?.micro_grids.iter();
            let distance =
                |known: &&MicroGrid| known.buildings.iter().map(|own| own.0.abs_diff(building.0)).min();
            let nearest = micro_grids.min_by_key(|known| distance(known).unwrap_or(u32::MAX))?;
            Some(Fact::MicroGridDrawn {
                micro_grid: nearest.id,
                grid,
                name: nearest.name.clone(),
                buildings: nearest.buildings.iter().copied().chain([building]).collect(),
                keeper: nearest.keeper,
            })
        });
        drawn.collect()
    }

    /// Rosters and reporting duties, as one command of many facts.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller has sorted the reports exhaustively")]
    pub(super) fn roster(&mut self, stamp: Stamp, what: &What, sink: &mut dyn Sink) -> Result<(), Trouble> {
        let facts: Vec<Fact> = match what {
            What::Rostered { shifts } => {
                let rostered = shifts.iter().map(|(place, keepers, from, until)| {
                    let place = match place {
                        Ok(gate) => DutyPlace::Gate(GateId(*gate)),
                        Err(post) => DutyPlace::Post(find(&self.keys.posts, &post.to_string())?),
                    };
                    Ok(Fact::DutyRostered { place, keepers: *keepers, from: *from, until: *until })
                });
                rostered.collect::<Result<_, UnknownKey>>()?
            }
            What::MustReport { units, every_minutes, from, until } => {
                let required = units.iter().map(|place| {
                    Ok(Fact::ReportingRequired {
                        unit: self.keys.unit(place)?,
                        every_minutes: *every_minutes,
                        from: *from,
                        until: *until,
                    })
                });
                required.collect::<Result<_, UnknownKey>>()?
            }
            other => return Err(stray(other)),
        };
        self.submit(stamp, &Command::Prepare { facts }, sink)?;
        Ok(())
    }
}

/// The contact that a person is of a case.
fn contact_of(person: u32, case: CaseId, sink: &dyn Sink) -> Result<domain::ContactId, UnknownKey> {
    let known = sink.situation().contact_of(PersonId(person), case);
    known.ok_or_else(|| UnknownKey(format!("person {person} as a contact of {case}")))
}
