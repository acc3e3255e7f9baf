#include "data/synthetic/new_folder.h"

#include <system_error>

#include "interplay/error.h"

namespace interplay::synth {

NewFolder::NewFolder(const std::filesystem::path& folder) : folder_(folder) {
  std::error_code failure;
  if (std::filesystem::exists(folder) &&
      (!std::filesystem::is_directory(folder) || !std::filesystem::is_empty(folder, failure)))
    throw Error(Code::io, at(folder.string()), "is not an empty folder",
                "name a new folder, or empty this one; nothing is overwritten");
  std::filesystem::create_directories(folder, failure);
  if (failure)
    throw Error(Code::io, at(folder.string()), "cannot make the folder: " + failure.message(), "choose another place");
}

AtomicFile& NewFolder::add(const std::string& name) {
  paths_.push_back(folder_ / name);
  files_.push_back(std::make_unique<AtomicFile>(paths_.back()));
  return *files_.back();
}

std::vector<std::filesystem::path> NewFolder::commit() {
  for (const auto& file : files_) file->commit();
  return paths_;
}

}  // namespace interplay::synth
