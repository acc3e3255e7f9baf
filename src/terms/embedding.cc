#include "terms/embedding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>
#include <variant>

#include "interplay/error.h"
#include "kernels/pooling.h"

namespace interplay {

namespace {

// The number of rows whose codes are translated at a time: the lists stay in the first-level cache.
constexpr std::size_t chunk_rows = 256;
// Bags of entity tables with at most this many rows per row of a batch are looked up once and kept.
constexpr std::size_t few_table_rows = 64;
// Entries that are listed at a time where padding makes many of every row.
constexpr std::size_t most_entries = std::size_t{1} << 20;

bool is_padded(const Field& field) { return field.kind == Kind::multi && field.pooling == Pooling::padded_mean; }

// Whether the bags of the whole entity table are listed, or else those of the batch.
bool lists_table(const FieldView& view, std::size_t batch) {
  return view.row_of != nullptr && rows(*view.column) <= batch * few_table_rows;
}

std::size_t rows_at_a_time(const Field& field) {
  return is_padded(field) ? std::clamp<std::size_t>(most_entries / field.slots, 1, chunk_rows) : chunk_rows;
}

std::uint32_t code_of(const FieldView& view, std::uint32_t interaction) {
  return std::get<CategoricalColumn>(*view.column).codes[view.row(interaction)];
}

float number_of(const FieldView& view, std::uint32_t interaction) {
  const float value = std::get<NumericColumn>(*view.column).values[view.row(interaction)];
  return std::isnan(value) ? 0.0f : seen(*view.field, value);
}

// Entries of the bags of a batch's rows.
struct Entries {
  std::vector<std::uint32_t>& offsets;
  std::vector<std::uint32_t>& codes;
  std::vector<float>& x;
};

void collect_bags(const FieldView& view, std::span<const std::uint32_t> rows, const Tensor& tensor, Entries out) {
  const auto& column = std::get<MultiColumn>(*view.column);
  const Field& field = *view.field;
  out.offsets.resize(rows.size() + 1);
  out.offsets[0] = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Bag bag = bag_of(column, field, view.row(rows[i]));
    out.offsets[i + 1] = out.offsets[i] + static_cast<std::uint32_t>(bag.last - bag.first + bag.padding);
  }
  out.codes.resize(out.offsets.back());
  out.x.resize(out.offsets.back());
  const auto padding = static_cast<std::uint32_t>(tensor.rows - 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Bag bag = bag_of(column, field, view.row(rows[i]));
    const float factor = pooling_factor(field, bag.last - bag.first);
    std::uint32_t* code = out.codes.data() + out.offsets[i];
    float* x = out.x.data() + out.offsets[i];
    for (std::uint64_t e = bag.first; e < bag.last; ++e) {
      *code++ = column.codes[e];
      *x++ = column.weights.empty() ? factor : factor * column.weights[e];
    }
    std::fill_n(code, bag.padding, padding);
    std::fill_n(x, bag.padding, factor);
  }
}

kernels::Bags bags_of(std::span<const std::uint32_t> offsets, std::span<const std::uint32_t> codes,
                      std::span<const float> x) {
  return {offsets.data(), offsets.data() + 1, codes.data(), x.data(), offsets.size() - 1};
}

// The bags of the batch's rows. Those of an entity table are looked up once.
void index_bags(const FieldView& view, const Batch& batch, const Tensor& tensor, BatchRows& out) {
  if (!lists_table(view, batch.size())) {
    out.table = nullptr;
    collect_bags(view, batch.rows, tensor, {out.offsets, out.codes, out.x});
    out.first.assign(out.offsets.begin(), out.offsets.end() - 1);
    out.last.assign(out.offsets.begin() + 1, out.offsets.end());
    return;
  }
  if (out.table != view.column) {
    std::vector<std::uint32_t> all(rows(*view.column));
    std::iota(all.begin(), all.end(), 0u);
    FieldView own = view;
    own.row_of = nullptr;
    collect_bags(own, all, tensor, {out.offsets, out.codes, out.x});
    out.table = view.column;
  }
  out.first.resize(batch.size());
  out.last.resize(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::uint32_t row = view.row_of[batch.rows[i]];
    out.first[i] = out.offsets[row];
    out.last[i] = out.offsets[row + 1];
  }
}

// Finds the tensor rows of the batch's entries, each once, and the position of every entry among them.
void index_rows(const Tensor& tensor, bool bags, BatchRows& out) {
  if (out.index.size() != tensor.rows) out.index.assign(tensor.rows, BatchRows::none);
  for (const std::uint32_t row : out.rows) out.index[row] = BatchRows::none;
  // One element more, for values that are written and not kept. Whether a row is new is unpredictable, so the loop has
  // no branch.
  out.rows.resize(std::min(tensor.rows, out.codes.size()) + 1);
  out.positions.resize(out.codes.size());
  std::uint32_t count = 0;
  const auto find = [&](std::size_t e) {
    const std::uint32_t row = out.codes[e], known = out.index[row];
    out.rows[count] = row;
    out.index[row] = out.positions[e] = known == BatchRows::none ? count : known;
    count += known == BatchRows::none;
  };
  if (bags) {
    for (std::size_t i = 0; i < out.first.size(); ++i)
      for (std::uint32_t e = out.first[i]; e < out.last[i]; ++e) find(e);
  } else {
    for (std::size_t e = 0; e < out.codes.size(); ++e) find(e);
  }
  out.rows.resize(count);
}

TensorSpec spec_of(const std::string& name, const Field& field, std::size_t columns, const EmbeddingOptions& options) {
  TensorSpec spec;
  spec.name = name + "/" + field.name;
  spec.columns = columns;
  spec.initializer = options.initializer;
  spec.penalty = options.penalty;
  spec.nonnegative = options.nonnegative;
  if (field.kind == Kind::numeric) {
    const bool affine = options.numeric == NumericMap::affine;
    spec.rows = affine ? 2 : 1;
    spec.offset_row = affine && options.dense_numbers;
    if (spec.offset_row) spec.initializer = {.kind = Initializer::Kind::glorot_uniform};
    spec.initializer.fan_in = 1;
    spec.initializer.fan_out = columns;
    return spec;
  }
  spec.initializer.fan_out = columns;
  spec.rows = std::size_t{field.vocabulary.size()} + 1 + (is_padded(field) ? 1 : 0);
  spec.initializer.fan_in = spec.rows;
  spec.sparse = true;
  spec.unseen_row = true;
  return spec;
}

}  // namespace

double padded_bytes(const FieldView& view, std::size_t batch) {
  if (!is_padded(*view.field)) return 0;
  const std::size_t listed = lists_table(view, batch) ? rows(*view.column) : batch;
  const double entries = static_cast<double>(listed) * view.field->slots;
  if (entries > static_cast<double>(std::numeric_limits<std::uint32_t>::max()))
    throw Error(Code::usage,
                "the bags of '" + view.field->name + "', each padded to " + std::to_string(view.field->slots) +
                    " slots, come to more than 4294967295 entries",
                "give --pooling padded_mean fewer slots");
  return entries * (2 * sizeof(std::uint32_t) + sizeof(float));
}

Embedding::Embedding(std::string name, const Schema& schema, std::span<const std::size_t> inputs, std::size_t columns,
                     const EmbeddingOptions& options, std::vector<TensorSpec>& specs)
    : name_(std::move(name)), columns_(columns), squares_(false) {
  const std::vector<std::size_t> all = schema.inputs();
  for (const std::size_t input : inputs) {
    const Field& field = schema.fields[all[input]];
    slots_.push_back({input, specs.size(), options.numeric, field.kind});
    specs.push_back(spec_of(name_, field, columns, options));
    squares_ = squares_ || (options.squares && field.kind == Kind::multi);
  }
}

namespace {

void copy_bags(const PooledBags::Slot& bags, std::size_t stride, const FieldView& view, const Batch& batch,
               const Pooled& out, std::size_t position) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::uint32_t row = view.row(batch.rows[i]);
    std::memcpy(out.at(i, position), bags.values.data() + row * stride, stride * sizeof(float));
    if (out.squares) out.squares[i * out.fields + position] = bags.squares[row];
  }
}

void forward_slot(const Embedding::Slot& slot, const Tensor& tensor, const Batch& batch, const Pooled& out,
                  std::size_t position) {
  const FieldView& view = batch.fields[slot.input];
  const std::size_t count = batch.size(), step = out.fields * out.stride;
  float* values = out.at(0, position);
  float* squares = out.squares ? out.squares + position : nullptr;
  if (slot.kind == Kind::categorical) {
    std::array<std::uint32_t, chunk_rows> codes;
    for (std::size_t i = 0; i < count; ++i) codes[i] = code_of(view, batch.rows[i]);
    kernels::gather(tensor.data, tensor.stride, codes.data(), count, values, step, squares, out.fields);
  } else if (slot.kind == Kind::numeric) {
    std::array<float, chunk_rows> x;
    for (std::size_t i = 0; i < count; ++i) x[i] = number_of(view, batch.rows[i]);
    const float* b = slot.numeric == NumericMap::affine ? tensor.row(1) : nullptr;
    kernels::map_numbers(tensor.data, b, tensor.stride, x.data(), count, values, step, squares, out.fields);
  } else {
    std::vector<std::uint32_t> offsets, codes;
    std::vector<float> x;
    collect_bags(view, batch.rows, tensor, {offsets, codes, x});
    kernels::pool(tensor.data, tensor.stride, bags_of(offsets, codes, x), values, step, squares, out.fields);
  }
}

}  // namespace

PooledBags Embedding::pool_bags(const Parameters& parameters, std::span<const FieldView> fields,
                                std::size_t interactions, const TaskPool& pool) const {
  PooledBags result;
  result.slots.resize(slots_.size());
  for (std::size_t s = 0; s < slots_.size(); ++s) {
    FieldView view = fields[slots_[s].input];
    const std::size_t count = interplay::rows(*view.column);
    if (slots_[s].kind != Kind::multi || view.row_of == nullptr || count > interactions) continue;
    view.row_of = nullptr;  // the rows of the table itself
    PooledBags::Slot& bags = result.slots[s];
    bags.values = AlignedArray<float>(count * stride());
    bags.squares = AlignedArray<float>(count);
    const Tensor& tensor = parameters[slots_[s].tensor];
    const std::size_t chunk = rows_at_a_time(*view.field);
    pool.run((count + chunk - 1) / chunk, [&](std::size_t task) {
      std::vector<std::uint32_t> rows(std::min(chunk, count - task * chunk)), offsets, codes;
      std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(task * chunk));
      std::vector<float> x;
      collect_bags(view, rows, tensor, {offsets, codes, x});
      kernels::pool(tensor.data, tensor.stride, bags_of(offsets, codes, x),
                    bags.values.data() + rows.front() * stride(), stride(),
                    squares_ ? bags.squares.data() + rows.front() : nullptr, 1);
    });
  }
  return result;
}

void Embedding::forward(const Parameters& parameters, const Batch& batch, const Pooled& out,
                        const PooledBags* bags) const {
  std::size_t chunk = chunk_rows;
  for (const Slot& slot : slots_) chunk = std::min(chunk, rows_at_a_time(*batch.fields[slot.input].field));
  for (std::size_t first = 0; first < batch.size(); first += chunk) {
    const std::size_t count = std::min(chunk, batch.size() - first);
    const Batch part = batch.part(first, count);
    const Pooled to = out.part(first, count);
    for (std::size_t s = 0; s < slots_.size(); ++s) {
      if (bags != nullptr && bags->slots[s].values.size() > 0) {
        copy_bags(bags->slots[s], stride(), part.fields[slots_[s].input], part, to, s);
      } else {
        forward_slot(slots_[s], parameters[slots_[s].tensor], part, to, s);
      }
    }
  }
}

std::vector<Feature> Embedding::features(const Parameters& parameters, const Batch& row) const {
  std::vector<Feature> features;
  for (std::size_t s = 0; s < slots_.size(); ++s) {
    const Slot& slot = slots_[s];
    const Tensor& tensor = parameters[slot.tensor];
    const FieldView& view = row.fields[slot.input];
    std::vector<std::uint32_t> offsets, codes{0};
    std::vector<float> x{1};
    if (slot.kind == Kind::categorical) {
      codes[0] = code_of(view, row.rows[0]);
    } else if (slot.kind == Kind::numeric) {
      x[0] = number_of(view, row.rows[0]);
    } else {
      collect_bags(view, row.rows, tensor, {offsets, codes, x});
    }
    const bool affine = slot.kind == Kind::numeric && slot.numeric == NumericMap::affine;
    for (std::size_t e = 0; e < codes.size(); ++e) {
      Feature feature{s, codes[e], x[e], std::vector<double>(columns_)};
      for (std::size_t k = 0; k < columns_; ++k)
        feature.vector[k] = static_cast<double>(x[e]) * static_cast<double>(tensor.row(codes[e])[k]) +
                            (affine ? static_cast<double>(tensor.row(1)[k]) : 0.0);
      features.push_back(std::move(feature));
    }
  }
  return features;
}

void Embedding::forward(const Parameters& parameters, const BatchRows* const* batch_rows, std::size_t first,
                        const Pooled& out) const {
  const std::size_t count = out.rows, step = out.fields * out.stride;
  for (std::size_t s = 0; s < slots_.size(); ++s) {
    const Tensor& tensor = parameters[slots_[s].tensor];
    const BatchRows& lists = *batch_rows[s];
    float* values = out.at(0, s);
    float* squares = out.squares ? out.squares + s : nullptr;
    if (slots_[s].kind == Kind::categorical) {
      kernels::gather(tensor.data, tensor.stride, lists.codes.data() + first, count, values, step, squares, out.fields);
    } else if (slots_[s].kind == Kind::multi) {
      kernels::pool(tensor.data, tensor.stride,
                    {lists.first.data() + first, lists.last.data() + first, lists.codes.data(), lists.x.data(), count},
                    values, step, squares, out.fields);
    } else {
      const float* b = slots_[s].numeric == NumericMap::affine ? tensor.row(1) : nullptr;
      kernels::map_numbers(tensor.data, b, tensor.stride, lists.x.data() + first, count, values, step, squares,
                           out.fields);
    }
  }
}

void Embedding::index_batch(const Parameters& parameters, const Batch& batch, std::size_t slot, BatchRows& out,
                            bool positions) const {
  const Slot& s = slots_[slot];
  const Tensor& tensor = parameters[s.tensor];
  const FieldView& view = batch.fields[s.input];
  if (s.kind == Kind::numeric) {
    out.rows.resize(tensor.rows);
    std::iota(out.rows.begin(), out.rows.end(), 0u);
    out.x.resize(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) out.x[i] = number_of(view, batch.rows[i]);
    return;
  }
  if (s.kind == Kind::categorical) {
    out.codes.resize(batch.size());
    const auto& codes = std::get<CategoricalColumn>(*view.column).codes;
    for (std::size_t i = 0; i < batch.size(); ++i) out.codes[i] = codes[view.row(batch.rows[i])];
  } else {
    index_bags(view, batch, tensor, out);
  }
  if (positions) index_rows(tensor, s.kind == Kind::multi, out);
}

void Embedding::backward(const Parameters& parameters, const Pooled& gradient, std::size_t first, std::size_t slot,
                         const BatchRows& lists, bool every_row, std::span<float> out) const {
  const Slot& s = slots_[slot];
  const Tensor& tensor = parameters[s.tensor];
  const std::size_t count = gradient.rows;
  const std::uint32_t* positions = (every_row ? lists.codes : lists.positions).data();
  const kernels::PooledGradient pooled{gradient.at(0, slot), gradient.fields * gradient.stride,
                                       gradient.squares ? gradient.squares + slot : nullptr, gradient.fields};
  if (s.kind == Kind::categorical) {
    kernels::scatter(tensor.data, tensor.stride, lists.codes.data() + first, positions + first, count, pooled,
                     out.data());
  } else if (s.kind == Kind::multi) {
    const kernels::Bags bags{lists.first.data() + first, lists.last.data() + first, lists.codes.data(), lists.x.data(),
                             count};
    kernels::scatter_bags(tensor.data, tensor.stride, bags, positions, pooled, out.data());
  } else {
    const bool affine = s.numeric == NumericMap::affine;
    kernels::scatter_numbers(tensor.row(0), affine ? tensor.row(1) : nullptr, tensor.stride, lists.x.data() + first,
                             count, pooled, out.data(), affine ? out.data() + tensor.stride : nullptr);
  }
}

}  // namespace interplay
