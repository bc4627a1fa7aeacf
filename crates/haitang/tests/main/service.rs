//! A running `haitang demo`, and the commands beside it.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

/// Runs the binary to its end; returns exit status, output and complaints.
pub(crate) fn haitang(arguments: &[&str]) -> (i32, Vec<u8>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_haitang")).args(arguments).output().unwrap();
    (output.status.code().unwrap_or(-1), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Runs the binary and reads its JSON.
pub(crate) fn haitang_json(arguments: &[&str]) -> serde_json::Value {
    let (status, out, complaints) = haitang(arguments);
    serde_json::from_slice(&out).unwrap_or_else(|error| {
        panic!("{arguments:?}: status {status}, {error}: {}\n{complaints}", String::from_utf8_lossy(&out))
    })
}

/// Copies a data directory with the key beside it, so that each test has its own.
pub(crate) fn copy_of(data: &Path, to: &Path) -> PathBuf {
    let target = to.join("data");
    let copied = Command::new("cp").arg("-r").arg(data).arg(&target).status().unwrap();
    assert!(copied.success());
    std::fs::copy(data.with_extension("key"), target.with_extension("key")).unwrap();
    target
}

/// The demonstration until 7 December 06:00, made once for all tests of this binary.
pub(crate) fn story() -> &'static Path {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let place = MADE.get_or_init(|| {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        let arguments = [
            "simulate",
            "--seed",
            "1",
            "--out",
            data.to_str().unwrap(),
            "--until",
            "2021-12-07T06:00",
            "--json",
        ];
        let made = haitang_json(&arguments);
        assert!(made["facts"].as_u64().unwrap() > 10_000, "{made}");
        place
    });
    Box::leak(place.path().join("data").into_boxed_path())
}

/// A service that is killed when it is dropped.
pub(crate) struct Service {
    child: Child,
    pub(crate) url: String,
    pub(crate) ready_after: Duration,
    /// What the service tells its operator besides its address.
    pub(crate) says: String,
}

impl Service {
    pub(crate) fn start(data: &Path) -> Service {
        Self::run(&["demo", "--data", data.to_str().unwrap(), "--port", "0", "--json"])
    }

    /// Starts `haitang serve`, as a post of its own does.
    pub(crate) fn start_post(data: &Path) -> Service {
        Self::run(&["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0", "--json"])
    }

    #[expect(clippy::disallowed_methods, reason = "how soon the service is ready again is measured")]
    fn run(arguments: &[&str]) -> Service {
        let began = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_haitang"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: serde_json::Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        let url = said["url"].as_str().unwrap().to_owned();
        assert_eq!(ureq::get(format!("{url}/healthz")).call().unwrap().status(), 200);
        let says = said["says"].as_str().unwrap_or_default().to_owned();
        Service { child, url, ready_after: began.elapsed(), says }
    }

    /// Ends the process at once, as a power failure would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Signs in and returns the cookie.
    pub(crate) fn sign_in(&self, handle: &str) -> String {
        let body = serde_json::json!({ "handle": handle, "password": format!("haitang-{handle}") });
        let answer = ureq::post(format!("{}/api/v1/session", self.url)).send_json(body).unwrap();
        let cookie = answer.headers().get("set-cookie").unwrap().to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have been killed already, which is as well.
        let _gone = self.child.kill();
        let _waited = self.child.wait();
    }
}
