//! The configuration of `vanbangd`: a file, arguments above it, and what they name read and checked.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::Duration;

use chrono::{SecondsFormat, Utc};
use clap::{Parser, ValueEnum};
use serde::Deserialize;
use vanbang::service::store::{Bucket, Postgres, Sqlite, Store};
use vanbang::service::{Event, Limits, Settings, Start};
use vanbang::verify::Revocation;
use vanbang::wording::system_reason_vi;

use crate::bucket::{BucketConfig, BucketTable};
use crate::failure::Failure;
use crate::trust::TrustAt;

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
/// What was published is kept here, beside the configuration file, unless it says where.
const DEFAULT_STORE: &str = "store.sqlite";
/// Processor time and memory for one file; a transcript takes milliseconds and 20 MiB.
const DEFAULT_WORK_SECONDS: u16 = 2;
const DEFAULT_WORK_MIB: u16 = 512;

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
    /// Chép kho dữ liệu SQLite ra tệp mới rồi thoát · copies the SQLite store into a new file and ends
    #[arg(long, value_name = "FILE", conflicts_with = "worker")]
    pub backup: Option<PathBuf>,
    /// Xóa hẳn phong bì của một mã rồi thoát · erases the envelope of a code for ever and ends
    #[arg(long, value_name = "ID", conflicts_with_all = ["worker", "backup"])]
    pub erase: Option<String>,
    /// Judges the files that the service hands over on standard input.
    #[arg(long, hide = true)]
    pub worker: bool,
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
    bucket: Option<BucketTable>,
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
    work_seconds: Option<u16>,
    work_mib: Option<u16>,
    waiting: Option<u16>,
    connections: Option<u16>,
    connections_per_client: Option<u16>,
    look_ups_per_minute: Option<u32>,
    uploads_per_minute: Option<u32>,
    published_per_minute: Option<u32>,
}

/// A checked configuration with everything that it names, but the store.
pub struct Loaded {
    pub listen: SocketAddr,
    /// Where monitoring is answered; nowhere unless asked for.
    pub monitoring: Option<SocketAddr>,
    pub trust: TrustAt,
    pub limits: Limits,
    pub worker: Start,
    store: StoreAt,
    bucket: Option<BucketConfig>,
}

enum StoreAt {
    File(PathBuf),
    Server(String),
}

impl Loaded {
    /// Opens the store. A server is not asked yet: one that does not answer at the start is waited for.
    pub fn store(&self) -> Result<Store, Failure> {
        let bucket = match &self.bucket {
            Some(config) => Some(Bucket::at(&config.at, config.keys()?).map_err(|error| Failure::store(&error))?),
            None => None,
        };
        let opened = match &self.store {
            StoreAt::File(path) => Sqlite::open(path).map(|file| Store::new(file, bucket)),
            StoreAt::Server(address) => Postgres::at(address).map(|server| Store::new(server, bucket)),
        };
        opened.map_err(|error| Failure::store(&error))
    }

    /// Copies the store into a new file, while the service runs or not.
    pub fn back_up(&self, to: &Path) -> Result<(), Failure> {
        let StoreAt::File(path) = &self.store else {
            let hint = ("Hãy dùng pg_dump.", "Use pg_dump.");
            let what = ("kho dữ liệu là PostgreSQL".to_owned(), "the store is a PostgreSQL".to_owned());
            return Err(Failure::new("BACKUP_ELSEWHERE", what, hint));
        };
        Sqlite::open(path).and_then(|store| store.copy_to(to)).map_err(|error| Failure::store(&error))
    }

    /// Opens the store, reads the trust folder, and has all that the service needs.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let (store, trusted) = (self.store()?, self.trust.read()?);
        let (worker, limits) = (self.worker.clone(), self.limits.clone());
        Ok(Settings { trusted, worker, store, limits, clock: Utc::now, log: Box::new(log) })
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
    let limits = Limits { behind_proxy: file.behind_proxy, ..limits(&file.limits) };
    let trust = TrustAt::of(trust, revocation, limits.verify_time);
    let store = match arguments.store.as_deref().or(file.store.as_deref()) {
        Some(address) if address.contains("://") => StoreAt::Server(address.to_owned()),
        Some(path) if arguments.store.is_some() => StoreAt::File(path.into()),
        given => StoreAt::File(base.join(given.unwrap_or(DEFAULT_STORE))),
    };
    let listen = arguments.listen.or(file.listen).unwrap_or(DEFAULT_LISTEN);
    let worker = worker(&file.limits);
    let bucket = file.bucket.map(|table| BucketConfig::of(table, &base)).transpose()?;
    Ok(Loaded { listen, monitoring: file.monitoring, trust, limits, worker, store, bucket })
}

/// This program with the same arguments.
fn worker(file: &ConfigLimits) -> Start {
    let positive = |given: Option<u16>, otherwise: u16| u64::from(given.filter(|one| *one > 0).unwrap_or(otherwise));
    let arguments = std::env::args_os().skip(1).chain(["--worker".into()]).collect();
    Start {
        program: program(),
        arguments,
        memory: positive(file.work_mib, DEFAULT_WORK_MIB) << 20,
        work: positive(file.work_seconds, DEFAULT_WORK_SECONDS),
    }
}

/// The file that runs, also after an upgrade put another in its place.
fn program() -> PathBuf {
    let running = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() {
        return running.to_owned();
    }
    std::env::current_exe().unwrap_or_else(|_| "vanbangd".into())
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
        connections_per_client: number(file.connections_per_client).unwrap_or(default.connections_per_client),
        look_ups_per_minute: rate(file.look_ups_per_minute).unwrap_or(default.look_ups_per_minute),
        uploads_per_minute: rate(file.uploads_per_minute).unwrap_or(default.uploads_per_minute),
        published_per_minute: rate(file.published_per_minute).unwrap_or(default.published_per_minute),
        ..default
    }
}

fn log(event: &Event) {
    let line = format!("{} {event}\n", Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true));
    // One write for a line: standard error keeps nothing back. Whoever reads it may have gone; that stops nobody.
    let _ = std::io::stderr().write_all(line.as_bytes());
}
