//! Picture files become grey pixels: PNG and JPEG, within limits that are asked before anything is decoded.

use std::io::Cursor;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::Error;

/// Most pixels of a picture: the largest that telephones take without joining several.
pub const MAX_PIXELS: u64 = 64_000_000;
/// Longest side.
const MAX_SIDE: usize = 32_767;

/// Rows of pixels from the top, one byte each, 0 for black.
#[derive(Clone, PartialEq, Eq)]
pub struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Grey {
    /// Reads a PNG or JPEG file; what is transparent lies on white.
    ///
    /// # Errors
    /// Another kind of file, one that is damaged, more than [`MAX_PIXELS`].
    pub fn from_file(bytes: &[u8]) -> Result<Grey, Error> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            png(bytes)
        } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            jpeg(bytes)
        } else {
            Err(Error::Unknown)
        }
    }

    /// Pixels of so many bytes each: grey, grey and alpha, red-green-blue, or these and alpha.
    ///
    /// # Errors
    /// Sides and pixels that do not fit each other, more than [`MAX_PIXELS`].
    pub fn from_samples(width: usize, height: usize, samples: &[u8], bytes: usize) -> Result<Grey, Error> {
        check(width, height)?;
        if samples.len() != width * height * bytes {
            return Err(Error::Damaged);
        }
        let pixels = match bytes {
            1 => samples.to_vec(),
            2 => each(samples, |[grey, alpha]| on_white(grey, alpha)),
            3 => each(samples, luminance),
            4 => each(samples, |[red, green, blue, alpha]| on_white(luminance([red, green, blue]), alpha)),
            _ => return Err(Error::Damaged),
        };
        Ok(Grey { width, height, pixels })
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.height
    }

    /// The rows one after another.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Four pixels become their mean.
    pub(super) fn halved(&self) -> Grey {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for rows in self.pixels.chunks_exact(2 * self.width.max(1)) {
            let (upper, lower) = rows.split_at(self.width);
            let squares = upper.chunks_exact(2).zip(lower.chunks_exact(2));
            pixels.extend(squares.map(|(above, below)| mean(above.iter().chain(below))));
        }
        Grey { width, height, pixels }
    }

    /// A pixel becomes four, each leaning on its neighbours: what stands between two is their mean.
    pub(super) fn doubled(&self) -> Grey {
        let mut pixels = Vec::with_capacity(self.pixels.len() * 4);
        let rows: Vec<Vec<u8>> = self.pixels.chunks_exact(self.width.max(1)).map(widened).collect();
        for (index, row) in rows.iter().enumerate() {
            let above = index.checked_sub(1).and_then(|above| rows.get(above)).unwrap_or(row);
            let below = rows.get(index + 1).unwrap_or(row);
            for beside in [above, below] {
                pixels.extend(row.iter().zip(beside).map(|(near, far)| leaning(*near, *far)));
            }
        }
        Grey { width: self.width * 2, height: self.height * 2, pixels }
    }
}

fn widened(row: &[u8]) -> Vec<u8> {
    let mut wide = Vec::with_capacity(row.len() * 2);
    for (index, pixel) in row.iter().enumerate() {
        let left = index.checked_sub(1).and_then(|left| row.get(left)).unwrap_or(pixel);
        let right = row.get(index + 1).unwrap_or(pixel);
        wide.extend([leaning(*pixel, *left), leaning(*pixel, *right)]);
    }
    wide
}

/// Three parts of the near pixel, one of the far.
fn leaning(near: u8, far: u8) -> u8 {
    ((u16::from(near) * 3 + u16::from(far) + 2) / 4) as u8
}

fn mean<'p>(pixels: impl Iterator<Item = &'p u8>) -> u8 {
    (pixels.map(|pixel| u16::from(*pixel)).sum::<u16>() / 4) as u8
}

/// ITU-R BT.601, in whole numbers.
fn luminance([red, green, blue]: [u8; 3]) -> u8 {
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000) as u8
}

fn on_white(grey: u8, alpha: u8) -> u8 {
    let (grey, alpha) = (u32::from(grey), u32::from(alpha));
    ((grey * alpha + 255 * (255 - alpha)) / 255) as u8
}

fn each<const N: usize>(samples: &[u8], pixel: impl Fn([u8; N]) -> u8) -> Vec<u8> {
    let (pixels, _) = samples.as_chunks::<N>();
    pixels.iter().map(|samples| pixel(*samples)).collect()
}

fn check(width: usize, height: usize) -> Result<(), Error> {
    let pixels = (width as u64).saturating_mul(height as u64);
    if pixels > MAX_PIXELS || width > MAX_SIDE || height > MAX_SIDE {
        return Err(Error::TooLarge { pixels, most: MAX_PIXELS });
    }
    if pixels == 0 { Err(Error::Damaged) } else { Ok(()) }
}

fn png(bytes: &[u8]) -> Result<Grey, Error> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let (width, height) = decoder.read_header_info().map_err(|_| Error::Damaged)?.size();
    let (width, height) = (width as usize, height as usize);
    check(width, height)?;
    let mut reader = decoder.read_info().map_err(|_| Error::Damaged)?;
    let mut samples = vec![0; reader.output_buffer_size().ok_or(Error::Damaged)?];
    let frame = reader.next_frame(&mut samples).map_err(|_| Error::Damaged)?;
    samples.truncate(frame.buffer_size());
    Grey::from_samples(width, height, &samples, frame.color_type.samples())
}

fn jpeg(bytes: &[u8]) -> Result<Grey, Error> {
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(ColorSpace::Luma)
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| Error::Damaged)?;
    let (width, height) = decoder.dimensions().ok_or(Error::Damaged)?;
    check(width, height)?;
    let pixels = decoder.decode().map_err(|_| Error::Damaged)?;
    Grey::from_samples(width, height, &pixels, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(width: usize, pixels: &[u8]) -> Grey {
        Grey::from_samples(width, pixels.len() / width, pixels, 1).unwrap()
    }

    #[test]
    fn colours_become_grey_on_white() {
        let one = |samples: &[u8]| Grey::from_samples(1, 1, samples, samples.len()).unwrap().pixels;
        assert_eq!(one(&[7]), [7]);
        assert_eq!(one(&[0, 0]), [255]);
        assert_eq!(one(&[10, 255]), [10]);
        assert_eq!(one(&[255, 255, 255]), [255]);
        assert_eq!(one(&[255, 0, 0]), [76]);
        assert_eq!(one(&[0, 0, 0, 127]), [128]);
        assert_eq!(Grey::from_samples(1, 1, &[0; 5], 5).err(), Some(Error::Damaged));
        assert_eq!(Grey::from_samples(2, 1, &[0], 1).err(), Some(Error::Damaged));
        assert_eq!(Grey::from_samples(0, 1, &[], 1).err(), Some(Error::Damaged));
    }

    #[test]
    fn half_and_twice_the_size() {
        let small = grey(3, &[0, 100, 7, 200, 100, 7, 9, 9, 9]);
        let half = small.halved();
        assert_eq!((half.width, half.height, half.pixels), (1, 1, vec![100]));
        let twice = grey(2, &[0, 100]).doubled();
        assert_eq!((twice.width, twice.height), (4, 2));
        assert_eq!(twice.pixels, [0, 25, 75, 100, 0, 25, 75, 100]);
    }

    #[test]
    fn what_is_too_large_is_told_from_its_head() {
        let head = |width: u32, height: u32| {
            let mut file = Vec::new();
            let mut encoder = png::Encoder::new(&mut file, width, height);
            encoder.set_color(png::ColorType::Grayscale);
            let _ = encoder.write_header().unwrap();
            file
        };
        assert_eq!(Grey::from_file(&head(8_001, 8_000)).err().map(Error::code), Some("LIMIT_PICTURE"));
        assert_eq!(Grey::from_file(&head(40_000, 1)).err().map(Error::code), Some("LIMIT_PICTURE"));
        assert_eq!(Grey::from_file(&head(8_000, 8_000)).err(), Some(Error::Damaged));
        assert_eq!(Grey::from_file(b"GIF89a").err(), Some(Error::Unknown));
    }
}
