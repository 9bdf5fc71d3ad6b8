//! What the fuzz targets share. `tests/protocol` runs the same functions over the corpus.

pub mod targets;
