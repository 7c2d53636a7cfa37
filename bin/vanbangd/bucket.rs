//! The table `[bucket]` of the configuration, and the credentials for it: from a file of the service's own, or from the
//! environment. They are in no log and in no error.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use vanbang::service::store::{BucketAt, Keys};
use vanbang::signature::x509::read_certificates;
use vanbang::wording::system_reason_vi;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// As the programs of S3's maker read them.
const ACCESS: &str = "AWS_ACCESS_KEY_ID";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
const TOKEN: &str = "AWS_SESSION_TOKEN";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketTable {
    endpoint: String,
    name: String,
    #[serde(default)]
    prefix: String,
    #[serde(default = "usual_region")]
    region: String,
    /// PEM.
    roots: Option<PathBuf>,
    plain_http: Option<String>,
    credentials: Option<PathBuf>,
}

fn usual_region() -> String {
    "us-east-1".to_owned()
}

/// The file of credentials.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    access_key: String,
    secret_key: String,
    token: Option<String>,
}

/// A bucket, and where its credentials are.
pub struct BucketConfig {
    pub at: BucketAt,
    credentials: Option<PathBuf>,
}

impl BucketConfig {
    /// Reads what the table names, but the credentials.
    pub fn of(table: BucketTable, base: &Path) -> Result<BucketConfig, Failure> {
        let roots = match &table.roots {
            Some(file) => {
                let path = base.join(file);
                let bytes = std::fs::read(&path).map_err(|cause| unreadable(&path, &cause))?;
                read_certificates(&bytes)
                    .map_err(|cause| Failure::config(&path, &cause.message_vi(), &cause.to_string()))?
            }
            None => Vec::new(),
        };
        let BucketTable { endpoint, name, prefix, region, plain_http: plain, .. } = table;
        let at = BucketAt { endpoint, name, prefix, region, plain, roots };
        Ok(BucketConfig { at, credentials: table.credentials.map(|file| base.join(file)) })
    }

    /// Whoever judges files never needs them.
    pub fn keys(&self) -> Result<Keys, Failure> {
        match &self.credentials {
            Some(path) => of_file(path),
            None => of_environment(),
        }
    }
}

fn of_file(path: &Path) -> Result<Keys, Failure> {
    if !is_own(path).map_err(|cause| unreadable(path, &cause))? {
        let hint = ("Hãy đặt quyền 600 cho tệp này.", "Give this file the mode 600.");
        let vi = format!("{}: tài khoản khác đọc được khóa trong tệp này", path.display());
        let en = format!("{}: other accounts may read the keys in this file", path.display());
        return Err(Failure::new("CREDENTIALS_EXPOSED", (vi, en), hint));
    }
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(|cause| unreadable(path, &cause))?);
    // The reader's own words quote the file.
    let expected = "access_key = \"…\", secret_key = \"…\"";
    let file: KeyFile = toml::from_str(&text).map_err(|_| Failure::config(path, expected, expected))?;
    let (secret, token) = (Zeroizing::new(file.secret_key), file.token.map(Zeroizing::new));
    Ok(Keys { access: file.access_key, secret, token })
}

fn of_environment() -> Result<Keys, Failure> {
    let asked = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let (Some(access), Some(secret)) = (asked(ACCESS), asked(SECRET)) else {
        let vi = format!("chưa có khóa của kho đối tượng ({ACCESS}, {SECRET})");
        let en = format!("there are no keys for the bucket ({ACCESS}, {SECRET})");
        let hint = (
            "Đặt credentials = \"TỆP\" trong bảng [bucket], hoặc đặt hai biến môi trường này.",
            "Set credentials = \"FILE\" in the table [bucket], or these two variables of the environment.",
        );
        return Err(Failure::new("CREDENTIALS_MISSING", (vi, en), hint));
    };
    Ok(Keys { access, secret: Zeroizing::new(secret), token: asked(TOKEN).map(Zeroizing::new) })
}

fn unreadable(path: &Path, cause: &std::io::Error) -> Failure {
    Failure::config(path, &system_reason_vi(cause), &cause.to_string())
}

/// Whether no other account may read a file.
#[cfg(unix)]
fn is_own(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::metadata(path)?.permissions().mode() & 0o077 == 0)
}

/// On Windows the folder's own rights decide.
#[cfg(not(unix))]
fn is_own(path: &Path) -> std::io::Result<bool> {
    std::fs::metadata(path).map(|_| true)
}
