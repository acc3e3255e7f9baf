#include "terms/mlp.h"

#include "terms/layers/activation.h"
#include "terms/layers/batch_norm.h"
#include "terms/layers/dense.h"
#include "terms/layers/dice.h"
#include "terms/layers/dropout.h"
#include "terms/layers/layer_norm.h"

namespace interplay {
namespace {

void add_activation(const std::string& prefix, Activation f, layers::List& list) {
  if (f != Activation::identity) list.emplace_back(prefix, layers::activation(f));
}

void add_dropout(const std::string& prefix, double rate, std::uint32_t number, layers::List& list) {
  if (rate > 0) list.emplace_back(prefix, layers::dropout(rate, number));
}

}  // namespace

layers::List hidden_layers(const MlpOptions& options, const HiddenParts& parts) {
  layers::List list;
  std::uint32_t number = 0;
  if (options.dropout_at_outputs)
    add_dropout(options.prefix + "/0", options.embedding_dropout, options.first_dropout, list);
  for (const std::size_t width : options.hidden) {
    const std::string prefix = options.prefix + "/" + std::to_string(number);
    if (!options.dropout_at_outputs) add_dropout(prefix, options.dropout, options.first_dropout + number, list);
    list.emplace_back(prefix, layers::dense(parts.width_of_dense(width), options.initializer));
    if (parts.behind_dense) list.emplace_back(prefix, parts.behind_dense());
    if (options.batch_norm) list.emplace_back(prefix, layers::batch_norm(options.norm));
    if (options.layer_norm) list.emplace_back(prefix, layers::layer_norm());
    if (options.dice) {
      list.emplace_back(prefix, layers::dice(options.norm));
    } else if (options.curve) {
      list.emplace_back(prefix, layers::curve(*options.curve));
    } else {
      add_activation(prefix, options.activation, list);
    }
    ++number;
    if (options.dropout_at_outputs) add_dropout(prefix, options.dropout, options.first_dropout + number, list);
  }
  return list;
}

void add_output_layer(const MlpOptions& options, layers::List& list) {
  const std::string prefix = options.prefix + "/output";
  if (options.output_dropout && !options.dropout_at_outputs)
    add_dropout(prefix, options.dropout, options.first_dropout + static_cast<std::uint32_t>(options.hidden.size()),
                list);
  list.emplace_back(prefix, layers::dense(1, options.initializer));
  add_activation(prefix, options.output_activation, list);
}

std::unique_ptr<Term> mlp(Source source, std::size_t inputs, const MlpOptions& options) {
  layers::List list = hidden_layers(options);
  add_output_layer(options, list);
  return layers::stack(options.prefix, "deep", source, inputs, std::move(list));
}

}  // namespace interplay
