//! The list of what a dump holds, held against the schema of both databases.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dump::{LEFT_OUT, TABLES},
    migrations::migrate,
    run_on_server,
    sql::{Conn, Postgres, Sqlite, Statement, Type, Value},
};

type Schema = BTreeMap<String, BTreeSet<(String, String)>>;

/// The columns and types of every table that a database has.
fn schema(conn: &mut Conn, statement: &'static Statement) -> Schema {
    let mut schema = Schema::new();
    for row in conn.rows(statement, &[]).unwrap() {
        let [Value::Text(table), Value::Text(column), Value::Text(ty)] = &row[..] else {
            panic!("{row:?}");
        };
        schema.entry(table.clone()).or_default().insert((column.clone(), ty.to_lowercase()));
    }
    schema
}

/// The same as the list has it.
fn listed() -> Schema {
    let word = |ty| match ty {
        Type::Int => "bigint",
        Type::Text => "text",
        Type::Bytes => "bytea",
    };
    let columns = |table: &crate::dump::Table| {
        table.columns.iter().map(|(name, ty)| ((*name).to_owned(), word(*ty).to_owned())).collect()
    };
    TABLES.iter().map(|table| (table.name.to_owned(), columns(table))).collect()
}

fn check(mut found: Schema) {
    for (table, reason) in LEFT_OUT {
        assert!(found.remove(*table).is_some(), "{table} ({reason}) is no table");
    }
    let listed = listed();
    for (table, columns) in &found {
        let known = listed.get(table);
        assert_eq!(Some(columns), known, "the table {table} is not in a dump as it is");
    }
    assert_eq!(found.len(), listed.len(), "a table is listed that is not there");
}

#[test]
fn every_table_and_column_of_sqlite_is_in_a_dump_or_left_out_for_a_reason() {
    static TABLES: Statement = Statement {
        name: "tables",
        sql: "SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
        params: Vec::new,
        columns: Vec::new,
    };
    let mut conn = Conn::new(Box::new(Sqlite::in_memory().unwrap()));
    migrate(&mut conn).unwrap();
    check(schema(&mut conn, &TABLES));
}

#[test]
fn every_table_and_column_of_postgresql_is_in_a_dump_or_left_out_for_a_reason() {
    static TABLES: Statement = Statement {
        name: "tables",
        sql: "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = 'public'",
        params: Vec::new,
        columns: Vec::new,
    };
    let Ok(server) = std::env::var("KITH_TEST_POSTGRES") else {
        eprintln!("skipped on PostgreSQL: KITH_TEST_POSTGRES names no server");
        return;
    };
    let name = format!("kith_test_dumped_{}", std::process::id());
    run_on_server(&server, &format!("CREATE DATABASE {name}")).unwrap();
    let base = server.rsplit_once('/').unwrap().0;
    let checked = std::panic::catch_unwind(|| {
        let connected = Postgres::connect(&format!("{base}/{name}")).unwrap();
        let mut conn = Conn::new(Box::new(connected));
        migrate(&mut conn).unwrap();
        check(schema(&mut conn, &TABLES));
    });
    run_on_server(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
    if let Err(panic) = checked {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn a_table_that_is_missing_in_the_list_is_noticed() {
    let mut found = listed();
    found.extend(LEFT_OUT.iter().map(|(table, _)| ((*table).to_owned(), BTreeSet::new())));
    check(found.clone());
    let column = ("word".to_owned(), "text".to_owned());
    let mut more = found.clone();
    more.insert("new_table".to_owned(), BTreeSet::from([column.clone()]));
    assert!(std::panic::catch_unwind(|| check(more)).is_err());
    found.get_mut("accounts").unwrap().insert(column);
    assert!(std::panic::catch_unwind(|| check(found)).is_err());
}
