//! What commonly goes wrong at a start, said in both languages with what to do next.

use super::Said;
use logbook::{DataDirError, KeyError, OpenError, VaultError};
use server::LedgerError;
use std::{
    io::{Error, ErrorKind},
    net::{SocketAddr, TcpListener},
    path::Path,
};

/// Takes an address to listen on, before anything else is opened or made.
///
/// # Errors
/// What is in the way, and what to do.
pub(crate) fn bind(listen: SocketAddr, option: &str) -> Result<TcpListener, Said> {
    let (port, ip) = (listen.port(), listen.ip());
    TcpListener::bind(listen).map_err(|error| {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the common reasons are named, the rest is as the system says"
        )]
        let (zh, en) = match error.kind() {
            ErrorKind::AddrInUse => (
                format!("端口 {port} 已被占用。请用 {option} 另选端口，或先停止占用它的程序"),
                format!(
                    "port {port} is in use: choose another with {option}, or stop the program that has it"
                ),
            ),
            ErrorKind::PermissionDenied => (
                format!("没有权限使用端口 {port}。请用 {option} 选 1024 以上的端口"),
                format!("port {port} may not be used: choose one above 1024 with {option}"),
            ),
            ErrorKind::AddrNotAvailable => (
                format!("{ip} 不是本机地址。请用 {option} 改为 127.0.0.1 或本机的地址"),
                format!("{ip} is no address of this machine: give 127.0.0.1 or one of its own with {option}"),
            ),
            _ => (
                format!("无法在 {listen} 上提供服务（{error}）。请用 {option} 另选"),
                format!("cannot listen on {listen} ({error}): choose another with {option}"),
            ),
        };
        both(&zh, &en)
    })
}

/// Says why the files of a post could not be opened.
pub(crate) fn opening(error: LedgerError, data: &Path, key: &Path) -> anyhow::Error {
    let place = data.display();
    let said = match &error {
        LedgerError::Directory(why) => directory(why, data),
        LedgerError::Key(why) => Some(master_key(why, key)),
        LedgerError::Vault(VaultError::WrongKey { .. }) => Some(both(
            &format!("主密钥 {} 与 {place} 的保险库不配套。请用 --key 指明建库时的密钥文件", key.display()),
            &format!(
                "the master key {} does not belong to the vault of {place}: name the right file with --key",
                key.display()
            ),
        )),
        LedgerError::Open(OpenError::AlreadyOpen { .. }) => Some(both(
            &format!("{place} 正由另一个海塘进程使用。请先停止它，再启动"),
            &format!("{place} is in use by another Haitang process: stop that one first"),
        )),
        LedgerError::Anchor { .. }
        | LedgerError::Broken(_)
        | LedgerError::Open(OpenError::Damaged { .. }) => Some(both(
            &format!(
                "{place} 的账本与先前留存的校验点不符，已拒绝启动（{error}）。请勿再写入，运行 haitang verify --data {place} 查明；若确是从旧备份恢复，请先核实，再移走其中的 checkpoints 目录"
            ),
            &format!(
                "the ledger of {place} is not the one that was anchored, so the start is refused ({error}): write nothing, run haitang verify --data {place}; if an older backup was restored on purpose, check that, then move its checkpoints directory away"
            ),
        )),
        LedgerError::Vault(_)
        | LedgerError::Open(_)
        | LedgerError::Read(_)
        | LedgerError::Append(_)
        | LedgerError::Batch(_)
        | LedgerError::Checkpoint(_)
        | LedgerError::Entry(_) => None,
    };
    said.map_or_else(|| error.into(), Into::into)
}

fn directory(error: &DataDirError, data: &Path) -> Option<Said> {
    let place = data.display();
    match error {
        DataDirError::Foreign { .. } => Some(both(
            &format!("{place} 里有别的文件，不是海塘数据目录。请用 --data 指明正确的目录，或一个空目录"),
            &format!(
                "{place} holds other files and is not a Haitang data directory: name the right one, or an empty one, with --data"
            ),
        )),
        DataDirError::NewerFormat { .. } => Some(both(
            &format!("{place} 由更新的版本建立。请使用较新的海塘"),
            &format!("{place} was made by a later release: use that one"),
        )),
        DataDirError::Failed { source, .. } => {
            let kind = source.downcast_ref::<Error>().map(Error::kind);
            denied(kind).then(|| unwritable(data))
        }
    }
}

fn denied(kind: Option<ErrorKind>) -> bool {
    matches!(
        kind,
        Some(
            ErrorKind::PermissionDenied
                | ErrorKind::ReadOnlyFilesystem
                | ErrorKind::NotADirectory
                | ErrorKind::AlreadyExists
        )
    )
}

fn unwritable(data: &Path) -> Said {
    let place = data.display();
    both(
        &format!(
            "无法写入数据目录 {place}。请检查它是否为目录、当前用户有无权限、磁盘是否只读，或用 --data 另选"
        ),
        &format!(
            "the data directory {place} cannot be written: check that it is a directory, its permissions and the disk, or choose another with --data"
        ),
    )
}

fn master_key(error: &KeyError, key: &Path) -> Said {
    let place = key.display();
    match error {
        KeyError::Exposed { .. } => both(
            &format!("主密钥 {place} 其他用户也能读取。请运行 chmod 600 {place}"),
            &format!("others can read the master key {place}: run chmod 600 {place}"),
        ),
        KeyError::NotAKey { .. } => both(
            &format!("{place} 不是海塘主密钥。请用 --key 指明正确的文件，或从备份取回"),
            &format!(
                "{place} is not a Haitang master key: name the right file with --key, or take it from the backup"
            ),
        ),
        KeyError::Failed { source, .. } if source.kind() == ErrorKind::NotFound => both(
            &format!("缺少主密钥 {place}，没有它保险库打不开。请从备份放回原处，或用 --key 指明位置"),
            &format!(
                "the master key {place} is missing, and nothing else opens the vault: put it back from the backup, or name it with --key"
            ),
        ),
        KeyError::Failed { source, .. } => both(
            &format!("无法读写主密钥 {place}（{source}）。请检查权限，或用 --key 另选位置"),
            &format!(
                "the master key {place} cannot be read or written ({source}): check permissions, or choose another place with --key"
            ),
        ),
    }
}

/// Joins a sentence in both languages.
pub(crate) fn both(zh: &str, en: &str) -> Said {
    Said(format!("{zh} · {en}"))
}
