//! Every table that a dump holds, from one list. A test compares it with the schema of both
//! databases: a table or column that is missing here fails it.

use crate::sql::{Statement, Type};

/// One table: how its rows are read in pages and written again.
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its columns; those of its key come first.
    pub(crate) columns: &'static [(&'static str, Type)],
    /// How many columns its key has.
    pub(crate) keys: usize,
    /// The rows after a key, in its order.
    pub(crate) page: Statement,
    /// Keeps a row.
    pub(crate) insert: Statement,
}

/// Tables that no dump holds, and why.
#[cfg(test)]
pub(crate) const LEFT_OUT: &[(&str, &str)] = &[
    ("migrations", "the dump names its schema, and a restore makes it"),
    ("preview_hosts", "when a host may be asked again, which is a matter of seconds"),
    ("sessions", "whoever has a dump must not be signed in by it: everybody signs in again"),
];

/// `"$1, $2, …"`, a number for each name.
macro_rules! numbered {
    (($first:literal $($number:literal)*) $one:ident $($more:ident)*) => {
        concat!("$", $first, numbered!(@more ($($number)*) $($more)*))
    };
    (@more ($($number:literal)*)) => { "" };
    (@more ($first:literal $($number:literal)*) $one:ident $($more:ident)*) => {
        concat!(", $", $first, numbered!(@more ($($number)*) $($more)*))
    };
}

/// `"a, b, …"`.
macro_rules! names {
    ($first:ident $($more:ident)*) => { concat!(stringify!($first) $(, ", ", stringify!($more))*) };
}

/// `"$n"` of the parameter after these.
macro_rules! after {
    ($a:ident) => {
        "$2"
    };
    ($a:ident $b:ident) => {
        "$3"
    };
    ($a:ident $b:ident $c:ident) => {
        "$4"
    };
    ($a:ident $b:ident $c:ident $d:ident) => {
        "$5"
    };
}

/// Declares tables: `name [key: Type, …] column: Type, …;`.
macro_rules! tables {
    ($($table:ident [$($key:ident: $kty:ident),+] $($column:ident: $ty:ident),*;)+) => {
        /// Every table that a dump holds, in its order.
        pub(crate) static TABLES: &[Table] = &[$(Table {
            name: stringify!($table),
            columns: &[$((stringify!($key), Type::$kty),)+ $((stringify!($column), Type::$ty),)*],
            keys: [$(stringify!($key)),+].len(),
            page: Statement {
                name: concat!("dump_", stringify!($table)),
                sql: concat!(
                    "SELECT ", names!($($key)+ $($column)*), " FROM ", stringify!($table),
                    " WHERE (", names!($($key)+), ") > (", numbered!((1 2 3 4) $($key)+),
                    ") ORDER BY ", names!($($key)+), " LIMIT ", after!($($key)+),
                ),
                params: || vec![$(Type::$kty,)+ Type::Int],
                #[cfg(test)]
                columns: || vec![$(Type::$kty,)+ $(Type::$ty),*],
            },
            insert: Statement {
                name: concat!("restore_", stringify!($table)),
                sql: concat!(
                    "INSERT INTO ", stringify!($table), " (", names!($($key)+ $($column)*),
                    ") VALUES (",
                    numbered!((1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25
                               26 27 28 29 30 31 32 33 34 35 36 37 38 39 40) $($key)+ $($column)*),
                    ")",
                ),
                params: || vec![$(Type::$kty,)+ $(Type::$ty),*],
                #[cfg(test)]
                columns: Vec::new,
            },
        }),+];
    };
}

tables! {
    accounts [id: Bytes] handle: Text, email: Text, password: Text, first_name: Text, last_name: Text, headline: Text, location: Text, industry: Text, about: Text, history: Text, plan: Text, role: Text, status: Text, gate: Text, connections_visible: Int, follow_first: Int, time_zone: Text, reminders: Int, connections: Int, ladder_level: Text, ladder_at: Int, paused_until: Int, pending_full_since: Int, joined_at: Int, open_profile: Int, inmail: Int, photo: Bytes, viewing_mode: Text, leaves_at: Int;
    pairs [low: Bytes, high: Bytes] version: Int, connected_at: Int, low_follows: Int, low_blocked: Int, low_unblocked: Int, low_unknown: Int, low_invitation: Bytes, high_follows: Int, high_blocked: Int, high_unblocked: Int, high_unknown: Int, high_invitation: Bytes;
    invitations [id: Bytes] sender: Bytes, recipient: Bytes, note: Text, source: Text, via: Bytes, sent_at: Int, expires_at: Int, state: Text, ended_at: Int, unknown: Int, boost: Bytes, unknown_at: Int, met: Text;
    messages [id: Bytes] low: Bytes, high: Bytes, sender: Bytes, body: Text, sent_at: Int, invitation: Bytes, kind: Text, subject: Text;
    conversations [low: Bytes, high: Bytes] id: Bytes, last_at: Int, low_wrote: Int, low_read: Int, low_muted: Int, low_archived: Int, low_request: Text, high_wrote: Int, high_read: Int, high_muted: Int, high_archived: Int, high_request: Text;
    inmail_credits [member: Bytes] since: Int, months: Int, credits: Int, spent: Int, version: Int;
    inmails [message: Bytes] sender: Bytes, recipient: Bytes, sent_at: Int, ending: Text, ended_at: Int, returned: Int;
    introductions [id: Bytes] asker: Bytes, connector: Bytes, target: Bytes, note: Text, asked_at: Int, expires_at: Int, state: Text, moved_at: Int;
    restrictions [id: Bytes] member: Bytes, level: Text, signal: Text, evidence: Text, at: Int, until: Int, set_by: Bytes, lifted_at: Int, lifted_by: Bytes, appeal: Text, appealed_at: Int;
    boosts [id: Bytes] name: Text, extra: Int, starts_at: Int, ends_at: Int;
    boost_members [member: Bytes, boost: Bytes];
    dismissals [member: Bytes, other: Bytes];
    reports [id: Bytes] reporter: Bytes, reported: Bytes, conversation: Bytes, reason: Text, at: Int, done: Int, done_at: Int, done_by: Bytes;
    posts [id: Bytes] author: Bytes, audience: Text, body: Text, grp: Bytes, repost_of: Bytes, at: Int, edited_at: Int, company: Bytes;
    comments [id: Bytes] post: Bytes, whose: Bytes, parent: Bytes, author: Bytes, body: Text, at: Int, edited_at: Int;
    reactions [subject: Bytes, member: Bytes] reaction: Text, whose: Bytes, at: Int;
    mentions [subject: Bytes, member: Bytes];
    images [id: Bytes] owner: Bytes, is_photo: Int, post: Bytes, place: Int, alt: Text, width: Int, height: Int, made_at: Int, small: Bytes, large: Bytes;
    groups [id: Bytes] name: Text, folded: Text, about: Text, access: Text, created_by: Bytes, created_at: Int, closed_at: Int, version: Int;
    group_members [grp: Bytes, member: Bytes] standing: Text, since: Int;
    group_links [grp: Bytes] token: Text, made_by: Bytes, made_at: Int, expires_at: Int;
    events [id: Bytes] name: Text, folded: Text, about: Text, starts_at: Int, ends_at: Int, zone: Text, place: Text, link: Text, capacity: Int, organiser: Bytes, created_at: Int, changed_at: Int, cancelled_at: Int, version: Int, going: Int, waiting: Int;
    event_people [event: Bytes, member: Bytes] state: Text, since: Int;
    companies [id: Bytes] handle: Text, name: Text, folded: Text, about: Text, industry: Text, location: Text, website: Text, owner: Bytes, created_at: Int, version: Int;
    company_followers [company: Bytes, member: Bytes] since: Int;
    company_rivals [company: Bytes, place: Int] rival: Bytes;
    saved_searches [id: Bytes] member: Bytes, name: Text, query: Text, saved_at: Int;
    notifications [member: Bytes, id: Bytes] kind: Text, about: Bytes, item: Bytes, actor: Bytes, other: Bytes, at: Int, seen_at: Int, mail_due: Int, mail: Bytes;
    notification_settings [member: Bytes, kind: Text] page: Int, mailing: Text;
    mails [id: Bytes] member: Bytes, kind: Text, state: Text, attempts: Int, made_at: Int, due_at: Int, ended_at: Int, problem: Text;
    profile_views [viewed: Bytes, day: Int, viewer: Bytes] trace: Text, at: Int;
    campaigns [id: Bytes] member: Bytes, name: Text, state: Text, paused_by: Text, audience: Text, given: Text, steps: Text, pace: Text, created_at: Int, started_at: Int, ended_at: Int, next_at: Int, version: Int, stops: Text;
    campaign_people [campaign: Bytes, person: Bytes] member: Bytes, place: Int, arm: Int, stage: Text, outcome: Text, next_message: Int, invitation: Bytes, noted: Int, invited_at: Int, accepted_at: Int, replied_at: Int, ended_at: Int, ready_at: Int, due_at: Int, holds: Int, version: Int;
    campaign_sends [campaign: Bytes, person: Bytes, what: Text, place: Int] member: Bytes, at: Int, about: Bytes;
    do_not_contact [recipient: Bytes, sender: Bytes] since: Int;
    templates [id: Bytes] owner: Bytes, name: Text, purpose: Text, body: Text, circle: Text, grp: Bytes, version: Int, changed_at: Int;
    contacts [member: Bytes, about: Bytes] note: Text, changed_at: Int;
    contact_labels [member: Bytes, label: Text, about: Bytes];
    webhooks [id: Bytes] owner: Bytes, scope: Text, url: Text, events: Text, secret: Bytes, made_at: Int;
    deliveries [webhook: Bytes, about: Bytes] event: Text, member: Bytes, other: Bytes, state: Text, happened_at: Int, progress: Text, attempts: Int, due_at: Int, ended_at: Int, problem: Text;
    group_removals [grp: Bytes, member: Bytes] at: Int;
    link_previews [id: Bytes] url: Text, host: Text, state: Text, attempts: Int, due_at: Int, fresh_until: Int, title: Text, description: Text, site: Text;
    post_links [post: Bytes] link: Bytes;
    archives [owner: Bytes] id: Bytes, made_at: Int, expires_at: Int, chosen: Text, reached: Int, answer: Text, packed: Bytes;
    desks [owner: Bytes] imported_at: Int;
    brought_contacts [owner: Bytes, key: Text] folded: Text, first_name: Text, last_name: Text, email: Text, company: Text, title: Text, connected_on: Int, month: Int;
    past_invitations [owner: Bytes, outgoing: Int, sent_at: Int, folded: Text] key: Text, name: Text, note: Text;
    praise [owner: Bytes, kind: Text, folded: Text, about: Text] key: Text, name: Text, at: Int;
    talks [owner: Bytes, key: Text] name: Text, mine: Int, theirs: Int, messages: Int;
    past_follows [owner: Bytes, folded: Text] name: Text;
    email_invitations [id: Bytes] sender: Bytes, address: Bytes, plain: Text, hint: Text, name: Text, note: Text, sent_at: Int, expires_at: Int, state: Text, ended_at: Int, due_at: Int, mails: Int, mail: Bytes, member: Bytes, opted_out_at: Int;
    opted_out [address: Bytes] since: Int;
    address_mails [address: Bytes, at: Int, invitation: Bytes];
    proven_addresses [member: Bytes, address: Bytes] since: Int;
    identities [member: Bytes, kind: Text] value: Text, asked_at: Int, since: Int;
    reconnecting [member: Bytes] since: Int, due_at: Int, round: Int, reached: Text, looked_at: Int;
    reconnect_marks [mark: Bytes, first: Int, member: Bytes] claimed: Int, round: Int;
    reconnect_offers [low: Bytes, high: Bytes] id: Bytes, low_key: Text, high_key: Text, offered_at: Int, due_at: Int, low_answer: Text, high_answer: Text, ended_at: Int;
    lanes [lane: Int] head: Int;
    journal [lane: Int, seq: Int] at: Int, actor: Bytes, command: Bytes, changes: Text;
    answers [command: Bytes] fingerprint: Int, lane: Int, seq: Int, answer: Text, at: Int;
    facts [name: Text] value: Text;
}
