//! Whole stories in a real browser. One binary, one file a story.

mod harness;
mod page_server;
