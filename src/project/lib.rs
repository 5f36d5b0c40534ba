//! Files in, files out, git: the only crate that touches the world.
