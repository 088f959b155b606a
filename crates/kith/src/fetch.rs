//! Pages of the public web, for previews: fetched so that no address of a network here is ever
//! asked, and none has much of this server's time.

use std::{
    fmt,
    io::{self, Read as _},
    net::{SocketAddr, ToSocketAddrs as _},
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use kith_app::ports::{Fetch, Fetched};
use kith_core::preview::{PAGE, REDIRECTS, address};
use ureq::{
    Agent,
    config::Config,
    http::{Uri, header},
    tls::{Certificate, RootCerts, TlsConfig},
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};
use url::Url;

/// How long a page may take, with all that it sends on to.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the head of an answer may be, in bytes.
const HEAD: usize = 16 * 1024;
/// How many addresses of a host are tried at most.
const TRIED: usize = 4;
/// Who asks.
const AGENT: &str = concat!("kith/", env!("CARGO_PKG_VERSION"), " (link preview)");

/// Where a name leads, and where a page may be fetched from.
trait Names: Send + Sync {
    /// The addresses behind a name.
    fn addresses(&self, host: &str, port: u16, patience: Duration) -> io::Result<Vec<SocketAddr>>;

    /// Whether a page may be fetched from there.
    fn may_fetch(&self, address: SocketAddr) -> bool {
        address::may_fetch(address)
    }
}

/// The names of the system.
struct System;

impl Names for System {
    fn addresses(&self, host: &str, port: u16, patience: Duration) -> io::Result<Vec<SocketAddr>> {
        let (tell, told) = mpsc::sync_channel(1);
        let host = host.to_owned();
        // The system's own look-up cannot be ended; it is left behind.
        std::thread::spawn(move || {
            let found = (host.as_str(), port).to_socket_addrs();
            tell.send(found.map(Iterator::collect)).ok();
        });
        told.recv_timeout(patience).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

/// Looks a name up once, checks every address behind it, and has exactly those connected to: what
/// the name leads to a moment later does not matter.
struct Checked(Arc<dyn Names>);

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Checked")
    }
}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let https = uri.scheme_str() == Some("https");
        let host = uri.host().ok_or(ureq::Error::HostNotFound)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        let found = self.0.addresses(host, port, (*timeout.after).min(PATIENCE))?;
        // One address in a network here is enough: a name that leads there is no public one.
        if found.iter().any(|address| !self.0.may_fetch(*address)) {
            let refused = io::Error::new(io::ErrorKind::PermissionDenied, "no public address");
            return Err(refused.into());
        }
        let mut checked = self.empty();
        found.into_iter().take(TRIED).for_each(|address| checked.push(address));
        if checked.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(checked) }
    }
}

/// Who fetches pages.
pub(crate) struct Web(Agent);

impl Web {
    /// Fetches from the public web, by the system's names and certificates.
    pub(crate) fn new() -> Self {
        let found = rustls_native_certs::load_native_certs();
        if found.certs.is_empty() {
            tracing::warn!("this system has no certificates: nothing is reached by https");
        }
        let certs = found.certs.iter().map(|cert| Certificate::from_der(cert).to_owned());
        Self::with(Arc::new(System), certs.collect())
    }

    /// Asks addresses of the public web only.
    pub(crate) fn into_agent(self) -> Agent {
        self.0
    }

    fn with(names: Arc<dyn Names>, certs: Vec<Certificate<'static>>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(certs)))
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            // A proxy would look names up itself.
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .max_response_header_size(HEAD)
            .user_agent(AGENT)
            .accept("text/html")
            .build();
        Self(Agent::with_parts(config, DefaultConnector::default(), Checked(names)))
    }

    /// Asks for one page, and reads it or where it sends on to.
    fn ask(&self, url: &Url, left: Duration) -> Result<Step, String> {
        let request = self.0.get(url.as_str()).config().timeout_global(Some(left)).build();
        let mut answer = request.call().map_err(|error| error.to_string())?;
        let named = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let status = answer.status();
        if status.is_redirection() {
            let to = named(header::LOCATION).ok_or("it sends on to nowhere")?;
            return Ok(Step::On(url.join(to).map_err(|error| error.to_string())?));
        }
        if status.as_u16() != 200 {
            return Err(format!("it answers {status}"));
        }
        let content_type = named(header::CONTENT_TYPE).unwrap_or_default().to_owned();
        let media = content_type.split(';').next().unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("text/html") {
            return Err("it is no HTML".to_owned());
        }
        if named(header::CONTENT_ENCODING).is_some_and(|how| !how.eq_ignore_ascii_case("identity"))
        {
            return Err("it is packed, though nobody asked for that".to_owned());
        }
        let mut bytes = Vec::new();
        let body = answer.body_mut().as_reader().take(PAGE as u64);
        // The first part of a page is enough, where the rest does not come.
        let read = io::BufReader::new(body).read_to_end(&mut bytes);
        match read {
            Err(error) if bytes.is_empty() => Err(error.to_string()),
            _ => Ok(Step::Page(Fetched { content_type, bytes })),
        }
    }
}

/// What an answer is.
enum Step {
    Page(Fetched),
    On(Url),
}

impl Fetch for Web {
    fn fetch(&self, url: &str) -> Result<Fetched, String> {
        let end = Instant::now() + PATIENCE;
        let mut url = Url::parse(url).map_err(|error| error.to_string())?;
        for _ in 0..=REDIRECTS {
            let port = url.port_or_known_default();
            let web = matches!(url.scheme(), "http" | "https")
                && port.is_some_and(|port| address::PORTS.contains(&port))
                && url.username().is_empty()
                && url.password().is_none();
            if !web {
                return Err("it leads out of the public web".to_owned());
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err("it takes too long".to_owned());
            }
            match self.ask(&url, left)? {
                Step::Page(page) => return Ok(page),
                Step::On(next) => url = next,
            }
        }
        Err("it sends on too often".to_owned())
    }
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
