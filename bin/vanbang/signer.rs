//! Opens the signing key that arguments or `vanbang.toml` name.

use std::path::{Path, PathBuf};

use vanbang::document::record::Role;
use vanbang::sign::{Check, Look};
use vanbang::signature::token::{Signer, SoftwareKey, check_certificate};
use vanbang::signature::x509::Certificate;
use vanbang::verify::read_certificate_path;

use crate::cli::{OnRemoval, SignerOptions};
use crate::command::Session;
use crate::config::SignerTable;
use crate::driver;
use crate::failure::Failure;
use crate::fitness::Judge;
use crate::input::{self, MAX_SMALL};
use crate::pin;
use crate::token_key::{self, TokenKey, selection};

/// What the signature says on the page where there is no image.
const FONT: &[u8] = include_bytes!("../../fonts/Tinos-Regular.ttf");

/// A key that is open.
pub enum Key {
    Token(Box<TokenKey>),
    Software(Box<SoftwareKey>),
}

impl Key {
    pub fn signer(&mut self) -> &mut dyn Signer {
        match self {
            Key::Token(key) => &mut key.token,
            Key::Software(key) => key.as_mut(),
        }
    }

    /// All of its sessions.
    pub fn sessions(&mut self) -> Vec<&mut dyn Signer> {
        self.checked_sessions().0
    }

    /// The same, and what was found about the certificate before the key was opened.
    pub fn checked_sessions(&mut self) -> (Vec<&mut dyn Signer>, Option<&Check>) {
        match self {
            Key::Token(key) => {
                let TokenKey { token, more, check, .. } = key.as_mut();
                let sessions = std::iter::once(token).chain(more).map(|session| session as &mut dyn Signer);
                (sessions.collect(), Some(check))
            }
            Key::Software(key) => (vec![key.as_mut()], None),
        }
    }
}

/// Which key and look a role signs with: the arguments, else the role's table of the settings.
pub fn settings(options: &SignerOptions, role: Option<Role>, session: &Session) -> Result<SignerTable, Failure> {
    let office = session.configuration.office().unwrap_or(Path::new("."));
    let within = |path: &PathBuf| office.join(path);
    let mut table = role.and_then(|role| session.configuration.signer(role.code())).cloned().unwrap_or_default();
    for path in [&mut table.software_key, &mut table.chain, &mut table.image].into_iter().flatten() {
        *path = within(path);
    }
    // A key named by the arguments replaces the one of the settings as a whole.
    if options.module.is_some() || options.software_key.is_some() {
        table = SignerTable { image: table.image, chain: table.chain, ..SignerTable::default() };
    } else if table.software_key.is_some() {
        table.certificate = table.certificate.map(|file| within(&PathBuf::from(file)).display().to_string());
    }
    let given = |argument: &Option<PathBuf>, kept: Option<PathBuf>| argument.clone().or(kept);
    Ok(SignerTable {
        module: given(&options.module, table.module),
        token: options.token.clone().or_else(|| options.serial.clone()).or(table.token).or(table.serial),
        serial: None,
        certificate: options.certificate.clone().or(table.certificate),
        software_key: given(&options.software_key, table.software_key),
        chain: given(&options.chain, table.chain),
        image: given(&options.image, table.image),
    })
}

/// Opens the key; asks for the PIN only when nothing else speaks against signing.
pub fn open(table: &SignerTable, options: &SignerOptions, session: &Session) -> Result<Key, Failure> {
    match (&table.module, &table.software_key) {
        (Some(module), _) => {
            let wanted = selection(module, table);
            let key = token_key::open(&wanted, &authorities(table)?, options, None, session)?;
            Ok(Key::Token(Box::new(key)))
        }
        (None, Some(file)) => open_software(file, table, options.pin_fd, session),
        (None, None) => Err(no_signer()),
    }
}

fn no_signer() -> Failure {
    Failure::new("NO_SIGNER", "chưa biết ký bằng token nào", "no token to sign with was named").hint(
        "Hãy dùng --module THƯ-VIỆN (xem: vanbang token list), hoặc điền [signers.…] trong vanbang.toml",
        "Give --module PATH (see: vanbang token list), or fill [signers.…] in vanbang.toml",
    )
}

/// What speaks against a key and can be told without a PIN.
pub fn look_first(table: &SignerTable, options: &SignerOptions, session: &Session) -> Result<(), Failure> {
    look(table)?;
    match (&table.module, &table.software_key) {
        (Some(module), _) => {
            let found = driver::start(options.token_limit)?.check(&selection(module, table), session.at)?;
            token_key::before_login(&found, &authorities(table)?, &Judge::of(session)?, session).map(drop)
        }
        (None, Some(_)) => check_certificate(&certificates_of_software(table)?.0, session.at).map_err(Failure::from),
        (None, None) => Err(no_signer()),
    }
}

/// Works with an open key. Where the token goes away and the operator chose to wait, the same token is
/// opened again and the work called again: it must resume by itself.
pub fn work<T>(
    mut key: Key,
    table: &SignerTable,
    options: &SignerOptions,
    session: &Session,
    mut work: impl FnMut(&mut [&mut dyn Signer], Option<&Check>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    loop {
        let (mut sessions, check) = key.checked_sessions();
        let failure = match work(&mut sessions, check) {
            Err(failure) if failure.token_lost && options.on_removal == OnRemoval::Wait => failure,
            done => return done,
        };
        key = match (key, &table.module) {
            (Key::Token(lost), Some(module)) => {
                session.console.failure(&failure);
                Key::Token(Box::new(token_key::again(*lost, module, &authorities(table)?, options, session)?))
            }
            _ => return Err(failure),
        };
    }
}

fn open_software(file: &Path, table: &SignerTable, pin_fd: Option<u32>, session: &Session) -> Result<Key, Failure> {
    let (own, beside) = certificates_of_software(table)?;
    let key = input::read(file, MAX_SMALL)?;
    check_certificate(&own, session.at)?;
    let chain = beside.into_iter().chain(authorities(table)?).collect();
    session.console.note(
        "Lưu ý: ký bằng khóa phần mềm, chỉ để thử, không phải token của đơn vị.",
        "Note: signing with a software key, for trials only, not with the organisation's token.",
    );
    let password = pin::read(&file.display().to_string(), pin_fd, session.console)?;
    let key = SoftwareKey::from_encrypted_pkcs8(&key, &password, own, chain)
        .map_err(|error| Failure::from(error).about(file))?;
    Ok(Key::Software(Box::new(key)))
}

/// The certificate of a software key, and those beside it.
fn certificates_of_software(table: &SignerTable) -> Result<(Certificate, Vec<Certificate>), Failure> {
    let Some(certificate) = &table.certificate else {
        return Err(Failure::new(
            "NO_CERTIFICATE_FILE",
            "khóa phần mềm cần tệp chứng thư",
            "a software key needs a certificate file",
        )
        .hint("Hãy thêm --certificate TỆP", "Give --certificate FILE"));
    };
    let mut certificates = read_certificate_path(Path::new(certificate))?.into_iter().map(|(_, one)| one);
    let Some(own) = certificates.next() else {
        return Err(Failure::new(
            "NO_CERTIFICATE",
            "tệp không chứa chứng thư số nào",
            "there is no certificate in the file",
        )
        .about(Path::new(certificate)));
    };
    Ok((own, certificates.collect()))
}

/// The authorities that the settings add to the chain.
pub fn authorities(table: &SignerTable) -> Result<Vec<Certificate>, Failure> {
    match &table.chain {
        Some(place) => Ok(read_certificate_path(place)?.into_iter().map(|(_, one)| one).collect()),
        None => Ok(Vec::new()),
    }
}

/// How the signature looks.
pub fn look(table: &SignerTable) -> Result<Look, Failure> {
    let image = table.image.as_ref().map(|file| input::read(file, MAX_SMALL)).transpose()?;
    Ok(Look { font: FONT.to_vec(), image })
}
