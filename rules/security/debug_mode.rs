use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

#[derive(Default, Serialize, Deserialize)]
pub struct DebugMode {}

impl Rule for DebugMode {
    const META: Meta = Meta {
        name: "debug-mode",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("debug_mode.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let Some(stage) = build.target() else { return };
        for step in stage.steps() {
            let Kind::Env(env) = step.kind() else { continue };
            for (name, value) in &env.pairs {
                let value_text = step.expand(value).unwrap_or_default().to_ascii_lowercase();
                if let Some((_, _, what)) =
                    SWITCHES.iter().find(|(switch, on, _)| *switch == name.text && on.contains(&value_text.as_str()))
                {
                    out.report(name.range.cover(value.range), format!("every container of the image has {what}"));
                }
            }
        }
    }
}

/// Variables, the values with which they turn something on, and what that is.
const SWITCHES: [(&str, &[&str], &str); 7] = [
    ("FLASK_DEBUG", &["1", "true"], "the debugger of Flask, which runs whatever code a visitor sends"),
    ("FLASK_ENV", &["development"], "the debugger of Flask, which runs whatever code a visitor sends"),
    ("DJANGO_DEBUG", &["1", "true"], "Django's error pages, which show settings to visitors"),
    ("APP_DEBUG", &["1", "true"], "error pages that show settings to visitors"),
    ("NODE_ENV", &["development"], "Node's settings for development"),
    ("RAILS_ENV", &["development"], "Rails' settings for development"),
    ("ASPNETCORE_ENVIRONMENT", &["development"], "the error pages of ASP.NET, which show source code to visitors"),
];
