//! A drawn file made smaller before anything signs it.

use std::collections::BTreeSet;

use crate::signature::pdf::{File, Limits, object_references, pack};

/// How many references lead from the catalog to what signing changes: pages, structure tree, its first element.
const STEPS: usize = 2;

/// The same document with most of its objects in an object stream; what signing changes stays by itself, so that
/// signing unpacks nothing. A file of a form that drawing never gives stays as it is.
pub fn packed(pdf: Vec<u8>) -> Vec<u8> {
    let file = File::open(&pdf, Limits::default()).ok();
    let smaller = file.and_then(|file| pack(&file, &near_the_catalog(&file)?));
    smaller.unwrap_or(pdf)
}

fn near_the_catalog(file: &File) -> Option<BTreeSet<u32>> {
    let mut near = BTreeSet::new();
    let mut reached = vec![file.root_id(file.last())?];
    for _ in 0..=STEPS {
        near.extend(reached.iter().map(|id| id.number));
        let objects = reached.iter().filter_map(|id| file.object(file.last(), *id));
        reached = objects.flat_map(object_references).copied().collect();
    }
    Some(near)
}
