//! Contexts made of a few words, and what COPY takes from them.

use std::sync::Arc;

use super::*;

/// A context of `paths`: `d/` is a directory, `l->t` a link, all else a file. Directories above are added.
fn context(paths: &str, ignore: &str) -> Context {
    let mut listing = Listing::default();
    for word in paths.split_whitespace() {
        let (path, kind) = match (word.strip_suffix('/'), word.split_once("->")) {
            (Some(path), _) => (path, EntryKind::Directory),
            (_, Some((path, target))) => (path, EntryKind::Symlink(target.into())),
            _ => (word, EntryKind::File),
        };
        let above = path.match_indices('/').map(|(end, _)| (&path[..end], EntryKind::Directory));
        let entries = above.chain([(path, kind)]);
        let entry = |(path, kind): (&str, EntryKind)| Entry { path: path.into(), kind, mode: 0o644, size: 1 };
        listing.entries.extend(entries.map(entry));
    }
    let ignore = IgnoreFile::new(SourceFile::new(".dockerignore", ignore));
    Context::new(listing, Some(ignore), Arc::new(NoContents))
}

/// What a source takes: `name<path` for each, or what became of it.
fn taken(context: &Context, source: &Source) -> String {
    let selection = context.select(source);
    if selection.outcome != Outcome::Found {
        return format!("{:?}", selection.outcome);
    }
    let words = selection.entries.iter().map(|selected| match &*selected.name {
        name if name == &*selected.entry.path => name.to_owned(),
        name => format!("{name}<{}", selected.entry.path),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn copy(context: &Context, path: &str) -> String {
    taken(context, &Source::new(path))
}

#[test]
fn a_source_never_leaves_the_context() {
    let context = context("a d/b", "");
    for path in ["a", "/a", "./a", "../../a", "d/../a", "//a/"] {
        assert_eq!(copy(&context, path), "a", "{path}");
    }
    for path in [".", "/", "", "..", "d/.."] {
        assert_eq!(copy(&context, path), "a d d/b", "{path}");
    }
}

#[test]
fn a_directory_gives_what_is_in_it_and_a_file_its_name() {
    let context = context("src/lib/a src/b", "");
    assert_eq!(copy(&context, "src"), "<src b<src/b lib<src/lib lib/a<src/lib/a");
    assert_eq!(copy(&context, "src/lib/a"), "a<src/lib/a");
}

#[test]
fn what_is_ignored_is_not_there() {
    let context = context("a b/c b/d", "a\nb\n!b/d\n");
    assert_eq!(copy(&context, "a"), "Missing");
    assert_eq!(copy(&context, "b"), "<b d<b/d");
    assert_eq!(copy(&context, "."), "b b/d");
    assert_eq!(context.ignored_by("b/c").map(|line| line.number), Some(2));
    assert!(context.included("b") && !context.included("b/c"));
}

#[test]
fn a_glob_that_matches_nothing_is_no_missing_file() {
    let context = context("a.c", "");
    assert_eq!(copy(&context, "*.h"), "NothingMatches");
    assert_eq!(copy(&context, "no/*.h"), "NothingMatches");
    assert_eq!(copy(&context, "a.h"), "Missing");
    assert_eq!(copy(&context, "a[.c"), "BadPattern");
    assert_eq!(copy(&context, "a.c/x"), "Missing");
}

#[test]
fn a_glob_matches_whole_paths_and_takes_directories_with_all_in_them() {
    let context = context("a.c b.c d.c/x/y e/f.c", "");
    assert_eq!(copy(&context, "*.c"), "a.c b.c d.c d.c/x d.c/x/y");
    assert_eq!(copy(&context, "*/*.c"), "f.c<e/f.c");
    assert_eq!(copy(&context, "**/f.c"), "f.c<e/f.c");
    assert_eq!(copy(&context, "/[ab].c"), "a.c b.c");
}

#[test]
fn links_on_the_way_and_at_the_end_are_followed_but_not_those_inside() {
    let context = context("v1/app v1/l->app cur->v1 file->cur/app broken->x out->../../v1", "");
    assert_eq!(copy(&context, "cur/app"), "app<v1/app");
    assert_eq!(copy(&context, "file"), "file<v1/app");
    assert_eq!(copy(&context, "cur"), "<v1 app<v1/app l<v1/l");
    assert_eq!(copy(&context, "cur/a*"), "app<v1/app");
    assert_eq!(copy(&context, "fil*"), "file<v1/app");
    assert_eq!(copy(&context, "c*/app"), "NothingMatches");
    assert_eq!(copy(&context, "out/app"), "app<v1/app");
    assert_eq!(copy(&context, "broken"), "Missing");
}

#[test]
fn exclude_matches_from_the_source_on_as_dockerignore_does() {
    let context = context("README.md src/n.md src/lib/u.js src/m.js", "");
    let excluding = |path: &str, exclude: &[&str]| Source {
        exclude: exclude.iter().map(ToString::to_string).collect(),
        ..Source::new(path)
    };
    assert_eq!(taken(&context, &excluding(".", &["*.md", "src/lib"])), "src src/m.js src/n.md");
    assert_eq!(taken(&context, &excluding("src", &["*.md"])), "<src lib<src/lib lib/u.js<src/lib/u.js m.js<src/m.js");
    assert_eq!(taken(&context, &excluding("src", &["[a"])), "BadPattern");
    // The source itself is not matched, so a single file stays.
    assert_eq!(taken(&context, &excluding("README.md", &["*.md"])), "README.md");
}

#[test]
fn parents_keep_the_directories_of_what_they_take() {
    let context = context("src/lib/u.js src/lib/v.ts src/m.js a", "");
    let parents = |path: &str| taken(&context, &Source { parents: true, ..Source::new(path) });
    assert_eq!(parents("src/lib/*.js"), "src src/lib src/lib/u.js");
    assert_eq!(parents("**/*.js"), "src src/lib src/lib/u.js src/m.js");
    assert_eq!(parents("./src/./lib"), "<src lib<src/lib lib/u.js<src/lib/u.js lib/v.ts<src/lib/v.ts");
    assert_eq!(parents("src/none"), "Missing");
    assert_eq!(parents("src/*.none"), "NothingMatches");
}

#[test]
fn files_of_different_size_are_not_read_to_be_compared() {
    let context = context("a", "");
    let small = context.find("a").unwrap();
    let large = Entry { size: 2, ..small.clone() };
    assert_eq!(context.same_bytes(small, &context, &large), Some(false));
    assert_eq!(context.same_bytes(small, &context, small), None);
}

#[test]
fn a_broken_pattern_leaves_nothing_out_and_is_told() {
    let broken = context("a b", "a\nb{2}{3}*\n");
    assert_eq!(broken.ignore_error().map(|mistake| mistake.line), Some(2));
    assert!(broken.included("a") && broken.left_out().is_empty());
}
