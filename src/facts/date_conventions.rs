//! What a configuration says about how dates are written: the standard that a text follows, and the order of day and month
//! in dates such as 30/02/2023. Readers and rules look at it; nothing here looks at a text.

/// The standard that dates of a text are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standard {
    /// GB/T 9704-2012 (official documents) and GB/T 15835-2011 (numerals in publications).
    Gov,
    /// GB/T 7408.1-2023, which is ISO 8601-1.
    Iso,
    /// None: forms are not judged.
    Off,
}

/// The order of the numbers in a numeric date that ends with its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumericOrder {
    /// 30/02/2023
    DayFirst,
    /// 02/30/2023
    MonthFirst,
}

/// How the dates of a text are written, as far as anyone said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DateConventions {
    /// The standard; without one, its rules are hints for audits.
    pub standard: Option<Standard>,
    /// The order of day and month; without one, 30/02/2023 is not read as a date.
    pub order: Option<NumericOrder>,
}

impl DateConventions {
    /// True if the text is held to `standard`.
    pub fn follows(self, standard: Standard) -> bool {
        self.standard == Some(standard)
    }
}
