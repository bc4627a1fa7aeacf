//! Transmission chains: who is thought to have infected whom, laid out with days across and rows down.

use crate::{
    catalogue::{Catalogue, Lang},
    drill::Drill,
    scope::{Scope, onset_day},
    stamp::Stamp,
    words::count,
};
use domain::{
    AreaCode, CaseId, Date, ExposureStatus, Origin, OutbreakId, PersonId, Timestamp,
    time::{days_between, minutes_between},
};
use serde::{Deserialize, Serialize};
use situation::Situation;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Nodes above which cases that infected nobody are folded, so that a browser can draw the tree.
const DEFAULT_NODES: usize = 2000;

/// What a chain is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChainQuery {
    /// Outbreak; otherwise every one responded to.
    pub outbreak: Option<OutbreakId>,
    /// Area of report.
    pub area: Option<AreaCode>,
    /// Whether contacts are shown, folded to a count per case.
    pub contacts: bool,
    /// Nodes above which cases that infected nobody are folded; two thousand when absent.
    pub most_nodes: Option<usize>,
}

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// A case, or several folded into one.
    Case,
    /// The source nobody has found.
    Unknown,
    /// The contacts of a case.
    Contacts,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChainNode {
    /// Number within this drawing: that of the case for cases.
    pub id: u32,
    /// The case; `None` for a source, contacts and folded cases.
    pub case: Option<CaseId>,
    /// Words beside it: the id a sender gave a case, or else its number here.
    pub label: String,
    /// Steps from the source: a first known case is 1.
    pub generation: u32,
    /// Days from the first onset.
    pub day: f64,
    /// Row, from 0.
    pub row: u32,
    /// What it stands for.
    pub kind: NodeKind,
    /// Address of the records.
    pub href: String,
    /// How many people it stands for.
    pub n: u32,
}

/// An edge from infector to infected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ChainEdge {
    /// Infector.
    pub from: u32,
    /// Infected.
    pub to: u32,
    /// Whether a person confirmed it; otherwise it is drawn dashed.
    pub certain: bool,
}

/// How many people a case is confirmed to have infected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Degree {
    /// The case.
    pub case: CaseId,
    /// The id a sender gave.
    pub external: Option<String>,
    /// Confirmed exposures in which it is the infector.
    pub infected: u32,
    /// Cases it may have infected by links that wait for a person: proposed, or brought by an imported list.
    pub possible: u32,
}

/// Cases that hang together by links, confirmed or possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cluster {
    /// The case nothing is drawn above.
    pub first: CaseId,
    /// Cases.
    pub cases: u32,
    /// Generations.
    pub generations: u32,
    /// Day of the earliest case, by onset.
    pub from: Date,
    /// Day of the latest.
    pub until: Date,
}

/// The chains of an outbreak, in the form that the page's drawing reads.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chain {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Day 0.
    pub day0: Option<Date>,
    /// Nodes.
    pub nodes: Vec<ChainNode>,
    /// Edges; a case with several possible infectors has several.
    pub edges: Vec<ChainEdge>,
    /// Generations of cases.
    pub generations: u32,
    /// Cases in all.
    pub cases: u32,
    /// Cases with no possible infector that were not imported: to be found out.
    pub unlinked: Vec<CaseId>,
    /// Cases that infected others, most first.
    pub degrees: Vec<Degree>,
    /// Clusters, largest first; a case that hangs together with no other is a cluster of one.
    pub clusters: Vec<Cluster>,
}

/// A tree while it is made.
struct Tree<'a> {
    s: &'a Situation,
    /// Cases with their day, by number.
    cases: BTreeMap<CaseId, Date>,
    /// Infectors of a case with whether each is certain.
    infectors: BTreeMap<CaseId, BTreeMap<CaseId, bool>>,
    /// The infector each case is drawn under, in the order cases were reached: infectors come before the infected.
    placed: Vec<(CaseId, Option<CaseId>)>,
    generation: BTreeMap<CaseId, u32>,
}

/// Returns the chains at `now`.  O(cases + exposures), with logarithms.
pub fn chain(s: &Situation, now: Timestamp, query: &ChainQuery, lang: Lang) -> Chain {
    let scope = Scope { outbreak: query.outbreak, area: query.area };
    let in_scope = s.cases.iter().filter(|(_, case)| case.reported_at <= now && scope.has(s, case));
    let cases: BTreeMap<CaseId, Date> = in_scope.map(|(id, case)| (id, onset_day(case))).collect();
    let mut tree =
        Tree { s, infectors: infectors(s, &cases), cases, placed: Vec::new(), generation: BTreeMap::new() };
    tree.place();
    let day0 = tree.cases.values().min().copied();
    let most = query.most_nodes.unwrap_or(DEFAULT_NODES);
    let mut drawing = Drawing::new(&tree, day0, most, lang);
    if query.contacts {
        drawing.contacts();
    }
    let (nodes, edges) = drawing.finish();
    Chain {
        stamp: Stamp::new(s, now),
        day0,
        nodes,
        edges,
        generations: tree.generation.values().max().copied().unwrap_or(0),
        cases: u32::try_from(tree.cases.len()).unwrap_or(u32::MAX),
        unlinked: tree.unlinked(),
        degrees: degrees(s, &tree),
        clusters: tree.clusters(),
    }
}

/// Every possible infector of every case: confirmed exposures, and proposed ones that wait for a person.
fn infectors(s: &Situation, cases: &BTreeMap<CaseId, Date>) -> BTreeMap<CaseId, BTreeMap<CaseId, bool>> {
    let of_person: BTreeMap<PersonId, CaseId> =
        cases.keys().filter_map(|id| Some((s.cases.get(*id)?.person, *id))).collect();
    let mut infectors: BTreeMap<CaseId, BTreeMap<CaseId, bool>> = BTreeMap::new();
    for exposure in s.exposures.rows() {
        let Some(to) = of_person.get(&exposure.to) else {
            continue;
        };
        if exposure.status == ExposureStatus::Rejected
            || exposure.from == *to
            || !cases.contains_key(&exposure.from)
        {
            continue;
        }
        let certain = exposure.status == ExposureStatus::Confirmed;
        let known = infectors.entry(*to).or_default().entry(exposure.from).or_insert(certain);
        *known |= certain;
    }
    infectors
}

/// Returns cases by how many people they are confirmed to have infected, most first, then by how many they may have.
fn degrees(s: &Situation, tree: &Tree<'_>) -> Vec<Degree> {
    let mut possible: BTreeMap<CaseId, u32> = BTreeMap::new();
    for (infector, certain) in tree.infectors.values().flatten() {
        *possible.entry(*infector).or_default() += u32::from(!certain);
    }
    let infecting = tree.cases.keys().filter_map(|id| {
        let case = s.cases.get(*id)?;
        let external = s.people.get(&case.person).and_then(|known| known.external.first());
        let infected = u32::try_from(case.infected.len()).unwrap_or(u32::MAX);
        let possible = possible.get(id).copied().unwrap_or_default();
        (infected + possible > 0).then(|| Degree {
            case: *id,
            external: external.map(|(_, id)| id.clone()),
            infected,
            possible,
        })
    });
    let mut degrees: Vec<Degree> = infecting.collect();
    degrees.sort_by_key(|degree| (std::cmp::Reverse((degree.infected, degree.possible)), degree.case));
    degrees
}

impl Tree<'_> {
    /// Gives every case its generation and the infector it is drawn under: walking out from the cases without an infector,
    /// the first to be reached wins, confirmed links before proposed ones.  Circles of links are broken at their earliest
    /// case.
    fn place(&mut self) {
        let mut victims: BTreeMap<CaseId, Vec<(bool, CaseId)>> = BTreeMap::new();
        for (to, from) in &self.infectors {
            for (infector, certain) in from {
                victims.entry(*infector).or_default().push((!certain, *to));
            }
        }
        for list in victims.values_mut() {
            list.sort();
        }
        let first = |case: &CaseId| (self.cases.get(case).copied(), *case);
        let mut roots: Vec<CaseId> = self.cases.keys().copied().collect();
        roots.sort_by_key(|case| (self.infectors.contains_key(case), first(case)));
        let mut queue = VecDeque::new();
        for root in roots {
            if self.infectors.contains_key(&root) {
                // Only what no walk from the cases without an infector reaches begins a walk of its own.
                self.walk(&mut queue, &victims);
            }
            self.generation.entry(root).or_insert_with(|| {
                queue.push_back((root, None));
                1
            });
        }
        self.walk(&mut queue, &victims);
    }

    fn walk(
        &mut self,
        queue: &mut VecDeque<(CaseId, Option<CaseId>)>,
        victims: &BTreeMap<CaseId, Vec<(bool, CaseId)>>,
    ) {
        while let Some((case, infector)) = queue.pop_front() {
            self.placed.push((case, infector));
            let next = self.generation.get(&case).copied().unwrap_or(1) + 1;
            for (_, victim) in victims.get(&case).into_iter().flatten() {
                self.generation.entry(*victim).or_insert_with(|| {
                    queue.push_back((*victim, Some(case)));
                    next
                });
            }
        }
    }

    /// Puts together the cases that are drawn under one first case.
    fn clusters(&self) -> Vec<Cluster> {
        let mut first_of: BTreeMap<CaseId, CaseId> = BTreeMap::new();
        let mut clusters: BTreeMap<CaseId, Cluster> = BTreeMap::new();
        for (case, infector) in &self.placed {
            let first = infector.and_then(|infector| first_of.get(&infector).copied()).unwrap_or(*case);
            first_of.insert(*case, first);
            let Some(day) = self.cases.get(case).copied() else { continue };
            let generation = self.generation.get(case).copied().unwrap_or(1);
            let cluster = clusters.entry(first).or_insert(Cluster {
                first,
                cases: 0,
                generations: 0,
                from: day,
                until: day,
            });
            cluster.cases += 1;
            cluster.generations = cluster.generations.max(generation);
            cluster.from = cluster.from.min(day);
            cluster.until = cluster.until.max(day);
        }
        let mut clusters: Vec<Cluster> = clusters.into_values().collect();
        clusters.sort_by_key(|cluster| (std::cmp::Reverse(cluster.cases), cluster.first));
        clusters
    }

    /// The cases drawn on their own when there is room for `most` nodes: all, or those that infected most.
    fn kept(&self, most: usize) -> BTreeSet<CaseId> {
        let mut cases: Vec<CaseId> = self.cases.keys().copied().collect();
        if cases.len() > most {
            let infected = |case: &CaseId| self.s.cases.get(*case).map_or(0, |row| row.infected.len());
            cases.sort_by_key(|case| (std::cmp::Reverse(infected(case)), *case));
            // Each case kept may have one folded node beside it.
            cases.truncate(most / 2);
        }
        cases.into_iter().collect()
    }

    /// Cases without a possible infector whose source is not known to lie elsewhere.
    fn unlinked(&self) -> Vec<CaseId> {
        let alone = self.cases.keys().filter(|case| !self.infectors.contains_key(case));
        let unknown = alone.filter(|case| {
            self.s.cases.get(**case).is_some_and(|row| matches!(row.origin, Origin::Unknown | Origin::Local))
        });
        unknown.copied().collect()
    }
}

/// Nodes and edges while rows are given out.
struct Drawing<'a> {
    tree: &'a Tree<'a>,
    day0: Option<Date>,
    lang: Lang,
    /// The node that stands for each case: its own, or a folded one.
    drawn: BTreeMap<CaseId, u32>,
    /// The nodes drawn under a node.
    below: BTreeMap<u32, Vec<u32>>,
    nodes: BTreeMap<u32, ChainNode>,
    edges: BTreeSet<ChainEdge>,
    next_id: u32,
    next_row: u32,
}

impl<'a> Drawing<'a> {
    fn new(tree: &'a Tree<'a>, day0: Option<Date>, most: usize, lang: Lang) -> Self {
        let last = tree.cases.keys().next_back().map_or(0, |case| case.0);
        let mut drawing = Drawing {
            tree,
            day0,
            lang,
            drawn: BTreeMap::new(),
            below: BTreeMap::new(),
            nodes: BTreeMap::new(),
            edges: BTreeSet::new(),
            next_id: last + 1,
            next_row: 0,
        };
        let roots = drawing.put(&tree.kept(most));
        for root in roots {
            drawing.rows(root);
        }
        drawing.link();
        drawing.source();
        drawing
    }

    fn day(&self, case: CaseId) -> f64 {
        let date = self.tree.cases.get(&case).copied();
        let days = self.day0.zip(date).map(|(day0, date)| days_between(day0, date));
        days.map_or(0.0, f64::from)
    }

    /// Makes the nodes: cases that are kept on their own, the others folded into one node beside the case they are drawn
    /// under, so that nobody is lost.  Returns the nodes that stand under none.
    fn put(&mut self, kept: &BTreeSet<CaseId>) -> Vec<u32> {
        let mut roots = Vec::new();
        // The folded node under a node, and the one under none.
        let mut folds: BTreeMap<Option<u32>, u32> = BTreeMap::new();
        let mut folded: BTreeSet<u32> = BTreeSet::new();
        for (case, infector) in &self.tree.placed {
            let above = infector.and_then(|infector| self.drawn.get(&infector).copied());
            let joins = above.filter(|above| folded.contains(above)).or(folds.get(&above).copied());
            let node = match (kept.contains(case), joins) {
                (true, _) => self.case(*case),
                (false, Some(fold)) => {
                    self.join(fold, *case);
                    self.drawn.insert(*case, fold);
                    continue;
                }
                (false, None) => {
                    let fold = self.fold(*case);
                    folds.insert(above, fold);
                    folded.insert(fold);
                    fold
                }
            };
            self.drawn.insert(*case, node);
            match above {
                Some(above) => self.below.entry(above).or_default().push(node),
                None => roots.push(node),
            }
        }
        let day = |root: &u32| self.nodes.get(root).map_or(0.0, |node| node.day);
        roots.sort_by(|a, b| day(a).total_cmp(&day(b)).then(a.cmp(b)));
        roots
    }

    /// Gives rows to a node and all below it; a node lies in the middle of those below.  The walk is not recursive,
    /// because a chain may be longer than a stack.
    fn rows(&mut self, root: u32) {
        let mut stack = vec![(root, false)];
        while let Some((node, below_done)) = stack.pop() {
            let below = self.below.get(&node).cloned().unwrap_or_default();
            if !below_done && !below.is_empty() {
                stack.push((node, true));
                stack.extend(below.iter().rev().map(|child| (*child, false)));
                continue;
            }
            let rows = below.iter().filter_map(|child| self.nodes.get(child)).map(|child| child.row);
            let (top, bottom) =
                rows.fold((u32::MAX, 0), |(top, bottom), row| (top.min(row), bottom.max(row)));
            let row = if top == u32::MAX { self.row() } else { u32::midpoint(top, bottom) };
            if let Some(node) = self.nodes.get_mut(&node) {
                node.row = row;
            }
        }
    }

    fn row(&mut self) -> u32 {
        self.next_row += 1;
        self.next_row - 1
    }

    fn id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id - 1
    }

    fn case(&mut self, case: CaseId) -> u32 {
        let known = self.tree.s.cases.get(case);
        let external = known.and_then(|known| self.tree.s.people.get(&known.person));
        let external = external.and_then(|known| known.external.first());
        let node = ChainNode {
            id: case.0,
            case: Some(case),
            label: external.map_or_else(|| case.to_string(), |(_, id)| id.clone()),
            generation: self.tree.generation.get(&case).copied().unwrap_or(1),
            day: self.day(case),
            row: 0,
            kind: NodeKind::Case,
            href: Drill::Case(case).href(),
            n: 1,
        };
        self.nodes.insert(case.0, node);
        case.0
    }

    /// Makes a node for cases that are not drawn on their own, the first of them being `case`.
    fn fold(&mut self, case: CaseId) -> u32 {
        let id = self.id();
        let node = ChainNode {
            id,
            case: None,
            label: Catalogue::get(self.lang).t("chain-cases").to_owned(),
            generation: self.tree.generation.get(&case).copied().unwrap_or(1),
            day: self.day(case),
            row: 0,
            kind: NodeKind::Case,
            href: Drill::Cases(String::new()).href(),
            n: 1,
        };
        self.nodes.insert(id, node);
        id
    }

    /// Adds a case to a folded node.
    fn join(&mut self, fold: u32, case: CaseId) {
        let day = self.day(case);
        if let Some(node) = self.nodes.get_mut(&fold) {
            node.n += 1;
            node.day = node.day.min(day);
        }
    }

    /// Draws every possible link, also those a case is not drawn under.
    fn link(&mut self) {
        let mut edges: BTreeMap<(u32, u32), bool> = BTreeMap::new();
        let drawn = |case: &CaseId| self.drawn.get(case).copied().unwrap_or(case.0);
        for (to, from) in &self.tree.infectors {
            for (infector, certain) in from {
                *edges.entry((drawn(infector), drawn(to))).or_default() |= *certain;
            }
        }
        let edges = edges.into_iter().filter(|((from, to), _)| from != to);
        self.edges.extend(edges.map(|((from, to), certain)| ChainEdge { from, to, certain }));
    }

    /// Draws the source that nobody has found before the earliest case that lacks one.
    fn source(&mut self) {
        let Some(first) =
            self.tree.unlinked().into_iter().min_by_key(|case| (self.tree.cases.get(case).copied(), *case))
        else {
            return;
        };
        let Some(node) = self.drawn.get(&first).and_then(|node| self.nodes.get(node)) else { return };
        let (to, row, day) = (node.id, node.row, node.day - 1.0);
        let id = self.id();
        let source = ChainNode {
            id,
            case: None,
            label: Catalogue::get(self.lang).t("chain-unknown").to_owned(),
            generation: 0,
            day,
            row,
            kind: NodeKind::Unknown,
            href: Drill::Cases("origin=unknown".to_owned()).href(),
            n: 1,
        };
        self.nodes.insert(id, source);
        self.edges.insert(ChainEdge { from: id, to, certain: false });
    }

    /// Adds the contacts of each case as one node with their number, a day later and on a row of their own.
    fn contacts(&mut self) {
        let label = Catalogue::get(self.lang).t("chain-contacts").to_owned();
        let cases: Vec<(CaseId, u32)> = self
            .tree
            .cases
            .keys()
            .filter(|case| self.drawn.get(case) == Some(&case.0))
            .filter_map(|case| Some((*case, self.tree.s.cases.get(*case)?.contacts)))
            .filter(|(_, contacts)| *contacts > 0)
            .collect();
        for (case, contacts) in cases {
            let Some(of) = self.nodes.get(&case.0).cloned() else {
                continue;
            };
            let has_children = self.below.contains_key(&case.0);
            let row = if has_children { self.row() } else { of.row };
            let id = self.id();
            let node = ChainNode {
                id,
                case: None,
                label: label.clone(),
                generation: of.generation + 1,
                day: of.day + 1.0,
                row,
                kind: NodeKind::Contacts,
                href: Drill::Contacts(format!("case={}", case.0)).href(),
                n: contacts,
            };
            self.nodes.insert(id, node);
            self.edges.insert(ChainEdge { from: case.0, to: id, certain: true });
        }
    }

    fn finish(self) -> (Vec<ChainNode>, Vec<ChainEdge>) {
        (self.nodes.into_values().collect(), self.edges.into_iter().collect())
    }
}

/// The chains in a sentence, for the head of the small drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChainSummary {
    /// Generations of cases.
    pub generations: u32,
    /// Cases with no possible infector that were not imported.
    pub unlinked: u32,
    /// Minutes since the oldest of them was reported.
    pub oldest_minutes: Option<i64>,
}

impl Chain {
    /// Returns generations, cases without a link, and how long the oldest of these has been open.
    pub fn summary(&self, s: &Situation) -> ChainSummary {
        let reported = self.unlinked.iter().filter_map(|case| s.cases.get(*case));
        let oldest = reported.map(|case| case.reported_at).min();
        ChainSummary {
            generations: self.generations,
            unlinked: u32::try_from(self.unlinked.len()).unwrap_or(u32::MAX),
            oldest_minutes: oldest.map(|at| minutes_between(at, self.stamp.at).max(0)),
        }
    }

    /// Returns the number of a node in words, with its separators.
    pub fn node_count(&self) -> String {
        count(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX))
    }
}
