//! A short notation for the shape of an answer, and the schema it stands for.
//!
//! `{case: int, onset_on: day?, rows: [CaseLine], note?: text}`: a name before a colon, `?` after the name where the field may
//! be missing, `?` after the type where it may be null, `[…]` for lists, `{*: …}` for maps, a capital letter for a shape with
//! a name of its own.  The words are `int`, `num`, `text`, `time` (an instant, RFC 3339), `day`, `bool`, and `any` for what has
//! one of several shapes.

use utoipa::openapi::{
    Ref, RefOr,
    schema::{
        ArrayBuilder, KnownFormat, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, SchemaType, Type,
    },
};

/// Why a text of the notation cannot be read: what was expected, and the rest of the text from there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{expected} expected before {rest:?}")]
pub(crate) struct Unreadable {
    expected: &'static str,
    rest: String,
}

/// Reads the notation.
///
/// # Errors
/// [`Unreadable`].
pub(crate) fn read(text: &str) -> Result<RefOr<Schema>, Unreadable> {
    let mut reader = Reader { rest: text };
    let schema = reader.schema()?;
    reader.skip();
    if reader.rest.is_empty() { Ok(schema) } else { Err(reader.lost("the end")) }
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn lost(&self, expected: &'static str) -> Unreadable {
        Unreadable { expected, rest: self.rest.chars().take(40).collect() }
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn takes(&mut self, sign: char) -> bool {
        self.skip();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn must(&mut self, sign: char, expected: &'static str) -> Result<(), Unreadable> {
        if self.takes(sign) { Ok(()) } else { Err(self.lost(expected)) }
    }

    fn word(&mut self) -> Result<&'t str, Unreadable> {
        self.skip();
        let end = self.rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if word.is_empty() {
            return Err(self.lost("a word"));
        }
        self.rest = rest;
        Ok(word)
    }

    fn schema(&mut self) -> Result<RefOr<Schema>, Unreadable> {
        let schema = if self.takes('[') {
            let items = self.schema()?;
            self.must(']', "]")?;
            Schema::Array(ArrayBuilder::new().items(items).build()).into()
        } else if self.takes('{') {
            self.fields()?
        } else {
            return self.named();
        };
        Ok(if self.takes('?') { or_null(schema) } else { schema })
    }

    /// A word of the notation, or a shape with a name of its own.
    fn named(&mut self) -> Result<RefOr<Schema>, Unreadable> {
        let before = self.rest;
        let word = self.word()?;
        if word.starts_with(char::is_uppercase) {
            let schema = RefOr::Ref(Ref::from_schema_name(word));
            return Ok(if self.takes('?') { or_null(schema) } else { schema });
        }
        let (kind, format) = match word {
            "int" => (Type::Integer, None),
            "num" => (Type::Number, None),
            "bool" => (Type::Boolean, None),
            "text" => (Type::String, None),
            "time" => (Type::String, Some(KnownFormat::DateTime)),
            "day" => (Type::String, Some(KnownFormat::Date)),
            "any" => {
                // What may be anything may be null as well.
                self.takes('?');
                return Ok(object(SchemaType::AnyValue).build().into());
            }
            _ => {
                self.rest = before;
                return Err(self.lost("a word of the notation"));
            }
        };
        let kind = if self.takes('?') { SchemaType::from_iter([kind, Type::Null]) } else { kind.into() };
        Ok(object(kind).format(format.map(SchemaFormat::KnownFormat)).build().into())
    }

    fn fields(&mut self) -> Result<RefOr<Schema>, Unreadable> {
        let mut whole = object(Type::Object.into());
        if self.takes('*') {
            self.must(':', ":")?;
            let values = self.schema()?;
            self.must('}', "}")?;
            return Ok(whole.additional_properties(Some(values)).build().into());
        }
        while !self.takes('}') {
            let name = self.word()?;
            let may_be_missing = self.takes('?');
            self.must(':', ":")?;
            whole = whole.property(name, self.schema()?);
            if !may_be_missing {
                whole = whole.required(name);
            }
            if !self.takes(',') {
                self.must('}', ", or }")?;
                break;
            }
        }
        Ok(whole.build().into())
    }
}

fn object(kind: SchemaType) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(kind)
}

fn or_null(schema: RefOr<Schema>) -> RefOr<Schema> {
    let null = object(Type::Null.into()).build();
    Schema::OneOf(OneOfBuilder::new().item(schema).item(null).build()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn json_of(text: &str) -> serde_json::Value {
        serde_json::to_value(read(text).unwrap()).unwrap()
    }

    #[test]
    fn the_notation_stands_for_a_schema() {
        let schema = json_of("{case: int, onset_on: day?, note?: text, rows: [Line], by: {*: num}}");
        assert_eq!(schema["required"], json!(["case", "onset_on", "rows", "by"]));
        assert_eq!(schema["properties"]["onset_on"]["type"], json!(["string", "null"]));
        assert_eq!(schema["properties"]["onset_on"]["format"], "date");
        assert_eq!(schema["properties"]["rows"]["items"]["$ref"], "#/components/schemas/Line");
        assert_eq!(schema["properties"]["by"]["additionalProperties"]["type"], "number");
    }

    #[test]
    fn a_shape_that_may_be_null_says_so() {
        let schema = json_of("{stay: Stay?}");
        assert_eq!(schema["properties"]["stay"]["oneOf"][1]["type"], "null");
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        assert_eq!(read("{a: [int}").err().unwrap().expected, "]");
        assert_eq!(read("{a: integer}").err().unwrap().expected, "a word of the notation");
        assert_eq!(read("int int").err().unwrap().expected, "the end");
    }
}
