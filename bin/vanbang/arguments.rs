//! Reads the command line; help and refusals are worded here, because the parser knows English only.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use crate::cli::Cli;
use crate::failure::Failure;
use crate::show::{Console, Language};

const TEMPLATE: &str = "{about-with-newline}\nCách dùng · Usage: {usage}\n\n{all-args}";

/// The arguments, or how the program ends without them: help was asked for, or they are refused.
pub fn parse(of_environment: Language) -> Result<Cli, ExitCode> {
    let mut given: Vec<OsString> = std::env::args_os().collect();
    // `help COMMAND` as people type it.
    if given.get(1).is_some_and(|first| first == "help") {
        given.remove(1);
        given.push("--help".into());
    }
    let command = worded(Cli::command());
    let parsed = command.clone().try_get_matches_from(&given).and_then(|found| Cli::from_arg_matches(&found));
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ended(error.print().is_ok(), ExitCode::SUCCESS),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ended(error.print().is_ok(), ExitCode::from(crate::COULD_NOT_RUN))
        }
        _ => {
            let language = if asks_english(&given) { Language::English } else { of_environment };
            Console::new(language).failure(&failure(&error, &path(&command, &given)));
            ExitCode::from(crate::COULD_NOT_RUN)
        }
    })
}

fn ended(printed: bool, code: ExitCode) -> ExitCode {
    if printed { code } else { ExitCode::from(crate::COULD_NOT_RUN) }
}

/// The headings and the parser's own options in both languages, in every command.
fn worded(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).global(false);
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("Lệnh · Commands")
        .subcommand_value_name("COMMAND")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(help.help("In hướng dẫn này · Print this help").display_order(1000))
        // What may be given stands in the value's name or in the text, in both languages.
        .mut_args(|arg| {
            let (place, heading) = match (arg.is_positional(), arg.is_global_set()) {
                (true, _) => (None, "Tham số · Arguments"),
                (false, false) => (None, "Tùy chọn · Options"),
                (false, true) => (Some(900), "Tùy chọn chung · Common options"),
            };
            let arg = arg.help_heading(heading);
            let arg = match arg.get_action() {
                ArgAction::Set | ArgAction::Append => arg.hide_possible_values(true).hide_default_value(true),
                _ => arg,
            };
            match place {
                Some(place) => arg.display_order(place),
                None => arg,
            }
        });
    if command.get_version().is_some() {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        let version = version.help("In số phiên bản · Print the version").display_order(1001);
        command = command.arg(version.help_heading("Tùy chọn · Options"));
    }
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, worded))
}

fn asks_english(given: &[OsString]) -> bool {
    let pairs = given.iter().zip(given.iter().skip(1));
    given.iter().any(|one| one == "--lang=en")
        || pairs.into_iter().any(|(name, value)| name == "--lang" && value == "en")
}

/// The command that was meant, as it is typed.
fn path(command: &Command, given: &[OsString]) -> String {
    let mut current = command;
    let mut typed = command.get_name().to_owned();
    for word in given.iter().skip(1) {
        if let Some(inner) = current.find_subcommand(word) {
            typed = format!("{typed} {}", inner.get_name());
            current = inner;
        }
    }
    typed
}

fn failure(error: &Error, typed: &str) -> Failure {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let (vi, en) = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => {
            (format!("{argument} cần một giá trị"), format!("{argument} needs a value"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => (
            format!("giá trị «{value}» không dùng được cho {argument}"),
            format!("the value \"{value}\" does not fit {argument}"),
        ),
        ErrorKind::UnknownArgument => {
            (format!("không có tham số «{argument}»"), format!("there is no argument \"{argument}\""))
        }
        ErrorKind::InvalidSubcommand => {
            let word = context(ContextKind::InvalidSubcommand);
            (format!("không có lệnh «{word}»"), format!("there is no command \"{word}\""))
        }
        ErrorKind::MissingRequiredArgument => (format!("còn thiếu {argument}"), format!("{argument} is missing")),
        ErrorKind::MissingSubcommand => ("còn thiếu tên lệnh".into(), "the command is missing".into()),
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg);
            (
                format!("không dùng {argument} cùng với {other}"),
                format!("{argument} cannot be given together with {other}"),
            )
        }
        _ => ("dòng lệnh không đúng".into(), "the command line is not right".into()),
    };
    let known = [ContextKind::ValidValue, ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand].map(context);
    let known = known.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let (hint_vi, hint_en) = match known.as_str() {
        "" => (String::new(), String::new()),
        known => (format!("Có thể dùng: {known}. "), format!("Possible: {known}. ")),
    };
    Failure::new("USAGE", vi, en).hint(format!("{hint_vi}Xem: {typed} --help"), format!("{hint_en}See: {typed} --help"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_argument_is_worded_in_both_languages() {
        let mut command = worded(Cli::command());
        command.build();
        command.clone().debug_assert();
        let mut pending = vec![&command];
        while let Some(one) = pending.pop() {
            let about = one.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(about.contains(" · "), "{}: {about}", one.get_name());
            for argument in one.get_arguments().filter(|argument| !argument.is_hide_set()) {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.contains(" · "), "{} {}: {help}", one.get_name(), argument.get_id());
            }
            pending.extend(one.get_subcommands());
        }
    }
}
