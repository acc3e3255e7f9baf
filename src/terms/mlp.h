// A perceptron over what it reads, the vectors of a row side by side: hidden layers of [dropout, dense, batch
// normalisation (optional), activation], and a last dense layer of one column.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "terms/layers/stack.h"
#include "terms/norm_options.h"

namespace interplay {

using kernels::Activation;

struct MlpOptions {
  std::vector<std::size_t> hidden;  // widths
  Activation activation = Activation::relu;
  double dropout = 0;       // rate, on the inputs of hidden layers; random bits: kernels::Dropout, layers from 0
  bool batch_norm = false;  // before the activation of hidden layers
  NormOptions norm;
  Activation output_activation = Activation::identity;
  bool output_dropout = false;                                        // also on the inputs of the last layer
  Initializer::Kind initializer = Initializer::Kind::glorot_uniform;  // of kernels; biases start at 0
};

// `source` has `inputs` numbers per row: fields x columns. Tensors: "mlp/<layer>/kernel" (inputs x outputs), "bias"
// (outputs x 1), "norm/...", and "mlp/output/kernel" and "bias".
std::unique_ptr<Term> mlp(Source source, std::size_t inputs, const MlpOptions& options);

}  // namespace interplay
