//! To Python: JSON values become records by their shapes, and plain values where there is none.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyDict, PyList, PyString, PyTuple, PyTzInfo};
use serde_json::{Map, Value};

use crate::inward;
use crate::shapes::{self, Shape, Shapes};

/// A value of the named shape.
pub(crate) fn of<'py>(py: Python<'py>, shape: &str, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    let shapes = shapes::of(py)?;
    Outward { py, shapes }.value(shapes.root(shape)?, value)
}

/// An instant as an aware `datetime` in UTC. Python knows no year 0: what lies before its first moment becomes that.
pub(crate) fn instant<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let utc = PyTzInfo::utc(py)?;
    let part = |from: usize, until: usize| text.get(from..until).and_then(|part| part.parse::<u32>().ok());
    let small = |from: usize| part(from, from + 2).and_then(|part| u8::try_from(part).ok());
    let parts = (part(0, 4), small(5), small(8), small(11), small(14), small(17), part(20, 23));
    let (Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second), Some(millis)) = parts
    else {
        return text.into_bound_py_any(py);
    };
    let (year, millis) = (i32::try_from(year).unwrap_or(1), millis * 1_000);
    let moment = if year == 0 {
        PyDateTime::new(py, 1, 1, 1, 0, 0, 0, 0, Some(&utc))
    } else {
        PyDateTime::new(py, year, month, day, hour, minute, second, millis, Some(&utc))
    };
    moment.map(Bound::into_any)
}

struct Outward<'s, 'py> {
    py: Python<'py>,
    shapes: &'s Shapes,
}

impl<'py> Outward<'_, 'py> {
    fn value(&self, shape: &Shape, value: &Value) -> PyResult<Bound<'py, PyAny>> {
        match (shape, value) {
            (_, Value::Null) => Ok(self.py.None().into_bound(self.py)),
            (Shape::Instant, Value::String(text)) => instant(self.py, text),
            (Shape::Choice(choices), Value::String(text)) => match choices.get(text) {
                Some(choice) => Ok(choice.bind(self.py).clone()),
                None => plain(self.py, value, true),
            },
            (Shape::Record(n), Value::Object(object)) => self.record(*n, object),
            (Shape::Tagged(tag, variants), Value::Object(object)) => {
                let name = object.get(tag).and_then(Value::as_str);
                match name.and_then(|name| variants.get(name)) {
                    Some(n) => self.record(*n, object),
                    None => plain(self.py, value, true),
                }
            }
            (Shape::List(item), Value::Array(items)) => {
                let items = items.iter().map(|value| self.value(item, value));
                Ok(PyTuple::new(self.py, items.collect::<PyResult<Vec<_>>>()?)?.into_any())
            }
            (Shape::Map(item), Value::Object(object)) => {
                let entries = PyDict::new(self.py);
                for (name, value) in object {
                    entries.set_item(name, self.value(item, value)?)?;
                }
                Ok(entries.into_any())
            }
            _ => plain(self.py, value, true),
        }
    }

    fn record(&self, n: usize, object: &Map<String, Value>) -> PyResult<Bound<'py, PyAny>> {
        let Some(record) = self.shapes.record(n) else { return Ok(self.py.None().into_bound(self.py)) };
        let given = PyDict::new(self.py);
        for member in &record.members {
            let attribute = member.attribute.bind(self.py);
            match &member.wire {
                Some(wire) => {
                    if let Some(value) = object.get(wire) {
                        given.set_item(attribute, self.value(&member.shape, value)?)?;
                    }
                }
                None => {
                    if let Shape::Tagged(tag, variants) = &member.shape
                        && let Some(n) =
                            object.get(tag).and_then(Value::as_str).and_then(|name| variants.get(name))
                    {
                        given.set_item(attribute, self.record(*n, object)?)?;
                    }
                }
            }
        }
        record.class.bind(self.py).call((), Some(&given))
    }
}

/// A JSON value without a shape; lists become tuples where nobody is to change them.
pub(crate) fn plain<'py>(py: Python<'py>, value: &Value, frozen: bool) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Value::Null => Ok(py.None().into_bound(py)),
        Value::Bool(yes) => yes.into_bound_py_any(py),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => number.into_bound_py_any(py),
            (_, Some(number)) => number.into_bound_py_any(py),
            _ => number.as_f64().into_bound_py_any(py),
        },
        Value::String(text) => Ok(PyString::new(py, text).into_any()),
        Value::Array(items) => {
            let items = items.iter().map(|item| plain(py, item, frozen)).collect::<PyResult<Vec<_>>>()?;
            Ok(if frozen { PyTuple::new(py, items)?.into_any() } else { PyList::new(py, items)?.into_any() })
        }
        Value::Object(object) => {
            let entries = PyDict::new(py);
            for (name, value) in object {
                entries.set_item(name, plain(py, value, frozen)?)?;
            }
            Ok(entries.into_any())
        }
    }
}

/// The form of JSON of a record, or of anything that holds records, as plain values.
#[pyfunction]
fn to_wire<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    plain(value.py(), &inward::value(value, "")?, false)
}

/// The canonical JSON text: members sorted, no spaces.
#[pyfunction]
fn to_json(value: &Bound<'_, PyAny>) -> PyResult<String> {
    // Objects are kept in the order of their names.
    Ok(inward::value(value, "")?.to_string())
}

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(to_wire, module)?)?;
    module.add_function(wrap_pyfunction!(to_json, module)?)
}
