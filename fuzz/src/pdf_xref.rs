//! Cross-references and trailers behind fixed objects: nothing that is read lies outside the file.

use super::golden_pdf::read;

const OBJECTS: &[u8] =
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n2 0 obj\n<< /Length 1 >>\nstream\nx\nendstream\nendobj\n";

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    let bytes = [OBJECTS, input].concat();
    let Some(file) = read(&bytes) else { return };
    for object in file.revisions().iter().flat_map(|revision| revision.objects()) {
        assert!(object.container.is_some() || object.span.end <= bytes.len(), "an object beyond the file");
    }
}
