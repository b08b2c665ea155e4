//! What a cluster asks for before it answers, kept out of everything that is printed.

use std::fmt;

use data_encoding::BASE64;

/// Who asks, and whom to believe.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// How we tell who we are; `None` where the cluster does not ask.
    pub secrets: Option<Secrets>,
    /// Certificates (PEM) of the authorities to believe in the place of the system's.
    pub authorities: Option<Vec<u8>>,
}

/// How we tell who we are. Debug output shows the kind alone.
#[derive(Clone, PartialEq, Eq)]
pub enum Secrets {
    /// A name and a password.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// A key that the cluster made, as it printed it.
    Key(String),
}

impl Secrets {
    /// The value of the header that tells them.
    pub(super) fn header(&self) -> String {
        match self {
            Self::Password { user, password } => {
                format!("Basic {}", BASE64.encode(format!("{user}:{password}").as_bytes()))
            }
            Self::Key(key) => format!("ApiKey {key}"),
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password { .. } => "Password",
            Self::Key(_) => "Key",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_in_the_header_and_nowhere_else() {
        let password = Secrets::Password { user: "ann".to_owned(), password: "s3cret".to_owned() };
        assert_eq!(password.header(), "Basic YW5uOnMzY3JldA==");
        assert_eq!(Secrets::Key("abc".to_owned()).header(), "ApiKey abc");
        let access = Access { secrets: Some(password), authorities: None };
        assert!(!format!("{access:?}").contains("s3cret"));
    }
}
