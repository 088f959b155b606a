//! Each change of the journal and the rows that it is about.

use kith_core::{change::Change, post::Subject, tie::Pair};

use crate::{
    StoreError, accounts, campaign_people, campaigns, comments, companies, conversations, events,
    groups, images, inmails, introductions, invitations, meetings, mentions, messages, pairs,
    posts, previews, reactions, reconnects, reports, restrictions, searches, sql::Conn, views,
};

/// Writes the rows that a change is about. What the decision rested on is repeated as a guard.
pub(crate) fn write(conn: &mut Conn, change: &Change) -> Result<(), StoreError> {
    match change {
        // Their rows are written by the statements of accounts, links and imports, in the same
        // transaction.
        Change::Joined { .. }
        | Change::ProfileChanged { .. }
        | Change::SettingsChanged { .. }
        | Change::Connected { .. }
        | Change::Deleted { .. }
        // The campaign with the stop is kept beside.
        | Change::CampaignStopped { .. }
        | Change::GroupLinked { .. }
        | Change::Boosted { .. } => {}
        Change::StatusChanged { member, status } => accounts::set_status(conn, *member, *status),
        Change::Invited { invitation } => invitations::insert(conn, invitation),
        Change::Answered(answered) => {
            invitations::answer(conn, answered);
            campaign_people::hear_answer(conn, answered);
        }
        Change::Paired { pair, connections } => paired(conn, pair, *connections),
        Change::Wrote { message } => {
            messages::insert(conn, message);
            campaign_people::hear_message(conn, message);
        }
        Change::PendingFull { member, since } => accounts::set_pending_full(conn, *member, *since),
        Change::Restricted { step } => restrictions::insert(conn, step)?,
        Change::Lifted { restriction, member, by, at, ladder } => {
            restrictions::lift(conn, *restriction, *by, *at);
            accounts::set_ladder(conn, *member, ladder.level, ladder.at, ladder.paused_until);
        }
        Change::Appealed { restriction, text, at, .. } => {
            restrictions::appeal(conn, *restriction, text.as_str(), *at);
        }
        Change::Dismissed { member, other } => meetings::dismiss(conn, *member, *other),
        Change::Posted { .. }
        | Change::PostEdited { .. }
        | Change::PostDeleted { .. }
        | Change::Commented { .. }
        | Change::CommentEdited { .. }
        | Change::CommentDeleted { .. }
        | Change::Reacted { .. }
        | Change::Unreacted { .. } => content(conn, change),
        Change::GroupKept { group } => groups::keep(conn, group),
        Change::Stood { group, member, from, to, at, removed } => {
            groups::stand(conn, (*group, *member), *from, *to, (*at, *removed));
        }
        Change::EventKept { event } => events::keep(conn, event),
        Change::Attended { event, member, from, to, at } => {
            events::attend(conn, (*event, *member), *from, *to, *at);
        }
        Change::CompanyKept { company } => companies::keep(conn, company),
        Change::CompanyFollowed { company, member, since } => {
            companies::follow(conn, *company, *member, *since);
        }
        Change::RivalsChosen { company, rivals } => {
            companies::choose_rivals(conn, *company, rivals);
        }
        Change::Conversed(conversed) => conversations::set_side(conn, conversed),
        Change::InMailed { inmail } => inmails::insert(conn, inmail),
        Change::InMailEnded { message, outcome } => inmails::end(conn, *message, outcome),
        Change::Credited { credits } => inmails::save(conn, credits),
        Change::IntroductionAsked { introduction } => introductions::insert(conn, introduction),
        Change::IntroductionMoved(moved) => introductions::advance(conn, moved),
        Change::Reported { report } => reports::insert(conn, report),
        Change::ReportDone { report, by, at } => reports::finish(conn, *report, *by, *at),
        Change::SearchSaved { search } => searches::insert(conn, search),
        Change::SearchDeleted { member, search } => searches::delete(conn, *search, *member),
        Change::Viewed { view } => views::insert(conn, view),
        Change::CampaignKept { campaign } => campaigns::keep(conn, campaign)?,
        Change::CampaignDeleted { member, campaign } => campaigns::delete(conn, *campaign, *member),
        Change::CampaignMoved { campaign, from, to, .. } => {
            campaign_people::move_arm(conn, *campaign, *from, *to);
        }
        Change::CampaignRan { run, holds } => campaign_people::keep(conn, run, *holds),
        Change::CampaignSent(sent) => campaigns::sent(conn, sent),
        Change::DoNotContact(word) => campaigns::word(conn, word),
        Change::ReconnectOffered { offer } => reconnects::offered(conn, offer),
        Change::ReconnectAnswered(said) => reconnects::answered(conn, said),
        Change::Reconnected(agreed) => reconnects::reconnected(conn, agreed),
    }
    Ok(())
}

/// Posts, comments and reactions.
fn content(conn: &mut Conn, change: &Change) {
    match change {
        Change::Posted { post } => posts::insert(conn, post),
        Change::PostEdited { post, author, body, at, mentions } => {
            posts::edit(conn, (*post, *author), body, mentions, *at);
        }
        Change::PostDeleted { post, author, .. } => {
            reactions::forget_post(conn, *post);
            mentions::forget_post(conn, *post);
            images::delete_images_of(conn, *post);
            previews::forget_post(conn, *post);
            comments::delete_comments_of(conn, *post);
            posts::delete_post(conn, *post, *author);
        }
        Change::Commented { comment } => comments::insert(conn, comment),
        Change::CommentEdited { comment, body, at, mentions } => {
            comments::edit_comment(conn, *comment, body, *at);
            mentions::change(conn, Subject::Comment(*comment), mentions);
        }
        Change::CommentDeleted { comment, .. } => {
            reactions::forget_comment(conn, *comment);
            mentions::forget(conn, Subject::Comment(*comment));
            comments::delete_comment(conn, *comment);
        }
        Change::Reacted { subject, whose, member, reaction, at } => {
            reactions::put_reaction(
                conn,
                reactions::key(*subject),
                *member,
                *reaction,
                *whose,
                *at,
            );
        }
        Change::Unreacted { subject, member } => {
            reactions::drop_reaction(conn, reactions::key(*subject), *member);
        }
        _ => {}
    }
}

fn paired(conn: &mut Conn, pair: &Pair, connections: i32) {
    pairs::save(conn, pair);
    campaign_people::hear_tie(conn, pair);
    reconnects::hear_tie(conn, pair, connections);
    if pair.is_blocked() {
        views::forget_between(conn, pair.low, pair.high);
    }
    if connections != 0 {
        accounts::add_connections(conn, pair.low, connections.into());
        accounts::add_connections(conn, pair.high, connections.into());
    }
}
