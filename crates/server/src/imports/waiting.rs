//! Plans that wait for a person's word, in memory: they hold what the file says of people.

use super::{ImportOptions, ImportPlan};
use crate::app::App;
use domain::ActorId;
use exchange::{Progress, Step};
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

/// A plan of somebody's, ready or on its way.
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
}

/// The plans that wait, and the reading that is under way.
#[derive(Default)]
pub struct Waiting {
    plans: Mutex<Plans>,
}

#[derive(Default)]
struct Plans {
    last: u32,
    ready: BTreeMap<u32, Arc<WaitingPlan>>,
    under_way: BTreeMap<ActorId, Arc<UnderWay>>,
}

/// A file that is being read.
#[derive(Default)]
struct UnderWay {
    cancelled: AtomicBool,
    progress: Mutex<Option<Progress>>,
}

impl Waiting {
    fn plans(&self) -> std::sync::MutexGuard<'_, Plans> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a plan and returns its number.
    pub fn keep(&self, plan: WaitingPlan) -> u32 {
        let mut plans = self.plans();
        plans.last += 1;
        let number = plans.last;
        plans.ready.insert(number, Arc::new(plan));
        while plans.ready.len() > MOST {
            plans.ready.pop_first();
        }
        number
    }

    /// Returns somebody's plan; `None` when there is none of theirs under this number.
    pub fn get(&self, number: u32, by: ActorId) -> Option<Arc<WaitingPlan>> {
        self.plans().ready.get(&number).filter(|plan| plan.by == by).cloned()
    }

    /// Lets somebody's plan go and returns it.
    pub fn take(&self, number: u32, by: ActorId) -> Option<Arc<WaitingPlan>> {
        let found = self.get(number, by)?;
        self.plans().ready.remove(&number);
        Some(found)
    }

    /// Returns how far the reading of somebody's file has come: the step, rows done, rows in all.
    pub fn progress(&self, by: ActorId) -> Option<(Step, u32, u32)> {
        let under_way = self.plans().under_way.get(&by).cloned()?;
        let progress = *under_way.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.map(|progress| (progress.step, progress.done, progress.of))
    }

    /// Stops the reading of somebody's file.
    pub fn cancel(&self, by: ActorId) {
        if let Some(under_way) = self.plans().under_way.get(&by) {
            under_way.cancelled.store(true, Ordering::Relaxed);
        }
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
        (bytes, file_name): (Vec<u8>, String),
        options: ImportOptions,
    ) -> Result<u32, super::ImportError> {
        let under_way = Arc::new(UnderWay::default());
        self.waiting.plans().under_way.insert(by, under_way.clone());
        let plan = self.plan_import((&bytes, &file_name), &options, &mut |progress| {
            *under_way.progress.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
            if under_way.cancelled.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        self.waiting.plans().under_way.remove(&by);
        Ok(self.waiting.keep(WaitingPlan { by, file_name, bytes, options, plan: plan? }))
    }
}
