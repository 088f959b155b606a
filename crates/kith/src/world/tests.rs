//! The demo world keeps to the rulebook, whatever its size and seed.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::{
    account::Gate,
    note,
    policy::Policy,
    restriction::{acceptance, unknown},
    time::{DAY, HOUR, MINUTE},
};

use super::*;

fn now() -> Timestamp {
    "2026-11-23T17:07:00Z".parse().unwrap()
}

/// Every world that the checks look at.
fn worlds() -> impl Iterator<Item = World> {
    let at = |size: usize| (1..=4).map(move |seed| (size, seed));
    let all = at(2).chain(at(3)).chain(at(50)).chain(at(2_000));
    all.map(|(size, seed)| generate(size, seed, now()))
}

fn pair(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

fn open(invitation: &WorldInvitation) -> bool {
    matches!(invitation.state, State::Pending | State::Ignored)
}

/// Every sender's sends, oldest first.
fn sends(world: &World) -> BTreeMap<usize, Vec<&WorldInvitation>> {
    let mut sends: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    for invitation in &world.invitations {
        sends.entry(invitation.from).or_default().push(invitation);
    }
    sends
}

/// The most that fall within one span.
fn most_within(span: i64, times: &[&WorldInvitation]) -> usize {
    let at = |i: usize| times[i].sent_at.micros();
    (0..times.len())
        .map(|i| (i..times.len()).take_while(|j| at(*j) - at(i) < span).count())
        .max()
        .unwrap_or(0)
}

#[test]
fn equal_arguments_give_equal_worlds_and_others_do_not() {
    for size in [2, 50, 600] {
        assert_eq!(generate(size, 7, now()), generate(size, 7, now()));
    }
    assert_ne!(generate(50, 7, now()), generate(50, 8, now()));
    let later = generate(50, 7, now().plus(HOUR));
    assert_ne!(generate(50, 7, now()), later);
}

#[test]
fn members_are_distinct_and_fit_the_profile_limits() {
    use kith_core::person::longest;
    for world in worlds() {
        let handles: BTreeSet<_> = world.members.iter().map(|member| &member.handle).collect();
        let emails: BTreeSet<_> = world.members.iter().map(|member| &member.email).collect();
        assert_eq!((handles.len(), emails.len()), (world.members.len(), world.members.len()));
        for member in &world.members {
            let handle = member.handle.as_str();
            assert!((2..=40).contains(&handle.len()), "{handle}");
            assert!(
                handle.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            );
            let fits = |text: &str, most: usize| text.chars().count() <= most;
            assert!(!member.first_name.is_empty() && fits(&member.first_name, longest::NAME));
            assert!(fits(&member.last_name, longest::NAME), "{handle}");
            assert!(!member.headline.is_empty() && fits(&member.headline, longest::HEADLINE));
            assert!(fits(&member.about, longest::ABOUT) && !member.about.contains('{'));
            assert!(member.joined_at < now() && now().plus(-people::HISTORY) <= member.joined_at);
            assert!(!member.positions.is_empty());
            assert!(member.positions.windows(2).all(|jobs| jobs[1].from <= jobs[0].from));
            for job in &member.positions {
                assert!(fits(&job.company, longest::LINE) && !job.title.is_empty());
                assert!(job.until.is_none_or(|until| job.from <= until && until <= 2026));
            }
        }
    }
}

#[test]
fn ties_are_distinct_and_begin_after_both_joined() {
    for world in worlds() {
        let joined =
            |a: usize, b: usize| world.members[a].joined_at.max(world.members[b].joined_at);
        let mut connected = BTreeSet::new();
        assert!(world.connections.is_sorted_by_key(|connection| connection.at));
        for Connection { a, b, at } in &world.connections {
            assert!(a != b && joined(*a, *b) < *at && *at <= now());
            assert!(connected.insert(pair(*a, *b)), "{a} and {b} twice");
        }
        let mut blocked = BTreeSet::new();
        for (who, whom, at) in &world.blocks {
            assert!(who != whom && joined(*who, *whom) < *at && *at <= now());
            assert!(blocked.insert(pair(*who, *whom)) && !connected.contains(&pair(*who, *whom)));
        }
        let mut followed = BTreeSet::new();
        for (who, whom, at) in &world.follows {
            assert!(who != whom && joined(*who, *whom) < *at && *at <= now());
            assert!(followed.insert((who, whom)), "{who} follows {whom} twice");
            assert!(!connected.contains(&pair(*who, *whom)));
            assert!(!blocked.contains(&pair(*who, *whom)));
        }
    }
}

#[test]
fn r4_invitations_pass_their_gates_and_their_sources_hold() {
    for world in worlds() {
        let since: BTreeMap<_, _> =
            world.connections.iter().map(|tie| (pair(tie.a, tie.b), tie.at)).collect();
        for invitation in &world.invitations {
            let WorldInvitation { from, to, source, via, sent_at, .. } = invitation;
            let knows = |a: usize, b: usize| since.get(&pair(a, b)).is_some_and(|at| at < sent_at);
            match world.members[*to].settings.gate {
                Gate::Everyone => {}
                Gate::Email => assert!(matches!(source, Source::Import | Source::Profile)),
                Gate::SecondDegree => {
                    assert!(
                        (0..world.members.len())
                            .any(|other| knows(*from, other) && knows(other, *to))
                    );
                }
                Gate::Nobody => panic!("{to} takes no invitations"),
            }
            assert_eq!(*source == Source::Mutual, via.is_some());
            if let Some(via) = *via {
                assert!(knows(*from, via) && knows(via, *to));
                assert!(world.members[via].settings.connections_visible);
            }
        }
    }
}

#[test]
fn r5_notes_are_short_and_replies_answer_them() {
    for world in worlds() {
        for invitation in &world.invitations {
            if let Some(note) = &invitation.note {
                assert!((1..=200).contains(&note::length(note)) && !note.contains('{'), "{note}");
            }
            let end = invitation.ended_at.unwrap_or(now());
            let mut before = invitation.sent_at;
            for (number, (author, text, at)) in invitation.replies.iter().enumerate() {
                let expected = if number == 0 { invitation.to } else { invitation.from };
                assert!(*author == expected && !text.is_empty() && invitation.note.is_some());
                assert!(before < *at && *at <= end);
                before = *at;
            }
        }
    }
}

#[test]
fn r6_every_invitation_has_a_life_that_the_rules_allow() {
    for world in worlds() {
        let since: BTreeMap<_, _> =
            world.connections.iter().map(|tie| (pair(tie.a, tie.b), tie.at)).collect();
        let blocked: BTreeMap<_, _> =
            world.blocks.iter().map(|(who, whom, at)| ((*who, *whom), *at)).collect();
        for invitation in &world.invitations {
            let WorldInvitation { from, to, sent_at, expires_at, ended_at, .. } = invitation;
            let joined = world.members[*from].joined_at.max(world.members[*to].joined_at);
            assert!(from != to && joined < *sent_at && *sent_at < now());
            assert_eq!(*expires_at, sent_at.plus_months(6));
            assert!(!invitation.unknown || invitation.state == State::Ignored);
            let ended = ended_at.is_some_and(|at| *sent_at < at && at < *expires_at && at <= now());
            assert!(match invitation.state {
                State::Pending => ended_at.is_none() && now() < *expires_at,
                State::Ignored => ended && now() < *expires_at,
                State::Accepted => ended && since.get(&pair(*from, *to)) == ended_at.as_ref(),
                State::Withdrawn => ended,
                State::Expired => *ended_at == Some(*expires_at) && *expires_at <= now(),
                State::Gone => ended && blocked.get(&(*to, *from)) == ended_at.as_ref(),
            });
            if open(invitation) {
                assert!(!since.contains_key(&pair(*from, *to)), "open between connected members");
                let either = [(*from, *to), (*to, *from)];
                assert!(
                    either.iter().all(|pair| !blocked.contains_key(pair)),
                    "open behind a block"
                );
            }
        }
    }
}

#[test]
fn r6_a_pair_has_one_open_invitation_and_two_attempts_with_a_rest_between() {
    for world in worlds() {
        let mut pairs: BTreeMap<_, Vec<&WorldInvitation>> = BTreeMap::new();
        for invitation in &world.invitations {
            pairs.entry(pair(invitation.from, invitation.to)).or_default().push(invitation);
        }
        for (pair, sent) in pairs {
            assert!(sent.iter().filter(|one| open(one)).count() <= 1, "{pair:?}");
            for two in sent.windows(2) {
                let ended = two[0].ended_at.unwrap();
                assert!(ended < two[1].sent_at && !open(two[0]), "{pair:?}");
                assert!(ended.plus_days(21) <= two[1].sent_at, "{pair:?} without a rest");
            }
            for three in sent.windows(3) {
                assert!(three[0].sent_at.plus_months(12) <= three[2].sent_at, "{pair:?}");
            }
        }
    }
}

#[test]
fn r7_nobody_is_above_a_budget() {
    let policy = Policy::default();
    for world in worlds() {
        for (member, sent) in sends(&world) {
            let plan = policy.plan(world.members[member].plan);
            assert!(most_within(7 * DAY, &sent) <= plan.weekly_invitations as usize);
            assert!(
                sent.iter().filter(|one| open(one)).count() <= plan.pending_invitations as usize
            );
        }
    }
}

#[test]
fn r8_only_the_hasty_member_raises_a_signal_and_each_step_has_its_evidence() {
    let rules = Policy::default().restrictions;
    for world in worlds() {
        let hasty = world.steps.first().map(|step| step.member);
        for (member, sent) in sends(&world) {
            let burst = most_within(10 * MINUTE, &sent) > 20 || most_within(DAY, &sent) > 60;
            assert_eq!(burst, hasty == Some(member), "{member}");
            let recent = |one: &&&WorldInvitation| now().plus_days(-30) < one.sent_at;
            let reports = sent.iter().filter(|one| one.unknown).count();
            assert_eq!(unknown(u32::try_from(reports).unwrap(), &rules), None);
            let accepted = sent.iter().filter(recent).filter(|one| one.state == State::Accepted);
            let (accepted, all) = (accepted.count(), sent.iter().filter(recent).count());
            let [accepted, all] = [accepted, all].map(|count| u32::try_from(count).unwrap());
            assert_eq!(acceptance(accepted, all, &rules), None, "{member}");
        }
        for step in &world.steps {
            let within = world.invitations.iter().filter(|one| {
                one.from == step.member
                    && step.at.plus(-10 * MINUTE) < one.sent_at
                    && one.sent_at <= step.at
            });
            assert_eq!(step.evidence, format!("{} invitations in 10 minutes", within.count()));
            assert!(step.at < now());
        }
    }
}

#[test]
fn r8_a_demo_sized_world_shows_a_warning_and_a_pause_in_force() {
    for seed in 1..=4 {
        let world = generate(2_000, seed, now());
        let levels: Vec<_> = world.steps.iter().map(|step| step.level).collect();
        assert_eq!(levels, [Level::Warned, Level::PausedShort]);
        assert_eq!(world.steps[1].until, Some(world.steps[1].at.plus(4 * HOUR)));
        assert!(world.steps[1].until > Some(now()));
    }
}

#[test]
fn robin_has_something_to_do_in_every_list() {
    for seed in 1..=4 {
        let world = generate(2_000, seed, now());
        let robin = &world.members[0];
        assert_eq!((robin.handle.as_str(), robin.role), ("robin-hale", Role::Operator));
        let ties = world.connections.iter().filter(|tie| tie.a == 0 || tie.b == 0).count();
        assert!((50..=60).contains(&ties), "{ties} connections");
        let count = |wanted: &dyn Fn(&&WorldInvitation) -> bool| {
            world.invitations.iter().filter(wanted).count()
        };
        let age = |one: &WorldInvitation| now().micros() - one.sent_at.micros();
        let waiting = |one: &&WorldInvitation| one.to == 0 && one.state == State::Pending;
        assert_eq!(count(&waiting), 6);
        assert_eq!(count(&|one| waiting(one) && age(one) > 30 * DAY), 1);
        assert_eq!(count(&|one| waiting(one) && age(one) / DAY == 8), 1);
        assert!(count(&|one| waiting(one) && one.note.is_some()) >= 3);
        assert_eq!(count(&|one| one.from == 0 && open(one)), 12);
        assert!(count(&|one| one.from == 0 && open(one) && age(one) > 90 * DAY) >= 3);
        let resting = |one: &&WorldInvitation| {
            one.from == 0
                && one.state == State::Withdrawn
                && one.ended_at.is_some_and(|at| now() < at.plus_days(21))
        };
        assert_eq!(count(&resting), 4);
        let week = count(&|one| one.from == 0 && age(one) < 7 * DAY);
        assert!((6..=40).contains(&week), "{week} of the week used");
        let accepted = count(&|one| one.from == 0 && one.state == State::Accepted);
        assert!(accepted >= 4, "{accepted} accepted");
        assert_eq!(world.blocks.iter().filter(|(who, ..)| *who == 0).count(), 2);
        assert!(world.follows.iter().filter(|(who, ..)| *who == 0).count() >= 8);
        assert!(world.follows.iter().filter(|(_, whom, _)| *whom == 0).count() >= 8);
    }
}

#[test]
fn a_demo_sized_world_is_lively() {
    let world = generate(2_000, 1, now());
    for state in State::ALL {
        let count = world.invitations.iter().filter(|one| one.state == *state).count();
        assert!(count >= 3, "{count} invitations are {state:?}");
    }
    let has = |wanted: &dyn Fn(&WorldInvitation) -> bool| world.invitations.iter().any(wanted);
    assert!(has(&|one| one.unknown));
    assert!(has(&|one| one.via.is_some() && one.note.is_some()));
    assert!(has(&|one| one.replies.len() == 2));
    assert!(has(&|one| open(one) && one.expires_at < now().plus_days(3)));
    for gate in Gate::ALL {
        assert!(world.members.iter().any(|member| member.settings.gate == *gate), "{gate:?}");
    }
    for plan in Plan::ALL {
        assert!(world.members.iter().any(|member| member.plan == *plan), "{plan:?}");
    }
    assert!(world.members.iter().any(|member| member.last_name.is_empty()));
    assert!(world.members.iter().any(|member| !member.settings.connections_visible));
    assert!(world.members.iter().any(|member| member.settings.follow_first));
}

#[test]
fn connections_cluster_and_have_a_heavy_tail() {
    let world = generate(2_000, 1, now());
    let mut near = vec![BTreeSet::new(); 2_000];
    for tie in &world.connections {
        near[tie.a].insert(tie.b);
        near[tie.b].insert(tie.a);
    }
    let mean = world.connections.len() as f64 / 1_000.0;
    assert!((20.0..28.0).contains(&mean), "mean degree {mean}");
    let most = near.iter().map(BTreeSet::len).max().unwrap();
    assert!(most as f64 > 4.0 * mean, "most {most}");
    let (mut closed, mut all) = (0, 0);
    for ties in &near {
        let ties: Vec<_> = ties.iter().collect();
        for (place, a) in ties.iter().enumerate() {
            all += ties.len() - place - 1;
            closed += ties[place + 1..].iter().filter(|b| near[**a].contains(b)).count();
        }
    }
    let share = closed as f64 / all as f64;
    assert!(share > 0.08, "{share} of the open triangles are closed");
}

#[test]
fn r1_what_is_shared_is_answered_by_those_who_see_it_and_after_it_was_shared() {
    for world in worlds() {
        shared(&world);
    }
}

fn shared(world: &World) {
    let connected: BTreeSet<_> =
        world.connections.iter().flat_map(|one| [(one.a, one.b), (one.b, one.a)]).collect();
    let blocked: BTreeSet<_> =
        world.blocks.iter().flat_map(|&(a, b, _)| [(a, b), (b, a)]).collect();
    assert!(world.posts.is_sorted_by_key(|post| post.at));
    assert!(world.members.len() < 50 || world.posts.len() * 8 > world.members.len());
    let active = |member: usize| world.members[member].status == Status::Active;
    for post in &world.posts {
        let answers = |member| {
            active(member)
                && !blocked.contains(&(member, post.author))
                && (member == post.author || connected.contains(&(member, post.author)))
        };
        assert!(active(post.author) && post.at <= now());
        assert!(post.passes_on.is_some() || !post.body.is_empty());
        assert!(!post.body.contains('{'), "{}", post.body);
        for comment in &post.comments {
            let asked = comment.answers.map_or(post.at, |place| post.comments[place].at);
            assert!(answers(comment.author) && comment.at > asked && comment.at <= now());
        }
        for (member, _, at) in &post.reactions {
            assert!(answers(*member) && *at > post.at && *at <= now());
        }
        if let Some(original) = post.passes_on {
            let found = world.posts.iter().find(|one| (one.author, one.at) == original);
            assert!(found.is_some_and(|one| one.audience == Audience::Public));
        }
    }
}
