//! A cluster that wants to know who asks: each refusal is one clear line, and tells no secret.

use super::nodes::Nodes;
use crate::harness::{Archive, TALKS};

/// Arguments, variables of the environment, and what is told.
type Case<'c> = (&'c [String], &'c [(&'c str, &'c str)], &'c str);

/// Runs the program as somebody; what it printed, and its status.
fn run(archive: &Archive, args: &[&str], secrets: &[(&str, &str)]) -> (i32, String, String) {
    let output = archive.command(args).envs(secrets.iter().copied()).output();
    let output = output.expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
#[ignore = "starts a cluster of its own"]
fn each_refusal_is_one_line_and_tells_no_secret() {
    let nodes = Nodes::safe(1);
    let archive = Archive::new().file("talks.txt", TALKS);
    let address = nodes.address("news");
    let tls = |name: &str| nodes.home.join("tls").join(name).to_string_lossy().into_owned();
    let (ca, other) = (tls("ca.pem"), tls("other.pem"));
    let (user, password) = ("ONRECORD_CLUSTER_USER", "ONRECORD_CLUSTER_PASSWORD");
    let admin = &[(user, "admin"), (password, "admin")][..];
    let (status, out, err) =
        run(&archive, &["index", ".", "--index", &address, "--ca", &ca], admin);
    assert_eq!(status, 0, "{out}{err}");
    let reader = &[(user, "readall"), (password, "readall")][..];
    let (status, out, err) =
        run(&archive, &["search", "harbour", "--index", &address, "--ca", &ca], reader);
    assert_eq!(status, 0, "{out}{err}");
    let by_name = address.replace("127.0.0.1", "localhost");
    let wrong = &[(user, "admin"), (password, "s3cret-and-wrong")][..];
    let key = &[("ONRECORD_CLUSTER_API_KEY", "czNjcmV0LWFuZC13cm9uZw==")][..];
    let read = |address: &str, ca: &str| {
        ["search", "harbour", "--index", address, "--ca", ca].map(str::to_owned)
    };
    let index = ["index", ".", "--hash", "--index", &address, "--ca", &ca].map(str::to_owned);
    std::fs::write(archive.path().join("new.txt"), TALKS).expect("a file");
    let fresh = format!("{address}-not-made");
    let make = ["index", ".", "--index", &fresh, "--ca", &ca].map(str::to_owned);
    let plain = address.replace("https", "http");
    let cases: [Case<'_>; 8] = [
        (&read(&address, &other), admin, "not signed by an authority that is trusted here"),
        (&read(&by_name, &ca), admin, "made out for another name"),
        (&read(&address, &ca), wrong, "who we are was refused (401)"),
        (&read(&address, &ca), key, "who we are was refused (401)"),
        (&read(&address, &ca), &[], "who we are was refused (401)"),
        (&index, reader, "not allowed (403)"),
        (&make, reader, "not allowed (403)"),
        (&read(&plain, &ca), wrong, "tried"),
    ];
    for (args, secrets, told) in cases {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (status, out, err) = run(&archive, &args, secrets);
        println!("{err}");
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}: {err}");
        assert_eq!(err.trim().lines().count(), 1, "{args:?}: {err}");
        assert!(err.contains(told), "{args:?}: {err}");
        for secret in ["s3cret", "czNjcmV0", "admin:", "Basic", "YWRtaW4"] {
            assert!(!err.contains(secret), "{args:?} tells {secret}: {err}");
        }
    }
}
