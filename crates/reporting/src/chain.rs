//! Transmission chains: who is thought to have infected whom, laid out with days across and rows down.

mod tree;

use crate::{
    catalogue::{Catalogue, Lang},
    drill::Drill,
    scope::Scope,
    stamp::Stamp,
    words::count,
};
use domain::{
    AreaCode, CaseId, Date, OutbreakId, Timestamp,
    ids::Id as _,
    time::{days_between, minutes_between},
};
use serde::{Deserialize, Serialize};
use situation::Situation;
use std::collections::{BTreeMap, BTreeSet};
use tree::Tree;

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

/// Returns the chains at `now`.  O(cases + exposures), with logarithms.
pub fn chain(s: &Situation, now: Timestamp, query: &ChainQuery, lang: Lang) -> Chain {
    let scope = Scope { outbreak: query.outbreak, area: query.area };
    let tree = Tree::new(s, now, scope);
    let day0 = tree.first_day();
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
        generations: tree.generations(),
        cases: u32::try_from(tree.cases.len()).unwrap_or(u32::MAX),
        unlinked: tree.unlinked(),
        degrees: degrees(s, &tree),
        clusters: tree.clusters(),
    }
}

/// Returns cases by how many people they are confirmed to have infected, most first, then by how many they may have.
fn degrees(s: &Situation, tree: &Tree<'_>) -> Vec<Degree> {
    let mut possible: BTreeMap<CaseId, u32> = BTreeMap::new();
    for link in tree.links.iter().filter(|link| !link.certain) {
        *possible.entry(link.from).or_default() += 1;
    }
    let infecting = tree.cases.iter().filter_map(|id| {
        let case = s.cases.get(*id)?;
        let external = s.people.get(&case.person).and_then(crate::words::sender_number);
        let infected = u32::try_from(case.infected.len()).unwrap_or(u32::MAX);
        let possible = possible.get(id).copied().unwrap_or_default();
        (infected + possible > 0).then(|| Degree {
            case: *id,
            external: external.map(str::to_owned),
            infected,
            possible,
        })
    });
    let mut degrees: Vec<Degree> = infecting.collect();
    degrees.sort_by_key(|degree| (std::cmp::Reverse((degree.infected, degree.possible)), degree.case));
    degrees
}

/// Nodes and edges while rows are given out.
struct Drawing<'a> {
    tree: &'a Tree<'a>,
    day0: Option<Date>,
    lang: Lang,
    /// The node that stands for each case: its own, or a folded one.
    drawn: Vec<Option<u32>>,
    /// The nodes drawn under a node.
    below: BTreeMap<u32, Vec<u32>>,
    nodes: BTreeMap<u32, ChainNode>,
    edges: BTreeSet<ChainEdge>,
    next_id: u32,
    next_row: u32,
}

impl<'a> Drawing<'a> {
    fn new(tree: &'a Tree<'a>, day0: Option<Date>, most: usize, lang: Lang) -> Self {
        let last = tree.cases.last().map_or(0, |case| case.0);
        let mut drawing = Drawing {
            tree,
            day0,
            lang,
            drawn: vec![None; tree.s.cases.len()],
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
        let date = self.tree.day(case);
        let days = self.day0.zip(date).map(|(day0, date)| days_between(day0, date));
        days.map_or(0.0, f64::from)
    }

    /// Returns the node that stands for a case.
    fn node_of(&self, case: CaseId) -> Option<u32> {
        self.drawn.get(case.to_index()).copied().flatten()
    }

    fn stand(&mut self, case: CaseId, node: u32) {
        if let Some(slot) = self.drawn.get_mut(case.to_index()) {
            *slot = Some(node);
        }
    }

    /// Makes the nodes: cases that are kept on their own, the others folded into one node beside the case they are drawn
    /// under, so that nobody is lost.  Returns the nodes that stand under none.
    fn put(&mut self, kept: &BTreeSet<CaseId>) -> Vec<u32> {
        let mut roots = Vec::new();
        // The folded node under a node, and the one under none.
        let mut folds: BTreeMap<Option<u32>, u32> = BTreeMap::new();
        let mut folded: BTreeSet<u32> = BTreeSet::new();
        for (case, infector) in &self.tree.placed {
            let above = infector.and_then(|infector| self.node_of(infector));
            let joins = above.filter(|above| folded.contains(above)).or(folds.get(&above).copied());
            let node = match (kept.contains(case), joins) {
                (true, _) => self.case(*case),
                (false, Some(fold)) => {
                    self.join(fold, *case);
                    self.stand(*case, fold);
                    continue;
                }
                (false, None) => {
                    let fold = self.fold(*case);
                    folds.insert(above, fold);
                    folded.insert(fold);
                    fold
                }
            };
            self.stand(*case, node);
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
        let external = external.and_then(crate::words::sender_number);
        let node = ChainNode {
            id: case.0,
            case: Some(case),
            label: external.map_or_else(|| case.to_string(), str::to_owned),
            generation: self.tree.generation(case),
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
            generation: self.tree.generation(case),
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
        let drawn = |case: CaseId| self.node_of(case).unwrap_or(case.0);
        for link in &self.tree.links {
            *edges.entry((drawn(link.from), drawn(link.to))).or_default() |= link.certain;
        }
        let edges = edges.into_iter().filter(|((from, to), _)| from != to);
        self.edges.extend(edges.map(|((from, to), certain)| ChainEdge { from, to, certain }));
    }

    /// Draws the source that nobody has found before the earliest case that lacks one.
    fn source(&mut self) {
        let Some(first) = self.tree.unlinked().into_iter().min_by_key(|case| (self.tree.day(*case), *case))
        else {
            return;
        };
        let Some(node) = self.node_of(first).and_then(|node| self.nodes.get(&node)) else { return };
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
            .iter()
            .filter(|case| self.node_of(**case) == Some(case.0))
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
