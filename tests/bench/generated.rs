//! Dockerfiles from a fixed seed: the same ones everywhere.

use std::fmt::Write as _;

/// The sizes that are measured.
#[derive(Clone, Copy, Debug)]
pub enum Size {
    /// 12 lines, one stage.
    Small,
    /// 150 lines, 4 stages.
    Middle,
    /// 2,000 lines, 60 stages.
    Large,
}

impl Size {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Small, Self::Middle, Self::Large];

    /// A Dockerfile of this size.
    pub fn dockerfile(self) -> String {
        let (lines, stages) = match self {
            Self::Small => (12, 1),
            Self::Middle => (150, 4),
            Self::Large => (2000, 60),
        };
        dockerfile(lines, stages, 7)
    }
}

/// Files of the shape that real ones have: most are small, few are large.
pub fn many(count: u32) -> Vec<String> {
    let mut random = Random(42);
    let file = |seed| {
        let (stages, lines) = (1 + random.below(2) * random.below(3), 6 + random.below(12) * random.below(12));
        dockerfile(lines.max(stages * 6), stages, seed)
    };
    (0..count).map(file).collect()
}

/// Numbers that look like chance and are always the same.
struct Random(u32);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % limit
    }
}

/// What stands in a stage: plain scripts and one with a loop, a substitution and a heredoc, what is good and what is not.
const INSTRUCTIONS: [&str; 16] = [
    "RUN apt-get update && apt-get install -y --no-install-recommends \\\n    build-essential=12.9 \\\n    curl \\\n    git \\\n \
     && rm -rf /var/lib/apt/lists/*",
    "COPY package.json package-lock.json ./",
    "RUN npm ci --omit=dev && npm cache clean --force",
    "COPY . .",
    "ENV PATH=/opt/tool/bin:$PATH \\\n    LANG=C.UTF-8",
    "RUN set -eux; \\\n    cd /tmp; \\\n    curl -fsSL \"https://example.com/tool-$VERSION.tar.gz\" | tar -xz --strip-components=1; \\\n    make -j4",
    "EXPOSE 8080",
    "LABEL org.opencontainers.image.title=\"shop\"",
    "# What follows is needed by the tests alone.",
    "RUN for name in a b c; do \\\n      mkdir -p \"/srv/$name\"; \\\n    done",
    "RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt",
    "COPY --chown=1000:1000 src/ /app/src/",
    "ADD https://example.com/data.bin /data/",
    "RUN <<EOF\nmkdir -p /var/log/shop\nif [ \"$(id -u)\" = 0 ]; then chown -R 1000 /var/log/shop; fi\nEOF",
    "RUN useradd -m app && chown -R app /app 2>/dev/null || true",
    "HEALTHCHECK --interval=30s CMD curl -f http://localhost:8080/ || exit 1",
];

/// A Dockerfile of so many lines, or a few more, in so many stages.
fn dockerfile(lines: u32, stages: u32, seed: u32) -> String {
    let mut random = Random(seed);
    let mut text = String::new();
    let mut written = 0;
    for stage in 0..stages {
        let base = if stage > 0 && random.below(3) == 0 { "stage0" } else { "debian:12" };
        let _ = writeln!(text, "FROM {base} AS stage{stage}\nARG VERSION=1.{stage}\nWORKDIR /app");
        written += 3;
        if stage > 0 {
            let _ = writeln!(text, "COPY --from=stage{} /app/out /app/in", stage - 1);
            written += 1;
        }
        let end = lines * (stage + 1) / stages - u32::from(stage + 1 == stages);
        while written < end {
            let instruction = INSTRUCTIONS[random.below(INSTRUCTIONS.len() as u32) as usize];
            let _ = writeln!(text, "{instruction}");
            written += instruction.lines().count() as u32;
        }
    }
    text.push_str("CMD [\"node\", \"server.js\"]\n");
    text
}
