#include "model/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "interplay/error.h"
#include "model/json.h"
#include "model/safetensors_header.h"

namespace interplay {
namespace {

using ::testing::HasSubstr;

class Safetensors : public ::testing::Test {
 protected:
  Safetensors() : path_(std::filesystem::temp_directory_path() / ("interplay-st-" + std::to_string(::getpid()))) {}
  ~Safetensors() override { std::filesystem::remove(path_); }

  std::string bytes() const {
    std::ifstream file(path_, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  void put(std::string_view content) const { std::ofstream(path_, std::ios::binary) << content; }

  // The message of the error that opening (and verifying) gives; "" when it opens.
  std::string failure(bool verify = false) const {
    try {
      const SafetensorsFile file = SafetensorsFile::open(path_, "model");
      if (verify) file.verify();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::bad_model) << error.what();
      EXPECT_EQ(error.location().path, path_.string());
      EXPECT_FALSE(error.remedy().empty());
      return error.message();
    }
    return "";
  }

  // A file whose header is intact, whatever it says.
  void put_header(const std::string& tensors, std::size_t data_bytes) const {
    std::string header =
        std::string(safetensors::preamble) + std::string(safetensors::no_checksum) + "\"}" + tensors + "}";
    header.append((64 - (8 + header.size()) % 64) % 64, ' ');
    header.replace(safetensors::preamble.size(), 16, safetensors::header_checksum(header));
    const std::uint64_t length = header.size();
    put(std::string(reinterpret_cast<const char*>(&length), 8) + header + std::string(data_bytes, '\0'));
  }

  void write_sample() const {
    static const std::vector<float> numbers = {1, 2, 3, 4, 5, 6};
    static const std::vector<std::int64_t> ids = {-5, 7, 1 << 30};
    write_safetensors(path_, {{"note", "text with \"quotes\" and \xc3\xa9"}},
                      {{"b/matrix", TensorType::f32, {2, 3}, as_bytes(std::span<const float>(numbers))},
                       {"a/ids", TensorType::i64, {3}, as_bytes(std::span<const std::int64_t>(ids))},
                       {"none", TensorType::u32, {0}, {}},
                       {"text", TensorType::u8, {5}, "hello"}});
  }

  std::filesystem::path path_;
};

TEST_F(Safetensors, ReadsWhatItWrites) {
  write_sample();
  const SafetensorsFile file = SafetensorsFile::open(path_, "model");
  file.verify();
  EXPECT_EQ(file.text("note"), "text with \"quotes\" and \xc3\xa9");
  EXPECT_THAT(file.values<std::int64_t>("a/ids", TensorType::i64), ::testing::ElementsAre(-5, 7, 1 << 30));
  EXPECT_EQ(file.find("text", TensorType::u8).bytes, "hello");
  EXPECT_TRUE(file.find("none", TensorType::u32).bytes.empty());
  const StoredTensor& matrix = file.find("b/matrix", TensorType::f32, 2);
  EXPECT_THAT(matrix.shape, ::testing::ElementsAre(2, 3));
  EXPECT_EQ(reinterpret_cast<const float*>(matrix.bytes.data())[5], 6);
  EXPECT_FALSE(file.has("~filler/0001"));
}

TEST_F(Safetensors, TensorsAreAlignedInTheFile) {
  write_sample();
  const std::string all = bytes();
  std::uint64_t length = 0;
  std::memcpy(&length, all.data(), 8);
  EXPECT_EQ((8 + length) % 64, 0u);
  const Json header = parse_json(all.substr(8, length));
  std::uint64_t covered = 0;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    const auto begin = entry["data_offsets"][0].get<std::uint64_t>(),
               end = entry["data_offsets"][1].get<std::uint64_t>();
    covered += end - begin;
    if (!name.starts_with('~')) {
      EXPECT_EQ(begin % 64, 0u) << name;
    }
  }
  EXPECT_EQ(covered, all.size() - 8 - length) << "no byte without a tensor";
}

TEST_F(Safetensors, SameContentSameBytes) {
  write_sample();
  const std::string first = bytes();
  write_sample();
  EXPECT_EQ(bytes(), first);
}

TEST_F(Safetensors, EveryTruncationIsFound) {
  write_sample();
  const std::string whole = bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    put(whole.substr(0, size));
    EXPECT_NE(failure(), "") << "cut to " << size;
  }
  put(whole + "x");
  EXPECT_THAT(failure(), HasSubstr("1 bytes follow the last tensor"));
}

TEST_F(Safetensors, EveryFlippedBitIsFound) {
  write_sample();
  const std::string whole = bytes();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ (1 << (at % 8)));
    put(broken);
    const bool filler = failure(true).empty();
    if (filler) {
      EXPECT_EQ(whole[at], '\0') << "byte " << at << " may only be filler";
    }
  }
}

TEST_F(Safetensors, WrongTypesAndNamesAreErrors) {
  write_sample();
  const SafetensorsFile file = SafetensorsFile::open(path_, "model");
  EXPECT_THROW(file.find("nothing", TensorType::f32), Error);
  EXPECT_THROW(file.find("text", TensorType::f32), Error);
  EXPECT_THROW(file.find("b/matrix", TensorType::f32, 1), Error);
  EXPECT_THROW(file.text("nothing"), Error);
}

TEST_F(Safetensors, ForeignFilesAreNamedSo) {
  put("");
  EXPECT_THAT(failure(), HasSubstr("has 0 bytes"));
  put("user,item,rating\n1,2,3\n");
  EXPECT_THAT(failure(), HasSubstr("is not a model file"));
  put(std::string("\x02\0\0\0\0\0\0\0{}", 10));
  EXPECT_THAT(failure(), HasSubstr("is not a model file"));
}

TEST_F(Safetensors, HeadersThatLieAreRefused) {
  const auto tensor = [](const std::string& name, const std::string& type, const std::string& shape,
                         const std::string& offsets) {
    return ",\"" + name + R"(":{"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
  };
  const struct {
    std::string tensors, message;
    std::size_t data = 64;
  } cases[] = {
      {tensor("a", "F32", "[16]", "[0,64]"), ""},
      {tensor("a", "F32", "[16]", "[0,128]"), "is cut off"},
      {tensor("a", "F32", "[15]", "[0,64]"), "shape that does not fit"},
      {tensor("a", "F32", "[16]", "[64,128]"), "starts at 64, expected 0", 128},
      {tensor("a", "F32", "[16]", "[0,64]") + tensor("b", "F32", "[16]", "[0,64]"), "starts at 0, expected 64"},
      {tensor("a", "F32", "[16]", "[64,0]"), "starts at 64"},
      {tensor("a", "F32", "[4]", "[0,16]") + tensor("b", "F32", "[12]", "[16,64]"), "not aligned"},
      {tensor("a", "X9", "[16]", "[0,64]"), "unknown type"},
      {tensor("a", "F32", "[4611686018427387904,4611686018427387904,16]", "[0,64]"), "shape that does not fit"},
      {tensor("a", "F32", "[-16]", "[0,64]"), "not negative"},
      {tensor("a", "F32", "[16.0]", "[0,64]"), "whole number"},
      {tensor("a", "F32", "[16]", "[0]"), "two offsets"},
      {tensor("a", "F32", "[16]", "[0,18446744073709551615]"), "is cut off"},
      {tensor("a", "F32", "[16]", "[0,64]") + tensor("a", "F32", "[16]", "[0,64]"), "stands twice"},
      {",\"a\":7", "cannot be understood"},
      {",\"a\":", "cannot be understood"},
  };
  for (const auto& c : cases) {
    put_header(c.tensors, c.data);
    EXPECT_THAT(failure(), HasSubstr(c.message)) << c.tensors;
    if (c.message.empty()) {
      EXPECT_EQ(failure(), "");
    }
  }
}

TEST_F(Safetensors, EqualNamesAreNotWritten) {
  try {
    write_safetensors(path_, {}, {{"a", TensorType::u8, {1}, "x"}, {"a", TensorType::u8, {1}, "y"}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::unsupported);
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace interplay
