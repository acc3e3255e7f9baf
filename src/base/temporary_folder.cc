#include "base/unfinished.h"
#include "interplay/error.h"
#include "interplay/files.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

fs::path prefix() {
  std::error_code failure;
  const fs::path place = fs::temp_directory_path(failure);
  if (failure)
    throw Error(Code::io, "there is no folder for temporary files: " + failure.message(),
                "set TMPDIR to a folder that can be written");
  return place / "interplay";
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  const fs::path place = prefix();
  unfinished_ = std::make_unique<Unfinished>(place, Unfinished::Kind::folder, 0700, place.parent_path());
}

TemporaryFolder::~TemporaryFolder() = default;

const fs::path& TemporaryFolder::path() const { return unfinished_->path(); }

}  // namespace interplay
