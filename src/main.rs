//! The `daypass` program: everything is in the library.

use std::process::ExitCode;

/// argon2id's blocks of memory are what glibc's allocator is slowest at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    daypass::cli::run(std::env::args_os())
}
