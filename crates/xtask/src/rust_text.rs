//! Just enough of Rust's lexical grammar to tell code from comments, strings and tests.

/// Returns the source with comments, strings and characters blanked out; every line keeps its number.
///
/// What stays is the code, so that a rule about names is not misled by prose. Doc comments are comments here.
pub fn code_only(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let rest = chars.get(at..).unwrap_or_default();
        let after_name = at > 0 && chars.get(at - 1).is_some_and(|c| c.is_alphanumeric() || *c == '_');
        let length = blanked_length(rest, after_name);
        if length == 0 {
            out.push(c);
            at += 1;
        } else {
            out.extend(rest.iter().take(length).map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at += length;
        }
    }
    out
}

/// Returns how many characters at the start of `rest` are a comment, a string or a character; 0 when they are code.
fn blanked_length(rest: &[char], after_name: bool) -> usize {
    match rest {
        ['/', '/', ..] => rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()),
        ['/', '*', ..] => block_comment_length(rest),
        ['"', ..] => quoted_length(rest, '"'),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => quoted_length(rest, '\''),
        ['r', '"' | '#', ..] if !after_name => raw_string_length(rest),
        _ => 0,
    }
}

fn block_comment_length(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        match rest.get(at..) {
            Some(['/', '*', ..]) => (depth, at) = (depth + 1, at + 2),
            Some(['*', '/', ..]) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn quoted_length(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while let Some(&c) = rest.get(at) {
        match c {
            '\\' => at += 2,
            _ if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// A raw string; 0 for a raw identifier such as `r#type`.
fn raw_string_length(rest: &[char]) -> usize {
    let hashes = rest.iter().skip(1).take_while(|c| **c == '#').count();
    if rest.get(hashes + 1) != Some(&'"') {
        return 0;
    }
    let body = hashes + 2;
    let closes = |at: usize| {
        rest.get(at) == Some(&'"') && rest.iter().skip(at + 1).take_while(|c| **c == '#').count() >= hashes
    };
    (body..rest.len()).find(|at| closes(*at)).map_or(rest.len(), |at| at + hashes + 1)
}

/// Returns the source with its `#[cfg(test)]` modules blanked out; every line keeps its number.
pub fn without_tests(source: &str) -> String {
    lines_outside_tests(source).into_iter().flat_map(|line| [line.unwrap_or_default(), "\n"]).collect()
}

/// Returns the lines of a source, `None` for each line of a `#[cfg(test)]` module.
///
/// Relies on the layout that `rustfmt` gives: the module opens and closes in the first column.
pub fn lines_outside_tests(source: &str) -> Vec<Option<&str>> {
    let mut inside = false;
    source
        .lines()
        .map(|line| {
            inside |= line.starts_with("#[cfg(test)]");
            let shown = (!inside).then_some(line);
            let one_liner = line.starts_with("mod ") && line.ends_with(';');
            inside &= line != "}" && !one_liner;
            shown
        })
        .collect()
}

/// Reports whether `needle` stands in `text` as a whole word, and returns its byte position.
pub fn find_word(text: &str, needle: &str) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(needle).map(|(at, _)| at).find(|&at| {
        let before = text.get(..at).and_then(|s| s.chars().next_back());
        let after = text.get(at + needle.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_and_strings_are_not_code() {
        let source =
            "let a = \"std::fs\"; // std::net\n/* std::env /* deep */ */ let b = r#\"std::\"process\"#;";
        let code = code_only(source);
        assert!(!code.contains("std::"), "{code}");
        assert!(code.contains("let a =") && code.contains("let b ="), "{code}");
        assert_eq!(code.lines().count(), source.lines().count());
    }

    #[test]
    fn lifetimes_and_raw_names_stay_code() {
        let source =
            "fn f<'a>(r#type: &'a str, c: char) -> bool { c == '\"' || c == '\\'' || std::fs::exists(r) }";
        assert!(code_only(source).contains("std::fs"));
        assert!(code_only(source).contains("r#type"));
    }

    #[test]
    fn a_test_module_ends_at_its_closing_brace() {
        let source = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n";
        let rest = without_tests(source);
        assert!(rest.contains("fn a") && rest.contains("fn c") && !rest.contains("fn b"));
    }

    #[test]
    fn words_are_found_whole() {
        assert_eq!(find_word("a stubborn stub", "stub"), Some(11));
        assert_eq!(find_word("stubborn", "stub"), None);
    }
}
