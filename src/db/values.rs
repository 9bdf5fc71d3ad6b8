//! Answers of one column.

use sea_orm::{EntityTrait, Select, SelectGetableTuple, Selector, TryGetable};

/// A question with one column whose answers are wanted by themselves.
///
/// Of several, make a struct: the driver hands columns over by name and not in their order, so that a
/// tuple could take one for the other.
pub(crate) trait SelectValues {
    /// The values of the only column.
    fn into_values_of<T: TryGetable + Send + Sync>(self) -> Selector<SelectGetableTuple<T>>;
}

impl<E: EntityTrait> SelectValues for Select<E> {
    #[expect(clippy::disallowed_methods, reason = "the one home of answers by their place")]
    fn into_values_of<T: TryGetable + Send + Sync>(self) -> Selector<SelectGetableTuple<T>> {
        self.into_tuple()
    }
}
