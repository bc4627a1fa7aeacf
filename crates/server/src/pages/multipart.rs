//! Forms with a file in them, as browsers send them without scripts (RFC 7578).

/// A form with a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    fields: Vec<(String, String)>,
    /// The file: its name and its bytes.
    pub(crate) file: Option<(String, Vec<u8>)>,
}

impl Parts {
    /// Returns a field; empty when it is missing.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim())
    }
}

/// Reads a body under its content type; `None` when it is not a form of this kind.
pub(crate) fn parse(content_type: &str, body: &[u8]) -> Option<Parts> {
    let boundary = content_type.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    let mark = format!("--{}", boundary.trim_matches('"'));
    let mut parts = Parts::default();
    let mut rest = after(body, mark.as_bytes())?;
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        let (head, content) = split(rest, b"\r\n\r\n")?;
        let (content, next) = split(content, format!("\r\n{mark}").as_bytes())?;
        rest = next;
        let head = String::from_utf8_lossy(head);
        let Some(name) = attribute(&head, "name") else { continue };
        match attribute(&head, "filename") {
            Some(file) if !file.is_empty() => parts.file = Some((file, content.to_vec())),
            Some(_) => {}
            None => parts.fields.push((name, String::from_utf8_lossy(content).into_owned())),
        }
    }
}

fn after<'b>(text: &'b [u8], mark: &[u8]) -> Option<&'b [u8]> {
    split(text, mark).map(|(_, rest)| rest)
}

fn split<'b>(text: &'b [u8], mark: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let place = text.windows(mark.len()).position(|window| window == mark)?;
    let (before, rest) = text.split_at(place);
    Some((before, rest.get(mark.len()..)?))
}

/// Reads a quoted attribute of a `Content-Disposition` line.
fn attribute(head: &str, name: &str) -> Option<String> {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let value = line.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))?;
    Some(value.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_its_fields_are_read_and_its_line_ends_kept() {
        let body = b"--xx\r\nContent-Disposition: form-data; name=\"sender\"\r\n\r\ncdc\r\n--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\nid,name\r\n1,x\r\n--xx--\r\n";
        let parts = parse("multipart/form-data; boundary=xx", body).unwrap();
        assert_eq!(parts.get("sender"), "cdc");
        assert_eq!(parts.file, Some(("a.csv".to_owned(), b"id,name\r\n1,x".to_vec())));
    }

    #[test]
    fn a_body_that_is_cut_short_is_not_a_form() {
        assert_eq!(parse("multipart/form-data; boundary=xx", b"--xx\r\nContent-Dispo"), None);
        assert_eq!(parse("text/plain", b""), None);
    }
}
