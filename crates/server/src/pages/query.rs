//! Addresses: the filters, order and page of a list stand in the address, so that a view can be kept and sent.

/// The query of an address, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Query {
    /// Reads an address.
    pub(crate) fn read(uri: &axum::http::Uri) -> Query {
        Query { path: uri.path().to_owned(), pairs: parse_form(uri.query().unwrap_or_default()) }
    }

    /// Returns the path.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Returns a value; empty when there is none.
    pub(crate) fn get(&self, key: &str) -> &str {
        let found = self.pairs.iter().find(|(name, _)| name == key);
        found.map_or("", |(_, value)| value.trim())
    }

    /// Returns a value that can be read as a `T`.
    pub(crate) fn parse<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.get(key).parse().ok()
    }

    /// Returns the address with one value changed and the place in the list forgotten; an empty value is left out.
    pub(crate) fn with(&self, key: &str, value: &str) -> String {
        let kept = |name: &str| name != key && name != "after" && name != "before";
        let mut pairs: Vec<(&str, &str)> = self
            .pairs
            .iter()
            .filter(|(name, _)| kept(name))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        pairs.push((key, value));
        let query: Vec<String> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.join("&")) }
    }

    /// Returns the same query without some of its values.
    pub(crate) fn without(&self, keys: &[&str]) -> Query {
        let kept = self.pairs.iter().filter(|(name, _)| !keys.contains(&name.as_str()));
        Query { path: self.path.clone(), pairs: kept.cloned().collect() }
    }

    /// Returns the whole address.
    pub(crate) fn address(&self) -> String {
        let query: Vec<String> =
            self.pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.join("&")) }
    }

    /// Returns whether anything is filtered: a value other than order, place and minute.
    pub(crate) fn is_filtered(&self) -> bool {
        let furniture = ["sort", "after", "before", "at", "as_of"];
        self.pairs.iter().any(|(name, value)| !furniture.contains(&name.as_str()) && !value.is_empty())
    }
}

/// Reads `application/x-www-form-urlencoded` text.
pub(crate) fn parse_form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        let hex = after
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok())
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, hex) {
            (b'+', _) => bytes.push(b' '),
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Writes a text so that it can stand in a query.
pub(crate) fn encode(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~:/,".contains(&byte) {
            written.push(char::from(byte));
        } else {
            written.push('%');
            written.extend(
                [byte >> 4, byte & 15]
                    .map(|half| char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase()),
            );
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_back_as_it_was_written() {
        let text = "骆驼街道 A&B=1%";
        let query = format!("q={}&sort=-report", encode(text));
        assert_eq!(
            parse_form(&query),
            [("q".to_owned(), text.to_owned()), ("sort".to_owned(), "-report".to_owned()),]
        );
    }

    #[test]
    fn changing_a_filter_forgets_the_place_in_the_list() {
        let uri = "/cases?class=confirmed&after=17".parse().unwrap();
        let query = Query::read(&uri);
        assert_eq!(query.with("class", "suspect"), "/cases?class=suspect");
        assert_eq!(query.with("class", ""), "/cases");
        assert_eq!(query.with("sort", "-report"), "/cases?class=confirmed&sort=-report");
    }
}
