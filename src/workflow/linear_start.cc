// Where training starts that goes on from a fit of the linear part.
#include <algorithm>

#include "workflow/adapt.h"

namespace interplay {
namespace {

// A part that is not linear starts at this share, so that it moves and yet says little.
constexpr float first_share = 0.1f;
// Weights that this many rows speak of start at half of what they come to, those of more rows at less: descent finds
// them by itself, together with the vectors.
constexpr float start_rows = 1;
// In which the columns of networks are linear. Their biases start at 0.
constexpr std::string_view output_kernels[] = {"mlp/output/kernel",   "cross/output/kernel",
                                               "block/output/kernel", "second_block/output/kernel",
                                               "fusion/kernel",       "fusion/products"};

}  // namespace

const Embedding* linear_table(const ModelPlan& plan) {
  const auto found = std::ranges::find(plan.tables(), "linear", &Embedding::name);
  return found == plan.tables().end() ? nullptr : &*found;
}

void start_at(const LinearFit& linear, bool alone, const ModelPlan& plan, Parameters& parameters) {
  const Embedding* table = linear_table(plan);
  const std::optional<FmShape> shape = plan.fm_shape();
  const bool descends = shape && shape->factors && !alone;
  for (std::size_t s = 0; table != nullptr && s < table->slots().size(); ++s) {
    const WritableTensor tensor = parameters.writable(table->slots()[s].tensor);
    const LinearFit::FieldFit& fit = linear.fields[s];
    for (std::size_t row = 0; row < tensor.rows; ++row)
      *tensor.row(row) = fit.weights[row] * (descends ? start_rows / (start_rows + fit.counts[row]) : 1.0f);
  }
  for (const std::string_view name : {"bias", "head/bias"})
    if (const Tensor* bias = parameters.lookup(name))
      *parameters.writable(*bias).data = static_cast<float>(linear.bias);
  if (table == nullptr) return;
  // Products of vectors are silent without these; a network is where its outputs have no weight.
  const bool network = std::ranges::any_of(plan.terms(), [](const auto& term) { return term->tiled(); });
  if (alone && !network)
    for (const Embedding& vectors : plan.tables())
      for (const Embedding::Slot& slot : vectors.slots())
        if (&vectors != table) std::ranges::fill(parameters.writable(slot.tensor).values(), 0.0f);
  const float share = alone ? 0.0f : first_share;
  if (const Tensor* head = parameters.lookup("head/kernel")) {
    const WritableTensor kernel = parameters.writable(*head);
    for (std::size_t column = 0; column < kernel.rows; ++column) *kernel.row(column) = column == 0 ? 1.0f : share;
  }
  for (const std::string_view name : output_kernels)
    if (const Tensor* output = parameters.lookup(name))
      for (float& value : parameters.writable(*output).values()) value *= share;
}

}  // namespace interplay
