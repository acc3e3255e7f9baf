#include "read/files/archive.h"

#include <zip.h>

#include <memory>
#include <string_view>
#include <utility>

#include "data/text/unpacked.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr const char* archive_remedy = "copy or download the archive again";

using Archive = std::unique_ptr<zip_t, void (*)(zip_t*)>;

Archive open_archive(const std::string& path) {
  int status = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY, &status);
  if (archive == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, status);
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    throw Error(Code::bad_data, at(path), "zip archive cannot be read: " + why, archive_remedy);
  }
  return {archive, zip_discard};
}

}  // namespace

std::vector<std::string> archive_entries(const std::string& path) {
  const Archive archive = open_archive(path);
  std::vector<std::string> names;
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), 0);
    if (name == nullptr) continue;
    const std::string_view view = name;
    // macOS adds a shadow "__MACOSX/._name" beside every file.
    if (!view.ends_with('/') && !view.starts_with("__MACOSX/")) names.emplace_back(view);
  }
  return names;
}

UnpackedBytes read_archive_entry(const std::string& path, const std::string& entry,
                                 const std::shared_ptr<Spool>& spool) {
  const Archive archive = open_archive(path);
  const std::string place = path + "/" + entry;
  const zip_int64_t index = zip_name_locate(archive.get(), entry.c_str(), 0);
  if (index < 0) throw Error(Code::not_found, at(place), "the archive holds no such file", "check the path");
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
      zip_fopen_index(archive.get(), static_cast<zip_uint64_t>(index), 0), zip_fclose);
  if (!file)
    throw Error(Code::bad_data, at(place), std::string("zip entry cannot be read: ") + zip_strerror(archive.get()),
                archive_remedy);
  zip_stat_t status;
  zip_stat_init(&status);
  const bool known = zip_stat_index(archive.get(), static_cast<zip_uint64_t>(index), 0, &status) == 0;
  Unpacked text(place, spool, known && (status.valid & ZIP_STAT_SIZE) != 0 ? status.size : 0);
  while (true) {
    const std::size_t room = text.room();
    const zip_int64_t count = zip_fread(file.get(), text.place(), room);
    if (count < 0)
      throw Error(Code::bad_data, at(place),
                  std::string("zip entry is damaged: ") + zip_error_strerror(zip_file_get_error(file.get())),
                  archive_remedy);
    if (count == 0) return std::move(text).take();
    text.add(static_cast<std::size_t>(count));
  }
}

}  // namespace interplay
