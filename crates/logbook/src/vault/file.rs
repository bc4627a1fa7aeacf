//! The vault's file: tables, settings, format.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::error::{VaultError, failed};

/// "HtVt": marks the file as a Haitang vault in its header.
const APPLICATION_ID: i64 = 0x4874_5674;

/// The newest vault format this release writes and reads.
const FORMAT: i64 = 1;

const SCHEMA: &str = "
create table master(only integer primary key check (only = 1), mark blob not null) strict;
create table person(
  person integer primary key,
  wrapped_key blob not null,
  details blob,
  id_tag blob,
  phone_tag blob
) strict;
create index person_by_id_tag on person(id_tag) where id_tag is not null;
create index person_by_phone_tag on person(phone_tag) where phone_tag is not null;
create table note(
  person integer not null,
  note integer not null,
  sealed blob not null,
  primary key (person, note)
) strict, without rowid;
create table erased(person integer primary key) strict;
";

/// How long to wait for another program that holds the database, such as a backup.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.query_row("pragma journal_mode = wal", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.query_row("pragma secure_delete = on", [], |_| Ok(()))?;
    // 32 MiB: a bulk load rewrites the same index pages; moving them over after each commit is wasted.
    connection.pragma_update(None, "wal_autocheckpoint", 8_192)?;
    // 64 MiB: the tags of a city's people arrive in random order.
    connection.pragma_update(None, "cache_size", -65_536)
}

pub(super) fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("select count(*) = 0 from sqlite_schema", [], |row| row.get(0))
}

pub(super) fn create(connection: &mut Connection, mark: [u8; 32]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(SCHEMA)?;
    transaction.execute("insert into master(only, mark) values (1, ?1)", [mark])?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()
}

pub(super) fn check_format(connection: &Connection, path: &Path) -> Result<(), VaultError> {
    let number =
        |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(failed);
    let is_vault = number("application_id")? == APPLICATION_ID;
    let found = if is_vault { number("user_version")? } else { 0 };
    if (1..=FORMAT).contains(&found) {
        Ok(())
    } else {
        Err(VaultError::Format { path: path.to_path_buf(), found, known: FORMAT })
    }
}
