#include "data/encode/sparse_numbers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "data/encode/encode_codes.h"
#include "data/shown.h"

namespace interplay {
namespace {

float value_of(const MultiColumn& column, std::uint64_t entry) {
  return column.weights.empty() ? 1.0f : column.weights[entry];
}

// Statistics of an index in the training rows.
struct Index {
  std::uint32_t entries = 0;
  float value = 0;       // the first one met that is not 0
  bool several = false;  // others besides it and 0
};

struct BagUse {
  std::vector<Index> of_code;
  std::size_t met = 0;     // indices with entries
  bool categories = true;  // no row names two
};

BagUse look_at(const Field& field, const MultiColumn& column, std::span<const std::uint32_t> rows) {
  BagUse bag;
  bag.of_code.resize(std::size_t{field.vocabulary.size()} + 1);
  for (const std::uint32_t row : rows) {
    const std::uint64_t first = column.offsets[row], last = column.offsets[row + 1];
    bag.categories = bag.categories && last - first < 2;
    for (std::uint64_t e = first; e < last; ++e) {
      Index& index = bag.of_code[column.codes[e]];
      bag.met += index.entries++ == 0;
      const float value = value_of(column, e);
      if (value == 0) continue;
      if (index.value == 0) index.value = value;
      index.several = index.several || value != index.value;
    }
  }
  return bag;
}

bool holds_numbers(const Index& index, std::size_t rows) {
  const bool constant = index.entries >= rows && index.value != 1;
  return index.entries > 0 && 2 * std::size_t{index.entries} >= rows && (index.several || constant);
}

// For every row and each of `codes`: the sum of the row's entries with that code.
std::vector<NumericColumn> columns_of(const MultiColumn& bag, std::span<const std::uint32_t> codes,
                                      std::size_t vocabulary) {
  const std::size_t rows = bag.offsets.size() - 1;
  std::vector<std::vector<float>> columns(codes.size(), std::vector<float>(rows, 0.0f));
  std::vector<std::uint32_t> place(vocabulary + 1, 0);  // from 1; 0: none
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] != 0) place[codes[i]] = static_cast<std::uint32_t>(i) + 1;
  }
  for (std::size_t row = 0; row < rows; ++row)
    for (std::uint64_t e = bag.offsets[row]; e < bag.offsets[row + 1]; ++e)
      if (const std::uint32_t i = place[bag.codes[e]]) columns[i - 1][row] += value_of(bag, e);
  return {std::make_move_iterator(columns.begin()), std::make_move_iterator(columns.end())};
}

void leave_out(Field& field, MultiColumn& column, std::span<const std::uint32_t> codes) {
  std::vector<std::uint8_t> keep(std::size_t{field.vocabulary.size()} + 1, 1);
  for (const std::uint32_t code : codes) keep[code] = 0;
  recode(column, ranks_of_kept(keep));
  field.vocabulary = subset(field.vocabulary, keep);
}

std::string note_of(const std::vector<std::string>& columns) {
  return listed(columns, 8) + ": read as columns of numbers; say --numeric-scale raw to take all values as they are";
}

// Replaces the field by the columns of these codes and a field with the remaining entries.
void split_field(Dataset& data, std::size_t f, std::span<const std::uint32_t> codes, const BagUse& bag,
                 std::vector<std::string>& names) {
  Field& field = data.schema.fields[f];
  auto& column = std::get<MultiColumn>(data.columns[f]);
  std::vector<NumericColumn> columns = columns_of(column, codes, field.vocabulary.size());
  std::vector<Field> fields;
  for (const std::uint32_t code : codes) {
    Field made;
    made.kind = Kind::numeric;
    made.bag = field.name;
    made.index = field.vocabulary.sorted_integers()[code - 1];
    made.name = bag.met == 1 ? field.name : field.name + ":" + std::to_string(made.index);
    names.push_back(made.name);
    fields.push_back(std::move(made));
  }
  const auto at = static_cast<std::ptrdiff_t>(f);
  if (bag.met == codes.size()) {
    data.schema.fields.erase(data.schema.fields.begin() + at);
    data.columns.erase(data.columns.begin() + at);
  } else {
    leave_out(field, column, codes);
  }
  data.schema.fields.insert(data.schema.fields.begin() + at, fields.begin(), fields.end());
  data.columns.insert(data.columns.begin() + at, columns.begin(), columns.end());
}

bool is_sparse_text(const Dataset& data, std::size_t f) {
  const Field& field = data.schema.fields[f];
  const auto* column = std::get_if<MultiColumn>(&data.columns[f]);
  return field.table == 0 && is_input(field) && field.pooling == Pooling::sum && column && !column->weights.empty() &&
         field.vocabulary.integers();
}

// The absolute values, other than 0, of every code in the training rows, after the curve.
std::vector<std::vector<float>> sizes_of(const Field& field, const MultiColumn& column, const TrainingRows& training) {
  std::vector<std::vector<float>> sizes(field.vocabulary.size());
  training.each([&](std::uint32_t row, std::uint32_t) {
    for (std::uint64_t e = column.offsets[row]; e < column.offsets[row + 1]; ++e)
      if (const float value = bent(field, column.weights[e]); value != 0 && column.codes[e] != 0)
        sizes[column.codes[e] - 1].push_back(std::abs(value));
  });
  return sizes;
}

float root_mean_square(std::span<const float> sizes) {
  double sum = 0;
  for (const float size : sizes) sum += static_cast<double>(size) * static_cast<double>(size);
  return static_cast<float>(std::sqrt(sum / static_cast<double>(sizes.size())));
}

float greatest(std::span<const float> sizes) { return *std::ranges::max_element(sizes); }

float median(std::span<const float> sizes) {
  std::vector<float> ordered(sizes.begin(), sizes.end());
  const auto middle = ordered.begin() + static_cast<std::ptrdiff_t>(ordered.size() / 2);
  std::ranges::nth_element(ordered, middle);
  return *middle;
}

// Sets the scales; returns whether a value of the training rows lies beyond far_out times its scale.
bool scale_by(float (*divisor)(std::span<const float>), Curve curve, Field& field, const MultiColumn& column,
              const TrainingRows& training) {
  field.curve = curve;
  field.scales.clear();
  bool exceeded = false;
  for (const std::vector<float>& sizes : sizes_of(field, column, training)) {
    const float scale = sizes.empty() ? 1 : divisor(sizes);
    field.scales.push_back(scale > 0 ? scale : 1);
    exceeded = exceeded || (!sizes.empty() && greatest(sizes) > far_out * field.scales.back());
  }
  return exceeded;
}

}  // namespace

void take_columns(Dataset& data, std::span<const std::uint32_t> train_rows, const DataOptions& options) {
  if (options.numeric_scale == "raw" || options.normalize_rows) return;
  std::vector<std::string> names;
  for (std::size_t f = 0; f < data.schema.fields.size(); ++f) {
    if (!is_sparse_text(data, f)) continue;
    const BagUse bag = look_at(data.schema.fields[f], std::get<MultiColumn>(data.columns[f]), train_rows);
    if (bag.categories && bag.met > 1) continue;
    std::vector<std::uint32_t> codes;
    for (std::uint32_t code = 1; code < bag.of_code.size(); ++code)
      if (holds_numbers(bag.of_code[code], train_rows.size())) codes.push_back(code);
    if (codes.empty()) continue;
    split_field(data, f, codes, bag, names);
    f += codes.size() - (bag.met == codes.size() ? 1 : 0);
  }
  if (!names.empty()) data.notes.push_back(note_of(names));
}

void take_columns(Dataset& data, const Schema& schema) {
  std::map<std::string, std::vector<const Field*>> wanted;
  for (const Field& field : schema.fields)
    if (!field.bag.empty()) wanted[field.bag].push_back(&field);
  for (const auto& [name, fields] : wanted) {
    const auto f = data.schema.find(name);
    if (!f || !std::holds_alternative<MultiColumn>(data.columns[*f])) continue;
    std::vector<std::uint32_t> codes;
    for (const Field* field : fields) codes.push_back(data.schema.fields[*f].vocabulary.code(field->index));
    std::vector<NumericColumn> columns =
        columns_of(std::get<MultiColumn>(data.columns[*f]), codes, data.schema.fields[*f].vocabulary.size());
    if (!schema.find(name) || schema.fields[*schema.find(name)].kind == Kind::numeric) {
      data.schema.fields.erase(data.schema.fields.begin() + static_cast<std::ptrdiff_t>(*f));
      data.columns.erase(data.columns.begin() + static_cast<std::ptrdiff_t>(*f));
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      data.schema.fields.push_back(*fields[i]);
      data.columns.emplace_back(std::move(columns[i]));
    }
  }
}

void set_scales(Field& field, const MultiColumn& column, const TrainingRows& training, std::string_view how) {
  if (field.table != 0 || field.pooling != Pooling::sum) return;  // no sparse text
  if (column.weights.empty() || how == "raw" || how == "none") return;
  const auto by = [&](float (*divisor)(std::span<const float>), Curve curve) {
    return scale_by(divisor, curve, field, column, training);
  };
  bool exceeded = false;
  if (how == "minmax") {
    by(greatest, Curve::straight);
  } else if (how == "standard" || how == "auto") {
    exceeded = by(root_mean_square, Curve::straight);
  }
  if (how == "log" || (how == "auto" && exceeded)) exceeded = by(root_mean_square, Curve::logarithm);
  if (how == "robust" || how == "quantile" || (how == "auto" && exceeded)) {
    by(median, Curve::straight);
    field.limit = far_out;
  }
  const bool all_one = std::ranges::all_of(field.scales, [](float scale) { return scale == 1; });
  if (all_one && field.curve == Curve::straight && field.limit == 0) field.scales.clear();
}

void apply_scales(const Field& field, MultiColumn& column) {
  if (field.scales.empty()) return;
  const auto weights = column.weights.edit();
  if (weights->empty()) weights->assign(column.codes.size(), 1.0f);
  for (std::size_t e = 0; e < column.codes.size(); ++e) (*weights)[e] = seen(field, column.codes[e], (*weights)[e]);
}

}  // namespace interplay
