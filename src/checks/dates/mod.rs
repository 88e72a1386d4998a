//! Malformed and impossible dates. One file a rule, named as the rule.
