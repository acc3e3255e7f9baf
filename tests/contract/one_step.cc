#include "contract/one_step.h"

#include <algorithm>

namespace interplay::testing {

OneStep::OneStep(const ModelPlan& plan, const Batch& batch, std::span<const float> target,
                 std::span<const float> weight, double mean_weight, std::uint64_t seed)
    : plan_(plan),
      batch_(batch),
      mean_weight_(mean_weight),
      tile_(tile_rows(plan)),
      workspace_(plan, batch.size(), KeptGradients::all),
      scores_(batch.size()) {
  context_.training = true;
  context_.seed = seed;
  context_.batch_size = batch.size();
  context_.rows = batch;
  for (const std::uint32_t row : batch.rows) batch_target_.push_back(target[row]);
  for (const std::uint32_t row : batch.rows)
    if (!weight.empty()) batch_weight_.push_back(weight[row]);
  if (!weight.empty()) context_.weight = batch_weight_.data();
}

double OneStep::evaluate(std::span<float> gradient) const {
  const double scale = 1 / (mean_weight_ * static_cast<double>(batch_.size()));
  return scale * plan_.objective().evaluate(
                     {.score = scores_, .target = batch_target_, .weight = batch_weight_, .scale = scale}, gradient);
}

double OneStep::loss(const Parameters& parameters) {
  const std::size_t rows = batch_.size();
  context_.parameters = &parameters;
  for (std::size_t first = 0; first < rows; first += tile_)
    forward_tile(plan_, context_, batch_, first, std::min(tile_, rows - first), workspace_);
  forward_whole(plan_, context_, rows, workspace_);
  plan_.head().forward(context_, workspace_.columns(), rows, scores_.data(), workspace_.head_scratch());
  return evaluate({});
}

Parameters OneStep::gradient(const Parameters& parameters) {
  loss(parameters);
  const std::size_t rows = batch_.size();
  Parameters result(std::vector<TensorSpec>(plan_.specs().begin(), plan_.specs().end()));
  std::vector<float*> own;
  for (const Tensor& tensor : result.tensors()) own.push_back(result.writable(tensor).data);
  std::vector<float> slopes(rows);
  evaluate(slopes);
  prepare(plan_, context_, workspace_);
  const auto [first_own, last_own] = plan_.head_tensors();
  plan_.head().backward(context_, workspace_.columns(), rows, slopes.data(), workspace_.column_gradients(),
                        workspace_.head_scratch(),
                        std::span<float* const>(own).subspan(first_own, last_own - first_own));
  backward_whole(plan_, context_, rows, workspace_, own);
  for (std::size_t first = 0; first < rows; first += tile_)
    backward_tile(plan_, context_, first, std::min(tile_, rows - first), workspace_, own);
  for (std::size_t t = 0; t < plan_.tables().size(); ++t) add_table(parameters, t, result);
  return result;
}

void OneStep::add_table(const Parameters& parameters, std::size_t table, Parameters& result) {
  const Embedding& embedding = plan_.tables()[table];
  for (std::size_t s = 0; s < embedding.slots().size(); ++s) {
    BatchRows touched;
    embedding.index_batch(parameters, batch_, s, touched);
    const WritableTensor tensor = result.writable(embedding.slots()[s].tensor);
    AlignedArray<float> gradient(touched.rows.size() * tensor.stride);
    embedding.backward(parameters, workspace_.pooled_gradient(table, 0, batch_.size()), 0, s, touched, false, gradient);
    for (std::size_t i = 0; i < touched.rows.size(); ++i)
      for (std::size_t k = 0; k < tensor.stride; ++k) tensor.row(touched.rows[i])[k] += gradient[i * tensor.stride + k];
  }
}

}  // namespace interplay::testing
