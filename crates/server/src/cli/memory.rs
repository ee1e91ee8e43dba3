//! Frugal memory for what runs for long.
//!
//! The C library of most Linux systems keeps up to eight pools of memory for each core, and what one thread gave back
//! another cannot use: under load that doubles the memory of the server. The limit is read once, when a program starts
//! (`mallopt(3)`), so the server begins by starting itself anew with it. The process id stays the same.

use std::process::Command;

const LIMIT: &str = "MALLOC_ARENA_MAX";
const POOLS: &str = "2";

/// Starts this program anew with few pools, unless somebody chose their number already. When that cannot be done, the
/// program goes on as it is.
#[cfg(target_os = "linux")]
pub fn use_few_pools() {
    use std::os::unix::process::CommandExt as _;
    if std::env::var_os(LIMIT).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let mut arguments = std::env::args_os();
        let name = arguments.next().unwrap_or_else(|| "fairlead".into());
        // `exec` comes back only when it failed.
        let _ = Command::new(program)
            .arg0(name)
            .args(arguments)
            .env(LIMIT, POOLS)
            .exec();
    }
}

#[cfg(not(target_os = "linux"))]
pub fn use_few_pools() {}
