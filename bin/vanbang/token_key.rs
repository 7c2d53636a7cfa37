//! Opens the key on a token: everything that speaks against signing is known before a PIN is asked for, a
//! PIN is tried once, and the key is used only after its certificate was judged.

use std::path::Path;
use std::time::Duration;

use vanbang::document::record::OrgId;
use vanbang::sign;
use vanbang::signature::token::driver::DriverLogin;
use vanbang::signature::token::pkcs11::{PinState, Refused};
use vanbang::signature::token::{
    Attempts, CertificateSelector, Check, Consent, DriverToken, Error, Hold, Pin, Pkcs11Selection, Signer, Statement,
    TokenInfo,
};
use vanbang::signature::x509::Certificate;

use crate::cli::SignerOptions;
use crate::command::Session;
use crate::config::SignerTable;
use crate::driver;
use crate::failure::Failure;
use crate::fitness::Judge;
use crate::pin::Source;

/// A key that is open. No other run logs in to its token as long as this lives.
pub struct TokenKey {
    pub token: DriverToken,
    /// Further sessions of the same login.
    pub more: Vec<DriverToken>,
    serial: String,
    /// Where the operator allowed it, for the same token when it comes back.
    kept: Option<Pin>,
    /// What was found before the key was used.
    pub check: sign::Check,
    _hold: Hold,
}

/// Between two looks whether a token is back.
const PAUSE: Duration = Duration::from_secs(2);

/// The selection of a token, from a table that names a module.
pub fn selection(module: &Path, table: &SignerTable) -> Pkcs11Selection {
    Pkcs11Selection {
        module: module.to_owned(),
        token: table.token.clone(),
        certificate: table.certificate.as_deref().and_then(CertificateSelector::parse),
    }
}

/// Opens the key. `kept` is a PIN that the operator allowed to be used again in this run.
pub fn open(
    selection: &Pkcs11Selection,
    authorities: &[Certificate],
    options: &SignerOptions,
    kept: Option<Pin>,
    session: &Session,
) -> Result<TokenKey, Failure> {
    let opened = driver::start(options.token_limit)?.open(selection, session.at)?;
    let judge = Judge::of(session)?;
    let judged = before_login(opened.check(), authorities, &judge, session)?;
    let token = &opened.check().token.clone();
    let hold = hold(token, session)?;
    let earlier = hold.unsettled()?;
    if earlier.is_some() && (options.pin_fd.is_some() || kept.is_some()) {
        hold.require_settled()?;
    }
    let consent = consent(token, options.pin_fd, session)?;
    let mut source = Source::new(options.pin_fd);
    let pin = match kept {
        _ if token.pin.pad => {
            session.console.note("Hãy nhập mã PIN trên bàn phím của token.", "Type the PIN on the token's own pad.");
            None
        }
        Some(pin) => Some(pin),
        None => Some(source.ask("Mã PIN của", "PIN of", &token.label, session.console)?),
    };
    hold.begin(token, session.at)?;
    let entered = match opened.log_in(pin.as_ref(), consent) {
        Ok(entered) => entered,
        Err(Refused { error, tried }) => {
            if !tried && earlier.is_none() {
                hold.settle()?;
            }
            return Err(error.into());
        }
    };
    hold.settle()?;
    let mut login = entered.identify()?;
    let check = match judged {
        Some((certificate, check)) if certificate == *login.certificate() => check,
        _ => judge.require(login.certificate(), &[login.chain(), authorities.to_vec()].concat(), session)?,
    };
    let serial = login.serial().to_owned();
    if login.asks_each_time() {
        signing_pin(&mut login, token, &mut source, session)?;
        hold.begin(token, session.at)?;
    }
    let org = session.configuration.org();
    let mut key = login.prove(Statement::probe(org.as_ref().map(OrgId::as_str), session.at)?)?;
    hold.settle()?;
    key.add_chain(authorities);
    let more = more_sessions(&key, options.sessions.unwrap_or(1), session);
    Ok(TokenKey { token: key, more, serial, kept: pin.filter(|_| options.keep_pin), check, _hold: hold })
}

/// As many further sessions as were asked for and the token allows.
fn more_sessions(key: &DriverToken, wanted: u8, session: &Session) -> Vec<DriverToken> {
    let mut more = Vec::new();
    for number in 1..wanted {
        match key.another_session() {
            Ok(another) => more.push(another),
            Err(error) => {
                let (vi, en) = (error.message_vi(), error.to_string());
                session.console.note(
                    format!("Lưu ý: token chỉ cho mở {number} phiên: {vi}"),
                    format!("Note: the token allows {number} sessions only: {en}"),
                );
                break;
            }
        }
    }
    more
}

/// Waits until the same token is back, and opens it again. The PIN is asked for anew, unless the operator
/// allowed it to be kept.
pub fn again(
    lost: TokenKey,
    module: &Path,
    authorities: &[Certificate],
    options: &SignerOptions,
    session: &Session,
) -> Result<TokenKey, Failure> {
    let label = lost.token.label().to_owned();
    let selection = Pkcs11Selection {
        module: module.to_owned(),
        token: Some(lost.serial.clone()),
        certificate: Some(CertificateSelector::Fingerprint(lost.token.certificate().sha256())),
    };
    let TokenKey { token, more, kept, _hold, .. } = lost;
    drop((token, more, _hold));
    session.console.note(
        format!("Token «{label}» không còn trả lời. Hãy cắm lại đúng token này; Ctrl-C để dừng."),
        format!("The token \"{label}\" is gone. Plug the same one in again; Ctrl-C stops."),
    );
    loop {
        std::thread::sleep(PAUSE);
        match driver::start(options.token_limit)?.check(&selection, session.at) {
            Ok(_) => return open(&selection, authorities, options, kept, session),
            Err(error) if error.is_loss() => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// What can be judged without a PIN; answers the certificate that was, and what was found.
pub fn before_login(
    found: &Check,
    authorities: &[Certificate],
    judge: &Judge,
    session: &Session,
) -> Result<Option<(Certificate, sign::Check)>, Failure> {
    // What the operator may accept is asked later, and a certificate may show itself only after login.
    let later = |problem: &Error| match problem {
        Error::PinCountLow { .. } | Error::PinFinalTry { .. } => true,
        Error::NoCertificate { .. } => true,
        Error::CertificateNotFound { .. } => found.token.certificates.is_empty(),
        _ => false,
    };
    if let Some(problem) = found.problems.iter().find(|problem| !later(problem)) {
        return Err(problem.clone().into());
    }
    let Some(certificate) = &found.certificate else { return Ok(None) };
    let on_token = found.token.certificates.iter().map(|one| one.certificate.clone());
    let beside: Vec<Certificate> = on_token.chain(authorities.iter().cloned()).collect();
    let check = judge.require(&certificate.certificate, &beside, session)?;
    Ok(Some((certificate.certificate.clone(), check)))
}

/// Holds the token for this run.
pub fn hold(token: &TokenInfo, session: &Session) -> Result<Hold, Failure> {
    let folder = session.configuration.token_folder().ok_or_else(|| {
        Failure::new(
            "NO_SETTINGS_FOLDER",
            "không có thư mục nào để ghi lại kết quả nhập mã PIN",
            "there is no folder to note in what became of a PIN",
        )
        .hint("Hãy đặt biến HOME (Windows: APPDATA).", "Set HOME (on Windows: APPDATA).")
    })?;
    Ok(Attempts::in_folder(folder).hold(token)?)
}

/// What the operator accepts, asked only where somebody answers.
fn consent(token: &TokenInfo, pin_fd: Option<u32>, session: &Session) -> Result<Consent, Failure> {
    let PinState { count_low, final_try, .. } = token.pin;
    let console = session.console;
    let asked = pin_fd.is_none() && console.can_ask();
    if final_try {
        let accepted = asked
            && console.ask(
                "Token chỉ còn MỘT lần thử mã PIN; sai nữa là khóa hẳn. Vẫn thử?",
                "Only ONE PIN attempt is left; a wrong one locks the token. Try it?",
            );
        return match accepted {
            true => Ok(Consent { count_low, final_try }),
            false => Err(Error::PinFinalTry { token: token.label.clone() }.into()),
        };
    }
    if count_low {
        let accepted = asked
            && console.ask(
                "Token này đã bị nhập sai mã PIN, chỉ còn ít lần thử. Vẫn thử?",
                "A wrong PIN was given to this token before; few attempts are left. Try it?",
            );
        return match accepted {
            true => Ok(Consent { count_low, final_try }),
            false => Err(Error::PinCountLow { token: token.label.clone() }.into()),
        };
    }
    Ok(Consent::default())
}

/// The PIN of keys that ask for one at every signature, where it is another than that of the login.
fn signing_pin(
    login: &mut DriverLogin,
    token: &TokenInfo,
    source: &mut Source,
    session: &Session,
) -> Result<(), Failure> {
    if token.pin.pad {
        session.console.note(
            "Khóa này hỏi mã PIN ở mỗi chữ ký; hãy nhập trên bàn phím của token.",
            "This key asks for a PIN at every signature; type it on the token's own pad.",
        );
        return Ok(());
    }
    let (vi, en) = ("Mã PIN ký (Enter nếu giống mã PIN trên) của", "Signing PIN (Enter if it is the same) of");
    let pin = source.ask(vi, en, &token.label, session.console)?;
    match pin.is_empty() {
        true => Ok(()),
        false => Ok(login.set_signing_pin(&pin)?),
    }
}
