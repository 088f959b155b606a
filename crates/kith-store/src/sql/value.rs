//! Values on their way to and from a database.

use kith_core::{day::Day, id::Id, time::Timestamp};

/// What both databases agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    /// A 64-bit integer; also instants and yes/no.
    Int,
    /// UTF-8.
    Text,
    /// Bytes; also ids.
    Bytes,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    /// Sixteen bytes, the commonest kind, without an allocation.
    Id([u8; 16]),
    Bytes(Vec<u8>),
}

impl Value {
    /// What kind of value it is, in words.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Int(_) => "a number",
            Self::Text(_) => "a text",
            Self::Id(_) | Self::Bytes(_) => "bytes",
        }
    }

    /// Whether a column of this type may hold it.
    pub(crate) const fn is_of(&self, ty: Type) -> bool {
        match self {
            Self::Null => true,
            Self::Int(_) => matches!(ty, Type::Int),
            Self::Text(_) => matches!(ty, Type::Text),
            Self::Id(_) | Self::Bytes(_) => matches!(ty, Type::Bytes),
        }
    }

    /// Bytes as they come from a database.
    pub(crate) fn bytes(bytes: &[u8]) -> Self {
        match bytes.try_into() {
            Ok(id) => Self::Id(id),
            Err(_) => Self::Bytes(bytes.to_vec()),
        }
    }
}

/// A parameter of a statement.
pub(crate) trait Param {
    const TYPE: Type;
    fn value(self) -> Value;
}

/// A column of a row.
pub(crate) trait Column: Sized {
    const TYPE: Type;
    /// `None` where the value is of another kind.
    fn read(value: Value) -> Option<Self>;
}

/// A cell that holds something else than declared.
#[derive(Debug, thiserror::Error)]
#[error("column {column} holds {found}, which is not what it is declared to hold")]
pub(crate) struct WrongCell {
    column: usize,
    found: &'static str,
}

/// The cells of one row, read from left to right.
pub(crate) struct Cells {
    cells: std::vec::IntoIter<Value>,
    column: usize,
}

impl Cells {
    pub(crate) fn new(cells: Vec<Value>) -> Self {
        Self { cells: cells.into_iter(), column: 0 }
    }

    pub(crate) fn next<C: Column>(&mut self) -> Result<C, WrongCell> {
        let column = self.column;
        self.column += 1;
        let value = self.cells.next().unwrap_or(Value::Null);
        let found = value.kind();
        C::read(value).ok_or(WrongCell { column, found })
    }
}

/// A row of typed columns.
pub(crate) trait FromRow: Sized {
    fn columns() -> Vec<Type>;
    fn read(cells: &mut Cells) -> Result<Self, WrongCell>;
}

/// A row of an outer join: absent where its first column is null.
pub(crate) struct Joined<R>(pub(crate) Option<R>);

impl<R: FromRow> FromRow for Joined<R> {
    fn columns() -> Vec<Type> {
        R::columns()
    }
    fn read(cells: &mut Cells) -> Result<Self, WrongCell> {
        if cells.cells.as_slice().first() == Some(&Value::Null) {
            for _ in R::columns() {
                cells.cells.next();
                cells.column += 1;
            }
            return Ok(Self(None));
        }
        R::read(cells).map(|row| Self(Some(row)))
    }
}

/// A row of one column.
impl<A: Column> FromRow for (A,) {
    fn columns() -> Vec<Type> {
        vec![A::TYPE]
    }
    fn read(cells: &mut Cells) -> Result<Self, WrongCell> {
        Ok((cells.next()?,))
    }
}

/// A row of two columns.
impl<A: Column, B: Column> FromRow for (A, B) {
    fn columns() -> Vec<Type> {
        vec![A::TYPE, B::TYPE]
    }
    fn read(cells: &mut Cells) -> Result<Self, WrongCell> {
        Ok((cells.next()?, cells.next()?))
    }
}

/// A row of three columns.
impl<A: Column, B: Column, C: Column> FromRow for (A, B, C) {
    fn columns() -> Vec<Type> {
        vec![A::TYPE, B::TYPE, C::TYPE]
    }
    fn read(cells: &mut Cells) -> Result<Self, WrongCell> {
        Ok((cells.next()?, cells.next()?, cells.next()?))
    }
}

/// How a Rust type goes in and out: the database's type, the way in, the way out.
macro_rules! values {
    ($($type:ty: $kind:ident, |$in:ident| $into:expr, |$out:ident| $from:expr;)+) => {$(
        impl Param for $type {
            const TYPE: Type = Type::$kind;
            fn value(self) -> Value {
                let $in = self;
                $into
            }
        }
        impl Column for $type {
            const TYPE: Type = Type::$kind;
            fn read($out: Value) -> Option<Self> {
                $from
            }
        }
    )+};
}

fn int(value: &Value) -> Option<i64> {
    if let Value::Int(number) = value { Some(*number) } else { None }
}

values! {
    i64: Int, |v| Value::Int(v), |v| int(&v);
    u32: Int, |v| Value::Int(i64::from(v)), |v| int(&v).and_then(|v| u32::try_from(v).ok());
    i32: Int, |v| Value::Int(i64::from(v)), |v| int(&v).and_then(|v| i32::try_from(v).ok());
    bool: Int, |v| Value::Int(i64::from(v)), |v| int(&v).map(|v| v != 0);
    Timestamp: Int, |v| Value::Int(v.micros()), |v| int(&v).map(Timestamp::from_micros);
    Day: Int, |v| Value::Int(v.number()), |v| int(&v).map(Day::from_number);
    String: Text, |v| Value::Text(v), |v| if let Value::Text(v) = v { Some(v) } else { None };
    Vec<u8>: Bytes, |v| Value::bytes(&v), |v| match v {
        Value::Id(v) => Some(v.to_vec()),
        Value::Bytes(v) => Some(v),
        _ => None,
    };
}

impl<T> Param for Id<T> {
    const TYPE: Type = Type::Bytes;
    fn value(self) -> Value {
        Value::Id(*self.as_bytes())
    }
}
impl<T> Column for Id<T> {
    const TYPE: Type = Type::Bytes;
    fn read(value: Value) -> Option<Self> {
        if let Value::Id(bytes) = value { Some(Self::from_bytes(bytes)) } else { None }
    }
}
impl Param for &str {
    const TYPE: Type = Type::Text;
    fn value(self) -> Value {
        Value::Text(self.to_owned())
    }
}
impl<P: Param> Param for Option<P> {
    const TYPE: Type = P::TYPE;
    fn value(self) -> Value {
        self.map_or(Value::Null, Param::value)
    }
}
impl<C: Column> Column for Option<C> {
    const TYPE: Type = C::TYPE;
    fn read(value: Value) -> Option<Self> {
        if value == Value::Null { Some(None) } else { C::read(value).map(Some) }
    }
}

/// Words of the rulebook are kept by their codes.
macro_rules! coded {
    ($($type:ty),+ $(,)?) => {$(
        impl Param for $type {
            const TYPE: Type = Type::Text;
            fn value(self) -> Value {
                Value::Text(self.code().to_owned())
            }
        }
        impl Column for $type {
            const TYPE: Type = Type::Text;
            fn read(value: Value) -> Option<Self> {
                if let Value::Text(code) = value { <$type>::from_code(&code) } else { None }
            }
        }
    )+};
}

coded! {
    kith_core::account::Plan,
    kith_core::account::Role,
    kith_core::account::Status,
    kith_core::account::Gate,
    kith_core::account::ViewingMode,
    kith_core::invitation::State,
    kith_core::invitation::Source,
    kith_core::restriction::Level,
    kith_core::restriction::Signal,
    kith_core::post::Audience,
    kith_core::post::Reaction,
    kith_core::group::Access,
    kith_core::group::Standing,
    kith_core::event::Attendance,
    kith_core::conversation::Kind,
    kith_core::conversation::Request,
    kith_core::inmail::End,
    kith_core::introduction::State,
    kith_core::reconnect::Answer,
    kith_core::reconnect::IdentityKind,
    kith_core::notification::Kind,
    kith_core::notification::Mailing,
    kith_core::view::Trace,
    kith_core::campaign::State,
    kith_core::campaign::PausedBy,
    kith_core::campaign::Stage,
    kith_core::campaign::Outcome,
    kith_core::template::Circle,
    kith_core::template::Purpose,
    kith_core::webhook::Event,
    kith_core::webhook::Progress,
    kith_core::webhook::Scope,
}

/// Time zones are kept by name; one that this build does not know reads as UTC.
impl Column for kith_core::time::Zone {
    const TYPE: Type = Type::Text;
    fn read(value: Value) -> Option<Self> {
        if let Value::Text(name) = value {
            Some(name.parse().unwrap_or_else(|_| Self::utc()))
        } else {
            None
        }
    }
}
