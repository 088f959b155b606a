//! R4, check 4: the recipient's gate, and what "I don't know them" makes of it.

use kith_core::{
    account::{Gate, Settings},
    invitation::State,
    refusal::{Action, Reason},
    time::{DAY, HOUR},
};

use super::build::{ANA, BEN, Case, ago, life, tie};

fn at_gate(gate: Gate, email_known: bool, shares: bool, unknown: bool) -> Case {
    Case::with(|c| {
        c.them().settings.gate = gate;
        c.email_known = email_known;
        c.shares = shares;
        if unknown {
            c.pair = c.pair.clone().unknown(BEN, Some(ago(DAY)));
        }
    })
}

#[test]
fn r4_the_gate_lets_through_whom_the_recipient_wants() {
    // For each gate: neither, shares, e-mail known, both; first without, then with
    // "I don't know them".
    for (gate, plain, unknown) in [
        (Gate::Everyone, "yyyy", "nnyy"),
        (Gate::Email, "nnyy", "nnyy"),
        (Gate::SecondDegree, "nyny", "nnyy"),
        (Gate::Nobody, "nnnn", "nnnn"),
    ] {
        for (flag, row) in [(false, plain), (true, unknown)] {
            for (index, expected) in row.chars().enumerate() {
                let case = at_gate(gate, index & 2 != 0, index & 1 != 0, flag);
                let reasons = case.reasons();
                let expected = if expected == 'y' { vec![] } else { vec![Reason::Gate] };
                assert_eq!(reasons, expected, "{gate:?}, column {index}, unknown {flag}");
            }
        }
    }
    assert_eq!(Settings::default().gate, Gate::Everyone, "the default");
}

#[test]
fn r4_the_gate_of_a_sender_they_do_not_know_reads_the_same_as_anybodys_email_gate() {
    let anybody = at_gate(Gate::Email, false, false, false).refused();
    for gate in [Gate::Everyone, Gate::Email, Gate::SecondDegree] {
        for shares in [false, true] {
            assert_eq!(at_gate(gate, false, shares, true).refused(), anybody, "{gate:?}");
        }
    }
    let nobody = at_gate(Gate::Nobody, true, true, false).refused();
    assert_eq!(at_gate(Gate::Nobody, true, true, true).refused(), nobody);
}

#[test]
fn r4_a_gate_names_the_way_through_where_there_is_one() {
    for (gate, expected) in [
        (Gate::Email, vec![Action::GiveEmail, Action::Follow]),
        (Gate::SecondDegree, vec![Action::AskMutual, Action::Follow]),
        (Gate::Nobody, vec![Action::Follow]),
    ] {
        let refusal = at_gate(gate, false, false, false).refused();
        let actions: Vec<_> = refusal.instead.iter().map(|instead| instead.action).collect();
        assert_eq!(actions, expected, "{gate:?}");
        assert_eq!(refusal.until, None);
    }
}

#[test]
fn r4_the_flag_is_the_recipients_and_says_nothing_about_the_other_direction() {
    let case = at_gate(Gate::Everyone, false, false, true);
    assert_eq!(case.reasons(), [Reason::Gate], "Ben does not know Ana");
    assert_eq!(case.swapped().reasons(), [], "Ana may know Ben");
}

#[test]
fn r4_the_email_gate_stands_until_the_recipient_lifts_it() {
    let flagged = at_gate(Gate::Everyone, false, false, true);
    for days in [22, 400, 4_000] {
        let later = flagged.clone().and(|c| c.now = c.now.plus_days(days));
        assert_eq!(later.reasons(), [Reason::Gate], "after {days} days");
    }
    let lifted = flagged.swapped().lift_unknown();
    let (pair, connections) = tie(&lifted);
    assert_eq!((connections, pair.side(BEN).unknown_at), (0, None));
    assert_eq!(Case::with(|c| c.pair = pair).reasons(), []);
}

#[test]
fn r4_lifting_what_was_never_said_changes_nothing() {
    assert_eq!(Case::strangers().lift_unknown(), Ok(Vec::new()));
    let other = at_gate(Gate::Everyone, false, false, true);
    assert_eq!(other.lift_unknown(), Ok(Vec::new()), "only the one who said it lifts it");
}

#[test]
fn r4_accepting_a_sender_they_did_not_know_lifts_the_gate() {
    let case = Case::with(|c| {
        c.received = Some(life(State::Ignored, ago(DAY)));
        c.pair = c.pair.clone().unknown(ANA, Some(ago(HOUR))).unknown(BEN, Some(ago(DAY)));
    });
    let (pair, _) = tie(&case.accept());
    assert_eq!(pair.side(ANA).unknown_at, None, "a change of mind");
    assert_eq!(pair.side(BEN).unknown_at, Some(ago(DAY)), "the other's flag is the other's");
}
