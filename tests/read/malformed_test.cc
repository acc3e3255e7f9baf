// Every malformed input of malformed/*.txt gives exactly the message that stands there.
#include <zip.h>
#include <zlib.h>
#include <zstd.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "read/reader_files.h"

namespace interplay {
namespace {

using testing::Folder;

struct Case {
  std::string name;
  std::vector<std::string> options, files, reads;
  std::string expected;
  std::string file;  // of the case
  int line = 0;
};

// \n \t \r \s (space) \\ \xNN, and \r{N}TEXT; : TEXT repeated N times.
std::string unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    const char kind = text[++i];
    if (kind == '{') {
      const std::size_t close = text.find('}', i), end = text.find("\\;", i);
      const int count = std::stoi(std::string(text.substr(i + 1, close - i - 1)));
      const std::string part = unescaped(text.substr(close + 1, end - close - 1));
      for (int n = 0; n < count; ++n) bytes += part;
      i = end + 1;
    } else if (kind == 'x') {
      bytes += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      bytes += kind == 'n' ? '\n' : kind == 't' ? '\t' : kind == 'r' ? '\r' : kind == 's' ? ' ' : kind;
    }
  }
  return bytes;
}

std::string gzipped(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string bytes(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

std::string zstd_compressed(std::string_view text) {
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  bytes.resize(ZSTD_compress(bytes.data(), bytes.size(), text.data(), text.size(), 3));
  return bytes;
}

// `parts`: entry names and contents by turns.
std::string zipped(const Folder& folder, const std::vector<std::string>& parts) {
  const std::string path = folder.path() + "/building.zip";
  int status = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &status);
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2)
    zip_file_add(archive, parts[i].c_str(), zip_source_buffer(archive, parts[i + 1].data(), parts[i + 1].size(), 0), 0);
  zip_close(archive);
  std::ifstream file(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), {});
  std::filesystem::remove(path);
  return bytes;
}

std::vector<std::string> words(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> all;
  for (std::string word; stream >> word;) all.push_back(word);
  return all;
}

// "file NAME TEXT", "gzip NAME CUT TEXT", "zstd NAME CUT TEXT", "zip NAME CUT ENTRY TEXT [ENTRY TEXT ...]": CUT
// bytes are missing at the end. Returns the path.
std::string write(const Folder& folder, const std::string& line) {
  const auto parts = words(line);
  if (parts[0] == "file") return folder.write(parts[1], parts.size() > 2 ? unescaped(parts[2]) : "");
  std::string bytes;
  const std::string text = parts.size() > 3 ? unescaped(parts[3]) : "";
  if (parts[0] == "gzip") bytes = gzipped(text);
  if (parts[0] == "zstd") bytes = zstd_compressed(text);
  if (parts[0] == "zip") {
    std::vector<std::string> entries;
    for (std::size_t i = 3; i < parts.size(); ++i) entries.push_back(unescaped(parts[i]));
    bytes = zipped(folder, entries);
  }
  bytes.resize(bytes.size() - static_cast<std::size_t>(std::stoi(parts[2])));
  return folder.write(parts[1], bytes);
}

void add_cases(std::vector<Case>& all, const std::filesystem::path& path) {
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const std::size_t space = line.find(' ');
    const std::string key = line.substr(0, space), rest = space == std::string::npos ? "" : line.substr(space + 1);
    if (line.empty() || line[0] == '#') continue;
    if (key == "case") {
      all.emplace_back().name = rest;
      all.back().file = path.filename().string();
      all.back().line = number;
    } else if (key == "option") {
      all.back().options.push_back(rest);
    } else if (key == "read") {
      all.back().reads.push_back(rest);
    } else if (key == "error") {
      all.back().expected = rest;
    } else {
      all.back().files.push_back(line);
    }
  }
}

std::vector<Case> cases() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(INTERPLAY_TEST_DATA "/../read/malformed"))
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<Case> all;
  for (const auto& path : paths) add_cases(all, path);
  return all;
}

std::string without(std::string text, const std::string& part) {
  for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part)) text.erase(i, part.size());
  return text;
}

// "code message", with the paths relative to the case's folder; "" when reading succeeds.
std::string outcome(const Case& wanted) {
  const Folder folder;
  std::vector<std::string> paths;
  for (const std::string& file : wanted.files) {
    const std::string path = write(folder, file);
    if (paths.empty()) paths.push_back(path);
  }
  if (!wanted.reads.empty()) paths.clear();
  for (const std::string& path : wanted.reads) paths.push_back(folder.path() + "/" + path);
  try {
    DataOptions options;
    for (const std::string& option : wanted.options) {
      const std::size_t space = option.find(' ');
      std::string value = unescaped(option.substr(space + 1));
      if (option.starts_with("join")) value.insert(0, folder.path() + "/");
      set_option(options, option.substr(0, space), value);
    }
    testing::read_files(paths, options);
  } catch (const Error& error) {
    return std::string(name(error.code())) + " " + without(error.what(), folder.path() + "/");
  }
  return "";
}

TEST(Malformed, EveryInputGivesItsMessage) {
  const auto all = cases();
  EXPECT_GE(all.size(), 60u);
  for (const Case& wanted : all)
    EXPECT_EQ(outcome(wanted), wanted.expected) << wanted.file << ":" << wanted.line << ": " << wanted.name;
}

}  // namespace
}  // namespace interplay
