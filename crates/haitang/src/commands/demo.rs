//! `haitang demo`: make the demo city where there is none, then serve it on this machine.

use super::simulate::{Mark, make};
use crate::{Ended, cli::Demo};
use domain::Role;
use server::App;
use std::net::{Ipv4Addr, SocketAddr};

pub(crate) fn run(asked: &Demo, json: bool) -> anyhow::Result<Ended> {
    let mut key = asked.data.clone().into_os_string();
    key.push(".key");
    let key = std::path::PathBuf::from(key);
    let until = super::local_time(&asked.until)?;
    // A taken port is said before half a minute is spent on the city.
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, asked.port));
    let listener = super::explain::bind(listen, "--port")?;
    let empty = !asked.data.exists() || std::fs::read_dir(&asked.data)?.next().is_none();
    if empty {
        super::tell("生成演示城市，约需半分钟 · making the demo city, about half a minute");
        make(&asked.data, &key, &Mark { seed: asked.seed, until })?;
    } else if Mark::of(&asked.data).is_none() {
        let says = format!(
            "{} 不是演示目录，请用 haitang serve · is no demo; use haitang serve",
            asked.data.display()
        );
        return Err(super::Said(says).into());
    }
    let app = super::serve::open(&asked.data, &key)?;
    let welcome = enrol(&app)?;
    super::serve::serve(app, listener, json, &welcome)
}

/// Gives every member of the demo's staff a password, made of the sign-in name, and returns what to tell the user.
fn enrol(app: &App) -> anyhow::Result<String> {
    let staff: Vec<_> = app.desk.read(|s| {
        let people = s.actors.iter().filter(|(_, actor)| actor.active && actor.role != Role::Machine);
        people.map(|(id, actor)| (id, actor.handle.clone(), actor.title.clone())).collect()
    })?;
    for (actor, handle, _) in &staff {
        if !app.accounts.has_user(handle)? {
            app.accounts.create_user(handle, &password(handle), *actor)?;
        }
    }
    let shown = [
        "commander",
        "duty",
        "city-commander",
        "city-duty",
        "tracer-1",
        "publisher",
        "inspector",
        "admin",
        "grid-1901",
    ];
    let lines = shown.iter().filter_map(|name| staff.iter().find(|(_, handle, _)| handle == name));
    let lines = lines.map(|(_, handle, title)| format!("  {handle:<14} {:<22} {title}", password(handle)));
    let lines: Vec<_> = lines.collect();
    Ok(format!(
        "演示账号（仅本机、仅虚构数据） · demo accounts, on this machine and made-up data only\n  {:<14} {:<22} 岗位 duty\n{}",
        "登录名 name",
        "口令 password",
        lines.join("\n")
    ))
}

fn password(handle: &str) -> String {
    format!("haitang-{handle}")
}
