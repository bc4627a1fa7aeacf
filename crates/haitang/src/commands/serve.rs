//! `haitang serve`: the service on a data directory.

use super::{explain, fresh::Fresh, simulate::Mark};
use crate::{Ended, cli::Serve};
use domain::{AreaCode, Timestamp};
use logbook::ReadLog;
use server::{
    App, Clock, Entropy, Ledger, Settings,
    bootstrap::FirstAccount,
    workers::{Duties, Workers},
};
use std::{net::TcpListener, ops::ControlFlow, path::Path, sync::Arc, time::Duration};

/// The area a new data directory is about, until its own areas are listed.
const DEFAULT_AREA: &str = "3302";
/// Minutes after midnight at which the figures of the day before are frozen.
const FREEZE_AFTER: i64 = 30;
/// How long the workers rest between two rounds.
const REST_SECONDS: u64 = 15;
/// The district of the demonstration.
const DEMO_AREA: &str = "330211";

pub(crate) fn run(asked: &Serve, json: bool) -> anyhow::Result<Ended> {
    // A taken port is said before anything is made.
    let listener = explain::bind(asked.listen, "--listen")?;
    let (data, key) = (&asked.dir.data, asked.dir.key());
    let mut fresh = Fresh::before(data, &key);
    let app = open(data, &key)?;
    let welcome = app.first_account()?.map_or_else(String::new, |first| welcome(&first));
    fresh.keep();
    serve(app, listener, json, &welcome)
}

/// What the operator of a new post is told, once.
fn welcome(first: &FirstAccount) -> String {
    let FirstAccount { handle, password } = first;
    format!(
        "首个管理员账号（口令只显示这一次，首次登录须更换；登录后在“账号”页为各岗位建号）\n\
         the first administrator (the password is shown this once and must be changed at the first sign-in; make the other accounts on the page Accounts)\n  \
         登录名 name      {handle}\n  口令 password  {password}"
    )
}

/// Opens a data directory for serving.  A demonstration goes on from where its story stopped, at the pace of the clock on
/// the wall.
pub(crate) fn open(data: &Path, key: &Path) -> anyhow::Result<App> {
    let demo = Mark::of(data).is_some();
    let clock = if demo { story_clock(data)? } else { server::clock::wall() };
    let ledger = Ledger::open(data, key, Entropy::system(), clock);
    let ledger = ledger.map_err(|error| explain::opening(error, data, key))?;
    let area = if demo { DEMO_AREA } else { DEFAULT_AREA };
    let settings = Settings { encrypted: false, area: area.parse::<AreaCode>()?, is_demo: demo };
    Ok(App::open(ledger, settings)?)
}

/// Returns a clock that reads the time of the ledger's last entry now and runs on with the wall clock.
fn story_clock(data: &Path) -> anyhow::Result<Clock> {
    let wall = server::clock::wall();
    let dir = super::existing(data)?;
    let reader = super::reader(&dir)?;
    let mut last = None;
    reader.read(reader.head()?.seq.max(1), None, &mut |entry| {
        last = Some(entry.at_ms);
        ControlFlow::Continue(())
    })?;
    let Some(last) = last else { return Ok(wall) };
    let began = wall().as_millisecond();
    Ok(Arc::new(move || {
        Timestamp::from_millisecond(last + (wall().as_millisecond() - began)).unwrap_or(Timestamp::MAX)
    }))
}

/// Serves until the process is told to stop.
pub(crate) fn serve(app: App, listener: TcpListener, json: bool, welcome: &str) -> anyhow::Result<Ended> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let duties = Duties {
        bulletins: vec![app.settings.area.city()],
        freeze_after: FREEZE_AFTER,
        rest: Duration::from_secs(REST_SECONDS),
    };
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let url = format!("http://{}", listener.local_addr()?);
        super::print(json, &serde_json::json!({ "url": url, "says": welcome }), &format!("{url}\n{welcome}"));
        let workers = Workers::start(app.clone(), duties);
        let served = server::serve::serve(app, listener, told_to_stop()).await;
        // Waiting for the worker's round must not hold up the runtime's threads.
        tokio::task::spawn_blocking(move || drop(workers)).await?;
        Ok::<_, anyhow::Error>(served?)
    })?;
    Ok(Ended::Well)
}

pub(super) async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _stopped = interrupted.await;
        return;
    };
    tokio::select! {
        _stopped = interrupted => {}
        _stopped = terminated.recv() => {}
    }
}
