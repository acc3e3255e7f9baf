// Parameters out of a model, for other programs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "interplay/model.h"

namespace interplay {

struct ExportedFile {
  std::filesystem::path path;
  std::string content;  // in words: "vectors of user, 944 x 32"
};

// Writes a folder, whole or not at all; it must be absent or empty:
//   <tensor name>.npy   every parameter tensor, float32 [rows, columns], rows as in the model file: row 0 of a field's
//                       tensor is "unseen", row c the id of code c
//   <tensor name>.tsv   what its rows are, one a line after a heading; for the tensors of fields
//   index.json          the list of these files
//   projector/          vectors of ids met in training (no "unseen" row) for TensorBoard's embedding projector:
//                       `tensorboard --logdir FOLDER/projector`
// Throws Error(usage) where the folder holds something, Error(io, not_found).
std::vector<ExportedFile> export_embeddings(const Model& model, const std::filesystem::path& folder);

// Writes the text that libFM saves and loads (Rendle 2012, "Factorization machines with libFM"): global bias, one
// weight a line, one vector a line; and beside it `file`.features.tsv, which says what each line is: its number (from
// 0), field, id, and for numbers mean and scale (libFM is to be given (value - mean) / scale).
// Throws Error(unsupported) for models that are no factorization machine, or that libFM would score differently.
std::vector<ExportedFile> export_libfm(const Model& model, const std::filesystem::path& file);

}  // namespace interplay
