// Encoding by what the training rows show. Nothing here may look at other rows' values: two data sets that
// differ only in held-out rows must give the same vocabularies, codes, means and scales.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <utility>

#include "data/derivation.h"
#include "data/encode/buckets.h"
#include "data/encode/crowded.h"
#include "data/encode/encode_codes.h"
#include "data/encode/scale.h"
#include "data/encode/sparse_numbers.h"
#include "data/invariants.h"
#include "data/kept_rows.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/options.h"

namespace interplay {
namespace {

bool is_missing(const Column& column, std::size_t row) {
  if (const auto* numeric = std::get_if<NumericColumn>(&column)) return std::isnan(numeric->values[row]);
  if (const auto* categorical = std::get_if<CategoricalColumn>(&column)) return categorical->codes[row] == 0;
  const auto& multi = std::get<MultiColumn>(column);
  return multi.offsets[row] == multi.offsets[row + 1];
}

// Row 0, the entities seen in training, and those of which more than the id is known.
std::vector<std::uint8_t> entities_to_keep(const Dataset& data, std::size_t table,
                                           std::span<const std::uint32_t> uses) {
  std::vector<std::uint8_t> keep(uses.size(), 0);
  keep[0] = 1;
  for (std::size_t row = 1; row < uses.size(); ++row) keep[row] = uses[row] > 0;
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    const Field& field = data.schema.fields[f];
    // A title by itself does not count, as models do not read it.
    if (field.table != table + 1 || field.name == data.entities[table].name || field.role == Role::title) continue;
    for (std::size_t row = 1; row < uses.size(); ++row)
      if (!keep[row] && !is_missing(data.columns[f], row)) keep[row] = 1;
  }
  return keep;
}

// Removes the entities that occur only in held-out rows and of which nothing else is known. For the model they are the
// unknown entity, and its tables must not depend on which rows were held out.
void drop_unknown_entities(Dataset& data, std::size_t table, std::vector<std::uint32_t>& uses) {
  const auto keep = entities_to_keep(data, table, uses);
  if (std::find(keep.begin(), keep.end(), 0) == keep.end()) return;
  Entity& entity = data.entities[table];
  entity.keys = subset(entity.keys, keep);
  const CodeMap map = ranks_of_kept(keep);
  recode(entity.row_of, map);
  for (std::size_t f = 0; f < data.columns.size(); ++f)
    if (data.schema.fields[f].table == table + 1) keep_rows(data.columns[f], keep);
  std::size_t next = 0;
  for (std::size_t row = 0; row < keep.size(); ++row)
    if (keep[row]) uses[next++] = uses[row];
  uses.resize(next);
}

template <class Column>
std::vector<std::uint8_t> codes_met(const Field& field, const Column& column, const TrainingRows& training) {
  std::vector<std::uint8_t> met(std::size_t{field.vocabulary.size()} + 1, 0);
  training.each([&](std::uint32_t row, std::uint32_t) {
    if constexpr (std::is_same_v<Column, CategoricalColumn>) {
      met[column.codes[row]] = 1;
    } else {
      for (std::uint64_t i = column.offsets[row]; i < column.offsets[row + 1]; ++i) met[column.codes[i]] = 1;
    }
  });
  met[0] = 1;
  return met;
}

// How often each code occurs: in rows of its table, or in `interactions` with them.
template <class Column>
std::vector<std::uint64_t> counts_of(const Column& column, const TrainingRows& training, std::size_t codes,
                                     bool interactions) {
  std::vector<std::uint64_t> counts(codes, 0);
  training.each([&](std::uint32_t row, std::uint32_t uses) {
    const std::uint64_t count = interactions ? uses : 1;
    if constexpr (std::is_same_v<Column, CategoricalColumn>) {
      counts[column.codes[row]] += count;
    } else {
      for (std::uint64_t i = column.offsets[row]; i < column.offsets[row + 1]; ++i) counts[column.codes[i]] += count;
    }
  });
  return counts;
}

// The N most frequent values, each counted once for each row of their table; among equally frequent ones, the first in
// the order of the vocabulary.
template <class Column>
void keep_most_frequent(const Column& column, const TrainingRows& training, std::size_t most,
                        std::vector<std::uint8_t>& met) {
  const std::vector<std::uint64_t> counts = counts_of(column, training, met.size(), false);
  std::vector<std::uint32_t> order;
  for (std::uint32_t code = 1; code < met.size(); ++code)
    if (met[code]) order.push_back(code);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return counts[a] > counts[b]; });
  for (std::size_t i = most; i < order.size(); ++i) met[order[i]] = 0;
}

// Values of fewer training rows than `least` become the unseen one.
template <class Column>
void drop_rare(const Column& column, const TrainingRows& training, std::uint64_t least,
               std::vector<std::uint8_t>& met) {
  const std::vector<std::uint64_t> counts = counts_of(column, training, met.size(), true);
  for (std::size_t code = 1; code < met.size(); ++code)
    if (counts[code] < least) met[code] = 0;
}

template <class Column>
void encode_categories(Field& field, Column& column, const TrainingRows& training, std::size_t most,
                       std::uint64_t least = 0) {
  auto met = codes_met(field, column, training);
  if (most < met.size()) keep_most_frequent(column, training, most, met);
  if (least > 1) drop_rare(column, training, least, met);
  if (std::find(met.begin(), met.end(), 0) != met.end()) {
    recode(column, ranks_of_kept(met));
    field.vocabulary = subset(field.vocabulary, met);
  } else if constexpr (std::is_same_v<Column, MultiColumn>) {
    if (std::find(column.codes.begin(), column.codes.end(), 0u) != column.codes.end())
      recode(column, ranks_of_kept(met));
  }
}

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

// The N of the option "name:N" for this field, or no limit.
std::size_t most_values(const Field& field, const DataOptions& options) {
  for (const std::string& top : options.top)
    if (top.starts_with(field.name + ":")) return std::stoul(top.substr(field.name.size() + 1));
  return no_limit;
}

// The N of the option min_count for this field: of "name:N", or else of "N"; 0 without either.
std::uint64_t least_rows(const Field& field, const DataOptions& options) {
  std::uint64_t least = 0;
  for (const std::string& rare : options.min_count) {
    if (rare.starts_with(field.name + ":")) return std::stoull(rare.substr(field.name.size() + 1));
    if (rare.find(':') == std::string::npos) least = std::stoull(rare);
  }
  return least;
}

void check_min_count(const Schema& schema, const DataOptions& options) {
  for (const std::string& rare : options.min_count) {
    const std::size_t colon = rare.rfind(':');
    const auto count = canonical_integer(colon == std::string::npos ? rare : rare.substr(colon + 1));
    if (!count || *count < 1 || *count > 0xffffffff)
      throw Error(Code::usage,
                  "option 'min_count' has '" + rare + "', expected a number from 1, or a column and one, as item:10",
                  "give --min-count N or --min-count name:N");
    std::string known;
    bool found = colon == std::string::npos;
    for (const std::size_t f : schema.inputs()) {
      if (schema.fields[f].kind == Kind::numeric) continue;
      found = found || schema.fields[f].name == rare.substr(0, colon);
      known += (known.empty() ? "" : ", ") + schema.fields[f].name;
    }
    if (!found)
      throw Error(
          Code::usage,
          "option 'min_count' has '" + rare + "', and no field of that name holds categories; those are " + known,
          "add the column to --fields, or correct its name");
  }
}

void check_top(const Schema& schema, const DataOptions& options) {
  for (const std::string& top : options.top) {
    const std::size_t colon = top.rfind(':');
    const auto count = colon == std::string::npos ? std::nullopt : canonical_integer(top.substr(colon + 1));
    if (!count || *count < 1 || *count > 0xffffffff)
      throw Error(Code::usage, "option 'top' has '" + top + "', expected a column and a number from 1, as genres:14",
                  "give --top name:N");
    std::string known;
    bool found = false;
    for (const std::size_t f : schema.inputs()) {
      if (schema.fields[f].kind == Kind::numeric) continue;
      found = found || schema.fields[f].name == top.substr(0, colon);
      known += (known.empty() ? "" : ", ") + schema.fields[f].name;
    }
    if (!found)
      throw Error(Code::usage,
                  "option 'top' has '" + top + "', and no field of that name holds categories; those are " + known,
                  "add the column to --fields, or correct its name");
  }
}

// `training`: the rows that numbers are scaled by; `known`: those whose categories the model knows.
void encode_field(Dataset& data, std::size_t f, const TrainingRows& training, const TrainingRows& known,
                  const DataOptions& options) {
  Field& field = data.schema.fields[f];
  Column& column = data.columns[f];
  if (field.role == Role::time && field.table == 0 && !data.time.empty()) {
    set_range(field, moments(training, [&](std::uint32_t row) { return data.time[row]; }));
  } else if (auto* numeric = std::get_if<NumericColumn>(&column)) {
    if (numeric->values.empty()) return;
    set_scale(field, training, numeric->values, options.numeric_scale);
  } else if (field.role == Role::title) {
    std::vector<std::uint32_t> all(rows(column));
    std::iota(all.begin(), all.end(), 0u);
    encode_categories(field, std::get<CategoricalColumn>(column), TrainingRows{all, {}}, no_limit);
  } else if (!is_input(field)) {
    return;  // groups are no parameters of a model: held-out ones stay apart
  } else if (const std::uint32_t buckets = buckets_of(field, options); buckets > 0) {
    hash_categories(field, column, buckets, static_cast<std::uint64_t>(options.hash_seed));
    if (auto* bags = std::get_if<MultiColumn>(&column)) apply_scales(field, *bags);
  } else if (auto* categorical = std::get_if<CategoricalColumn>(&column)) {
    encode_categories(field, *categorical, known, most_values(field, options), least_rows(field, options));
  } else {
    auto& bags = std::get<MultiColumn>(column);
    encode_categories(field, bags, known, most_values(field, options), least_rows(field, options));
    if (!options.normalize_rows) set_scales(field, bags, training, options.numeric_scale);
    apply_scales(field, bags);
  }
}

// The columns whose numbers are not read in the standard way, because of how they are distributed.
void note_heavy_tails(Dataset& data, const DataOptions& options) {
  if (options.numeric_scale != "auto") return;
  std::string logarithms, limited;
  for (const Field& field : data.schema.fields) {
    std::string& list = field.limit > 0 ? limited : logarithms;
    if (field.limit > 0 || field.curve == Curve::logarithm) list += (list.empty() ? "" : ", ") + field.name;
  }
  const auto note = [&](const std::string& list, const std::string& reading) {
    if (!list.empty())
      data.notes.push_back(list + ": a few values lie far out, so models see " + reading +
                           "; say --numeric-scale standard for the plain numbers");
  };
  note(logarithms, "log(1 + |x|) with the sign of x");
  note(limited, "their distance from the middle, limited to so many deviations as interplay describe shows");
}

}  // namespace

Dataset encode(Dataset data, std::span<const std::uint32_t> train_rows, const DataOptions& options) {
  assert(std::all_of(train_rows.begin(), train_rows.end(), [&](std::uint32_t row) { return row < data.rows; }));
  check_top(data.schema, options);
  check_min_count(data.schema, options);
  check_hash_buckets(data.schema, options);
  std::ranges::move(notes_on_columns(data, train_rows, options), std::back_inserter(data.notes));
  take_columns(data, train_rows, options);
  const bool all = options.vocabulary == "all";
  std::vector<std::uint32_t> every_row(all ? data.rows : 0);
  std::iota(every_row.begin(), every_row.end(), 0u);
  const std::span<const std::uint32_t> known_rows = all ? every_row : train_rows;
  std::vector<std::vector<std::uint32_t>> uses, known_uses;
  for (std::size_t table = 0; table < data.entities.size(); ++table) {
    uses.push_back(count_uses(data.entities[table], train_rows));
    if (!all) drop_unknown_entities(data, table, uses.back());
    known_uses.push_back(all ? std::vector<std::uint32_t>(uses.back().size(), 1) : uses.back());
  }
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    const std::uint32_t table = data.schema.fields[f].table;
    TrainingRows training{train_rows, {}}, known{known_rows, {}};
    if (table > 0) {
      training.uses = uses[table - 1];
      known.uses = known_uses[table - 1];
    }
    encode_field(data, f, training, known, options);
  }
  add_derived(data, {train_rows, known_rows, options});
  note_heavy_tails(data, options);
  assert(fault_of(data).empty());
  return data;
}

}  // namespace interplay
