//! Reading a table from its first row to its last, page by page, never whole in memory.

use super::{Counted, DumpError, Sum, stays, tables::Table};
use crate::sql::{Conn, Type, Value};

/// How many rows a page has at first, and at most.
const FIRST: i64 = 64;
const MOST: i64 = 4_096;
/// How many bytes a page should have.
const PAGE: usize = 1 << 20;

/// The parameters of a table's first page.
pub(super) fn from_the_first(table: &Table, limit: i64) -> Vec<Value> {
    let least = |ty| match ty {
        Type::Int => Value::Int(i64::MIN),
        Type::Text => Value::Text(String::new()),
        Type::Bytes => Value::Bytes(Vec::new()),
    };
    let keys = table.columns.iter().take(table.keys).map(|(_, ty)| least(*ty));
    keys.chain([Value::Int(limit)]).collect()
}

/// Gives every row of a table, packed, to `take`; answers how many there are and their checksum.
pub(super) fn table(
    conn: &mut Conn,
    table: &'static Table,
    take: &mut dyn FnMut(&[u8]) -> Result<(), DumpError>,
) -> Result<Counted, DumpError> {
    let (mut sum, mut limit) = (Sum::default(), FIRST);
    let mut params = from_the_first(table, limit);
    loop {
        let rows = conn.rows(&table.page, &params)?;
        let Some(last) = rows.last() else { return Ok(sum.of(table)) };
        params = last[..table.keys].to_vec();
        let mut bytes = 0;
        for row in &rows {
            if stays(table, row) {
                continue;
            }
            bytes += sum.add_and(row, take)?;
        }
        // Pages of pictures have few rows and pages of ties have many.
        limit = match bytes {
            0..PAGE => (limit * 2).min(MOST),
            _ => (limit / 2).max(1),
        };
        params.push(Value::Int(limit));
    }
}
