#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "interplay/error.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

class FilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string content(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(FilesTest, MapsWhatWasWritten) {
  write_file(folder_ / "a", "hello");
  EXPECT_EQ(MappedFile::open(folder_ / "a")->bytes(), "hello");
  write_file(folder_ / "empty", "");
  EXPECT_EQ(MappedFile::open(folder_ / "empty")->bytes(), "");
}

TEST_F(FilesTest, RefusesWhatIsNoFile) {
  const auto code_of = [](const fs::path& path) {
    try {
      MappedFile::open(path);
    } catch (const Error& error) {
      return error.code();
    }
    return Code::usage;
  };
  EXPECT_EQ(code_of(folder_ / "missing"), Code::not_found);
  EXPECT_EQ(code_of(folder_), Code::io);
}

TEST_F(FilesTest, WritesAllOrNothing) {
  write_file(folder_ / "a", "old");
  {
    AtomicFile file(folder_ / "a");
    file.write("half");
    EXPECT_EQ(content(folder_ / "a"), "old");
  }
  EXPECT_EQ(content(folder_ / "a"), "old");
  EXPECT_EQ(files(), 1u);
  const std::string large(3 << 20, 'x');
  AtomicFile file(folder_ / "a");
  file.write(large);
  EXPECT_EQ(file.written(), large.size());
  file.commit();
  EXPECT_EQ(content(folder_ / "a"), large);
  EXPECT_EQ(files(), 1u);
}

TEST_F(FilesTest, RefusesFoldersMissingFoldersAndDevices) {
  EXPECT_THROW(AtomicFile{folder_}, Error);
  EXPECT_THROW(AtomicFile{folder_ / "no" / "such"}, Error);
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THROW(AtomicFile{pipe}, Error);
  EXPECT_TRUE(fs::is_fifo(pipe));
}

// A file size limit makes write fail as a full disk does.
TEST_F(FilesTest, AFullDiskLeavesTheOldFile) {
  write_file(folder_ / "a", "old");
  const auto previous_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit previous{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &previous), 0);
  rlimit small = previous;
  small.rlim_cur = 1 << 16;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_THROW(write_file(folder_ / "a", std::string(1 << 20, 'x')), Error);
  ::setrlimit(RLIMIT_FSIZE, &previous);
  std::signal(SIGXFSZ, previous_handler);
  EXPECT_EQ(content(folder_ / "a"), "old");
  EXPECT_EQ(files(), 1u);
}

::mode_t mode_of(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

TEST_F(FilesTest, KeepsTheModeOfWhatIsReplaced) {
  const ::mode_t mask = ::umask(022);
  write_file(folder_ / "a", "old");
  EXPECT_EQ(mode_of(folder_ / "a"), 0644u);
  for (const ::mode_t mode : {0600u, 0664u, 0444u}) {
    ASSERT_EQ(::chmod((folder_ / "a").c_str(), mode), 0);
    AtomicFile file(folder_ / "a");
    for (const auto& entry : fs::directory_iterator(folder_)) EXPECT_EQ(mode_of(entry.path()), mode);
    file.commit();
    EXPECT_EQ(mode_of(folder_ / "a"), mode);
  }
  ::umask(mask);
}

TEST_F(FilesTest, WritesBehindSymbolicLinks) {
  fs::create_directories(folder_ / "far");
  write_file(folder_ / "far" / "a", "old");
  fs::create_symlink("far/a", folder_ / "link");
  fs::create_symlink("link", folder_ / "linked");
  fs::create_symlink("far/new", folder_ / "dangling");
  write_file(folder_ / "linked", "new");
  write_file(folder_ / "dangling", "first");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link") && fs::is_symlink(folder_ / "linked"));
  EXPECT_EQ(content(folder_ / "far" / "a"), "new");
  EXPECT_EQ(content(folder_ / "far" / "new"), "first");
  fs::create_symlink("circle", folder_ / "circle");
  EXPECT_THROW(write_file(folder_ / "circle", ""), Error);
}

TEST_F(FilesTest, RemovesWhatDeadProcessesHaveLeft) {
  const auto leave = [&](const char* name) { std::ofstream(folder_ / name) << "left"; };
  for (const char* name :
       {"a.partial-0123abcd", "b.partial-0123abcd", "a.partial-0123abcdef", "a.partial-12345678.csv"})
    leave(name);
  fs::create_directories(folder_ / "a.partial-11111111" / "deep");
  const Unfinished alive(folder_ / "a", Unfinished::Kind::file, 0666, folder_ / "a");
  write_file(folder_ / "a", "new");
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_)) names.insert(entry.path().filename().string());
  EXPECT_EQ(names, (std::set<std::string>{"a", alive.path().filename().string(), "b.partial-0123abcd",
                                          "a.partial-0123abcdef", "a.partial-12345678.csv"}));
}

TEST_F(FilesTest, TemporaryFoldersGoAway) {
  fs::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    EXPECT_EQ(mode_of(path), 0700u);
    write_file(path / "a", "x");
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(FilesTest, KnowsWhichFileIsMappedWhere) {
  write_file(folder_ / "a", "hello");
  const auto file = MappedFile::open(folder_ / "a");
  const char* const first = file->bytes().data();
  EXPECT_EQ(mapped_path(first), (folder_ / "a").string());
  EXPECT_EQ(mapped_path(first + 4095), (folder_ / "a").string()) << "the page, which may be lost as a whole";
  EXPECT_EQ(mapped_path(this), "");
  EXPECT_EQ(mapped_path(nullptr), "");
}

using FilesDeathTest = FilesTest;

TEST_F(FilesDeathTest, AbandonedFilesAreGoneAndNoOthersBegin) {
  EXPECT_EXIT(
      {
        AtomicFile file(folder_ / "a");
        const Unfinished folder(folder_ / "b", Unfinished::Kind::folder, 0777, folder_ / "b");
        write_file(folder.path() / "c", "x");
        abandon_unfinished();
        std::_Exit(fs::is_empty(folder_) ? 7 : 8);
      },
      testing::ExitedWithCode(7), "");
}

TEST(Checksum, IsXxh3) {
  // The reference implementation's value for no input with seed 0.
  EXPECT_EQ(checksum(""), 0x2d06800538d394c2u);
  EXPECT_NE(checksum("a"), checksum("b"));
}

TEST(ErrorText, SaysWhereWhatAndWhatToDo) {
  const Error error(Code::bad_data, at("ratings.csv", 12, 3), "rating is not a number: 'n/a'", "fix the line");
  EXPECT_STREQ(error.what(), "ratings.csv:12:3: rating is not a number: 'n/a'; fix the line");
  EXPECT_EQ(to_string(at("a.csv")), "a.csv");
  EXPECT_EQ(to_string(at("a.csv", 7)), "a.csv:7");
  EXPECT_STREQ(Error(Code::usage, "no").what(), "no");
  EXPECT_EQ(name(Code::bad_model), "bad_model");
}

}  // namespace
}  // namespace interplay
