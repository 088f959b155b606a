//! Taking over what was chosen: the profile at once, long lists in pieces. Where it is interrupted
//! it goes on from there, and nothing is there twice.

use kith_archive::{Archive, Part};
use kith_core::{
    change::Change,
    company,
    id::{ArchiveId, MemberId},
    time::Timestamp,
};
use kith_store::{
    ArchiveRow, BroughtContactRow, Command, PastInvitationRow, PraiseStored, StoreError,
    TalkStored, Tx,
};

use super::{
    PartView, applied, broken, compare,
    compare::{Contacts, Fate},
    merge, unpacked,
};
use crate::{
    Actor, App, AppError, Ask, Written, accounts::blocking, communities::folded_name,
    reconnects::came_along,
};

/// How many rows one transaction takes, so that others come in between.
const PIECE: usize = 1_000;

/// A row of a long list on its way into the store.
#[derive(Debug, Clone)]
enum Item {
    Contact(BroughtContactRow, Option<String>),
    Invitation(PastInvitationRow),
    Praise(PraiseStored),
    Talk(TalkStored),
    /// It is there already, better.
    Nothing,
}

/// The parts that are about the profile, and fit into one transaction.
const AT_ONCE: [Part; 5] =
    [Part::Profile, Part::Positions, Part::Education, Part::Skills, Part::Follows];

/// How many rows of long lists these parts have.
pub(super) fn rows(archive: &Archive, chosen: &[Part]) -> u32 {
    let count = |part: &Part| match part {
        Part::Connections => archive.connections.len(),
        Part::Invitations => archive.invitations.len(),
        Part::Praise => archive.praise.len(),
        Part::Talks => archive.talks.len(),
        _ => 0,
    };
    u32::try_from(chosen.iter().map(count).sum::<usize>()).unwrap_or(u32::MAX)
}

/// What was chosen of an upload, and what that would have changed then; `None` before anything was.
pub(super) fn chosen(row: &ArchiveRow) -> Result<Option<Vec<PartView>>, AppError> {
    if row.chosen.is_empty() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(&row.chosen).map_err(broken)?))
}

/// The parts that a form or a client names.
fn named(parts: &[String]) -> Result<Vec<Part>, AppError> {
    let codes = || Part::ALL.map(Part::code).join(", ");
    let mut named = Vec::new();
    for code in parts {
        let part = Part::from_code(code).ok_or_else(|| {
            AppError::field("parts", format!("There is no part “{code}”; use {}.", codes()))
        })?;
        named.push(part);
    }
    if named.is_empty() {
        return Err(AppError::field("parts", "Choose at least one part."));
    }
    named.sort_unstable();
    named.dedup();
    Ok(named)
}

impl App {
    /// Takes the chosen parts of my upload over; with `reconnect`, I want to be reconnected with
    /// those of the connections who want that, too. Asked again, it goes on where it stopped, or
    /// answers what was done.
    pub async fn apply_archive(
        &self,
        ask: &Ask,
        id: ArchiveId,
        parts: &[String],
        reconnect: bool,
    ) -> Result<Written<Vec<PartView>>, AppError> {
        let named = named(parts)?;
        if reconnect && !named.contains(&Part::Connections) {
            let message = "To be reconnected, take your connections over, too.";
            return Err(AppError::field("reconnect", message));
        }
        let (app, actor) = (self.clone(), ask.actor.clone());
        let (row, archive) = blocking(move || app.waiting_archive(&actor, id)).await?;
        if let Some(done) = applied(&row)? {
            let again = self.write(self.command(ask, &[]), move |_| Ok(Ok(done.clone())));
            return Ok(again.await?.into());
        }
        let begun = match chosen(&row)? {
            Some(begun) => begun,
            None => self.begin(ask, id, &archive, (&named, reconnect)).await?,
        };
        let parts: Vec<Part> = begun.iter().map(|one| one.part).collect();
        if !named.iter().any(|part| parts.contains(part)) {
            let message =
                "Of this archive other parts are being taken over. Go on with those first.";
            return Err(AppError::field("parts", message));
        }
        self.go_on(ask, (id, row.reached), &archive, &parts).await?;
        // Whose archive has the account's own address is the account's.
        let theirs = !archive.own.emails.is_empty();
        let profile = archive.own.profile.filter(|_| theirs);
        self.finish(ask, id, begun, profile).await
    }

    fn waiting_archive(
        &self,
        actor: &Actor,
        id: ArchiveId,
    ) -> Result<(ArchiveRow, Archive), AppError> {
        let now = self.now();
        self.0.store.read(|reads| {
            let row = reads.archive(actor.id, now)?.filter(|row| row.id == id);
            let row = row.ok_or(AppError::NotFound)?;
            let bytes = reads.archive_bytes(actor.id, id)?.ok_or(AppError::NotFound)?;
            let archive =
                if row.answer.is_empty() { unpacked(&bytes)? } else { Archive::default() };
            Ok((row, archive))
        })
    }

    /// Keeps what was chosen, and takes over what is about the profile.
    async fn begin(
        &self,
        ask: &Ask,
        id: ArchiveId,
        archive: &Archive,
        (named, reconnect): (&[Part], bool),
    ) -> Result<Vec<PartView>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        let found = self.0.store.read(|reads| compare::parts(reads, me, archive))?;
        let found: Vec<PartView> =
            found.into_iter().filter(|view| named.contains(&view.part)).collect();
        if found.is_empty() {
            return Err(AppError::field("parts", "There is nothing of these in this archive."));
        }
        let chosen = serde_json::to_string(&found).map_err(broken)?;
        let small = Archive {
            profile: archive.profile.clone(),
            positions: archive.positions.clone(),
            education: archive.education.clone(),
            skills: archive.skills.clone(),
            follows: archive.follows.clone(),
            ..Archive::default()
        };
        let parts: Vec<Part> =
            found.iter().map(|one| one.part).filter(|part| AT_ONCE.contains(part)).collect();
        let due = self.look_at(now);
        // Under the client's key this is the answer of the whole request.
        let written = self.write(self.command(ask, &[]), move |tx| {
            tx.choose_of_archive(me, id, &chosen);
            if reconnect {
                tx.consent_to_reconnect(me, now, due);
            }
            about_me(tx, me, &small, &parts)?;
            if parts.contains(&Part::Follows) {
                follow(tx, me, &small, now)?;
            }
            Ok(Ok(found.clone()))
        });
        Ok(written.await?.value)
    }

    /// Takes over what is left of the long lists, piece by piece.
    async fn go_on(
        &self,
        ask: &Ask,
        (id, reached): (ArchiveId, u32),
        archive: &Archive,
        parts: &[Part],
    ) -> Result<(), AppError> {
        let me = ask.actor.id;
        let mut from = reached;
        let contacts = self.0.store.read(|reads| Contacts::of(reads, me))?;
        let left = items(archive, parts, &contacts).skip(reached as usize);
        let mut left = left.peekable();
        while left.peek().is_some() {
            let piece: Vec<Item> = left.by_ref().take(PIECE).collect();
            let to = from + u32::try_from(piece.len()).unwrap_or(u32::MAX);
            self.write(self.piece_of(ask), move |tx| {
                tx.reach_in_archive(me, id, from, to);
                piece.iter().for_each(|item| keep(tx, me, item));
                Ok(Ok(()))
            })
            .await?;
            from = to;
        }
        Ok(())
    }

    async fn finish(
        &self,
        ask: &Ask,
        id: ArchiveId,
        done: Vec<PartView>,
        profile: Option<String>,
    ) -> Result<Written<Vec<PartView>>, AppError> {
        let (app, me, now) = (self.clone(), ask.actor.id, self.now());
        let contacts = done.iter().any(|view| view.part == Part::Connections);
        let answer = serde_json::to_string(&done).map_err(broken)?;
        let written = self.write(self.piece_of(ask), move |tx| {
            tx.finish_archive(me, id, &answer, now);
            if contacts {
                came_along(tx, &app, me, profile.as_deref(), now)?;
            }
            Ok(Ok(done.clone()))
        });
        Ok(written.await?.into())
    }

    /// A further command of the same request: only its first one has the client's key.
    fn piece_of(&self, ask: &Ask) -> Command {
        self.command(&Ask::by(&ask.actor), &[])
    }
}

/// The rows of the long lists, in the order of their parts.
fn items<'a>(
    archive: &'a Archive,
    parts: &'a [Part],
    contacts: &'a Contacts,
) -> impl Iterator<Item = Item> + Send + 'a {
    let of = |part: Part| parts.contains(&part);
    let known = archive.connections.iter().filter(move |_| of(Part::Connections)).map(|row| {
        let worse = match contacts.fate(row) {
            Fate::Better => return Item::Nothing,
            Fate::Worse(key) => Some(key),
            Fate::New | Fate::There => None,
        };
        let contact = BroughtContactRow {
            key: row.key.clone(),
            folded: kith_archive::folded(&row.name()),
            first_name: row.first_name.clone(),
            last_name: row.last_name.clone(),
            email: row.email.clone(),
            company: row.company.clone(),
            title: row.position.clone(),
            connected_on: row.connected_on,
        };
        Item::Contact(contact, worse)
    });
    let invited = archive.invitations.iter().filter(move |_| of(Part::Invitations)).map(|row| {
        Item::Invitation(PastInvitationRow {
            outgoing: row.outgoing,
            sent_at: row.sent_at,
            folded: kith_archive::folded(&row.name),
            key: row.key.clone(),
            name: row.name.clone(),
            note: row.note.clone(),
        })
    });
    let never = Timestamp::from_micros(0);
    let praised = archive.praise.iter().filter(move |_| of(Part::Praise)).map(move |row| {
        let (kind, folded, about) = compare::praise_key(row);
        let (key, name, at) = (row.key.clone(), row.name.clone(), row.at.unwrap_or(never));
        Item::Praise(PraiseStored { kind, folded, about, key, name, at })
    });
    let talked = archive.talks.iter().filter(move |_| of(Part::Talks)).map(move |row| {
        Item::Talk(TalkStored {
            key: row.key.clone(),
            name: row.name.clone(),
            mine: row.mine.unwrap_or(never),
            theirs: row.theirs.unwrap_or(never),
            messages: row.messages,
        })
    });
    known.chain(invited).chain(praised).chain(talked)
}

fn keep(tx: &mut Tx<'_>, me: MemberId, item: &Item) {
    match item {
        Item::Contact(contact, worse) => {
            if let Some(key) = worse {
                tx.drop_brought_contact(me, key);
            }
            tx.put_brought_contact(me, contact);
        }
        Item::Invitation(row) => tx.put_past_invitation(me, row),
        Item::Praise(row) => tx.put_praise(me, row),
        Item::Talk(row) => tx.put_talk(me, row),
        Item::Nothing => {}
    }
}

/// What is about the member's own profile.
fn about_me(
    tx: &mut Tx<'_>,
    me: MemberId,
    archive: &Archive,
    parts: &[Part],
) -> Result<(), StoreError> {
    let Some(found) = tx.person(me)? else { return Ok(()) };
    let mut known = found.known;
    let before = known.person.clone();
    for part in parts {
        merge::part(&mut known.person, archive, *part);
    }
    if known.person != before {
        tx.update_profile(&known);
        tx.apply(vec![Change::ProfileChanged { member: me }])?;
    }
    Ok(())
}

/// Follows the companies that have a page here; the names of the others are kept.
fn follow(
    tx: &mut Tx<'_>,
    me: MemberId,
    archive: &Archive,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut seen = std::collections::HashSet::new();
    for row in &archive.follows {
        let folded = folded_name(&row.company);
        if !seen.insert(folded.clone()) {
            continue;
        }
        match tx.company_named(&folded, me)? {
            Some(page) => {
                let follows = page.followed_at.is_some();
                tx.apply(company::follow(page.company.id, me, follows, true, now))?;
            }
            None => tx.put_past_follow(me, &folded, &row.company),
        }
    }
    Ok(())
}
