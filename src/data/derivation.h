// Columns made from other columns, by name. One file of src/data/derive defines one derivation, named like the file;
// CMake generates the table. Other code knows a derived field by Field::derived and by what its derivation says here.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/batch.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace interplay {

// The rows that a derivation may learn from.
struct DerivationRows {
  std::span<const std::uint32_t> training;
  std::span<const std::uint32_t>
      known;  // rows whose categories the model knows: the training rows, or all (DataOptions::vocabulary)
  const DataOptions& options;
};

// The rows for which a column is made: all of a data set, or a single one.
struct DerivedRows {
  const std::function<FieldView(const std::string& name)>& view_of;
  std::size_t count;
  std::span<const double> time;  // empty if unknown
};

// Makes the column of one derived field, repeatedly.
class ColumnMaker {
 public:
  virtual ~ColumnMaker() = default;
  virtual Column make(const DerivedRows& rows) const = 0;
};

struct Derivation {
  std::string_view name;
  // Adds to encoded data the fields that one value of the option asks for, learned from the training rows. Throws
  // Error(usage), naming the option and the value. Null if no option asks for it: see read.
  void (*fit)(Dataset& data, const std::string& value, const DerivationRows& rows) = nullptr;
  // Makes the column of a field of this derivation for rows of interactions. Null if its fields are not marked as
  // derived, because they are features of entities, whose tables are part of the model.
  Column (*apply)(const Field& field, const DerivedRows& rows) = nullptr;
  // The same for single rows, repeatedly: what depends only on the field, and on the fields that it is made of, is
  // prepared once. Null: there is no such shortcut.
  std::unique_ptr<ColumnMaker> (*prepare)(const Field& field, std::span<const Field* const> from) = nullptr;
  // How the names of its fields end that are features of entities, and so are not marked as derived.
  std::vector<std::string_view> endings = {};
  // The option that asks for it; null: only `derive` does, as NAME:VALUE.
  std::vector<std::string> DataOptions::*option = nullptr;

  // Makes a column from the times when data is read, if `fields` contains the derivation's name and the files have no
  // such column: as categories or as numbers. It is encoded as if it had been read. Without times every value is
  // missing.
  void (*read)(Dataset& data, bool as_number) = nullptr;

  // Throws Error(usage) if the data lacks something that every value needs.
  void (*require)(const Dataset& data, const std::string& value) = nullptr;
  // The column that has to be read as numbers for a value.
  std::optional<std::string_view> (*numeric_column)(std::string_view value) = nullptr;

  // For the model file: throws std::runtime_error if Field::derived cannot be right, so that `apply` may rely on it.
  // (That all its fields exist and come before it is checked elsewhere.)
  void (*check)(const Field& field, const Schema& schema) = nullptr;
  // Writes Field::derived to the field's JSON, and reads it if the JSON has it. Null: as "derived", an object of name,
  // fields and number.
  void (*to_json)(const Field& field, nlohmann::json& json) = nullptr;
  std::optional<DerivedFrom> (*from_json)(const nlohmann::json& json, Kind kind) = nullptr;

  bool reads_time = false;    // rows need their time
  bool has_vectors = true;    // false: too few rows per category for a vector, so that models give it only weights
  bool is_elementary = true;  // false: it combines others; perceptrons do that themselves and do not read it
};

// In the order in which their fields are added.
std::span<const Derivation* const> derivation_table();

// Null for a field that was read from files.
const Derivation* derivation_of(const Field& field);

// The maker for a derived field. `from`: the fields that it is made of, in the order of Field::derived. All of them
// outlive it.
std::unique_ptr<ColumnMaker> column_maker(const Field& field, std::span<const Field* const> from);

// The values by which the options ask for the derivation, in order.
std::vector<std::string> asked_of(const Derivation& derivation, const DataOptions& options);
// The columns that have to be read as numbers for derivations.
std::vector<std::string> numeric_columns(const DataOptions& options);

// The derivation that makes a column of that name when data is read; null if there is none.
const Derivation* made_on_reading(std::string_view column);

// Whether a feature of entities was made from other columns, as the options asked.
bool made_of_others(const Field& field, const DataOptions& options);

// Adds all fields that rows.options ask for to encoded data. Throws Error(usage).
void add_derived(Dataset& data, const DerivationRows& rows);

// Whether a field of the schema needs the time of a row.
bool needs_time(const Schema& schema);

// For the model file: write how a field was derived to its JSON; read it from there; check the derived fields of a
// schema. Throw std::exception for contents that do not fit.
void derived_to_json(const Field& field, nlohmann::json& json);
void derived_from_json(const nlohmann::json& json, Field& field);
void check_derived(const Schema& schema);

}  // namespace interplay
