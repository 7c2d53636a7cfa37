//! The configuration of `vanbangd`: a file, arguments above it, and what they name read and checked.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use chrono::Utc;
use clap::{Parser, ValueEnum};
use serde::Deserialize;
use vanbang::service::store::{Error as StoreError, Postgres, Sqlite, Store};
use vanbang::service::{Event, Limits, Settings};
use vanbang::verify::{Network, Policy, Revocation, TrustFolder};
use vanbang::wording::system_reason_vi;

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
/// What was published is kept here, beside the configuration file, unless it says where.
const DEFAULT_STORE: &str = "store.sqlite";

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
    /// Kho dữ liệu đã công bố: tệp SQLite hoặc postgresql:// · what was published: a SQLite file or an address
    #[arg(long, value_name = "FILE|URL")]
    store: Option<String>,
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
    monitoring: Option<SocketAddr>,
    behind_proxy: bool,
    trust: Option<PathBuf>,
    store: Option<String>,
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
    look_ups_per_minute: Option<u32>,
    uploads_per_minute: Option<u32>,
    published_per_minute: Option<u32>,
}

/// A checked configuration with everything that it names.
pub struct Loaded {
    pub listen: SocketAddr,
    /// Where monitoring is answered; nowhere unless asked for.
    pub monitoring: Option<SocketAddr>,
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

    fn store(error: &StoreError) -> Failure {
        Failure::new(error.code(), (error.message_vi(), error.to_string()), error.hint())
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
    let revocation = match arguments.revocation.or(file.revocation) {
        Some(RevocationMode::Ignore) => Revocation::Ignore,
        Some(RevocationMode::Prefer) => Revocation::Prefer,
        Some(RevocationMode::Require) | None => Revocation::Require,
    };
    let policy = policy(trust.as_deref(), revocation)?;
    let limits = Limits { behind_proxy: file.behind_proxy, ..limits(&file.limits) };
    let network = network(trust.as_deref(), &limits)?;
    let store = match arguments.store.as_deref().or(file.store.as_deref()) {
        Some(address) if address.contains("://") => postgres(address)?,
        Some(path) if arguments.store.is_some() => sqlite(Path::new(path))?,
        given => sqlite(&base.join(given.unwrap_or(DEFAULT_STORE)))?,
    };
    let settings = Settings { policy, network, store, limits, clock: Utc::now, log: Box::new(log) };
    let listen = arguments.listen.or(file.listen).unwrap_or(DEFAULT_LISTEN);
    Ok(Loaded { listen, monitoring: file.monitoring, settings })
}

fn sqlite(path: &Path) -> Result<Arc<dyn Store>, Failure> {
    Ok(Arc::new(Sqlite::open(path).map_err(|error| Failure::store(&error))?))
}

/// Nobody is asked yet: a server that does not answer at the start is waited for.
fn postgres(address: &str) -> Result<Arc<dyn Store>, Failure> {
    Ok(Arc::new(Postgres::at(address).map_err(|error| Failure::store(&error))?))
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
    let rate = |given: Option<u32>| given.filter(|number| *number > 0);
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
        look_ups_per_minute: rate(file.look_ups_per_minute).unwrap_or(default.look_ups_per_minute),
        uploads_per_minute: rate(file.uploads_per_minute).unwrap_or(default.uploads_per_minute),
        published_per_minute: rate(file.published_per_minute).unwrap_or(default.published_per_minute),
        ..default
    }
}

fn log(event: &Event) {
    eprintln!("{} {event}", Utc::now().format("%Y-%m-%dT%H:%M:%SZ"));
}
