//! What a command that judges rests on: whom the arguments, else the office folder, else the user's own settings
//! trust.

use std::path::{Path, PathBuf};

use vanbang::signature::x509::Certificate;
use vanbang::verify::{Directory, Policy, Revocation, Trust, TrustFolder, read_certificate_path, read_evidence_path};

use crate::cli::BasisOptions;
use crate::command::Session;
use crate::failure::Failure;
use crate::input::{self, MAX_SMALL};

/// Files and folders that the arguments, else the office folder, trust.
pub fn places(options: &BasisOptions, session: &Session) -> Vec<PathBuf> {
    if options.trust.is_empty() {
        session.configuration.trust_folder().into_iter().filter(|folder| folder.is_dir()).collect()
    } else {
        options.trust.clone()
    }
}

/// What the places hold, and what the arguments add to it.
pub fn policy(options: &BasisOptions, places: &[PathBuf], session: &Session) -> Result<Policy, Failure> {
    let revocation = options.revocation.or(session.configuration.revocation());
    let revocation = revocation.map_or(Revocation::Require, Revocation::from);
    let mut policy = Policy { trust: Trust { revocation, ..Trust::default() }, directory: None };
    for place in places {
        if place.join("anchors").is_dir() || (options.trust.is_empty() && place.is_dir()) {
            let kept = TrustFolder::read(place)?.policy(revocation);
            policy.trust.anchors.extend(kept.trust.anchors);
            policy.trust.tsa_anchors.extend(kept.trust.tsa_anchors);
            policy.trust.intermediates.extend(kept.trust.intermediates);
            policy.trust.evidence.merge(kept.trust.evidence);
            policy.directory = policy.directory.or(kept.directory);
        } else {
            policy.trust.anchors.extend(certificates(place)?);
        }
    }
    for place in &options.tsa_trust {
        policy.trust.tsa_anchors.extend(certificates(place)?);
    }
    for place in &options.evidence {
        policy.trust.evidence.merge(read_evidence_path(place)?);
    }
    if let Some(file) = &options.directory {
        let directory = Directory::from_json(&input::read(file, MAX_SMALL)?);
        policy.directory = Some(directory.map_err(|error| Failure::from(error).about(file))?);
    }
    Ok(policy)
}

fn certificates(place: &Path) -> Result<Vec<Certificate>, Failure> {
    Ok(read_certificate_path(place)?.into_iter().map(|(_, certificate)| certificate).collect())
}
