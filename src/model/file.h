// Writes and reads model files. docs/format.md describes the format.
#pragma once

#include <filesystem>
#include <memory>

#include "model/implementation.h"

namespace interplay {

void save_model(const ModelImplementation& model, const std::filesystem::path& path);

// Maps the file. Its tensors must be those of the plan that it names. Throws Error(bad_model, io, not_found).
std::shared_ptr<const ModelImplementation> load_model(const std::filesystem::path& path, bool verify);

}  // namespace interplay
