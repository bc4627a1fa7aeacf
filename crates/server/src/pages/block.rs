//! Pages as data: a head, and cards that each hold one kind of thing.  One template draws them all, so that every list and
//! every record looks and behaves the same.

#![expect(unused_qualifications, reason = "what is derived for an enum of templates names its types in full")]

use super::{
    bit::{Bit, PLAIN, Td, Tone, Tr},
    frame::Frame,
};
use askama::Template;

/// A way to a neighbouring list.
pub(crate) struct Tab {
    /// Address.
    pub(crate) href: String,
    /// Words.
    pub(crate) text: String,
    /// Whether it is the present one.
    pub(crate) current: bool,
}

/// Something that can be done from the head of a page or a card.
pub(crate) struct Action {
    /// Address.
    pub(crate) href: String,
    /// Words.
    pub(crate) text: String,
    /// Class of the button: `primary`, `danger` or nothing.
    pub(crate) class: &'static str,
    /// The dialog it opens where scripts run.
    pub(crate) dialog: &'static str,
}

impl Action {
    /// A plain way to something.
    pub(crate) fn new(href: impl Into<String>, text: impl Into<String>) -> Action {
        Action { href: href.into(), text: text.into(), class: "", dialog: "" }
    }
}

/// A page of cards.
#[derive(Template)]
#[template(path = "page.html")]
pub(crate) struct Page {
    /// What stands around it.
    pub(crate) f: Frame,
    /// Where it lies: address and words, the last without an address.
    pub(crate) crumbs: Vec<(String, String)>,
    /// Heading.
    pub(crate) heading: Vec<Bit>,
    /// What stands small beside the heading.
    pub(crate) small: String,
    /// What can be done.
    pub(crate) actions: Vec<Action>,
    /// Neighbouring lists.
    pub(crate) tabs: Vec<Tab>,
    /// Cards over the full width.
    pub(crate) blocks: Vec<Block>,
    /// Cards of what is known, at the left.
    pub(crate) left: Vec<Block>,
    /// Cards of what happens next, at the right.
    pub(crate) right: Vec<Block>,
    /// Whether the page is brought up to date by itself.
    pub(crate) live: bool,
}

impl Page {
    /// Returns an empty page with a heading and, beside it, the minute and entry up to which it counts.
    pub(crate) fn new(f: Frame, heading: impl Into<String>) -> Page {
        Page {
            small: f.as_of.clone(),
            f,
            crumbs: Vec::new(),
            heading: vec![Bit::Text(heading.into())],
            actions: Vec::new(),
            tabs: Vec::new(),
            blocks: Vec::new(),
            left: Vec::new(),
            right: Vec::new(),
            live: true,
        }
    }

    /// Returns whether the page has two columns.
    pub(crate) fn is_detail(&self) -> bool {
        !self.left.is_empty() || !self.right.is_empty()
    }
}

/// A figure with its name, what it is to be compared with, and the way to its records.
pub(crate) struct Figure {
    /// Address of the records.
    pub(crate) href: String,
    /// Name.
    pub(crate) name: String,
    /// Figure.
    pub(crate) n: String,
    /// Colour class.
    pub(crate) tone: Tone,
    /// Change, time and source.
    pub(crate) smalls: Vec<String>,
}

/// A part of a page.
#[derive(Template)]
#[template(path = "part/block.html")]
pub(crate) enum Block {
    /// A card.
    Card(Card),
    /// A row of figures.
    Figures(Vec<Figure>),
    /// The filters of a list.
    Filters(Filters),
    /// A list.
    List(List),
    /// A notice.
    Notice {
        /// Colour class.
        tone: Tone,
        /// What is the matter.
        bits: Vec<Bit>,
        /// What can be done.
        action: Option<Action>,
        /// Whether it is said at once to those who cannot see it.
        alert: bool,
    },
    /// Markup made by another template.
    Raw(String),
}

/// A card.
pub(crate) struct Card {
    /// Heading.
    pub(crate) title: String,
    /// Address of the records behind it; empty for none.
    pub(crate) href: String,
    /// What stands small beside the heading.
    pub(crate) small: String,
    /// What it holds.
    pub(crate) body: Body,
}

impl Card {
    /// Returns a card as a part of a page.
    pub(crate) fn block(title: impl Into<String>, small: impl Into<String>, body: Body) -> Block {
        Block::Card(Card { title: title.into(), href: String::new(), small: small.into(), body })
    }

    /// Returns a card whose heading leads to the records behind it.
    pub(crate) fn linked(
        title: impl Into<String>,
        href: impl Into<String>,
        small: impl Into<String>,
        body: Body,
    ) -> Block {
        Block::Card(Card { title: title.into(), href: href.into(), small: small.into(), body })
    }
}

/// What a card holds.
#[derive(Template)]
#[template(path = "part/body.html")]
pub(crate) enum Body {
    /// Names and values.
    Known(Vec<(String, Vec<Bit>)>),
    /// A table.
    Facts(Facts),
    /// What happened.
    Timeline(Vec<Event>),
    /// What happens next.
    Next(Vec<Step>),
    /// A chain of transmission.
    Chain {
        /// The island's data.
        json: String,
        /// The same in words.
        words: String,
        /// Height, pixels.
        height: u16,
        /// Whether it may be moved and enlarged.
        full: bool,
    },
    /// A curve of cases.
    Curve {
        /// The island's data.
        json: String,
        /// The same as a table.
        table: Facts,
        /// Height, pixels.
        height: u16,
    },
    /// A form.
    Form(Form),
    /// Paragraphs.
    Text(Vec<String>),
    /// Things one under the other.
    Lines(Vec<Vec<Bit>>),
    /// Nothing yet: what would be here, and what to do.
    Empty(Empty),
    /// Several of these, one under the other.
    Parts(Vec<Body>),
}

/// What stands where nothing is.
#[derive(Template)]
#[template(path = "part/empty.html")]
pub(crate) struct Empty {
    /// What is not there.
    pub(crate) title: String,
    /// What would be here and how it comes here.
    pub(crate) text: String,
    /// What to do.
    pub(crate) actions: Vec<Action>,
}

impl Empty {
    /// Returns words for what is not there.
    pub(crate) fn new(title: impl Into<String>, text: impl Into<String>) -> Empty {
        Empty { title: title.into(), text: text.into(), actions: Vec::new() }
    }
}

/// A table.
pub(crate) struct Facts {
    /// What it is a table of.
    pub(crate) label: String,
    /// Names of the columns, and whether each holds figures.
    pub(crate) head: Vec<(String, bool)>,
    /// Rows.
    pub(crate) rows: Vec<Tr>,
}

impl Facts {
    /// Returns an empty table with its head; a column of figures has a name that begins with `#`.
    pub(crate) fn new(label: impl Into<String>, head: &[&str]) -> Facts {
        let column = |name: &&str| {
            let figure = name.strip_prefix('#');
            (figure.unwrap_or(name).to_owned(), figure.is_some())
        };
        Facts { label: label.into(), head: head.iter().map(column).collect(), rows: Vec::new() }
    }

    /// Returns the name of a column; empty where it has none.
    pub(crate) fn name_of(&self, column: impl std::borrow::Borrow<usize>) -> &str {
        self.head.get(*column.borrow()).map_or("", |(name, _)| name.as_str())
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, tone: Tone, cells: Vec<Td>) {
        self.rows.push(Tr { tone, cells });
    }
}

/// Something that happened.
pub(crate) struct Event {
    /// A day, for the line between days.
    pub(crate) day: String,
    /// Time, ISO form.
    pub(crate) iso: String,
    /// Time.
    pub(crate) time: String,
    /// What happened.
    pub(crate) text: String,
    /// Who recorded it and when it was received.
    pub(crate) small: String,
    /// The entry.
    pub(crate) href: String,
    /// Colour class; `withdrawn` for what was taken back.
    pub(crate) tone: Tone,
}

/// Something that has to happen.
pub(crate) struct Step {
    /// Colour class.
    pub(crate) tone: Tone,
    /// What.
    pub(crate) what: Vec<Bit>,
    /// Clock.
    pub(crate) clock: Bit,
    /// Who, and from when.
    pub(crate) small: String,
    /// What can be done about it.
    pub(crate) actions: Vec<Action>,
}

/// The filters of a list.
pub(crate) struct Filters {
    /// Address of the list.
    pub(crate) action: String,
    /// What is filtered.
    pub(crate) label: String,
    /// The word on the button.
    pub(crate) button: String,
    /// Fields.
    pub(crate) fields: Vec<Filter>,
    /// Values carried along unseen.
    pub(crate) hidden: Vec<(String, String)>,
    /// Usual views: address, words, count, whether present.
    pub(crate) views: Vec<(String, String, String, bool)>,
    /// What the views are called.
    pub(crate) views_label: String,
}

/// A field to filter by.
pub(crate) struct Filter {
    /// Name in the address.
    pub(crate) name: &'static str,
    /// What it is called.
    pub(crate) label: String,
    /// `search`, `date`, `when` (a day or a minute) or `select`.
    pub(crate) kind: &'static str,
    /// Present value.
    pub(crate) value: String,
    /// Values to choose from, with their words.
    pub(crate) options: Vec<(String, String)>,
}

/// A list.
pub(crate) struct List {
    /// Id of the box, so that its place is kept when it is brought up to date.
    pub(crate) id: &'static str,
    /// What it is a list of.
    pub(crate) label: String,
    /// Columns.
    pub(crate) head: Vec<Column>,
    /// Rows.
    pub(crate) rows: Vec<Tr>,
    /// What stands below when there are no rows.
    pub(crate) empty: Empty,
    /// Which rows these are.
    pub(crate) range: String,
    /// Address and words of the page before; empty address for none.
    pub(crate) before: (String, String),
    /// Address and words of the page after; empty address for none.
    pub(crate) after: (String, String),
    /// What the two are called.
    pub(crate) pager_label: String,
}

/// A column of a list.
pub(crate) struct Column {
    /// Name.
    pub(crate) name: String,
    /// Whether it holds figures.
    pub(crate) figure: bool,
    /// Address that sorts by it; empty where it cannot be sorted by.
    pub(crate) href: String,
    /// `ascending`, `descending` or nothing.
    pub(crate) sorted: &'static str,
}

/// A form.
#[derive(Template)]
#[template(path = "part/form.html")]
pub(crate) struct Form {
    /// Id, where boxes outside it belong to it; empty for none.
    pub(crate) id: String,
    /// Where it goes.
    pub(crate) action: String,
    /// Fields.
    pub(crate) fields: Vec<Field>,
    /// Buttons: name, value, words, class.
    pub(crate) buttons: Vec<(&'static str, String, String, &'static str)>,
    /// What is said beside the buttons.
    pub(crate) hint: String,
}

impl Form {
    /// Returns a form with one button.
    pub(crate) fn new(action: impl Into<String>, button: impl Into<String>) -> Form {
        Form {
            id: String::new(),
            action: action.into(),
            fields: Vec::new(),
            buttons: vec![("", String::new(), button.into(), "primary")],
            hint: String::new(),
        }
    }

    /// Gives it an id, so that boxes elsewhere on the page belong to it.
    #[must_use]
    pub(crate) fn id(mut self, id: impl Into<String>) -> Form {
        self.id = id.into();
        self
    }

    /// Carries a value along unseen.
    #[must_use]
    pub(crate) fn carry(self, name: &'static str, value: impl Into<String>) -> Form {
        self.field(Field::new("hidden", name, "", value))
    }

    /// Adds a field.
    #[must_use]
    pub(crate) fn field(mut self, field: Field) -> Form {
        self.fields.push(field);
        self
    }
}

/// A field of a form.
pub(crate) struct Field {
    /// Id, unique on the page.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: &'static str,
    /// What it is called.
    pub(crate) label: String,
    /// `text`, `number`, `date`, `datetime-local`, `area`, `select`, `choice`, `checks`, `hidden`.
    pub(crate) kind: &'static str,
    /// Present value.
    pub(crate) value: String,
    /// What helps to fill it.
    pub(crate) hint: String,
    /// Whether it must be filled.
    pub(crate) required: bool,
    /// Values to choose from, with their words.
    pub(crate) options: Vec<(String, String)>,
}

impl Field {
    /// Returns a field.
    pub(crate) fn new(
        kind: &'static str,
        name: &'static str,
        label: impl Into<String>,
        value: impl Into<String>,
    ) -> Field {
        let value: String = value.into();
        Field {
            id: format!("f-{name}"),
            name,
            label: label.into(),
            kind,
            // Minutes are written as staff write them; the browser's own field would speak the browser's language.
            value: if kind == "datetime-local" { value.replacen('T', " ", 1) } else { value },
            hint: String::new(),
            required: true,
            options: Vec::new(),
        }
    }

    /// Gives it values to choose from.
    #[must_use]
    pub(crate) fn options(mut self, options: Vec<(String, String)>) -> Field {
        self.options = options;
        self
    }

    /// Says what helps to fill it.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = hint.into();
        self
    }

    /// Lets it be empty.
    #[must_use]
    pub(crate) fn optional(mut self) -> Field {
        self.required = false;
        self
    }

    /// Gives it an id of its own, where several forms of a page have the field.
    #[must_use]
    pub(crate) fn id(mut self, id: impl Into<String>) -> Field {
        self.id = id.into();
        self
    }
}

/// Returns a plain notice.
pub(crate) fn notice(tone: Tone, text: impl Into<String>) -> Block {
    Block::Notice { tone, bits: vec![Bit::Text(text.into())], action: None, alert: false }
}

/// Returns an event of a timeline without an entry behind it.
pub(crate) fn plain_event(
    time: impl Into<String>,
    text: impl Into<String>,
    small: impl Into<String>,
) -> Event {
    Event {
        day: String::new(),
        iso: String::new(),
        time: time.into(),
        text: text.into(),
        small: small.into(),
        href: String::new(),
        tone: PLAIN,
    }
}
