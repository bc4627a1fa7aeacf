//! The `haitang` command: one binary that serves, imports, publishes, replays and proves.
//!
//! Exit status: 0 only on success; 1 when the world said no (a refusal, a ledger that is not sound); 2 for a wrong
//! command line; 3 when the machine failed.

mod cli;
mod commands;
mod demo;

use clap::Parser;
use cli::{Cli, What};
use std::process::ExitCode;

/// How a command ended, short of an error.
enum Ended {
    /// Done.
    Well,
    /// Done, and the answer is no.
    No,
}

/// A fault of this program is told by its place alone: what it says may quote the data it failed over.
#[expect(clippy::print_stderr, reason = "a command line tells its user what went wrong")]
fn tell_faults_by_place() {
    std::panic::set_hook(Box::new(|fault| {
        let place = fault.location().map_or_else(String::new, ToString::to_string);
        eprintln!("程序内部错误，请报告此处 an internal fault, please report this place: {place}");
    }));
}

fn main() -> ExitCode {
    tell_faults_by_place();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return report_usage(&error),
    };
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false);
    log.with_max_level(if cli.verbose { tracing::Level::DEBUG } else { tracing::Level::WARN }).init();
    match run(&cli) {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::No) => ExitCode::from(1),
        Err(error) => {
            let refused = error.is::<situation::Refusal>() || error.is::<commands::Said>();
            report_error(&cli, &error);
            ExitCode::from(if refused { 1 } else { 3 })
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<Ended> {
    let json = cli.json;
    match &cli.what {
        What::Demo(demo) => commands::demo::run(demo, json),
        What::Serve(serve) => commands::serve::run(serve, json),
        What::Import(import) => commands::import::run(import, json),
        What::Bulletin(bulletin) => commands::bulletin::run(bulletin, json),
        What::Replay(replay) => commands::replay::run(replay, json),
        What::Verify(dir) => commands::verify::run(dir, json),
        What::Simulate(simulate) => commands::simulate::run(simulate, json),
        What::Bench(bench) => commands::bench::run(bench, json),
        What::Doctor(dir) => commands::doctor::run(dir, json),
    }
}

/// Help and version are answers; everything else is said in both languages before the parser's own words.
#[expect(clippy::print_stderr, reason = "a command line tells its user what went wrong")]
fn report_usage(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind;
    let is_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if error.use_stderr() && !is_help {
        eprintln!("命令行有误，用 haitang --help 查看用法 · the command line is wrong; see haitang --help");
    }
    // A closed terminal cannot be told anything.
    let _told = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

#[expect(clippy::print_stderr, reason = "a command line tells its user what went wrong")]
fn report_error(cli: &Cli, error: &anyhow::Error) {
    let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    if cli.json {
        eprintln!("{}", serde_json::json!({ "error": chain }));
    } else {
        eprintln!("haitang: {}", chain.join(": "));
        if !(error.is::<situation::Refusal>() || error.is::<commands::Said>()) {
            eprintln!(
                "本机或文件出错，未完成。可用 haitang doctor --data <目录> 检查 · this machine or its files failed; haitang doctor --data <directory> looks at them"
            );
        }
    }
}
