//! Who holds the port: nobody else may stand where browsers look for the agent.

use crate::agent::{Agent, LONG};
use crmweb_support::{Program, eventually};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};

/// A part of probe 40: a squatter on either address.
#[test]
fn an_agent_does_not_start_beside_a_squatter_and_says_who_it_is() {
    let agent = Agent::start();
    for ip in [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()] {
        let Ok(squatter) = TcpListener::bind((ip, 0)) else { continue };
        let port = squatter.local_addr().unwrap().port();
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data").display().to_string();
        let said = agent.say(&["--data", &data, "serve", "--port", &port.to_string(), "--json"]);
        assert_eq!(said.status, 78, "{said:?}");
        let error: serde_json::Value = serde_json::from_str(&said.err).unwrap();
        assert_eq!(error["error"]["code"], "api.port-in-use");
        let message = error["error"]["message"].as_str().unwrap();
        assert!(message.contains(&format!("port {port} of {ip}")), "{message}");
        if cfg!(target_os = "linux") {
            assert!(message.contains(&format!("process {}", std::process::id())), "{message}");
        }
        assert!(error["error"]["hint"].as_str().unwrap().contains("--port"), "{error}");
        let both = [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
        let other = both.into_iter().find(|other| *other != ip).unwrap();
        assert!(TcpStream::connect(SocketAddr::new(other, port)).is_err(), "nothing was left behind");
        assert!(!place.path().join("data/api.port").exists());
    }
}

#[test]
fn a_second_agent_on_the_same_port_is_told_of_the_first() {
    let agent = Agent::start();
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data").display().to_string();
    let said = agent.say(&["--data", &data, "serve", "--port", &agent.port.to_string()]);
    assert_eq!(said.status, 78, "{said:?}");
    assert!(said.err.contains("crmweb (process"), "{said:?}");
    let said = agent.say(&["--data", &data, "doctor", "--offline"]);
    assert!(said.out.contains("panel"), "{said:?}");
    // The doctor of the one that serves is content.
    let doctor = agent.json(&["doctor", "--offline"]);
    let panel = doctor["findings"].as_array().unwrap().iter().find(|found| found["what"] == "panel").unwrap();
    assert_eq!(
        (&panel["verdict"], panel["found"].as_str().unwrap().contains(&agent.own())),
        (&"fine".into(), true)
    );
}

#[test]
fn the_doctor_names_a_stranger_on_the_configured_port() {
    let agent = Agent::start();
    let squatter = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = squatter.local_addr().unwrap().port();
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("config.toml"), format!("[api]\nport = {port}\n")).unwrap();
    let data = data.display().to_string();
    let said = agent.say(&["--data", &data, "doctor", "--offline"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.out.contains("api.port-in-use"), "{said:?}");
    drop(squatter);
    let said = agent.say(&["--data", &data, "doctor", "--offline"]);
    assert!(said.status == 0 && said.out.contains(&format!("port {port} is free")), "{said:?}");
}

#[test]
fn the_port_is_told_to_its_owner_alone_and_the_api_can_be_left_out() {
    let agent = Agent::start();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(agent.data().join("api.port")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data").display().to_string();
    let words = ["--data", &data, "serve", "--no-api", "--json"];
    let mut quiet = Program::start(&mut agent.command(&words));
    quiet.line("the agent to run", LONG, |line| line.contains("\"address\": null"));
    eventually("its door", LONG, || place.path().join("data/control.sock").exists().then_some(()));
    assert!(!place.path().join("data/api.port").exists());
    quiet.ask_to_end();
    assert!(quiet.ends(LONG).success());
}
