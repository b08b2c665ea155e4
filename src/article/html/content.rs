//! The elements of a page → plain text and its blocks.

use ego_tree::NodeId;
use trafilatura::dom::Document;

use super::spacing::HELD;
use crate::article::Block;
use crate::article::rendered::Rendered;

/// Elements of which nothing is text of an article.
const UNSEEN: &[&str] = &[
    "audio", "button", "canvas", "form", "head", "iframe", "input", "noscript", "object", "script",
    "select", "style", "svg", "template", "textarea", "video",
];

/// Elements that stand within the text of a block. Any other begins a block of its own.
pub(super) const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// What is to be done at a node.
enum Step {
    Enter(NodeId),
    Leave(NodeId),
}

/// Renders what is below `root`.
pub(super) fn render(doc: &Document, root: NodeId) -> (String, Vec<Block>) {
    let mut text = Rendered::default();
    let mut steps = vec![Step::Enter(root)];
    // Elements of preformatted text that are open.
    let mut verbatim = 0_usize;
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(id) if doc.is_text(id) => {
                let words = doc.text_content(id).replace(HELD, " ");
                if verbatim > 0 { text.push(&words) } else { text.push_folded(&words) }
            }
            Step::Enter(id) => {
                let tag = doc.tag_name(id);
                if UNSEEN.contains(&tag) {
                    continue;
                }
                match tag {
                    "br" => text.push("\n"),
                    "td" | "th" => {}
                    "pre" => {
                        text.close();
                        verbatim += 1;
                    }
                    _ if is_heading(tag) => text.heading(),
                    _ if !tag.is_empty() && !INLINE.contains(&tag) => text.close(),
                    _ => {}
                }
                steps.push(Step::Leave(id));
                steps.extend(doc.child_nodes(id).into_iter().rev().map(Step::Enter));
            }
            Step::Leave(id) => match doc.tag_name(id) {
                "br" => {}
                "td" | "th" => text.push("\t"),
                "pre" => {
                    text.close();
                    verbatim -= 1;
                }
                tag if !tag.is_empty() && !INLINE.contains(&tag) => text.close(),
                _ => {}
            },
        }
    }
    text.finish()
}

fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
