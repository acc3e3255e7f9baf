#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "base/files.h"
#include "interplay/error.h"
#include "read/store/store_file.h"

namespace interplay::store {
namespace {

namespace fs = std::filesystem;

// Nanoseconds since 1970.
std::int64_t changed_at(const struct stat& status) {
  constexpr std::int64_t nanoseconds = 1'000'000'000;
  return static_cast<std::int64_t>(status.st_mtim.tv_sec) * nanoseconds + status.st_mtim.tv_nsec;
}

std::string checksum_of(const std::string& path) {
  const auto file = MappedFile::open(path);
  return hexadecimal(checksum(file->bytes()));
}

fs::path folder_of(const std::string& store) { return fs::absolute(behind_links(store)).parent_path(); }

bool is_there(const std::string& path, struct stat& status) {
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

Json fingerprints(std::span<const std::string> paths, const std::string& store) {
  Json sources = Json::array();
  std::set<std::string> known;
  for (const std::string& path : paths) {
    struct stat status {};
    if (!is_there(path, status) || !known.insert(path).second) continue;
    sources.push_back({{"path", path},
                       {"beside", fs::absolute(path).lexically_normal().lexically_relative(folder_of(store)).string()},
                       {"bytes", static_cast<std::uint64_t>(status.st_size)},
                       {"changed", changed_at(status)},
                       {"checksum", checksum_of(path)}});
  }
  return sources;
}

void check_fingerprints(const Json& sources, const std::string& store) {
  for (const Json& source : sources) {
    struct stat status {};
    std::string path = (folder_of(store) / source.at("beside").get<std::string>()).lexically_normal().string();
    if (!is_there(path, status)) path = source.at("path").get<std::string>();
    if (!is_there(path, status)) continue;  // the store stands for it
    const bool same_size = static_cast<std::uint64_t>(status.st_size) == source.at("bytes").get<std::uint64_t>();
    if (same_size && changed_at(status) == source.at("changed").get<std::int64_t>()) continue;
    if (same_size && checksum_of(path) == source.at("checksum").get<std::string>()) continue;
    throw Error(Code::usage, at(store), "was packed from " + path + ", which has changed since",
                "pack it again, or read the store where that file is not");
  }
}

}  // namespace interplay::store
