//! Where the mounts of a RUN are.

use syntax::Mount;

use crate::steps::Step;

impl<'b> Step<'b> {
    /// The mounts of a RUN that are of `kind` (`cache`, `bind`, …), each with the place that it covers, as [`Step::place`]
    /// has it. Mounts whose target is not known are left out.
    pub fn mounts(self, kind: &str) -> impl Iterator<Item = (&'b Mount, String)> {
        let mounts = self.run().map_or(&[][..], |run| &run.mounts);
        mounts.iter().filter(move |mount| mount.is(kind)).filter_map(move |mount| {
            let field = mount
                .fields
                .iter()
                .rev()
                .find(|field| matches!(field.key.as_str(), "target" | "dst" | "destination"))?;
            let target = self.expand_text(&field.value.as_ref()?.text)?;
            Some((mount, self.place(&target)?))
        })
    }
}
