#include <zip.h>

#include <memory>
#include <vector>

#include "base/files.h"
#include "interplay/error.h"
#include "read/files/download.h"

namespace interplay {
namespace {

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;
using Entry = std::unique_ptr<zip_file_t, decltype(&zip_fclose)>;

constexpr std::size_t piece = std::size_t{1} << 18;

Archive open_archive(const std::filesystem::path& path) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code), zip_discard);
  if (archive) return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  throw Error(Code::bad_data, at(path.string()), "is not a zip archive that can be read: " + reason,
              "download it again");
}

// Whether the path stays below the folder: it is relative and never goes up.
bool stays_inside(const std::string& name) {
  if (name.empty() || name.find('\\') != std::string::npos || name.find('\0') != std::string::npos) return false;
  const std::filesystem::path path(name);
  if (path.is_absolute()) return false;
  for (const auto& part : path)
    if (part == "..") return false;
  return true;
}

std::vector<std::string> checked_names(zip_t* archive, const std::filesystem::path& path) {
  std::vector<std::string> names;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(i), 0);
    if (name == nullptr || !stays_inside(name))
      throw Error(Code::bad_data, at(path.string()),
                  "holds the name '" + std::string(name == nullptr ? "?" : name) + "', which leads out of the folder",
                  "do not use this archive");
    names.emplace_back(name);
  }
  return names;
}

void unpack_entry(zip_t* archive, zip_uint64_t index, const std::filesystem::path& to,
                  const std::filesystem::path& path) {
  const auto damaged = [&](const std::string& reason) {
    return Error(Code::bad_data, at(path.string()), "cannot unpack '" + to.filename().string() + "': " + reason,
                 "download it again");
  };
  const Entry entry(zip_fopen_index(archive, index, 0), zip_fclose);
  if (!entry) throw damaged(zip_strerror(archive));
  AtomicFile file(to);
  std::vector<char> buffer(piece);
  for (;;) {
    const zip_int64_t count = zip_fread(entry.get(), buffer.data(), buffer.size());
    if (count < 0) throw damaged(zip_file_strerror(entry.get()));  // also when the checksum is wrong
    if (count == 0) break;
    file.write(buffer.data(), static_cast<std::size_t>(count));
  }
  file.commit();
}

}  // namespace

void unpack(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const Archive archive = open_archive(path);
  const std::vector<std::string> names = checked_names(archive.get(), path);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::filesystem::path to = folder / names[i];
    if (names[i].back() == '/') {
      std::filesystem::create_directories(to);
      continue;
    }
    std::filesystem::create_directories(to.parent_path());
    unpack_entry(archive.get(), i, to, path);
  }
}

}  // namespace interplay
