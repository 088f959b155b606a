//! Requests by route, method and status with their latency, in Prometheus' text format.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use kith_app::app::Stats;

/// The upper bounds of the latency buckets, in microseconds.
const BOUNDS: [u64; 12] = [
    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000,
    30_000_000,
];

/// What was answered where: the route's pattern, the method, the status.
type Key = (String, &'static str, u16);

/// Every request that was answered.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    series: RwLock<BTreeMap<Key, Arc<Series>>>,
}

/// The requests of one key.
#[derive(Debug, Default)]
struct Series {
    /// How many fell into each bucket; the last has no bound.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Series {
    fn count(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| *bound < micros);
        self.buckets[bucket].fetch_add(1, Relaxed);
        self.micros.fetch_add(micros, Relaxed);
    }
}

impl Metrics {
    fn count(&self, key: Key, took: Duration) {
        let known = self.series.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let series = known.unwrap_or_else(|| {
            let mut series = self.series.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(series.entry(key).or_default())
        });
        series.count(took);
    }

    /// All of it, in Prometheus' text format.
    pub(crate) fn text(&self) -> String {
        let name = "kith_http_request_duration_seconds";
        let mut text = format!(
            "# HELP {name} Requests answered and how long they took; _count counts them.\n\
             # TYPE {name} histogram\n"
        );
        let series = self.series.read().unwrap_or_else(PoisonError::into_inner);
        for ((route, method, status), series) in series.iter() {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            let mut sum = 0;
            for (i, bucket) in series.buckets.iter().enumerate() {
                sum += bucket.load(Relaxed);
                let bound = BOUNDS.get(i).map_or("+Inf".to_owned(), |bound| seconds(*bound));
                let _ = writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {sum}");
            }
            let total = seconds(series.micros.load(Relaxed));
            let _ = writeln!(text, "{name}_sum{{{labels}}} {total}");
            let _ = writeln!(text, "{name}_count{{{labels}}} {sum}");
        }
        text
    }
}

/// `2.5` for 2,500,000 microseconds.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What the application counts, in Prometheus' text format.
pub(crate) fn of_app(stats: &Stats) -> String {
    let mut text = String::new();
    for (name, kind, help, value) in [
        ("kith_members", "gauge", "Members in the graph", stats.members),
        ("kith_connections", "gauge", "Connections in the graph", stats.connections),
        ("kith_graph_bytes", "gauge", "Bytes of the graph", stats.graph_bytes),
        ("kith_id_bytes", "gauge", "Bytes of ids and their vertices", stats.id_bytes),
        ("kith_searchable_members", "gauge", "Members in people search", stats.searchable),
        ("kith_search_bytes", "gauge", "Bytes of people search", stats.search_bytes),
        ("kith_followed_total", "counter", "Journal entries followed", stats.followed),
        ("kith_commits_total", "counter", "Writes committed", stats.commits),
        ("kith_commit_groups_total", "counter", "Groups committed together", stats.groups),
        ("kith_conflicts_total", "counter", "Writes tried again", stats.conflicts),
    ] {
        let _ = write!(text, "# HELP {name} {help}.\n# TYPE {name} {kind}\n{name} {value}\n");
    }
    text
}

/// Counts every request. Only known methods and matched routes are told apart, so that a client
/// cannot make the list grow.
pub(crate) async fn observe(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or_else(|| "unmatched".to_owned(), |route| route.as_str().to_owned());
    let method = method(request.method());
    let start = Instant::now();
    let response = next.run(request).await;
    metrics.count((route, method, response.status().as_u16()), start.elapsed());
    response
}

fn method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_falls_into_every_bucket_that_reaches_it() {
        let metrics = Metrics::default();
        let key = || ("/api/v1/people".to_owned(), "GET", 200);
        metrics.count(key(), Duration::from_micros(1_000));
        metrics.count(key(), Duration::from_micros(1_001));
        metrics.count(key(), Duration::from_secs(60));
        let text = metrics.text();
        let labels = "route=\"/api/v1/people\",method=\"GET\",status=\"200\"";
        for (line, value) in [
            ("_bucket{L,le=\"0.001\"}", "1"),
            ("_bucket{L,le=\"0.0025\"}", "2"),
            ("_bucket{L,le=\"30\"}", "2"),
            ("_bucket{L,le=\"+Inf\"}", "3"),
            ("_sum{L}", "60.002001"),
            ("_count{L}", "3"),
        ] {
            let line = line.replace('L', labels);
            let line = format!("kith_http_request_duration_seconds{line} {value}\n");
            assert!(text.contains(&line), "{line} in {text}");
        }
    }

    #[test]
    fn the_application_counts_too() {
        let text = of_app(&Stats { members: 2_000, conflicts: 3, ..Stats::default() });
        assert!(text.contains("# TYPE kith_members gauge\nkith_members 2000\n"));
        assert!(text.contains("# TYPE kith_conflicts_total counter\nkith_conflicts_total 3\n"));
    }
}
