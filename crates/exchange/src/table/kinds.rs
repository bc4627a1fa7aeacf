//! What a file is, by its first bytes and not by its name.

use crate::refusal::Refusal;

/// The workbook formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WorkbookFormat {
    Xlsx,
    Xls,
    Ods,
}

impl WorkbookFormat {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "XLSX",
            Self::Xls => "XLS",
            Self::Ods => "ODS",
        }
    }
}

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Text,
    Workbook(WorkbookFormat),
}

/// First bytes of files that people send by mistake.
const MAGIC: [(&[u8], &str); 9] = [
    (b"%PDF", "PDF"),
    (b"\x89PNG", "图片 / a picture (PNG)"),
    (b"\xff\xd8\xff", "图片 / a picture (JPEG)"),
    (b"GIF8", "图片 / a picture (GIF)"),
    (b"Rar!", "压缩包 / an archive (RAR)"),
    (b"7z\xbc\xaf", "压缩包 / an archive (7z)"),
    (b"\x1f\x8b", "压缩包 / an archive (gzip)"),
    (b"{\\rtf", "RTF 文档 / an RTF document"),
    (b"MZ", "程序 / a program"),
];

/// Says what a file is, or refuses it by name.
pub(super) fn kind_of(bytes: &[u8], file_name: &str) -> Result<FileKind, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Empty);
    }
    let wrong = |found: &str| Refusal::WrongType { file_name: file_name.to_owned(), found: found.to_owned() };
    if bytes.starts_with(b"PK\x03\x04") {
        return zipped(bytes).map(FileKind::Workbook).ok_or_else(|| wrong(zipped_name(bytes)));
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return if holds(bytes, &utf16("Workbook")) || holds(bytes, &utf16("Book")) {
            Ok(FileKind::Workbook(WorkbookFormat::Xls))
        } else if holds(bytes, &utf16("EncryptedPackage")) {
            Err(wrong("加密的工作簿 / a password-protected workbook"))
        } else {
            Err(wrong("旧版 Office 文档 / an old Office document without a worksheet"))
        };
    }
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(wrong(name));
    }
    let start: Vec<u8> =
        bytes.iter().take(512).map(u8::to_ascii_lowercase).skip_while(|b| !b.is_ascii_graphic()).collect();
    if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") || start.starts_with(b"<table") {
        return Err(wrong(
            "网页（HTML），常见于系统导出的假 .xls / a web page, as some systems export under .xls",
        ));
    }
    if start.starts_with(b"<?xml") {
        return Err(wrong("XML"));
    }
    if start.starts_with(b"{\"") || start.starts_with(b"[{") {
        return Err(wrong("JSON"));
    }
    if is_named_workbook(file_name) && holds_controls(bytes) {
        return Err(not_a_workbook(file_name));
    }
    Ok(FileKind::Text)
}

/// Refuses a file that is named like a workbook and is neither one nor text.
pub(super) fn not_a_workbook(file_name: &str) -> Refusal {
    Refusal::WrongType {
        file_name: file_name.to_owned(),
        found: "损坏的文件，或只是改了后缀，并非真正的工作簿 / damaged or merely renamed: no real workbook"
            .to_owned(),
    }
}

/// Says whether a file's name promises a workbook.  Some systems export text under such names.
pub(super) fn is_named_workbook(file_name: &str) -> bool {
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| ["xlsx", "xlsm", "xls", "ods"].contains(&extension.as_str()))
}

/// Control characters that no text has; the bytes of UTF-16 have them in its zeros only.
fn holds_controls(bytes: &[u8]) -> bool {
    let is_wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    !is_wide && bytes.iter().any(|byte| matches!(byte, 1..=8 | 14..=31))
}

fn zipped(bytes: &[u8]) -> Option<WorkbookFormat> {
    if holds(bytes, b"xl/workbook.xml") {
        Some(WorkbookFormat::Xlsx)
    } else if holds(bytes, b"opendocument.spreadsheet") {
        Some(WorkbookFormat::Ods)
    } else {
        None
    }
}

fn zipped_name(bytes: &[u8]) -> &'static str {
    if holds(bytes, b"word/document.xml") {
        "Word 文档 / a Word document"
    } else if holds(bytes, b"ppt/presentation.xml") {
        "演示文稿 / a presentation"
    } else if holds(bytes, b"xl/workbook.bin") {
        "XLSB 二进制工作簿 / a binary workbook (XLSB)"
    } else {
        "压缩包 / an archive (ZIP)"
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
