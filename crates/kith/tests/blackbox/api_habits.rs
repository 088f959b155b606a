//! The habits of every call: problems, headers, who may ask, and what a browser may not.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client, PASSWORD},
    server::{Flags, Server, on_each, on_each_shared},
};

#[test]
fn an_address_that_is_nowhere_is_404_and_a_method_that_is_not_there_405() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        for path in ["/api/v1/nothing", "/api/v1", "/api/", "/api/v1/members/ana/nothing"] {
            for client in [&anyone, &ana.client] {
                let problem = client.send("GET", path, &[], None).problem(404, "no_such_address");
                assert_eq!(problem.get("reason"), None, "no rule says so");
            }
        }
        let wrong = ana.client.call("PUT", "/invitations", &[], Some(&json!({})));
        wrong.problem(405, "no_such_method");
        let allowed = wrong.header("allow");
        assert!(allowed.contains("GET") && allowed.contains("POST"), "Allow: {allowed}");
        // What a member may not know of and what is not there read the same.
        for missing in [
            ana.get("/members/no-such-member"),
            ana.get("/invitations/no-such-id"),
            ana.get("/invitations/0190a0a0-0000-7000-8000-000000000000"),
            ana.acts("no-such-id", "accept", &json!({})),
        ] {
            let problem = missing.refused(404, "not_found");
            assert_eq!(problem["detail"], "There is no such member or thing.");
        }
    });
}

#[test]
fn a_body_that_cannot_be_taken_is_refused_with_the_fields() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let to = "/api/v1/invitations";
        let json = ("content-type", "application/json");
        let send =
            |media: (&str, &str), body: &[u8]| ana.client.send("POST", to, &[media], Some(body));
        for body in ["", "{", "[]", "to=ben", "{\"to\": \"ben\"} more", "\u{feff}{}"] {
            let fields = send(json, body.as_bytes()).wrong_fields();
            let expected = if body.is_empty() { "to" } else { "body" };
            assert_eq!(fields, [expected], "{body:?}");
        }
        assert_eq!(send(json, b"{\"to\": \"\xff\"}").wrong_fields(), ["body"]);
        for (body, field) in [
            (json!({}), "to"),
            (json!({"to": 7}), "to"),
            (json!({"to": "ben", "message": "Hi"}), "message"),
            (json!({"to": "ben", "note": ["Hi"]}), "note"),
            (json!({"to": "ben", "source": "nowhere"}), "source"),
        ] {
            assert_eq!(ana.post("/invitations", &body).wrong_fields(), [field], "{body}");
        }
        let form = ("content-type", "application/x-www-form-urlencoded");
        send(form, b"to=ben").problem(415, "not_json");
        send(("content-type", "text/plain"), b"{}").problem(415, "not_json");
        let with_charset = ("content-type", "application/json; charset=utf-8");
        assert_eq!(send(with_charset, b"{}").wrong_fields(), ["to"]);
        let large = json!({"to": "ben", "note": "x".repeat(300 * 1024)});
        let asks_first = [("expect", "100-continue")];
        let large = ana.client.call("POST", "/invitations", &asks_first, Some(&large));
        large.problem(413, "too_large");
        for (path, field) in [
            ("/people?limit=many", "limit"),
            ("/people?limit=-1", "limit"),
            ("/people?degree=4th", "degree"),
            ("/people?nothing=1", "nothing"),
            ("/invitations?box=trash", "box"),
            ("/invitations?state=lost", "state"),
            ("/invitations?older_than_days=x", "older_than_days"),
            ("/connections?after=x", "after"),
        ] {
            let fields = ana.get(path).wrong_fields();
            assert!(fields == [field] || fields == ["query"], "{path}: {fields:?}");
        }
        assert_eq!(ana.get("/people?q=&degree=&limit=").status, 200, "an empty value is absent");
        assert_eq!(ana.outbox(), Vec::<Value>::new());
    });
}

#[test]
fn signing_up_names_every_field_that_cannot_be_taken() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        for (field, values) in [
            ("handle", vec!["a", "Ana", "ana petrova", "ána", "me", "everyone", &ana.handle, ""]),
            ("first_name", vec!["", "  "]),
            ("email", vec!["", "ana", "ana@", "@example.org", "a b@example.org", &ana.email]),
            ("password", vec!["", "short", "1234567890", "qwertyuiop"]),
        ] {
            for value in values {
                let free = format!("free-{}", super::server::number());
                let answer = anyone.sign_up(&free, &json!({field: value}));
                assert_eq!(answer.wrong_fields(), [field], "{field} = {value:?}");
            }
        }
        let long = "x".repeat(300);
        let many = json!({"handle": long, "first_name": long, "last_name": long, "email": long,
            "password": "short", "headline": long, "location": long, "industry": long});
        let mut fields = anyone.sign_up("x-x", &many).wrong_fields();
        fields.sort();
        fields.dedup();
        let all = [
            "email",
            "first_name",
            "handle",
            "headline",
            "industry",
            "last_name",
            "location",
            "password",
        ];
        assert_eq!(fields, all);
        let made = anyone.sign_up("x-ok", &json!({"last_name": ""}));
        assert_eq!(made.header("location"), "/api/v1/members/x-ok");
        let me = made.is(201);
        assert_eq!(
            (&me["plan"], &me["role"], &me["degree"]),
            (&json!("free"), &json!("member"), &json!("self"))
        );
        assert_eq!(me.get("password"), None);
    });
}

#[test]
fn nobody_is_signed_in_without_a_token_that_is_in_force() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let refused = |answer: Answer| {
            answer.problem(401, "sign_in_first");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        };
        refused(anyone.get("/members/me"));
        refused(anyone.with_token("0123456789abcdef").get("/members/me"));
        refused(anyone.with_token("").get("/members/me"));
        let basic = [("authorization", "Basic YW5hOnBhc3N3b3Jk")];
        refused(anyone.call("GET", "/members/me", &basic, None));
        let by_email =
            anyone.post("/sessions", &json!({"handle": ana.email, "password": PASSWORD}));
        assert_eq!(by_email.is(200)["member"]["handle"], ana.handle.as_str());
        let token = by_email.json()["token"].as_str().unwrap().to_owned();
        let second = anyone.with_token(&token);
        second.get("/members/me").is(200);
        second.delete("/sessions/current").done();
        refused(second.get("/members/me"));
        refused(second.delete("/sessions/current"));
        ana.get("/members/me").is(200);
    });
}

#[test]
fn passwords_cannot_be_guessed_for_long() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let try_with = |handle: &str, password: &str| {
            anyone.post("/sessions", &json!({"handle": handle, "password": password}))
        };
        // A name that nobody has reads as a wrong password.
        let unknown = try_with("no-such-member", "wrong horse battery");
        unknown.problem(401, "wrong_password");
        let wrong = try_with(&ana.handle, "wrong horse battery");
        assert_eq!(wrong.body, unknown.body);
        for _ in 0..9 {
            try_with(&ana.handle, "wrong horse battery").problem(401, "wrong_password");
        }
        let locked = try_with(&ana.handle, PASSWORD);
        locked.problem(429, "too_many_attempts");
        let wait: i64 = locked.header("retry-after").parse().unwrap();
        assert!((500..=601).contains(&wait), "Retry-After: {wait}");
        anyone.advance(&format!("PT{wait}S"));
        try_with(&ana.handle, PASSWORD).is(200);
    });
}

/// The headers that every answer must have.
const SECURITY: [&str; 5] = [
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
];

#[test]
fn every_answer_has_the_security_headers_and_what_depends_on_the_viewer_is_never_kept() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let get = |client: &Client, path: &str| client.send("GET", path, &[], None);
        for path in [
            "/api/v1/members/me",
            "/api/v1/limits",
            "/api/v1/people",
            "/api/v1/nothing",
            "/api/v1/members/no-such-member",
            "/",
            "/nothing",
            "/healthz",
            "/metrics",
            "/api/v1/sandbox/clock",
        ] {
            for client in [&anyone, &ana.client] {
                let answer = get(client, path);
                for name in SECURITY {
                    assert!(!answer.header(name).is_empty(), "{path} without {name}");
                }
                assert_eq!(answer.header("x-content-type-options"), "nosniff");
                assert_eq!(answer.header("cache-control"), "private, no-store", "{path}");
            }
        }
        let csp = get(&anyone, "/").header("content-security-policy").to_owned();
        assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
        assert!(csp.contains("frame-ancestors 'none'"), "{csp}");
        assert_eq!(get(&anyone, "/api/openapi.json").header("cache-control"), "no-cache");
        for write in [ana.put("/follows/no-such-member"), ana.post("/degrees", &json!({"to": []}))]
        {
            assert_eq!(write.header("cache-control"), "private, no-store");
        }
    });
}

#[test]
fn a_cookie_session_is_refused_from_another_origin() {
    on_each_shared(|server: &Server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let session =
            anyone.post("/sessions", &json!({"handle": ana.handle, "password": PASSWORD}));
        let cookie = format!("kith_session={}", session.is(200)["token"].as_str().unwrap());
        let own = server.address();
        let follow = |headers: &[(&str, &str)]| {
            let ben = anyone.join("ben");
            let headers = [&[("cookie", cookie.as_str())], headers].concat();
            let path = format!("/follows/{}", ben.handle);
            // A connection of its own: a refused one ends before its body is read.
            let browser = Client::anonymous(server);
            let answer = browser.call("PUT", &path, &headers, Some(&json!({})));
            (answer, ana.sees(&ben)["tie"]["following"] == json!(true))
        };
        for headers in [
            vec![],
            vec![("origin", own)],
            vec![("sec-fetch-site", "same-origin")],
            vec![("sec-fetch-site", "none")],
        ] {
            let (answer, followed) = follow(&headers);
            answer.done();
            assert!(followed, "{headers:?}");
        }
        for headers in [
            vec![("origin", "https://evil.example")],
            vec![("origin", "null")],
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site")],
            vec![("sec-fetch-site", "cross-site"), ("origin", own)],
        ] {
            let (answer, followed) = follow(&headers);
            answer.problem(403, "cross_site");
            assert!(!followed, "{headers:?}");
        }
        // Reading is safe, and no browser adds a bearer token by itself.
        let evil = [("cookie", cookie.as_str()), ("origin", "https://evil.example")];
        anyone.call("GET", "/members/me", &evil, None).is(200);
        let ben = anyone.join("ben");
        let path = format!("/follows/{}", ben.handle);
        ana.client.call("PUT", &path, &evil[1..], Some(&json!({}))).done();
        // Signing out forgets the cookie, too.
        let out = anyone.call("DELETE", "/sessions/current", &evil[..1], None);
        out.done();
        assert!(out.header("set-cookie").contains("Max-Age=0"), "{:?}", out.headers);
    });
}

#[test]
fn the_process_says_whether_it_lives_and_is_ready_and_what_it_counts() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        ana.get("/members/no-such-member").refused(404, "not_found");
        let get = |path: &str| anyone.send("GET", path, &[], None);
        for path in ["/healthz", "/readyz"] {
            assert_eq!((get(path).status, get(path).text()), (200, "ok".to_owned()), "{path}");
        }
        let metrics = get("/metrics");
        assert!(metrics.header("content-type").starts_with("text/plain"), "{metrics}");
        let text = metrics.text();
        assert!(text.contains("/api/v1/members/{handle}"), "routes, not addresses: {text}");
        assert!(!text.contains(&ana.handle), "nobody is named");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let number = line.rsplit(' ').next().unwrap_or_default();
            assert!(number.parse::<f64>().is_ok(), "{line}");
        }
    });
}

#[test]
fn the_sandbox_clock_takes_iso_spans_forward_and_is_not_there_without_a_sandbox() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let before = anyone.now();
        let moved = anyone.advance("P1M2DT3H");
        assert!(moved["due"].is_object(), "{moved}");
        let expected = before.to_zoned(jiff::tz::TimeZone::UTC);
        let span: jiff::Span = "P1M2DT3H".parse().unwrap();
        let expected = expected.checked_add(span).unwrap().timestamp();
        assert!(anyone.now() >= expected);
        for wrong in ["-P1D", "soon", "", "P99999999Y"] {
            let answer = anyone.post("/sandbox/clock", &json!({"advance": wrong}));
            assert_eq!(answer.wrong_fields(), ["advance"], "{wrong}");
        }
        // It goes on where it was after a restart, and a real server refuses the store.
        let shown = anyone.now();
        anyone.join("ana");
        server.end();
        let mut plain =
            super::server::command(&["serve", "--listen", "127.0.0.1:0"], server.location());
        let refused = plain.output().expect("the binary starts");
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains("sandbox"));
        let again = Server::start(server.location(), Flags::SANDBOX);
        assert!(Client::anonymous(&again).now() >= shown);
    });
    on_each(Flags::default(), |server| {
        let anyone = Client::anonymous(server);
        anyone.get("/sandbox/clock").problem(404, "no_such_address");
        let move_it = json!({"advance": "P1D"});
        anyone.post("/sandbox/clock", &move_it).problem(404, "no_such_address");
    });
}
