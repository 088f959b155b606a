//! The people of campaigns: where each is, and whom to look at (R13).

use kith_core::{
    campaign::{AskedIn, Outcome, Run, Stage},
    change::{Answered, Message},
    experiment::harm::Asked,
    id::{CampaignId, InvitationId, MemberId},
    invitation::State,
    tie::Pair,
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    campaigns::look_by,
    sql::{Conn, row, statements},
};

row! {
    pub(crate) struct RunRow {
        campaign: CampaignId,
        person: MemberId,
        member: MemberId,
        place: u32,
        arm: u32,
        stage: Stage,
        outcome: Option<Outcome>,
        next_message: u32,
        invitation: Option<InvitationId>,
        noted: bool,
        invited_at: Option<Timestamp>,
        accepted_at: Option<Timestamp>,
        replied_at: Option<Timestamp>,
        ended_at: Option<Timestamp>,
        ready_at: Option<Timestamp>,
        due_at: Option<Timestamp>,
        version: i64,
    }
}

impl From<RunRow> for Run {
    fn from(row: RunRow) -> Self {
        Self {
            campaign: row.campaign,
            member: row.member,
            person: row.person,
            place: row.place,
            arm: row.arm,
            stage: row.stage,
            outcome: row.outcome,
            next_message: row.next_message,
            invitation: row.invitation,
            noted: row.noted,
            invited_at: row.invited_at,
            accepted_at: row.accepted_at,
            replied_at: row.replied_at,
            ended_at: row.ended_at,
            ready_at: row.ready_at,
            due_at: row.due_at,
            version: row.version,
        }
    }
}

/// The columns of a [`RunRow`].
macro_rules! columns {
    () => {
        "campaign, person, member, place, arm, stage, outcome, next_message, invitation, noted, invited_at, accepted_at, replied_at, ended_at, ready_at, due_at, version"
    };
}

statements! {
    write insert_run(campaign: CampaignId, person: MemberId, member: MemberId, place: u32, arm: u32, stage: Stage, outcome: Option<Outcome>, ended_at: Option<Timestamp>, ready_at: Option<Timestamp>, holds: bool) =
        "INSERT INTO campaign_people (campaign, person, member, place, arm, stage, outcome, next_message, noted, ended_at, ready_at, holds, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $9, $10, 1)";
    guard update_run(campaign: CampaignId, person: MemberId, stage: Stage, outcome: Option<Outcome>, next_message: u32, invitation: Option<InvitationId>, noted: bool, invited_at: Option<Timestamp>, accepted_at: Option<Timestamp>, replied_at: Option<Timestamp>, ended_at: Option<Timestamp>, ready_at: Option<Timestamp>, due_at: Option<Timestamp>, holds: bool, version: i64) =
        "UPDATE campaign_people SET stage = $3, outcome = $4, next_message = $5, invitation = $6, noted = $7, invited_at = $8, accepted_at = $9, replied_at = $10, ended_at = $11, ready_at = $12, due_at = $13, holds = $14, version = $15 WHERE campaign = $1 AND person = $2 AND version = $15 - 1";
    /// A campaign that is over keeps nobody from its member's others, and goes on with nobody; who
    /// was not invited yet is done with.
    write release_all(campaign: CampaignId) =
        "UPDATE campaign_people SET holds = 0, ready_at = NULL WHERE campaign = $1 AND stage <> 'ended'";
    /// Those of a variant who are not invited yet go on with another.
    write move_arm(campaign: CampaignId, from: u32, to: u32) =
        "UPDATE campaign_people SET arm = $3, version = version + 1 WHERE campaign = $1 AND arm = $2 AND stage IN ('queued', 'approached')";
    /// An invitation was answered, withdrawn or ended.
    write heard_answer(invitation: InvitationId, at: Timestamp, accepted: bool) =
        "UPDATE campaign_people SET accepted_at = CASE WHEN $3 = 1 AND accepted_at IS NULL THEN $2 ELSE accepted_at END, due_at = CASE WHEN stage = 'ended' THEN NULL ELSE $2 END WHERE invitation = $1";
    /// `$2` wrote to `$1`.
    write heard_word(member: MemberId, person: MemberId, at: Timestamp) =
        "UPDATE campaign_people SET replied_at = CASE WHEN invited_at IS NOT NULL AND replied_at IS NULL THEN $3 ELSE replied_at END, due_at = CASE WHEN stage = 'ended' THEN NULL ELSE $3 END WHERE member = $1 AND person = $2";
    /// Something came between two.
    write wake_between(member: MemberId, person: MemberId, at: Timestamp) =
        "UPDATE campaign_people SET due_at = $3 WHERE member = $1 AND person = $2 AND stage <> 'ended'";
    write wake_all(person: MemberId, at: Timestamp) =
        "UPDATE campaign_people SET due_at = $2 WHERE person = $1 AND stage <> 'ended'";
    query one_run(campaign: CampaignId, person: MemberId) -> RunRow =
        concat!("SELECT ", columns!(), " FROM campaign_people WHERE campaign = $1 AND person = $2");
    query runs_of(campaign: CampaignId, after: i64, limit: i64) -> RunRow =
        concat!("SELECT ", columns!(), " FROM campaign_people WHERE campaign = $1 AND place > $2 ORDER BY place LIMIT $3");
    query runs_due(now: Timestamp, limit: i64) -> RunRow =
        concat!("SELECT ", columns!(), " FROM campaign_people WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at LIMIT $2");
    query first_run_due(after: Timestamp) -> (Timestamp,) =
        "SELECT due_at FROM campaign_people WHERE due_at IS NOT NULL AND due_at >= $1 ORDER BY due_at LIMIT 1";
    /// Who is first at a stage of a campaign, but for two of its variants.
    query first_ready(campaign: CampaignId, stage: Stage, but: i64, nor: i64) -> RunRow =
        concat!("SELECT ", columns!(), " FROM campaign_people WHERE campaign = $1 AND stage = $2 AND ready_at IS NOT NULL AND arm NOT IN ($3, $4) ORDER BY ready_at, place LIMIT 1");
    query held_by(member: MemberId) -> (MemberId,) =
        "SELECT person FROM campaign_people WHERE member = $1 AND holds = 1";
    query campaign_of(invitation: InvitationId) -> (CampaignId,) =
        "SELECT campaign FROM campaign_people WHERE invitation = $1";
    query asked_in(campaign: CampaignId) -> (u32, Timestamp, Option<Timestamp>) =
        "SELECT p.arm, i.sent_at, i.unknown_at FROM campaign_people p JOIN invitations i ON i.id = p.invitation WHERE p.campaign = $1";
    query gone_from(campaign: CampaignId) -> (MemberId,) =
        "SELECT p.person FROM campaign_people p JOIN accounts a ON a.id = p.person WHERE p.campaign = $1 AND a.status <> 'active'";
    query wrote_since(low: MemberId, high: MemberId, sender: MemberId, since: Timestamp) -> (Timestamp,) =
        "SELECT sent_at FROM messages WHERE low = $1 AND high = $2 AND sent_at > $4 AND sender = $3 ORDER BY sent_at LIMIT 1";
}

/// Keeps where somebody is.
pub(crate) fn keep(conn: &mut Conn, run: &Run, holds: bool) {
    let r = run;
    if r.version == 1 {
        insert_run(
            conn, r.campaign, r.person, r.member, r.place, r.arm, r.stage, r.outcome, r.ended_at,
            r.ready_at, holds,
        );
        return;
    }
    update_run(
        conn,
        r.campaign,
        r.person,
        r.stage,
        r.outcome,
        r.next_message,
        r.invitation,
        r.noted,
        r.invited_at,
        r.accepted_at,
        r.replied_at,
        r.ended_at,
        r.ready_at,
        r.due_at,
        holds,
        r.version,
    );
    if let Some(at) = r.ready_at {
        look_by(conn, r.campaign, at);
    }
}

/// Lets go of everybody in a campaign that is over.
pub(crate) fn release(conn: &mut Conn, campaign: CampaignId) {
    release_all(conn, campaign);
}

/// After an invitation came to another state. What its sender is not told is heard here, too, and
/// told to nobody (R6).
pub(crate) fn hear_answer(conn: &mut Conn, answered: &Answered) {
    let accepted = answered.state == State::Accepted;
    heard_answer(conn, answered.invitation, answered.at, accepted);
}

/// After a message was written.
pub(crate) fn hear_message(conn: &mut Conn, message: &Message) {
    heard_word(conn, message.recipient, message.sender, message.sent_at);
}

/// After a tie came to another value: a block ends what is under way between both.
pub(crate) fn hear_tie(conn: &mut Conn, pair: &Pair) {
    for (member, other) in [(pair.low, pair.high), (pair.high, pair.low)] {
        if let Some(at) = pair.side(member).blocked_at {
            wake_between(conn, member, other, at);
            wake_between(conn, other, member, at);
        }
    }
}

/// After somebody said that they want no campaigns.
pub(crate) fn wake_for_word(
    conn: &mut Conn,
    recipient: MemberId,
    sender: Option<MemberId>,
    at: Timestamp,
) {
    match sender {
        Some(sender) => wake_between(conn, sender, recipient, at),
        None => wake_all(conn, recipient, at),
    }
}

impl Reads<'_> {
    /// Where somebody is in a campaign.
    pub fn run(
        &mut self,
        campaign: CampaignId,
        person: MemberId,
    ) -> Result<Option<Run>, StoreError> {
        Ok(one_run(self.conn, campaign, person)?.pop().map(Run::from))
    }

    /// The people of a campaign after a place, in the order of their places.
    pub fn runs(
        &mut self,
        campaign: CampaignId,
        after: Option<u32>,
        limit: u32,
    ) -> Result<Vec<Run>, StoreError> {
        let after = after.map_or(-1, i64::from);
        let rows = runs_of(self.conn, campaign, after, limit.into())?;
        Ok(rows.into_iter().map(Run::from).collect())
    }

    /// People who are to be looked at by `now`.
    pub fn due_runs(&mut self, now: Timestamp, limit: u32) -> Result<Vec<Run>, StoreError> {
        Ok(runs_due(self.conn, now, limit.into())?.into_iter().map(Run::from).collect())
    }

    /// When the next person is to be looked at.
    pub fn next_run_due(&mut self) -> Result<Option<Timestamp>, StoreError> {
        Ok(first_run_due(self.conn, Timestamp::from_micros(0))?.pop().map(|row| row.0))
    }

    /// Whose turn is next at a stage of a campaign, of the variants that are not `held`: there
    /// are two at most.
    pub fn next_ready(
        &mut self,
        campaign: CampaignId,
        stage: Stage,
        held: &[u32],
    ) -> Result<Option<Run>, StoreError> {
        let but = |place: usize| held.get(place).map_or(-1, |arm| i64::from(*arm));
        let found = first_ready(self.conn, campaign, stage, but(0), but(1))?;
        Ok(found.into_iter().next().map(Run::from))
    }

    /// Everybody who is in a campaign of a member that is not over.
    pub fn held(&mut self, member: MemberId) -> Result<Vec<MemberId>, StoreError> {
        Ok(held_by(self.conn, member)?.into_iter().map(|row| row.0).collect())
    }

    /// The campaign that sent an invitation.
    pub fn campaign_of(
        &mut self,
        invitation: InvitationId,
    ) -> Result<Option<CampaignId>, StoreError> {
        Ok(campaign_of(self.conn, invitation)?.pop().map(|row| row.0))
    }

    /// Who of a campaign does not take part any more.
    pub fn gone_from(&mut self, campaign: CampaignId) -> Result<Vec<MemberId>, StoreError> {
        Ok(gone_from(self.conn, campaign)?.into_iter().map(|row| row.0).collect())
    }

    /// Every invitation of a campaign, and whether its recipient said that they don't know its
    /// member: those who are blocked or gone are among them, so that nothing that is counted of
    /// all tells when one of them left.
    pub fn asked_in(&mut self, campaign: CampaignId) -> Result<Vec<AskedIn>, StoreError> {
        let rows = asked_in(self.conn, campaign)?.into_iter();
        let read =
            |(arm, sent_at, unknown_at)| AskedIn { arm, asked: Asked { sent_at, unknown_at } };
        Ok(rows.map(read).collect())
    }

    /// When `who` first wrote to `whom` after `since`.
    pub fn wrote_after(
        &mut self,
        who: MemberId,
        whom: MemberId,
        since: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let (low, high) = (who.min(whom), who.max(whom));
        Ok(wrote_since(self.conn, low, high, who, since)?.first().map(|row| row.0))
    }
}
