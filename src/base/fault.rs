//! What should not happen.

use std::fmt;

/// Something that should not happen: the operator's to mend, never the caller's.
///
/// Refusals are answers and not faults. A fault rolls the transaction back, is logged once at the
/// boundary with its whole chain, and becomes a 500 with a correlation id. It is not an
/// `std::error::Error` itself, so that every error converts into it with `?`.
pub struct Fault(anyhow::Error);

/// The result of an operation: every answer we expect, or a [`Fault`].
pub type Fallible<T> = Result<T, Fault>;

impl Fault {
    /// A fault in words, where no error of a library stands behind it.
    pub fn new(what: impl fmt::Display + fmt::Debug + Send + Sync + 'static) -> Self {
        Self(anyhow::Error::msg(what))
    }

    /// The same fault with what was being done in front of it.
    #[must_use]
    pub fn context(self, doing: impl fmt::Display + Send + Sync + 'static) -> Self {
        Self(self.0.context(doing))
    }
}

impl<E> From<E> for Fault
where
    E: Into<anyhow::Error>,
{
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// The whole chain on one line, for the operator's log.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}
