//! Restoring a dump: into an empty store, all of it or nothing.

use std::io::Read;

use super::{
    Counted, DumpError, Header, Sum,
    file::{ROW, Reader, TABLE, TABLE_END, TRAILER},
    stays,
    tables::{TABLES, Table},
    walk,
};
use crate::{
    Location, StoreError,
    migrations::{migrate, newest},
    sql::{Conn, Queued, statements},
    store::connect,
};

/// How many bytes of rows are sent at once.
const SENT_AT_ONCE: usize = 1 << 20;

statements! {
    write empty_lanes() = "DELETE FROM lanes WHERE head = 0";
}

/// Restores a dump into the empty store at `location`; answers what is in it now.
///
/// # Errors
/// The store is not empty, or the file is not a whole dump of this schema. Nothing of it stays.
pub fn restore(location: &Location, input: &mut dyn Read) -> Result<Vec<Counted>, DumpError> {
    let mut file = Reader::begin(input)?;
    let header: Header = file.json()?;
    let known = newest();
    if header.schema > known {
        return Err(DumpError::Newer { made_by: header.kith, found: header.schema, known });
    }
    if header.schema < known {
        return Err(DumpError::Older { made_by: header.kith, found: header.schema, known });
    }
    let mut conn = connect(location, false)?;
    migrate(&mut conn)?;
    conn.driver().begin(&[])?;
    match fill(&mut conn, file) {
        Ok(counted) => {
            conn.driver().run("COMMIT")?;
            Ok(counted)
        }
        Err(error) => {
            conn.discard_all();
            // A connection that is lost has rolled back by itself.
            drop(conn.driver().run("ROLLBACK"));
            Err(error)
        }
    }
}

/// Fills the store with what the file holds, reads it again, and compares.
fn fill(conn: &mut Conn, mut file: Reader<'_>) -> Result<Vec<Counted>, DumpError> {
    // A store that was opened once has its writers' lanes, with nothing in them.
    empty_lanes(conn);
    conn.flush()?;
    for table in TABLES {
        if !conn.rows(&table.page, &walk::from_the_first(table, 1))?.is_empty() {
            return Err(DumpError::NotEmpty(table.name));
        }
    }
    let mut read = Vec::new();
    loop {
        match (file.tag()?, TABLES.get(read.len())) {
            (TABLE, Some(table)) => read.push(rows_of(conn, &mut file, table)?),
            (TRAILER, None) => break,
            _ => return Err(DumpError::Torn),
        }
    }
    let promised: Vec<Counted> = file.json()?;
    file.end()?;
    if let Some(wrong) = differing(&promised, &read) {
        return Err(DumpError::Differs { table: wrong, place: "the file" });
    }
    let mut kept = Vec::new();
    for table in TABLES {
        kept.push(walk::table(conn, table, &mut |_| Ok(()))?);
    }
    match differing(&promised, &kept) {
        Some(wrong) => Err(DumpError::Differs { table: wrong, place: "the restored store" }),
        None => Ok(kept),
    }
}

/// The first table of which one has other rows than the other.
fn differing(promised: &[Counted], found: &[Counted]) -> Option<String> {
    let differs = promised.iter().zip(found).find(|(promised, found)| promised != found);
    differs.map(|(promised, _)| promised.table.clone())
}

/// Reads the rows of one table and keeps them.
fn rows_of(
    conn: &mut Conn,
    file: &mut Reader<'_>,
    table: &'static Table,
) -> Result<Counted, DumpError> {
    let name: String = file.json()?;
    let columns: Vec<String> = file.json()?;
    if name != table.name || !columns.iter().eq(table.columns.iter().map(|(column, _)| column)) {
        return Err(DumpError::Torn);
    }
    let mut sum = Sum::default();
    let mut waiting = 0;
    loop {
        match file.tag()? {
            ROW => {}
            TABLE_END => break,
            _ => return Err(DumpError::Torn),
        }
        let mut row = Vec::with_capacity(table.columns.len());
        for (_, ty) in table.columns {
            let value = file.value()?;
            if !value.is_of(*ty) {
                return Err(DumpError::Torn);
            }
            row.push(value);
        }
        // This store gets a name of its own: what is kept beside the old one is not taken for its.
        if stays(table, &row) {
            continue;
        }
        waiting += sum.add(&row)?;
        conn.queue(Queued { statement: &table.insert, params: row, guarded: true });
        if waiting > SENT_AT_ONCE {
            waiting = 0;
            flush(conn, table)?;
        }
    }
    flush(conn, table)?;
    Ok(sum.of(table))
}

fn flush(conn: &mut Conn, table: &Table) -> Result<(), DumpError> {
    conn.flush().map_err(|error| match error {
        StoreError::Sql { detail, .. } => {
            DumpError::Refused { table: table.name.to_owned(), detail }
        }
        error => error.into(),
    })
}
