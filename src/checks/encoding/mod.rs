//! Encoding corruption. One file a rule, named as the rule.
