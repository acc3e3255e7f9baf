#include "terms/item_item.h"

#include <cassert>

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
  if (keeps_all()) return;
  spec.name = "item_item/items";
  spec.trainable = false;
  specs.push_back(std::move(spec));
}

HistoryEntries history_of(const FieldView& history, std::uint32_t interaction) {
  const auto& column = std::get<MultiColumn>(*history.column);
  const std::uint32_t row = history.row(interaction);
  const std::uint64_t first = column.offsets[row], last = column.offsets[row + std::size_t{1}];
  return {{column.codes.data() + first, last - first},
          column.weights.empty() ? nullptr : column.weights.data() + first};
}

template <class Function>
void ItemItem::each_entry(const Parameters& parameters, const Batch& rows, std::size_t row, const Function& f) const {
  if (!options_.history) return;
  const std::uint32_t interaction = rows.rows[row];
  const FieldView& view = rows.fields[options_.item];
  const std::uint32_t item = std::get<CategoricalColumn>(*view.column).codes[view.row(interaction)];
  if (item == 0) return;
  const HistoryEntries entries = history_of(rows.fields[*options_.history], interaction);
  const Tensor& weights = parameters[this->weights()];
  const std::size_t start = item * weights.stride;
  const float* kept = keeps_all() ? nullptr : parameters[items()].row(item);
  // Both lists ascend; where the history does not, the search begins again.
  std::size_t place = 0;
  std::uint32_t before = 0;
  for (std::size_t e = 0; e < entries.codes.size(); ++e) {
    const std::uint32_t code = entries.codes[e];
    const float x = entries.x ? entries.x[e] : 1.0f;
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

void ItemItem::forward(const StepContext& context, const Pooled& in, Output out, std::span<float>) const {
  const float* weights = (*context.parameters)[this->weights()].data;
  for (std::size_t r = 0; r < in.rows; ++r) {
    float sum = 0;
    each_entry(*context.parameters, context.rows, r,
               [&](std::uint32_t, float x, std::size_t place) { sum += x * weights[place]; });
    out.columns[0][r] = sum;
  }
}

void ItemItem::backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled&,
                        std::span<float>, std::span<float* const> own_gradient) const {
  for (std::size_t r = 0; r < in.rows; ++r) {
    const float slope = out_gradient.columns[0][r];
    each_entry(*context.parameters, context.rows, r,
               [&](std::uint32_t, float x, std::size_t place) { own_gradient[0][place] += x * slope; });
  }
}

std::vector<Feature> ItemItem::features(const StepContext& context) const {
  const float* weights = (*context.parameters)[this->weights()].data;
  std::vector<Feature> features;
  each_entry(*context.parameters, context.rows, 0, [&](std::uint32_t code, float x, std::size_t place) {
    const double value = static_cast<double>(x) * static_cast<double>(weights[place]);
    if (value != 0) features.push_back({.position = 1, .code = code, .x = x, .vector = {value}});
  });
  return features;
}

}  // namespace interplay
