//! One file for each thing the editor asks for. A handler takes the state and the parameters, and gives the result or a
//! [`Failure`]; it does not know how messages travel.

pub mod code_action;
pub mod configuration;
pub mod diagnostics;
pub mod hover;
pub mod lifecycle;
pub mod symbols;
pub mod sync;

use lsp_server::{ErrorCode, ResponseError};

/// Why a request has no result.
#[derive(Debug)]
pub struct Failure {
    code: ErrorCode,
    /// What happened.
    pub message: String,
}

impl Failure {
    /// A fault of this program.
    pub fn internal(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::InternalError, message: message.into() }
    }

    /// Parameters that are none.
    pub fn params(error: &serde_json::Error) -> Self {
        Self { code: ErrorCode::InvalidParams, message: error.to_string() }
    }

    /// The editor no longer wants the result.
    pub fn cancelled() -> Self {
        Self { code: ErrorCode::RequestCanceled, message: "cancelled by the client".to_owned() }
    }

    /// True for a fault of this program.
    pub fn is_fault(&self) -> bool {
        matches!(self.code, ErrorCode::InternalError)
    }
}

impl From<Failure> for ResponseError {
    fn from(failure: Failure) -> Self {
        Self { code: failure.code as i32, message: failure.message, data: None }
    }
}
