//! Telling webhooks over HTTP. In a sandbox, where the network is made up, any address is told.

use std::{sync::Arc, time::Duration};

use kith_app::{
    App,
    ports::{Hooks, Message},
};
use ureq::Agent;

/// How long a program may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tells whatever address it is given, by plain HTTP: for sandboxes only.
struct Plain(Agent);

impl Hooks for Plain {
    fn tell(&self, message: &Message) -> Result<u16, String> {
        let request = self.0.post(&message.url).header("content-type", "application/json");
        let named = |request: ureq::RequestBuilder<_>, (name, value): &(&'static str, String)| {
            request.header(*name, value)
        };
        let request = message.headers.iter().fold(request, named);
        let answer = request.send(&message.body).map_err(|error| error.to_string())?;
        Ok(answer.status().as_u16())
    }
}

/// Has webhooks told from now on.
pub(crate) fn tell(app: &App, sandbox: bool) {
    if !sandbox {
        return;
    }
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .user_agent(concat!("kith/", env!("CARGO_PKG_VERSION"), " (webhook)"))
        .build();
    app.tell_with(Arc::new(Plain(config.into())));
}
