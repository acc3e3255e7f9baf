#include "terms/mlp.h"

#include "terms/layers/activation.h"
#include "terms/layers/batch_norm.h"
#include "terms/layers/dense.h"
#include "terms/layers/dropout.h"

namespace interplay {
namespace {

void add_activation(const std::string& prefix, Activation f, layers::List& list) {
  if (f != Activation::identity) list.emplace_back(prefix, layers::activation(f));
}

}  // namespace

std::unique_ptr<Term> mlp(Source source, std::size_t inputs, const MlpOptions& options) {
  layers::List list;
  std::uint32_t number = 0;
  const auto add_dense = [&](const std::string& prefix, std::size_t width, double dropout) {
    if (dropout > 0) list.emplace_back(prefix, layers::dropout(dropout, number));
    list.emplace_back(prefix, layers::dense(width, options.initializer));
    ++number;
  };
  for (const std::size_t width : options.hidden) {
    const std::string prefix = "mlp/" + std::to_string(number);
    add_dense(prefix, width, options.dropout);
    if (options.batch_norm) list.emplace_back(prefix, layers::batch_norm(options.norm));
    add_activation(prefix, options.activation, list);
  }
  add_dense("mlp/output", 1, options.output_dropout ? options.dropout : 0);
  add_activation("mlp/output", options.output_activation, list);
  return layers::stack("mlp", "deep", source, inputs, std::move(list));
}

}  // namespace interplay
