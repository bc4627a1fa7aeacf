//! `haitang import places`: the register of a city, from a sheet into the ledger.

use super::{Said, explain, fresh::Fresh};
use crate::{Ended, cli::Import};
use domain::{AreaCode, Command, Fact, Point, Timestamp, ids::*};
use exchange::{Place, PlaceFault, PlaceRow, Words};
use serde_json::json;
use server::{App, Ask};
use situation::Situation;
use std::collections::{BTreeMap, BTreeSet};

/// Faults that are printed; all of them are in the answer for machines.
const FAULTS_SHOWN: usize = 20;

pub(crate) fn run(asked: &Import, bytes: &[u8], name: &str, json: bool) -> anyhow::Result<Ended> {
    let refused = |refusal: exchange::Refusal| -> Said {
        let words = refusal.words();
        explain::both(&words.zh, &words.en)
    };
    // What cannot be read is said before anything is opened.
    let table = exchange::read_table(bytes, name).map_err(refused)?;
    let (rows, mut faults) = exchange::parse_places(&table).map_err(refused)?;
    let read = rows.len() + faults.len();
    if asked.dry_run && !asked.dir.data.join("ledger.db").exists() {
        let (facts, merged) = plan(&Situation::default(), Timestamp::UNIX_EPOCH, rows, &mut faults);
        return Ok(tell(asked, json, (read, read - merged - faults.len(), merged), &facts, &faults));
    }
    let trial = asked.dry_run.then(|| super::import::trial_of(&asked.dir)).transpose()?;
    if let Some(trial) = &trial {
        trial.remove_when_told_to_stop();
    }
    let data = trial.as_ref().map_or_else(|| asked.dir.data.clone(), |trial| trial.path().join("data"));
    let key = asked.dir.key();
    let mut fresh = Fresh::before(&data, &key);
    let app = super::serve::open(&data, &key)?;
    let now = app.desk.now();
    let (facts, merged) = app.desk.read(|s| plan(s, now, rows, &mut faults))?;
    let accepted = read - merged - faults.len();
    if !asked.dry_run && !facts.is_empty() {
        let actor = super::import::actor(&app)?;
        record(&app, actor, facts.clone())?;
    }
    fresh.keep();
    Ok(tell(asked, json, (read, accepted, merged), &facts, &faults))
}

fn record(app: &App, actor: ActorId, facts: Vec<Fact>) -> anyhow::Result<()> {
    let command = Command::Prepare { facts };
    app.desk.submit_blocking(Ask::at_desk(actor, app.desk.now(), command))?;
    Ok(())
}

fn tell(
    asked: &Import,
    json: bool,
    (read, accepted, merged): (usize, usize, usize),
    facts: &[Fact],
    faults: &[PlaceFault],
) -> Ended {
    let rejected: Vec<_> = faults
        .iter()
        .map(|fault| json!({ "row": fault.row, "zh": fault.why.zh, "en": fault.why.en }))
        .collect();
    let value = json!({
        "dry_run": asked.dry_run, "read": read, "accepted": accepted, "merged": merged,
        "rejected": faults.len(), "facts": facts.len(), "rejected_rows": rejected,
    });
    let heading =
        if asked.dry_run { "核对，未写入 checked, nothing written" } else { "已写入 written" };
    let mut lines = vec![
        heading.to_owned(),
        format!("read {read} = accepted {accepted} + merged {merged} + rejected {}", faults.len()),
    ];
    let shown = faults.iter().take(FAULTS_SHOWN);
    lines.extend(shown.map(|fault| format!("退回 row {:<6} {} {}", fault.row, fault.why.zh, fault.why.en)));
    super::print(json, &value, &lines.join("\n"));
    Ended::Well
}

/// Facts while rows are taken in.
struct Register<'a> {
    s: &'a Situation,
    now: Timestamp,
    facts: Vec<Fact>,
    areas: BTreeSet<AreaCode>,
    known: BTreeSet<(&'static str, AreaCode, String)>,
    buildings: usize,
    households: u32,
    people: u32,
    sites: usize,
    labs: usize,
    grids: BTreeMap<(AreaCode, String), (Point, Vec<BuildingId>)>,
}

/// Makes the facts of the rows that are new; what is there already is merged, what contradicts it is a fault.  Returns the
/// facts and how many rows were merged.
fn plan(
    s: &Situation,
    now: Timestamp,
    mut rows: Vec<PlaceRow>,
    faults: &mut Vec<PlaceFault>,
) -> (Vec<Fact>, usize) {
    // Wider areas first, whatever their order in the file.
    rows.sort_by_key(|row| (!matches!(row.place, Place::Area(_)), row.area.short().len(), row.row));
    let mut register = Register::of(s, now);
    let mut merged = 0;
    for row in rows {
        match register.take(&row) {
            Ok(true) => {}
            Ok(false) => merged += 1,
            Err(why) => faults.push(PlaceFault { row: row.row, why }),
        }
    }
    faults.sort_by_key(|fault| fault.row);
    register.draw_grids();
    (register.facts, merged)
}

impl<'a> Register<'a> {
    fn of(s: &'a Situation, now: Timestamp) -> Self {
        let buildings = s.buildings.rows().iter().map(|row| ("building", row.area, row.name.clone()));
        let sites = s.sites.rows().iter().map(|row| ("site", row.area, row.name.clone()));
        let labs = s.labs.rows().iter().map(|row| ("laboratory", row.area, row.name.clone()));
        Self {
            s,
            now,
            facts: Vec::new(),
            areas: s.areas.keys().copied().collect(),
            known: buildings.chain(sites).chain(labs).collect(),
            buildings: s.buildings.len(),
            households: s.households,
            people: s.person_ids,
            sites: s.sites.len(),
            labs: s.labs.len(),
            grids: BTreeMap::new(),
        }
    }

    /// Takes a row in; `false` when it was there already.
    fn take(&mut self, row: &PlaceRow) -> Result<bool, Words> {
        if let Place::Area(kind) = &row.place {
            if let Some(known) = self.s.areas.get(&row.area) {
                return if known.name == row.name && known.kind == *kind {
                    Ok(false)
                } else {
                    Err(Words::new(
                        format!("区划 {} 已列为“{}”。", row.area.short(), known.name),
                        format!("area {} is listed as \"{}\" already", row.area.short(), known.name),
                    ))
                };
            }
            if !self.areas.insert(row.area) {
                return Ok(false);
            }
            let above = std::iter::successors(row.area.parent(), |area| area.parent());
            let parent = above.into_iter().find(|area| self.areas.contains(area));
            let (area, name, point) = (row.area, row.name.clone(), row.point);
            self.facts.push(Fact::AreaListed { area, kind: *kind, name, parent, point });
            return Ok(true);
        }
        if !self.areas.contains(&row.area) {
            return Err(Words::new(
                format!("区划 {} 尚未列入；请在同一文件中加一行。", row.area.short()),
                format!("area {} is not listed: add a row for it to this file", row.area.short()),
            ));
        }
        let what = match row.place {
            Place::Building { .. } | Place::Area(_) => "building",
            Place::Site(..) => "site",
            Place::Laboratory(_) => "laboratory",
        };
        if !self.known.insert((what, row.area, row.name.clone())) {
            return Ok(false);
        }
        let Some(point) = row.point else { return Ok(false) };
        self.list(row, point)?;
        Ok(true)
    }

    fn list(&mut self, row: &PlaceRow, point: Point) -> Result<(), Words> {
        let (area, name, from) = (row.area, row.name.clone(), self.now);
        match &row.place {
            Place::Area(_) => {}
            Place::Site(kind, rooms) => {
                let site = SiteId::from_index(self.sites);
                self.sites += 1;
                self.facts.push(Fact::SiteOpened {
                    site,
                    kind: *kind,
                    name,
                    area,
                    point,
                    rooms: *rooms,
                    from,
                });
            }
            Place::Laboratory(tubes_per_hour) => {
                let lab = LabId::from_index(self.labs);
                self.labs += 1;
                let tubes_per_hour = *tubes_per_hour;
                self.facts.push(Fact::LabOpened { lab, name, area, point, tubes_per_hour, from });
            }
            Place::Building { kind, households, people, grid } => {
                let sizes = sizes(*households, *people).ok_or_else(|| {
                    Words::new("每户人数过多；请核对。", "too many people a household: check both")
                })?;
                let building = BuildingId::from_index(self.buildings);
                self.buildings += 1;
                let first_household = HouseholdId(self.households + 1);
                let first_person = PersonId(self.people + 1);
                self.households += households;
                self.people += people;
                if let Some(grid) = grid {
                    let drawn = self.grids.entry((area, grid.clone())).or_insert((point, Vec::new()));
                    drawn.1.push(building);
                }
                self.facts.push(Fact::BuildingListed {
                    building,
                    kind: *kind,
                    name,
                    area,
                    point,
                    first_household,
                    first_person,
                    household_sizes: sizes,
                });
            }
        }
        Ok(())
    }

    /// Draws the grids that are new; buildings of one that is there join it.
    fn draw_grids(&mut self) {
        let newest = self.s.grids.rows().iter().map(|row| row.version).max();
        let version = newest.unwrap_or(1);
        let mut next = self.s.grids.len();
        for ((area, name), (point, buildings)) in std::mem::take(&mut self.grids) {
            let mut known = self.s.grids.iter().filter(|(_, row)| row.retired.is_none());
            let found = known.find(|(_, row)| row.area == area && row.name == name);
            let fact = if let Some((grid, _)) = found {
                Fact::GridMended { grid, joined: buildings, left: Vec::new() }
            } else {
                let grid = GridId::from_index(next);
                next += 1;
                Fact::GridDrawn { grid, version, name, area, point, buildings }
            };
            self.facts.push(fact);
        }
    }
}

/// People spread over households as evenly as whole people allow; `None` when a household would be too large.
fn sizes(households: u32, people: u32) -> Option<Vec<u16>> {
    let (each, more) = (people / households, people % households);
    (0..households).map(|nth| u16::try_from(each + u32::from(nth < more)).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use situation::Asked;

    const FILE: &str = "类别,名称,区划代码,经度,纬度,数量,人数,网格\n\
                        住宅,一号楼,330203001,121.65,29.97,3,8,甲网格\n\
                        街道,前街,330203001,,,,,\n\
                        区,某区,330203,,,,,\n\
                        住宅,二号楼,330203001,121.65,29.97,2,2,甲网格\n\
                        住宅,三号楼,330299001,121.65,29.97,2,2,乙网格\n\
                        隔离点,东站酒店,330203001,121.66,29.98,120,,\n\
                        实验室,区检测中心,330203,121.60,29.90,900,,\n";

    fn planned(s: &Situation) -> (Vec<Fact>, usize, Vec<u32>) {
        let table = exchange::read_table(FILE.as_bytes(), "places.csv").unwrap();
        let (rows, mut faults) = exchange::parse_places(&table).unwrap();
        let (facts, merged) = plan(s, Timestamp::UNIX_EPOCH, rows, &mut faults);
        (facts, merged, faults.iter().map(|fault| fault.row).collect())
    }

    #[test]
    fn a_city_is_listed_from_one_sheet_and_a_second_time_nothing_is_new() {
        let mut s = Situation::default();
        let (facts, merged, faults) = planned(&s);
        assert_eq!((facts.len(), merged, faults.as_slice()), (7, 0, &[6][..]), "one building lies nowhere");
        let asked = Asked { by: ActorId(1), at: Timestamp::UNIX_EPOCH };
        let decided = s.decide(&asked, &Command::Prepare { facts }).unwrap();
        let (at, received) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        s.apply(&domain::Entry { seq: Seq(1), at, received, device: None, by: ActorId(1), facts: decided });
        assert_eq!((s.areas.len(), s.buildings.len(), s.grids.len(), s.person_ids), (2, 2, 1, 10));
        assert_eq!(s.buildings.rows()[0].household_sizes, [3, 3, 2]);
        let (again, merged, _) = planned(&s);
        assert_eq!((again.len(), merged), (0, 6));
    }
}
