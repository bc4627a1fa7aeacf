//! Where a command bites: the places it touches, for the policy.

use access::Place;
use domain::{
    AreaCode, CaseId, Command, DutyPlace, GroupId, PersonId, SiteId, Timestamp, Unit, fact::Measure,
};
use situation::Situation;

/// Returns the place of a unit; a unit that is not listed lies nowhere, which the decision refuses.
pub fn place_of(situation: &Situation, unit: Unit) -> Option<Place> {
    let area = match unit {
        Unit::Area(area) => Some(area),
        Unit::Grid(grid) => situation.grids.get(grid).map(|row| row.area),
        Unit::Post(post) => situation.posts.get(post).map(|row| row.area),
    };
    area.map(|area| Place { unit, area })
}

/// Returns where a person lives: their grid, or the area they were registered with.
pub fn place_of_person(situation: &Situation, person: PersonId) -> Option<Place> {
    let area = situation.area_of(person)?;
    let unit = situation.grid_of(person).map_or(Unit::Area(area), Unit::Grid);
    Some(Place { unit, area })
}

/// Returns the places a command touches; empty when it touches nothing that lies anywhere.
#[expect(
    clippy::too_many_lines,
    reason = "one exhaustive match over commands, so that a new one must be considered here"
)]
pub fn targets(situation: &Situation, command: &Command) -> Vec<Place> {
    let people = |people: &[PersonId]| -> Vec<Place> {
        people.iter().filter_map(|person| place_of_person(situation, *person)).collect()
    };
    let units = |units: &[Unit]| -> Vec<Place> {
        units.iter().filter_map(|unit| place_of(situation, *unit)).collect()
    };
    let areas = |areas: &[AreaCode]| -> Vec<Place> { areas.iter().copied().map(Place::of_area).collect() };
    let case =
        |case: CaseId| areas(&situation.cases.get(case).map(|row| row.area).into_iter().collect::<Vec<_>>());
    let contact =
        |contact| areas(&situation.contacts.get(contact).map(|row| row.area).into_iter().collect::<Vec<_>>());
    let round = |round| situation.rounds.get(round).map_or_else(Vec::new, |row| areas(&row.areas));
    let group = |group| situation.groups.get(group).map_or_else(Vec::new, |row| people(&row.people));
    let task = |task| situation.tasks.get(task).map_or_else(Vec::new, |row| units(&[row.owner]));
    let proposal = |proposal| {
        situation.proposals.get(proposal).map_or_else(Vec::new, |row| measure(situation, &row.measure))
    };
    match command {
        Command::Prepare { .. }
        | Command::ReceiveTube { .. }
        | Command::ReportResult { .. }
        | Command::AmendResult { .. }
        | Command::ReportRoundResults { .. }
        | Command::ErasePerson { .. } => Vec::new(),
        Command::EscalateLate { at } => late(situation, *at),
        Command::EnrolActor { unit, .. }
        | Command::ReportUnit { unit, .. }
        | Command::RecordVisit { unit, .. }
        | Command::RecordProblem { unit, .. }
        | Command::GiveReceipt { unit, .. } => units(&[*unit]),
        Command::OpenOutbreak { area, .. }
        | Command::ClassifyCase { area, .. }
        | Command::CountGeneralContacts { area, .. }
        | Command::FreezeFigures { area, .. } => areas(&[*area]),
        Command::RegisterTube { people: sampled, .. } => people(sampled),
        Command::StartRound { areas: covered, .. } => areas(covered),
        Command::CloseRound { round: ended, .. } => round(*ended),
        Command::ReportSamples { grid, .. } | Command::AccountHouseholds { grid, .. } => {
            units(&[Unit::Grid(*grid)])
        }
        Command::ReclassifyCase { case: touched, .. }
        | Command::AmendCase { case: touched, .. }
        | Command::EndCase { case: touched, .. }
        | Command::ReportInvestigation { case: touched, .. }
        | Command::RecordExposure { from: touched, .. } => case(*touched),
        Command::JudgeExposure { exposure, .. } => {
            situation.exposures.get(*exposure).map_or_else(Vec::new, |row| case(row.from))
        }
        Command::MoveContact { contact: touched, .. } | Command::WithdrawContact { contact: touched, .. } => {
            contact(*touched)
        }
        Command::FormGroup { people: moved, .. } => people(moved),
        Command::DispatchGroup { group: moved, .. }
        | Command::DepartGroup { group: moved, .. }
        | Command::ArriveGroup { group: moved, .. } => group(*moved),
        Command::CheckIn { site, .. } => {
            areas(&situation.sites.get(*site).map(|row| row.area).into_iter().collect::<Vec<_>>())
        }
        Command::Release { person, .. } => release(situation, *person),
        Command::Propose { measure: proposed } => measure(situation, proposed),
        Command::Approve { proposal: decided } | Command::Reject { proposal: decided, .. } => {
            proposal(*decided)
        }
        Command::IssueOrder { recipients, .. } => units(recipients),
        Command::OpenTask { owner, .. } => units(&[*owner]),
        Command::AssignTask { task: touched, .. } | Command::EndTask { task: touched, .. } => task(*touched),
        Command::RosterDuty { place, .. } | Command::MissDuty { place, .. } => duty(situation, *place),
        Command::SolveProblem { problem, .. } => {
            situation.problems.get(*problem).map_or_else(Vec::new, |row| units(&[row.unit]))
        }
        Command::Import(file) => file.cases.iter().map(|row| Place::of_area(row.area)).collect(),
        Command::OpenPersonalData { person, .. } => people(&[*person]),
    }
}

/// Returns the places of those who receive what a command sends, for a command whose own places are none: nobody is left
/// in a group, or all of its people live outside the city.  Whoever answers for one of these places may give the command.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only movements have somebody who receives them besides whom they touch"
)]
pub fn receivers(situation: &Situation, command: &Command) -> Vec<Place> {
    match command {
        Command::FormGroup { site, .. } => site_of(situation, *site).into_iter().collect(),
        Command::DispatchGroup { group, .. }
        | Command::DepartGroup { group, .. }
        | Command::ArriveGroup { group, .. } => ends_of_way(situation, *group),
        _ => Vec::new(),
    }
}

fn site_of(situation: &Situation, site: SiteId) -> Option<Place> {
    situation.sites.get(site).map(|row| Place::of_area(row.area))
}

/// The site a group goes to, and the post whose vehicle carries it.
fn ends_of_way(situation: &Situation, group: GroupId) -> Vec<Place> {
    let Some(row) = situation.groups.get(group) else { return Vec::new() };
    let vehicle = row.vehicle.and_then(|vehicle| situation.vehicles.get(vehicle));
    let post = vehicle.and_then(|vehicle| place_of(situation, Unit::Post(vehicle.post)));
    site_of(situation, row.site).into_iter().chain(post).collect()
}

/// Late receipts are taken up where the late units are; for a unit that is not listed, where it is taken up to.
fn late(situation: &Situation, at: Timestamp) -> Vec<Place> {
    let late = situation.late_receipts(at).into_iter();
    late.filter_map(|(_, unit, to, _)| place_of(situation, unit).or_else(|| place_of(situation, to)))
        .collect()
}

/// A person is released by the site they stay at.
fn release(situation: &Situation, person: PersonId) -> Vec<Place> {
    let stay = situation.people.get(&person).and_then(|known| known.stay.as_ref());
    let site = stay.and_then(|stay| situation.sites.get(stay.site));
    site.map(|site| Place::of_area(site.area))
        .or_else(|| place_of_person(situation, person))
        .into_iter()
        .collect()
}

fn measure(situation: &Situation, measure: &Measure) -> Vec<Place> {
    let area = match measure {
        Measure::Level { area, .. } | Measure::Zone { area, .. } => Some(*area),
        Measure::LiftZone { zone, .. } => situation.zones.get(*zone).map(|row| row.area),
    };
    area.map(Place::of_area).into_iter().collect()
}

fn duty(situation: &Situation, place: DutyPlace) -> Vec<Place> {
    let unit = match place {
        DutyPlace::Post(post) => Some(Unit::Post(post)),
        DutyPlace::Gate(gate) => {
            situation.gates.get(gate).map(|row| row.grid.map_or(Unit::Area(row.area), Unit::Grid))
        }
    };
    unit.and_then(|unit| place_of(situation, unit)).into_iter().collect()
}
