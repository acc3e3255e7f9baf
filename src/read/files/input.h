// Wing files: from paths to bytes. In: a path, an entry of an archive, an address to download. Out: plain bytes, mapped
// or unpacked, and the names of what lies in a folder. It knows no formats. The rest of this floor calls it.
//
// The bytes of files, plain or compressed (codecs.h), on disk or inside a zip archive. The part of a path after a zip
// file names an entry of it: "ml-100k.zip/ml-100k/u.data". So a folder and an archive are used in the same way.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace interplay {

struct Input {
  std::string path;
  std::string_view bytes;
  std::shared_ptr<const void> owner;  // keeps `bytes` alive
};

class MappedFile;
class Spool;

// Whether Inputs would find a file there.
bool input_exists(const std::string& path);

// The path or, if there is no such file, the first of those with the suffix of a codec after it; none if neither is
// there.
std::optional<std::string> plain_or_compressed(const std::string& path);

// The files of one job: each is opened, and decompressed, when it is first asked for, and is there for all who ask
// again until the job ends.
class Inputs {
 public:
  // `spool`: where unpacked files lie, if memory is limited.
  explicit Inputs(std::shared_ptr<Spool> spool = nullptr) : spool_(std::move(spool)) {}
  // "-" is standard input, and pipes are read to memory (stream.h). A zip archive given without an entry must hold
  // exactly one file. Throws Error(not_found, io, bad_data).
  const Input& open(const std::string& path);
  // The same for a file that nobody else will ask for: it goes with its last reader.
  Input take(const std::string& path);
  // As the function.
  bool is_container(const std::string& path);

 private:
  std::shared_ptr<const MappedFile> mapped(const std::string& path);
  Input archived(const std::string& path, const std::string& archive, std::string entry) const;

  Input plain(Input input) const;

  std::shared_ptr<Spool> spool_;
  std::map<std::string, Input> opened_;
  std::map<std::string, std::shared_ptr<const MappedFile>> mapped_;  // not yet opened
};

// Whether the path is a folder, a zip archive of several files, or a folder inside one.
bool is_container(const std::string& path);

// The files of a container: those directly in the folder or, if it holds no file and only one folder, those in that
// folder (as in dataset archives). Full paths, sorted.
std::vector<std::string> list_container(const std::string& path);

// "a/b/c.txt.gz" -> "c.txt": the name by which a file is recognised.
std::string plain_name(const std::string& path);

// "a/b/c.txt" and "d.txt" -> "a/b/d.txt".
std::string beside(const std::string& path, std::string_view name);

}  // namespace interplay
