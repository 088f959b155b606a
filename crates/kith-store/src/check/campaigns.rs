//! Reading campaigns for what does not agree: where each person is against their invitation, what
//! went out, when things are due, and the variants (R13).

use kith_core::{
    campaign::{Stop, steps::Steps},
    id::{CampaignId, MemberId},
};

use crate::{
    StoreError,
    sql::{Conn, row, statements},
};

row! {
    /// How many of a variant there are, and how many of them are ready in a campaign that nobody is
    /// to look at.
    pub(crate) struct VariantRow {
        campaign: CampaignId,
        steps: String,
        stops: String,
        arm: u32,
        to_invite: u32,
        to_write: u32,
    }
}

/// The instant of the newest entry: whatever woke somebody did so by then.
macro_rules! last {
    () => {
        "(SELECT max(j.at) FROM journal j)"
    };
}

/// Whether nothing of `p` waits to be heard.
macro_rules! heard_all {
    () => {
        concat!("(p.due_at IS NULL OR p.due_at > ", last!(), ")")
    };
}

statements! {
    /// People in a campaign that is not there, not their member's, or was never started.
    query run_homeless() -> (CampaignId, MemberId) =
        "SELECT p.campaign, p.person FROM campaign_people p LEFT JOIN campaigns c ON c.id = p.campaign WHERE c.id IS NULL OR c.member <> p.member OR c.state = 'draft'";
    /// People who are under way in two campaigns of a member.
    query run_in_two() -> (CampaignId, MemberId) =
        "SELECT p.campaign, p.person FROM campaign_people p JOIN campaigns c ON c.id = p.campaign JOIN campaign_people q ON q.member = p.member AND q.person = p.person AND q.campaign > p.campaign JOIN campaigns d ON d.id = q.campaign WHERE p.stage <> 'ended' AND q.stage <> 'ended' AND c.state <> 'ended' AND d.state <> 'ended'";
    query run_held_wrongly() -> (CampaignId, MemberId) =
        "SELECT p.campaign, p.person FROM campaign_people p JOIN campaigns c ON c.id = p.campaign WHERE p.holds <> CASE WHEN p.stage <> 'ended' AND c.state <> 'ended' THEN 1 ELSE 0 END";
    /// People whose stage is not what else is kept of them.
    query run_stage() -> (CampaignId, MemberId) =
        "SELECT p.campaign, p.person FROM campaign_people p WHERE (p.stage = 'ended') <> (p.outcome IS NOT NULL) OR (p.stage = 'ended') <> (p.ended_at IS NOT NULL) OR (p.invitation IS NULL) <> (p.invited_at IS NULL) OR (p.stage IN ('queued', 'approached') AND p.invitation IS NOT NULL) OR (p.stage IN ('invited', 'ignored', 'accepted') AND p.invitation IS NULL) OR (p.stage = 'accepted' AND p.accepted_at IS NULL)";
    /// People with something due where nothing is, or with nothing where something is.
    query run_due() -> (CampaignId, MemberId) =
        concat!("SELECT p.campaign, p.person FROM campaign_people p JOIN campaigns c ON c.id = p.campaign WHERE (p.stage = 'ended' AND (p.ready_at IS NOT NULL OR p.due_at IS NOT NULL)) OR (p.ready_at IS NOT NULL) <> (p.stage IN ('queued', 'approached', 'accepted') AND c.state <> 'ended') OR (p.due_at > ", last!(), " AND p.stage NOT IN ('invited', 'ignored'))");
    query run_invitation() -> (CampaignId, MemberId) =
        "SELECT p.campaign, p.person FROM campaign_people p LEFT JOIN invitations i ON i.id = p.invitation WHERE p.invited_at IS NOT NULL AND (i.id IS NULL OR i.sender <> p.member OR i.recipient <> p.person OR i.source <> 'campaign' OR i.sent_at <> p.invited_at)";
    /// People who are not where their invitation is, though nothing waits to be heard.
    query run_answer() -> (CampaignId, MemberId) =
        concat!("SELECT p.campaign, p.person FROM campaign_people p JOIN invitations i ON i.id = p.invitation WHERE (i.state = 'accepted' AND p.accepted_at IS NULL) OR (p.outcome = 'withdrawn' AND i.state <> 'withdrawn') OR (", heard_all!(), " AND ((p.stage = 'invited' AND i.state IN ('accepted', 'ignored', 'withdrawn')) OR (p.stage = 'ignored' AND i.state IN ('accepted', 'pending', 'withdrawn')) OR (p.stage IN ('invited', 'ignored') AND i.state = 'gone' AND i.ended_at < i.expires_at)))");
    query run_unsent() -> (CampaignId, MemberId) =
        "SELECT p.campaign, p.person FROM campaign_people p WHERE p.invited_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM campaign_sends s WHERE s.campaign = p.campaign AND s.person = p.person AND s.what = 'invite')";
    /// What went out to somebody who is not in the campaign, or is not so far.
    query send_unknown() -> (CampaignId, MemberId) =
        "SELECT s.campaign, s.person FROM campaign_sends s LEFT JOIN campaign_people p ON p.campaign = s.campaign AND p.person = s.person WHERE p.person IS NULL OR p.member <> s.member OR (s.what = 'invite' AND (p.invitation IS NULL OR s.about IS NULL OR s.about <> p.invitation OR s.at <> p.invited_at)) OR (s.what = 'message' AND p.accepted_at IS NULL)";
    /// Invitations of campaigns that no campaign knows, but of who has left.
    query invitation_of_none() -> (MemberId, MemberId) =
        "SELECT i.sender, i.recipient FROM invitations i JOIN accounts a ON a.id = i.sender WHERE i.source = 'campaign' AND a.status <> 'deleted' AND NOT EXISTS (SELECT 1 FROM campaign_people p WHERE p.invitation = i.id)";
    query campaign_state() -> (CampaignId, MemberId) =
        "SELECT id, member FROM campaigns WHERE (state = 'draft') <> (started_at IS NULL) OR (state = 'ended') <> (ended_at IS NOT NULL) OR (state = 'paused') <> (paused_by IS NOT NULL) OR (state <> 'running' AND next_at IS NOT NULL)";
    query place_taken_twice() -> (CampaignId, i64) =
        "SELECT campaign, place FROM campaign_people GROUP BY campaign, place HAVING count(*) > 1";
    query variants() -> VariantRow =
        "SELECT c.id, c.steps, c.stops, p.arm, count(CASE WHEN c.state = 'running' AND c.next_at IS NULL AND p.ready_at IS NOT NULL AND p.stage <> 'accepted' THEN 1 END), count(CASE WHEN c.state = 'running' AND c.next_at IS NULL AND p.ready_at IS NOT NULL AND p.stage = 'accepted' THEN 1 END) FROM campaigns c JOIN campaign_people p ON p.campaign = c.id GROUP BY c.id, c.steps, c.stops, p.arm";
}

type Query<T> = fn(&mut Conn) -> Result<Vec<(CampaignId, T)>, StoreError>;

/// What is asked about people, and what is said of each who is found.
const OF_PEOPLE: [(Query<MemberId>, &str); 9] = [
    (run_homeless, "is in no campaign of that member that was started"),
    (run_in_two, "is in another campaign of that member at once"),
    (run_held_wrongly, "is kept from other campaigns, or not, against where they are"),
    (run_stage, "is at a stage that is not what else is kept of them"),
    (run_due, "has something due where nothing is, or nothing where something is"),
    (run_invitation, "has an invitation that is not theirs"),
    (run_answer, "is not where their invitation is"),
    (run_unsent, "was invited without a record of it"),
    (send_unknown, "got something that where they are does not tell of"),
];

/// What in campaigns does not agree, for an operator.
pub(super) fn disagreements(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for (query, what) in OF_PEOPLE {
        for (campaign, person) in query(conn)? {
            found.push(format!("campaign {campaign}: {person} {what}"));
        }
    }
    for (sender, recipient) in invitation_of_none(conn)? {
        found.push(format!("no campaign knows the invitation from {sender} to {recipient}"));
    }
    for (campaign, _) in campaign_state(conn)? {
        found.push(format!("campaign {campaign}: its state is not what its instants say"));
    }
    for (campaign, place) in place_taken_twice(conn)? {
        found.push(format!("campaign {campaign}: more than one person has the place {place}"));
    }
    for row in variants(conn)? {
        found.extend(variant(&row).map(|what| format!("campaign {}: {what}", row.campaign)));
    }
    Ok(found)
}

/// What is wrong with a variant and its people.
fn variant(row: &VariantRow) -> Option<String> {
    let arm = row.arm;
    let Ok(steps) = serde_json::from_str::<Steps>(&row.steps) else {
        return Some("its steps cannot be read".to_owned());
    };
    let Ok(stops) = serde_json::from_str::<Vec<Stop>>(&row.stops) else {
        return Some("its stops cannot be read".to_owned());
    };
    let arms = u32::try_from(steps.arms.len()).unwrap_or(u32::MAX);
    if arm >= arms {
        return Some(format!("people are in variant {arm}, and it has {arms}"));
    }
    if let Some(stop) = stops.iter().find(|stop| stop.arm >= arms) {
        return Some(format!("variant {} is stopped, and it has {arms}", stop.arm));
    }
    let stopped = stops.iter().any(|stop| stop.arm == arm && stop.resumed_at.is_none());
    let ready = row.to_write + if stopped { 0 } else { row.to_invite };
    (ready > 0).then(|| format!("{ready} of variant {arm} are ready, and nobody looks at them"))
}
