#!/usr/bin/env node
// Starts the binary of the platform package that npm installed beside this one.
"use strict";

const { spawnSync } = require("node:child_process");

const name = `@layerwise/${process.platform}-${process.arch}`;
const executable = process.platform === "win32" ? "layerwise.exe" : "layerwise";

let binary;
try {
  binary = require.resolve(`${name}/${executable}`);
} catch {
  console.error(`error: the package \`${name}\` is not installed`);
  console.error("help: install without `--omit=optional`; where there is no such package, `cargo install` builds layerwise");
  process.exit(2);
}

const { error, signal, status } = spawnSync(binary, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`error: could not start \`${binary}\`: ${error.message}`);
  process.exit(2);
}
if (signal) {
  process.kill(process.pid, signal);
} else {
  process.exit(status);
}
