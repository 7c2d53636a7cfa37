//! Pages as small grey pictures beside those kept in `docs/images/`. `VANBANG_REGENERATE=1` keeps them
//! anew; then look at each of them.

use std::path::PathBuf;

use vanbang::signature::render::Pages;

/// So many of the 108 pixels an inch that are drawn become one.
const SHRINK: usize = 2;
/// Shades that a kept picture has.
const SHADES: u8 = 16;
/// Side of the squares that are compared, in pixels, and how far their mean shades may differ: letters
/// may be drawn by another version of a library, but not moved or replaced.
const SQUARE: usize = 6;
const TOLERANCE: usize = 28;

/// Rows of shades from black, 0, to white.
#[derive(Debug, PartialEq, Eq)]
pub struct Grey {
    width: usize,
    shades: Vec<u8>,
}

pub fn page(pdf: &[u8], page: usize) -> Grey {
    let drawn = Pages::open(pdf).unwrap().draw(page - 1).expect("the page");
    let (width, height) = (usize::from(drawn.width) / SHRINK, usize::from(drawn.height) / SHRINK);
    let row = usize::from(drawn.width);
    let shade = |x: usize, y: usize| {
        let inner = (0..SHRINK * SHRINK).map(|i| ((y * SHRINK + i / SHRINK) * row + x * SHRINK + i % SHRINK) * 4);
        let sum: usize =
            inner.map(|at| drawn.rgba[at..at + 3].iter().map(|part| usize::from(*part)).sum::<usize>()).sum();
        let step = 255 / (usize::from(SHADES) - 1);
        let mean = sum / (3 * SHRINK * SHRINK);
        ((mean + step / 2) / step * step) as u8
    };
    let shades = (0..width * height).map(|at| shade(at % width, at / width)).collect();
    Grey { width, shades }
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(format!("{}/docs/images/{name}.png", env!("CARGO_MANIFEST_DIR")))
}

pub fn kept(name: &str) -> Option<Grey> {
    let file = std::fs::read(path(name)).ok()?;
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().ok()?;
    let mut shades = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut shades).ok()?;
    assert_eq!(info.color_type, png::ColorType::Grayscale);
    Some(Grey { width: info.width as usize, shades })
}

fn keep(name: &str, grey: &Grey) {
    let mut file = Vec::new();
    let height = grey.shades.len() / grey.width;
    let mut encoder = png::Encoder::new(&mut file, grey.width as u32, height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_compression(png::Compression::High);
    let nibble = |shade: Option<&u8>| shade.copied().unwrap_or(255) / (255 / (SHADES - 1));
    let packed: Vec<u8> = grey
        .shades
        .chunks(grey.width)
        .flat_map(|row| row.chunks(2).map(|pair| nibble(pair.first()) << 4 | nibble(pair.get(1))))
        .collect();
    encoder.write_header().unwrap().write_image_data(&packed).unwrap();
    assert!(file.len() < 100_000, "{name}: {} bytes", file.len());
    std::fs::write(path(name), file).unwrap();
}

/// Whether every square of one picture is about as dark as the other's.
pub fn is_same(one: &Grey, other: &Grey) -> bool {
    let width = one.width;
    if (width, one.shades.len()) != (other.width, other.shades.len()) {
        return false;
    }
    let rows = one.shades.len() / width;
    let mean = |grey: &Grey, left: usize, top: usize| {
        let (right, bottom) = ((left + SQUARE).min(width), (top + SQUARE).min(rows));
        let sum: usize = (top..bottom)
            .flat_map(|y| &grey.shades[y * width + left..y * width + right])
            .map(|shade| usize::from(*shade))
            .sum();
        sum / ((right - left) * (bottom - top))
    };
    (0..rows).step_by(SQUARE).all(|top| {
        (0..width).step_by(SQUARE).all(|left| mean(one, left, top).abs_diff(mean(other, left, top)) <= TOLERANCE)
    })
}

/// Compares a page with the picture kept of it, or keeps it.
pub fn compare(pdf: &[u8], number: usize, name: &str) {
    let drawn = page(pdf, number);
    if std::env::var_os("VANBANG_REGENERATE").is_some() {
        return keep(name, &drawn);
    }
    let kept = kept(name).unwrap_or_else(|| panic!("docs/images/{name}.png is not there"));
    assert!(is_same(&drawn, &kept), "{name} no longer looks as docs/images/{name}.png does");
}
