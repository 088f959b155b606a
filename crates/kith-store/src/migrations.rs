//! The schema and how an older store comes to it. One text for both databases.

use crate::{
    StoreError,
    sql::{Conn, statements},
};

/// Every migration in order; its number is its place, counted from 1.
const MIGRATIONS: &[(&str, &str)] = &[
    ("foundation", include_str!("migrations/0001_foundation.sql")),
    ("content", include_str!("migrations/0002_content.sql")),
    ("communities", include_str!("migrations/0003_communities.sql")),
    ("messages", include_str!("migrations/0004_messages.sql")),
    ("saved_searches", include_str!("migrations/0005_saved_searches.sql")),
    ("notifications", include_str!("migrations/0006_notifications.sql")),
    ("images", include_str!("migrations/0007_images.sql")),
    ("views", include_str!("migrations/0008_views.sql")),
    ("campaigns", include_str!("migrations/0009_campaigns.sql")),
    ("templates", include_str!("migrations/0010_templates.sql")),
    ("contacts", include_str!("migrations/0011_contacts.sql")),
    ("webhooks", include_str!("migrations/0012_webhooks.sql")),
    ("removals", include_str!("migrations/0013_removals.sql")),
    ("previews", include_str!("migrations/0014_previews.sql")),
    ("brought", include_str!("migrations/0015_brought.sql")),
    ("farewell", include_str!("migrations/0016_farewell.sql")),
    ("met", include_str!("migrations/0017_met.sql")),
    ("absent", include_str!("migrations/0018_absent.sql")),
    ("campaign_stops", include_str!("migrations/0019_campaign_stops.sql")),
    ("email_invitations", include_str!("migrations/0020_email_invitations.sql")),
    ("reconnect", include_str!("migrations/0021_reconnect.sql")),
];

statements! {
    query applied() -> (i64,) = "SELECT count(*) FROM migrations";
    write note(number: i64, name: &str) = "INSERT INTO migrations (number, name) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING";
}

/// The number of the newest migration.
pub(crate) const fn newest() -> i64 {
    MIGRATIONS.len() as i64
}

/// Brings the store to the newest schema.
///
/// # Errors
/// A store that a newer kith made is refused and left as it is.
pub(crate) fn migrate(conn: &mut Conn) -> Result<(), StoreError> {
    let table = "CREATE TABLE IF NOT EXISTS migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)";
    // Of nodes that start at once all but one may fail to make it, and then find it made.
    conn.driver().run(table).or_else(|_| conn.driver().run(table))?;
    let known = newest();
    let found = applied(conn)?.first().map_or(0, |row| row.0);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (index, (name, text)) in
        MIGRATIONS.iter().enumerate().skip(usize::try_from(found).unwrap_or(0))
    {
        let text = text.replace("{WITHOUT_ROWID}", conn.driver().without_rowid());
        let text = text.replace("{BYTEWISE}", conn.driver().bytewise());
        conn.driver().begin(&[])?;
        // Whoever notes it first does it; another node waits here until that is committed.
        note(conn, index as i64 + 1, name);
        if conn.flush_counted()? == [1] {
            conn.driver().run(&text)?;
        }
        conn.driver().run("COMMIT")?;
    }
    Ok(())
}
