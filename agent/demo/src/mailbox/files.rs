//! Attachments that open: small valid PDF, PNG, DOCX and CSV files.

use super::mime::html_escape;
use super::vocabulary::fold;
use crate::random::Random;

/// A file attached to a mail.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub name: String,
    pub media_type: &'static str,
    pub data: Vec<u8>,
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A file about `subject` of roughly `size` bytes (pictures: 2 KB), padded from `pool`.
pub(crate) fn about(subject: &str, size: usize, pool: &[u8], random: &mut Random) -> File {
    let stem: String =
        subject.chars().take(40).map(|sign| if sign.is_alphanumeric() { sign } else { '_' }).collect();
    let stem = if stem.is_empty() { "document".to_owned() } else { stem };
    let (suffix, media_type, data) = match random.weighted([6, 3, 2, 3].into_iter()) {
        0 => ("pdf", "application/pdf", pdf(subject, &pool[..size.min(pool.len())])),
        1 => ("png", "image/png", png(random)),
        2 => ("csv", "text/csv", csv(subject, size, random)),
        _ => ("docx", DOCX, docx(subject, &pool[..size.min(pool.len())])),
    };
    File { name: format!("{stem}.{suffix}"), media_type, data }
}

fn csv(subject: &str, size: usize, random: &mut Random) -> Vec<u8> {
    let rows = (0..=size / 200).map(|row| format!("{row};{};{subject}\n", random.below(9999)));
    rows.collect::<String>().into_bytes()
}

/// A one-page PDF showing these lines in ASCII, as an office would keep it.
pub fn paper(text: &str) -> Vec<u8> {
    pdf(text, b"")
}

/// A one-page PDF showing the lines of the text in ASCII, with `padding` as an unused object.
pub(crate) fn pdf(text: &str, padding: &[u8]) -> Vec<u8> {
    let lines: Vec<String> = text.lines().map(|line| format!("({}) Tj", fold(line))).collect();
    let content = format!("BT /F1 14 Tf 50 780 Td {} ET", lines.join(" 0 -20 Td "));
    let stream = |data: &[u8]| {
        let mut object = format!("<</Length {}>>stream\n", data.len()).into_bytes();
        object.extend_from_slice(data);
        object.extend_from_slice(b"\nendstream");
        object
    };
    let page =
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>";
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page.as_bytes().to_vec(),
        stream(content.as_bytes()),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
        stream(padding),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj", number + 1).as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b" endobj\n");
    }
    let start = out.len();
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for offset in offsets {
        out.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let trailer = format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.extend_from_slice(trailer.as_bytes());
    out
}

/// A small picture of random colours.
pub(crate) fn png(random: &mut Random) -> Vec<u8> {
    const WIDTH: usize = 40;
    const HEIGHT: usize = 20;
    let mut rows = Vec::with_capacity(HEIGHT * (WIDTH * 3 + 1));
    for _ in 0..HEIGHT {
        rows.push(0);
        rows.extend_from_slice(&random.bytes(WIDTH * 3));
    }
    let mut header = Vec::new();
    header.extend_from_slice(&(WIDTH as u32).to_be_bytes());
    header.extend_from_slice(&(HEIGHT as u32).to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);

    // One stored block of zlib (RFC 1950, RFC 1951): random colours do not compress.
    let size = rows.len() as u16;
    let mut zlib = vec![0x78, 0x01, 0x01];
    zlib.extend_from_slice(&size.to_le_bytes());
    zlib.extend_from_slice(&(!size).to_le_bytes());
    zlib.extend_from_slice(&rows);
    zlib.extend_from_slice(&adler32(&rows).to_be_bytes());

    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", &header), (b"IDAT", &zlib), (b"IEND", &Vec::new())] {
        out.extend_from_slice(&(data.len() as u32).to_be_bytes());
        let start = out.len();
        out.extend_from_slice(kind);
        out.extend_from_slice(data);
        let sum = crc32(&out[start..]);
        out.extend_from_slice(&sum.to_be_bytes());
    }
    out
}

/// A minimal Word document saying the text, with `padding` as an embedded file.
fn docx(text: &str, padding: &[u8]) -> Vec<u8> {
    const SPACE: &str = "http://schemas.openxmlformats.org";
    let types = format!(
        "<Types xmlns=\"{SPACE}/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\
         \"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"bin\" ContentType=\
         \"application/octet-stream\"/><Override PartName=\"/word/document.xml\" ContentType=\"{DOCX}.main+xml\"/>\
         </Types>"
    );
    let relations = format!(
        "<Relationships xmlns=\"{SPACE}/package/2006/relationships\"><Relationship Id=\"r1\" Type=\
         \"{SPACE}/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    );
    let document = format!(
        "<w:document xmlns:w=\"{SPACE}/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p>\
         </w:body></w:document>",
        html_escape(text)
    );
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relations.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/media/padding.bin", padding),
    ])
}

/// A ZIP archive of stored files, dated 1 January 1980.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in files {
        let offset = out.len() as u32;
        let mut common = Vec::new();
        // Version, flags, method, time, date.
        for field in [20_u16, 0, 0, 0, 0x21] {
            common.extend_from_slice(&field.to_le_bytes());
        }
        for field in [crc32(data), data.len() as u32, data.len() as u32] {
            common.extend_from_slice(&field.to_le_bytes());
        }
        common.extend_from_slice(&(name.len() as u16).to_le_bytes());
        common.extend_from_slice(&[0, 0]);
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&common);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(data);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let start = out.len() as u32;
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    let count = files.len() as u16;
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

fn crc32(data: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    !data.iter().fold(!0, |sum: u32, &byte| (sum >> 8) ^ TABLE[((sum ^ u32::from(byte)) & 0xff) as usize])
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let (mut sum, mut bit) = (index as u32, 0);
        while bit < 8 {
            sum = if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
            bit += 1;
        }
        table[index] = sum;
        index += 1;
    }
    table
}

fn adler32(data: &[u8]) -> u32 {
    let (low, high) = data.iter().fold((1_u32, 0_u32), |(low, high), &byte| {
        let low = (low + u32::from(byte)) % 65521;
        (low, (high + low) % 65521)
    });
    (high << 16) | low
}

#[cfg(test)]
mod tests {
    use super::{adler32, crc32};

    #[test]
    fn checksums_agree_with_the_published_ones() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }
}
