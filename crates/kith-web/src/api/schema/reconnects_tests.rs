//! Reconnecting is described as it is written.

use kith_app::{
    confirmations::EmailState,
    reconnects::{OfferView, ReconnectView},
};
use kith_core::{degree::Degree, id::ReconnectId, reconnect::Answer};

use crate::api::schema::tests::{at, described, row};

#[test]
fn reconnecting_is_as_described() {
    let email =
        EmailState { address: "ana@example.org".into(), confirmed_at: Some(at()), asked_at: None };
    let mine = ReconnectView {
        on: true,
        since: Some(at()),
        looked_at: Some(at()),
        delay_hours: 24,
        email,
        profile: Some("ana-pereira".into()),
        contacts: 3,
    };
    described("ReconnectView", &mine);
    let email = EmailState { address: String::new(), confirmed_at: None, asked_at: Some(at()) };
    let (since, looked_at, profile) = (None, None, None);
    described("ReconnectView", &ReconnectView { since, looked_at, profile, email, ..mine });
    let offer = OfferView {
        id: ReconnectId::from_bytes([1; 16]),
        member: row(Degree::Out),
        listed_as: Some("Ana Pereira".into()),
        answer: Some(Answer::Yes),
        offered_at: at(),
    };
    described("ReconnectOffer", &offer);
    described("ReconnectOffer", &OfferView { listed_as: None, answer: None, ..offer });
}
