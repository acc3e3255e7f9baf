// Columns of NumPy, of Python objects and of Arrow, and the data that is made of them.
#include "interplay/columns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "bindings.h"
#include "interplay/arrow.h"
#include "interplay/build.h"
#include "interplay/error.h"

namespace interplay::python {
namespace {

// A column before it is known what for.
struct TableColumn {
  ColumnValues values;
  bool whole = false, times = false;
  std::string type;
};

std::size_t rows(const ColumnValues& values) {
  return std::visit(
      []<class T>(const T& each) -> std::size_t {
        if constexpr (std::is_same_v<T, Bags>)
          return each.offsets.empty() ? 0 : each.offsets.size() - 1;
        else if constexpr (std::is_same_v<T, Codes>)
          return each.codes.size();
        else
          return std::visit([](const auto& ids) { return ids.size(); }, each.values);
      },
      values);
}

const char* kind_of(const TableColumn& column) {
  if (column.times) return "time";
  if (std::holds_alternative<Bags>(column.values)) return "bag";
  if (!std::holds_alternative<Numbers>(column.values)) return "category";
  return column.whole ? "integer" : "number";
}

// Keeps an object of Python, and lets go of it under the interpreter's lock.
std::shared_ptr<const void> keep(nb::object object) {
  return {new nb::object(std::move(object)), [](const void* each) {
            const nb::gil_scoped_acquire lock;
            delete static_cast<const nb::object*>(each);
          }};
}

template <class T>
SharedSpan<T> shared(const nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu>& array, const nb::object& object) {
  return {std::span<const T>(static_cast<const T*>(array.data()), array.size()), keep(object)};
}

template <class T, class Wide>
SharedSpan<Wide> widened(const nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu>& array) {
  const auto* data = static_cast<const T*>(array.data());
  return std::vector<Wide>(data, data + array.size());
}

TableColumn numbers_of(nb::object object) {
  nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu> array;
  if (!nb::try_cast(object, array)) throw nb::type_error("expected an array of numbers");
  using Whole = std::int64_t;
  const nb::dlpack::dtype type = array.dtype();
  if (type == nb::dtype<float>()) return {Numbers{shared<float>(array, object)}, false, false, "float32"};
  if (type == nb::dtype<double>()) return {Numbers{shared<double>(array, object)}, false, false, "float64"};
  if (type == nb::dtype<Whole>()) return {Numbers{shared<Whole>(array, object)}, true, false, "int64"};
  if (type == nb::dtype<std::int32_t>()) return {Numbers{widened<std::int32_t, Whole>(array)}, true, false, "int32"};
  if (type == nb::dtype<std::int16_t>()) return {Numbers{widened<std::int16_t, Whole>(array)}, true, false, "int16"};
  if (type == nb::dtype<std::int8_t>()) return {Numbers{widened<std::int8_t, Whole>(array)}, true, false, "int8"};
  if (type == nb::dtype<std::uint8_t>()) return {Numbers{widened<std::uint8_t, Whole>(array)}, true, false, "uint8"};
  if (type == nb::dtype<std::uint16_t>()) return {Numbers{widened<std::uint16_t, Whole>(array)}, true, false, "uint16"};
  if (type == nb::dtype<std::uint32_t>()) return {Numbers{widened<std::uint32_t, Whole>(array)}, true, false, "uint32"};
  if (type == nb::dtype<std::uint64_t>()) return {Numbers{widened<std::uint64_t, Whole>(array)}, true, false, "uint64"};
  if (type == nb::dtype<bool>()) return {Numbers{widened<bool, Whole>(array)}, true, false, "bool"};
  throw nb::type_error("expected an array of numbers");
}

// A cell of a list of Python objects.
enum class Cell { missing, whole, number, text, bag };

// Lists, sets and arrays. (An array has __index__ as well, for the sake of those of one number.)
bool is_bag(nb::handle value) {
  PyObject* object = value.ptr();
  if (PyUnicode_Check(object) || PyBytes_Check(object) || PyByteArray_Check(object) || PyDict_Check(object))
    return false;
  return PyList_Check(object) || PyTuple_Check(object) || PyAnySet_Check(object) ||
         (PySequence_Check(object) && PyObject_Length(object) >= 0) || (PyErr_Clear(), false);
}

Cell cell_of(nb::handle value, const std::string& name, std::size_t row) {
  if (value.is_none()) return Cell::missing;
  if (PyUnicode_Check(value.ptr())) return Cell::text;
  if (PyLong_Check(value.ptr())) return Cell::whole;
  if (is_bag(value)) return Cell::bag;
  if (PyIndex_Check(value.ptr())) return Cell::whole;
  const double number = PyFloat_AsDouble(value.ptr());
  if (PyErr_Occurred() == nullptr) return std::isnan(number) ? Cell::missing : Cell::number;
  PyErr_Clear();
  // pandas.NA and NaT are no numbers, and equal nothing, not even themselves.
  const std::string type =
      nb::cast<std::string>(nb::handle(reinterpret_cast<PyObject*>(Py_TYPE(value.ptr()))).attr("__name__"));
  if (type == "NAType" || type == "NaTType") return Cell::missing;
  throw nb::type_error(
      ("column '" + name + "' holds a " + type + " in row " + std::to_string(row) +
       " (rows count from 0), expected numbers, texts or lists of them; convert the column, such as by "
       "astype(str), or for dates by pandas.to_datetime")
          .c_str());
}

std::string_view utf8(nb::handle text) {
  Py_ssize_t size = 0;
  const char* bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (bytes == nullptr) throw nb::python_error();
  return {bytes, static_cast<std::size_t>(size)};
}

// Texts of ids: 3 and 3.0 are "3".
std::string id_text(nb::handle value) {
  if (PyFloat_Check(value.ptr())) {
    const double number = PyFloat_AsDouble(value.ptr());
    if (number == std::trunc(number) && std::abs(number) < 1e15)
      return std::to_string(static_cast<std::int64_t>(number));
  }
  if (PyIndex_Check(value.ptr())) return nb::cast<std::string>(nb::str(nb::steal(PyNumber_Index(value.ptr()))));
  return nb::cast<std::string>(nb::str(value));
}

TableColumn texts_of(const nb::list& cells, bool all_texts) {
  if (!all_texts) {
    std::vector<std::string> texts;
    for (const nb::handle cell : cells)
      texts.push_back(cell.is_none() || (PyFloat_Check(cell.ptr()) && std::isnan(PyFloat_AsDouble(cell.ptr())))
                          ? std::string()
                          : id_text(cell));
    return {Ids{SharedSpan<std::string>(std::move(texts))}, false, false, "object"};
  }
  struct Kept {
    std::vector<std::string_view> texts;
    std::shared_ptr<const void> cells;
  };
  auto kept = std::make_shared<Kept>();
  kept->texts.reserve(cells.size());
  for (const nb::handle cell : cells)
    kept->texts.push_back(PyUnicode_Check(cell.ptr()) ? utf8(cell) : std::string_view());
  kept->cells = keep(cells);
  const std::span<const std::string_view> texts = kept->texts;
  return {Ids{SharedSpan<std::string_view>(texts, std::move(kept))}, false, false, "object"};
}

TableColumn bags_of(const nb::list& cells, const std::string& name) {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::string> entries;
  std::size_t row = 0;
  for (const nb::handle cell : cells) {
    if (is_bag(cell)) {
      for (const nb::handle each : nb::iter(cell)) {
        if (is_bag(each) || PyDict_Check(each.ptr()))
          throw nb::type_error(("column '" + name + "' holds lists of lists in row " + std::to_string(row) +
                                " (rows count from 0), expected lists of numbers or texts; flatten them")
                                   .c_str());
        entries.push_back(each.is_none() ? std::string() : id_text(each));
      }
    } else if (!cell.is_none()) {
      if (!PyFloat_Check(cell.ptr()) || !std::isnan(PyFloat_AsDouble(cell.ptr()))) entries.push_back(id_text(cell));
    }
    offsets.push_back(entries.size());
    ++row;
  }
  return {Bags{std::move(offsets), Ids{SharedSpan<std::string>(std::move(entries))}}, false, false, "list"};
}

TableColumn objects_of(const nb::list& cells, const std::string& name) {
  bool met[5] = {};
  std::size_t row = 0;
  for (const nb::handle cell : cells) met[static_cast<int>(cell_of(cell, name, row++))] = true;
  if (met[static_cast<int>(Cell::bag)]) return bags_of(cells, name);
  const bool numbers = met[static_cast<int>(Cell::number)] || met[static_cast<int>(Cell::whole)];
  if (met[static_cast<int>(Cell::text)]) return texts_of(cells, !numbers);
  const bool whole = !met[static_cast<int>(Cell::number)] && met[static_cast<int>(Cell::whole)];
  if (whole && !met[static_cast<int>(Cell::missing)]) {
    std::vector<std::int64_t> values;
    values.reserve(cells.size());
    for (const nb::handle cell : cells) {
      const nb::object index = nb::steal(PyNumber_Index(cell.ptr()));
      int overflow = 0;
      values.push_back(PyLong_AsLongLongAndOverflow(index.ptr(), &overflow));
      if (overflow != 0) return texts_of(cells, false);  // ids beyond 64 bits are texts
    }
    return {Numbers{SharedSpan<std::int64_t>(std::move(values))}, true, false, "object"};
  }
  std::vector<double> values;
  values.reserve(cells.size());
  for (const nb::handle cell : cells) {
    const double number = cell.is_none() ? std::numeric_limits<double>::quiet_NaN() : PyFloat_AsDouble(cell.ptr());
    if (PyErr_Occurred() != nullptr) PyErr_Clear();
    values.push_back(cell_of(cell, name, 0) == Cell::missing ? std::numeric_limits<double>::quiet_NaN() : number);
  }
  return {Numbers{SharedSpan<double>(std::move(values))}, whole, false, "object"};
}

// Codes from 0, -1 being missing, as pandas has them.
TableColumn categories_of(const nb::ndarray<const std::int32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>& codes,
                          const TableColumn& categories, const std::string& name) {
  std::variant<Ids, Vocabulary> ids;
  if (const auto* texts = std::get_if<Ids>(&categories.values)) {
    ids = *texts;
  } else if (const auto* numbers = std::get_if<Numbers>(&categories.values)) {
    if (const auto* whole = std::get_if<SharedSpan<std::int64_t>>(&numbers->values))
      ids = Ids{*whole};
    else if (const auto* doubles = std::get_if<SharedSpan<double>>(&numbers->values))
      ids = Ids{*doubles};
    else
      throw nb::type_error(("the categories of column '" + name + "' are no ids").c_str());
  } else {
    throw nb::type_error(("the categories of column '" + name + "' are no ids").c_str());
  }
  return {Codes::from_zero(std::span(codes.data(), codes.size()), std::move(ids)), false, false, "category"};
}

using Offsets = nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

// Rows of a sparse matrix: entries are columns with values. A column without entries has no id, so that a matrix of a
// billion columns, as hashed features have them, takes the memory of its entries.
TableColumn sparse_of(const Offsets& offsets, const Offsets& indices,
                      const nb::ndarray<const float, nb::ndim<1>, nb::c_contig, nb::device::cpu>& values,
                      std::size_t columns) {
  const std::span<const std::int64_t> entries(indices.data(), indices.size());
  std::vector<std::int64_t> names;
  std::vector<std::uint32_t> codes;
  codes.reserve(entries.size());
  if (columns <= 2 * entries.size() + 1000) {
    names.resize(columns);
    std::iota(names.begin(), names.end(), 0);
    for (const std::int64_t entry : entries) codes.push_back(static_cast<std::uint32_t>(entry) + 1);
  } else {
    names.assign(entries.begin(), entries.end());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (const std::int64_t entry : entries)
      codes.push_back(static_cast<std::uint32_t>(std::lower_bound(names.begin(), names.end(), entry) - names.begin()) +
                      1);
  }
  Bags bags{std::vector<std::uint64_t>(offsets.data(), offsets.data() + offsets.size()),
            Codes{std::move(codes), Vocabulary::of_integers(std::move(names))},
            std::vector<float>(values.data(), values.data() + values.size()), Pooling::sum};
  return {std::move(bags), false, false, "csr"};
}

nb::list read_stream(const nb::object& table) {
  const nb::object capsule = table.attr("__arrow_c_stream__")();
  auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (stream == nullptr) throw nb::python_error();
  std::vector<ArrowColumn> columns;
  {
    const nb::gil_scoped_release unlocked;
    columns = read_arrow(stream);
  }
  nb::list result;
  for (ArrowColumn& column : columns)
    result.append(
        nb::make_tuple(column.name, TableColumn{std::move(column.values), column.whole, column.times, column.type}));
  return result;
}

std::string shown_number(double value) {
  return value == std::trunc(value) && std::abs(value) < 1e15 ? std::to_string(static_cast<std::int64_t>(value))
                                                              : std::to_string(value);
}

// The first cells as texts, of columns whose meaning is to be guessed.
std::vector<std::string> first_cells(const TableColumn& column, std::size_t most) {
  std::vector<std::string> cells;
  const auto add = [&]<class T>(const SharedSpan<T>& values) {
    for (std::size_t row = 0; row < std::min(most, values.size()); ++row) {
      if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>)
        cells.emplace_back(values[row]);
      else if constexpr (std::is_same_v<T, std::int64_t>)
        cells.push_back(std::to_string(values[row]));
      else
        cells.push_back(std::isnan(values[row]) ? "" : shown_number(static_cast<double>(values[row])));
    }
  };
  if (const auto* numbers = std::get_if<Numbers>(&column.values)) std::visit(add, numbers->values);
  if (const auto* ids = std::get_if<Ids>(&column.values)) std::visit(add, ids->values);
  return cells;
}

std::pair<std::vector<std::string>, std::vector<std::string>> guess_roles(const nb::list& columns,
                                                                          const nb::dict& data_options) {
  std::vector<ColumnSample> samples;
  for (const nb::handle each : columns) {
    const auto [name, column] = nb::cast<std::pair<std::string, nb::object>>(each);
    samples.push_back({name, first_cells(nb::cast<const TableColumn&>(column), 200)});
  }
  std::vector<std::string> notes, words;
  for (const Role role : roles_of(samples, options_of<DataOptions>(data_options), &notes))
    words.emplace_back(name(role));
  return {words, notes};
}

Role role_named(const std::string& word) {
  for (const Role role :
       {Role::feature, Role::user, Role::item, Role::target, Role::weight, Role::time, Role::group, Role::title})
    if (word == name(role)) return role;
  throw Error(Code::usage, "there is no role '" + word + "'", "");
}

[[noreturn]] void cannot_be(const std::string& name, const TableColumn& column, const char* wanted) {
  throw nb::type_error(("column '" + name + "' (" + column.type + ") cannot be read as " + wanted).c_str());
}

std::variant<Ids, Codes> as_ids(const std::string& name, const TableColumn& column) {
  if (const auto* ids = std::get_if<Ids>(&column.values)) return *ids;
  if (const auto* codes = std::get_if<Codes>(&column.values)) return *codes;
  if (const auto* numbers = std::get_if<Numbers>(&column.values)) {
    if (const auto* whole = std::get_if<SharedSpan<std::int64_t>>(&numbers->values)) return Ids{*whole};
    if (const auto* doubles = std::get_if<SharedSpan<double>>(&numbers->values)) return Ids{*doubles};
    const auto& floats = std::get<SharedSpan<float>>(numbers->values);
    return Ids{SharedSpan<double>(std::vector<double>(floats.begin(), floats.end()))};
  }
  cannot_be(name, column, "ids");
}

// Texts that are numbers count as these, as in files.
Numbers as_numbers(const std::string& name, const TableColumn& column) {
  if (const auto* numbers = std::get_if<Numbers>(&column.values)) return *numbers;
  if (std::holds_alternative<Bags>(column.values)) cannot_be(name, column, "numbers");
  throw Error(Code::bad_data, "column '" + name + "' holds texts, expected numbers",
              "convert it, such as by astype(float), or name another column");
}

// Texts of several values in a cell, "Comedy|Drama".
Bags as_bags(const std::string& name, const TableColumn& column, std::string_view separator) {
  if (const auto* bags = std::get_if<Bags>(&column.values)) return *bags;
  const auto* ids = std::get_if<Ids>(&column.values);
  if (ids == nullptr) cannot_be(name, column, "several values in a cell");
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::string> entries;
  const auto add = [&]<class T>(const SharedSpan<T>& values) {
    for (const T& value : values) {
      if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
        std::string_view cell = value;
        while (!cell.empty()) {
          const std::size_t end = std::min(cell.find(separator), cell.size());
          std::string_view entry = cell.substr(0, end);
          while (!entry.empty() && entry.front() == ' ') entry.remove_prefix(1);
          while (!entry.empty() && entry.back() == ' ') entry.remove_suffix(1);
          if (!entry.empty()) entries.emplace_back(entry);
          cell.remove_prefix(std::min(end + separator.size(), cell.size()));
        }
      }
      offsets.push_back(entries.size());
    }
  };
  std::visit(add, ids->values);
  return {std::move(offsets), Ids{SharedSpan<std::string>(std::move(entries))}};
}

// A column with what it is to be: (name, column, role, kind, separator), where kind is numeric, categorical or multi.
using Planned = std::tuple<std::string, nb::object, std::string, std::string, std::string>;

NamedColumn named_column(const Planned& planned) {
  const auto& [name, object, role, kind, separator] = planned;
  const auto& column = nb::cast<const TableColumn&>(object);
  NamedColumn result{name, Numbers{}, role_named(role)};
  if (kind == "numeric")
    result.values = as_numbers(name, column);
  else if (kind == "multi")
    result.values = as_bags(name, column, separator.empty() ? std::string_view("|") : separator);
  else
    std::visit([&](auto ids) { result.values = std::move(ids); }, as_ids(name, column));
  return result;
}

// `joined`: (column of the interactions, keys, planned columns).
using Joined = std::tuple<std::string, nb::object, std::vector<Planned>>;

Dataset build(const std::vector<Planned>& columns, const std::vector<Joined>& joined, const std::string& source) {
  DatasetBuilder builder;
  for (const Planned& planned : columns) {
    NamedColumn column = named_column(planned);
    builder.add(std::move(column.name), std::move(column.values), column.role);
  }
  for (const auto& [name, keys, planned] : joined) {
    std::vector<NamedColumn> side;
    for (const Planned& each : planned) side.push_back(named_column(each));
    builder.join(name, as_ids(name, nb::cast<const TableColumn&>(keys)), std::move(side));
  }
  if (!source.empty()) builder.source(source);
  const nb::gil_scoped_release unlocked;
  return builder.build();
}

}  // namespace

void bind_columns(nb::module_& module) {
  nb::class_<TableColumn>(module, "Column")
      .def_prop_ro("kind", [](const TableColumn& column) { return std::string(kind_of(column)); })
      .def_prop_ro("type", [](const TableColumn& column) { return column.type; })
      .def("__len__", [](const TableColumn& column) { return rows(column.values); });
  module.def("numbers_of", numbers_of);
  module.def("times_of", [](const nb::object& seconds) {
    TableColumn column = numbers_of(seconds);
    column.times = true;
    return column;
  });
  module.def("objects_of", objects_of);
  module.def("categories_of", categories_of);
  module.def("sparse_of", sparse_of);
  module.def("read_stream", read_stream);
  module.def("guess_roles", guess_roles);
  module.def("is_name_of_codes", [](const std::string& name) { return is_name_of_codes(name); });
  module.def("build", build, nb::arg("columns"), nb::arg("joined"), nb::arg("source"));
}

}  // namespace interplay::python
