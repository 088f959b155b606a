//! `kith admin`: accounts and tokens, restrict and lift.

use std::io::Write as _;

use clap::{Args, Subcommand};
use kith_app::{Actor, App, Ask, accounts::NewMember};
use kith_core::{account::Role, id::MemberId, time::Zone};

use crate::{Failure, cli::StoreArgs, open};

/// The flags of `kith admin`.
#[derive(Debug, Args)]
pub(crate) struct AdminArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes an account. The password comes from KITH_PASSWORD or a prompt.
    Create {
        /// The address of the profile: small letters, digits, hyphens.
        handle: String,
        /// The e-mail address.
        #[arg(long)]
        email: String,
        /// First name; without it, the handle.
        #[arg(long)]
        first_name: Option<String>,
        /// Last name.
        #[arg(long, default_value = "")]
        last_name: String,
        /// Lets the account run this network.
        #[arg(long)]
        operator: bool,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Makes a token of the API for a member; it is printed once.
    Token {
        /// Whose.
        handle: String,
        /// What it may do: `member`, or `operator` for an operator's calls too.
        #[arg(long, default_value = "operator", value_parser = ["member", "operator"])]
        scope: String,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Sets a member's step on the restriction ladder.
    Restrict {
        /// Whom.
        handle: String,
        /// What it rests on; the member reads it.
        #[arg(long)]
        reason: String,
        /// The step, such as paused_3_days; without it, the next one up.
        #[arg(long)]
        level: Option<String>,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Lifts a member's restriction.
    Lift {
        /// Whose.
        handle: String,
        #[command(flatten)]
        store: StoreArgs,
    },
}

pub(crate) async fn run(args: AdminArgs) -> Result<(), Failure> {
    match args.what {
        What::Create { handle, email, first_name, last_name, operator, store } => {
            let app = open_app(&store)?;
            let password = tokio::task::block_in_place(password)?;
            let role = if operator { Role::Operator } else { Role::Member };
            let first_name = first_name.unwrap_or_else(|| handle.clone());
            let new = NewMember { handle, email, first_name, last_name, ..NewMember::default() };
            let made = app.create_member(new, Some(password), role).await.map_err(explained)?;
            println!("made {} ({})", made.value.handle, role.code());
        }
        What::Token { handle, scope, store } => {
            let app = open_app(&store)?;
            println!("{}", app.create_token(&handle, &scope).await.map_err(explained)?);
        }
        What::Restrict { handle, reason, level, store } => {
            let app = open_app(&store)?;
            app.restrict(&by_hand(), &handle, level.as_deref(), &reason)
                .await
                .map_err(explained)?;
            println!("restricted {handle}");
        }
        What::Lift { handle, store } => {
            let app = open_app(&store)?;
            app.lift(&by_hand(), &handle).await.map_err(explained)?;
            println!("lifted {handle}");
        }
    }
    Ok(())
}

/// An error with what it says of each field.
fn explained(error: kith_app::AppError) -> Failure {
    match error {
        kith_app::AppError::Invalid(fields) => {
            let lines = fields.into_iter().map(|one| format!("{}: {}", one.field, one.message));
            Failure::new(lines.collect::<Vec<_>>().join("\n      "))
        }
        other => other.into(),
    }
}

/// Opens the application beside a server that may be running.
pub(crate) fn open_app(args: &StoreArgs) -> Result<App, Failure> {
    tokio::task::block_in_place(|| {
        let store = open::store(args)?;
        let policy = open::policy(args.policy.as_deref())?;
        let sandbox = store.read(|reads| reads.fact("made_by"))?.as_deref() == Some("sandbox");
        if !sandbox {
            open::claim(&store, false)?;
        }
        open::app(store, policy, None, false, None)
    })
}

/// Whoever may run this command on the store's machine may do what an operator may.
fn by_hand() -> Ask {
    Ask::by(&Actor {
        id: MemberId::from_bytes([0; 16]),
        handle: String::new(),
        name: "the command line".to_owned(),
        role: Role::Operator,
        zone: Zone::utc(),
        leaves_views: false,
        photo: None,
    })
}

fn password() -> Result<String, Failure> {
    if let Ok(password) = std::env::var("KITH_PASSWORD") {
        return Ok(password);
    }
    eprint!("Password: ");
    std::io::stderr().flush()?;
    rpassword::read_password().map_err(|error| {
        Failure::new(format!("{error}; set KITH_PASSWORD where there is no terminal"))
    })
}
