// What the files of the extension module share. Each binds one part of include/interplay; the Python package is what
// users see, and this module is private to it.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "interplay/dataset.h"
#include "interplay/model.h"
#include "interplay/options.h"
#include "interplay/store.h"

namespace interplay::python {

namespace nb = nanobind;

void bind_errors(nb::module_& module);
void bind_options(nb::module_& module);
void bind_columns(nb::module_& module);
void bind_data(nb::module_& module);
void bind_model(nb::module_& module);
void bind_processes(nb::module_& module);
void bind_training(nb::module_& module);
void bind_lists(nb::module_& module);
void bind_pictures(nb::module_& module);
void bind_server(nb::module_& module);

// The numbers as an array of NumPy, which takes the vector over.
template <class T>
nb::ndarray<nb::numpy, T> array_of(std::vector<T> values, std::size_t columns = 0) {
  auto* kept = new std::vector<T>(std::move(values));
  const nb::capsule owner(kept, [](void* each) noexcept { delete static_cast<std::vector<T>*>(each); });
  if (columns == 0) return nb::ndarray<nb::numpy, T>(kept->data(), {kept->size()}, owner);
  return nb::ndarray<nb::numpy, T>(kept->data(), {kept->size() / columns, columns}, owner);
}

// Row numbers from Python; none: all rows of the data.
using RowArray = nb::ndarray<const std::uint32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
inline std::span<const std::uint32_t> span_of(const std::optional<RowArray>& rows) {
  return rows ? std::span<const std::uint32_t>(rows->data(), rows->size()) : std::span<const std::uint32_t>();
}
// The same in full, for functions of the library to which no rows are no rows.
std::vector<std::uint32_t> rows_of(const Dataset& data, const std::optional<RowArray>& rows);

// The place for rows in temporary files under this limit (as memory_limit() reads it); null for an empty one.
std::shared_ptr<Spool> spool_under(const std::string& memory);

// Values by the names of options. Throws Error(usage) for a name or value that is not possible, TypeError for a value
// of another type.
template <class Struct>
void apply_options(Struct& values, const nb::dict& given);
extern template void apply_options(DataOptions&, const nb::dict&);
extern template void apply_options(SplitOptions&, const nb::dict&);
extern template void apply_options(TrainOptions&, const nb::dict&);

template <class Struct>
Struct options_of(const nb::dict& given) {
  Struct values;
  apply_options(values, given);
  return values;
}

// Defaults of the model, solver and loss that are given, then what is given.
TrainOptions train_options_of(const nb::dict& given, bool implicit);

// A Python callable that is called from threads without the interpreter's lock, and told whether to go on. The first
// exception that it raises, or Ctrl-C, ends the work; `rethrow` raises that exception afterwards.
class Caller {
 public:
  explicit Caller(nb::object callable) : callable_(std::move(callable)) {}
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  // With text as its argument. A true result asks to stop.
  void call(const std::string& text);
  // Looks for signals now and then.
  bool stop_requested();
  bool interrupted() const { return interrupted_; }
  void rethrow();

 private:
  struct State;
  nb::object callable_;
  std::optional<nb::python_error> raised_;
  bool stop_ = false, interrupted_ = false;
  std::int64_t last_look_ = 0;
};

}  // namespace interplay::python
