//! The benchmark's questions answered anew by plain SQL over the tables: what the product's own
//! reads are held against (`kith bench snb --check`). Each text states the rules that the product
//! keeps: who is blocked or deactivated is nobody (R1), and R3 says which posts show.

use kith_core::{
    id::{CommentId, MemberId, PostId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    sql::{row, statements},
};

row! {
    /// Somebody near, with what they say of themselves.
    #[derive(Debug, Clone)]
    pub struct NearRow {
        /// Who.
        pub id: MemberId,
        /// Their handle.
        pub handle: String,
        /// How many steps away, or how many mutual connections.
        pub count: i64,
        /// Jobs, schools and skills.
        pub history: String,
    }
}

row! {
    /// Somebody's profile.
    #[derive(Debug, Clone)]
    pub struct PlainProfile {
        /// First name.
        pub first_name: String,
        /// Last name.
        pub last_name: String,
        /// Where they live.
        pub location: String,
        /// How many connections they have.
        pub connections: i64,
        /// How many steps away, up to three.
        pub steps: Option<i64>,
    }
}

row! {
    /// A post with who wrote it, and the group it stands in.
    #[derive(Debug, Clone)]
    pub struct PlainPost {
        /// The words.
        pub body: String,
        /// When.
        pub at: Timestamp,
        /// Who wrote it.
        pub author: String,
        /// The name of its group.
        pub group: Option<String>,
        /// Who owns that.
        pub owner: Option<String>,
    }
}

row! {
    /// A comment with who wrote it.
    #[derive(Debug, Clone)]
    pub struct PlainComment {
        /// Which.
        pub id: CommentId,
        /// Who wrote it.
        pub author: String,
        /// When.
        pub at: Timestamp,
        /// Whether they are a connection of the viewer's.
        pub connected: bool,
    }
}

/// Who blocks the viewer, or is blocked by them.
macro_rules! hidden {
    () => {
        "hidden(id) AS (SELECT high FROM pairs WHERE low = $1 AND (low_blocked IS NOT NULL OR high_blocked IS NOT NULL) UNION SELECT low FROM pairs WHERE high = $1 AND (low_blocked IS NOT NULL OR high_blocked IS NOT NULL))"
    };
}

/// Whom one more step leads to, from a circle around somebody: who is in none of those inside.
macro_rules! step {
    ($from:literal, $to:literal, $($inside:literal),+) => {
        concat!(
            $to, "(id) AS MATERIALIZED (SELECT a.id FROM (SELECT high AS id FROM pairs WHERE connected_at IS NOT NULL AND low IN (SELECT id FROM ", $from, ") UNION SELECT low FROM pairs WHERE connected_at IS NOT NULL AND high IN (SELECT id FROM ", $from, ")) t JOIN accounts a ON a.id = t.id WHERE a.status = 'active' AND a.id NOT IN (SELECT id FROM hidden)"
            $(, " AND a.id NOT IN (SELECT id FROM ", $inside, ")")+, ")"
        )
    };
}

/// Everybody within two steps of the viewer, circle by circle.
macro_rules! two {
    () => {
        concat!(
            "n0(id) AS (SELECT id FROM accounts WHERE id = $1), ",
            step!("n0", "n1", "n0"),
            ", ",
            step!("n1", "n2", "n0", "n1")
        )
    };
}

/// Everybody within three.
macro_rules! three {
    () => {
        concat!(two!(), ", ", step!("n2", "n3", "n1", "n2"), ", near(id, steps) AS MATERIALIZED (SELECT id, CAST(0 AS BIGINT) FROM n0 UNION ALL SELECT id, 1 FROM n1 UNION ALL SELECT id, 2 FROM n2 UNION ALL SELECT id, 3 FROM n3)")
    };
}

/// Everybody within three of another: a path of up to six meets in the middle.
macro_rules! far {
    () => {
        concat!("m0(id) AS (SELECT id FROM accounts WHERE id = $2), ", step!("m0", "m1", "m0"), ", ", step!("m1", "m2", "m0", "m1"), ", ", step!("m2", "m3", "m1", "m2"), ", far(id, steps) AS MATERIALIZED (SELECT id, CAST(0 AS BIGINT) FROM m0 UNION ALL SELECT id, 1 FROM m1 UNION ALL SELECT id, 2 FROM m2 UNION ALL SELECT id, 3 FROM m3)")
    };
}

/// Whether a post `p` of an account `a` shows to the viewer.
macro_rules! shows {
    () => {
        "a.status = 'active' AND a.id NOT IN (SELECT id FROM hidden) AND (p.author = $1 OR p.audience = 'public' OR (p.audience = 'connections' AND EXISTS (SELECT 1 FROM pairs c WHERE ((c.low = $1 AND c.high = p.author) OR (c.high = $1 AND c.low = p.author)) AND c.connected_at IS NOT NULL)) OR (p.audience = 'group' AND EXISTS (SELECT 1 FROM groups g WHERE g.id = p.grp AND g.closed_at IS NULL AND (g.access = 'open' OR EXISTS (SELECT 1 FROM group_members m WHERE m.grp = g.id AND m.member = $1 AND m.standing IN ('owner', 'moderator', 'member'))))))"
    };
}

statements! {
    query plain_named(viewer: MemberId, first_name: &str) -> (String, i64) =
        concat!("WITH ", hidden!(), ", ", three!(), " SELECT a.handle, n.steps FROM near n JOIN accounts a ON a.id = n.id WHERE a.first_name = $2 AND n.steps > 0 ORDER BY a.handle");
    query plain_feed(viewer: MemberId, before: Timestamp, limit: i64) -> (PostId,) =
        concat!("WITH ", hidden!(), ", authors(id) AS (SELECT high FROM pairs WHERE low = $1 AND low_follows IS NOT NULL UNION SELECT low FROM pairs WHERE high = $1 AND high_follows IS NOT NULL UNION SELECT id FROM accounts WHERE id = $1) SELECT p.id FROM posts p JOIN accounts a ON a.id = p.author WHERE p.author IN (SELECT id FROM authors) AND p.at < $2 AND ", shows!(), " ORDER BY p.at DESC, p.id DESC LIMIT $3");
    query plain_feed_of_two_steps(viewer: MemberId, before: Timestamp, limit: i64) -> (PostId,) =
        concat!("WITH ", hidden!(), ", ", two!(), " SELECT p.id FROM posts p JOIN accounts a ON a.id = p.author WHERE p.author IN (SELECT id FROM n1 UNION ALL SELECT id FROM n2) AND p.at < $2 AND ", shows!(), " ORDER BY p.at DESC, p.id DESC LIMIT $3");
    query plain_second(viewer: MemberId, rested: Timestamp) -> NearRow =
        concat!("WITH ", hidden!(), ", ", two!(), " SELECT a.id, a.handle, (SELECT count(*) FROM n1 m JOIN pairs p ON p.low = CASE WHEN m.id < a.id THEN m.id ELSE a.id END AND p.high = CASE WHEN m.id < a.id THEN a.id ELSE m.id END AND p.connected_at IS NOT NULL), a.history FROM n2 f JOIN accounts a ON a.id = f.id WHERE NOT EXISTS (SELECT 1 FROM dismissals d WHERE d.member = $1 AND d.other = a.id) AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.sender = $1 AND i.recipient = a.id AND (i.state IN ('pending', 'ignored') OR (i.state IN ('withdrawn', 'expired') AND i.ended_at > $2))) AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.sender = a.id AND i.recipient = $1 AND i.state IN ('pending', 'ignored'))");
    query plain_near(viewer: MemberId) -> NearRow =
        concat!("WITH ", hidden!(), ", ", two!(), ", near(id, steps) AS MATERIALIZED (SELECT id, CAST(1 AS BIGINT) FROM n1 UNION ALL SELECT id, 2 FROM n2) SELECT a.id, a.handle, n.steps, a.history FROM near n JOIN accounts a ON a.id = n.id ORDER BY a.handle");
    query plain_distance(viewer: MemberId, other: MemberId) -> (Option<i64>,) =
        concat!("WITH ", hidden!(), ", ", three!(), ", ", far!(), " SELECT MIN(n.steps + f.steps) FROM near n JOIN far f ON f.id = n.id");
    query plain_paths(viewer: MemberId, other: MemberId, distance: i64) -> (String,) =
        concat!("WITH RECURSIVE ", hidden!(), ", ", three!(), ", ", far!(), ", level(id, step) AS MATERIALIZED (SELECT id, CAST($3 AS BIGINT) - steps FROM far UNION ALL SELECT id, steps FROM near WHERE steps < CAST($3 AS BIGINT) - 3), ways(id, step, path) AS (SELECT id, CAST(0 AS BIGINT), handle || '' FROM accounts WHERE id = $1 UNION ALL SELECT a.id, w.step + 1, w.path || ' ' || a.handle FROM ways w JOIN pairs p ON (p.low = w.id OR p.high = w.id) AND p.connected_at IS NOT NULL JOIN accounts a ON a.id = CASE WHEN p.low = w.id THEN p.high ELSE p.low END JOIN level l ON l.id = a.id AND l.step = w.step + 1) SELECT path FROM ways WHERE id = $2 ORDER BY path");
    query plain_profile(viewer: MemberId, handle: &str) -> PlainProfile =
        concat!("WITH ", hidden!(), ", ", three!(), " SELECT a.first_name, a.last_name, a.location, a.connections, (SELECT n.steps FROM near n WHERE n.id = a.id) FROM accounts a WHERE a.handle = $2 AND a.status = 'active' AND a.id NOT IN (SELECT id FROM hidden)");
    query plain_posts_of(viewer: MemberId, author: MemberId, limit: i64) -> (PostId,) =
        concat!("WITH ", hidden!(), " SELECT p.id FROM posts p JOIN accounts a ON a.id = p.author WHERE p.author = $2 AND ", shows!(), " ORDER BY p.at DESC, p.id DESC LIMIT $3");
    query plain_connections(member: MemberId, limit: i64) -> (String, Timestamp) =
        "SELECT a.handle, t.at FROM (SELECT high AS id, connected_at AS at FROM pairs WHERE low = $1 AND connected_at IS NOT NULL UNION ALL SELECT low AS id, connected_at AS at FROM pairs WHERE high = $1 AND connected_at IS NOT NULL) t JOIN accounts a ON a.id = t.id WHERE a.status = 'active' ORDER BY t.at DESC, t.id DESC LIMIT $2";
    query plain_post(viewer: MemberId, post: PostId) -> PlainPost =
        concat!("WITH ", hidden!(), " SELECT p.body, p.at, a.handle, (SELECT g.name FROM groups g WHERE g.id = p.grp), (SELECT o.handle FROM group_members m JOIN accounts o ON o.id = m.member WHERE m.grp = p.grp AND m.standing = 'owner') FROM posts p JOIN accounts a ON a.id = p.author WHERE p.id = $2 AND ", shows!());
    query plain_comments(viewer: MemberId, post: PostId) -> PlainComment =
        concat!("WITH ", hidden!(), " SELECT c.id, a.handle, c.at, CASE WHEN EXISTS (SELECT 1 FROM pairs k WHERE ((k.low = $1 AND k.high = a.id) OR (k.high = $1 AND k.low = a.id)) AND k.connected_at IS NOT NULL) THEN 1 ELSE 0 END FROM comments c JOIN accounts a ON a.id = c.author WHERE c.post = $2 AND a.status = 'active' AND a.id NOT IN (SELECT id FROM hidden) ORDER BY c.at, c.id");
}

impl Reads<'_> {
    /// Who has this first name within three steps, and how many they take.
    pub fn plain_named(
        &mut self,
        viewer: MemberId,
        first_name: &str,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        plain_named(self.conn, viewer, first_name)
    }

    /// The newest posts before an instant of those whom the viewer follows, and of their own; or,
    /// of `two_steps`, of the 1st and 2nd degree.
    pub fn plain_feed(
        &mut self,
        viewer: MemberId,
        before: Timestamp,
        two_steps: bool,
        limit: u32,
    ) -> Result<Vec<PostId>, StoreError> {
        let rows = if two_steps {
            plain_feed_of_two_steps(self.conn, viewer, before, limit.into())
        } else {
            plain_feed(self.conn, viewer, before, limit.into())
        };
        Ok(rows?.into_iter().map(|row| row.0).collect())
    }

    /// Who may be suggested at the 2nd degree, with mutual connections.
    pub fn plain_second(
        &mut self,
        viewer: MemberId,
        rested: Timestamp,
    ) -> Result<Vec<NearRow>, StoreError> {
        plain_second(self.conn, viewer, rested)
    }

    /// Everybody at the 1st and 2nd degree, with their steps.
    pub fn plain_near(&mut self, viewer: MemberId) -> Result<Vec<NearRow>, StoreError> {
        plain_near(self.conn, viewer)
    }

    /// How many steps lead from one to the other, up to six.
    pub fn plain_distance(
        &mut self,
        viewer: MemberId,
        other: MemberId,
    ) -> Result<Option<i64>, StoreError> {
        Ok(plain_distance(self.conn, viewer, other)?.pop().and_then(|row| row.0))
    }

    /// Every shortest path of up to six steps, as handles with spaces between.
    pub fn plain_paths(
        &mut self,
        viewer: MemberId,
        other: MemberId,
    ) -> Result<Vec<String>, StoreError> {
        let Some(distance) = self.plain_distance(viewer, other)? else { return Ok(Vec::new()) };
        let rows = plain_paths(self.conn, viewer, other, distance)?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// A profile, if it shows at all.
    pub fn plain_profile(
        &mut self,
        viewer: MemberId,
        handle: &str,
    ) -> Result<Option<PlainProfile>, StoreError> {
        Ok(plain_profile(self.conn, viewer, handle)?.pop())
    }

    /// What somebody shared last, as far as it shows.
    pub fn plain_posts_of(
        &mut self,
        viewer: MemberId,
        author: MemberId,
        limit: u32,
    ) -> Result<Vec<PostId>, StoreError> {
        let rows = plain_posts_of(self.conn, viewer, author, limit.into())?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// A member's own connections, newest first.
    pub fn plain_connections(
        &mut self,
        member: MemberId,
        limit: u32,
    ) -> Result<Vec<(String, Timestamp)>, StoreError> {
        plain_connections(self.conn, member, limit.into())
    }

    /// A post, if it shows.
    pub fn plain_post(
        &mut self,
        viewer: MemberId,
        post: PostId,
    ) -> Result<Option<PlainPost>, StoreError> {
        Ok(plain_post(self.conn, viewer, post)?.pop())
    }

    /// The comments on a post that show, oldest first.
    pub fn plain_comments(
        &mut self,
        viewer: MemberId,
        post: PostId,
    ) -> Result<Vec<PlainComment>, StoreError> {
        plain_comments(self.conn, viewer, post)
    }
}
