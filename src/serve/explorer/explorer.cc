#include "serve/explorer/explorer.h"

#include <cmath>

#include "interplay/report.h"
#include "serve/explorer/state.h"

namespace interplay::serve {

Explorer::Explorer(Model model) : state_(std::make_unique<State>(std::move(model))) {}
Explorer::~Explorer() = default;

std::string Explorer::diagram() const { return to_svg(diagram_of(state_->model), Colours::inherit); }

Value attributes_of(const Side& side, std::uint32_t row) {
  Value attributes = Value::object();
  for (const std::size_t number : side.attributes()) {
    const Field& field = side.field(number);
    if (const auto* numbers = std::get_if<NumericColumn>(&side.column(number))) {
      if (!std::isnan(numbers->values[row])) attributes[field.name] = numbers->values[row];
    } else if (std::vector<std::string> values = side.values(number, row); !values.empty()) {
      attributes[field.name] = std::move(values);
    }
  }
  return attributes;
}

std::vector<float> weights_of(const Model& model, const Side& side) {
  const std::string name = "linear/" + side.table().name;
  const auto field = model.schema().find(side.table().name);
  if (!field) return {};
  const auto& codes = std::get<CategoricalColumn>(model.star().columns[*field]).codes;
  std::vector<double> sums;
  for (std::size_t m = 0; m < model.members(); ++m)
    for (const TensorView& tensor : model.parameters(m)) {
      if (tensor.name != name || tensor.columns != 1) continue;
      sums.resize(side.size());
      for (std::size_t i = 0; i < side.size(); ++i)
        sums[i] += static_cast<double>(tensor.data[codes[side.rows()[i]] * tensor.stride]);
    }
  std::vector<float> weights;
  for (const double sum : sums) weights.push_back(static_cast<float>(sum / static_cast<double>(model.members())));
  return weights;
}

std::string Explorer::card(Role role, std::string_view id) const {
  const Side& side = state_->side(role);
  const std::uint32_t row = side.row_of(id);
  const std::vector<float> weights = weights_of(state_->model, side);
  const auto position = static_cast<std::size_t>(std::ranges::lower_bound(side.rows(), row) - side.rows().begin());
  return json::text_of({{"side", std::string(side.name())},
                        {"id", side.id(row)},
                        {"title", side.title(row)},
                        {"attributes", attributes_of(side, row)},
                        {"weight", weights.empty() ? Value() : Value(weights[position])}});
}

}  // namespace interplay::serve
