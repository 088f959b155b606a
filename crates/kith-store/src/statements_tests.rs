//! Every statement, shown to both databases against the migrated schema.

use crate::{
    StoreError,
    migrations::migrate,
    run_on_server,
    sql::{Conn, Described, Postgres, Sqlite, Statement, Type},
};

/// Statements that may read a whole table, and why.
const MAY_SCAN: &[(&str, &str)] = &[
    ("applied", "one row a migration, read once at the start"),
    ("empty_lanes", "one row a lane, once in a restore"),
    ("forget_dismissed", "once for a member who is deleted"),
    ("forget_inmails", "once for a member who is deleted"),
    ("forget_mail", "once for a member who is deleted"),
    ("forget_mentions", "once for a member who is deleted"),
    ("forget_reports", "once for a member who is deleted"),
    ("forget_visits", "once for a member who is deleted"),
    ("heads", "one row a lane"),
    ("lane_behind", "a check: it reads the whole store"),
    ("wrong_counts", "a check: it reads the whole store"),
    ("open_twice", "a check: it reads every open invitation"),
    ("open_wrongly", "a check: it reads every open invitation"),
    ("block_crossed", "a check: it reads the whole store"),
    ("wrong_seats", "a check: it reads every event"),
    ("wrong_owners", "a check: it reads every group"),
    ("message_unknown", "a check: it reads the whole store"),
    ("inmail_unknown", "a check: it reads the whole store"),
    ("run_homeless", "a check: it reads every campaign"),
    ("run_in_two", "a check: it reads every campaign"),
    ("run_held_wrongly", "a check: it reads every campaign"),
    ("run_stage", "a check: it reads every campaign"),
    ("run_due", "a check: it reads every campaign and the journal"),
    ("run_invitation", "a check: it reads every campaign"),
    ("run_answer", "a check: it reads every campaign and the journal"),
    ("run_unsent", "a check: it reads every campaign"),
    ("send_unknown", "a check: it reads every campaign"),
    ("invitation_of_none", "a check: it reads every invitation"),
    ("campaign_state", "a check: it reads every campaign"),
    ("place_taken_twice", "a check: it reads every campaign"),
    ("variants", "a check: it reads every campaign"),
    ("offer_crossed", "a check: it reads every offer"),
    ("marks_astray", "a check: it reads every mark"),
    ("count_accounts", "counts all, for an operator"),
    ("count_connections", "counts all, for an operator"),
    ("count_invitations", "counts all, for an operator"),
    ("count_entries", "counts all, for an operator"),
    ("email_plain_wrongly", "a check: it reads every address that is kept"),
    ("email_volume", "counts by sender, for an operator"),
    ("usage_with_email_of", "it goes through a member's own rows, put together"),
    ("email_open_twice", "a check: it reads every open invitation by e-mail"),
    ("outreach_volume", "counts by sender, for an operator"),
    ("templates_of_everybody", "all that are shared with everybody, through an index of those"),
    ("tell_community", "the community's webhooks, through an index of those"),
    ("tell_community_of_reply", "the community's webhooks, through an index of those"),
    ("webhooks_of_community", "the community's webhooks, through an index of those"),
    ("other_operators", "once for an operator who leaves"),
    ("plain_comments", "a check: it walks what it has gathered itself"),
    ("plain_connections", "a check: it walks what it has gathered itself"),
    ("plain_distance", "a check: it walks what it has gathered itself"),
    ("plain_feed", "a check: it reads every tie for whom the viewer follows"),
    ("plain_feed_of_two_steps", "a check: it walks what it has gathered itself"),
    ("plain_named", "a check: it walks what it has gathered itself"),
    ("plain_near", "a check: it walks what it has gathered itself"),
    ("plain_paths", "a check: it walks what it has gathered itself"),
    ("plain_post", "a check: it walks what it has gathered itself"),
    ("plain_posts_of", "a check: it walks what it has gathered itself"),
    ("plain_profile", "a check: it walks what it has gathered itself"),
    ("plain_second", "a check: it walks what it has gathered itself"),
];

fn every_statement() -> impl Iterator<Item = &'static Statement> {
    [
        crate::accounts::STATEMENTS,
        crate::archives::STATEMENTS,
        crate::bulk::STATEMENTS,
        crate::campaign_people::STATEMENTS,
        crate::campaigns::STATEMENTS,
        crate::check::STATEMENTS,
        crate::check::campaigns::STATEMENTS,
        crate::comments::STATEMENTS,
        crate::communities::STATEMENTS,
        crate::companies::STATEMENTS,
        crate::echo::STATEMENTS,
        crate::engaged::STATEMENTS,
        crate::email_invitations::STATEMENTS,
        crate::events::STATEMENTS,
        crate::farewell::STATEMENTS,
        crate::ground::STATEMENTS,
        crate::group_links::STATEMENTS,
        crate::groups::STATEMENTS,
        crate::groups_between::STATEMENTS,
        crate::identities::STATEMENTS,
        crate::images::STATEMENTS,
        crate::mentions::STATEMENTS,
        crate::contacts::STATEMENTS,
        crate::brought::STATEMENTS,
        crate::conversations::STATEMENTS,
        crate::inmails::STATEMENTS,
        crate::introductions::STATEMENTS,
        crate::reports::STATEMENTS,
        crate::invitations::STATEMENTS,
        crate::journal::STATEMENTS,
        crate::lists::STATEMENTS,
        crate::mails::STATEMENTS,
        crate::meetings::STATEMENTS,
        crate::messages::STATEMENTS,
        crate::migrations::STATEMENTS,
        crate::notifications::STATEMENTS,
        crate::pairs::STATEMENTS,
        crate::plain::STATEMENTS,
        crate::posts::STATEMENTS,
        crate::previews::STATEMENTS,
        crate::reactions::STATEMENTS,
        crate::reconnects::STATEMENTS,
        crate::restrictions::STATEMENTS,
        crate::searches::STATEMENTS,
        crate::sessions::STATEMENTS,
        crate::templates::STATEMENTS,
        crate::views::STATEMENTS,
        crate::webhooks::STATEMENTS,
        crate::writer::STATEMENTS,
        crate::dump::STATEMENTS,
    ]
    .into_iter()
    .flatten()
    .chain(crate::dump::TABLES.iter().flat_map(|table| [&table.page, &table.insert]))
}

/// What a database says of a statement that is not as declared.
fn wrong(statement: &Statement, described: Result<Described, StoreError>) -> Vec<String> {
    let name = statement.name;
    let described = match described {
        Ok(described) => described,
        Err(error) => return vec![format!("{name} is refused: {error}")],
    };
    let mut wrong = Vec::new();
    let (params, columns) = ((statement.params)(), (statement.columns)());
    if described.params != params.len() {
        wrong.push(format!("{name} takes {}, declared {}", described.params, params.len()));
    }
    if described.columns.len() != columns.len() {
        let (found, declared) = (described.columns.len(), columns.len());
        wrong.push(format!("{name} answers {found} columns, declared {declared}"));
    }
    for (place, (found, declared)) in described.columns.iter().zip(&columns).enumerate() {
        if found.is_some_and(|found| found != *declared) {
            wrong.push(format!("{name}, column {place}: {found:?}, declared {declared:?}"));
        }
    }
    let may_scan = MAY_SCAN.iter().any(|(allowed, _)| *allowed == name);
    if !may_scan {
        wrong.extend(described.scans.iter().map(|scan| format!("{name} reads it all: {scan}")));
    }
    wrong
}

fn check(conn: &mut Conn) {
    migrate(conn).unwrap();
    let wrong: Vec<_> = every_statement()
        .flat_map(|statement| wrong(statement, conn.driver().describe(statement)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every question can be asked of many at once: its answer has one column more, which says of
/// which, and it still reads no whole table.
fn check_of_many(conn: &mut Conn) {
    let mut wrong_ones = Vec::new();
    let mut asked = 0;
    for statement in every_statement() {
        let Some(described) = conn.driver().describe_of_many(statement) else { continue };
        asked += 1;
        let described = described.map(|mut described| {
            assert_eq!(described.columns.remove(0), Some(Type::Int), "{}", statement.name);
            described
        });
        wrong_ones.extend(wrong(statement, described));
    }
    assert!(wrong_ones.is_empty(), "{}", wrong_ones.join("\n"));
    assert!(asked > 100, "{asked}");
}

#[test]
fn every_statement_is_prepared_typed_and_plan_checked_on_sqlite() {
    check(&mut Conn::new(Box::new(Sqlite::in_memory().unwrap())));
}

#[test]
fn every_statement_is_prepared_typed_and_plan_checked_on_postgresql() {
    let Ok(server) = std::env::var("KITH_TEST_POSTGRES") else {
        eprintln!("skipped on PostgreSQL: KITH_TEST_POSTGRES names no server");
        return;
    };
    let name = format!("kith_test_statements_{}", std::process::id());
    run_on_server(&server, &format!("CREATE DATABASE {name}")).unwrap();
    let base = server.rsplit_once('/').unwrap().0;
    let checked = std::panic::catch_unwind(|| {
        let mut conn = Conn::new(Box::new(Postgres::connect(&format!("{base}/{name}")).unwrap()));
        check(&mut conn);
        check_of_many(&mut conn);
    });
    run_on_server(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
    if let Err(panic) = checked {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn every_statement_has_a_name_of_its_own_and_every_exception_is_a_statement() {
    let mut names: Vec<_> = every_statement().map(|statement| statement.name).collect();
    for (name, reason) in MAY_SCAN {
        assert!(names.contains(name), "{name} ({reason}) is no statement");
    }
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn every_exception_does_read_a_whole_table() {
    let mut conn = Conn::new(Box::new(Sqlite::in_memory().unwrap()));
    migrate(&mut conn).unwrap();
    for statement in every_statement() {
        let excepted = MAY_SCAN.iter().any(|(name, _)| *name == statement.name);
        let scans = conn.driver().describe(statement).unwrap().scans;
        assert_eq!(excepted, !scans.is_empty(), "{}: {scans:?}", statement.name);
    }
}

#[test]
fn a_statement_that_is_declared_wrongly_or_reads_a_whole_table_is_caught() {
    let mut conn = Conn::new(Box::new(Sqlite::in_memory().unwrap()));
    migrate(&mut conn).unwrap();
    let bad = |sql| Statement { name: "bad", sql, params: Vec::new, columns: Vec::new };
    for (sql, word) in [
        ("SELECT id FROM accounts WHERE no_such_column = 1", "refused"),
        ("SELECT id FROM accounts WHERE id = $1", "takes 1, declared 0"),
        ("SELECT headline FROM accounts WHERE headline = 'x'", "reads it all"),
    ] {
        let bad = bad(sql);
        let found = wrong(&bad, conn.driver().describe(&bad)).join("\n");
        assert!(found.contains(word), "{sql}: {found}");
    }
}
