//! Paths: a person's certificate as a message brings it, over one authority to the root, each time from
//! its bytes, with or without the lists of both.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use vanbang::signature::x509::Certificate;
use vanbang::signature::x509::path::{Budget, Paths, Purpose, Rules};
use vanbang::signature::x509::revocation::{Moment, PathStatus, judge_paths};
use vanbang::verify::Revocation;

use super::draw::on_threads;
use super::hierarchy::Hierarchy;
use crate::command::Session;
use crate::command::bench::{Measured, timed};
use crate::failure::Failure;

pub fn measure(
    count: usize,
    threads: usize,
    revocation: Revocation,
    keep: Option<&Path>,
    session: &Session,
) -> Result<Measured, Failure> {
    let hierarchy = Hierarchy::new(count, session.at)?;
    if let Some(folder) = keep {
        hierarchy.write(folder)?;
    }
    let (pool, anchors) = ([hierarchy.authority.clone()], [hierarchy.root.clone()]);
    let at = session.at;
    let rules = Rules::new(Purpose::Signing, Budget::default());
    let moment = Moment::present(at);
    // A measurement of something that fails would be a lie.
    let validate = |person: &[u8]| -> Result<bool, Failure> {
        let person = Certificate::from_der(person)?;
        let mut paths = Paths::new(&rules, &person, &pool, &anchors, at);
        Ok(match revocation {
            Revocation::Ignore => paths.next().is_some(),
            _ => matches!(
                judge_paths(paths, &pool, &hierarchy.evidence, moment),
                Some((_, PathStatus::Good(answers))) if answers.len() == 2
            ),
        })
    };
    let next = AtomicUsize::new(0);
    let validate_some = || -> Result<(), Failure> {
        while let Some(person) = hierarchy.persons.get(next.fetch_add(1, Ordering::Relaxed)) {
            if !validate(person)? {
                return Err(Failure::new("PATH_REFUSED", "một đường dẫn không hợp lệ", "a path does not hold"));
            }
        }
        Ok(())
    };
    let (elapsed, cpu, ()) = timed(|| on_threads(threads, &validate_some))?;
    Ok(Measured { elapsed, cpu, pages: None, raw_per_second: None })
}
