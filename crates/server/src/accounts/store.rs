//! The plain tables of `ops.db`.

use rusqlite::Connection;

/// Makes the tables where they are missing.
pub(super) fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.query_row("pragma journal_mode = wal", [], |_| Ok(()))?;
    connection.execute_batch(
        "create table if not exists account(
           handle text primary key,
           actor integer not null,
           salt blob not null,
           hash blob not null
         ) strict;
         create table if not exists attempt(
           key blob primary key,
           failures integer not null,
           locked_until integer not null,
           last_at integer not null
         ) strict;
         create table if not exists session(
           key blob primary key,
           actor integer not null,
           began_at integer not null,
           seen_at integer not null,
           purpose text,
           subject text,
           purpose_until integer
         ) strict;
         create table if not exists opened(
           session blob not null,
           person integer not null,
           purpose text not null,
           subject text not null,
           until integer not null,
           recorded integer not null,
           primary key (session, person)
         ) strict;
         create trigger if not exists what_a_session_opened_ends_with_it after delete on session
         begin delete from opened where session = old.key; end;
         create table if not exists viewed(
           session blob not null,
           person integer not null,
           address text not null,
           at integer not null,
           primary key (session, person, address)
         ) strict;
         create trigger if not exists what_a_session_viewed_ends_with_it after delete on session
         begin delete from viewed where session = old.key; end;
         create table if not exists mapping(
           sender text not null,
           kind text not null,
           mapping text not null,
           primary key (sender, kind)
         ) strict;",
    )?;
    // Added later; the tables of an earlier release have no such column.
    let is_there: bool = connection.query_row(
        "select exists(select 1 from pragma_table_info('account') where name = 'must_change')",
        [],
        |row| row.get(0),
    )?;
    if !is_there {
        connection.execute_batch("alter table account add column must_change integer not null default 0")?;
    }
    Ok(())
}
