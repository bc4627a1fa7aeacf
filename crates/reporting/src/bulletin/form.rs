//! A bulletin as plain text, as a fragment of HTML, and as a neutral sheet for setting.

use super::Bulletin;
use serde::Serialize;

/// A table: heading cells and rows of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SheetTable {
    /// Headings.
    pub head: Vec<String>,
    /// Rows, each with a cell per heading.
    pub rows: Vec<Vec<String>>,
}

/// Words and tables to be set on a page, whoever sets them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Title.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// Table; without rows there is none.
    pub table: SheetTable,
    /// Notes in small type.
    pub notes: Vec<String>,
}

impl Bulletin {
    /// Returns the bulletin as plain text, ready for a message.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n{}\n", self.title, self.paragraphs.join("\n"));
        if !self.notes.is_empty() {
            text.push('\n');
            text.push_str(&self.notes.join("\n"));
            text.push('\n');
        }
        text
    }

    /// Returns the bulletin as a sheet.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            title: self.title.clone(),
            paragraphs: self.paragraphs.clone(),
            table: self.table.clone(),
            notes: self.notes.clone(),
        }
    }

    /// Returns the bulletin as an HTML fragment: an article with its own language, every value escaped.
    pub fn html(&self) -> String {
        let mut html = format!("<article class=\"bulletin\" lang=\"{}\">\n", self.lang.tag());
        push(&mut html, "h2", &self.title);
        for paragraph in &self.paragraphs {
            push(&mut html, "p", paragraph);
        }
        if !self.table.rows.is_empty() {
            html.push_str(&self.table.html());
        }
        if !self.notes.is_empty() {
            html.push_str("<footer>\n");
            for note in &self.notes {
                push(&mut html, "p", note);
            }
            html.push_str("</footer>\n");
        }
        html.push_str("</article>\n");
        html
    }
}

impl SheetTable {
    fn html(&self) -> String {
        let cells = |cells: &[String], open: &str, close: &str| -> String {
            let parts = cells.iter().flat_map(|cell| [open.to_owned(), escape(cell), close.to_owned()]);
            parts.collect()
        };
        let head = cells(&self.head, "<th scope=\"col\">", "</th>");
        let mut html = format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            html.push_str("<tr>");
            html.push_str(&cells(row, "<td>", "</td>"));
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody>\n</table>\n");
        html
    }
}

fn push(html: &mut String, tag: &str, words: &str) {
    for part in ["<", tag, ">", &escape(words), "</", tag, ">\n"] {
        html.push_str(part);
    }
}

/// Returns text in which no character can end or begin markup.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
