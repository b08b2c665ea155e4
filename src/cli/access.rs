//! How we tell a cluster who we are: from the environment, a file that only its owner may read, or
//! a command that asks a keyring. Never from an argument, which others on the machine can see, and
//! never into an error.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use serde::Deserialize;

use crate::engine::opensearch::{Access, Secrets};

/// A name, with [`PASSWORD`].
const USER: &str = "ONRECORD_CLUSTER_USER";
/// A password.
const PASSWORD: &str = "ONRECORD_CLUSTER_PASSWORD";
/// A key in the place of name and password.
const API_KEY: &str = "ONRECORD_CLUSTER_API_KEY";
/// A file with `user` and `password`, or `api_key`.
const FILE: &str = "ONRECORD_CLUSTER_SECRETS";
/// A command that prints the password of the user, or a key where no user is named.
const COMMAND: &str = "ONRECORD_CLUSTER_COMMAND";

/// What a file of secrets may say.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    user: Option<String>,
    password: Option<String>,
    api_key: Option<String>,
}

/// Reads who we are, and whose certificates we believe.
pub(super) fn read(authorities: Option<&Path>) -> anyhow::Result<Access> {
    let authorities = authorities
        .map(|file| fs::read(file).with_context(|| format!("--ca {}", file.display())))
        .transpose()?;
    Ok(Access { secrets: secrets(&variable)?, authorities })
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn secrets(variable: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Option<Secrets>> {
    let mut told = match variable(FILE) {
        Some(file) => from_file(Path::new(&file))?,
        None => Told::default(),
    };
    told.user = variable(USER).or(told.user);
    told.password = variable(PASSWORD).or(told.password);
    told.api_key = variable(API_KEY).or(told.api_key);
    if let Some(command) = variable(COMMAND) {
        let printed = Some(from_command(&command)?);
        if told.user.is_some() {
            told.password = printed;
        } else {
            told.api_key = printed;
        }
    }
    Ok(match (told.api_key, told.user, told.password) {
        (Some(_), Some(_), _) => {
            bail!("{USER} and {API_KEY} are both given; which of them is meant?")
        }
        (Some(key), None, _) => Some(Secrets::Key(sendable(key, API_KEY)?)),
        (None, Some(user), Some(password)) => Some(Secrets::Password { user, password }),
        (None, Some(_), None) => bail!("{USER} is given, but not {PASSWORD}"),
        (None, None, Some(_)) => bail!("{PASSWORD} is given, but not {USER}"),
        (None, None, None) => None,
    })
}

/// A key goes into a header as it is.
fn sendable(key: String, from: &str) -> anyhow::Result<String> {
    if key.chars().all(|c| c.is_ascii_graphic()) {
        return Ok(key);
    }
    bail!("{from}: a key has no spaces and no other than ASCII characters")
}

fn from_file(file: &Path) -> anyhow::Result<Told> {
    let told = || format!("{FILE}: {}", file.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let mode = fs::metadata(file).with_context(told)?.mode();
        if mode & 0o077 != 0 {
            bail!("{}: others may read it; run: chmod 600 {}", told(), file.display());
        }
    }
    let text = fs::read_to_string(file).with_context(told)?;
    // What is wrong is not shown: the line may hold the secret.
    toml::from_str(&text)
        .ok()
        .with_context(|| format!("{}: is to hold user and password, or api_key, as TOML", told()))
}

fn from_command(command: &str) -> anyhow::Result<String> {
    let output = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{COMMAND} cannot be run"))?;
    if !output.status.success() {
        bail!("{COMMAND} failed ({})", output.status);
    }
    let printed = String::from_utf8(output.stdout).ok();
    let line = printed.as_deref().and_then(|text| text.lines().next()).unwrap_or_default();
    if line.is_empty() {
        bail!("{COMMAND} printed nothing");
    }
    Ok(line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(variables: &[(&str, &str)]) -> Result<Option<Secrets>, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        secrets(&variable).map_err(|error| format!("{error:#}"))
    }

    fn password(user: &str, password: &str) -> Secrets {
        let (user, password) = (user.to_owned(), password.to_owned());
        Secrets::Password { user, password }
    }

    #[test]
    fn secrets_come_from_the_environment() {
        assert_eq!(told(&[]), Ok(None));
        assert_eq!(
            told(&[(USER, "ann"), (PASSWORD, "s3cret")]),
            Ok(Some(password("ann", "s3cret")))
        );
        assert_eq!(told(&[(API_KEY, "a2V5")]), Ok(Some(Secrets::Key("a2V5".to_owned()))));
        for wrong in [
            &[(USER, "ann")][..],
            &[(PASSWORD, "s3cret")],
            &[(USER, "ann"), (PASSWORD, "s3cret"), (API_KEY, "s3cret")],
            &[(API_KEY, "s3cret\n")],
        ] {
            let error = told(wrong).expect_err("refused");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_secrets_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secrets.toml");
        let name = file.to_str().expect("a name");
        let mode = |mode| {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode");
        };
        fs::write(&file, "user = \"ann\"\npassword = \"s3cret\"\n").expect("a file");
        mode(0o644);
        let error = told(&[(FILE, name)]).expect_err("refused");
        assert!(error.contains("chmod 600"), "{error}");
        mode(0o600);
        assert_eq!(told(&[(FILE, name)]), Ok(Some(password("ann", "s3cret"))));
        assert_eq!(told(&[(FILE, name), (USER, "bob")]), Ok(Some(password("bob", "s3cret"))));
        for wrong in ["password = s3cret", "passwort = \"s3cret\""] {
            fs::write(&file, wrong).expect("a file");
            let error = told(&[(FILE, name)]).expect_err("refused");
            assert!(error.contains("as TOML") && !error.contains("s3cret"), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_command_prints_a_password_or_a_key() {
        assert_eq!(
            told(&[(USER, "ann"), (COMMAND, "echo s3cret")]),
            Ok(Some(password("ann", "s3cret")))
        );
        assert_eq!(told(&[(COMMAND, "printf a2V5")]), Ok(Some(Secrets::Key("a2V5".to_owned()))));
        for wrong in ["echo s3cret; false", "true", "printf 's3 cret'"] {
            let error = told(&[(COMMAND, wrong)]).expect_err("refused");
            assert!(!error.contains("s3"), "{error}");
        }
    }
}
