//! The shapes of the package's records, as its module `_shapes` lists them: which attribute is which member of JSON.

use std::collections::HashMap;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};

/// What stands behind a member.
pub(crate) enum Shape {
    /// Any JSON value.
    Plain,
    /// An instant, which is text in JSON.
    Instant,
    /// One of a closed list of texts.
    Choice(HashMap<String, Py<PyAny>>),
    /// A record, by its number.
    Record(usize),
    /// One of several records, told apart by a member of this name.
    Tagged(String, HashMap<String, usize>),
    /// Several of a shape.
    List(Box<Shape>),
    /// Values of a shape, by name.
    Map(Box<Shape>),
}

/// One attribute of a record.
pub(crate) struct Member {
    pub(crate) attribute: Py<PyString>,
    /// The name in JSON; nothing when its own members stand among those of the record.
    pub(crate) wire: Option<String>,
    pub(crate) shape: Shape,
    /// The value with which it does not stand in JSON.
    left_out: Option<Py<PyAny>>,
}

impl Member {
    /// Whether it does not stand in JSON, as it holds what its absence means.
    pub(crate) fn is_left_out(&self, held: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.left_out.as_ref().map_or(Ok(false), |value| held.eq(value))
    }
}

/// One class of records.
pub(crate) struct Record {
    pub(crate) class: Py<PyType>,
    /// The member that tells it apart from others, and its value.
    pub(crate) tag: Option<(String, String)>,
    pub(crate) members: Vec<Member>,
}

/// All of them.
pub(crate) struct Shapes {
    records: Vec<Record>,
    by_class: HashMap<usize, usize>,
    roots: HashMap<String, Shape>,
}

static SHAPES: PyOnceLock<Shapes> = PyOnceLock::new();

/// The shapes, read from the package once.
pub(crate) fn of(py: Python<'_>) -> PyResult<&Shapes> {
    SHAPES.get_or_try_init(py, || Shapes::read(&py.import("ticketkit._shapes")?))
}

impl Shapes {
    pub(crate) fn record(&self, n: usize) -> Option<&Record> {
        self.records.get(n)
    }

    /// The shape of a record, when the value is one.
    pub(crate) fn record_of(&self, value: &Bound<'_, PyAny>) -> Option<usize> {
        self.by_class.get(&key(&value.get_type())).copied()
    }

    /// The shape of this name.
    pub(crate) fn root(&self, name: &str) -> PyResult<&Shape> {
        self.roots.get(name).ok_or_else(|| PyTypeError::new_err(format!("there is no shape `{name}`")))
    }

    fn read(module: &Bound<'_, PyModule>) -> PyResult<Self> {
        let listed = module.getattr("RECORDS")?.cast_into::<PyDict>()?;
        let mut by_class = HashMap::new();
        for (n, class) in listed.keys().iter().enumerate() {
            by_class.insert(key(class.cast::<PyType>()?), n);
        }
        let mut reader = Reader { by_class: &by_class, unions: module.getattr("UNIONS")?.cast_into()? };
        let mut records = Vec::new();
        for (class, listed) in listed.iter() {
            let (tag, members): (Option<(String, String)>, Vec<Bound<'_, PyTuple>>) = listed.extract()?;
            let members = members.iter().map(|member| reader.member(member)).collect::<PyResult<_>>()?;
            records.push(Record { class: class.cast_into::<PyType>()?.unbind(), tag, members });
        }
        let mut roots = HashMap::new();
        for (name, shape) in module.getattr("ROOTS")?.cast_into::<PyDict>()?.iter() {
            roots.insert(name.extract()?, reader.shape(&shape)?);
        }
        Ok(Self { records, by_class, roots })
    }
}

/// A class lives as long as the program, so that its place tells which it is.
fn key(class: &Bound<'_, PyType>) -> usize {
    class.as_ptr() as usize
}

struct Reader<'r, 'py> {
    by_class: &'r HashMap<usize, usize>,
    unions: Bound<'py, PyDict>,
}

impl<'py> Reader<'_, 'py> {
    /// `(attribute, name in JSON or None, shape)`, and the value that is left out where there is one.
    fn member(&mut self, listed: &Bound<'py, PyTuple>) -> PyResult<Member> {
        let attribute = PyString::intern(listed.py(), &listed.get_item(0)?.extract::<String>()?).unbind();
        let shape = self.shape(&listed.get_item(2)?)?;
        let left_out = listed.get_item(3).ok().map(Bound::unbind);
        Ok(Member { attribute, wire: listed.get_item(1)?.extract()?, shape, left_out })
    }

    /// None for any JSON value, `datetime`, a class, the name of a union, `[shape]` or `{"": shape}`.
    fn shape(&mut self, listed: &Bound<'py, PyAny>) -> PyResult<Shape> {
        if listed.is_none() {
            return Ok(Shape::Plain);
        }
        if let Ok(items) = listed.cast::<PyList>() {
            return Ok(Shape::List(Box::new(self.shape(&items.get_item(0)?)?)));
        }
        if let Ok(items) = listed.cast::<PyDict>() {
            return Ok(Shape::Map(Box::new(self.shape(&items.as_any().get_item("")?)?)));
        }
        if let Ok(name) = listed.cast::<PyString>() {
            let (tag, variants): (String, HashMap<String, Bound<'py, PyAny>>) =
                self.unions.as_any().get_item(name)?.extract()?;
            let numbered = variants.into_iter().map(|(name, class)| Ok((name, self.number(&class)?)));
            return Ok(Shape::Tagged(tag, numbered.collect::<PyResult<_>>()?));
        }
        let class = listed.cast::<PyType>()?;
        if class.is(listed.py().import("datetime")?.getattr("datetime")?) {
            return Ok(Shape::Instant);
        }
        if class.is_subclass(&listed.py().import("enum")?.getattr("Enum")?)? {
            let choices = class.as_any().try_iter()?;
            let choices = choices.map(|choice| {
                choice.and_then(|choice| Ok((choice.getattr("value")?.extract()?, choice.unbind())))
            });
            return Ok(Shape::Choice(choices.collect::<PyResult<_>>()?));
        }
        self.number(listed).map(Shape::Record)
    }

    fn number(&self, class: &Bound<'py, PyAny>) -> PyResult<usize> {
        let number = self.by_class.get(&key(class.cast::<PyType>()?)).copied();
        number.ok_or_else(|| PyTypeError::new_err(format!("{class} is not listed in RECORDS")))
    }
}
