//! For which kind of system a module file was built, read from its header before it is loaded: the
//! loader's own message for a 32-bit module in a 64-bit process helps nobody.

/// The machine a library is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Architecture {
    system: &'static str,
    machine: &'static str,
}

impl std::fmt::Display for Architecture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.system, self.machine)
    }
}

const X86: &str = "x86 32-bit";
const X86_64: &str = "x86 64-bit";
const ARM: &str = "ARM 32-bit";
const ARM_64: &str = "ARM 64-bit";

/// What this process is.
pub fn of_this_process() -> Architecture {
    Architecture {
        system: if cfg!(windows) {
            "Windows"
        } else if cfg!(target_os = "macos") {
            "macOS"
        } else {
            "Unix"
        },
        machine: if cfg!(target_arch = "x86_64") {
            X86_64
        } else if cfg!(target_arch = "x86") {
            X86
        } else if cfg!(target_arch = "aarch64") {
            ARM_64
        } else if cfg!(target_arch = "arm") {
            ARM
        } else {
            "?"
        },
    }
}

/// What the file is for; `None` if it cannot be told, or if it serves several machines.
pub fn of_file(header: &[u8]) -> Option<Architecture> {
    elf(header).or_else(|| pe(header)).or_else(|| mach_o(header))
}

fn elf(header: &[u8]) -> Option<Architecture> {
    if !header.starts_with(b"\x7fELF") {
        return None;
    }
    let machine = match header.get(18..20)? {
        [3, 0] => X86,
        [62, 0] => X86_64,
        [40, 0] => ARM,
        [183, 0] => ARM_64,
        _ => return None,
    };
    Some(Architecture { system: "Unix", machine })
}

fn pe(header: &[u8]) -> Option<Architecture> {
    if !header.starts_with(b"MZ") {
        return None;
    }
    let offset = u32::from_le_bytes(header.get(0x3c..0x40)?.try_into().ok()?);
    let signature = header.get(usize::try_from(offset).ok()?..)?;
    let machine = match signature.strip_prefix(b"PE\0\0")?.get(..2)? {
        [0x4c, 0x01] => X86,
        [0x64, 0x86] => X86_64,
        [0xc4, 0x01] => ARM,
        [0x64, 0xaa] => ARM_64,
        _ => return None,
    };
    Some(Architecture { system: "Windows", machine })
}

fn mach_o(header: &[u8]) -> Option<Architecture> {
    let machine = match header.get(..8)? {
        [0xcf, 0xfa, 0xed, 0xfe, 0x07, 0x00, 0x00, 0x01] => X86_64,
        [0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0x00, 0x00, 0x01] => ARM_64,
        [0xce, 0xfa, 0xed, 0xfe, 0x07, ..] => X86,
        _ => return None,
    };
    Some(Architecture { system: "macOS", machine })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_tell_the_machine() {
        let mut elf = vec![0; 64];
        elf[..4].copy_from_slice(b"\x7fELF");
        elf[18] = 62;
        assert_eq!(of_file(&elf).unwrap().to_string(), "Unix x86 64-bit");
        let mut pe = vec![0; 0x100];
        pe[..2].copy_from_slice(b"MZ");
        pe[0x3c] = 0x80;
        pe[0x80..0x86].copy_from_slice(b"PE\0\0\x4c\x01");
        assert_eq!(of_file(&pe).unwrap().to_string(), "Windows x86 32-bit");
        pe[0x3f] = 0xff;
        assert_eq!(of_file(&pe), None);
        assert_eq!(of_file(b"#!/bin/sh"), None);
        assert_eq!(of_file(b""), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_program_is_of_its_own_kind() {
        let header = std::fs::read("/proc/self/exe").unwrap();
        assert_eq!(of_file(&header[..4096]), Some(of_this_process()));
    }
}
