//! Codes are read back from what we draw: from the PDF, and from pictures of its pages as an office's scanner
//! and a telephone take them. The large figures are those of `scripts/print_and_read.py`.

#[path = "common/opening.rs"]
mod opening;

use opening::opening;
use vanbang::document::code::Code;
use vanbang::document::code::symbol::PrintedForm;
use vanbang::document::record::Kind;
use vanbang::document::template::{Fonts, Imprint, Layout, draw};
use vanbang::scan::{Grey, texts, texts_in};
use vanbang::signature::render::Pages;

const HOST: &str = "vb.mau.edu.vn";
const COPY: &str = include_str!("../examples/records/certified-copy.json");
/// Claims that make symbols of versions 11, 12 and 13.
const CLAIMS: [usize; 3] = [150, 215, 260];
/// Dots an inch of the picture that stands for the paper.
const PAPER: f32 = 300.0;

fn copy(claims: usize) -> (Vec<u8>, String) {
    let record = COPY.trim_end().as_bytes();
    let opening = opening(record, claims);
    let imprint = Imprint { host: HOST, opening: Some(&opening) };
    let drawn = draw(&Layout::load(Kind::CertifiedCopy, 1).unwrap(), &Fonts::vendored().unwrap(), record, imprint);
    let drawn = drawn.unwrap();
    assert_eq!(drawn.form, PrintedForm::F);
    (drawn.pdf, Code::derive(record).f_text(HOST, &opening).unwrap())
}

#[test]
fn a_pdf_shows_its_code() {
    let (pdf, text) = copy(CLAIMS[2]);
    assert_eq!(texts_in(&pdf).unwrap(), [text]);
    let record = include_str!("../examples/record.json").trim_end().as_bytes();
    let layout = Layout::load(Kind::TranscriptYearSecondary, 1).unwrap();
    let pdf = draw(&layout, &Fonts::vendored().unwrap(), record, HOST).unwrap().pdf;
    assert_eq!(texts_in(&pdf).unwrap(), [Code::derive(record).s_text(HOST).unwrap()]);
}

/// Numbers that look drawn by chance and are always the same.
struct Dice(u64);

impl Dice {
    /// From -1 to 1.
    fn roll(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// A picture of the lower right of the paper, 70 mm wide: so many dots an inch, askew, nearer on one side,
/// out of focus by so many of its own pixels, with light that falls off and noise.
fn taken(paper: &Grey, dpi: f32, degrees: f32, blur: f32, dice: &mut Dice) -> Grey {
    let side = (70.0 / 25.4 * dpi) as usize;
    let middle = [paper.width() as f32 - 35.0 / 25.4 * PAPER, paper.height() as f32 - 35.0 / 25.4 * PAPER];
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let nearer = [dice.roll() * 0.03, dice.roll() * 0.03];
    let at = |x: f32, y: f32| {
        let (x, y) = (x / side as f32 - 0.5, y / side as f32 - 0.5);
        let depth = (1.0 + nearer[0] * x + nearer[1] * y) * side as f32 * PAPER / dpi;
        let place = [middle[0] + depth * (cosine * x - sine * y), middle[1] + depth * (sine * x + cosine * y)];
        let (column, row) = (place[0].max(0.0) as usize, place[1].max(0.0) as usize);
        let row = &paper.pixels()[row.min(paper.height() - 1) * paper.width()..];
        f32::from(row[column.min(paper.width() - 1)])
    };
    let steps = [-1.0, -0.5, 0.0, 0.5, 1.0];
    let mut pixels = Vec::with_capacity(side * side);
    for y in 0..side {
        for x in 0..side {
            let near = |dx: f32, dy: f32| at(x as f32 + 0.5 + dx * blur, y as f32 + 0.5 + dy * blur);
            let sum: f32 = steps.iter().flat_map(|dy| steps.iter().map(move |dx| near(*dx, *dy))).sum();
            let light = 0.9 - 0.3 * x as f32 / side as f32;
            pixels.push(((sum / 25.0 * 0.8 + 30.0) * light + dice.roll() * 9.0).clamp(0.0, 255.0) as u8);
        }
    }
    Grey::from_samples(side, side, &pixels, 1).unwrap()
}

/// The hard condition is the frame of a telephone's camera at the width of an A5: 185 dots an inch.
#[test]
fn what_was_printed_is_read_from_scans_and_photographs() {
    for claims in CLAIMS {
        let (pdf, text) = copy(claims);
        let drawn = Pages::open(&pdf).unwrap().draw_at(0, PAPER).unwrap();
        let paper = Grey::from_samples(drawn.width.into(), drawn.height.into(), &drawn.rgba, 4).unwrap();
        let mut dice = Dice(claims as u64);
        for (dpi, degrees, blur) in
            [(150.0, 1.5, 0.5), (200.0, -1.5, 0.6), (300.0, 0.7, 0.8), (185.0, 4.0, 0.9), (185.0, -4.0, 0.9)]
        {
            let picture = taken(&paper, dpi, degrees, blur, &mut dice);
            assert_eq!(texts(&picture), [text.as_str()], "{claims} bytes of claims, {dpi} dpi, {degrees}°");
        }
    }
}

#[test]
fn a_picture_without_a_code_shows_none() {
    for shade in [0, 255] {
        let plain = Grey::from_samples(640, 480, &[shade; 640 * 480], 1).unwrap();
        assert_eq!(texts(&plain), [""; 0]);
    }
    let mut dice = Dice(7);
    let noise: Vec<u8> = (0..300 * 300).map(|_| (dice.roll() * 127.0 + 128.0) as u8).collect();
    assert_eq!(texts(&Grey::from_samples(300, 300, &noise, 1).unwrap()), [""; 0]);
    for (width, height) in [(1, 1), (1, 3000), (3000, 1), (7, 7), (40, 40)] {
        let plain = Grey::from_samples(width, height, &vec![9; width * height], 1).unwrap();
        assert_eq!(texts(&plain), [""; 0], "{width} × {height}");
    }
}

/// Whatever a picture file says of itself, there is an answer.
#[test]
fn damaged_pictures_are_refused_or_show_nothing() {
    let files: [&[u8]; 2] =
        [include_bytes!("../test-vectors/scan/hard.jpg"), include_bytes!("../docs/images/certified-copy-1.png")];
    for (number, file) in files.into_iter().enumerate() {
        let mut dice = Dice(number as u64);
        let mut place = |range: usize| ((dice.roll() + 1.0) / 2.0 * (range - 1) as f32) as usize;
        for trial in 0..40 {
            let mut damaged = file.to_vec();
            for _ in 0..=trial % 4 {
                let at = place(if trial % 2 == 0 { 600.min(file.len()) } else { file.len() });
                damaged[at] = damaged[at].wrapping_add(1 + place(250) as u8);
            }
            if trial % 3 == 0 {
                damaged.truncate(place(file.len()));
            }
            let _ = texts_in(&damaged);
        }
        assert!(texts_in(&file[..40]).is_err());
    }
    for (file, code) in
        [(&b"GIF89a"[..], "PICTURE_UNKNOWN"), (b"", "PICTURE_UNKNOWN"), (b"%PDF-1.7", "RENDER_NOT_DRAWABLE")]
    {
        let error = texts_in(file).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(!error.message_vi().is_empty() && !error.hint().0.is_empty());
    }
}

/// A photograph in the hard condition, kept as a telephone would send it.
#[test]
fn a_photograph_is_read() {
    let text = include_str!("../test-vectors/scan/hard.txt");
    assert_eq!(texts_in(include_bytes!("../test-vectors/scan/hard.jpg")).unwrap(), [text]);
}
