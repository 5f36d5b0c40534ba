//! What a change rebuilds, by the cache rules of `BuildKit`.
