//! The peer: a bare PostgreSQL function that makes the same checks and writes the same rows, one
//! call and one commit an invitation. No HTTP, no group commit, no rules that can be tuned.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio_postgres::NoTls;

use super::{invitations::Turns, table::Figure};
use crate::Failure;

/// What its figures are called.
pub(super) const WHAT: &str = "bare function";
/// How many clients call it at once.
const CLIENTS: [usize; 3] = [1, 8, 32];

const SCHEMA: &str = "
CREATE TABLE accounts (id BIGINT PRIMARY KEY, status TEXT NOT NULL, gate TEXT NOT NULL,
    connections BIGINT NOT NULL, paused_until TIMESTAMPTZ, week_limit BIGINT NOT NULL,
    pending_limit BIGINT NOT NULL);
CREATE TABLE pairs (low BIGINT NOT NULL, high BIGINT NOT NULL, connected_at TIMESTAMPTZ,
    low_blocked TIMESTAMPTZ, high_blocked TIMESTAMPTZ, low_unknown TIMESTAMPTZ,
    high_unknown TIMESTAMPTZ, low_invitation BIGINT, high_invitation BIGINT,
    PRIMARY KEY (low, high));
CREATE TABLE invitations (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sender BIGINT NOT NULL, recipient BIGINT NOT NULL, note TEXT, source TEXT NOT NULL,
    sent_at TIMESTAMPTZ NOT NULL, expires_at TIMESTAMPTZ NOT NULL, state TEXT NOT NULL,
    ended_at TIMESTAMPTZ);
CREATE INDEX ON invitations (sender, sent_at);
CREATE INDEX ON invitations (sender, recipient, sent_at);
CREATE INDEX ON invitations (sender, expires_at) WHERE state IN ('pending', 'ignored');
CREATE INDEX ON invitations (recipient, sent_at) WHERE state IN ('pending', 'ignored');
CREATE INDEX ON invitations (expires_at) WHERE state IN ('pending', 'ignored');
CREATE TABLE journal (seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL, changes JSONB NOT NULL);

CREATE FUNCTION invite(me BIGINT, them BIGINT, words TEXT) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE
    a accounts; b accounts; p pairs; last invitations; sent BIGINT; fresh BIGINT;
    at TIMESTAMPTZ := clock_timestamp();
BEGIN
    SELECT * INTO a FROM accounts WHERE id = me FOR UPDATE;
    SELECT * INTO b FROM accounts WHERE id = them;
    IF me = them THEN RETURN 'self'; END IF;
    SELECT * INTO p FROM pairs WHERE low = least(me, them) AND high = greatest(me, them) FOR UPDATE;
    IF b.id IS NULL OR b.status <> 'active' OR p.low_blocked IS NOT NULL
        OR p.high_blocked IS NOT NULL THEN RETURN 'not_found'; END IF;
    IF p.connected_at IS NOT NULL THEN RETURN 'already_connected'; END IF;
    SELECT * INTO last FROM invitations WHERE id =
        CASE WHEN me < them THEN p.low_invitation ELSE p.high_invitation END;
    IF last.state IN ('pending', 'ignored') AND last.expires_at > at THEN
        RETURN 'already_pending'; END IF;
    IF b.gate <> 'everyone' THEN RETURN 'gate'; END IF;
    IF last.ended_at + interval '21 days' > at THEN RETURN 'resting'; END IF;
    IF (SELECT count(*) FROM invitations i WHERE i.sender = me AND i.recipient = them
        AND i.sent_at > at - interval '12 months') >= 2 THEN RETURN 'attempts'; END IF;
    IF a.connections >= 30000 OR b.connections >= 30000 THEN RETURN 'connections_full'; END IF;
    IF a.paused_until > at THEN RETURN 'restricted'; END IF;
    SELECT count(*) INTO sent FROM invitations i WHERE i.sender = me
        AND i.sent_at > at - interval '7 days';
    IF sent >= a.week_limit THEN RETURN 'weekly_limit'; END IF;
    SELECT count(*) INTO sent FROM invitations i WHERE i.sender = me
        AND i.state IN ('pending', 'ignored') AND i.expires_at > at;
    IF sent >= a.pending_limit THEN RETURN 'pending_limit'; END IF;
    IF char_length(words) > 200 THEN RETURN 'note_too_long'; END IF;
    SELECT count(*) INTO sent FROM invitations i WHERE i.sender = me
        AND i.sent_at > at - interval '10 minutes';
    SELECT count(*) INTO sent FROM invitations i WHERE i.sender = me
        AND i.sent_at > at - interval '24 hours';
    INSERT INTO invitations (sender, recipient, note, source, sent_at, expires_at, state)
        VALUES (me, them, words, 'search', at, at + interval '6 months', 'pending')
        RETURNING id INTO fresh;
    INSERT INTO pairs (low, high, low_invitation, high_invitation) VALUES (least(me, them),
        greatest(me, them), CASE WHEN me < them THEN fresh END, CASE WHEN me > them THEN fresh END)
        ON CONFLICT (low, high) DO UPDATE SET
            low_invitation = coalesce(excluded.low_invitation, pairs.low_invitation),
            high_invitation = coalesce(excluded.high_invitation, pairs.high_invitation);
    INSERT INTO journal (at, changes) VALUES (at, jsonb_build_object('kind', 'invited',
        'id', fresh, 'sender', me, 'recipient', them, 'sent_at', at));
    RETURN 'sent';
END $$;";

/// Connects; the connection works in the background until the client is dropped.
async fn connect(url: &str) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Measures the function in the empty database at `url`.
pub(super) async fn measure(
    url: &str,
    members: u32,
    lasting: Duration,
) -> Result<Vec<Figure>, Failure> {
    let client = connect(url).await?;
    client.batch_execute(SCHEMA).await?;
    client
        .batch_execute(&format!(
            "INSERT INTO accounts SELECT n, 'active', 'everyone', 0, NULL, 100, 500 \
             FROM generate_series(0, {members} - 1) n; ANALYZE"
        ))
        .await?;
    let turns = Arc::new(Turns::new(members as usize));
    let mut figures = Vec::new();
    for clients in CLIENTS {
        eprintln!("{WHAT}: {clients} clients");
        let mut open = Vec::new();
        for _ in 0..clients {
            open.push(connect(url).await?);
        }
        let started = Instant::now();
        let asking: Vec<_> = open
            .into_iter()
            .map(|client| {
                let turns = Arc::clone(&turns);
                tokio::spawn(async move { call(&client, &turns, members, started, lasting).await })
            })
            .collect();
        let mut times = Vec::new();
        for task in asking {
            times.extend(task.await??);
        }
        let lasted = started.elapsed();
        figures.push(Figure::from_times(WHAT, "PostgreSQL", clients, times, lasted));
    }
    Ok(figures)
}

async fn call(
    client: &tokio_postgres::Client,
    turns: &Turns,
    members: u32,
    started: Instant,
    lasting: Duration,
) -> Result<Vec<Duration>, tokio_postgres::Error> {
    let statement = client.prepare("SELECT invite($1, $2, $3)").await?;
    let mut times = Vec::new();
    while started.elapsed() < lasting {
        let (from, to) = turns.next(members as usize);
        let (from, to) = (from as i64, to as i64);
        let begun = Instant::now();
        let row = client.query_one(&statement, &[&from, &to, &None::<&str>]).await?;
        times.push(begun.elapsed());
        debug_assert_eq!(row.get::<_, &str>(0), "sent");
    }
    Ok(times)
}
