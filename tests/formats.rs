//! Formats beyond plain text, Markdown and JSON.

use std::io::{Cursor, Write as _};

use crate::harness::{Archive, TALKS};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("bytes are written to memory");
    encoder.finish().expect("bytes are written to memory")
}

/// A page with an article among menus, other articles and a footer.
fn page(head: &str) -> String {
    let paragraph = "<p>Mayor Olena Kravets said on Tuesday that the northern pier would open in \
        May. “We are ready,” Kravets told reporters at the town hall, and the council agreed.</p>";
    format!(
        "<!DOCTYPE html><html lang=en><head><title>Pier to open | Harbour Post</title>{head}</head>\
         <body><nav><a href=/>Home</a> <a href=/s>Sport</a></nav><article><h1>Pier to open</h1>{}\
         <h2>Who pays</h2>{}</article><aside><a href=/t>Ten zeppelins to see</a></aside>\
         <footer>All rights reserved.</footer></body></html>",
        paragraph.repeat(4),
        paragraph.repeat(3)
    )
}

#[test]
fn a_saved_page_is_its_article() {
    let graph = "<script type='application/ld+json'>{\"@graph\": [{\"@type\": \"WebSite\"}, \
        {\"@type\": \"ReportageNewsArticle\", \"headline\": \"Pier to open\", \
        \"datePublished\": \"2024-04-18T23:00:00-05:00\", \"dateModified\": \"2024-05-01\", \
        \"author\": {\"name\": \"Mary Cole\"}, \"publisher\": {\"name\": \"Harbour Post\"}}]}</script>";
    let archive = Archive::new()
        .file("pier.html", page(graph))
        .file("pier_files/ad.html", page(""))
        .indexed();
    assert!(archive.found(&["zeppelins"]).is_empty());
    assert!(archive.found(&["rights", "reserved"]).is_empty());
    let hits = archive.hits(&["northern pier", "--speaker", "Kravets", "--section", "Who pays"]);
    let article = &hits[0]["article"];
    assert_eq!(article["headline"], "Pier to open");
    assert_eq!(article["published"], "2024-04-18");
    assert_eq!(article["published_from"], "json-ld");
    assert_eq!(article["byline"][0], "Mary Cole");
    assert_eq!(article["outlet"], "Harbour Post");
}

#[test]
fn a_feed_gives_an_article_for_each_entry() {
    let rss = "<?xml version=\"1.0\"?><rss xmlns:content=\"c\" xmlns:dc=\"d\"><channel>\
        <title>Harbour Post</title><language>en-gb</language>\
        <item><title>Pier &amp;amp; dam</title><link>https://example.org/1</link><guid>one</guid>\
        <pubDate>Thu, 18 Apr 2024 23:30:00 -0500</pubDate><dc:creator>Mary Cole</dc:creator>\
        <description>short</description>\
        <content:encoded><![CDATA[<p>The pier opens in May.</p><p>It is the <b>longest</b>.</p>]]></content:encoded></item>\
        <item><title>Dam</title><guid>two</guid><description>&lt;p&gt;The dam held.&lt;/p&gt;</description></item>\
        </channel></rss>";
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Wire</title><entry><title>Bridge</title>\
        <id>urn:3</id><link rel=\"self\" href=\"https://example.org/self\"/><link href=\"https://example.org/3\"/>\
        <published>2024-04-20T01:00:00Z</published><updated>2024-06-01T00:00:00Z</updated>\
        <author><name>John Hill</name></author>\
        <content type=\"xhtml\"><div><p>The bridge &amp; the ramp closed.</p></div></content></entry></feed>";
    let archive = Archive::new()
        .file("a.rss", rss)
        .file("b.xml", atom)
        .file("c.xml", "<config><entry/></config>")
        .file("d.atom", "<feed><entry><title>One</title><id>1</id></entry><entry>");
    let ran = archive.run(&["index", ".", "--json"]).success();
    assert_eq!(ran.json()[0]["articles"]["added"], 4, "{ran}");
    assert_eq!(ran.json()[0]["files"]["skipped"]["unsupported-kind"], 1, "{ran}");
    let pier = &archive.hits(&["longest"])[0];
    assert_eq!(pier["article"]["headline"], "Pier & dam");
    assert_eq!(pier["article"]["published"], "2024-04-18");
    assert_eq!(pier["article"]["outlet"], "Harbour Post");
    assert_eq!(pier["passage"]["text"], "It is the longest.");
    let bridge = &archive.hits(&["ramp"])[0];
    assert_eq!(bridge["passage"]["text"], "The bridge & the ramp closed.");
    assert_eq!(bridge["article"]["url"], "https://example.org/3");
    assert_eq!(bridge["article"]["published"], "2024-04-20");
    assert_eq!(bridge["article"]["byline"][0], "John Hill");
}

#[test]
fn subtitles_are_a_transcript() {
    let vtt = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Olena Kravets>We will open the pier\n\n\
        00:03.000 --> 00:05.000\n<v Olena Kravets>in May, as planned.\n\n\
        00:05.000 --> 00:06.000\n<v John Hill>The dam has held for ninety years.\n\n\
        00:06.000 --> 00:09.000\n<v Olena Kravets>It will hold for ninety more years.\n";
    let archive = Archive::new().file("2024-04-18-talk.vtt", vtt).indexed();
    let hits = archive.hits(&["pier", "--speaker", "Kravets"]);
    assert_eq!(
        hits[0]["passage"]["text"],
        "Olena Kravets: We will open the pier in May, as planned."
    );
    assert_eq!(archive.found(&["dam", "--speaker", "Hill"]).len(), 1);
}

#[test]
fn compressed_files_are_read_and_bombs_refused() {
    let lines =
        "{\"id\": 1, \"text\": \"The pier opens.\"}\n{\"id\": 2, \"text\": \"The dam held.\"}\n";
    let archive = Archive::new()
        .file("2024-04-18.txt.gz", gzip(TALKS.as_bytes()))
        .file(
            "b.jsonl.zst",
            zstd::stream::encode_all(lines.as_bytes(), 3).expect("bytes in memory"),
        )
        .file("c.txt.gz", gzip(&vec![b'x'; 30 << 20]))
        .file("d.txt.zst", "no zstd")
        .file("e.tar.gz", gzip(b"tar"));
    let ran = archive.run(&["index", ".", "--json"]).success();
    let report = &ran.json()[0];
    assert_eq!(
        (&report["articles"]["added"], &report["files"]["indexed"]),
        (&3.into(), &2.into()),
        "{ran}"
    );
    assert_eq!(report["failed"].as_array().map(Vec::len), Some(2), "{ran}");
    let _ = ran.notes("c.txt.gz: expands to more than").notes("d.txt.zst: damaged Zstd data");
    assert_eq!(archive.hits(&["northern"])[0]["article"]["published"], "2024-04-18");
}

#[test]
fn any_charset_is_read() {
    let archive = Archive::new()
        .file("latin.txt", b"Le maire a d\xe9clar\xe9 que la jet\xe9e serait ouverte en \xe9t\xe9.\n")
        .file(
            "page.html",
            b"<html><meta charset=windows-1251><body><p>\xcc\xee\xf1\xf2 \xe7\xe0\xea\xf0\xfb\xf2.</p></body></html>",
        )
        .indexed();
    assert_eq!(archive.found(&["jetée"]).len(), 1);
    assert_eq!(archive.found(&["мост"]).len(), 1);
}

#[test]
fn unknown_names_of_fields_are_told_and_can_be_mapped() {
    let story = "The northern pier opens in May. ".repeat(10);
    let archive = Archive::new().file(
        "a.json",
        format!("[{{\"slug\": \"Pier\", \"meta\": {{\"day\": \"2024-04-18\"}}, \"story\": \"{story}\"}}]"),
    );
    let ran = archive.run(&["index", "."]);
    let _ = ran.notes("long ones: story (--map body=story)");
    let again = Archive::new().file(
        "a.json",
        format!("[{{\"slug\": \"Pier\", \"meta\": {{\"day\": \"2024-04-18\"}}, \"story\": \"{story}\"}}]"),
    );
    let _ = again
        .run(&["index", ".", "--map", "body=story,headline=slug,published=meta.day"])
        .success();
    let hits = again.hits(&["northern"]);
    assert_eq!(hits[0]["article"]["headline"], "Pier");
    assert_eq!(hits[0]["article"]["published"], "2024-04-18");
    let _ = again.run(&["index", "--map", "story=body", "."]).ends(2).notes("no field \"story\"");
}

#[test]
fn html_in_a_field_is_text() {
    let archive = Archive::new()
        .file("a.json", "{\"title\": \"Pier\", \"content\": \"<p>The pier &amp; the dam.</p><p>Both <i>held</i>.</p>\"}")
        .indexed();
    assert_eq!(archive.hits(&["held"])[0]["passage"]["text"], "Both held.");
}

#[test]
fn unclosed_tags_and_random_bytes_neither_crash_nor_hang() {
    let mut noise: Vec<u8> = Vec::new();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..20_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        noise.push(state.to_le_bytes()[0]);
    }
    let mut archive = Archive::new().file("talks.txt", TALKS);
    for tag in ["div", "b", "table><tr><td", "p"] {
        let name: String = tag.chars().filter(char::is_ascii_alphabetic).collect();
        let html = format!("<p>The dam held.</p>{}", format!("<{tag}>").repeat(100_000));
        archive = archive.file(&format!("{name}.html"), html);
    }
    for ending in ["html", "rss", "vtt", "srt", "txt.gz", "jsonl.zst"] {
        archive = archive.file(&format!("noise.{ending}"), &noise);
    }
    let _ = archive.run(&["index", "."]).success();
    assert!(archive.found(&["dam", "held"]).len() >= 3);
}

#[test]
fn headers_and_footers_of_converted_pages_are_no_text() {
    let page = |n: usize, text: &str| {
        format!(
            "Harbour Council    Minutes of 18 April 2024\n\n{text}\n\n            Page {n} of 3\n\u{c}"
        )
    };
    let text = [
        page(1, "Opening\n\nMayor Olena Kravets said that the northern pier, which had been closed\nsince the storm of last winter, would open again in the spring, and that the"),
        page(2, "harbour master had found no cracks. “We are ready,” Kravets told the coun-\ncil, which agreed.\n\nThe budget was put off until the next meeting, since two of its members"),
        page(3, "were absent. The council will meet again when the budget has been printed\nand sent to all of its members, the clerk said."),
    ]
    .concat();
    let archive = Archive::new().file("minutes.txt", text).indexed();
    let hits = archive.hits(&["\"and that the harbour master\"", "--speaker", "Kravets"]);
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0]["article"]["headline"], "Opening");
    assert_eq!(archive.found(&["\"two of its members were absent\""]).len(), 1);
    assert_eq!(archive.found(&["\"told the council\""]).len(), 1);
    assert!(archive.found(&["minutes", "april"]).is_empty());
    assert!(archive.found(&["page 3"]).is_empty());
}

/// A zip archive of files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let options = zip::write::SimpleFileOptions::default();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(*path, options).expect("a file in memory");
        zip.write_all(bytes).expect("bytes in memory");
    }
    zip.finish().expect("a file in memory").into_inner()
}

#[test]
fn a_book_is_one_article_with_its_chapters_as_sections() {
    let container =
        b"<container><rootfiles><rootfile full-path='book.opf'/></rootfiles></container>";
    let package = b"<package><metadata xmlns:dc='d'><dc:title>The year of the pier</dc:title>\
        <dc:creator>Mary Cole</dc:creator><dc:date>2024-04-18</dc:date><dc:language>en</dc:language>\
        </metadata><manifest><item id='a' href='1.xhtml'/><item id='b' href='2.xhtml'/></manifest>\
        <spine><itemref idref='a'/><itemref idref='b'/></spine></package>";
    let first = b"<html><head><title/></head><body><h1>Spring</h1><p>The storm broke the northern pier.</p></body></html>";
    let second = b"<html><body><h1>Autumn</h1><p>Mayor Olena Kravets said the pier would open in May.</p></body></html>";
    let files: [(&str, &[u8]); 4] = [
        ("META-INF/container.xml", container),
        ("book.opf", package),
        ("1.xhtml", first),
        ("2.xhtml", second),
    ];
    let zeros = vec![b' '; 30 << 20];
    let bomb: [(&str, &[u8]); 4] = [files[0], files[1], files[2], ("2.xhtml", &zeros)];
    let archive = Archive::new()
        .file("pier.epub", zipped(&files))
        .file("bomb.epub", zipped(&bomb))
        .file("none.epub", "PK none");
    let ran = archive.run(&["index", ".", "--json"]).success();
    assert_eq!(ran.json()[0]["records"]["failed"], 1, "{ran}");
    let _ = ran
        .notes("bomb.epub: record 2, 2.xhtml: expands to more than")
        .notes("none.epub: no EPUB: ");
    let hit = &archive.hits(&["pier", "--speaker", "Kravets"])[0];
    assert_eq!(hit["passage"]["section"], "Autumn");
    assert_eq!(hit["article"]["headline"], "The year of the pier");
    assert_eq!(hit["article"]["published"], "2024-04-18");
    assert_eq!(hit["article"]["byline"][0], "Mary Cole");
}
