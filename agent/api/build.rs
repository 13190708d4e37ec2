//! Takes the pages that `addin/` has built into the program. Without them it is built all the same, and says so.

use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let addin = root.join("../../addin");
    let built = addin.join("dist");
    // Cargo builds anew each time while a file it watches is missing: then the folder around it tells as much.
    let watched = if built.is_dir() || addin.join("node_modules").is_dir() { &built } else { &addin };
    println!("cargo::rerun-if-changed={}", watched.display());
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    gather(&built, "", &mut files);
    files.sort();
    let mut table = String::from("const BUILT: &[Built] = &[\n");
    for (path, file) in &files {
        let brotli = file.with_added_extension("br");
        let brotli = match brotli.is_file() {
            true => format!("Some(include_bytes!({brotli:?}))"),
            false => "None".into(),
        };
        let _infallible = writeln!(
            table,
            "    Built {{ path: {path:?}, bytes: include_bytes!({file:?}), brotli: {brotli} }},"
        );
    }
    table.push_str("];\n");
    let place = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("pages.rs");
    if std::fs::read_to_string(&place).is_ok_and(|known| known == table) {
        return;
    }
    if let Err(e) = std::fs::write(&place, table) {
        println!("cargo::error=cannot write {}: {e}", place.display());
    }
}

/// Finds the files to serve; hidden ones, source maps and compressed twins are none.
fn gather(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let (path, served) = (entry.path(), format!("{prefix}/{name}"));
        let left_out = name.starts_with('.') || [".map", ".br", ".gz"].iter().any(|end| name.ends_with(end));
        match left_out {
            true => {}
            false if path.is_dir() => gather(&path, &served, files),
            false => files.push((served, path)),
        }
    }
}
