//! Tests of fetching: a server at this host, which only the test's own names lead to and allow.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{IpAddr, Ipv4Addr, TcpListener},
    sync::Mutex,
};

use super::*;

/// Where the test's names lead. Only the servers of the test are allowed beside the public web.
#[derive(Default)]
struct Here {
    names: Vec<(&'static str, Vec<SocketAddr>)>,
    allowed: Vec<SocketAddr>,
    asked: Mutex<Vec<String>>,
}

impl Here {
    /// `name` leads to a server of the test.
    fn name(mut self, name: &'static str, server: SocketAddr) -> Self {
        self.names.push((name, vec![server]));
        self.allowed.push(server);
        self
    }

    /// `name` leads to these, none of which the test allows.
    fn elsewhere(mut self, name: &'static str, addresses: &[&str]) -> Self {
        let addresses = addresses.iter().map(|one| one.parse().expect("an address"));
        self.names.push((name, addresses.collect()));
        self
    }
}

impl Names for Here {
    fn addresses(&self, host: &str, port: u16, _: Duration) -> io::Result<Vec<SocketAddr>> {
        self.asked.lock().expect("a list").push(format!("{host}:{port}"));
        let known = self.names.iter().find(|(name, _)| *name == host);
        // What is an address already needs no names.
        let itself = host.parse::<IpAddr>().map(|ip| vec![SocketAddr::new(ip, port)]).ok();
        known.map(|(_, to)| to.clone()).or(itself).ok_or(io::ErrorKind::NotFound.into())
    }

    fn may_fetch(&self, address: SocketAddr) -> bool {
        self.allowed.contains(&address) || address::may_fetch(address)
    }
}

/// A server that answers each path so; the heads of the requests that it was sent.
struct Site {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn open(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("its address");
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (heads, answer) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (heads, answer) = (Arc::clone(&heads), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let mut lines = BufReader::new(&stream);
                    let mut head = String::new();
                    while !head.ends_with("\r\n\r\n") && lines.read_line(&mut head).unwrap_or(0) > 0
                    {
                    }
                    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                    heads.lock().expect("a list").push(head);
                    // Whoever asked may be gone.
                    drop((&stream).write_all(&answer(&path)));
                });
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("a list").clone()
    }
}

fn page(body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn on(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").into_bytes()
}

fn web(names: Here) -> (Web, Arc<Here>) {
    let names = Arc::new(names);
    (Web::with(Arc::clone(&names) as Arc<dyn Names>, Vec::new()), names)
}

#[test]
fn a_page_is_fetched_with_one_look_at_its_name_and_nothing_told_but_who_asks() {
    let site = Site::open(|_| page("<title>Bridges</title>"));
    let (web, names) = web(Here::default().name("site.example", site.address));
    let found = web.fetch("http://site.example/a?b=c").expect("a page");
    assert_eq!(found.bytes, b"<title>Bridges</title>");
    assert_eq!(found.content_type, "text/html; charset=utf-8");
    assert_eq!(*names.asked.lock().expect("a list"), ["site.example:80"], "once");
    let head = site.asked()[0].to_ascii_lowercase();
    assert!(head.starts_with("get /a?b=c http/1.1\r\n"), "{head}");
    assert!(
        head.contains("host: site.example\r\n") && head.contains("user-agent: kith/"),
        "{head}"
    );
    for told in ["cookie", "referer", "authorization", "accept-encoding"] {
        assert!(!head.contains(told), "{head}");
    }
}

#[test]
fn no_address_of_a_network_here_is_asked_whatever_leads_there() {
    let site = Site::open(|_| page("<title>A secret</title>"));
    let port = site.address.port();
    let (web, _) = web(Here::default()
        .elsewhere("rebound.example", &[&site.address.to_string()])
        .elsewhere("mixed.example", &["1.1.1.1:80", "10.0.0.1:80"])
        .elsewhere("carrier.example", &["100.64.0.1:80"])
        .elsewhere("mapped.example", &["[::ffff:127.0.0.1]:80"])
        .elsewhere("six.example", &["[2002:7f00:1::]:80"])
        .elsewhere("nat.example", &["[64:ff9b::7f00:1]:80"])
        .elsewhere("metadata.example", &["169.254.169.254:80"]));
    for url in [
        "http://rebound.example/",
        "http://mixed.example/",
        "http://carrier.example/",
        "http://mapped.example/",
        "http://six.example/",
        "http://nat.example/",
        "http://metadata.example/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "https://127.0.0.1/",
        "http://localhost/",
        &format!("http://127.0.0.1:{port}/"),
        &format!("http://rebound.example:{port}/"),
        "http://user:secret@rebound.example/",
        "file:///etc/passwd",
        "gopher://rebound.example/",
    ] {
        assert!(web.fetch(url).is_err(), "{url}");
    }
    assert_eq!(site.asked(), Vec::<String>::new(), "nothing was even asked");
}

#[test]
fn each_redirect_is_checked_like_the_first_address_and_three_are_followed() {
    let secret = Site::open(|_| page("<title>A secret</title>"));
    let hidden = secret.address.to_string();
    let to = [hidden.clone(), format!("http://{hidden}/"), format!("//{hidden}/")];
    let site = Site::open(move |path| match path {
        "/in" => on(&to[1]),
        "/name" => on("http://rebound.example/"),
        "/scheme" => on("file:///etc/passwd"),
        "/host" => on(&to[2]),
        "/user" => on("http://a:b@site.example/end"),
        "/nowhere" => b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
        "/once" => on("/end"),
        "/end" => page("<title>Here</title>"),
        steps => match steps.trim_start_matches('/').parse::<u32>() {
            Ok(0) => page("<title>Here</title>"),
            Ok(more) => on(&format!("./{}", more - 1)),
            Err(_) => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
        },
    });
    let names = Here::default().name("site.example", site.address);
    let (web, _) = web(names.elsewhere("rebound.example", &[&hidden]));
    for (path, found) in [
        ("in", false),
        ("name", false),
        ("scheme", false),
        ("host", false),
        ("user", false),
        ("nowhere", false),
        ("gone", false),
        ("once", true),
        ("3", true),
        ("4", false),
    ] {
        assert_eq!(web.fetch(&format!("http://site.example/{path}")).is_ok(), found, "{path}");
    }
    assert_eq!(secret.asked(), Vec::<String>::new());
}

#[test]
fn only_html_is_read_and_no_more_of_it_than_is_needed() {
    let large = "x".repeat(3 * PAGE);
    let site = Site::open(move |path| {
        let with = |headers: &str, body: &str| {
            format!("HTTP/1.1 200 OK\r\n{headers}Connection: close\r\n\r\n{body}").into_bytes()
        };
        match path {
            "/large" => with("Content-Type: text/html\r\n", &large),
            "/half" => with("Content-Type: text/html\r\nContent-Length: 900\r\n", "<title>Half"),
            "/plain" => with("Content-Type: text/plain\r\n", "<title>No</title>"),
            "/xml" => with("Content-Type: application/xhtml+xml\r\n", "<title>No</title>"),
            "/none" => with("", "<title>No</title>"),
            "/packed" => with("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", "x"),
            "/head" => {
                with(&format!("Content-Type: text/html\r\nA: {}\r\n", "a".repeat(HEAD)), "x")
            }
            "/error" => b"HTTP/1.1 500 Failed\r\nContent-Type: text/html\r\n\r\n".to_vec(),
            "/noise" => vec![0xff; 4_096],
            _ => Vec::new(),
        }
    });
    let (web, _) = web(Here::default().name("site.example", site.address));
    let fetch = |path: &str| web.fetch(&format!("http://site.example/{path}"));
    assert_eq!(fetch("large").expect("a page").bytes.len(), PAGE);
    assert_eq!(fetch("half").expect("a page").bytes, b"<title>Half");
    for path in ["plain", "xml", "none", "packed", "head", "error", "noise", "silence"] {
        assert!(fetch(path).is_err(), "{path}");
    }
    let told = fetch("error").expect_err("no page");
    assert!(told.contains("500"), "{told}");
}

#[test]
fn a_page_that_does_not_come_is_given_up_in_seconds() {
    let site = Site::open(|_| {
        std::thread::sleep(PATIENCE * 4);
        Vec::new()
    });
    let (web, _) = web(Here::default().name("slow.example", site.address));
    let since = Instant::now();
    assert!(web.fetch("http://slow.example/").is_err());
    assert!(since.elapsed() < PATIENCE * 2, "{:?}", since.elapsed());
}
