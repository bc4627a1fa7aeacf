//! Just enough of a PDF reader to see what a file written by this crate says.

use std::collections::BTreeMap;

/// Every stream of the file, inflated, in the order of the file.
pub(crate) fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let mut streams = Vec::new();
    let mut rest = pdf;
    while let Some(start) = position(rest, b"stream\n") {
        rest = &rest[start + b"stream\n".len()..];
        let end = position(rest, b"endstream").expect("a stream ends");
        streams
            .push(miniz_oxide::inflate::decompress_to_vec_zlib(&rest[..end]).expect("a stream is deflated"));
        rest = &rest[end + b"endstream".len()..];
    }
    streams
}

/// The text of each page in drawing order, one line for each run, led back through the file's own character table.
pub(crate) fn page_texts(pdf: &[u8]) -> Vec<String> {
    let streams = streams(pdf);
    let is_map = |stream: &&Vec<u8>| position(stream, b"beginbfchar").is_some();
    let characters = character_table(streams.iter().find(is_map).expect("there is a character table"));
    let pages = streams.iter().filter(|stream| position(stream, b"BT\n").is_some());
    pages.map(|page| page_text(page, &characters)).collect()
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn character_table(map: &[u8]) -> BTreeMap<u16, char> {
    let text = String::from_utf8_lossy(map);
    let pair = |line: &str| {
        let (glyph, utf16) = line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <")?;
        let units: Vec<u16> = utf16
            .as_bytes()
            .chunks(4)
            .map(|hex| u16::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).unwrap())
            .collect();
        Some((u16::from_str_radix(glyph, 16).ok()?, char::decode_utf16(units).next()?.ok()?))
    };
    text.lines().filter_map(pair).collect()
}

/// Follows the strings shown between `BT` and `ET`; numbers between them only move glyphs.
fn page_text(content: &[u8], characters: &BTreeMap<u16, char>) -> String {
    let mut text = String::new();
    let mut at = 0;
    while at < content.len() {
        match content[at] {
            b'(' => {
                let (bytes, after) = literal(content, at + 1);
                text.extend(bytes.chunks(2).map(|pair| characters[&u16::from_be_bytes([pair[0], pair[1]])]));
                at = after;
            }
            b'<' => {
                let end = at + position(&content[at..], b">").expect("a hexadecimal string ends");
                let hex = std::str::from_utf8(&content[at + 1..end]).unwrap();
                for glyph in hex.as_bytes().chunks(4) {
                    text.push(
                        characters[&u16::from_str_radix(std::str::from_utf8(glyph).unwrap(), 16).unwrap()],
                    );
                }
                at = end + 1;
            }
            b'E' if content[at..].starts_with(b"ET") => {
                text.push('\n');
                at += 2;
            }
            _ => at += 1,
        }
    }
    text
}

fn literal(content: &[u8], mut at: usize) -> (Vec<u8>, usize) {
    let mut bytes = Vec::new();
    let mut depth = 1;
    loop {
        let byte = content[at];
        at += 1;
        match byte {
            b'\\' => {
                let escaped = content[at];
                at += 1;
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    b'0'..=b'7' => {
                        let digits = std::str::from_utf8(&content[at - 1..at + 2]).unwrap();
                        at += 2;
                        u8::from_str_radix(digits, 8).expect("three octal digits")
                    }
                    other => other,
                });
            }
            b'(' => {
                depth += 1;
                bytes.push(byte);
            }
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return (bytes, at);
                }
                bytes.push(byte);
            }
            other => bytes.push(other),
        }
    }
}
