//! Policies that cannot be.

use std::borrow::Cow;

/// A policy that contradicts itself or leaves its bounds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct InvalidPolicy {
    /// Which setting, by its dotted path.
    pub field: Cow<'static, str>,
    /// What is wrong with it, to stand behind its name.
    pub problem: String,
}

impl InvalidPolicy {
    pub(super) fn new(field: impl Into<Cow<'static, str>>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }

    /// The same within something larger.
    #[must_use]
    pub(super) fn under(self, above: &str) -> Self {
        Self { field: format!("{above}.{}", self.field).into(), problem: self.problem }
    }
}

/// Names a field whose value leaves its bounds.
pub(super) fn within<T: Copy + PartialOrd + std::fmt::Display>(
    field: &'static str,
    value: T,
    bounds: std::ops::RangeInclusive<T>,
) -> Result<(), InvalidPolicy> {
    if bounds.contains(&value) {
        return Ok(());
    }
    let (least, most) = bounds.into_inner();
    Err(InvalidPolicy::new(field, format!("is {value}; it must be {least} to {most}")))
}
