//! Diesel: the typed query builder for every statement that reads or writes rows, so that Diesel
//! checks them; plain text only for what it has no words for (pragmas, the transaction with its
//! locks, savepoints). `state IN ('pending', 'ignored')` is a declared operator: as bound values
//! it would miss the partial index, and as `sql()` the statement would be prepared each time.
//! Diesel itself prepares an UPDATE each time.

use diesel::{
    Connection, PgConnection, SqliteConnection, connection::SimpleConnection, prelude::*,
};
use kith_core::{
    budget::Usage,
    id::MemberId,
    invitation::{Invitation, State},
    tie::Pair,
};
use kith_store::{Met, UsageWindows};

use crate::{
    group::{Db, Entry, locks},
    rows::{self, MetCells},
    schema::{
        NewInvitation, NewPair, Tie, accounts, boost_members, invitations, journal, lanes, pairs,
    },
    work::Failure,
};

diesel::postfix_operator!(Open, " IN ('pending', 'ignored')");

macro_rules! contestant {
    ($name:ident, $connection:ty, $begin:expr) => {
        /// A connection.
        pub struct $name($connection);

        impl $name {
            /// Connects and runs `setup`.
            pub fn connect(url: &str, setup: &str) -> Result<Self, Failure> {
                let mut connection = <$connection>::establish(url)?;
                connection.batch_execute(setup)?;
                Ok(Self(connection))
            }
        }

        impl Db for $name {
            async fn begin(&mut self, accounts: &[[u8; 16]]) -> Result<(), Failure> {
                let begin: fn(&[[u8; 16]]) -> String = $begin;
                Ok(self.0.batch_execute(&begin(accounts))?)
            }

            async fn take_numbers(&mut self, lane: i64, count: i64) -> Result<i64, Failure> {
                let row = diesel::update(lanes::table.find(lane));
                let taken = row.set(lanes::head.eq(lanes::head + count)).returning(lanes::head);
                Ok(taken.get_result(&mut self.0)?)
            }

            async fn savepoint(&mut self, first: bool) -> Result<(), Failure> {
                let both = "RELEASE SAVEPOINT request; SAVEPOINT request";
                Ok(self.0.batch_execute(if first { "SAVEPOINT request" } else { both })?)
            }

            async fn meet(&mut self, me: MemberId, them: MemberId) -> Result<Met, Failure> {
                // A join on an alias takes only values that it may keep.
                let (low, high) =
                    (me.min(them).as_bytes().to_vec(), me.max(them).as_bytes().to_vec());
                let (a, b) = (me.as_bytes().to_vec(), them.as_bytes().to_vec());
                let other = diesel::alias!(accounts as other);
                let (sent, received) = diesel::alias!(invitations as sent, invitations as received);
                macro_rules! life {
                    ($table:expr) => {
                        $table
                            .fields((
                                invitations::id,
                                invitations::state,
                                invitations::sent_at,
                                invitations::expires_at,
                                invitations::ended_at,
                            ))
                            .nullable()
                    };
                }
                let facts = (
                    accounts::id,
                    accounts::plan,
                    accounts::status,
                    accounts::gate,
                    accounts::connections_visible,
                    accounts::follow_first,
                    accounts::time_zone,
                    accounts::reminders,
                    accounts::connections,
                    accounts::ladder_level,
                    accounts::ladder_at,
                    accounts::paused_until,
                    accounts::pending_full_since,
                );
                let tie = pairs::low.eq(low).and(pairs::high.eq(high));
                let first = sent.field(invitations::id).nullable().eq(pairs::low_invitation);
                let second = received.field(invitations::id).nullable().eq(pairs::high_invitation);
                let cells: MetCells = accounts::table
                    .left_join(other.on(other.field(accounts::id).eq(b)))
                    .left_join(pairs::table.on(tie))
                    .left_join(sent.on(first))
                    .left_join(received.on(second))
                    .filter(accounts::id.eq(a))
                    .select((
                        facts,
                        other.fields(facts).nullable(),
                        pairs::all_columns.nullable(),
                        life!(sent),
                        life!(received),
                    ))
                    .get_result(&mut self.0)?;
                rows::met(&cells, me, them)
            }

            async fn usage(
                &mut self,
                sender: MemberId,
                w: &UsageWindows,
            ) -> Result<Usage, Failure> {
                use diesel::dsl::{count_star, min};
                use invitations::{boost, expires_at, sent_at, state};
                let me = sender.as_bytes().as_slice();
                let (skip, places) =
                    (i64::from(w.limit.max(1)) - 1, i64::from(w.places.max(1)) - 1);
                let returns = i64::from(w.withdraw_returns_send);
                macro_rules! of_me {
                    () => {
                        invitations::table.filter(invitations::sender.eq(me))
                    };
                }
                macro_rules! week {
                    () => {{
                        let counts = returns.into_sql::<diesel::sql_types::BigInt>().eq(0);
                        of_me!()
                            .filter(sent_at.gt(w.week.micros()))
                            .filter(boost.is_null())
                            .filter(counts.or(state.ne("withdrawn")))
                    }};
                }
                macro_rules! pending {
                    () => {
                        of_me!().filter(Open::new(state)).filter(expires_at.gt(w.now.micros()))
                    };
                }
                macro_rules! since {
                    ($at:expr) => {
                        of_me!()
                            .filter(sent_at.gt($at.micros()))
                            .select(count_star())
                            .single_value()
                            .assume_not_null()
                    };
                }
                let cells = diesel::select((
                    week!().select(count_star()).single_value().assume_not_null(),
                    week!().select(min(sent_at)).single_value(),
                    week!()
                        .order(sent_at.desc())
                        .select(sent_at)
                        .limit(1)
                        .offset(skip)
                        .single_value(),
                    pending!().select(count_star()).single_value().assume_not_null(),
                    pending!().select(min(expires_at)).single_value(),
                    pending!()
                        .order(expires_at.desc())
                        .select(expires_at)
                        .limit(1)
                        .offset(places)
                        .single_value(),
                    since!(w.burst),
                    since!(w.day),
                    boost_members::table
                        .filter(boost_members::member.eq(me))
                        .select(count_star())
                        .single_value()
                        .assume_not_null(),
                ))
                .get_result(&mut self.0)?;
                rows::usage(&cells)
            }

            async fn invite(&mut self, i: &Invitation) -> Result<(), Failure> {
                let new = NewInvitation {
                    id: i.id.as_bytes(),
                    sender: i.sender.as_bytes(),
                    recipient: i.recipient.as_bytes(),
                    note: i.note.as_deref(),
                    source: i.source.code(),
                    via: i.via.as_ref().map(|id| id.as_bytes().as_slice()),
                    sent_at: i.sent_at.micros(),
                    expires_at: i.expires_at.micros(),
                    state: State::Pending.code(),
                    ended_at: None,
                    unknown: 0,
                    boost: i.boost.as_ref().map(|id| id.as_bytes().as_slice()),
                    unknown_at: None,
                };
                diesel::insert_into(invitations::table).values(new).execute(&mut self.0)?;
                Ok(())
            }

            async fn save(&mut self, pair: &Pair) -> Result<u64, Failure> {
                let tie = Tie::of(pair);
                let (low, high) = (pair.low.as_bytes().as_slice(), pair.high.as_bytes().as_slice());
                let changed = if pair.version == 1 {
                    diesel::insert_into(pairs::table)
                        .values(NewPair { low, high, tie })
                        .on_conflict((pairs::low, pairs::high))
                        .do_nothing()
                        .execute(&mut self.0)?
                } else {
                    diesel::update(pairs::table.find((low, high)))
                        .filter(pairs::version.eq(pair.version - 1))
                        .set(tie)
                        .execute(&mut self.0)?
                };
                Ok(changed as u64)
            }

            async fn append(&mut self, entry: &Entry<'_>) -> Result<(), Failure> {
                let request = entry.request;
                let row = (
                    journal::lane.eq(entry.lane),
                    journal::seq.eq(entry.seq),
                    journal::at.eq(request.at.micros()),
                    journal::actor.eq(request.me.as_bytes().as_slice()),
                    journal::command.eq(request.command.as_bytes().as_slice()),
                    journal::changes.eq(entry.changes),
                );
                diesel::insert_into(journal::table).values(row).execute(&mut self.0)?;
                Ok(())
            }

            async fn commit(&mut self) -> Result<(), Failure> {
                Ok(self.0.batch_execute("RELEASE SAVEPOINT request; COMMIT")?)
            }
        }
    };
}

contestant!(Sqlite, SqliteConnection, |_| "BEGIN IMMEDIATE".to_owned());
contestant!(Postgres, PgConnection, locks);
