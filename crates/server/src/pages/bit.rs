//! The smallest parts of a page: what stands in a cell, a line or beside a name.

#![expect(unused_qualifications, reason = "what is derived for an enum of templates names its types in full")]

use askama::Template;
use domain::{CaseClass, PersonId, Ring, Timestamp, ZoneKind};

/// How something should be taken: the colour class of the style sheet, empty for none.
pub(crate) type Tone = &'static str;

/// Harm or overdue.
pub(crate) const BAD: Tone = "bad";
/// Soon, or unsure.
pub(crate) const WARN: Tone = "warn";
/// Done.
pub(crate) const GOOD: Tone = "good";
/// In hand.
pub(crate) const INFO: Tone = "info";
/// Nothing in particular.
pub(crate) const PLAIN: Tone = "";

/// A small part.
#[derive(Clone, Debug, Template)]
#[template(path = "part/bit.html")]
pub(crate) enum Bit {
    /// Words.
    Text(String),
    /// Words that stand back.
    Mute(String),
    /// Words that stand out.
    Strong(String),
    /// Where a value comes from.
    Source(String),
    /// A fingerprint.
    Hash(String),
    /// A way to a record.
    Link {
        /// Address.
        href: String,
        /// Words.
        text: String,
    },
    /// A button-like way to something.
    Button {
        /// Address.
        href: String,
        /// Words.
        text: String,
    },
    /// A box to choose a row for the form with this id.
    Pick {
        /// The form it belongs to.
        form: String,
        /// Name of the field.
        name: &'static str,
        /// Value of the row.
        value: String,
        /// What is chosen, for those who do not see the row.
        label: String,
        /// Whether it is chosen already.
        checked: bool,
    },
    /// A word in a frame.
    Tag {
        /// Colour class.
        class: &'static str,
        /// Word.
        text: String,
    },
    /// A zone with its pattern.
    Zone {
        /// Class of the pattern.
        class: &'static str,
        /// Word.
        text: String,
    },
    /// A time, with its full form for machines.
    Time {
        /// ISO form.
        iso: String,
        /// Short form.
        text: String,
    },
    /// A running clock since an instant.
    Since {
        /// Instant.
        iso: String,
        /// The server's time.
        now: String,
        /// What it says.
        text: String,
        /// Colour class.
        tone: Tone,
    },
    /// A clock that runs down.
    Until {
        /// Instant.
        iso: String,
        /// The server's time.
        now: String,
        /// What it says.
        text: String,
        /// Colour class.
        tone: Tone,
    },
    /// A clock that has stopped.
    Stopped {
        /// What it says.
        text: String,
        /// Colour class.
        tone: Tone,
    },
    /// A personal detail that opens for a purpose.
    Mask {
        /// Whose.
        person: PersonId,
        /// Which.
        field: &'static str,
        /// The masked form.
        text: String,
    },
    /// A personal detail that is open.
    Open(String),
    /// How far something is.
    Bar {
        /// Whole.
        max: u64,
        /// Part.
        value: u64,
        /// What it is.
        label: String,
    },
    /// Receipts.
    Seg {
        /// One letter a receipt, or a share of them.
        steps: Vec<&'static str>,
        /// In words.
        label: String,
    },
}

impl Bit {
    /// Words.
    pub(crate) fn text(text: impl Into<String>) -> Bit {
        Bit::Text(text.into())
    }

    /// A way to a record.
    pub(crate) fn link(href: impl Into<String>, text: impl Into<String>) -> Bit {
        Bit::Link { href: href.into(), text: text.into() }
    }

    /// A word in a frame.
    pub(crate) fn tag(class: &'static str, text: impl Into<String>) -> Bit {
        Bit::Tag { class, text: text.into() }
    }

    /// What is not known.
    pub(crate) fn none() -> Bit {
        Bit::Text("—".to_owned())
    }
}

/// Returns the form of an instant that machines read, in city time.
pub(crate) fn iso(at: Timestamp) -> String {
    at.to_zoned(domain::time::zone()).strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string()
}

/// Returns the local form that date and time fields hold.
pub(crate) fn local(at: Timestamp) -> String {
    at.to_zoned(domain::time::zone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Returns the class of a zone's pattern.
pub(crate) fn zone_class(kind: ZoneKind) -> &'static str {
    match kind {
        ZoneKind::Lockdown => "z-lockdown",
        ZoneKind::Control => "z-control",
        ZoneKind::Precaution => "z-precaution",
    }
}

/// Returns the class of a case's tag.
pub(crate) fn class_class(class: CaseClass) -> &'static str {
    match class {
        CaseClass::Suspect => "c-suspected",
        CaseClass::Confirmed => "c-confirmed",
        CaseClass::Asymptomatic => "c-asymptomatic",
        CaseClass::Excluded => "",
    }
}

/// Returns the class of a contact's tag.
pub(crate) fn ring_class(ring: Ring) -> &'static str {
    match ring {
        Ring::Close => "c-close",
        Ring::Secondary => "c-secondary",
        Ring::General => "c-general",
    }
}

/// A cell of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Td {
    /// What stands in it.
    pub(crate) bits: Vec<Bit>,
    /// `n` for figures, `wrap` for long text, `wide` for a full line on a phone.
    pub(crate) class: &'static str,
    /// What a figure is called where the head of the table is not shown.
    pub(crate) label: String,
}

impl Td {
    /// A cell of one part.
    pub(crate) fn of(bit: Bit) -> Td {
        Td { bits: vec![bit], ..Td::default() }
    }

    /// A cell of words.
    pub(crate) fn text(text: impl Into<String>) -> Td {
        Td::of(Bit::text(text))
    }

    /// A cell of several parts.
    pub(crate) fn all(bits: Vec<Bit>) -> Td {
        Td { bits, ..Td::default() }
    }

    /// A figure.
    pub(crate) fn number(number: impl Into<i64>, label: &str) -> Td {
        Td { bits: vec![Bit::Text(reporting::words::count(number))], class: "n", label: label.to_owned() }
    }

    /// A figure that is not known.
    pub(crate) fn dash(label: &str) -> Td {
        Td { bits: vec![Bit::none()], class: "n", label: label.to_owned() }
    }

    /// A cell whose text may be long.
    pub(crate) fn wrap(bits: Vec<Bit>) -> Td {
        Td { bits, class: "wrap", label: String::new() }
    }

    /// Gives the cell a name for phones.
    #[must_use]
    pub(crate) fn named(mut self, label: &str) -> Td {
        label.clone_into(&mut self.label);
        self
    }
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tr {
    /// Colour class of the bar at its left.
    pub(crate) tone: Tone,
    /// Cells.
    pub(crate) cells: Vec<Td>,
}
