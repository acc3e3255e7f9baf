#include "terms/item_item.h"

#include <algorithm>
#include <cassert>

#include "kernels/arrays.h"

namespace interplay {

ItemItem::ItemItem(const ItemItemOptions& options)
    : Term(Source::rows_themselves()), options_(options), inputs_{options.item, options.history.value_or(0)} {
  assert(options.items <= most_items);
}

std::string ItemItem::column_name(std::size_t, std::span<const std::string>) const { return "history"; }

void ItemItem::declare(std::vector<TensorSpec>& specs) {
  first_ = specs.size();
  TensorSpec spec;
  spec.name = "item_item/weights";
  spec.rows = options_.items + 1;
  spec.columns = keeps_all() ? options_.items + 1 : options_.kept;
  spec.unseen_row = true;
  specs.push_back(spec);
  const auto add = [&](const char* name, std::size_t columns, bool trainable) {
    spec.name = name;
    spec.columns = columns;
    spec.trainable = trainable;
    specs.push_back(spec);
  };
  if (!keeps_all()) add("item_item/items", options_.kept, false);
  if (!has_vectors()) return;
  add("item_item/from", options_.rank, true);
  add("item_item/to", options_.rank, true);
}

HistoryEntries history_of(const FieldView& history, std::uint32_t interaction) {
  const auto& column = std::get<MultiColumn>(*history.column);
  const std::uint32_t row = history.row(interaction);
  const std::uint64_t first = column.offsets[row], last = column.offsets[row + std::size_t{1}];
  return {{column.codes.data() + first, last - first},
          column.weights.empty() ? nullptr : column.weights.data() + first};
}

std::uint32_t ItemItem::item_of(const Batch& rows, std::size_t row) const {
  const FieldView& view = rows.fields[options_.item];
  return std::get<CategoricalColumn>(*view.column).codes[view.row(rows.rows[row])];
}

HistoryEntries ItemItem::entries_of(const Batch& rows, std::size_t row) const {
  return options_.history ? history_of(rows.fields[*options_.history], rows.rows[row]) : HistoryEntries{};
}

bool ItemItem::sum_vectors(const Parameters& parameters, const HistoryEntries& history, float* q) const {
  const Tensor& vectors = parameters[from()];
  std::fill_n(q, options_.rank, 0.0f);
  bool any = false;
  for (std::size_t e = 0; e < history.codes.size(); ++e) {
    if (history.codes[e] == 0) continue;
    kernels::axpy(history.x_at(e), vectors.row(history.codes[e]), q, options_.rank);
    any = true;
  }
  return any;
}

float ItemItem::vector_score(const Parameters& parameters, const HistoryEntries& history, const float* q,
                             std::uint32_t i) const {
  const float* toward = parameters[to()].row(i);
  const float all = kernels::dot(toward, q, options_.rank);
  float own = 0;
  for (std::size_t e = 0; e < history.codes.size(); ++e)
    if (history.codes[e] == i) own += history.x_at(e);
  return own == 0 ? all : all - own * kernels::dot(toward, parameters[from()].row(i), options_.rank);
}

std::vector<float> ItemItem::weights_of(const Parameters& parameters, std::uint32_t i) const {
  std::vector<float> weights(options_.items + 1, 0.0f);
  for (std::uint32_t j = 1; has_vectors() && i > 0 && j <= options_.items; ++j)
    if (j != i) weights[j] = kernels::dot(parameters[to()].row(i), parameters[from()].row(j), options_.rank);
  each_weight(parameters, i, [&](std::uint32_t j, float weight) { weights[j] += j == i ? 0 : weight; });
  return weights;
}

template <class Function>
void ItemItem::each_entry(const Parameters& parameters, const Batch& rows, std::size_t row, const Function& f) const {
  const std::uint32_t item = item_of(rows, row);
  if (item == 0) return;
  const HistoryEntries entries = entries_of(rows, row);
  const Tensor& weights = parameters[this->weights()];
  const std::size_t start = item * weights.stride;
  const float* kept = keeps_all() ? nullptr : parameters[items()].row(item);
  // Both lists ascend; where the history does not, the search begins again.
  std::size_t place = 0;
  std::uint32_t before = 0;
  for (std::size_t e = 0; e < entries.codes.size(); ++e) {
    const std::uint32_t code = entries.codes[e];
    const float x = entries.x_at(e);
    if (code == 0 || code == item) continue;
    if (kept == nullptr) {
      f(code, x, start + code);
      continue;
    }
    if (code < before) place = 0;
    before = code;
    const auto wanted = static_cast<float>(code);
    while (place < weights.columns && kept[place] != 0 && kept[place] < wanted) ++place;
    if (place < weights.columns && kept[place] == wanted) f(code, x, start + place);
  }
}

void ItemItem::forward(const StepContext& context, const Pooled& in, Output out, std::span<float> scratch) const {
  const Parameters& parameters = *context.parameters;
  const float* weights = parameters[this->weights()].data;
  std::span<const std::uint32_t> summed;  // the history whose q is in scratch; rows of a user often stand together
  bool any = false;
  for (std::size_t r = 0; r < in.rows; ++r) {
    float sum = 0;
    each_entry(parameters, context.rows, r,
               [&](std::uint32_t, float x, std::size_t place) { sum += x * weights[place]; });
    if (const std::uint32_t item = has_vectors() ? item_of(context.rows, r) : 0; item > 0) {
      const HistoryEntries history = entries_of(context.rows, r);
      if (history.codes.data() != summed.data() || history.codes.size() != summed.size())
        any = sum_vectors(parameters, history, scratch.data());
      summed = history.codes;
      if (any) sum += vector_score(parameters, history, scratch.data(), item);
    }
    out.columns[0][r] = sum;
  }
}

void ItemItem::backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled&,
                        std::span<float>, std::span<float* const> own_gradient) const {
  const Parameters& parameters = *context.parameters;
  for (std::size_t r = 0; r < in.rows; ++r) {
    const float slope = out_gradient.columns[0][r];
    each_entry(parameters, context.rows, r,
               [&](std::uint32_t, float x, std::size_t place) { own_gradient[0][place] += x * slope; });
    const std::uint32_t item = has_vectors() ? item_of(context.rows, r) : 0;
    if (item == 0) continue;
    const Tensor &from = parameters[this->from()], &to = parameters[this->to()];
    const HistoryEntries history = entries_of(context.rows, r);
    float* const from_gradient = own_gradient[this->from() - first_];
    float* const to_gradient = own_gradient[this->to() - first_] + item * to.stride;
    for (std::size_t e = 0; e < history.codes.size(); ++e) {
      const std::uint32_t j = history.codes[e];
      if (j == 0 || j == item) continue;
      const float by = slope * history.x_at(e);
      kernels::axpy(by, to.row(item), from_gradient + j * from.stride, options_.rank);
      kernels::axpy(by, from.row(j), to_gradient, options_.rank);
    }
  }
}

std::vector<Feature> ItemItem::features(const StepContext& context) const {
  const Parameters& parameters = *context.parameters;
  const float* weights = parameters[this->weights()].data;
  std::vector<Feature> features;
  const auto add = [&](std::uint32_t code, float x, double weight) {
    features.push_back({.position = 1, .code = code, .x = x, .vector = {static_cast<double>(x) * weight}});
  };
  if (has_vectors()) {
    // Of every entry in turn, so that stored weights, which come in the same order, find theirs behind the last one.
    const std::uint32_t item = item_of(context.rows, 0);
    const HistoryEntries history = entries_of(context.rows, 0);
    for (std::size_t e = 0; item > 0 && e < history.codes.size(); ++e)
      if (const std::uint32_t j = history.codes[e]; j != 0 && j != item)
        add(j, history.x_at(e),
            static_cast<double>(kernels::dot(parameters[to()].row(item), parameters[from()].row(j), options_.rank)));
  }
  std::size_t next = 0;
  each_entry(parameters, context.rows, 0, [&](std::uint32_t code, float x, std::size_t place) {
    const auto weight = static_cast<double>(weights[place]);
    if (!has_vectors()) return add(code, x, weight);
    while (features[next].code != code) ++next;
    features[next++].vector.front() += static_cast<double>(x) * weight;
  });
  std::erase_if(features, [](const Feature& feature) { return feature.vector.front() == 0; });
  return features;
}

}  // namespace interplay
