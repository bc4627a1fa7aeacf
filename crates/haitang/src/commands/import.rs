//! `haitang import`: a file of cases or contacts, checked first and written whole or not at all.

use super::{
    Said, explain,
    fresh::{Fresh, Scratch},
};
use crate::{
    Ended,
    cli::{Dir, Import, ImportKind},
};
use domain::{AreaCode, CaseClass, Command, Detection, Role, Unit, ids::*};
use exchange::{Kind, Mapping};
use reporting::Lang;
use serde_json::json;
use server::{
    App, Ask, Problem,
    imports::{ImportOptions, ImportPlan, Into},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    path::Path,
};

/// The actor that acts for the command line.
const HANDLE: &str = "command-line";
/// Rejected rows that are printed; all of them are in the workbook.
const REJECTED_SHOWN: usize = 10;
/// Whom each sender's ids mean.
type Senders = BTreeMap<String, BTreeMap<String, PersonId>>;
/// Words at the end of a file's name that say what it lists, not whose it is.
const KINDS: [&str; 10] =
    ["linelist", "line_list", "line-list", "contacts", "contact", "cases", "线列表", "病例", "密接", "名单"];

pub(crate) fn run(asked: &Import, json: bool) -> anyhow::Result<Ended> {
    let bytes = std::fs::read(&asked.file).map_err(|error| unreadable(&asked.file, &error))?;
    let name = asked.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if asked.kind == ImportKind::Places {
        return super::places::run(asked, &bytes, &name, json);
    }
    let trial = asked.dry_run.then(|| trial_of(&asked.dir)).transpose()?;
    let (data, key) = match &trial {
        // The key stays where it lies: it is never beside a copy of the vault.
        Some(trial) if asked.dir.key().exists() => (trial.path().join("data"), asked.dir.key()),
        Some(trial) => (trial.path().join("data"), trial.path().join("data.key")),
        None => (asked.dir.data.clone(), asked.dir.key()),
    };
    if let Some(trial) = &trial {
        trial.remove_when_told_to_stop();
    }
    let mut fresh = Fresh::before(&data, &key);
    let app = super::serve::open(&data, &key)?;
    let options = options(asked, &app, &bytes, &name)?;
    let planned = app.plan_import((&bytes, &name), &options, &mut |_| ControlFlow::Continue(()));
    let plan = planned.map_err(said)?;
    let rejects = write_rejected(asked, &plan)?;
    let (account, outlook) = (plan.account, plan.outlook);
    let (accepted, merged) = if asked.dry_run {
        let known = outlook.known_cases;
        (account.accepted - known, account.merged + known)
    } else {
        fresh.keep();
        let done = app.commit_import(actor(&app)?, &plan).map_err(said)?;
        (done.accepted, done.merged)
    };
    let value = json!({
        "dry_run": asked.dry_run, "sender": options.sender,
        "read": account.read, "accepted": accepted, "merged": merged, "rejected": account.rejected,
        "proposed_exposures": outlook.proposed_exposures, "stated_exposures": outlook.stated_exposures,
        "dates": plan.dates, "rejected_workbook": rejects,
        "rejected_rows": plan.rejected, "warnings": plan.warnings, "mapping": plan.mapping,
    });
    let heading =
        if asked.dry_run { "核对，未写入 checked, nothing written ·" } else { "已写入 written ·" };
    let mut lines = vec![
        format!("{heading} 报送 sender {}", options.sender),
        format!(
            "read {} = accepted {accepted} + merged {merged} + rejected {}",
            account.read, account.rejected
        ),
    ];
    let dates =
        plan.dates.iter().map(|date| format!("日期 dates   {}：{}", date.header, date.finding.words().zh));
    lines.extend(dates);
    lines.extend(plan.rejected.iter().take(REJECTED_SHOWN).map(|row| {
        let faults = row.faults.iter().map(|fault| format!("{}；{}", fault.reason.zh, fault.suggestion.zh));
        format!("退回 row {:<6} {}", row.row, faults.collect::<Vec<_>>().join(" "))
    }));
    if outlook.proposed_exposures > 0 {
        lines.push(format!("待确认的关联 proposed links {}", outlook.proposed_exposures));
    }
    lines.extend(rejects.iter().map(|path| format!("退回行工作簿 rejected rows {path}")));
    super::print(json, &value, &lines.join("\n"));
    Ok(Ended::Well)
}

fn unreadable(file: &Path, error: &std::io::Error) -> Said {
    let file = file.display();
    explain::both(
        &format!("读不到文件 {file}（{error}）。请核对路径与权限"),
        &format!("the file {file} cannot be read ({error}): check its path and permissions"),
    )
}

/// A copy of the data directory to check a file against, so that a dry run writes nothing into the directory itself; an
/// empty one where there is none yet.
pub(super) fn trial_of(dir: &Dir) -> anyhow::Result<Scratch> {
    let scratch = Scratch::new()?;
    let is_new = std::fs::read_dir(&dir.data).map_or(true, |mut entries| entries.next().is_none());
    if is_new {
        return Ok(scratch);
    }
    let existing = super::existing(&dir.data)?;
    let key = dir.key();
    if existing.vault().exists() {
        // Said before anything is copied.
        let loaded = logbook::MasterKey::load(&key);
        loaded.map_err(|error| explain::opening(error.into(), &dir.data, &key))?;
    }
    logbook::copy_for_trial(&dir.data, &scratch.path().join("data"))
        .map_err(|error| anyhow::anyhow!("{}: {error}", dir.data.display()))?;
    Ok(scratch)
}

/// An answer about the file is the user's to act on, in both languages; everything else is the machine's fault.
fn said(error: server::imports::ImportError) -> anyhow::Error {
    use server::imports::ImportError as Why;
    match error {
        Why::File(refusal) => {
            let words = refusal.words();
            explain::both(&words.zh, &words.en).into()
        }
        Why::NoArea { .. }
        | Why::NoSender
        | Why::Submit(_)
        | Why::VaultUnwritable(_)
        | Why::DetailsMissing(_) => {
            let problem = Problem::from(error);
            let words = |lang: Lang| {
                let words = problem.words(lang);
                format!("{} {}", words.detail, words.next)
            };
            explain::both(&words(Lang::Zh), &words(Lang::En)).into()
        }
        Why::Vault(_) | Why::Accounts(_) => error.into(),
    }
}

fn options(asked: &Import, app: &App, bytes: &[u8], name: &str) -> anyhow::Result<ImportOptions> {
    let kind = match asked.kind {
        ImportKind::Linelist => Kind::LineList,
        ImportKind::Contacts | ImportKind::Places => Kind::Contacts,
    };
    let area: AreaCode =
        asked.area.parse().map_err(|not: domain::area::NotAnAreaCode| Said(not.to_string()))?;
    let mapping: Option<Mapping> = match &asked.mapping {
        Some(path) => Some(
            serde_json::from_str(&std::fs::read_to_string(path)?)
                .map_err(|error| Said(format!("{}: {error}", path.display())))?,
        ),
        None => None,
    };
    let sender = if let Some(sender) = &asked.sender {
        sender.clone()
    } else {
        let senders = app.desk.read(|s| s.external.clone())?;
        guess_sender(app, &senders, kind, (bytes, name), mapping.as_ref())
    };
    let known = app
        .desk
        .read(|s| s.imports.rows().iter().rev().find(|row| row.sender == sender).map(|row| row.outbreak))?;
    let into = match asked.outbreak.map(OutbreakId).or(known) {
        Some(outbreak) => Into::Outbreak(outbreak),
        None => Into::New { name: sender.clone(), pack: asked.pack.clone(), area },
    };
    let (class, detection) = (CaseClass::Confirmed, Detection::Unknown);
    Ok(ImportOptions {
        sender,
        kind: Some(kind),
        into,
        area: Some(area),
        class,
        detection,
        ring: None,
        mapping,
    })
}

/// Returns the sender that a file seems to be from: its name without the word for what it lists; for contacts of a sender
/// unknown by that name, the sender whose cases most of the rows name.
fn guess_sender(
    app: &App,
    senders: &Senders,
    kind: Kind,
    (bytes, name): (&[u8], &str),
    mapping: Option<&Mapping>,
) -> String {
    let stem =
        Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut sender = stem.as_str();
    while let Some(shorter) = KINDS.iter().find_map(|word| sender.strip_suffix(word)) {
        sender = shorter.trim_end_matches(['_', '-', ' ', '.']);
    }
    let sender = if sender.is_empty() { stem.clone() } else { sender.to_owned() };
    if kind == Kind::LineList || senders.contains_key(&sender) {
        return sender;
    }
    let named = sources(bytes, name, mapping);
    let covered = |known: &str, ids: &BTreeMap<String, PersonId>| {
        named.iter().filter(|id| ids.contains_key(&app.ledger_id(known, id))).count()
    };
    let best = senders.iter().max_by_key(|(known, ids)| covered(known, ids));
    let best = best.filter(|(known, ids)| covered(known, ids) * 2 > named.len());
    best.map_or(sender, |(known, _)| known.clone())
}

/// The ids of source cases that a contact list names.
fn sources(bytes: &[u8], name: &str, mapping: Option<&Mapping>) -> BTreeSet<String> {
    let Ok(table) = exchange::read_table(bytes, name) else { return BTreeSet::new() };
    let guessed = mapping.cloned().unwrap_or_else(|| exchange::guess_mapping(&table, Kind::Contacts));
    let Some(column) = guessed.column_of(exchange::Field::InfectorId).map(|column| column.column) else {
        return BTreeSet::new();
    };
    table
        .rows
        .iter()
        .filter_map(|row| row.cells.get(column))
        .map(|cell| cell.text.trim().to_owned())
        .collect()
}

fn write_rejected(asked: &Import, plan: &ImportPlan) -> anyhow::Result<Option<String>> {
    let Some(workbook) = plan.rejected_workbook() else { return Ok(None) };
    if asked.dry_run && asked.rejected.is_none() {
        return Ok(None);
    }
    let path = asked.rejected.clone().unwrap_or_else(|| asked.file.with_extension("rejected.xlsx"));
    std::fs::write(&path, workbook)?;
    Ok(Some(path.display().to_string()))
}

/// Returns the actor that acts for the command line, enrolled at its first use.
pub(super) fn actor(app: &App) -> anyhow::Result<ActorId> {
    let known = |s: &situation::Situation| {
        s.actors.iter().find(|(_, actor)| actor.handle == HANDLE).map(|(id, _)| id)
    };
    if let Some(actor) = app.desk.read(known)? {
        return Ok(actor);
    }
    let (handle, title) = (HANDLE.to_owned(), "命令行".to_owned());
    let command =
        Command::EnrolActor { handle, title, role: Role::Machine, unit: Unit::Area(app.settings.area) };
    let next = app.desk.read(|s| s.actors.next_id())?;
    app.desk.submit_blocking(Ask::at_desk(next, app.desk.now(), command))?;
    Ok(next)
}
