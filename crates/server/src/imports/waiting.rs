//! Files that are being read and plans that wait for a person's word, in memory: they hold what the file says of people.

use super::{ImportError, ImportOptions, ImportPlan};
use crate::{app::App, problem::Problem};
use domain::ActorId;
use exchange::{Mapping, Progress, Refusal, Step, Table};
use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// Plans that may wait; the oldest goes when there are more.
const MOST: usize = 16;

/// A plan of somebody's.
pub struct WaitingPlan {
    /// Whose it is; nobody else may see or record it.
    pub by: ActorId,
    /// The file's name, as sent.
    pub file_name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// How it is read.
    pub options: ImportOptions,
    /// The plan.
    pub plan: ImportPlan,
    /// Columns that hold dates without a year.
    pub yearless: Vec<usize>,
}

/// A file of somebody's that could not be read as it was; another reading of its columns may mend that.
pub struct Unread {
    /// Whose it is.
    pub by: ActorId,
    /// The file's name, as sent.
    pub file_name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// How it was read.
    pub options: ImportOptions,
    /// Why not.
    pub problem: Problem,
    /// The file as a table and how its columns were read; `None` where it is no table, and only another file helps.
    pub table: Option<(Table, Mapping)>,
    /// Columns that hold dates without a year.
    pub yearless: Vec<usize>,
}

/// How far somebody's file has come.
#[derive(Clone)]
pub enum Stage {
    /// It is being read: the step, rows done, rows in all; `None` until the first rows are done.
    Reading(Option<(Step, u32, u32)>),
    /// It waits for a person's word.
    Ready(Arc<WaitingPlan>),
    /// It could not be read.
    Unread(Arc<Unread>),
}

/// The plans that wait, and the files under way.
#[derive(Default)]
pub struct Waiting {
    plans: Mutex<Plans>,
}

#[derive(Default)]
struct Plans {
    last: u32,
    under_way: BTreeMap<u32, Arc<UnderWay>>,
    ready: BTreeMap<u32, Arc<WaitingPlan>>,
    unread: BTreeMap<u32, Arc<Unread>>,
}

/// A file that is being read.
struct UnderWay {
    by: ActorId,
    cancelled: AtomicBool,
    progress: Mutex<Option<Progress>>,
}

impl UnderWay {
    fn progress(&self) -> Option<(Step, u32, u32)> {
        let progress = *self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.map(|progress| (progress.step, progress.done, progress.of))
    }

    fn watch(&self, progress: Progress) -> ControlFlow<()> {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
        if self.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

impl Waiting {
    fn plans(&self) -> std::sync::MutexGuard<'_, Plans> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a number for somebody's file, which is under way from now on.
    pub fn begin(&self, by: ActorId) -> u32 {
        let mut plans = self.plans();
        plans.last += 1;
        let number = plans.last;
        let under_way = UnderWay { by, cancelled: AtomicBool::default(), progress: Mutex::default() };
        plans.under_way.insert(number, Arc::new(under_way));
        number
    }

    /// Returns somebody's plan; `None` when there is none of theirs under this number.
    pub fn get(&self, number: u32, by: ActorId) -> Option<Arc<WaitingPlan>> {
        self.plans().ready.get(&number).filter(|plan| plan.by == by).cloned()
    }

    /// Returns how far somebody's file has come; `None` when there is none of theirs under this number.
    pub fn stage(&self, number: u32, by: ActorId) -> Option<Stage> {
        let plans = self.plans();
        let reading = plans.under_way.get(&number).filter(|file| file.by == by);
        let ready = || plans.ready.get(&number).filter(|plan| plan.by == by);
        let unread = || plans.unread.get(&number).filter(|file| file.by == by);
        reading
            .map(|file| Stage::Reading(file.progress()))
            .or_else(|| ready().map(|plan| Stage::Ready(plan.clone())))
            .or_else(|| unread().map(|file| Stage::Unread(file.clone())))
    }

    /// Lets somebody's plan go and returns it.
    pub fn take(&self, number: u32, by: ActorId) -> Option<Arc<WaitingPlan>> {
        let found = self.get(number, by)?;
        self.plans().ready.remove(&number);
        Some(found)
    }

    /// Returns how far the reading of somebody's newest file has come: the step, rows done, rows in all.
    pub fn progress(&self, by: ActorId) -> Option<(Step, u32, u32)> {
        let under_way = self.plans().under_way.values().rev().find(|file| file.by == by).cloned()?;
        under_way.progress()
    }

    /// Stops the reading of somebody's files.
    pub fn cancel(&self, by: ActorId) {
        for under_way in self.plans().under_way.values().filter(|file| file.by == by) {
            under_way.cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Stops the reading of one of somebody's files, or lets go what came of it.
    pub fn drop_file(&self, number: u32, by: ActorId) {
        let mut plans = self.plans();
        if let Some(under_way) = plans.under_way.get(&number).filter(|file| file.by == by) {
            under_way.cancelled.store(true, Ordering::Relaxed);
        }
        plans.ready.retain(|found, plan| *found != number || plan.by != by);
        plans.unread.retain(|found, file| *found != number || file.by != by);
    }

    /// Puts what came of a reading in its place, unless it was cancelled meanwhile.  A reading that has ended already
    /// stays as it ended.
    pub(crate) fn end(&self, number: u32, came: Option<Stage>) {
        let mut plans = self.plans();
        let was_cancelled = plans.under_way.remove(&number).is_none_or(|file| file.is_cancelled());
        match came.filter(|_| !was_cancelled) {
            Some(Stage::Ready(plan)) => drop(plans.ready.insert(number, plan)),
            Some(Stage::Unread(file)) => drop(plans.unread.insert(number, file)),
            Some(Stage::Reading(_)) | None => {}
        }
        while plans.ready.len() > MOST {
            plans.ready.pop_first();
        }
        while plans.unread.len() > MOST {
            plans.unread.pop_first();
        }
    }
}

/// Ends a reading whatever becomes of it: one that broke off must not look as if it went on.
struct Reading<'w> {
    waiting: &'w Waiting,
    number: u32,
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.waiting.end(self.number, None);
    }
}

impl App {
    /// Reads a file as [`App::plan_import`] does, so that its progress can be seen and it can be stopped, and keeps the
    /// plan.  Blocks: call it off the asynchronous threads.
    ///
    /// # Errors
    /// As [`App::plan_import`].
    pub fn plan_and_keep(
        &self,
        by: ActorId,
        file: (Vec<u8>, String),
        options: ImportOptions,
    ) -> Result<u32, Problem> {
        let number = self.waiting.begin(by);
        match self.plan_under(number, by, file, options) {
            Ok(()) => Ok(number),
            Err(problem) => {
                self.waiting.drop_file(number, by);
                Err(problem)
            }
        }
    }

    /// As [`App::plan_and_keep`], under a number taken before; a file that could not be read is kept under it too, so
    /// that a person can say how its columns are to be read.
    ///
    /// # Errors
    /// As [`App::plan_import`].
    pub fn plan_under(
        &self,
        number: u32,
        by: ActorId,
        (bytes, file_name): (Vec<u8>, String),
        options: ImportOptions,
    ) -> Result<(), Problem> {
        let _reading = Reading { waiting: &self.waiting, number };
        let under_way = self.waiting.plans().under_way.get(&number).cloned();
        let planned = self.plan_import((&bytes, &file_name), &options, &mut |progress| {
            under_way.as_ref().map_or(ControlFlow::Break(()), |file| file.watch(progress))
        });
        match planned {
            Ok(plan) => {
                let yearless = plan.mapping.yearless(&plan.table);
                let plan = WaitingPlan { by, file_name, bytes, options, plan, yearless };
                self.waiting.end(number, Some(Stage::Ready(Arc::new(plan))));
                Ok(())
            }
            Err(error) => {
                let is_cancelled = matches!(&error, ImportError::File(why) if **why == Refusal::Cancelled);
                let table = self.table_of(&error, (&bytes, &file_name), &options);
                let yearless =
                    table.as_ref().map_or_else(Vec::new, |(table, mapping)| mapping.yearless(table));
                let problem = Problem::from(error);
                let kept = problem.clone();
                let file = Unread { by, file_name, bytes, options, problem: kept, table, yearless };
                self.waiting.end(number, (!is_cancelled).then(|| Stage::Unread(Arc::new(file))));
                Err(problem)
            }
        }
    }

    /// Returns the table of a file that could be read with other columns.
    fn table_of(
        &self,
        error: &ImportError,
        (bytes, file_name): (&[u8], &str),
        options: &ImportOptions,
    ) -> Option<(Table, Mapping)> {
        if !matches!(error, ImportError::File(why) if why.concerns_columns()) {
            return None;
        }
        let table = exchange::read_table(bytes, file_name).ok()?;
        let mapping = self.mapping_of(&table, options).ok()?;
        Some((table, mapping))
    }
}
