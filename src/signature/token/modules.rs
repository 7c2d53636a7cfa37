//! PKCS#11 modules of the tokens used in Vietnam: file names as real software knows them, and the
//! folders they are usually in. The name tells neither the chip nor the authority for certain.

use std::path::{Path, PathBuf};

/// A family of module files and who hands it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownModule {
    pub provider: &'static str,
    pub files: &'static [&'static str],
}

/// A module that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundModule {
    pub provider: &'static str,
    pub path: PathBuf,
}

/// Names without their extension; `.dll`, `.so` or `.dylib` is added.
pub const KNOWN_MODULES: &[KnownModule] = &[
    KnownModule {
        provider: "VNPT-CA",
        files: &[
            "vnptca_p11_v10",
            "vnptca_p11_v9",
            "vnptca_p11_v8",
            "vnptca_p11_v7",
            "vnptca_p11_v6",
            "vnpt-ca_csp11",
            "vnpt-ca_v34",
            "vnpt-ca_v4",
            "vnpt-ca_cl_v1",
        ],
    },
    KnownModule {
        provider: "Viettel-CA",
        files: &[
            "viettel-ca_v6",
            "viettel-ca_v5",
            "viettel-ca_v4",
            "viettel-ca_v3",
            "viettel-ca_v2",
            "viettel-ca_v1",
            "viettel-ca",
        ],
    },
    KnownModule { provider: "BkavCA", files: &["BkavCA", "BkavCAv2S", "st3csp11"] },
    KnownModule {
        provider: "FPT-CA",
        files: &["fptca_v6", "fptca_v5", "fptca_v4", "fptca_v3", "fpt-ca_v5", "fpt-ca_v4", "fpt-ca", "fpt-ca-stx"],
    },
    KnownModule { provider: "CA2 (Nacencomm)", files: &["ncca_csp11_v1", "CA2_csp11", "CA2_v34"] },
    KnownModule { provider: "Newtel-CA", files: &["newca_v4"] },
    KnownModule { provider: "Safe-CA", files: &["Safe-ca_v2", "Safe-ca_v1"] },
    KnownModule { provider: "EFY-CA", files: &["efy-ca_v1"] },
    KnownModule { provider: "SmartSign (Vina-CA)", files: &["vina-ca_v5", "vina-ca_v3", "vina-ca_v1"] },
    KnownModule { provider: "FastCA", files: &["fca_v1"] },
    KnownModule { provider: "MISA-CA", files: &["misaca_csp11_v2"] },
    KnownModule { provider: "I-CA", files: &["ica_csp11_v1"] },
    KnownModule { provider: "nca", files: &["nca_v9", "nca_v8", "nca_v7", "nca_v6", "nca_v5", "nca_v4"] },
    KnownModule {
        provider: "VGCA (Ban Cơ yếu Chính phủ)",
        files: &["bit4xpki", "libbit4xpki", "eTPKCS11", "libeTPkcs11"],
    },
    KnownModule { provider: "Feitian ePass", files: &["eps2003csp11", "libcastle"] },
    KnownModule { provider: "OpenSC", files: &["opensc-pkcs11"] },
    KnownModule { provider: "SoftHSM2 (thử nghiệm)", files: &["libsofthsm2", "softhsm2", "softhsm2-x64"] },
];

#[cfg(windows)]
const FOLDERS: &[&str] = &[
    r"C:\Windows\System32",
    r"C:\Windows\SysWOW64",
    r"C:\SoftHSM2\lib",
    r"C:\Program Files\OpenSC Project\OpenSC\pkcs11",
];
#[cfg(target_os = "macos")]
const FOLDERS: &[&str] = &[
    "/usr/local/lib",
    "/opt/homebrew/lib",
    "/Library/OpenSC/lib",
    "/usr/local/lib/softhsm",
    "/opt/homebrew/lib/softhsm",
];
#[cfg(not(any(windows, target_os = "macos")))]
const FOLDERS: &[&str] = &[
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/usr/lib",
    "/usr/local/lib",
    "/usr/lib/pkcs11",
    "/usr/lib64/pkcs11",
    "/usr/lib/x86_64-linux-gnu/softhsm",
    "/usr/lib/softhsm",
];

#[cfg(windows)]
const EXTENSION: &str = "dll";
#[cfg(target_os = "macos")]
const EXTENSION: &str = "dylib";
#[cfg(not(any(windows, target_os = "macos")))]
const EXTENSION: &str = "so";

/// The known modules that are in the usual places, each real file once.
pub fn find_modules() -> Vec<FoundModule> {
    find_modules_in(FOLDERS.iter().map(Path::new))
}

/// The known modules that are in these folders, each real file once.
pub fn find_modules_in<'a>(folders: impl IntoIterator<Item = &'a Path>) -> Vec<FoundModule> {
    let mut found: Vec<FoundModule> = Vec::new();
    for folder in folders {
        for known in KNOWN_MODULES {
            for file in known.files {
                let path = folder.join(format!("{file}.{EXTENSION}"));
                // The same file often has several names.
                let Ok(path) = path.canonicalize() else {
                    continue;
                };
                if path.is_file() && !found.iter().any(|f| f.path == path) {
                    found.push(FoundModule { provider: known.provider, path });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_file_is_found_and_named_once() {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("viettel-ca_v6.{EXTENSION}");
        std::fs::write(folder.path().join(&name), b"x").unwrap();
        std::fs::write(folder.path().join("other.so"), b"x").unwrap();
        let found = find_modules_in([folder.path(), folder.path()]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].provider, "Viettel-CA");
        assert!(found[0].path.ends_with(name));
    }

    #[test]
    fn no_file_name_stands_twice() {
        let mut names: Vec<_> = KNOWN_MODULES.iter().flat_map(|m| m.files).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
