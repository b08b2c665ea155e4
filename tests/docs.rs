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

#[test]
fn manual_pages_and_completions_are_made() {
    assert!(help(&["man"]).contains(".TH onrecord"));
    assert!(help(&["man", "search"]).contains("collapse"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(help(&["completions", shell]).contains("onrecord"), "{shell}");
    }
}
