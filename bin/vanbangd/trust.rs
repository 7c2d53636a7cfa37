//! The trust folder: read when the service starts, and again when the operator says that it changed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use vanbang::service::{State, Trusted};
use vanbang::verify::{Network, Policy, Revocation, TrustFolder};

use crate::failure::Failure;

/// Between two looks at the folder, where the system knows no signal for it.
#[cfg(not(unix))]
const LOOK: Duration = Duration::from_secs(10);

/// Where trust stands, and how it is used.
#[derive(Clone)]
pub struct TrustAt {
    folder: Option<PathBuf>,
    revocation: Revocation,
    /// For the questions about one file: half of a verification's time is for judging.
    asking: Duration,
}

impl TrustAt {
    pub fn of(folder: Option<PathBuf>, revocation: Revocation, verify_time: Duration) -> TrustAt {
        TrustAt { folder, revocation, asking: verify_time / 2 }
    }

    /// Reads all of it, or refuses all of it.
    pub fn read(&self) -> Result<Trusted, Failure> {
        let Some(folder) = &self.folder else {
            let hint = (
                "Hãy đặt --trust THƯ_MỤC hoặc trust = \"...\" trong tệp cấu hình.",
                "Set --trust DIR, or trust = \"...\" in the configuration file.",
            );
            let what = ("chưa có thư mục tin cậy".to_owned(), "no trust folder is named".to_owned());
            return Err(Failure::new("TRUST_MISSING", what, hint));
        };
        Ok(Trusted { policy: policy(folder, self.revocation)?, network: self.network(folder)? })
    }

    /// Who may be asked, as the folder says.
    fn network(&self, folder: &Path) -> Result<Option<Network>, Failure> {
        let network = Network::open(folder)
            .map_err(|error| Failure::new(error.code(), (error.message_vi(), error.to_string()), error.hint()))?;
        Ok(network.map(|network| network.within(self.asking)))
    }

    /// Reads it again whenever it may have changed, and never ends. A folder that is refused changes nothing but what
    /// is said of it.
    pub async fn watch(self, state: State) {
        let mut changes = Changes::of(self.folder.as_deref());
        loop {
            changes.next().await;
            let again = self.clone();
            match tokio::task::spawn_blocking(move || again.read()).await {
                Ok(Ok(trusted)) => state.trust(trusted),
                Ok(Err(failure)) => {
                    eprintln!("{failure}");
                    state.keep_trust(failure.code());
                }
                Err(_) => state.keep_trust("TRUST_UNREADABLE"),
            }
        }
    }
}

fn policy(folder: &Path, revocation: Revocation) -> Result<Policy, Failure> {
    let read = TrustFolder::read(folder)
        .map_err(|error| Failure::new(error.code(), (error.message_vi(), error.to_string()), error.hint()))?;
    if read.anchors.is_empty() {
        let hint = ("Không có chứng thư số gốc nào trong anchors/.", "There is no root certificate in anchors/.");
        let shown = folder.display().to_string();
        return Err(Failure::new("TRUST_EMPTY", (shown.clone(), shown), hint));
    }
    Ok(read.policy(revocation))
}

/// SIGHUP.
#[cfg(unix)]
struct Changes(Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Changes {
    fn of(_: Option<&Path>) -> Changes {
        Changes(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok())
    }

    async fn next(&mut self) {
        let told = match &mut self.0 {
            Some(signal) => signal.recv().await,
            None => None,
        };
        if told.is_none() {
            std::future::pending().await
        }
    }
}

/// Another size or time of a file than at the last look.
#[cfg(not(unix))]
struct Changes {
    folder: Option<PathBuf>,
    seen: Vec<(PathBuf, u64, Option<std::time::SystemTime>)>,
}

#[cfg(not(unix))]
impl Changes {
    fn of(folder: Option<&Path>) -> Changes {
        let folder = folder.map(Path::to_owned);
        Changes { seen: Changes::look(folder.as_deref()), folder }
    }

    async fn next(&mut self) {
        loop {
            tokio::time::sleep(LOOK).await;
            let now = Changes::look(self.folder.as_deref());
            if now != self.seen {
                self.seen = now;
                return;
            }
        }
    }

    /// The files of the folder and of the folders in it, but the answers that the service keeps there itself.
    fn look(folder: Option<&Path>) -> Vec<(PathBuf, u64, Option<std::time::SystemTime>)> {
        let files = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let inner = |path: PathBuf| match path.is_dir() && !path.ends_with("cache") {
            true => files(&path).collect(),
            false => vec![path],
        };
        let told = |path: PathBuf| {
            let found = std::fs::metadata(&path).ok().filter(|found| found.is_file())?;
            Some((path, found.len(), found.modified().ok()))
        };
        let mut seen: Vec<_> = folder.into_iter().flat_map(files).flat_map(inner).filter_map(told).collect();
        seen.sort();
        seen
    }
}
