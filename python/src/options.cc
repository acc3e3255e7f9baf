// The option tables, and options from dicts.
#include "bindings.h"
#include "interplay/error.h"
#include "interplay/json.h"
#include "interplay/model.h"
#include "interplay/solvers.h"
#include "interplay/split.h"
#include "interplay/tune.h"

namespace interplay::python {
namespace {

std::string text_of(nb::handle value) { return nb::cast<std::string>(nb::str(value)); }

[[noreturn]] void wrong_type(std::string_view name, nb::handle value, const char* expected) {
  throw nb::type_error(
      ("option '" + std::string(name) + "' is " + nb::cast<std::string>(nb::repr(value)) + ", expected " + expected)
          .c_str());
}

// Numbers of NumPy count as those of Python; a bool is no number.
bool is_bool(nb::handle value) {
  return PyBool_Check(value.ptr()) ||
         nb::cast<std::string>(nb::handle(reinterpret_cast<PyObject*>(Py_TYPE(value.ptr()))).attr("__name__"))
             .starts_with("bool");
}

void convert(std::string_view name, nb::handle value, bool& member) {
  if (!is_bool(value)) wrong_type(name, value, "True or False");
  member = PyObject_IsTrue(value.ptr()) == 1;
}

void convert(std::string_view name, nb::handle value, std::int64_t& member) {
  if (is_bool(value) || !PyIndex_Check(value.ptr())) wrong_type(name, value, "a whole number");
  const nb::object index = nb::steal(PyNumber_Index(value.ptr()));
  if (!index.is_valid()) throw nb::python_error();
  int overflow = 0;
  member = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
  if (overflow != 0) wrong_type(name, value, "a whole number of 64 bits");
}

void convert(std::string_view name, nb::handle value, double& member) {
  if (is_bool(value) || PyUnicode_Check(value.ptr())) wrong_type(name, value, "a number");
  member = PyFloat_AsDouble(value.ptr());
  if (PyErr_Occurred() == nullptr) return;
  PyErr_Clear();
  wrong_type(name, value, "a number");
}

void convert(std::string_view name, nb::handle value, std::vector<std::string>& member) {
  member.clear();
  if (PyUnicode_Check(value.ptr())) {
    member.push_back(text_of(value));
    return;
  }
  if (PyObject_HasAttrString(value.ptr(), "__iter__") != 1 || PyDict_Check(value.ptr()))
    wrong_type(name, value, "a list of texts");
  for (const nb::handle each : nb::iter(value)) member.push_back(text_of(each));
}

template <class Struct>
nb::object default_of(const Struct& values, const Option<Struct>& option) {
  return std::visit([&](auto member) { return nb::cast(values.*member); }, option.member);
}

template <class Struct>
std::string type_of(const Option<Struct>& option) {
  constexpr const char* names[] = {"bool", "int", "float", "str", "list"};
  return names[option.member.index()];
}

template <class Struct>
nb::list table(const Struct& values) {
  nb::list rows;
  for (const Option<Struct>& option : options<Struct>()) {
    nb::dict row;
    row["name"] = std::string(option.name);
    row["type"] = type_of(option);
    row["group"] = std::string(option.group);
    row["help"] = std::string(option.help);
    row["low"] = option.low;
    row["high"] = option.high;
    nb::list choices;
    for (const std::string_view choice : option.choices) choices.append(std::string(choice));
    row["choices"] = choices;
    row["default"] = default_of(values, option);
    rows.append(row);
  }
  return rows;
}

nb::list table_named(const std::string& name, const std::string& model) {
  if (name == "data") return table(DataOptions{});
  if (name == "split") return table(SplitOptions{});
  if (name == "tune") return table(TuneOptions{});
  return table(model.empty() ? TrainOptions{} : default_options(model));
}

nb::list names_of(const std::vector<std::string_view>& names) {
  nb::list list;
  for (const std::string_view each : names) list.append(std::string(each));
  return list;
}

nb::list list_models() {
  nb::list rows;
  for (const ModelInfo& model : model_names()) {
    nb::dict row;
    row["name"] = std::string(model.name);
    row["summary"] = std::string(model.summary);
    row["solver"] = std::string(model.solver);
    row["reads"] = names_of(model.reads);
    rows.append(row);
  }
  return rows;
}

nb::list list_solvers() {
  nb::list rows;
  for (const SolverInfo& solver : solvers()) {
    nb::dict row;
    row["name"] = std::string(solver.name);
    row["summary"] = std::string(solver.summary);
    row["reads"] = names_of(solver.reads);
    row["samples"] = solver.properties.samples;
    row["has_rate"] = solver.properties.has_rate;
    row["needs_validation"] = solver.properties.needs_validation;
    row["fits_interactions"] = solver.properties.fits_interactions;
    rows.append(row);
  }
  return rows;
}

std::string chosen(const nb::dict& given, const char* key) {
  return given.contains(key) ? text_of(given[key]) : std::string();
}

}  // namespace

template <class Struct>
void apply_options(Struct& values, const nb::dict& given) {
  for (const auto& [key, value] : given) {
    const std::string wanted = text_of(key);
    const Option<Struct>* found = nullptr;
    std::vector<std::string_view> known;
    for (const Option<Struct>& option : options<Struct>()) {
      known.push_back(option.name);
      if (option.name == wanted) found = &option;
    }
    if (found == nullptr) {
      const std::string near = nearest(wanted, known);
      throw Error(Code::usage, "there is no option '" + wanted + "'",
                  near.empty() ? "see the documentation" : "did you mean " + near + "?");
    }
    std::visit(
        [&](auto member) {
          using Value = std::remove_cvref_t<decltype(values.*member)>;
          if constexpr (std::is_same_v<Value, std::string>) {
            if (!PyUnicode_Check(value.ptr()) && PyObject_HasAttrString(value.ptr(), "__fspath__") != 1 &&
                (is_bool(value) || !PyNumber_Check(value.ptr())))
              wrong_type(wanted, value, "a text");
            set_option(values, wanted, text_of(value));
          } else {
            convert(wanted, value, values.*member);
          }
        },
        found->member);
  }
  check_options(values);
}
template void apply_options(DataOptions&, const nb::dict&);
template void apply_options(SplitOptions&, const nb::dict&);
template void apply_options(TrainOptions&, const nb::dict&);
template void apply_options(TuneOptions&, const nb::dict&);

TrainOptions train_options_of(const nb::dict& given, bool implicit) {
  const std::string model = given.contains("model") ? chosen(given, "model") : TrainOptions{}.model;
  const std::string solver = chosen(given, "solver"), loss = chosen(given, "loss");
  TrainOptions values = default_options(model, solver, loss);
  // Of interactions, models that descend on a loss rank by BPR unless they have a loss of their own.
  const auto used = solver_info(values.solver);
  bool takes_losses = false;
  if (used)
    for (const std::string_view option : used->reads) takes_losses = takes_losses || option == "loss";
  if (implicit && takes_losses && values.loss == "auto") values = default_options(model, solver, "bpr");
  apply_options(values, given);
  return values;
}

void bind_options(nb::module_& module) {
  module.def("option_table", table_named, nb::arg("name"), nb::arg("model") = "");
  module.def("models", list_models);
  module.def("solvers", list_solvers);
  module.def("check_train_options", [](const nb::dict& given, bool implicit) { train_options_of(given, implicit); });
  module.def("train_options",
             [](const nb::dict& given, bool implicit) { return to_json(train_options_of(given, implicit)); });
  module.def("check_data_options", [](const nb::dict& given) { options_of<DataOptions>(given); });
}

}  // namespace interplay::python
