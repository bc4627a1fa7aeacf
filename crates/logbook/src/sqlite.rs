//! The ledger in one `SQLite` file: write-ahead log, every commit flushed, one writer, any number of readers.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{CachedStatement, Connection, OpenFlags, OptionalExtension, Row, TransactionBehavior};

use crate::chain::Chain;
use crate::files;
use crate::log::{AppendError, Cause, Head, Log, NewEntry, OpenError, ReadError, ReadLog, StoredEntry};

/// "HtLg": marks the file as a Haitang ledger in its header.
const APPLICATION_ID: i64 = 0x4874_4c67;

/// The newest ledger format this release writes and reads.
const FORMAT: i64 = 1;

/// The tables and the rules that hold even against another program's hand.
///
/// `log_only_grows` also stops `insert or replace`, which would delete without firing a delete trigger.
pub(crate) const SCHEMA: [&str; 5] = [
    "create table log(
  seq integer primary key,
  at_ms integer not null,
  received_ms integer not null,
  device_ms integer,
  by_actor integer not null,
  schema integer not null,
  fact_count integer not null,
  hash blob not null,
  facts text not null
) strict",
    "create table head(
  only integer primary key check (only = 1),
  seq integer not null,
  facts integer not null,
  hash blob not null
) strict",
    "create trigger log_only_grows before insert on log
when new.seq <> (select coalesce(max(seq), 0) + 1 from log)
begin select raise(abort, 'the log only grows, by one place at a time'); end",
    "create trigger log_never_changes before update on log
begin select raise(abort, 'the log never changes'); end",
    "create trigger log_never_shrinks before delete on log
begin select raise(abort, 'the log never shrinks'); end",
];

/// How long to wait for another program that holds the database, such as a backup.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a follower looks again, shortest and longest.
const LOOK_AGAIN: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(50));

/// The ledger with its only writer.
pub struct SqliteLog {
    connection: Connection,
    /// Set by the first failed write; see [`AppendError::Io`].
    stopped: bool,
    /// Held, never read: the lock ends with it.  Declared after the connection so that it outlives it.
    _lock: File,
}

/// A ledger opened for reading only, possibly while another process writes it.
pub struct SqliteReader {
    connection: Connection,
}

impl SqliteLog {
    /// Opens the ledger at `path` for writing, creating it if there is none.
    ///
    /// # Errors
    /// [`OpenError`]; in particular [`OpenError::AlreadyOpen`] when another process writes it.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let failed = |source: Cause| OpenError::Failed { path: path.to_path_buf(), source };
        let lock = files::lock_beside(path)
            .map_err(|source| failed(source.into()))?
            .ok_or_else(|| OpenError::AlreadyOpen { path: path.to_path_buf() })?;
        let is_new = !path.exists();
        let mut connection = Connection::open(path).map_err(|source| failed(source.into()))?;
        prepare_writer(&connection).map_err(|source| failed(source.into()))?;
        if is_empty(&connection).map_err(|source| failed(source.into()))? {
            create(&mut connection).map_err(|source| failed(source.into()))?;
        }
        if is_new {
            files::flush_directory(files::parent(path)).map_err(|source| failed(source.into()))?;
        }
        check_format(&connection, path)?;
        check_head(&connection, path)?;
        Ok(Self { connection, stopped: false, _lock: lock })
    }

    /// Opens the ledger at `path` for reading only; works while another process writes it.
    ///
    /// # Errors
    /// [`OpenError`]; in particular [`OpenError::NotFound`].
    pub fn open_read_only(path: &Path) -> Result<SqliteReader, OpenError> {
        SqliteReader::open(path)
    }

    /// Moves everything from the write-ahead file into the ledger file itself, as far as readers allow.
    ///
    /// Only needed before the ledger file alone is copied; it also happens by itself.
    ///
    /// # Errors
    /// [`AppendError::Io`], fatal as for an append.
    pub fn settle(&mut self) -> Result<(), AppendError> {
        if self.stopped {
            return Err(AppendError::Stopped);
        }
        let settled = self.connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()));
        settled.map_err(|source| {
            self.stopped = true;
            AppendError::Io { source: source.into() }
        })
    }

    fn commit(&mut self, expected_last: u64, entries: &[NewEntry]) -> Result<u64, AppendError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|source| if is_busy(&source) { AppendError::Busy } else { io(source) })?;
        let head = read_head(&transaction).map_err(io)?;
        if head.seq != expected_last {
            return Err(AppendError::Stale { expected: expected_last, actual: head.seq });
        }
        if entries.is_empty() {
            return Ok(head.seq);
        }
        let mut chain = Chain::after(head);
        {
            let mut insert = transaction.prepare_cached(INSERT).map_err(io)?;
            for entry in entries {
                insert_entry(&mut insert, &mut chain, entry).map_err(io)?;
            }
        }
        let head = chain.head();
        transaction
            .prepare_cached("update head set seq = ?1, facts = ?2, hash = ?3")
            .and_then(|mut update| update.execute((to_sql(head.seq), to_sql(head.facts), head.hash)))
            .map_err(io)?;
        transaction.commit().map_err(io)?;
        Ok(head.seq)
    }
}

impl Log for SqliteLog {
    fn append(&mut self, expected_last: u64, entries: &[NewEntry]) -> Result<u64, AppendError> {
        if self.stopped {
            return Err(AppendError::Stopped);
        }
        let appended = self.commit(expected_last, entries);
        self.stopped = matches!(appended, Err(AppendError::Io { .. }));
        appended
    }
}

impl SqliteReader {
    /// Opens the ledger at `path` for reading only.
    ///
    /// # Errors
    /// [`OpenError`]; in particular [`OpenError::NotFound`].
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = connect_read_only(path)?;
        check_format(&connection, path)?;
        Ok(Self { connection })
    }
}

impl ReadLog for SqliteLog {
    fn read(
        &self,
        from: u64,
        through: Option<u64>,
        each: &mut dyn FnMut(StoredEntry) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        read_entries(&self.connection, from, through, each)
    }

    fn head(&self) -> Result<Head, ReadError> {
        read_head(&self.connection).map_err(failed)
    }

    fn wait_beyond(&self, seq: u64, timeout: Duration) -> Result<Head, ReadError> {
        wait_beyond(&self.connection, seq, timeout)
    }
}

impl ReadLog for SqliteReader {
    fn read(
        &self,
        from: u64,
        through: Option<u64>,
        each: &mut dyn FnMut(StoredEntry) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        read_entries(&self.connection, from, through, each)
    }

    fn head(&self) -> Result<Head, ReadError> {
        read_head(&self.connection).map_err(failed)
    }

    fn wait_beyond(&self, seq: u64, timeout: Duration) -> Result<Head, ReadError> {
        wait_beyond(&self.connection, seq, timeout)
    }
}

const INSERT: &str = "insert into log(seq, at_ms, received_ms, device_ms, by_actor, schema, fact_count, hash, facts) \
                      values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

pub(crate) const SELECT: &str = "select seq, at_ms, received_ms, device_ms, by_actor, schema, fact_count, hash, facts \
                                 from log where seq between ?1 and ?2 order by seq";

fn insert_entry(
    insert: &mut CachedStatement<'_>,
    chain: &mut Chain,
    entry: &NewEntry,
) -> rusqlite::Result<usize> {
    let (seq, hash) = chain.extend(entry);
    insert.execute((
        to_sql(seq),
        entry.at_ms,
        entry.received_ms,
        entry.device_ms,
        entry.by,
        entry.schema,
        entry.fact_count,
        hash.as_slice(),
        entry.facts.as_str(),
    ))
}

/// Reads one row of [`SELECT`].  Any value of an unexpected kind is an error, never a default.
pub(crate) fn entry_of(row: &Row<'_>) -> rusqlite::Result<StoredEntry> {
    Ok(StoredEntry {
        seq: from_sql(row.get(0)?),
        at_ms: row.get(1)?,
        received_ms: row.get(2)?,
        device_ms: row.get(3)?,
        by: row.get(4)?,
        schema: row.get(5)?,
        fact_count: row.get(6)?,
        hash: row.get(7)?,
        facts: row.get(8)?,
    })
}

fn read_entries(
    connection: &Connection,
    from: u64,
    through: Option<u64>,
    each: &mut dyn FnMut(StoredEntry) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let mut expected = from.max(1);
    let last = to_sql(through.unwrap_or(u64::MAX));
    let unreadable = |seq: u64, source: rusqlite::Error| ReadError::Unreadable { seq, source: source.into() };
    let mut select = connection.prepare_cached(SELECT).map_err(failed)?;
    let mut rows = select.query((to_sql(expected), last)).map_err(failed)?;
    loop {
        let row = rows.next().map_err(|source| unreadable(expected, source))?;
        let Some(row) = row else { return Ok(()) };
        let entry = entry_of(row).map_err(|source| unreadable(expected, source))?;
        if entry.seq != expected {
            return Err(ReadError::Gap { expected, found: entry.seq });
        }
        expected += 1;
        if each(entry).is_break() {
            return Ok(());
        }
    }
}

pub(crate) fn read_head(connection: &Connection) -> rusqlite::Result<Head> {
    connection.prepare_cached("select seq, facts, hash from head where only = 1")?.query_row([], |row| {
        Ok(Head { seq: from_sql(row.get(0)?), facts: from_sql(row.get(1)?), hash: row.get(2)? })
    })
}

/// Time is counted by the pauses made, so that no clock is read.
fn wait_beyond(connection: &Connection, seq: u64, timeout: Duration) -> Result<Head, ReadError> {
    let (mut pause, longest) = LOOK_AGAIN;
    let mut left = timeout;
    loop {
        let head = read_head(connection).map_err(failed)?;
        if head.seq > seq || left.is_zero() {
            return Ok(head);
        }
        let nap = pause.min(left);
        std::thread::sleep(nap);
        left = left.saturating_sub(nap);
        pause = (pause * 2).min(longest);
    }
}

/// Opens without checking what is inside; [`verify`](crate::verify) looks at damaged files too.
pub(crate) fn connect_read_only(path: &Path) -> Result<Connection, OpenError> {
    if !path.exists() {
        return Err(OpenError::NotFound { path: path.to_path_buf() });
    }
    let failed =
        |source: rusqlite::Error| OpenError::Failed { path: path.to_path_buf(), source: source.into() };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    // Without this a damaged cell could be followed outside its page.
    connection.pragma_update(None, "cell_size_check", true).map_err(failed)?;
    connection.pragma_update(None, "trusted_schema", false).map_err(failed)?;
    Ok(connection)
}

fn prepare_writer(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.query_row("pragma journal_mode = wal", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "cell_size_check", true)
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("select count(*) = 0 from sqlite_schema", [], |row| row.get(0))
}

fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for statement in SCHEMA {
        transaction.execute(statement, [])?;
    }
    let origin = Chain::origin().head();
    transaction.execute("insert into head(only, seq, facts, hash) values (1, 0, 0, ?1)", [origin.hash])?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()
}

/// Refuses files of other programs and of later releases.
pub(crate) fn check_format(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let number = |name: &str| {
        connection
            .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .map_err(|source| OpenError::Failed { path: path.to_path_buf(), source: source.into() })
    };
    let found = number("user_version")?;
    if number("application_id")? != APPLICATION_ID || found < 1 {
        return Err(OpenError::Foreign { path: path.to_path_buf() });
    }
    if found > FORMAT {
        return Err(OpenError::NewerFormat { path: path.to_path_buf(), found, known: FORMAT });
    }
    Ok(())
}

/// Refuses to write after a head that is not the last entry's.
fn check_head(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let failed =
        |source: rusqlite::Error| OpenError::Failed { path: path.to_path_buf(), source: source.into() };
    let head = read_head(connection).map_err(failed)?;
    let last: Option<(i64, [u8; 32])> = connection
        .query_row("select seq, hash from log order by seq desc limit 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()
        .map_err(failed)?;
    let (last, hash) = last.map_or((0, Chain::origin().head().hash), |(seq, hash)| (from_sql(seq), hash));
    if (last, hash) == (head.seq, head.hash) {
        Ok(())
    } else {
        Err(OpenError::Damaged { path: PathBuf::from(path), head: head.seq, last })
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

fn io(source: rusqlite::Error) -> AppendError {
    AppendError::Io { source: source.into() }
}

fn failed(source: rusqlite::Error) -> ReadError {
    ReadError::Failed { source: source.into() }
}

/// Places beyond the engine's largest rowid cannot exist; clamping keeps "to the end" meaning just that.
pub(crate) fn to_sql(place: u64) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// A negative place can only come from a damaged file; it becomes 0, which is no entry's place.
pub(crate) fn from_sql(place: i64) -> u64 {
    u64::try_from(place).unwrap_or(0)
}
