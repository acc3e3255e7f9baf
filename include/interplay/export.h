// Writes the parameters of a model for other programs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/model.h"

namespace INTERPLAY_API interplay {

struct ExportedFile {
  std::filesystem::path path;
  std::string content;     // in words: "embedding/user, 944 x 32"
  bool companion = false;  // describes the rows of the file before it
};

// Writes a folder, whole or not at all; it must be absent or empty:
//   <tensor name>.npy   every parameter tensor, float32 [rows, columns], rows as in the model file: row 0 of a field's
//                       tensor is "unseen", row c the id of code c
//   <tensor name>.tsv   what each row is, one a line below a heading; for tensors of fields
//   index.json          the list of these files
//   projector/          vectors of ids seen in training (no "unseen" row) for TensorBoard's embedding projector:
//                       `tensorboard --logdir FOLDER/projector`
// For a model of several members: writes the member of the given number (from 0), or all of them, in folders member-1,
// member-2, ... Throws Error(usage) if the folder is not empty or there is no such member, Error(io, not_found).
std::vector<ExportedFile> export_embeddings(const Model& model, const std::filesystem::path& folder,
                                            std::optional<std::size_t> member = std::nullopt);

// Writes the text that libFM saves and loads (Rendle 2012, "Factorization machines with libFM"): global bias, one
// weight a line, one vector a line. `file`.features.tsv beside it says what each line is: its number (from 0), field,
// id, and for numbers mean and scale (libFM has to be given (value - mean) / scale). Throws Error(unsupported) for a
// model that is no factorization machine or that libFM would score differently, Error(usage) if there are several
// members and none is named.
std::vector<ExportedFile> export_libfm(const Model& model, const std::filesystem::path& file,
                                       std::optional<std::size_t> member = std::nullopt);

}  // namespace interplay
