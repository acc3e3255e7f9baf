#include "read/files/input.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include "base/files.h"
#include "base/spool.h"
#include "interplay/error.h"
#include "read/events/event.h"
#include "read/files/archive.h"
#include "read/files/codecs.h"
#include "read/files/foreign.h"
#include "read/files/stream.h"
#include "read/files/tables.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

struct ArchivePath {
  std::string archive, entry;  // the entry is empty for the archive itself
};

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

bool is_regular_file(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_zip_file(const std::string& path) {
  if (!is_regular_file(path)) return false;
  char head[4] = {};
  std::ifstream(path, std::ios::binary).read(head, sizeof head);
  return is_zip({head, sizeof head});
}

// The archive that the beginning of the path names, if any.
std::optional<ArchivePath> archive_path(const std::string& path) {
  if (is_zip_file(path)) return ArchivePath{path, ""};
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    if (is_zip_file(part)) {
      std::string entry = path.substr(slash + 1);
      while (entry.ends_with('/')) entry.pop_back();
      return ArchivePath{part, entry};
    }
  }
  return std::nullopt;
}

// Among names below one folder: the files directly in it; if there are none and only one folder, those in that folder.
std::vector<std::string> top_files(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  std::set<std::string> folders;
  for (const std::string& name : names) {
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos)
      files.push_back(name);
    else
      folders.insert(name.substr(0, slash + 1));
  }
  if (!files.empty() || folders.size() != 1) return files;
  const std::string folder = *folders.begin();
  std::vector<std::string> inner;
  for (const std::string& name : names) inner.push_back(name.substr(folder.size()));
  files = top_files(inner);
  for (std::string& file : files) file.insert(0, folder);
  return files;
}

std::vector<std::string> entries_below(const ArchivePath& place) {
  std::vector<std::string> names;
  const std::string prefix = place.entry.empty() ? "" : place.entry + "/";
  for (const std::string& name : archive_entries(place.archive))
    if (name.starts_with(prefix)) names.push_back(name.substr(prefix.size()));
  return names;
}

std::vector<std::string> files_of_folder(const std::string& path) {
  std::vector<std::string> names, folders;
  for (const auto& entry : fs::directory_iterator(path)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file())
      names.push_back(name);
    else if (entry.is_directory() && !name.starts_with('.'))
      folders.push_back(name);
  }
  if (!names.empty() || folders.size() != 1) return names;
  names = files_of_folder(path + "/" + folders[0]);
  for (std::string& name : names) name.insert(0, folders[0] + "/");
  return names;
}

}  // namespace

// The bytes unpacked, if they are compressed, and never those of a file of another program.
Input Inputs::plain(Input input) const {
  if (const Codec* codec = codec_of(input.bytes)) {
    UnpackedBytes unpacked = codec->unpack(input.bytes, input.path, spool_);
    input.bytes = unpacked.bytes;
    input.owner = std::move(unpacked.owner);
  }
  check_foreign(input.bytes, input.path);
  return input;
}

Input Inputs::archived(const std::string& path, const std::string& archive, std::string entry) const {
  if (entry.empty()) {
    const auto entries = archive_entries(archive);
    check_foreign_archive(entries, path);
    if (entries.empty()) throw Error(Code::bad_data, at(path), "the archive holds no files", "check the path");
    if (entries.size() != 1)
      throw Error(Code::usage, at(path),
                  "the archive holds " + std::to_string(entries.size()) + " files and is not a known data set",
                  "name one file of it as " + path + "/NAME");
    entry = entries[0];
  }
  UnpackedBytes unpacked = read_archive_entry(archive, entry, spool_);
  return plain({archive + "/" + entry, unpacked.bytes, std::move(unpacked.owner)});
}

std::shared_ptr<const MappedFile> Inputs::mapped(const std::string& path) {
  std::shared_ptr<const MappedFile>& file = mapped_[path];
  if (!file) file = MappedFile::open(path);
  return file;
}

const Input& Inputs::open(const std::string& path) {
  const auto known = opened_.find(path);
  return known != opened_.end() ? known->second : opened_.emplace(path, take(path)).first->second;
}

Input Inputs::take(const std::string& path) {
  if (auto known = opened_.extract(path)) return std::move(known.mapped());
  if (auto events = events_text(path)) {
    auto text = std::make_shared<const std::string>(*std::move(events));
    return {path, *text, text};
  }
  if (const auto bytes = stream_bytes(path)) {
    if (is_zip(**bytes))
      throw Error(Code::unsupported, at(path), "is a zip archive, whose end has to be read first, expected text",
                  "name the file in place of a pipe");
    return plain({path, **bytes, *bytes});
  }
  if (auto query = query_of(path)) {
    auto text = std::make_shared<const std::string>(*std::move(query));
    return {path, *text, text};
  }
  if (const auto table = database_table(path)) {
    const auto database = mapped(table->file);
    return {path, database->bytes(), database};
  }
  std::optional<ArchivePath> place;
  if (!is_regular_file(path)) place = archive_path(path);
  std::shared_ptr<const MappedFile> file;
  if (!place) {
    file = mapped(path);  // or says what is wrong with the path
    if (is_zip(file->bytes())) place = ArchivePath{path, ""};
  }
  Input input = place ? archived(path, place->archive, place->entry) : plain({path, file->bytes(), file});
  mapped_.erase(path);
  return input;
}

bool Inputs::is_container(const std::string& path) {
  if (opened_.contains(path) || query_of(path) || database_table(path)) return false;
  return (!is_regular_file(path) || is_zip(mapped(path)->bytes())) && interplay::is_container(path);
}

bool input_exists(const std::string& path) {
  std::error_code ignored;
  if (query_of(path) || database_table(path)) return true;
  if (fs::exists(path, ignored)) return !fs::is_directory(path, ignored);
  const auto place = archive_path(path);
  if (!place) return false;
  const auto entries = archive_entries(place->archive);
  return std::find(entries.begin(), entries.end(), place->entry) != entries.end();
}

std::optional<std::string> plain_or_compressed(const std::string& path) {
  if (input_exists(path)) return path;
  for (const Codec& codec : codecs())
    if (std::string packed = path + std::string(codec.suffix); input_exists(packed)) return packed;
  return std::nullopt;
}

bool is_container(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return true;
  const auto place = archive_path(path);
  if (!place) return false;
  if (place->entry.empty()) {
    const auto entries = archive_entries(place->archive);
    check_foreign_archive(entries, path);
    return entries.size() > 1;
  }
  return !entries_below(*place).empty();
}

std::vector<std::string> list_container(const std::string& path) {
  const auto place = archive_path(path);
  std::vector<std::string> names = place ? top_files(entries_below(*place)) : files_of_folder(path);
  std::sort(names.begin(), names.end());
  for (std::string& name : names) name.insert(0, path.ends_with('/') ? path : path + "/");
  return names;
}

std::string plain_name(const std::string& path) { return without_suffix(path.substr(path.rfind('/') + 1)); }

std::string beside(const std::string& path, std::string_view name) {
  return path.substr(0, path.rfind('/') + 1) + std::string(name);
}

}  // namespace interplay
