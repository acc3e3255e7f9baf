// Compressed files, patterns, folders of parts.
#include <bzlib.h>
#include <lzma.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interplay/split.h"
#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string bzip2(std::string text) {
  unsigned size = static_cast<unsigned>(text.size() + text.size() / 100 + 600);
  std::string bytes(size, '\0');
  BZ2_bzBuffToBuffCompress(bytes.data(), &size, text.data(), static_cast<unsigned>(text.size()), 1, 0, 0);
  bytes.resize(size);
  return bytes;
}

std::string xz(const std::string& text) {
  std::string bytes(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t size = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
                                    text.size(), reinterpret_cast<std::uint8_t*>(bytes.data()), &size, bytes.size()),
            LZMA_OK);
  bytes.resize(size);
  return bytes;
}

TEST(Codecs, StreamsFollowEachOther) {
  std::string many = "user,item,rating\n";
  for (int i = 0; i < 200000; ++i)
    many += std::to_string(i % 1000) + "," + std::to_string(i % 77) + "," + std::to_string(i % 5) + "\n";
  const std::string last = "last,1,4\n";
  for (const std::string& bytes : {bzip2(many) + bzip2(last), xz(many) + xz(last)}) {
    const Dataset data = read_text(bytes, {}, "a.csv");
    EXPECT_EQ(data.rows, 200001u);
    EXPECT_EQ(values_of_rows(data, "user").back(), "last");
  }
}

TEST(Codecs, KnownLayoutsAreFoundByTheNameInside) {
  const Folder folder;
  const std::string ratings = folder.write("ratings.dat.bz2", bzip2("1::10::5::100\n2::11::3::200\n"));
  folder.write("users.dat.xz", xz("1::F::25::3::1\n2::M::35::4::2\n"));
  DataOptions options;
  options.fields = {"user", "item", "gender"};
  EXPECT_THAT(values_of_rows(read_files({ratings}, options), "gender"), ElementsAre("F", "M"));
}

TEST(Parts, FoldersAndPatternsInNaturalOrder) {
  const Folder folder;
  for (const int part : {10, 2, 1})
    folder.write("out/part-" + std::to_string(part) + ".csv", "user,item,rating\n" + std::to_string(part) + ",1,5\n");
  folder.write("out/part-3.csv", "");
  folder.write("out/part-4.csv", "user,item,rating\n");
  folder.write("out/part-11.csv", "rating,item,user\n2,7,11\n");
  folder.write("out/_SUCCESS", "");
  folder.write("out/.part-1.csv.crc", "crc");
  for (const char* path : {"/out", "/out/", "/out/part-*.csv", "/out/part-[0-9]*", "/out/*"}) {
    const Dataset data = read_files({folder.path() + path});
    EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("1", "2", "10", "11")) << path;
    EXPECT_THAT(data.target(), ElementsAre(5, 5, 5, 2)) << path;
  }
  EXPECT_THAT(values_of_rows(read_files({folder.path() + "/out/part-1?.csv"}), "user"), ElementsAre("10", "11"));
}

TEST(Parts, AFileWhoseNameLooksLikeAPatternIsRead) {
  const Folder folder;
  folder.write("a1.csv", "1,2,3\n1,3,3\n");
  EXPECT_EQ(read_files({folder.write("a[1].csv", "1,2,3\n")}).rows, 1u);
}

TEST(Parts, QuotedCellsOfAllPartsStay) {
  const Folder folder;
  for (int part = 1; part < 6; ++part)
    folder.write("q/" + std::to_string(part) + ".csv",
                 "user,item,rating\n\"a\"\"" + std::to_string(part) + "\",\"x, y\",5\n");
  EXPECT_THAT(values_of_rows(read_files({folder.path() + "/q"}), "user"),
              ElementsAre("a\"1", "a\"2", "a\"3", "a\"4", "a\"5"));
}

TEST(Parts, FilesOfDifferentNamesAreNotOneTable) {
  const Folder folder;
  folder.write("sets/train.csv", "1,2,3\n");
  folder.write("sets/test.csv", "1,2,3\n");
  EXPECT_THAT(error_of({folder.path() + "/sets"}), HasSubstr("are not parts of one table"));
  EXPECT_EQ(read_files({folder.path() + "/sets/*.csv"}).rows, 2u);
}

TEST(Parts, WhatWasGuessedIsToldOnce) {
  const Folder folder;
  for (int part = 0; part < 5; ++part) folder.write("p/" + std::to_string(part) + ".csv", "user,item,rating\n1,2,3\n");
  const std::string notes = joined_notes(read_files({folder.path() + "/p"}));
  EXPECT_THAT(notes, HasSubstr("/p/0.csv are separated"));
  EXPECT_THAT(notes, Not(HasSubstr("/p/1.csv")));
}

TEST(Parts, ATestSetMayBeAFolderOrAPattern) {
  const Folder folder;
  const std::string train = folder.write("train.csv", "user,item,rating\n1,2,3\n");
  for (int part = 0; part < 2; ++part)
    folder.write("test/" + std::to_string(part) + ".csv", "user,item,rating\n1,2,3\n");
  for (const char* test : {"/test", "/test/*.csv"}) {
    const std::string path = folder.path() + test;
    SplitOptions options;
    options.test_file = path;
    EXPECT_THAT(split(read_files({train, path}), options, 1).test, ElementsAre(1u, 2u)) << test;
  }
}

TEST(Parts, JoinedTablesMayHaveParts) {
  const Folder folder;
  const std::string ratings = folder.write("r.csv", "user,item,rating\n1,2,3\n2,2,4\n");
  folder.write("users/1.csv", "user,age\n1,young\n");
  folder.write("users/2.csv", "user,age\n2,old\n");
  DataOptions options;
  options.join = {folder.path() + "/users:user"};
  EXPECT_THAT(values_of_rows(read_files({ratings}, options), "age"), ElementsAre("young", "old"));
}

}  // namespace
}  // namespace interplay
