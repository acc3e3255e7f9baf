#include "read/known_datasets.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "base/files.h"
#include "interplay/catalog.h"
#include "interplay/error.h"
#include "read/files/download.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

class KnownDatasets : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  fs::path make_zip(const std::map<std::string, std::string>& files) const {
    const fs::path path = root_ / "tiny.zip";
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    for (const auto& [name, text] : files)
      zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
    EXPECT_EQ(zip_close(archive), 0);
    return path;
  }

  // A data set whose archive is a file here; the MD5 is that of the archive.
  DatasetSource source_of(const fs::path& archive) const {
    const fs::path sum = root_ / "tiny.zip.md5";
    std::ofstream(sum) << "MD5 (tiny.zip) = " << md5_of(archive) << "\n";
    return {
        {"tiny", "", "file://" + archive.string(), "file://" + sum.string(), "", ""}, "tiny-1.0", {"a.csv", "b.csv"}};
  }

  // What download() says that it found.
  std::string md5_of(const fs::path& path) const {
    try {
      download("file://" + path.string(), root_ / "copy", "none", "");
    } catch (const Error& error) {
      return md5_in(error.message());
    }
    return "";
  }

  std::vector<std::string> names_in(const fs::path& folder) const {
    std::vector<std::string> names;
    if (!fs::exists(folder)) return names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  template <class Function>
  Error error_of(const Function& function) const {
    try {
      function();
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    return Error(Code::usage, "");
  }

  fs::path root_ =
      fs::temp_directory_path() /
      ("interplay_known_datasets_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
  fs::path target_ = root_ / "data";
};

TEST_F(KnownDatasets, AreAllThere) {
  std::vector<std::string> names;
  for (const KnownDataset& known : known_datasets()) names.push_back(known.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"ml-100k", "ml-1m", "ml-latest-small", "ml-10m", "ml-20m", "ml-25m", "frappe"}));
}

TEST_F(KnownDatasets, DataRootComesFirst) {
  fs::create_directories(root_ / "own/ml-100k");
  for (const char* file : {"u.data", "u.user", "u.item"}) write_file(root_ / "own/ml-100k" / file, "1\n");
  EXPECT_EQ(get_dataset("ml-100k", target_, root_ / "own"), root_ / "own/ml-100k");
  EXPECT_FALSE(fs::exists(target_));
}

TEST_F(KnownDatasets, DownloadsChecksAndUnpacks) {
  const fs::path archive = make_zip(
      {{"tiny-1.0/a.csv", "1,2\n"}, {"tiny-1.0/b.csv", ""}, {"tiny-1.0/deep/c.csv", std::string(1 << 20, 'x')}});
  const DatasetSource source = source_of(archive);
  EXPECT_EQ(get_dataset(source, target_, root_ / "absent"), target_ / "tiny");
  EXPECT_EQ(names_in(target_), std::vector<std::string>{"tiny"}) << "nothing else may stay";
  EXPECT_EQ(MappedFile::open(target_ / "tiny/a.csv")->bytes(), "1,2\n");
  EXPECT_EQ(fs::file_size(target_ / "tiny/deep/c.csv"), std::size_t{1} << 20);
  // The second time it is found.
  fs::remove(archive);
  EXPECT_EQ(get_dataset(source, target_, std::nullopt), target_ / "tiny");
}

TEST_F(KnownDatasets, WrongSumLeavesNothing) {
  DatasetSource source = source_of(make_zip({{"tiny-1.0/a.csv", "1"}, {"tiny-1.0/b.csv", "2"}}));
  source.known.md5 = "0123456789abcdef0123456789abcdef";
  const Error error = error_of([&] { get_dataset(source, target_, std::nullopt); });
  EXPECT_EQ(error.code(), Code::bad_data);
  EXPECT_NE(error.message().find("expected 0123456789abcdef0123456789abcdef"), std::string::npos);
  EXPECT_TRUE(names_in(target_).empty());
}

TEST_F(KnownDatasets, MissingFilesAndForeignArchivesLeaveNothing) {
  DatasetSource source = source_of(make_zip({{"tiny-1.0/a.csv", "1"}}));
  EXPECT_NE(error_of([&] { get_dataset(source, target_, std::nullopt); }).message().find("lacks tiny-1.0/b.csv"),
            std::string::npos);
  EXPECT_TRUE(names_in(target_).empty());
  write_file(root_ / "tiny.zip", "<html>sign in</html>");
  source = source_of(root_ / "tiny.zip");
  EXPECT_EQ(error_of([&] { get_dataset(source, target_, std::nullopt); }).code(), Code::bad_data);
  EXPECT_TRUE(names_in(target_).empty());
}

TEST_F(KnownDatasets, NamesThatLeadOutAreRefusedBeforeAnythingIsWritten) {
  for (const char* name : {"../evil.csv", "tiny-1.0/../../evil.csv", "/tmp/interplay_evil.csv", "..\\evil.csv"}) {
    const DatasetSource source =
        source_of(make_zip({{"tiny-1.0/a.csv", "1"}, {"tiny-1.0/b.csv", "2"}, {name, "evil"}}));
    EXPECT_EQ(error_of([&] { get_dataset(source, target_, std::nullopt); }).code(), Code::bad_data) << name;
    EXPECT_TRUE(names_in(target_).empty()) << name;
    EXPECT_FALSE(fs::exists(root_ / "evil.csv"));
  }
}

TEST_F(KnownDatasets, OfflineSaysWhatToDo) {
  DatasetSource source = source_of(root_ / "tiny.zip");
  source.known.url = "http://127.0.0.1:1/tiny.zip";
  source.known.md5 = "0123456789abcdef0123456789abcdef";
  const Error error = error_of([&] { get_dataset(source, target_, std::nullopt); });
  EXPECT_EQ(error.code(), Code::io);
  EXPECT_NE(error.remedy().find("INTERPLAY_DATA"), std::string::npos);
  EXPECT_NE(error.remedy().find((target_ / "tiny").string()), std::string::npos);
  EXPECT_TRUE(names_in(target_).empty());
}

TEST_F(KnownDatasets, IncompleteFoldersAreNotTouched) {
  const DatasetSource source = source_of(make_zip({{"tiny-1.0/a.csv", "1"}, {"tiny-1.0/b.csv", "2"}}));
  fs::create_directories(target_ / "tiny");
  write_file(target_ / "tiny/a.csv", "mine");
  EXPECT_EQ(error_of([&] { get_dataset(source, target_, std::nullopt); }).code(), Code::io);
  EXPECT_EQ(MappedFile::open(target_ / "tiny/a.csv")->bytes(), "mine");
}

TEST_F(KnownDatasets, UnknownNamesAndThoseWithoutDownload) {
  const Error unknown = error_of([&] { get_dataset("ml-100", target_, std::nullopt); });
  EXPECT_EQ(unknown.code(), Code::not_found);
  EXPECT_NE(unknown.remedy().find("did you mean ml-100k?"), std::string::npos) << unknown.remedy();
  EXPECT_EQ(error_of([&] { get_dataset("frappe", target_, std::nullopt); }).code(), Code::not_found);
}

TEST_F(KnownDatasets, Md5OfKnownTexts) {
  write_file(root_ / "abc", "abc");
  EXPECT_EQ(md5_in("MD5 (x.zip) = 0E33842E24A9C977BE4E0107933C0723\n"), "0e33842e24a9c977be4e0107933c0723");
  EXPECT_EQ(md5_in("0e33842e24a9c977be4e0107933c0723  x.zip"), "0e33842e24a9c977be4e0107933c0723");
  EXPECT_EQ(md5_in("deadbeef"), "");
  download("file://" + (root_ / "abc").string(), root_ / "copy", "900150983cd24fb0d6963f7d28e17f72", "");
  EXPECT_EQ(MappedFile::open(root_ / "copy")->bytes(), "abc");
}

}  // namespace
}  // namespace interplay
