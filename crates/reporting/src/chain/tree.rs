//! Who is drawn under whom: cases by day, their possible infectors, generations.
//!
//! Ids of cases are dense, so everything is held in vectors by the number of the case and a city of three hundred
//! thousand cases is walked in a few passes.

use super::Cluster;
use crate::scope::{Scope, onset_day};
use domain::{CaseId, Date, ExposureStatus, Origin, PersonId, Timestamp, ids::Id as _};
use situation::Situation;
use std::collections::{BTreeSet, VecDeque};

/// A possible link; ordered by the infected, then by the infector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    /// Who was infected.
    pub(super) to: CaseId,
    /// Who may have infected them.
    pub(super) from: CaseId,
    /// Whether a person confirmed it.
    pub(super) certain: bool,
}

/// A tree while it is made.
pub(super) struct Tree<'a> {
    /// What is known.
    pub(super) s: &'a Situation,
    /// Day of each case in scope, by its number.
    days: Vec<Option<Date>>,
    /// Cases in scope, in the order of their ids.
    pub(super) cases: Vec<CaseId>,
    /// Every possible link, by the infected.
    pub(super) links: Vec<Link>,
    /// Whether a case has a possible infector.
    linked: Vec<bool>,
    /// The infector each case is drawn under, in the order cases were reached: infectors come before the infected.
    pub(super) placed: Vec<(CaseId, Option<CaseId>)>,
    /// Generation of each case; 0 while it has none.
    generations: Vec<u32>,
}

impl<'a> Tree<'a> {
    /// Makes the tree of the cases reported by `now`.  O(cases + exposures), with the logarithm of a sort.
    pub(super) fn new(s: &'a Situation, now: Timestamp, scope: Scope) -> Self {
        let count = s.cases.len();
        let mut days = vec![None; count];
        let mut cases = Vec::new();
        for (slot, (id, case)) in days.iter_mut().zip(s.cases.iter()) {
            if case.reported_at <= now && scope.has(s, case) {
                *slot = Some(onset_day(case));
                cases.push(id);
            }
        }
        let links = links(s, &cases, &days);
        let mut linked = vec![false; count];
        for link in &links {
            if let Some(slot) = linked.get_mut(link.to.to_index()) {
                *slot = true;
            }
        }
        let mut tree =
            Self { s, days, cases, links, linked, placed: Vec::new(), generations: vec![0; count] };
        tree.place();
        tree
    }

    /// Returns the day of a case in scope.
    pub(super) fn day(&self, case: CaseId) -> Option<Date> {
        self.days.get(case.to_index()).copied().flatten()
    }

    /// Returns the earliest day.
    pub(super) fn first_day(&self) -> Option<Date> {
        self.days.iter().flatten().min().copied()
    }

    /// Returns the generation of a case; a first known case is 1.
    pub(super) fn generation(&self, case: CaseId) -> u32 {
        self.generations.get(case.to_index()).copied().unwrap_or(0).max(1)
    }

    /// Returns how many generations there are.
    pub(super) fn generations(&self) -> u32 {
        self.generations.iter().max().copied().unwrap_or(0)
    }

    fn is_linked(&self, case: CaseId) -> bool {
        self.linked.get(case.to_index()).copied().unwrap_or(false)
    }

    /// Gives every case its generation and the infector it is drawn under: walking out from the cases without an infector,
    /// the first to be reached wins, confirmed links before proposed ones.  Circles of links are broken at their earliest
    /// case.
    fn place(&mut self) {
        let mut victims: Vec<(CaseId, bool, CaseId)> =
            self.links.iter().map(|link| (link.from, !link.certain, link.to)).collect();
        victims.sort_unstable();
        let mut roots: Vec<(bool, Option<Date>, CaseId)> =
            self.cases.iter().map(|case| (self.is_linked(*case), self.day(*case), *case)).collect();
        roots.sort_unstable();
        self.placed.reserve(roots.len());
        let mut queue = VecDeque::new();
        for (is_linked, _, root) in roots {
            if is_linked {
                // Only what no walk from the cases without an infector reaches begins a walk of its own.
                self.walk(&mut queue, &victims);
            }
            if self.reach(root, 1) {
                queue.push_back((root, None));
            }
        }
        self.walk(&mut queue, &victims);
    }

    /// Gives a case a generation unless it has one; returns whether it had none.
    fn reach(&mut self, case: CaseId, generation: u32) -> bool {
        match self.generations.get_mut(case.to_index()) {
            Some(slot) if *slot == 0 => {
                *slot = generation;
                true
            }
            _ => false,
        }
    }

    fn walk(&mut self, queue: &mut VecDeque<(CaseId, Option<CaseId>)>, victims: &[(CaseId, bool, CaseId)]) {
        while let Some((case, infector)) = queue.pop_front() {
            self.placed.push((case, infector));
            let next = self.generation(case) + 1;
            let first = victims.partition_point(|(from, ..)| *from < case);
            let own = victims.iter().skip(first).take_while(|(from, ..)| *from == case);
            for (.., victim) in own {
                if self.reach(*victim, next) {
                    queue.push_back((*victim, Some(case)));
                }
            }
        }
    }

    /// Puts together the cases that are drawn under one first case, the largest clusters first.
    pub(super) fn clusters(&self) -> Vec<Cluster> {
        let mut place_of: Vec<usize> = vec![0; self.days.len()];
        let mut clusters: Vec<Cluster> = Vec::new();
        for (case, infector) in &self.placed {
            let Some(day) = self.day(*case) else { continue };
            let above = infector.and_then(|infector| place_of.get(infector.to_index()).copied());
            let place = above.unwrap_or(clusters.len());
            if place == clusters.len() {
                clusters.push(Cluster { first: *case, cases: 0, generations: 0, from: day, until: day });
            }
            if let Some(slot) = place_of.get_mut(case.to_index()) {
                *slot = place;
            }
            let Some(cluster) = clusters.get_mut(place) else { continue };
            cluster.cases += 1;
            cluster.generations = cluster.generations.max(self.generation(*case));
            cluster.from = cluster.from.min(day);
            cluster.until = cluster.until.max(day);
        }
        clusters.sort_by_key(|cluster| (std::cmp::Reverse(cluster.cases), cluster.first));
        clusters
    }

    /// The cases drawn on their own when there is room for `most` nodes: all, or those that infected most.
    pub(super) fn kept(&self, most: usize) -> BTreeSet<CaseId> {
        if self.cases.len() <= most {
            return self.cases.iter().copied().collect();
        }
        let infected = |case: CaseId| self.s.cases.get(case).map_or(0, |row| row.infected.len());
        let mut ranked: Vec<_> =
            self.cases.iter().map(|case| (std::cmp::Reverse(infected(*case)), *case)).collect();
        // Each case kept may have one folded node beside it.
        let room = most / 2;
        if room < ranked.len() {
            ranked.select_nth_unstable(room);
            ranked.truncate(room);
        }
        ranked.into_iter().map(|(_, case)| case).collect()
    }

    /// Cases without a possible infector whose source is not known to lie elsewhere.
    pub(super) fn unlinked(&self) -> Vec<CaseId> {
        let alone = self.cases.iter().filter(|case| !self.is_linked(**case));
        let unknown = alone.filter(|case| {
            self.s.cases.get(**case).is_some_and(|row| matches!(row.origin, Origin::Unknown | Origin::Local))
        });
        unknown.copied().collect()
    }
}

/// Every possible infector of every case: confirmed exposures, and proposed ones that wait for a person.
fn links(s: &Situation, cases: &[CaseId], days: &[Option<Date>]) -> Vec<Link> {
    let in_scope = |case: CaseId| days.get(case.to_index()).is_some_and(Option::is_some);
    let mut of_person: Vec<(PersonId, CaseId)> =
        cases.iter().filter_map(|id| Some((s.cases.get(*id)?.person, *id))).collect();
    of_person.sort_unstable();
    let case_of = |person: PersonId| {
        // Somebody with two cases in scope is drawn as the later one.
        let after = of_person.partition_point(|(known, _)| *known <= person);
        let (known, case) = *of_person.get(after.checked_sub(1)?)?;
        (known == person).then_some(case)
    };
    let possible = s.exposures.rows().iter().filter(|exposure| exposure.status != ExposureStatus::Rejected);
    let mut links: Vec<Link> = possible
        .filter(|exposure| in_scope(exposure.from))
        .filter_map(|exposure| {
            let to = case_of(exposure.to).filter(|to| *to != exposure.from)?;
            Some(Link { to, from: exposure.from, certain: exposure.status == ExposureStatus::Confirmed })
        })
        .collect();
    // Of several records of one link the confirmed one stands: it is the last of its kind.
    links.sort_unstable();
    links.dedup_by(|later, kept| {
        let same = later.to == kept.to && later.from == kept.from;
        kept.certain |= same && later.certain;
        same
    });
    links
}
