//! Where a role signs on a drawn page.

use serde::{Deserialize, Serialize};

/// Room for one signature field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignatureBox {
    /// The field's name, as [`Role::field`](super::Role::field) gives it.
    pub name: String,
    /// Page, from 0.
    pub page: usize,
    /// `x0, y0, x1, y1` in PDF points, origin in the lower left corner of the page.
    pub rect: [f64; 4],
    /// What a reader that cannot see the page is told (`/TU`).
    pub tooltip: String,
}
