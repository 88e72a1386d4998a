//! Figures that contradict each other or themselves. One file a rule, named as the rule.
