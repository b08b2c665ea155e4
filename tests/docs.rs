//! The README names every command, flag and query operator.

use std::process::Command;

const README: &str = include_str!("../README.md");

fn help(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_onrecord")).args(args).output();
    String::from_utf8(output.expect("the program runs").stdout).expect("text")
}

#[test]
fn every_command_and_flag_stands_in_the_readme() {
    let commands: Vec<String> = help(&["--help"])
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next().map(str::to_owned))
        .collect();
    assert!(commands.len() >= 9, "{commands:?}");
    let mut missing = Vec::new();
    for command in &commands {
        if !README.contains(&format!("`{command}`"))
            && !README.contains(&format!("onrecord {command}"))
        {
            missing.push(command.clone());
        }
        for word in
            help(&[command, "--help"]).split(|c: char| !(c.is_ascii_lowercase() || c == '-'))
        {
            if word.starts_with("--") && word.len() > 3 && !README.contains(word) {
                missing.push(format!("{command} {word}"));
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "not in the README: {missing:?}");
}

/// The arguments of the program in the README's line that begins with these words.
fn arguments(line: &str) -> Vec<Vec<String>> {
    let line = README.lines().find(|found| found.trim().starts_with(line)).expect("a command");
    line.split("&&")
        .filter_map(|command| command.split_once(" -- ").map(|(_, arguments)| arguments))
        .map(|arguments| {
            // Quotation marks hold words together; nothing else is needed for these lines.
            let parts = arguments.split('"').enumerate();
            parts
                .flat_map(|(i, part)| -> Vec<String> {
                    if i % 2 == 1 {
                        vec![part.to_owned()]
                    } else {
                        part.split_whitespace().map(str::to_owned).collect()
                    }
                })
                .collect()
        })
        .collect()
}

#[test]
fn the_first_command_prints_what_the_readme_shows() {
    let archive = crate::harness::Archive::new();
    let corpus = archive.path().join("corpus");
    std::fs::create_dir_all(&corpus).expect("a folder");
    crate::harness::copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), &corpus);
    let commands = arguments("cargo run --release -- index");
    assert_eq!(commands.len(), 2);
    let mut printed = String::new();
    for command in &commands {
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        printed = archive.run(&command).success().stdout;
    }
    let first = printed.split("\n\n").next().expect("a hit");
    let shown: Vec<&str> = first.lines().map(str::trim_end).collect();
    assert!(README.contains(&shown.join("\n")), "the README shows something else than:\n{first}");
}

#[test]
fn manual_pages_and_completions_are_made() {
    assert!(help(&["man"]).contains(".TH onrecord"));
    assert!(help(&["man", "search"]).contains("collapse"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(help(&["completions", shell]).contains("onrecord"), "{shell}");
    }
}

#[test]
fn dates_get_the_values_that_the_readme_shows() {
    let rows = README
        .split_once("| text | values |")
        .map_or("", |(_, table)| table)
        .lines()
        .skip(2)
        .map_while(|row| row.strip_prefix("| ")?.trim_end_matches('|').split_once(" |"));
    let published = "2025-10-13".parse().ok();
    let mut shown = 0;
    for (text, values) in rows {
        let found = onrecord::timex::timexes(text, published);
        let found: Vec<String> = found
            .iter()
            .map(|timex| format!("{} = {}", timex.span.of(text), timex.value))
            .collect();
        assert_eq!(found.join(", "), values.trim(), "{text}");
        shown += 1;
    }
    assert!(shown >= 15, "{shown} rows");
}
