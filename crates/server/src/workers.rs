//! Workers: reconcilers that compare the situation with what should be true and submit the difference.
//!
//! They hold no state, may stop anywhere and start again, and act as the machine's own actor, which the policy lets carry
//! and never decide.  A demonstration that replays a recorded day runs none of them.

use crate::{
    app::App,
    desk::{Stopped, SubmitError},
    ledger::Ask,
    problem::chain_of,
};
use domain::{
    ActorId, AreaCode, Command, PersonId, ReceiptStep, Role, Timestamp, Unit,
    time::{add_days, add_minutes, day_of, end_of},
};
use situation::Situation;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// What the workers look after.
#[derive(Clone, Debug)]
pub struct Duties {
    /// Areas whose figures are frozen after each day.
    pub bulletins: Vec<AreaCode>,
    /// Minutes after midnight at which the figures of the day before are frozen.
    pub freeze_after: i64,
    /// How long they rest between two rounds.
    pub rest: Duration,
}

/// Workers that run; they stop when this is dropped, at the end of their round.
pub struct Workers {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A worker that panicked has said so on its way out.
            drop(thread.join());
        }
    }
}

impl Workers {
    /// Starts the workers.
    ///
    /// # Panics
    /// When the operating system gives no thread.
    pub fn start(app: App, duties: Duties) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = std::thread::Builder::new().name("workers".to_owned()).spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                if let Err(stopped) = round(&app, &duties) {
                    tracing::error!(error = chain_of(&stopped), "the workers end");
                    return;
                }
                std::thread::park_timeout(duties.rest);
            }
        });
        Self { stop, thread: Some(thread.expect("the operating system gives a thread")) }
    }
}

/// Goes round once: submits what is due, and erases what is still to be erased.  Returns how many commands were recorded.
///
/// # Errors
/// [`Stopped`] when the desk has stopped.
pub fn round(app: &App, duties: &Duties) -> Result<u32, Stopped> {
    erase_remains(app)?;
    let now = app.desk.now();
    let present = app.accounts.present(app.wall()).unwrap_or_default();
    let due =
        app.desk.read(|situation| Some((machine(situation)?, due(situation, now, duties, &present))))?;
    let Some((by, commands)) = due else { return Ok(0) };
    let mut recorded = 0;
    for command in commands {
        match app.desk.submit_blocking(Ask::at_desk(by, app.desk.now(), command)) {
            Ok(seq) => recorded += u32::from(seq.is_some()),
            Err(SubmitError::Stopped(stopped)) => return Err(stopped),
            // What was due when it was looked up may have been done since.
            Err(error) => tracing::info!(error = chain_of(&error), "a worker's command was not recorded"),
        }
    }
    Ok(recorded)
}

/// Returns the machine's own actor.
fn machine(situation: &Situation) -> Option<ActorId> {
    let mut actors = situation.actors.iter();
    actors.find(|(_, row)| row.active && row.role == Role::Machine).map(|(actor, _)| actor)
}

/// Returns what is due: late receipts are taken up, orders count as delivered where somebody of the unit is signed in, and
/// the figures of yesterday are frozen where none are.
pub fn due(situation: &Situation, now: Timestamp, duties: &Duties, present: &[ActorId]) -> Vec<Command> {
    let mut commands = deliveries(situation, now, present);
    if !situation.late_receipts(now).is_empty() {
        commands.push(Command::EscalateLate { at: now });
    }
    let yesterday = add_days(day_of(now), -1);
    if now >= add_minutes(end_of(yesterday), duties.freeze_after) {
        let missing = duties.bulletins.iter().filter(|area| {
            situation.areas.contains_key(area) && situation.bulletins_of(**area, yesterday).next().is_none()
        });
        commands.extend(missing.map(|area| Command::FreezeFigures {
            area: *area,
            date: yesterday,
            reason: String::new(),
        }));
    }
    commands
}

fn deliveries(situation: &Situation, now: Timestamp, present: &[ActorId]) -> Vec<Command> {
    let units: BTreeSet<Unit> =
        present.iter().filter_map(|actor| situation.actors.get(*actor)).map(|row| row.unit).collect();
    let in_force = situation.orders.iter().filter(|(_, order)| order.superseded_by.is_none());
    let waiting = in_force.flat_map(|(id, order)| {
        let undelivered = order.receipts.iter().filter(|(_, receipt)| receipt.delivered.is_none());
        undelivered.map(move |(unit, _)| (id, *unit))
    });
    let reached = waiting.filter(|(_, unit)| units.contains(unit));
    reached
        .map(|(order, unit)| Command::GiveReceipt {
            order,
            unit,
            step: ReceiptStep::Delivered,
            at: now,
            remark: String::new(),
        })
        .collect()
}

/// Erases from the vault whoever the ledger says was erased: what a crash left, or an older backup brought back.
fn erase_remains(app: &App) -> Result<(), Stopped> {
    let erased: Vec<PersonId> = app.desk.read(|situation| {
        let known = situation.people.iter().filter(|(_, known)| known.erased);
        known.map(|(person, _)| *person).collect()
    })?;
    let mut vault = app.vault();
    for person in erased {
        let done = match vault.is_erased(person.0) {
            Ok(true) => Ok(()),
            Ok(false) => vault.erase(person.0).map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            tracing::warn!(error = chain_of(&error), "a person's details are still to be erased");
        }
    }
    Ok(())
}
