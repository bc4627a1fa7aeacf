//! Single commands from many clients, and a large file imported row by row with duplicate check.

use super::{Figure, Sizes, loaded, open, timed};
use domain::{AreaCode, CaseClass, Command, Detection, Unit, ids::ActorId};
use exchange::Kind;
use server::{
    App, Ask, Desk, Settings,
    imports::{ImportOptions, Into},
};
use std::{fmt::Write as _, ops::ControlFlow, path::Path};

/// Clients that send at the same time.
const CLIENTS: u32 = 64;

/// Commands sent one by one from many clients, each waiting until its own is durable.
pub(super) fn single_commands(data: &Path, sizes: Sizes) -> anyhow::Result<Vec<Figure>> {
    let mut ledger = open(data)?;
    let now = (ledger.clock)();
    ledger.record(
        now,
        &Ask::at_desk(ActorId(1), now, Command::Prepare { facts: loaded::city(Sizes::SMALL) }),
    )?;
    let (desk, _rest) = Desk::open(ledger)?;
    let each = sizes.commands / CLIENTS;
    let unit = Unit::Area("330211001".parse::<AreaCode>()?);
    let (failed, seconds) = timed(|| {
        std::thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| client(&desk, unit, each))).collect();
            clients.into_iter().map(|client| client.join().unwrap_or(each)).sum::<u32>()
        })
    });
    anyhow::ensure!(failed == 0, "{failed} commands failed");
    let rate = f64::from(each * CLIENTS) / seconds;
    Ok(vec![Figure {
        name: "single commands, 64 clients",
        value: rate,
        unit: "commands/s",
        goal: Some((5_000.0, true)),
    }])
}

fn client(desk: &Desk, unit: Unit, commands: u32) -> u32 {
    let mut failed = 0;
    for _ in 0..commands {
        let at = desk.now();
        let ask = Ask::at_desk(ActorId(1), at, Command::ReportUnit { unit, at });
        failed += u32::from(desk.submit_blocking(ask).is_err());
    }
    failed
}

/// A line list with identity numbers and phones, read, matched against everybody known, and recorded; and once more, when
/// every row is known.
pub(super) fn import(data: &Path, sizes: Sizes) -> anyhow::Result<Vec<Figure>> {
    let ledger = open(data)?;
    let area: AreaCode = "3302".parse()?;
    let app = App::open(ledger, Settings { encrypted: false, area, is_demo: false })?;
    let file = line_list(sizes.rows);
    let options = ImportOptions {
        sender: "bench".into(),
        kind: Some(Kind::LineList),
        into: Into::New { name: "bench".into(), pack: "covid19-delta".into(), area },
        area: Some(area),
        class: CaseClass::Confirmed,
        detection: Detection::Unknown,
        ring: None,
        mapping: None,
    };
    let once = || -> anyhow::Result<(u32, u32)> {
        let plan =
            app.plan_import((file.as_bytes(), "bench.csv"), &options, &mut |_| ControlFlow::Continue(()))?;
        let done = app.commit_import(ActorId(1), &plan)?;
        Ok((done.accepted, done.merged))
    };
    let (first, seconds) = timed(once);
    anyhow::ensure!(first? == (sizes.rows, 0), "every row is new at first");
    let (second, again) = timed(once);
    anyhow::ensure!(second? == (0, sizes.rows), "no row is new the second time");
    let rows = f64::from(sizes.rows);
    let goal = Some((20_000.0, true));
    Ok(vec![
        Figure { name: "import, every row new", value: rows / seconds, unit: "rows/s", goal },
        Figure { name: "import, every row known", value: rows / again, unit: "rows/s", goal },
    ])
}

fn line_list(rows: u32) -> String {
    let mut text = String::from("病例编号,姓名,性别,身份证号,联系电话,发病日期,确诊日期,临床分型\n");
    for nth in 0..rows {
        let born = 1930 + nth % 80;
        let first = format!(
            "330211{born}{:02}{:02}{:03}",
            1 + nth / 80 % 12,
            1 + nth / 960 % 28,
            nth / 26_880 % 1000
        );
        let check = domain::identity::check_character(&first).unwrap_or('X');
        let day = 1 + nth % 20;
        // Writing to a string cannot fail.
        let _written = writeln!(
            text,
            "B{nth},张{nth},{},{first}{check},190{nth:08},2021-12-{day:02},2021-12-{:02},轻型",
            if nth / 26_880 % 2 == 1 { "男" } else { "女" },
            day + 2
        );
    }
    text
}
