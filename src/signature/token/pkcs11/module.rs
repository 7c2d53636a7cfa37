//! Loading a PKCS#11 module, once for the life of the process: some drivers break when they are
//! finalized and initialized again.

use super::architecture;
use crate::signature::token::Error;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as DriverError, RvError};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static LOADED: Mutex<Vec<(PathBuf, Module)>> = Mutex::new(Vec::new());

/// Bytes of the file that are looked at for its kind.
const HEADER: u64 = 4096;

/// A module in use.
#[derive(Clone)]
pub struct Module {
    pub driver: Pkcs11,
    /// Whether it may be called from several threads at once.
    pub takes_threads: bool,
}

/// The module at `path`, loaded and initialized.
pub fn load(path: &Path) -> Result<Module, Error> {
    let shown = path.display().to_string();
    let file = path.canonicalize().map_err(|_| Error::ModuleNotFound { path: shown.clone() })?;
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, module)) = loaded.iter().find(|(known, _)| *known == file) {
        return Ok(module.clone());
    }
    check_architecture(&file, &shown)?;
    let failed = |cause: DriverError| Error::ModuleLoad { path: shown.clone(), detail: cause.to_string() };
    let driver = Pkcs11::new(&file).map_err(failed)?;
    let takes_threads = initialize(&driver).map_err(failed)?;
    let module = Module { driver, takes_threads };
    loaded.push((file, module.clone()));
    Ok(module)
}

/// Initializes a module; answers whether it locks by itself.
fn initialize(driver: &Pkcs11) -> Result<bool, DriverError> {
    let with = |flags| match driver.initialize(CInitializeArgs::new(flags)) {
        Err(DriverError::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(()),
        other => other,
    };
    match with(CInitializeFlags::OS_LOCKING_OK) {
        Ok(()) => Ok(true),
        // Simple drivers know no locking.
        Err(DriverError::Pkcs11(RvError::CantLock | RvError::ArgumentsBad, _)) => {
            with(CInitializeFlags::empty()).map(|()| false)
        }
        Err(cause) => Err(cause),
    }
}

fn check_architecture(file: &Path, shown: &str) -> Result<(), Error> {
    let mut header = Vec::new();
    File::open(file)
        .and_then(|file| file.take(HEADER).read_to_end(&mut header))
        .map_err(|cause| Error::ModuleLoad { path: shown.to_owned(), detail: cause.to_string() })?;
    let process = architecture::of_this_process();
    match architecture::of_file(&header) {
        Some(module) if module != process => Err(Error::ModuleArchitecture {
            path: shown.to_owned(),
            module: module.to_string(),
            process: process.to_string(),
        }),
        _ => Ok(()),
    }
}
