//! The picture of a seal for the demo: two red rings and a star, no school's and no lettering.

use crate::failure::Failure;

/// 36 mm at 300 dpi.
const SIDE: u16 = 425;
const RED: [u8; 3] = [204, 13, 26];

/// A PNG with a transparent ground.
pub fn picture() -> Result<Vec<u8>, Failure> {
    let radius = f64::from(SIDE) / 2.0;
    let mut pixels = Vec::with_capacity(usize::from(SIDE) * usize::from(SIDE) * 4);
    for row in 0..SIDE {
        for column in 0..SIDE {
            let (x, y) = (f64::from(column) + 0.5 - radius, f64::from(row) + 0.5 - radius);
            pixels.extend_from_slice(&RED);
            pixels.push(opacity(x / radius, y / radius, 1.0 / radius));
        }
    }
    let failed = |error: png::EncodingError| {
        Failure::new("DEMO_SEAL", format!("không vẽ được con dấu mẫu: {error}"), format!("no sample seal: {error}"))
    };
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, SIDE.into(), SIDE.into());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(file)
}

/// How much ink lies at a point of the unit disc; edges are one pixel soft.
fn opacity(x: f64, y: f64, pixel: f64) -> u8 {
    let distance = x.hypot(y);
    let ring = |at: f64, width: f64| width / 2.0 - (distance - at).abs();
    let inside = ring(0.95, 0.06).max(ring(0.62, 0.03)).max(star(x, y, 0.4) - distance);
    ((inside / pixel + 0.5).clamp(0.0, 1.0) * 255.0) as u8
}

/// How far the edge of a five-pointed star of that size lies from its middle, towards the point.
fn star(x: f64, y: f64, size: f64) -> f64 {
    use std::f64::consts::PI;
    // Folded into one half of one arm, whose edge is the line from the tip to the notch.
    let angle = (x.atan2(-y).rem_euclid(2.0 * PI / 5.0) - PI / 5.0).abs();
    let from_tip = PI / 5.0 - angle;
    let notch = size * 0.382;
    let (tip, inner) = ((size, 0.0), (notch * (PI / 5.0).cos(), notch * (PI / 5.0).sin()));
    let across = (inner.1 - tip.1) * from_tip.cos() - (inner.0 - tip.0) * from_tip.sin();
    (tip.0 * inner.1 / across.max(f64::MIN_POSITIVE)).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_is_where_it_belongs() {
        let at = |x, y| opacity(x, y, 0.005);
        assert_eq!([at(0.0, 0.0), at(0.95, 0.0), at(0.0, -0.62), at(0.0, -0.38)], [255; 4]);
        assert_eq!([at(0.8, 0.0), at(0.0, 0.38), at(0.99, 0.99), at(0.5, 0.0)], [0; 4]);
        assert!(picture().unwrap().len() < 40_000);
    }
}
