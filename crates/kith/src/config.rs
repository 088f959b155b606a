//! Flags from the command line, the environment and `kith.toml`, in this order.

use std::path::Path;

use clap::{Command, CommandFactory, FromArgMatches, error::ErrorKind};

use crate::cli::Cli;

/// Reads the command line, with the file's values as defaults.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    if let Some((path, text)) = file() {
        command = with_defaults(command, &path, &text)?;
    }
    let matches = command.try_get_matches()?;
    Cli::from_arg_matches(&matches)
}

/// The file that `--config` or `KITH_CONFIG` names, or `kith.toml` where it is there.
fn file() -> Option<(String, String)> {
    let mut args = std::env::args().skip_while(|arg| arg != "--config").skip(1);
    let inline = std::env::args().find_map(|arg| arg.strip_prefix("--config=").map(str::to_owned));
    let named = inline.or_else(|| args.next()).or_else(|| std::env::var("KITH_CONFIG").ok());
    let path = named.unwrap_or_else(|| "kith.toml".to_owned());
    std::fs::read_to_string(Path::new(&path)).ok().map(|text| (path, text))
}

fn wrong(command: &mut Command, path: &str, message: &str) -> clap::Error {
    command.error(ErrorKind::InvalidValue, format!("{path}: {message}"))
}

/// Puts the file's values in as defaults of the flags that they name.
fn with_defaults(mut command: Command, path: &str, text: &str) -> Result<Command, clap::Error> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| wrong(&mut command, path, &error.to_string()))?;
    for (key, value) in flat(table) {
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(yes) => yes.to_string(),
            _ => return Err(wrong(&mut command, path, &format!("{key}: give one value"))),
        };
        let mut known = false;
        command = set(command, &key.replace('-', "_"), &text, &mut known);
        if !known {
            return Err(wrong(&mut command, path, &format!("there is no flag --{key}")));
        }
    }
    Ok(command)
}

/// The keys of tables with their table's name before them: `smtp` in `[mail]` is `mail-smtp`.
fn flat(table: toml::Table) -> Vec<(String, toml::Value)> {
    let mut flat = Vec::with_capacity(table.len());
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => {
                flat.extend(
                    inner.into_iter().map(|(name, value)| (format!("{key}-{name}"), value)),
                );
            }
            value => flat.push((key, value)),
        }
    }
    flat
}

/// Sets the default of a flag in a command and everything below it.
fn set(mut command: Command, id: &str, value: &str, known: &mut bool) -> Command {
    let has = command.get_arguments().any(|arg| arg.get_id() == id && arg.get_long().is_some());
    if has {
        *known = true;
        let value = value.to_owned();
        command = command.mut_arg(id, |arg| arg.default_value(value));
    }
    let below: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in below {
        let mut found = false;
        command = command.mut_subcommand(name, |sub| set(sub, id, value, &mut found));
        *known |= found;
    }
    command
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_file_sets_flags_and_a_typed_flag_goes_before_it() {
        let text = "listen = \"127.0.0.1:9999\"\nsandbox = true\n";
        let read = |args: &[&str]| {
            let command = with_defaults(Cli::command(), "kith.toml", text).unwrap();
            let matches = command.try_get_matches_from(args).unwrap();
            format!("{:?}", Cli::from_arg_matches(&matches).unwrap().command)
        };
        let serve = read(&["kith", "serve"]);
        assert!(serve.contains("127.0.0.1:9999") && serve.contains("sandbox: true"), "{serve}");
        assert!(read(&["kith", "serve", "--listen", "[::1]:1"]).contains("[::1]:1"));
    }

    #[test]
    fn a_table_of_the_file_names_flags_that_begin_with_its_name() {
        let text = "[mail]\nfrom = \"kith <kith@example.org>\"\n";
        let command = with_defaults(Cli::command(), "kith.toml", text).unwrap();
        let matches = command.try_get_matches_from(["kith", "serve"]).unwrap();
        let read = format!("{:?}", Cli::from_arg_matches(&matches).unwrap().command);
        assert!(read.contains("kith@example.org"), "{read}");
        let wrong = with_defaults(Cli::command(), "kith.toml", "[mail]\nsmpt = \"x\"");
        assert!(wrong.unwrap_err().to_string().contains("--mail-smpt"));
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_name() {
        let error = with_defaults(Cli::command(), "kith.toml", "lisen = \"x\"").unwrap_err();
        assert!(error.to_string().contains("--lisen"), "{error}");
    }
}
