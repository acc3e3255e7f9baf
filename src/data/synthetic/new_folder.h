// Files that appear in a new folder all at once, when all are complete.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"

namespace interplay::synth {

class NewFolder {
 public:
  // Makes the folder. Throws Error(io) where it cannot, or where it holds anything.
  explicit NewFolder(const std::filesystem::path& folder);
  AtomicFile& add(const std::string& name);
  // Their paths, in the order in which they were added.
  std::vector<std::filesystem::path> commit();

 private:
  std::filesystem::path folder_;
  std::vector<std::filesystem::path> paths_;
  std::vector<std::unique_ptr<AtomicFile>> files_;
};

}  // namespace interplay::synth
