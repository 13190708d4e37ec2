//! Takes the pages that `addin/` has built into the program. Without them it is built all the same, and says so.

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

fn main() {
    let place = |name: &str| PathBuf::from(std::env::var_os(name).unwrap_or_default());
    let addin = place("CARGO_MANIFEST_DIR").join("../../addin");
    let built = addin.join("dist");
    // Cargo builds anew each time while a file it watches is missing: then the folder around it tells as much.
    let watched = if built.is_dir() || addin.join("node_modules").is_dir() { &built } else { &addin };
    println!("cargo::rerun-if-changed={}", watched.display());
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    gather(&built, "", &mut files);
    files.sort();
    if let Err(e) = take(&files, &place("OUT_DIR")) {
        println!("cargo::error=the pages cannot be taken: {e}");
    }
}

/// Copies the files, so that the compiler finds them even while they are being built anew, and lists them.
fn take(files: &[(String, PathBuf)], out: &Path) -> io::Result<()> {
    let copies = out.join("pages");
    if copies.is_dir() {
        std::fs::remove_dir_all(&copies)?;
    }
    std::fs::create_dir_all(&copies)?;
    let copy = |from: &Path, name: &str| match std::fs::read(from) {
        Ok(bytes) => std::fs::write(copies.join(name), bytes).map(|()| true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    };
    let mut table = String::from("const BUILT: &[Built] = &[\n");
    for (number, (path, file)) in files.iter().enumerate() {
        let plain = format!("{number}");
        if !copy(file, &plain)? {
            continue;
        }
        let brotli = format!("{number}.br");
        let brotli = match copy(&file.with_added_extension("br"), &brotli)? {
            true => format!("Some(include_bytes!(\"pages/{brotli}\"))"),
            false => "None".into(),
        };
        let bytes = format!("include_bytes!(\"pages/{plain}\")");
        let _infallible =
            writeln!(table, "    Built {{ path: {path:?}, bytes: {bytes}, brotli: {brotli} }},");
    }
    table.push_str("];\n");
    std::fs::write(out.join("pages.rs"), table)
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
