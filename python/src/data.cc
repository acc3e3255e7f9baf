// Data as read: what it holds, its splits, its counts.
#include "bindings.h"
#include "interplay/catalog.h"
#include "interplay/check.h"
#include "interplay/columns.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/interactions.h"
#include "interplay/json.h"
#include "interplay/read.h"
#include "interplay/split.h"
#include "interplay/store.h"
#include "interplay/synthetic.h"

namespace interplay::python {
namespace {

nb::list fields_of(const Schema& schema) {
  nb::list rows;
  for (const Field& field : schema.fields) {
    nb::dict row;
    row["name"] = field.name;
    row["kind"] = std::string(name(field.kind));
    row["role"] = std::string(name(field.role));
    row["table"] = field.table;
    row["size"] = field.vocabulary.size();
    row["integers"] = field.vocabulary.integers();
    row["derived"] = !field.derived.name.empty();
    const bool long_one = field.kind == Kind::multi && !field.reading.empty();
    row["separator"] = long_one ? field.reading : std::string(1, field.separator);
    row["minimum"] = field.minimum;
    row["maximum"] = field.maximum;
    rows.append(row);
  }
  return rows;
}

nb::object id_of(const Vocabulary& vocabulary, std::uint32_t code) {
  if (code == 0) return nb::none();
  if (vocabulary.integers()) return nb::int_(vocabulary.sorted_integers()[code - 1]);
  return nb::cast(vocabulary.id(code));
}

// All ids by code; None for code 0.
std::vector<nb::object> ids_of(const Vocabulary& vocabulary) {
  std::vector<nb::object> ids;
  for (std::uint32_t code = 0; code <= vocabulary.size(); ++code) ids.push_back(id_of(vocabulary, code));
  return ids;
}

// A column of the interactions as an array of numbers or a list of ids, for the rows that are named.
nb::object column_of(const Dataset& data, const std::string& wanted, const std::optional<RowArray>& given) {
  const auto found = data.schema.find(wanted);
  if (!found) throw Error(Code::not_found, "there is no column '" + wanted + "'", "see fields");
  const Field& field = data.schema.fields[*found];
  const std::vector<std::uint32_t> rows = rows_of(data, given);
  if (field.role == Role::time && !data.time.empty()) {
    std::vector<double> times;
    for (const std::uint32_t row : rows) times.push_back(data.time[row]);
    return nb::cast(array_of(std::move(times)));
  }
  const auto row_of = data.row_of(*found);
  const auto place = [&](std::uint32_t row) { return row_of.empty() ? row : row_of[row]; };
  if (const auto* numbers = std::get_if<NumericColumn>(&data.columns[*found])) {
    std::vector<float> values;
    for (const std::uint32_t row : rows) values.push_back(numbers->values[place(row)]);
    return nb::cast(array_of(std::move(values)));
  }
  const std::vector<nb::object> ids = ids_of(field.vocabulary);
  nb::list cells;
  if (const auto* categories = std::get_if<CategoricalColumn>(&data.columns[*found])) {
    for (const std::uint32_t row : rows) cells.append(ids[categories->codes[place(row)]]);
    return cells;
  }
  const auto& bags = std::get<MultiColumn>(data.columns[*found]);
  for (const std::uint32_t row : rows) {
    nb::list bag;
    for (std::uint64_t i = bags.offsets[place(row)]; i < bags.offsets[place(row) + 1]; ++i)
      bag.append(ids[bags.codes[i]]);
    cells.append(bag);
  }
  return cells;
}

nb::tuple split_of(const Dataset& data, const nb::dict& options, std::uint64_t seed) {
  const SplitOptions values = options_of<SplitOptions>(options);
  Split parts = split(data, values, seed);
  return nb::make_tuple(parts.label, array_of(std::move(parts.train)), array_of(std::move(parts.valid)),
                        array_of(std::move(parts.test)));
}

nb::list folds_of(const Dataset& data, const nb::dict& options, std::uint64_t seed) {
  nb::list folds;
  for (Split& parts : cross_validation_splits(data, options_of<SplitOptions>(options), seed))
    folds.append(nb::make_tuple(parts.label, array_of(std::move(parts.train)), array_of(std::move(parts.valid)),
                                array_of(std::move(parts.test))));
  return folds;
}

Dataset read_paths(const std::vector<std::string>& paths, const nb::dict& options, int threads,
                   const std::string& memory) {
  const DataOptions values = options_of<DataOptions>(options);
  const nb::gil_scoped_release unlocked;
  return read(paths, values, threads, spool_under(memory));
}

std::vector<std::string> fields_in(const std::vector<std::string>& paths, const nb::dict& options, int threads) {
  const DataOptions values = options_of<DataOptions>(options);
  const nb::gil_scoped_release unlocked;
  return fields_beside_ids(paths, values, threads);
}

nb::list known_sets() {
  nb::list rows;
  for (const KnownDataset& set : known_datasets()) {
    nb::dict row;
    row["name"] = set.name;
    row["description"] = set.description;
    row["url"] = set.url;
    row["license"] = set.license;
    rows.append(row);
  }
  return rows;
}

}  // namespace

std::shared_ptr<Spool> spool_under(const std::string& memory) {
  const auto limit = memory_limit(memory);
  return limit ? make_spool(*limit) : nullptr;
}

std::vector<std::uint32_t> rows_of(const Dataset& data, const std::optional<RowArray>& rows) {
  std::vector<std::uint32_t> result;
  if (!rows) {
    result.resize(data.rows);
    for (std::size_t row = 0; row < data.rows; ++row) result[row] = static_cast<std::uint32_t>(row);
    return result;
  }
  result.assign(rows->data(), rows->data() + rows->size());
  for (const std::uint32_t row : result)
    if (row >= data.rows)
      throw Error(Code::usage, "row " + std::to_string(row) + " of " + std::to_string(data.rows), "name other rows");
  return result;
}

void bind_data(nb::module_& module) {
  nb::class_<Dataset>(module, "Dataset")
      .def_prop_ro("rows", [](const Dataset& data) { return data.rows; })
      .def_prop_ro("notes", [](const Dataset& data) { return data.notes; })
      .def_prop_ro("fields", [](const Dataset& data) { return fields_of(data.schema); })
      .def_prop_ro("has_target", [](const Dataset& data) { return data.has_target(); })
      .def("target",
           [](const Dataset& data) {
             const auto values = data.target();
             return array_of(std::vector<float>(values.begin(), values.end()));
           })
      .def("column", column_of, nb::arg("name"), nb::arg("rows").none() = nb::none())
      .def("with_fields",
           [](const Dataset& data, const std::vector<std::string>& names) { return with_fields(data, names); })
      .def("with_rows", [](const Dataset& data, const RowArray& rows) { return with_rows(data, span_of(rows)); })
      .def("interactions",
           [](const Dataset& data, const nb::dict& options) {
             const DataOptions values = options_of<DataOptions>(options);
             check_interactions(values);
             return interactions_of(data, values);
           })
      .def("split", split_of)
      .def("folds", folds_of)
      .def("summary", [](const Dataset& data) {
        const nb::gil_scoped_release unlocked;
        return to_json(summarize(data));
      });
  module.def("read", read_paths, nb::arg("paths"), nb::arg("options"), nb::arg("threads") = 0,
             nb::arg("memory_limit") = "");
  module.def("fields_beside_ids", fields_in, nb::arg("paths"), nb::arg("options"), nb::arg("threads") = 0);
  module.def("known_datasets", known_sets);
  module.def("get_dataset", [](const std::string& name, const std::string& target, const std::string& root) {
    const nb::gil_scoped_release unlocked;
    return get_dataset(name, target, root.empty() ? std::nullopt : std::optional<std::filesystem::path>(root)).string();
  });
  module.def("synthesize", [](const std::string& folder, const std::string& like, std::int64_t rows, std::int64_t users,
                              std::int64_t items, std::int64_t seed) {
    SyntheticOptions options;
    options.like = like;
    options.rows = rows;
    options.users = users;
    options.items = items;
    options.seed = seed;
    check_options(options);
    const nb::gil_scoped_release unlocked;
    synthesize(folder, options);
  });
}

}  // namespace interplay::python
