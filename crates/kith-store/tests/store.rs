//! The store on both databases: SQLite always, PostgreSQL where `KITH_TEST_POSTGRES` names a
//! server in which databases may be made.

#[cfg(test)]
mod store {
    mod accounts;
    mod answers;
    mod brought;
    mod budgets;
    mod bulk;
    mod campaign_checks;
    mod campaigns;
    mod checks;
    mod communities;
    mod contacts;
    mod conversations;
    mod crash;
    mod dump;
    mod groups;
    mod images;
    mod invitations;
    mod journal;
    mod ladder;
    mod lists;
    mod meetings;
    mod migrations;
    mod notifications;
    mod races;
    mod searches;
    mod sessions;
    mod support;
    mod templates;
    mod views;
    mod webhooks;
}
