//! XML as it is found: read as far as it can be.

use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::draft::one_line;

/// A reader of what is written by hand and by templates: what can be read is read.
pub(super) fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// The name of an element without its prefix, in lower case.
pub(super) fn name(element: &BytesStart<'_>) -> String {
    element.local_name().as_ref().to_ascii_lowercase()
}

/// The value of an attribute, on one line.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| one_line(&value))
}

/// What is inside an element: text with its references replaced; within elements of its own, as
/// XHTML has them, markup.
pub(super) fn inner(
    reader: &mut Reader<&[u8]>,
    open: &BytesStart<'_>,
) -> Result<String, quick_xml::Error> {
    let mut out = String::new();
    let mut depth = 0_usize;
    let wanted = open.name().as_ref().to_owned();
    loop {
        match reader.read_event()? {
            Event::Start(element) => {
                depth += 1;
                push_tag(&mut out, "<", &name(&element), ">");
            }
            Event::Empty(element) => push_tag(&mut out, "<", &name(&element), "/>"),
            Event::End(element) => {
                if depth == 0 || element.name().as_ref() == wanted {
                    return Ok(out);
                }
                depth -= 1;
                let tag = element.local_name().as_ref().to_ascii_lowercase();
                push_tag(&mut out, "</", &tag, ">");
            }
            Event::Text(text) => out.push_str(&text),
            Event::CData(text) => out.push_str(&text),
            Event::GeneralRef(reference) => {
                let reference = format!("&{};", &*reference);
                // Within markup a reference is read with it.
                match unescape(&reference).ok().filter(|_| depth == 0) {
                    Some(text) => out.push_str(&text),
                    None => out.push_str(&reference),
                }
            }
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

fn push_tag(out: &mut String, open: &str, name: &str, close: &str) {
    for part in [open, name, close] {
        out.push_str(part);
    }
}
