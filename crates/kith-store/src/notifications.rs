//! Notifications: written with the change that they tell of, and looked up as far as they hold.

use kith_core::{
    change::Change,
    conversation::Conversed,
    id::{Id, MailId, MemberId, NotificationId},
    notification::{Anything, Audience, Kind, Mailing, Notice, notices},
    time::Timestamp,
};
use sha2::{Digest, Sha256};

use crate::{
    Reads, StoreError, Tx,
    sql::{Conn, row, statements},
};

row! {
    /// A notification as the store keeps it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct NotificationRow {
        /// Which.
        pub id: NotificationId,
        /// What of.
        pub kind: Kind,
        /// What it is about.
        pub about: Id<Anything>,
        /// The single thing in it.
        pub item: Option<Id<Anything>>,
        /// Who did it.
        pub actor: Option<MemberId>,
        /// Another member without whom it is not shown.
        pub other: Option<MemberId>,
        /// When.
        pub at: Timestamp,
        /// When the member saw it.
        pub seen_at: Option<Timestamp>,
        /// When it is to be looked at for the mail.
        pub mail_due: Option<Timestamp>,
    }
}

row! {
    /// What a member chose for a kind.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct ChosenRow {
        /// What of.
        pub kind: Kind,
        /// Whether it stands on the page.
        pub page: bool,
        /// How it is mailed.
        pub mailing: Mailing,
    }
}

/// The first columns of a row that is written; the last two are its time, and when to look at it
/// for the mail.
macro_rules! into {
    () => {
        "INSERT INTO notifications (id, kind, about, item, actor, other, at, mail_due, member) "
    };
}

/// What comes again about the same takes the place of the first and is unseen again. It is mailed
/// again only once the first was seen; and who reacts twice is told once.
macro_rules! again {
    () => {
        " ON CONFLICT (member, id) DO UPDATE SET at = excluded.at, actor = excluded.actor, other = excluded.other, mail_due = CASE WHEN notifications.seen_at IS NULL THEN notifications.mail_due ELSE excluded.mail_due END, seen_at = NULL WHERE notifications.at < excluded.at AND (notifications.kind <> 'reaction' OR notifications.actor <> excluded.actor)"
    };
}

/// Whom `$1` does not see: blocked either way (R1).
macro_rules! hidden_from_1 {
    () => {
        "SELECT high FROM pairs WHERE low = $1 AND (low_blocked IS NOT NULL OR high_blocked IS NOT NULL) UNION ALL SELECT low FROM pairs WHERE high = $1 AND (low_blocked IS NOT NULL OR high_blocked IS NOT NULL)"
    };
}
pub(crate) use hidden_from_1;

/// Whether the member of `n` may see the post `p` (R1, R3): what `kith_core::post::sees` decides.
macro_rules! sees_p {
    () => {
        concat!(
            "(p.author = n.member OR p.audience = 'company' OR (p.author NOT IN (", hidden_from_1!(), ") AND EXISTS (SELECT 1 FROM accounts a WHERE a.id = p.author AND a.status = 'active') AND (p.audience = 'public'",
            " OR (p.audience = 'connections' AND (EXISTS (SELECT 1 FROM pairs q WHERE q.low = n.member AND q.high = p.author AND q.connected_at IS NOT NULL) OR EXISTS (SELECT 1 FROM pairs q WHERE q.low = p.author AND q.high = n.member AND q.connected_at IS NOT NULL)))",
            " OR (p.audience = 'group' AND EXISTS (SELECT 1 FROM groups o WHERE o.id = p.grp AND o.closed_at IS NULL AND (o.access = 'open' OR EXISTS (SELECT 1 FROM group_members g WHERE g.grp = p.grp AND g.member = n.member AND g.standing IN ('owner', 'moderator', 'member'))))))))"
        )
    };
}

/// Whether the kind of `n` is one that its member keeps off their page.
macro_rules! off_page {
    () => {
        "EXISTS (SELECT 1 FROM notification_settings s WHERE s.member = n.member AND s.kind = n.kind AND s.page = 0)"
    };
}

/// The notifications `n` of `$1` that hold at `$2` and stand on their page.
macro_rules! shown {
    () => {
        concat!("NOT ", off_page!(), " AND ", holds!())
    };
}

/// The notifications `n` of `$1` that hold at `$2`: from people they see, about what they see and
/// what is still so. An invitation that was withdrawn is not there (R6).
macro_rules! holds {
    () => {
        concat!(
            "n.member = $1",
            " AND (n.actor IS NULL OR n.kind = 'reaction' OR (n.actor NOT IN (", hidden_from_1!(), ") AND EXISTS (SELECT 1 FROM accounts a WHERE a.id = n.actor AND a.status = 'active')))",
            " AND (n.other IS NULL OR n.other = n.member OR (n.other NOT IN (", hidden_from_1!(), ") AND (EXISTS (SELECT 1 FROM accounts a WHERE a.id = n.other AND a.status = 'active') OR EXISTS (SELECT 1 FROM companies k WHERE k.id = n.other))))",
            " AND CASE",
            " WHEN n.kind = 'invitation' THEN (SELECT i.state FROM invitations i WHERE i.id = n.about AND i.expires_at > $2) = 'pending'",
            " WHEN n.kind = 'reminder' THEN (SELECT i.state FROM invitations i WHERE i.id = n.about AND i.expires_at > $2) = 'pending' AND (SELECT a.reminders FROM accounts a WHERE a.id = n.member) = 1",
            " WHEN n.kind IN ('comment', 'answer') THEN EXISTS (SELECT 1 FROM comments c JOIN posts p ON p.id = c.post WHERE c.id = n.item AND ", sees_p!(), ")",
            " WHEN n.kind = 'mention' THEN EXISTS (SELECT 1 FROM posts p WHERE p.id = n.about AND ", sees_p!(), ") AND (n.item IS NULL OR EXISTS (SELECT 1 FROM comments c WHERE c.id = n.item))",
            " WHEN n.kind = 'repost' THEN EXISTS (SELECT 1 FROM posts p JOIN posts o ON o.id = p.repost_of WHERE p.id = n.item)",
            " WHEN n.kind = 'reaction' THEN EXISTS (SELECT 1 FROM reactions r JOIN accounts a ON a.id = r.member WHERE r.subject = n.about AND r.member <> n.member AND a.status = 'active' AND r.member NOT IN (", hidden_from_1!(), "))",
            " WHEN n.kind = 'introduction_asked' THEN EXISTS (SELECT 1 FROM introductions i WHERE i.id = n.about AND i.state = 'asked' AND i.expires_at > $2)",
            " WHEN n.kind = 'introduction_forwarded' THEN EXISTS (SELECT 1 FROM introductions i WHERE i.id = n.about AND i.state = 'forwarded' AND i.expires_at > $2)",
            " WHEN n.kind = 'reconnect' THEN EXISTS (SELECT 1 FROM reconnect_offers o WHERE o.id = n.about AND o.ended_at IS NULL AND ((o.low = n.member AND o.low_answer IS NULL) OR (o.high = n.member AND o.high_answer IS NULL))) AND EXISTS (SELECT 1 FROM reconnecting w WHERE w.member = n.member)",
            " WHEN n.kind = 'group_asked' THEN EXISTS (SELECT 1 FROM group_members g JOIN group_members m ON m.grp = g.grp AND m.member = n.member AND m.standing IN ('owner', 'moderator') WHERE g.grp = n.about AND g.member = n.actor AND g.standing = 'asked')",
            " WHEN n.kind = 'group_invited' THEN EXISTS (SELECT 1 FROM group_members g WHERE g.grp = n.about AND g.member = n.member AND g.standing = 'invited') AND (SELECT o.closed_at FROM groups o WHERE o.id = n.about) IS NULL",
            " WHEN n.kind = 'group_accepted' THEN EXISTS (SELECT 1 FROM group_members g WHERE g.grp = n.about AND g.member = n.member AND g.standing NOT IN ('asked', 'invited')) AND (SELECT o.closed_at FROM groups o WHERE o.id = n.about) IS NULL",
            " WHEN n.kind IN ('event_changed', 'event_moved_up', 'event_cancelled') THEN EXISTS (SELECT 1 FROM event_people e WHERE e.event = n.about AND e.member = n.member)",
            " ELSE 1 = 1 END"
        )
    };
}

/// The columns of a [`NotificationRow`].
macro_rules! columns {
    () => {
        "n.id, n.kind, n.about, n.item, n.actor, n.other, n.at, n.seen_at, n.mail_due"
    };
}

statements! {
    write tell_member(id: NotificationId, kind: Kind, about: Id<Anything>, item: Option<Id<Anything>>, actor: Option<MemberId>, other: Option<MemberId>, at: Timestamp, due: Timestamp, member: MemberId) =
        concat!(into!(), "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", again!());
    /// Unless the reader muted or declined the writer.
    write tell_reader(id: NotificationId, kind: Kind, about: Id<Anything>, item: Option<Id<Anything>>, actor: Option<MemberId>, other: Option<MemberId>, at: Timestamp, due: Timestamp, member: MemberId, low: MemberId, high: MemberId) =
        concat!(into!(), "SELECT $1, $2, $3, $4, $5, $6, $7, $8, a.id FROM accounts a WHERE a.id = $9 AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.low = $10 AND c.high = $11 AND ((c.low = a.id AND (c.low_muted IS NOT NULL OR c.low_request = 'declined')) OR (c.high = a.id AND (c.high_muted IS NOT NULL OR c.high_request = 'declined'))))", again!());
    write tell_comment_author(id: NotificationId, kind: Kind, about: Id<Anything>, item: Option<Id<Anything>>, actor: Option<MemberId>, other: Option<MemberId>, at: Timestamp, due: Timestamp, comment: Id<Anything>) =
        concat!(into!(), "SELECT $1, $2, $3, $4, $5, $6, $7, $8, c.author FROM comments c WHERE c.id = $9 AND c.author <> $5 AND c.author <> $6", again!());
    write tell_post_author(id: NotificationId, kind: Kind, about: Id<Anything>, item: Option<Id<Anything>>, actor: Option<MemberId>, other: Option<MemberId>, at: Timestamp, due: Timestamp, post: Id<Anything>) =
        concat!(into!(), "SELECT $1, $2, $3, $4, $5, $6, $7, $8, p.author FROM posts p WHERE p.id = $9 AND p.author <> $5", again!());
    write tell_moderators(id: NotificationId, kind: Kind, about: Id<Anything>, item: Option<Id<Anything>>, actor: Option<MemberId>, other: Option<MemberId>, at: Timestamp, due: Timestamp, grp: Id<Anything>) =
        concat!(into!(), "SELECT $1, $2, $3, $4, $5, $6, $7, $8, g.member FROM group_members g WHERE g.grp = $9 AND g.standing IN ('owner', 'moderator')", again!());
    write tell_attendees(id: NotificationId, kind: Kind, about: Id<Anything>, item: Option<Id<Anything>>, actor: Option<MemberId>, other: Option<MemberId>, at: Timestamp, due: Timestamp, event: Id<Anything>) =
        concat!(into!(), "SELECT $1, $2, $3, $4, $5, $6, $7, $8, p.member FROM event_people p JOIN events e ON e.id = p.event WHERE p.event = $9 AND p.member <> e.organiser", again!());
    write tell_target(id: NotificationId, kind: Kind, about: Id<Anything>, item: Option<Id<Anything>>, at: Timestamp, due: Timestamp, introduction: Id<Anything>) =
        concat!(into!(), "SELECT $1, $2, $3, $4, i.asker, i.connector, $5, $6, i.target FROM introductions i WHERE i.id = $7", again!());
    write tell_asker(id: NotificationId, kind: Kind, about: Id<Anything>, item: Option<Id<Anything>>, at: Timestamp, due: Timestamp, introduction: Id<Anything>) =
        concat!(into!(), "SELECT $1, $2, $3, $4, i.target, NULL, $5, $6, i.asker FROM introductions i WHERE i.id = $7", again!());
    /// What two who block each other were told of the other does not come back (R1).
    write forget_between(member: MemberId, other: MemberId) =
        "DELETE FROM notifications WHERE member = $1 AND ((actor IS NOT NULL AND actor = $2) OR (other IS NOT NULL AND other = $2)) AND kind <> 'reaction'";
    /// What was read where it stands is seen.
    write saw_messages(member: MemberId, about: Id<Anything>, read_at: Timestamp) =
        "UPDATE notifications SET seen_at = $3 WHERE member = $1 AND about = $2 AND kind IN ('message', 'message_request', 'inmail') AND seen_at IS NULL AND at <= $3";
    /// What is kept off the page is not seen there: it may still be mailed.
    write saw_all(member: MemberId, at: Timestamp) =
        "UPDATE notifications SET seen_at = $2 WHERE member = $1 AND seen_at IS NULL AND at <= $2 AND kind NOT IN (SELECT s.kind FROM notification_settings s WHERE s.member = $1 AND s.page = 0)";
    write saw_one(member: MemberId, id: NotificationId, at: Timestamp) =
        "UPDATE notifications SET seen_at = $3 WHERE member = $1 AND id = $2 AND seen_at IS NULL";
    write forget_seen(member: MemberId, before: Timestamp) =
        "DELETE FROM notifications WHERE member = $1 AND at < $2 AND (seen_at IS NOT NULL OR kind IN (SELECT s.kind FROM notification_settings s WHERE s.member = $1 AND s.page = 0))";
    guard delete_notification(member: MemberId, id: NotificationId) =
        "DELETE FROM notifications WHERE member = $1 AND id = $2";
    query notifications_page(member: MemberId, now: Timestamp, before: Timestamp, before_id: NotificationId, unread: bool, limit: i64) -> NotificationRow =
        concat!("SELECT ", columns!(), " FROM notifications n WHERE ", shown!(), " AND (n.at < $3 OR (n.at = $3 AND n.id < $4)) AND ($5 = 0 OR n.seen_at IS NULL) ORDER BY n.at DESC, n.id DESC LIMIT $6");
    query notifications_since(member: MemberId, now: Timestamp, since: Timestamp, limit: i64) -> NotificationRow =
        concat!("SELECT ", columns!(), " FROM notifications n WHERE ", shown!(), " AND n.at > $3 ORDER BY n.at DESC, n.id DESC LIMIT $4");
    query one_notification(member: MemberId, now: Timestamp, id: NotificationId) -> NotificationRow =
        concat!("SELECT ", columns!(), " FROM notifications n WHERE ", shown!(), " AND n.id = $3");
    query unread_notifications(member: MemberId, now: Timestamp) -> (u32,) =
        concat!("SELECT count(*) FROM notifications n WHERE ", shown!(), " AND n.seen_at IS NULL");
    query notification_choices(member: MemberId) -> ChosenRow =
        "SELECT kind, page, mailing FROM notification_settings WHERE member = $1";
    write choose_notification(member: MemberId, kind: Kind, page: bool, mailing: Mailing) =
        "INSERT INTO notification_settings (member, kind, page, mailing) VALUES ($1, $2, $3, $4) ON CONFLICT (member, kind) DO UPDATE SET page = excluded.page, mailing = excluded.mailing";
    /// Who has something to be looked at for the mail.
    query members_to_mail(now: Timestamp, limit: i64) -> (MemberId,) =
        "SELECT member FROM notifications WHERE mail_due IS NOT NULL AND mail_due <= $1 ORDER BY mail_due LIMIT $2";
    query waiting_to_mail(member: MemberId) -> NotificationRow =
        concat!("SELECT ", columns!(), " FROM notifications n WHERE n.member = $1 AND n.mail_due IS NOT NULL ORDER BY n.at, n.id");
    guard plan_mail(member: MemberId, id: NotificationId, was: Timestamp, due: Option<Timestamp>, mail: Option<MailId>) =
        "UPDATE notifications SET mail_due = $4, mail = $5 WHERE member = $1 AND id = $2 AND mail_due = $3";
    /// What a mail tells, as far as it holds.
    query notifications_in_mail(member: MemberId, now: Timestamp, mail: MailId) -> NotificationRow =
        concat!("SELECT ", columns!(), " FROM notifications n WHERE ", holds!(), " AND n.mail = $3 AND n.seen_at IS NULL ORDER BY n.at, n.id");
}

/// The same for every recipient, and for whatever comes again about the same.
fn id_of(kind: Kind, about: Id<Anything>, item: Option<Id<Anything>>) -> NotificationId {
    let mut hasher = Sha256::new();
    hasher.update(kind.code());
    hasher.update([0]);
    hasher.update(about.as_bytes());
    hasher.update(item.map_or([0; 16], |item| *item.as_bytes()));
    let digest = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    NotificationId::from_bytes(bytes)
}

/// Tells of the changes of one decision, once their rows are written. Nothing is read here, so
/// that requests that run side by side stay so.
pub(crate) fn tell(conn: &mut Conn, changes: &[Change]) {
    for change in changes {
        match change {
            Change::Paired { pair, .. } if pair.is_blocked() => {
                forget_between(conn, pair.low, pair.high);
                forget_between(conn, pair.high, pair.low);
            }
            Change::Conversed(conversed) => read_there(conn, conversed),
            _ => {}
        }
    }
    for notice in notices(changes) {
        insert(conn, &notice);
    }
}

fn read_there(conn: &mut Conn, conversed: &Conversed) {
    if let Some(read_at) = conversed.side.read_at {
        let other = Id::from_bytes(*conversed.other.as_bytes());
        saw_messages(conn, conversed.member, other, read_at);
    }
}

/// Writes a notification to everybody who is told. It is looked at for the mail at once.
fn insert(conn: &mut Conn, notice: &Notice) {
    let n = notice;
    let id = id_of(n.kind, n.about, n.item);
    let whom = |id: [u8; 16]| Id::<Anything>::from_bytes(id);
    let tell = match n.to {
        Audience::Member(member) => {
            tell_member(conn, id, n.kind, n.about, n.item, n.actor, n.other, n.at, n.at, member);
            return;
        }
        Audience::Reader { member, from } => {
            let (low, high) = (member.min(from), member.max(from));
            tell_reader(
                conn, id, n.kind, n.about, n.item, n.actor, n.other, n.at, n.at, member, low, high,
            );
            return;
        }
        Audience::Target(introduction) => {
            let which = whom(*introduction.as_bytes());
            tell_target(conn, id, n.kind, n.about, n.item, n.at, n.at, which);
            return;
        }
        Audience::Asker(introduction) => {
            let which = whom(*introduction.as_bytes());
            tell_asker(conn, id, n.kind, n.about, n.item, n.at, n.at, which);
            return;
        }
        Audience::CommentAuthor(comment) => {
            (tell_comment_author as Tell, whom(*comment.as_bytes()))
        }
        Audience::PostAuthor(post) => (tell_post_author as Tell, whom(*post.as_bytes())),
        Audience::Moderators(group) => (tell_moderators as Tell, whom(*group.as_bytes())),
        Audience::Attendees(event) => (tell_attendees as Tell, whom(*event.as_bytes())),
    };
    let (tell, which) = tell;
    tell(conn, id, n.kind, n.about, n.item, n.actor, n.other, n.at, n.at, which);
}

/// The statements that find who is told behind one id.
type Tell = fn(
    &mut Conn,
    NotificationId,
    Kind,
    Id<Anything>,
    Option<Id<Anything>>,
    Option<MemberId>,
    Option<MemberId>,
    Timestamp,
    Timestamp,
    Id<Anything>,
);

impl Reads<'_> {
    /// The notifications of a member that hold, before the cursor, newest first.
    pub fn notifications(
        &mut self,
        member: MemberId,
        now: Timestamp,
        before: Option<(Timestamp, NotificationId)>,
        unread: bool,
        limit: u32,
    ) -> Result<Vec<NotificationRow>, StoreError> {
        let newest = (Timestamp::from_micros(i64::MAX), NotificationId::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(newest);
        notifications_page(self.conn, member, now, at, id, unread, limit.into())
    }

    /// Those that came after an instant, newest first.
    pub fn notifications_since(
        &mut self,
        member: MemberId,
        now: Timestamp,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<NotificationRow>, StoreError> {
        notifications_since(self.conn, member, now, since, limit.into())
    }

    /// One of a member's notifications, if it holds.
    pub fn notification(
        &mut self,
        member: MemberId,
        now: Timestamp,
        id: NotificationId,
    ) -> Result<Option<NotificationRow>, StoreError> {
        Ok(one_notification(self.conn, member, now, id)?.pop())
    }

    /// How many of a member's notifications hold and are unseen.
    pub fn unread_notifications(
        &mut self,
        member: MemberId,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        Ok(unread_notifications(self.conn, member, now)?.first().map_or(0, |row| row.0))
    }

    /// What a member chose, for the kinds for which they did.
    pub fn notification_choices(&mut self, member: MemberId) -> Result<Vec<ChosenRow>, StoreError> {
        notification_choices(self.conn, member)
    }

    /// Who has something that is to be looked at for the mail, `limit` at most.
    pub fn members_to_mail(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<MemberId>, StoreError> {
        let rows = members_to_mail(self.conn, now, limit.into())?;
        let mut members: Vec<_> = rows.into_iter().map(|row| row.0).collect();
        members.sort_unstable();
        members.dedup();
        Ok(members)
    }

    /// Everything of a member's that waits to be mailed, the oldest first.
    pub fn waiting_to_mail(
        &mut self,
        member: MemberId,
    ) -> Result<Vec<NotificationRow>, StoreError> {
        waiting_to_mail(self.conn, member)
    }

    /// What a mail tells, as far as it holds and was not seen since.
    pub fn in_mail(
        &mut self,
        member: MemberId,
        now: Timestamp,
        mail: MailId,
    ) -> Result<Vec<NotificationRow>, StoreError> {
        notifications_in_mail(self.conn, member, now, mail)
    }
}

impl Tx<'_> {
    /// Marks everything that a member was told until `at` as seen.
    pub fn saw_notifications(&mut self, member: MemberId, at: Timestamp) {
        saw_all(self.conn(), member, at);
    }

    /// Marks one of a member's notifications as seen.
    pub fn saw_notification(&mut self, member: MemberId, id: NotificationId, at: Timestamp) {
        saw_one(self.conn(), member, id, at);
    }

    /// Forgets what a member saw and was told before an instant.
    pub fn forget_notifications(&mut self, member: MemberId, before: Timestamp) {
        forget_seen(self.conn(), member, before);
    }

    /// Deletes one of a member's notifications.
    pub fn delete_notification(&mut self, member: MemberId, id: NotificationId) {
        delete_notification(self.conn(), member, id);
    }

    /// Keeps what a member chose for a kind.
    pub fn choose_notification(
        &mut self,
        member: MemberId,
        kind: Kind,
        page: bool,
        mailing: Mailing,
    ) {
        choose_notification(self.conn(), member, kind, page, mailing);
    }

    /// Says what becomes of a notification that waits to be mailed: when it is looked at again, or
    /// which mail it goes in. Only one node does.
    pub fn plan_mail(
        &mut self,
        member: MemberId,
        row: &NotificationRow,
        due: Option<Timestamp>,
        mail: Option<MailId>,
    ) {
        if let Some(was) = row.mail_due {
            plan_mail(self.conn(), member, row.id, was, due, mail);
        }
    }

    /// Tells a member something that time alone brings about.
    pub fn tell(&mut self, notice: &Notice) {
        insert(self.conn(), notice);
    }
}
