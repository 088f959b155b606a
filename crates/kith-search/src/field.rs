//! The fields of a document, and sets of them.

/// A field of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Field {
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Headline.
    Headline,
    /// Industry.
    Industry,
    /// Location.
    Location,
    /// Company or title of the current position that comes first.
    Current,
    /// Company or title of a further current position.
    Further,
    /// Company or title of a past position.
    Past,
    /// School or degree.
    School,
    /// Skills.
    Skill,
}

impl Field {
    /// Every field, by its number.
    pub const ALL: [Self; 10] = [
        Self::FirstName,
        Self::LastName,
        Self::Headline,
        Self::Industry,
        Self::Location,
        Self::Current,
        Self::Further,
        Self::Past,
        Self::School,
        Self::Skill,
    ];
}

/// A set of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fields(u16);

impl Fields {
    /// No field.
    pub const NONE: Self = Self(0);
    /// Every field.
    pub const ALL: Self = Self(u16::MAX);
    /// How many fields there can be.
    pub(crate) const MOST: usize = 16;
    /// The fields in which a misspelt word is looked for.
    pub const NAME: Self = Self::NONE.with(Field::FirstName).with(Field::LastName);

    /// These and `field`.
    #[must_use]
    pub const fn with(self, field: Field) -> Self {
        Self(self.0 | 1 << field as u8)
    }

    /// The fields in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `field` is among them.
    #[must_use]
    pub const fn has(self, field: Field) -> bool {
        self.0 & 1 << field as u8 != 0
    }

    pub(crate) const fn bits(self) -> u16 {
        self.0
    }

    /// Whether the field of this number is among them.
    pub(crate) const fn has_number(self, number: u8) -> bool {
        self.0 >> number & 1 != 0
    }
}

/// How a word of a query was found in a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum How {
    /// As it was typed.
    Whole,
    /// It begins a longer word.
    Begun,
    /// With one letter wrong.
    Near,
    /// With two letters wrong.
    Far,
}

impl How {
    const ALL: [Self; 4] = [Self::Whole, Self::Begun, Self::Near, Self::Far];

    /// How many letters are wrong.
    pub(crate) const fn wrong(self) -> u8 {
        match self {
            Self::Whole | Self::Begun => 0,
            Self::Near => 1,
            Self::Far => 2,
        }
    }
}

/// In which fields of a person a word was found, and how: sixteen bits for each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Found(u64);

impl Found {
    /// What nothing has to be found of: it is in no field, and none is asked for.
    pub(crate) const NOTHING: Self = Self(0);

    pub(crate) const fn new(field: u8, how: How) -> Self {
        Self(1 << (16 * how as u8 + field))
    }

    #[must_use]
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it was found nowhere.
    pub(crate) const fn is_nothing(self) -> bool {
        self.0 == 0
    }

    /// What is left of it in the fields `visible`.
    #[must_use]
    pub(crate) const fn within(self, visible: Fields) -> Self {
        Self(self.0 & (visible.bits() as u64 * 0x0001_0001_0001_0001))
    }

    /// The best way in which it was found.
    pub(crate) fn best(self) -> Option<How> {
        How::ALL.into_iter().find(|how| self.0 >> (16 * *how as u8) & 0xffff != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_in_a_field_that_is_not_seen_was_not_found() {
        let found = Found::new(Field::LastName as u8, How::Whole)
            .or(Found::new(Field::Headline as u8, How::Begun));
        assert_eq!(found.within(Fields::ALL).best(), Some(How::Whole));
        let without = Fields::NONE.with(Field::Headline).with(Field::FirstName);
        assert_eq!(found.within(without).best(), Some(How::Begun));
        assert_eq!(found.within(Fields::NONE.with(Field::Skill)).best(), None);
        assert!(found.within(Fields::NONE).is_nothing());
    }

    #[test]
    fn every_field_has_the_number_of_its_place() {
        for (number, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, number);
            assert!(Fields::NONE.with(field).has_number(number as u8));
        }
    }
}
