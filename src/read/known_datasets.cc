#include "read/known_datasets.h"

#include <algorithm>

#include "base/unfinished.h"
#include "interplay/catalog.h"
#include "interplay/error.h"
#include "interplay/options.h"
#include "read/files/download.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

// `md5` is empty where the archive is renewed from time to time; then the sum published beside it is used.
DatasetSource movielens(const std::string& name, const std::string& description, const std::string& md5,
                        const std::string& folder, std::vector<std::string> files) {
  const std::string url = "https://files.grouplens.org/datasets/movielens/" + name + ".zip";
  return {{name, description, url, url + ".md5", md5,
           "research use; may not be redistributed; see https://grouplens.org/datasets/movielens/"},
          folder,
          std::move(files)};
}

std::vector<DatasetSource> make_sources() {
  return {
      movielens("ml-100k", "100,000 ratings of 1,682 films by 943 users, with age, gender, occupation and genres",
                "0e33842e24a9c977be4e0107933c0723", "ml-100k", {"u.data", "u.user", "u.item"}),
      movielens("ml-1m", "1,000,209 ratings of 3,706 films by 6,040 users, with age, gender, occupation and genres",
                "c4d9eecfca2ab87c1945afe126590906", "ml-1m", {"ratings.dat", "users.dat", "movies.dat"}),
      movielens("ml-latest-small", "about 100,000 ratings of 9,700 films by 610 users, half stars, renewed at times",
                "", "ml-latest-small", {"ratings.csv", "movies.csv"}),
      movielens("ml-10m", "10,000,054 ratings of 10,681 films by 71,567 users, half stars",
                "ce571fd55effeba0271552578f2648bd", "ml-10M100K", {"ratings.dat", "movies.dat"}),
      movielens("ml-20m", "20,000,263 ratings of 27,278 films by 138,493 users, half stars",
                "cd245b17a1ae2cc31bb14903e1204af3", "ml-20m", {"ratings.csv", "movies.csv"}),
      movielens("ml-25m", "25,000,095 ratings of 62,423 films by 162,541 users, half stars",
                "6b51fb2759a8657d3bfcbfc42b592ada", "ml-25m", {"ratings.csv", "movies.csv"}),
      {{"frappe", "96,203 uses of 4,082 apps by 957 users, with eight context columns", "", "", "",
        "research use; may not be redistributed"},
       "frappe",
       {"frappe.csv"}},
  };
}

// The first expected file that `folder` lacks; empty when it is complete.
std::string lacking(const fs::path& folder, const DatasetSource& source) {
  std::error_code ignored;
  for (const std::string& file : source.files)
    if (!fs::is_regular_file(folder / file, ignored)) return file;
  return "";
}

std::string by_hand(const DatasetSource& source, const fs::path& folder) {
  const std::string place =
      "set INTERPLAY_DATA to a folder that holds " + source.known.name + "/" + source.files.front();
  if (source.known.url.empty()) return place;
  return place + ", or download " + source.known.url + " elsewhere and unpack it to " + folder.string();
}

// Everything happens in a temporary place beside `folder`; the last step is one rename.
void fetch(const DatasetSource& source, const fs::path& folder) {
  const std::string remedy = by_hand(source, folder);
  const fs::path beside = folder.parent_path();
  std::error_code failure;
  fs::create_directories(beside, failure);
  if (failure) throw Error(Code::io, at(beside.string()), "cannot make the folder: " + failure.message(), remedy);
  std::string md5 = source.known.md5;
  if (md5.empty()) md5 = md5_in(download_text(source.known.md5_file, remedy));
  if (md5.empty()) throw Error(Code::bad_data, at(source.known.md5_file), "holds no MD5", remedy);

  const Unfinished place(folder, Unfinished::Kind::folder, 0777, folder);
  const fs::path archive = place.path() / "archive.zip", unpacked = place.path() / "content";
  download(source.known.url, archive, md5, remedy);
  unpack(archive, unpacked);
  const fs::path content = unpacked / source.folder;
  if (const std::string file = lacking(content, source); !file.empty())
    throw Error(Code::bad_data, at(source.known.url), "the archive lacks " + source.folder + "/" + file, remedy);
  fs::rename(content, folder, failure);
  if (failure && lacking(folder, source).empty()) return;  // another process was faster
  if (failure) throw Error(Code::io, at(folder.string()), "cannot make the folder: " + failure.message(), remedy);
}

}  // namespace

std::span<const DatasetSource> dataset_sources() {
  static const std::vector<DatasetSource> sources = make_sources();
  return sources;
}

std::span<const KnownDataset> known_datasets() {
  static const std::vector<KnownDataset> known = [] {
    std::vector<KnownDataset> list;
    for (const DatasetSource& source : dataset_sources()) list.push_back(source.known);
    return list;
  }();
  return known;
}

fs::path get_dataset(const DatasetSource& source, const fs::path& target, const std::optional<fs::path>& data_root) {
  const std::string& name = source.known.name;
  if (data_root && lacking(*data_root / name, source).empty()) return *data_root / name;
  const fs::path folder = target / name;
  const std::string file = lacking(folder, source);
  if (file.empty()) return folder;
  if (fs::exists(folder) && (!fs::is_directory(folder) || !fs::is_empty(folder)))
    throw Error(Code::io, at(folder.string()), "is there but lacks " + file, "complete it, or move it away");
  if (source.known.url.empty())
    throw Error(Code::not_found, "the data set '" + name + "' cannot be downloaded from its owners by this program",
                by_hand(source, folder));
  fetch(source, folder);
  return folder;
}

fs::path get_dataset(std::string_view name, const fs::path& target, std::optional<fs::path> data_root) {
  std::vector<std::string_view> names;
  for (const DatasetSource& source : dataset_sources()) {
    if (source.known.name == name) return get_dataset(source, target, data_root);
    names.push_back(source.known.name);
  }
  std::string known;
  for (const std::string_view each : names) known += (known.empty() ? "" : ", ") + std::string(each);
  const std::string near = nearest(name, names);
  throw Error(Code::not_found, "no known data set is called '" + std::string(name) + "'",
              (near.empty() ? "" : "did you mean " + near + "? ") + ("known are " + known));
}

}  // namespace interplay
