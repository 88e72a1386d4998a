//! The language server: the findings of `reformlint check` in an editor, while the text is typed. Takes a connection
//! (messages in, messages out) and gives back how it ended. The only code that knows the protocol; nothing else in the
//! library may depend on it, and what it says about a text comes from [`crate::policy`] alone.

mod analysis;
mod buffer;
mod client;
mod from_proto;
mod handlers;
mod main_loop;
mod settings;
mod state;
mod to_proto;
mod transport;
mod workspace;

pub use buffer::Buffer;
pub use main_loop::{Ended, serve};
pub use transport::serve_streams;
