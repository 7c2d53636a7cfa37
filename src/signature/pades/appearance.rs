//! What a signature looks like on the page. It proves nothing, and no verdict reads it.
//!
//! Text is drawn as outlines, so that an appended revision needs no font of its own.

use super::Error;
use super::create::real;
use crate::signature::pdf::{Dictionary, ObjectId, Update, Value};
use crate::wording::Phrase;

/// Colours of Nghị định 30/2020: a person's signature is blue, the organisation's seal red.
pub const BLUE: [f64; 3] = [0.05, 0.15, 0.65];
pub const RED: [f64; 3] = [0.80, 0.05, 0.10];

/// How signatures look.
#[derive(Debug, Clone, Copy)]
pub enum Appearance<'a> {
    /// An image of the handwritten signature or of the seal: PNG, transparent; it fills the box,
    /// keeping its proportions.
    Image { png: &'a [u8] },
    /// Lines of text where the office has no image. `font` is a TrueType file.
    Text { font: &'a [u8], colour: [f64; 3] },
}

/// Pixels of an image; a seal of 36 mm at 600 dpi has 0.7 million.
const IMAGE_PIXELS: u64 = 4_000_000;

/// The dictionary of a form XObject as large as the field's box.
pub(super) fn form_dictionary((width, height): (f64, f64)) -> Dictionary {
    let mut form = Dictionary::default();
    form.set("Type", Value::name("XObject"));
    form.set("Subtype", Value::name("Form"));
    form.set("BBox", Value::array([0.0, 0.0, width, height].map(real)));
    form.set("Resources", Value::Dictionary(Dictionary::default()));
    form
}

/// Width and height of a box.
pub(super) fn size(rect: [f64; 4]) -> (f64, f64) {
    ((rect[2] - rect[0]).max(0.0), (rect[3] - rect[1]).max(0.0))
}

impl Appearance<'_> {
    /// Draws into a box of this size; the lines are those of a text.
    pub(super) fn draw(&self, lines: &[String], (width, height): (f64, f64)) -> Result<Drawn, Error> {
        let (content, image) = match self {
            Appearance::Text { font, colour } => (outlines(lines, font, *colour, width, height)?, None),
            Appearance::Image { png } => {
                let image = Image::read(png)?;
                let pixels = (f64::from(image.width), f64::from(image.height));
                let scale = (width / pixels.0).min(height / pixels.1);
                let (w, h) = (pixels.0 * scale, pixels.1 * scale);
                let (x, y) = ((width - w) / 2.0, (height - h) / 2.0);
                (format!("q {w:.3} 0 0 {h:.3} {x:.3} {y:.3} cm /Im Do Q").into_bytes(), Some(image))
            }
        };
        Ok(Drawn { size: (width, height), content: deflate(&content), image })
    }
}

/// A form XObject and its image, ready to be written into any number of files.
#[derive(Debug)]
pub(super) struct Drawn {
    size: (f64, f64),
    content: Vec<u8>,
    image: Option<Image>,
}

impl Drawn {
    pub(super) fn write(&self, update: &mut Update) -> ObjectId {
        let mut form = form_dictionary(self.size);
        if let Some(image) = &self.image {
            let mut images = Dictionary::default();
            images.set("Im", Value::Reference(image.write(update)));
            let mut resources = Dictionary::default();
            resources.set("XObject", Value::Dictionary(images));
            form.set("Resources", Value::Dictionary(resources));
        }
        form.set("Filter", Value::name("FlateDecode"));
        update.add_stream(form, self.content.clone())
    }
}

fn deflate(data: &[u8]) -> Vec<u8> {
    const BEST: u8 = 9;
    miniz_oxide::deflate::compress_to_vec_zlib(data, BEST)
}

/// The colour as RGB with a soft mask out of the alpha channel, both deflated.
#[derive(Debug)]
struct Image {
    width: u32,
    height: u32,
    colour: Vec<u8>,
    alpha: Vec<u8>,
}

impl Image {
    fn read(png: &[u8]) -> Result<Self, Error> {
        let refuse = |vi, en| Error::Appearance(Phrase::new(vi, en));
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
        let mut reader =
            decoder.read_info().map_err(|_| refuse("ảnh không phải tệp PNG", "the signature image: not a PNG file"))?;
        let (width, height) = (reader.info().width, reader.info().height);
        if u64::from(width) * u64::from(height) > IMAGE_PIXELS || width == 0 || height == 0 {
            return Err(refuse("ảnh có hơn 4 triệu điểm ảnh", "the signature image: more than 4 million pixels"));
        }
        let size = reader
            .output_buffer_size()
            .ok_or_else(|| refuse("ảnh quá lớn", "the signature image: its size is beyond memory"))?;
        let mut pixels = vec![0; size];
        let info = reader
            .next_frame(&mut pixels)
            .map_err(|_| refuse("dữ liệu ảnh hỏng", "the signature image: broken data"))?;
        let pixels = pixels.get(..info.buffer_size()).unwrap_or_default();
        let (mut colour, mut alpha) = (Vec::new(), Vec::new());
        match info.color_type {
            png::ColorType::Rgba => {
                for pixel in pixels.chunks_exact(4) {
                    colour.extend_from_slice(&pixel[..3]);
                    alpha.push(pixel[3]);
                }
            }
            png::ColorType::GrayscaleAlpha => {
                for pixel in pixels.chunks_exact(2) {
                    colour.extend_from_slice(&[pixel[0]; 3]);
                    alpha.push(pixel[1]);
                }
            }
            _ => {
                return Err(refuse(
                    "kiểu màu của ảnh không được hỗ trợ",
                    "the signature image: a colour type that is not supported",
                ));
            }
        }
        Ok(Image { width, height, colour: deflate(&colour), alpha: deflate(&alpha) })
    }

    fn write(&self, update: &mut Update) -> ObjectId {
        let mask = update.add_stream(self.dictionary("DeviceGray"), self.alpha.clone());
        let mut dictionary = self.dictionary("DeviceRGB");
        dictionary.set("SMask", Value::Reference(mask));
        update.add_stream(dictionary, self.colour.clone())
    }

    fn dictionary(&self, space: &str) -> Dictionary {
        let mut dictionary = Dictionary::default();
        dictionary.set("Type", Value::name("XObject"));
        dictionary.set("Subtype", Value::name("Image"));
        dictionary.set("Width", Value::Integer(i64::from(self.width)));
        dictionary.set("Height", Value::Integer(i64::from(self.height)));
        dictionary.set("BitsPerComponent", Value::Integer(8));
        dictionary.set("ColorSpace", Value::name(space));
        dictionary.set("Filter", Value::name("FlateDecode"));
        dictionary
    }
}

/// Lines centred in the box, as large as they fit but not above 11 points.
fn outlines(lines: &[String], font: &[u8], colour: [f64; 3], width: f64, height: f64) -> Result<Vec<u8>, Error> {
    let face = ttf_parser::Face::parse(font, 0).map_err(|_| {
        Error::Appearance(Phrase::new("phông chữ không đọc được", "the font of the signature text is not a font"))
    })?;
    let em = f64::from(face.units_per_em());
    let measure = |line: &str| -> Result<f64, Error> {
        line.chars().try_fold(0.0, |sum, letter| {
            Ok(sum + f64::from(face.glyph_hor_advance(glyph(&face, letter)?).unwrap_or(0)) / em)
        })
    };
    let widths: Vec<f64> = lines.iter().map(|line| measure(line)).collect::<Result<_, _>>()?;
    let widest = widths.iter().copied().fold(0.1, f64::max);
    let leading = 1.25;
    let points = (width / widest).min(height / (leading * lines.len().max(1) as f64)).min(11.0);
    let mut path = Path { content: String::new(), scale: points / em, x: 0.0, y: 0.0, last: (0.0, 0.0) };
    path.content.push_str(&format!("{} {} {} rg\n", colour[0], colour[1], colour[2]));
    let block = leading * points * lines.len() as f64;
    for (i, (line, line_width)) in lines.iter().zip(&widths).enumerate() {
        path.x = (width - line_width * points) / 2.0;
        path.y = (height + block) / 2.0 - leading * points * (i as f64 + 1.0) + 0.3 * points;
        for letter in line.chars() {
            let id = glyph(&face, letter)?;
            if face.outline_glyph(id, &mut path).is_some() {
                path.content.push_str("f\n");
            }
            path.x += f64::from(face.glyph_hor_advance(id).unwrap_or(0)) * path.scale;
        }
    }
    Ok(path.content.into_bytes())
}

fn glyph(face: &ttf_parser::Face, letter: char) -> Result<ttf_parser::GlyphId, Error> {
    face.glyph_index(letter).ok_or(Error::GlyphMissing(letter))
}

struct Path {
    content: String,
    scale: f64,
    x: f64,
    y: f64,
    last: (f64, f64),
}

impl Path {
    fn point(&mut self, x: f32, y: f32) -> (f64, f64) {
        (self.x + f64::from(x) * self.scale, self.y + f64::from(y) * self.scale)
    }

    fn push(&mut self, points: &[(f64, f64)], operator: &str) {
        for (x, y) in points {
            self.content.push_str(&format!("{x:.2} {y:.2} "));
            self.last = (*x, *y);
        }
        self.content.push_str(operator);
        self.content.push('\n');
    }
}

impl ttf_parser::OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        let point = self.point(x, y);
        self.push(&[point], "m");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let point = self.point(x, y);
        self.push(&[point], "l");
    }

    /// PDF knows cubic curves only; a quadratic one is raised exactly.
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (start, control, end) = (self.last, self.point(x1, y1), self.point(x, y));
        let toward =
            |from: (f64, f64)| (from.0 + 2.0 / 3.0 * (control.0 - from.0), from.1 + 2.0 / 3.0 * (control.1 - from.1));
        self.push(&[toward(start), toward(end), end], "c");
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let points = [self.point(x1, y1), self.point(x2, y2), self.point(x, y)];
        self.push(&points, "c");
    }

    fn close(&mut self) {
        self.content.push_str("h\n");
    }
}
