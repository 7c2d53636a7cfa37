//! The configuration of `vanbangd`: a file, arguments above it, and what they name read and checked.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::{Duration, SystemTime};

use chrono::Utc;
use clap::{Parser, ValueEnum};
use serde::Deserialize;
use vanbang::service::{Event, Limits, Settings, State};
use vanbang::verify::{KnownCodes, Network, Policy, Revocation, TrustFolder};
use vanbang::wording::system_reason_vi;

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
/// How often the lists of issued documents are looked at for changes.
const FRESH_TIME: Duration = Duration::from_secs(10);

/// Kiểm tra tệp PDF và mã trên giấy qua trang web · Checks PDF files and printed codes on web pages.
#[derive(Parser)]
#[command(version, about)]
pub struct Arguments {
    /// Tệp cấu hình · configuration file (TOML)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Địa chỉ lắng nghe · address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Thư mục tin cậy · trust folder (anchors/, intermediates/, directory.json)
    #[arg(long, value_name = "DIR")]
    trust: Option<PathBuf>,
    /// register.jsonl của đơn vị (hoặc của từng lô) · register.jsonl of an office, or of batches (repeatable)
    #[arg(long, value_name = "FILE")]
    register: Vec<PathBuf>,
    /// Tên miền công khai · public host name that the pages state
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// Kiểm tra thu hồi · whether revocation must be known
    #[arg(long, value_enum)]
    revocation: Option<RevocationMode>,
}

#[derive(Clone, Copy, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
enum RevocationMode {
    Require,
    Prefer,
    Ignore,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ConfigFile {
    listen: Option<SocketAddr>,
    trust: Option<PathBuf>,
    register: Vec<PathBuf>,
    host: Option<String>,
    revocation: Option<RevocationMode>,
    limits: ConfigLimits,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ConfigLimits {
    upload_mib: Option<u16>,
    head_seconds: Option<u16>,
    body_seconds: Option<u16>,
    verify_seconds: Option<u16>,
    verifications: Option<u16>,
    waiting: Option<u16>,
    connections: Option<u16>,
}

/// A checked configuration with everything that it names.
pub struct Loaded {
    pub listen: SocketAddr,
    pub register: Vec<PathBuf>,
    pub settings: Settings,
}

/// Why the service does not start.
pub struct Failure {
    code: &'static str,
    vi: String,
    en: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lỗi [{}]: {}\nerror [{}]: {}", self.code, self.vi, self.code, self.en)
    }
}

impl Failure {
    /// What went wrong and what to do, each Vietnamese first.
    fn new(code: &'static str, what: (String, String), hint: (&str, &str)) -> Failure {
        Failure { code, vi: format!("{}. {}", what.0, hint.0), en: format!("{}. {}", what.1, hint.1) }
    }

    pub fn runtime(cause: std::io::Error) -> Failure {
        let hint =
            ("Hệ thống từ chối; hãy xem giới hạn của tiến trình.", "The system refused; look at the process's limits.");
        Failure::new("RUNTIME", (system_reason_vi(&cause), cause.to_string()), hint)
    }

    pub fn listen(address: SocketAddr, cause: &std::io::Error) -> Failure {
        let hint = ("Hãy chọn địa chỉ hoặc cổng khác bằng --listen.", "Choose another address or port with --listen.");
        let what = (format!("{address}: {}", system_reason_vi(cause)), format!("{address}: {cause}"));
        Failure::new("LISTEN", what, hint)
    }

    fn config(path: &Path, cause_vi: &str, cause_en: &str) -> Failure {
        let hint =
            ("Hãy sửa tệp cấu hình; xem docs/service.md.", "Correct the configuration file; see docs/service.md.");
        let said = |cause: &str| format!("{}: {cause}", path.display());
        Failure::new("CONFIG", (said(cause_vi), said(cause_en)), hint)
    }
}

/// Reads the file and the arguments, then what they name.
pub fn load(arguments: &Arguments) -> Result<Loaded, Failure> {
    let (file, base) = match &arguments.config {
        Some(path) => (read(path)?, path.parent().unwrap_or(Path::new("")).to_owned()),
        None => (ConfigFile::default(), PathBuf::new()),
    };
    let of_file = |path: &PathBuf| base.join(path);
    let trust = arguments.trust.clone().or_else(|| file.trust.as_ref().map(of_file));
    let register = match arguments.register.is_empty() {
        true => file.register.iter().map(of_file).collect(),
        false => arguments.register.clone(),
    };
    let revocation = match arguments.revocation.or(file.revocation) {
        Some(RevocationMode::Ignore) => Revocation::Ignore,
        Some(RevocationMode::Prefer) => Revocation::Prefer,
        Some(RevocationMode::Require) | None => Revocation::Require,
    };
    let policy = policy(trust.as_deref(), revocation)?;
    let limits = limits(&file.limits);
    let network = network(trust.as_deref(), &limits)?;
    let known = KnownCodes::read(&register)
        .map_err(|error| Failure::new(error.code(), (error.message_vi(), error.to_string()), error.hint()))?;
    let settings = Settings {
        policy,
        network,
        known,
        host: arguments.host.clone().or(file.host),
        limits,
        clock: Utc::now,
        log: Box::new(log),
    };
    Ok(Loaded { listen: arguments.listen.or(file.listen).unwrap_or(DEFAULT_LISTEN), register, settings })
}

fn read(path: &Path) -> Result<ConfigFile, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Failure::config(path, &system_reason_vi(&cause), &cause.to_string()))?;
    toml::from_str(&text).map_err(|cause| {
        let before = cause.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let (line, said) = (before.matches('\n').count() + 1, cause.message());
        Failure::config(path, &format!("dòng {line}: {said}"), &format!("line {line}: {said}"))
    })
}

fn policy(trust: Option<&Path>, revocation: Revocation) -> Result<Policy, Failure> {
    let Some(trust) = trust else {
        let hint = (
            "Hãy đặt --trust THƯ_MỤC hoặc trust = \"...\" trong tệp cấu hình.",
            "Set --trust DIR, or trust = \"...\" in the configuration file.",
        );
        return Err(Failure::new(
            "TRUST_MISSING",
            ("chưa có thư mục tin cậy".into(), "no trust folder is named".into()),
            hint,
        ));
    };
    let folder = TrustFolder::read(trust)
        .map_err(|error| Failure::new(error.code(), (error.message_vi(), error.to_string()), error.hint()))?;
    if folder.anchors.is_empty() {
        let hint = ("Không có chứng thư số gốc nào trong anchors/.", "There is no root certificate in anchors/.");
        return Err(Failure::new("TRUST_EMPTY", (trust.display().to_string(), trust.display().to_string()), hint));
    }
    Ok(folder.policy(revocation))
}

/// Who may be asked, as the trust folder says. Half of a verification's time is for judging.
fn network(trust: Option<&Path>, limits: &Limits) -> Result<Option<Network>, Failure> {
    let Some(trust) = trust else { return Ok(None) };
    let network = Network::open(trust)
        .map_err(|error| Failure::new(error.code(), (error.message_vi(), error.to_string()), error.hint()))?;
    Ok(network.map(|network| network.within(limits.verify_time / 2)))
}

/// Zero is never a limit: it would refuse everything, or nothing.
fn limits(file: &ConfigLimits) -> Limits {
    let default = Limits::default();
    let number = |given: Option<u16>| given.filter(|number| *number > 0).map(usize::from);
    let time = |given: Option<u16>| number(given).map(|seconds| Duration::from_secs(seconds as u64));
    let cores = available_parallelism().map_or(default.verifications, |cores| 2 * cores.get());
    Limits {
        upload_bytes: number(file.upload_mib).map_or(default.upload_bytes, |mib| mib * 1024 * 1024),
        head_time: time(file.head_seconds).unwrap_or(default.head_time),
        body_time: time(file.body_seconds).unwrap_or(default.body_time),
        verify_time: time(file.verify_seconds).unwrap_or(default.verify_time),
        verifications: number(file.verifications).unwrap_or(cores),
        waiting: number(file.waiting).unwrap_or(default.waiting),
        connections: number(file.connections).unwrap_or(default.connections),
    }
}

fn log(event: &Event) {
    eprintln!("{} {event}", Utc::now().format("%Y-%m-%dT%H:%M:%SZ"));
}

/// Reads the lists again when one has changed; a list that cannot be read leaves the old ones in force.
pub async fn keep_fresh(state: State, paths: Vec<PathBuf>) {
    let mut seen = changed(&paths);
    loop {
        tokio::time::sleep(FRESH_TIME).await;
        let now = changed(&paths);
        if now == seen {
            continue;
        }
        seen = now;
        let again = paths.clone();
        match tokio::task::spawn_blocking(move || KnownCodes::read(&again)).await {
            Ok(Ok(known)) => state.replace_known(known),
            Ok(Err(error)) => eprintln!("register list kept as it was [{}]: {error}", error.code()),
            Err(_) => eprintln!("register list kept as it was"),
        }
    }
}

fn changed(paths: &[PathBuf]) -> Vec<Option<(SystemTime, u64)>> {
    let stamp = |path: &PathBuf| std::fs::metadata(path).and_then(|found| Ok((found.modified()?, found.len()))).ok();
    paths.iter().map(stamp).collect()
}
