//! Campaigns: what they are, when they are due, and what they did (R13).

use std::collections::BTreeMap;

use kith_core::{
    campaign::{Campaign, DoNotContact, PausedBy, Sent, State, Touch},
    id::{CampaignId, Id, InvitationId, MemberId, MessageId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, Tx,
    sql::{Conn, row, statements},
};

/// The sender of a word that is about everybody's campaigns.
const EVERYBODY: MemberId = MemberId::from_bytes([0; 16]);

row! {
    pub(crate) struct CampaignRow {
        id: CampaignId,
        member: MemberId,
        name: String,
        state: State,
        paused_by: Option<PausedBy>,
        audience: String,
        given: String,
        steps: String,
        pace: String,
        stops: String,
        created_at: Timestamp,
        started_at: Option<Timestamp>,
        ended_at: Option<Timestamp>,
        next_at: Option<Timestamp>,
        version: i64,
    }
}

impl CampaignRow {
    fn read(self) -> Result<(Campaign, Option<Timestamp>), StoreError> {
        let broken = |error: serde_json::Error| StoreError::Broken {
            statement: "campaign",
            detail: error.to_string(),
        };
        let campaign = Campaign {
            id: self.id,
            member: self.member,
            name: self.name,
            state: self.state,
            paused_by: self.paused_by,
            audience: self.audience,
            given: serde_json::from_str::<BTreeMap<_, _>>(&self.given).map_err(broken)?,
            steps: serde_json::from_str(&self.steps).map_err(broken)?,
            pace: serde_json::from_str(&self.pace).map_err(broken)?,
            stops: serde_json::from_str(&self.stops).map_err(broken)?,
            created_at: self.created_at,
            started_at: self.started_at,
            ended_at: self.ended_at,
            version: self.version,
        };
        Ok((campaign, self.next_at))
    }
}

row! {
    pub(crate) struct SentRow {
        campaign: CampaignId,
        member: MemberId,
        person: MemberId,
        what: String,
        place: u32,
        about: Option<Id<Touch>>,
        at: Timestamp,
    }
}

impl SentRow {
    fn read(self) -> Option<Sent> {
        let about = || self.about.map_or([0; 16], |id| *id.as_bytes());
        let touch = match self.what.as_str() {
            "visit" => Touch::Visit,
            "follow" => Touch::Follow,
            "invite" => Touch::Invite { invitation: InvitationId::from_bytes(about()) },
            "message" => {
                let message = MessageId::from_bytes(about());
                Touch::Message { place: self.place, message }
            }
            _ => return None,
        };
        let Self { campaign, member, person, at, .. } = self;
        Some(Sent { campaign, member, person, touch, at })
    }
}

row! {
    /// How much a campaign sent, for operators.
    #[derive(Debug, Clone)]
    pub struct VolumeRow {
        /// Which.
        pub campaign: CampaignId,
        /// What its member calls it.
        pub name: String,
        /// Whose.
        pub member: MemberId,
        /// What it does.
        pub state: State,
        /// Who paused it.
        pub paused_by: Option<PausedBy>,
        /// When it was started.
        pub started_at: Timestamp,
        /// Invitations since it was started.
        pub invited: u32,
        /// Invitations in the last 7 × 24 hours.
        pub invited_week: u32,
        /// Messages since it was started.
        pub messages: u32,
        /// How many accepted.
        pub accepted: u32,
        /// How many said that they don't know the member.
        pub unknown: u32,
    }
}

row! {
    /// How much a member's campaigns sent in a week, for operators.
    #[derive(Debug, Clone, Copy)]
    pub struct SenderVolumeRow {
        /// Whose.
        pub member: MemberId,
        /// Invitations.
        pub invited_week: u32,
        /// Those of the last 24 hours.
        pub invited_day: u32,
        /// Messages.
        pub messages_week: u32,
        /// Of how many campaigns.
        pub campaigns: u32,
    }
}

statements! {
    write insert_campaign(id: CampaignId, member: MemberId, name: &str, state: State, audience: &str, given: &str, steps: &str, pace: &str, created_at: Timestamp, version: i64) =
        "INSERT INTO campaigns (id, member, name, state, audience, given, steps, pace, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// What runs is looked at once, at `$12`; what does not is left alone.
    guard update_campaign(id: CampaignId, name: &str, state: State, paused_by: Option<PausedBy>, audience: &str, given: &str, steps: &str, pace: &str, started_at: Option<Timestamp>, ended_at: Option<Timestamp>, version: i64, next_at: Option<Timestamp>, stops: &str) =
        "UPDATE campaigns SET name = $2, state = $3, paused_by = $4, audience = $5, given = $6, steps = $7, pace = $8, started_at = $9, ended_at = $10, version = $11, next_at = $12, stops = $13 WHERE id = $1 AND version = $11 - 1";
    guard delete_campaign(id: CampaignId, member: MemberId) =
        "DELETE FROM campaigns WHERE id = $1 AND member = $2 AND state = 'draft'";
    query one_campaign(id: CampaignId) -> CampaignRow =
        "SELECT id, member, name, state, paused_by, audience, given, steps, pace, stops, created_at, started_at, ended_at, next_at, version FROM campaigns WHERE id = $1";
    query campaigns_of(member: MemberId, before: Timestamp, before_id: CampaignId, limit: i64) -> CampaignRow =
        "SELECT id, member, name, state, paused_by, audience, given, steps, pace, stops, created_at, started_at, ended_at, next_at, version FROM campaigns WHERE member = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3)) ORDER BY created_at DESC, id DESC LIMIT $4";
    query campaigns_open(member: MemberId) -> (u32,) =
        "SELECT count(*) FROM campaigns WHERE member = $1 AND state <> 'ended'";
    query campaigns_due(now: Timestamp, limit: i64) -> CampaignRow =
        "SELECT id, member, name, state, paused_by, audience, given, steps, pace, stops, created_at, started_at, ended_at, next_at, version FROM campaigns WHERE state = 'running' AND next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at LIMIT $2";
    query first_campaign_due(after: Timestamp) -> (Timestamp,) =
        "SELECT next_at FROM campaigns WHERE state = 'running' AND next_at IS NOT NULL AND next_at >= $1 ORDER BY next_at LIMIT 1";
    /// Whoever looked first at what was due then decides what comes next.
    guard look_again(id: CampaignId, was: Timestamp, next_at: Option<Timestamp>) =
        "UPDATE campaigns SET next_at = $3 WHERE id = $1 AND next_at = $2 AND state = 'running'";
    /// Something happened: it is looked at no later than `$2`.
    write look_by(id: CampaignId, at: Timestamp) =
        "UPDATE campaigns SET next_at = $2 WHERE id = $1 AND state = 'running' AND (next_at IS NULL OR next_at > $2)";
    write insert_sent(member: MemberId, at: Timestamp, campaign: CampaignId, person: MemberId, what: &str, place: u32, about: Option<Id<Touch>>) =
        "INSERT INTO campaign_sends (member, at, campaign, person, what, place, about) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    query last_sent_of(member: MemberId) -> (Timestamp,) =
        "SELECT at FROM campaign_sends WHERE member = $1 ORDER BY at DESC LIMIT 1";
    query sent_since(campaign: CampaignId, since: Timestamp) -> SentRow =
        "SELECT campaign, member, person, what, place, about, at FROM campaign_sends WHERE campaign = $1 AND at >= $2 ORDER BY at";
    query sent_count(campaign: CampaignId) -> (u32,) =
        "SELECT count(*) FROM campaign_sends WHERE campaign = $1";
    /// The `$3`+1-th newest campaign invitation that reached `$1` after `$2`, whoever sent it.
    query nth_reached(recipient: MemberId, since: Timestamp, skip: i64) -> (Timestamp,) =
        "SELECT sent_at FROM invitations WHERE recipient = $1 AND source = 'campaign' AND sent_at > $2 ORDER BY sent_at DESC LIMIT 1 OFFSET $3";
    query campaign_volume(before: Timestamp, week: Timestamp, limit: i64) -> VolumeRow =
        "SELECT c.id, c.name, c.member, c.state, c.paused_by, c.started_at, (SELECT count(*) FROM campaign_sends s WHERE s.campaign = c.id AND s.what = 'invite'), (SELECT count(*) FROM campaign_sends s WHERE s.campaign = c.id AND s.at > $2 AND s.what = 'invite'), (SELECT count(*) FROM campaign_sends s WHERE s.campaign = c.id AND s.what = 'message'), (SELECT count(*) FROM campaign_people p WHERE p.campaign = c.id AND p.accepted_at IS NOT NULL), (SELECT count(*) FROM campaign_people p JOIN invitations i ON i.id = p.invitation WHERE p.campaign = c.id AND i.unknown_at IS NOT NULL) FROM campaigns c WHERE c.started_at IS NOT NULL AND c.started_at < $1 ORDER BY c.started_at DESC LIMIT $3";
    /// Who sent most by campaigns after `$1`; `$2` is a day ago.
    query outreach_volume(week: Timestamp, day: Timestamp, limit: i64) -> SenderVolumeRow =
        "SELECT s.member, count(CASE WHEN s.what = 'invite' THEN 1 END), count(CASE WHEN s.what = 'invite' AND s.at > $2 THEN 1 END), count(CASE WHEN s.what = 'message' THEN 1 END), count(DISTINCT s.campaign) FROM campaign_sends s WHERE s.at > $1 GROUP BY s.member ORDER BY 2 DESC, 1 LIMIT $3";
    write put_do_not_contact(recipient: MemberId, sender: MemberId, since: Timestamp) =
        "INSERT INTO do_not_contact (recipient, sender, since) VALUES ($1, $2, $3) ON CONFLICT (recipient, sender) DO NOTHING";
    write drop_do_not_contact(recipient: MemberId, sender: MemberId) =
        "DELETE FROM do_not_contact WHERE recipient = $1 AND sender = $2";
    query wants_none(recipient: MemberId, sender: MemberId, everybody: MemberId) -> (Timestamp,) =
        "SELECT since FROM do_not_contact WHERE recipient = $1 AND (sender = $2 OR sender = $3)";
    query wanted_from_none(recipient: MemberId) -> (MemberId, Timestamp) =
        "SELECT sender, since FROM do_not_contact WHERE recipient = $1 ORDER BY since, sender";
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Broken { statement: "campaign", detail: error.to_string() })
}

/// Keeps a campaign; one that runs is looked at once from then on.
pub(crate) fn keep(conn: &mut Conn, campaign: &Campaign) -> Result<(), StoreError> {
    let c = campaign;
    let (given, steps, pace) = (json(&c.given)?, json(&c.steps)?, json(&c.pace)?);
    let stops = json(&c.stops)?;
    if c.version == 1 {
        let state = c.state;
        insert_campaign(
            conn,
            c.id,
            c.member,
            &c.name,
            state,
            &c.audience,
            &given,
            &steps,
            &pace,
            c.created_at,
            c.version,
        );
        return Ok(());
    }
    let next = (c.state == State::Running).then(|| Timestamp::from_micros(0));
    update_campaign(
        conn,
        c.id,
        &c.name,
        c.state,
        c.paused_by,
        &c.audience,
        &given,
        &steps,
        &pace,
        c.started_at,
        c.ended_at,
        c.version,
        next,
        &stops,
    );
    if c.state == State::Ended {
        crate::campaign_people::release(conn, c.id);
    }
    Ok(())
}

/// Deletes a campaign that was never started.
pub(crate) fn delete(conn: &mut Conn, id: CampaignId, member: MemberId) {
    delete_campaign(conn, id, member);
}

/// Keeps that something went out: twice the same fails.
pub(crate) fn sent(conn: &mut Conn, sent: &Sent) {
    let s = sent;
    let (place, about) = match s.touch {
        Touch::Visit | Touch::Follow => (0, None),
        Touch::Invite { invitation } => (0, Some(*invitation.as_bytes())),
        Touch::Message { place, message } => (place, Some(*message.as_bytes())),
    };
    let what = s.touch.code();
    insert_sent(conn, s.member, s.at, s.campaign, s.person, what, place, about.map(Id::from_bytes));
}

/// Keeps or forgets that somebody wants no campaigns; runs that this ends are looked at.
pub(crate) fn word(conn: &mut Conn, word: &DoNotContact) {
    let sender = word.sender.unwrap_or(EVERYBODY);
    match word.since {
        Some(since) => {
            put_do_not_contact(conn, word.recipient, sender, since);
            crate::campaign_people::wake_for_word(conn, word.recipient, word.sender, since);
        }
        None => drop_do_not_contact(conn, word.recipient, sender),
    }
}

impl Reads<'_> {
    /// One campaign, and when it is to be looked at.
    pub fn campaign(
        &mut self,
        id: CampaignId,
    ) -> Result<Option<(Campaign, Option<Timestamp>)>, StoreError> {
        one_campaign(self.conn, id)?.pop().map(CampaignRow::read).transpose()
    }

    /// A member's campaigns before the cursor, newest first.
    pub fn campaigns(
        &mut self,
        member: MemberId,
        before: Option<(Timestamp, CampaignId)>,
        limit: u32,
    ) -> Result<Vec<(Campaign, Option<Timestamp>)>, StoreError> {
        let newest = (Timestamp::from_micros(i64::MAX), CampaignId::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(newest);
        let rows = campaigns_of(self.conn, member, at, id, limit.into())?;
        rows.into_iter().map(CampaignRow::read).collect()
    }

    /// How many campaigns of a member are not ended.
    pub fn open_campaigns(&mut self, member: MemberId) -> Result<u32, StoreError> {
        Ok(campaigns_open(self.conn, member)?.first().map_or(0, |row| row.0))
    }

    /// Campaigns that are to be looked at by `now`, and when they were to be.
    pub fn due_campaigns(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(Campaign, Timestamp)>, StoreError> {
        let rows = campaigns_due(self.conn, now, limit.into())?;
        let read = rows.into_iter().map(CampaignRow::read);
        let due = read.filter_map(|row| match row {
            Ok((campaign, next)) => next.map(|next| Ok((campaign, next))),
            Err(error) => Some(Err(error)),
        });
        due.collect()
    }

    /// When the next campaign is to be looked at.
    pub fn next_campaign_due(&mut self) -> Result<Option<Timestamp>, StoreError> {
        Ok(first_campaign_due(self.conn, Timestamp::from_micros(0))?.pop().map(|row| row.0))
    }

    /// When any campaign of a member last did something.
    pub fn last_outreach(&mut self, member: MemberId) -> Result<Option<Timestamp>, StoreError> {
        Ok(last_sent_of(self.conn, member)?.first().map(|row| row.0))
    }

    /// What a campaign did from `since` on, the oldest first.
    pub fn outreach_since(
        &mut self,
        campaign: CampaignId,
        since: Timestamp,
    ) -> Result<Vec<Sent>, StoreError> {
        let rows = sent_since(self.conn, campaign, since)?;
        Ok(rows.into_iter().filter_map(SentRow::read).collect())
    }

    /// How much a campaign did.
    pub fn outreach_count(&mut self, campaign: CampaignId) -> Result<u32, StoreError> {
        Ok(sent_count(self.conn, campaign)?.first().map_or(0, |row| row.0))
    }

    /// When the invitation of a campaign reached `recipient` that must leave the week before
    /// another: the `most`-th newest after `since` from all senders together.
    pub fn reached_blocking(
        &mut self,
        recipient: MemberId,
        since: Timestamp,
        most: u32,
    ) -> Result<Option<Timestamp>, StoreError> {
        let skip = i64::from(most.max(1)) - 1;
        Ok(nth_reached(self.conn, recipient, since, skip)?.first().map(|row| row.0))
    }

    /// What campaigns sent that were started before `before`, the newest first; `week` is a week
    /// ago.
    pub fn campaign_volume(
        &mut self,
        before: Timestamp,
        week: Timestamp,
        limit: u32,
    ) -> Result<Vec<VolumeRow>, StoreError> {
        campaign_volume(self.conn, before, week, limit.into())
    }

    /// Who sent most by campaigns in the last week.
    pub fn outreach_volume(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<SenderVolumeRow>, StoreError> {
        let (week, day) = (now.plus_days(-7), now.plus_days(-1));
        outreach_volume(self.conn, week, day, limit.into())
    }

    /// Whether `recipient` wants no campaigns of `sender`.
    pub fn do_not_contact(
        &mut self,
        recipient: MemberId,
        sender: MemberId,
    ) -> Result<bool, StoreError> {
        Ok(!wants_none(self.conn, recipient, sender, EVERYBODY)?.is_empty())
    }

    /// Whose campaigns `recipient` does not want, and since when; none: anybody's.
    pub fn not_wanted(
        &mut self,
        recipient: MemberId,
    ) -> Result<Vec<(Option<MemberId>, Timestamp)>, StoreError> {
        let rows = wanted_from_none(self.conn, recipient)?.into_iter();
        Ok(rows.map(|(who, since)| ((who != EVERYBODY).then_some(who), since)).collect())
    }
}

impl Tx<'_> {
    /// Says when a campaign is to be looked at next. It is no change of what has happened, so
    /// that the journal does not hear of it.
    pub fn look_again(&mut self, id: CampaignId, was: Timestamp, next: Option<Timestamp>) {
        look_again(self.conn(), id, was, next);
    }
}
