//! Views in the form that templates read.

use std::fmt;
use std::marker::PhantomData;

use serde::{Serialize, Serializer};
use tera::Value;

/// A view of type `V` as templates receive it: made once, shown on many pages. A copy is a pointer,
/// and a view that holds one is handed to a template without looking into it again.
pub struct Ready<V> {
    value: Value,
    view: PhantomData<fn() -> V>,
}

impl<V: Serialize> Ready<V> {
    pub fn new(view: &V) -> Self {
        Self { value: Value::from_serializable(view), view: PhantomData }
    }
}

impl<V> Clone for Ready<V> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), view: PhantomData }
    }
}

impl<V> PartialEq for Ready<V> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<V> fmt::Debug for Ready<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.value, f)
    }
}

impl<V> Serialize for Ready<V> {
    /// As the view itself would; tera takes the value as it is.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}
