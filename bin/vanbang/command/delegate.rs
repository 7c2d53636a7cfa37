//! `vanbang delegate`: the seal signs a manifest without documents, which lets the status key speak for the organisation.

use vanbang::document::record::{OrgId, PinRole, Role};
use vanbang::document::register::Register;
use vanbang::sign::sign_delegation;
use vanbang::signature::token::Signer;
use vanbang::verify::TrustFolder;
use vanbang::verify::manifest::Candidate;

use super::Session;
use crate::batches::REGISTER;
use crate::ceremony::warn_of_other_seal;
use crate::cli::Delegate;
use crate::failure::Failure;
use crate::rosters;
use crate::show::local_time;
use crate::signer;
use crate::status_key::{self, StatusKey};

/// Who may seal a manifest without documents.
const ROLES: [PinRole; 2] = [PinRole::Manifest, PinRole::Delegate];

pub fn run(arguments: &Delegate, session: &Session) -> Result<u8, Failure> {
    let (console, office) = (session.console, session.configuration.need_office()?);
    let org = organisation(session)?;
    let key = StatusKey::of(office)?;
    let Some(delegation) = key.delegation(session.at)? else { return Err(status_key::missing()) };
    let table = signer::settings(&arguments.signer, Some(Role::Organisation), session)?;
    let mut opened = signer::open(&table, &arguments.signer, session)?;
    if session.configuration.ceremony().public_school {
        warn_of_other_seal(opened.signer(), session)?;
    }
    is_pinned(opened.signer(), &org, session)?;
    let message = signer::work(opened, &table, &arguments.signer, session, |sessions, _| {
        let signer = sessions.first_mut().ok_or(vanbang::sign::Error::NoSession)?;
        Ok(sign_delegation(&org, delegation, &mut **signer, session.at)?)
    })?;
    let batch = Candidate::read(&message)
        .map_err(|finding| Failure::new(finding.code, finding.message_vi.clone(), finding.message_en.clone()))?;
    key.keep_delegation(&batch.content().batch().to_string(), &message)?;
    let (epoch, until) = (key.epoch(), batch.content().delegation().and_then(|one| one.not_after.date_time()));
    let until = until.map(local_time).unwrap_or_default();
    console.tell(
        format!("Khóa tình trạng (đời {epoch}) được phép lên tiếng đến {until}. Tiếp theo: vanbang publish --to …"),
        format!("The status key (epoch {epoch}) may speak until {until}. Next: vanbang publish --to …"),
    );
    Ok(0)
}

/// That of the register, or of the settings before there is one.
fn organisation(session: &Session) -> Result<OrgId, Failure> {
    let register = session.configuration.need_office()?.join(REGISTER);
    match register.exists() {
        true => Ok(OrgId::new(Register::open(&register)?.organisation())?),
        false => Ok(rosters::settings(&session.configuration, session.console)?.org().clone()),
    }
}

/// What the office's own directory would refuse is not worth a signature.
fn is_pinned(signer: &dyn Signer, org: &OrgId, session: &Session) -> Result<(), Failure> {
    let folder = session.configuration.trust_folder().filter(|folder| folder.is_dir());
    let directory = folder.map(|folder| TrustFolder::read(&folder)).transpose()?.and_then(|folder| folder.directory);
    let Some(listed) = directory.as_ref().and_then(|directory| directory.organisation(org)) else { return Ok(()) };
    let sha256 = signer.certificate().sha256();
    if listed.certificates().iter().any(|pin| pin.sha256 == sha256 && ROLES.iter().any(|role| pin.roles.contains(role)))
    {
        return Ok(());
    }
    Err(Failure::new(
        "SEAL_NOT_LISTED",
        "danh bạ không ghi chứng thư này là con dấu của đơn vị",
        "the directory does not have this certificate as the organisation's seal",
    )
    .hint(
        "Dùng token con dấu; con dấu mới thì trước hết: vanbang trust seal TỆP",
        "Use the seal's token; a new seal first: vanbang trust seal FILE",
    ))
}
