//! The form of problems.

use kith_core::refusal::Action;
use serde_json::json;

use super::*;

fn refused(refusal: Refusal) -> Problem {
    Problem::from(AppError::from(refusal))
}

#[test]
fn every_reason_has_its_status() {
    for (status, reasons) in [
        (403, "self gate resting attempts connections_full restricted note_too_long"),
        (403, "blocked_recently list_hidden not_operator no_way inmail_refused not_between"),
        (404, "not_found"),
        (409, "already_connected already_pending not_pending not_connected not_restricted"),
        (409, "request_pending inmail_unanswered no_request introduction_pending"),
        (429, "weekly_limit pending_limit notes_limit opener_limit inmail_limit"),
    ] {
        for code in reasons.split(' ') {
            let reason = Reason::from_code(code).unwrap();
            assert_eq!(rule(reason).0.as_u16(), status, "{code}");
            assert_eq!(refused(Refusal::new(reason, "No.")).body().status, status);
        }
    }
}

#[test]
fn every_error_of_the_app_has_its_status() {
    for (error, status, kind) in [
        (AppError::NotFound, 404, "not_found"),
        (AppError::field("handle", "Taken."), 422, "malformed"),
        (AppError::SignInFirst, 401, "sign_in_first"),
        (AppError::WrongPassword, 401, "wrong_password"),
        (AppError::TooManyAttempts(30), 429, "too_many_attempts"),
        (AppError::Conflict, 409, "conflict"),
        (AppError::KeyReused, 422, "key_reused"),
        (AppError::Behind, 503, "behind"),
    ] {
        let body = Problem::from(error).body();
        assert_eq!((body.status, body.r#type), (status, format!("/api/docs#{kind}")));
    }
}

#[test]
fn r1_absent_and_hidden_answer_the_same() {
    let hidden = Refusal::not_found().instead(Action::Wait, "Wait").until(Some(at(5)));
    let hidden = serde_json::to_value(refused(hidden).body()).unwrap();
    let absent = serde_json::to_value(Problem::from(AppError::NotFound).body()).unwrap();
    assert_eq!(hidden, absent);
}

#[test]
fn a_refusal_says_until_when_and_what_works() {
    let refusal = Refusal::new(Reason::WeeklyLimit, "The week is used up.")
        .until(Some(at(90)))
        .instead(Action::Follow, "Follow Ana");
    let problem = Err::<(), _>(AppError::from(refusal)).about("ana").unwrap_err();
    assert_eq!(problem.0.retry, Some(Retry::At(at(90))));
    let expected = json!({
        "type": "/api/docs#weekly_limit",
        "title": "The week's invitations are used up",
        "status": 429,
        "detail": "The week is used up.",
        "reason": "weekly_limit",
        "also": [],
        "until": "1970-01-01T00:01:30Z",
        "instead": [{
            "action": "follow",
            "label": "Follow Ana",
            "href": href(Action::Follow, Some("ana")),
        }],
    });
    assert_eq!(serde_json::to_value(problem.body()).unwrap(), expected);
}

#[test]
fn only_a_refusal_has_a_reason_and_only_a_malformed_request_has_errors() {
    let body = serde_json::to_value(Problem::field("to", "Who?").body()).unwrap();
    assert_eq!(body["errors"], json!([{"field": "to", "message": "Who?"}]));
    assert_eq!(body["detail"], "to: Who?");
    assert!(body.get("reason").is_none() && body.get("until").is_none());
    let body = serde_json::to_value(Problem::from(AppError::Conflict).body()).unwrap();
    assert!(body.get("errors").is_none());
}

#[test]
fn retry_after_is_never_too_early() {
    assert_eq!(seconds_until(at(10), at(4)), 6);
    assert_eq!(seconds_until(at(10).plus(1), at(4)), 7);
    assert_eq!(seconds_until(at(4), at(10)), 0);
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * SECOND)
}
