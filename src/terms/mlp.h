// A perceptron over what it reads, the vectors of a row side by side: hidden layers of [dropout, dense, normalisation
// (optional), activation], or with dropout behind the activation, and a last dense layer of one column.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "terms/layers/curve.h"
#include "terms/layers/stack.h"
#include "terms/norm_options.h"

namespace interplay {

using kernels::Activation;

struct MlpOptions {
  std::vector<std::size_t> hidden;  // widths
  Activation activation = Activation::relu;
  std::optional<layers::Curve> curve = std::nullopt;  // in place of the activation
  bool dice = false;                                  // in place of either
  double dropout = 0;  // rate, on the inputs of hidden layers; random bits: kernels::Dropout, layers from 0
  bool dropout_at_outputs = false;  // on the outputs of hidden layers instead; layers from 1
  double embedding_dropout = 0;     // and then, on the inputs of the first; layer 0
  std::uint32_t first_dropout = 0;  // added to these numbers of layers
  bool batch_norm = false;          // before the activation of hidden layers
  NormOptions norm;
  bool layer_norm = false;  // behind batch normalisation
  Activation output_activation = Activation::identity;
  bool output_dropout = false;                                        // also on the inputs of the last layer
  Initializer::Kind initializer = Initializer::Kind::glorot_uniform;  // of kernels; biases start at 0
  std::string prefix = "mlp";                                         // of the tensors' names
};

// The hidden layers alone, each dense product followed by what `behind_dense` adds to the list, and made as wide as
// `width_of_dense` says for a layer of so many outputs.
struct HiddenParts {
  std::size_t (*width_of_dense)(std::size_t width) = [](std::size_t width) { return width; };
  std::unique_ptr<layers::Layer> (*behind_dense)() = nullptr;
};
layers::List hidden_layers(const MlpOptions& options, const HiddenParts& parts = {});
// Adds the last dense layer and its activation.
void add_output_layer(const MlpOptions& options, layers::List& list);

// `source` has `inputs` numbers per row: fields x columns. Tensors: "mlp/<layer>/kernel" (inputs x outputs), "bias"
// (outputs x 1), "norm/...", "layer_norm/...", "slope", and "mlp/output/kernel" and "bias".
std::unique_ptr<Term> mlp(Source source, std::size_t inputs, const MlpOptions& options);

}  // namespace interplay
