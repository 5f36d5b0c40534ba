//! What a RUN says: sh and bash read into commands; PowerShell and cmd recognised.
