//! Compiling one sheet. What a page says of other pages Typst finds by laying the document out again until
//! nothing changes; begun with what the kind's example says of itself, once is mostly enough.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use typst::World;
use typst::comemo::{Constraint, Track};
use typst::diag::{SourceResult, Warned};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Output, StyleChain, Target, TargetElem};
use typst::introspection::Introspector;
use typst::utils::Protected;
use typst_layout::{PagedDocument, PagedIntrospector};

use super::imprint::Files;
use super::sheet::Sheet;
use super::{Fonts, Layout, tryout};
use crate::document::record::Kind;

/// How often a document is laid out before Typst does it from the start.
const TRIES: usize = 2;

/// What is asked of an introspector, as it will probably be answered.
pub(super) type Expected = Arc<PagedIntrospector>;

type Drawing = (Kind, [u8; 32], [u8; 32]);

/// What each layout's example says of itself. It is the same for every document, so that each is drawn
/// the same whatever was drawn before it.
static EXAMPLES: LazyLock<Mutex<BTreeMap<Drawing, Option<Expected>>>> = LazyLock::new(Mutex::default);

/// What a document of this layout will probably say of itself, by the kind's example.
pub(super) fn expected(layout: &Layout, fonts: &Fonts) -> Option<Expected> {
    let drawing = (layout.kind(), *layout.sha256(), *fonts.sha256());
    let known = || EXAMPLES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known().get(&drawing) {
        return found.clone();
    }
    let found = example_of(layout, fonts);
    known().insert(drawing, found.clone());
    found
}

fn example_of(layout: &Layout, fonts: &Fonts) -> Option<Expected> {
    let record = tryout::example(layout.kind()).trim_end().as_bytes();
    let files = Files::new(layout, fonts, record, tryout::HOST.into()).ok()?;
    let sheet = Sheet::new(layout, fonts, &files.named).ok()?;
    let compiled = typst::compile::<PagedDocument>(&sheet);
    Some(Arc::clone(compiled.output.ok()?.introspector()))
}

/// As `typst::compile`, mostly with one layout instead of two.
pub(super) fn compile(sheet: &Sheet<'_>, example: Option<Expected>) -> Warned<SourceResult<PagedDocument>> {
    let mut expected = example;
    for _ in 0..TRIES {
        let Some(introspector) = &expected else { break };
        match lay_out(sheet, introspector.as_ref()) {
            Some((document, true)) => return Warned { output: Ok(document), warnings: Default::default() },
            Some((document, false)) => expected = Some(Arc::clone(document.introspector())),
            None => break,
        }
    }
    typst::compile(sheet)
}

/// The document when `expected` is what is asked of it, and whether it is as expected. `None` when there is
/// something to tell.
fn lay_out(sheet: &Sheet<'_>, expected: &dyn Introspector) -> Option<(PagedDocument, bool)> {
    let world: &dyn World = sheet;
    let (library, traced, route) = (world.library(), Traced::default(), Route::default());
    let (mut sink, constraint) = (Sink::new(), Constraint::new());
    let main = world.source(world.main()).ok()?;
    let module =
        typst_eval::eval(world.track(), library, traced.track(), sink.track_mut(), route.track(), &main).ok()?;
    let mut engine = Engine {
        library,
        world: world.track(),
        introspector: Protected::new(expected.track_with(&constraint)),
        traced: traced.track(),
        sink: sink.track_mut(),
        route,
    };
    let base = StyleChain::new(&library.styles);
    let target = TargetElem::target.set(Target::Paged).wrap();
    let document = PagedDocument::create(&mut engine, &module.content(), base.chain(&target)).ok()?;
    let is_told = !sink.delayed().is_empty() || !sink.warnings().is_empty();
    let is_expected = constraint.validate::<dyn Introspector>(document.introspector().as_ref());
    (!is_told).then_some((document, is_expected))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The example of another person, with another code.
    fn of_another(kind: Kind) -> Vec<u8> {
        let mut record: Value = serde_json::from_str(tryout::example(kind)).unwrap();
        for place in ["/student/full_name", "/learner/full_name", "/diploma/holder/full_name"] {
            if let Some(name) = record.pointer_mut(place) {
                *name = json!("Lê Quang Đạt");
            }
        }
        record.to_string().into_bytes()
    }

    #[test]
    fn documents_as_long_as_the_example_are_laid_out_once() {
        let fonts = Fonts::vendored().unwrap();
        for kind in Kind::ALL {
            let layout = Layout::load(*kind, 1).unwrap();
            let files = Files::new(&layout, &fonts, &of_another(*kind), "vb.mau.edu.vn".into()).unwrap();
            let sheet = Sheet::new(&layout, &fonts, &files.named).unwrap();
            let example = expected(&layout, &fonts).unwrap();
            let (document, is_expected) = lay_out(&sheet, example.as_ref()).unwrap();
            assert!(is_expected, "{kind}");
            let cold = typst::compile::<PagedDocument>(&sheet).output.unwrap();
            let drawn = |document: &PagedDocument| typst_pdf::pdf(document, &Default::default()).unwrap();
            assert!(drawn(&document) == drawn(&cold), "{kind}: what is drawn differs");
        }
    }
}
