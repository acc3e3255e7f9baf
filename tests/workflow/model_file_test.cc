// Model files as they are met: old, cut off, corrupt, on full disks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <cstring>

#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/read.h"
#include "model/safetensors_header.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

using ::testing::HasSubstr;

Model trained(std::string_view name = "fm") {
  const Toy toy = make_toy();
  Observer observer;
  return train(toy.data, toy.split, small_options(name), toy.options, observer);
}

std::string failure(const std::filesystem::path& path, bool verify = false) {
  try {
    Model::load(path, verify);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::bad_model) << error.what();
    return error.what();
  }
  return "";
}

const std::filesystem::path golden = std::filesystem::path(INTERPLAY_TEST_DATA) / "../model/golden";

// A file of every released format version must load forever and predict what it did. To make the files of a
// new version, run with INTERPLAY_REGENERATE=1 and never overwrite those of an older one.
TEST(GoldenModel, Version1LoadsAndPredicts) {
  const std::filesystem::path file = golden / "model-1.safetensors", expected = golden / "model-1.predictions.txt";
  const std::string rows = "user,item,hour\nu1,100,3\nu999,107,4\nu2,1,\nu7,149,23\nu0,156,0\n";
  if (std::getenv("INTERPLAY_REGENERATE") != nullptr && !std::filesystem::exists(file)) trained().save(file);
  const Model model = Model::load(file, true);
  const TemporaryFolder folder;
  write_bytes(folder / "rows.csv", rows);
  const std::vector<std::string> paths = {(folder / "rows.csv").string()};
  const std::vector<float> scores = model.predict(read_for(model, paths, DataOptions{}));
  if (std::getenv("INTERPLAY_REGENERATE") != nullptr && !std::filesystem::exists(expected)) {
    std::ofstream out(expected);
    out.precision(9);
    for (const float score : scores) out << score << '\n';
  }
  std::ifstream in(expected);
  for (const float score : scores) {
    float wanted = 0;
    ASSERT_TRUE(in >> wanted);
    EXPECT_NEAR(score, wanted, 1e-5);
  }
  EXPECT_EQ(model.name(), "fm");
  EXPECT_EQ(model.history().epochs.size(), 3u);
  EXPECT_EQ(model.star().entities.size(), 2u);
  EXPECT_EQ(model.star().entities[0].keys.id(2), "u1");
}

// In place: many times faster than a new file.
void put_bytes(const std::filesystem::path& path, std::size_t at, const std::string& bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(at));
  file << bytes;
}

void put_byte(const std::filesystem::path& path, std::size_t at, char byte) { put_bytes(path, at, {byte}); }

std::size_t data_start(const std::string& bytes) {
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof(length));
  return sizeof(length) + length;
}

TEST(ModelFile, EveryTruncationIsFound) {
  const TemporaryFolder folder;
  trained("mf").save(folder / "model");
  for (std::size_t size = std::filesystem::file_size(folder / "model"); size-- > 0;) {
    std::filesystem::resize_file(folder / "model", size);
    ASSERT_NE(failure(folder / "model"), "") << "cut to " << size;
  }
}

TEST(ModelFile, EveryFlippedByteOfTheHeaderIsFound) {
  const TemporaryFolder folder;
  trained("mf").save(folder / "model");
  const std::string bytes = read_bytes(folder / "model");
  for (std::size_t at = 0; at < data_start(bytes); ++at) {
    put_byte(folder / "model", at, static_cast<char>(bytes[at] ^ (1 << (at % 8))));
    ASSERT_NE(failure(folder / "model"), "") << "byte " << at;
    put_byte(folder / "model", at, bytes[at]);
  }
}

// Scores with a model that may be nonsense: the data may lack what it asks for, scores may be infinite.
void use(const std::filesystem::path& path, const Toy& toy) {
  try {
    const Model model = Model::load(path);
    model.predict(encode_as(toy.data, model.star()), {}, 1);
  } catch (const Error&) {
  }
}

// Without `verify` a changed tensor may go unnoticed, but it may not make the program fall over.
TEST(ModelFile, FlippedBytesOfTensorsDoNoHarm) {
  const TemporaryFolder folder;
  trained().save(folder / "model");
  const Toy toy = make_toy();
  const std::string bytes = read_bytes(folder / "model");
  for (std::size_t at = data_start(bytes); at < bytes.size(); at += 3) {
    put_byte(folder / "model", at, static_cast<char>(bytes[at] ^ (1 << (at % 8))));
    if (failure(folder / "model").empty()) use(folder / "model", toy);
    put_byte(folder / "model", at, bytes[at]);
  }
}

// A header that was changed by someone who knows the checksum: still an error or a model that can be used.
TEST(ModelFile, ForgedHeadersDoNoHarm) {
  const TemporaryFolder folder;
  trained().save(folder / "model");
  const Toy toy = make_toy();
  const std::string bytes = read_bytes(folder / "model");
  const std::size_t start = data_start(bytes);
  std::size_t loaded = 0;
  for (std::uint64_t attempt = 0; attempt < 3000; ++attempt) {
    RandomStream random(11, Purpose::search, 0, attempt);
    std::string forged = bytes;
    const std::uint32_t changes = 1 + random.below(3);
    for (std::uint32_t change = 0; change < changes; ++change) {
      char& byte = forged[100 + random.below(static_cast<std::uint32_t>(start - 100))];
      // Digits become digits, so that numbers stay numbers.
      byte = byte >= '0' && byte <= '9' ? static_cast<char>('0' + random.below(10)) : static_cast<char>(random.bits());
    }
    forged.replace(8 + safetensors::preamble.size(), 16,
                   safetensors::header_checksum(std::string_view(forged).substr(8, start - 8)));
    put_bytes(folder / "model", 0, forged);
    if (!failure(folder / "model").empty()) continue;
    ++loaded;
    use(folder / "model", toy);
  }
  EXPECT_GT(loaded, 20u) << "most changes should reach beyond the parser";
}

TEST(ModelFile, VerifyFindsChangedTensors) {
  const TemporaryFolder folder;
  trained().save(folder / "model");
  std::string bytes = read_bytes(folder / "model");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  bytes[8 + length] ^= 1;  // the first parameter
  write_bytes(folder / "model", bytes);
  EXPECT_EQ(failure(folder / "model"), "");
  EXPECT_THAT(failure(folder / "model", true), HasSubstr("the checksum of tensor"));
}

TEST(ModelFile, MissingFilesAndFolders) {
  const TemporaryFolder folder;
  try {
    Model::load(folder / "nothing");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::not_found);
  }
  EXPECT_THROW(Model::load(folder.path()), Error);
  EXPECT_THROW(trained().save(folder / "no/such/folder"), Error);
  EXPECT_THROW(trained().save(folder.path()), Error);
}

TEST(ModelFile, ReadOnlyFoldersAreReported) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  try {
    trained().save(folder / "model");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::io);
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

// A limit on the size of files stands in for a full disk: both fail in write().
TEST(ModelFile, AFullDiskLeavesTheOldFile) {
  const TemporaryFolder folder;
  write_bytes(folder / "model", "the old file");
  const Model model = trained();
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      model.save(folder / "model");
    } catch (const Error& error) {
      std::_Exit(error.code() == Code::io ? 7 : 8);
    }
    std::_Exit(9);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 7);
  EXPECT_EQ(read_bytes(folder / "model"), "the old file");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) files += entry.exists();
  EXPECT_EQ(files, 1u) << "nothing half-written stays";
}

}  // namespace
}  // namespace interplay::testing
