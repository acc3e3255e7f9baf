// Reading data for a model: columns by names, roles and places; the target is optional.
#include "read/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interplay/encode.h"

#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Dataset read_like(const Dataset& trained, std::string_view text, const DataOptions& options = {}) {
  const Folder folder;
  const std::vector<std::string> paths{folder.write("new.csv", text)};
  return read_with_layout(paths, options, star_of(trained), 2);
}

TEST(ReadWithLayout, FindsColumnsByNameInAnyOrder) {
  DataOptions options;
  options.user = "customer";
  options.item = "product";
  options.fields = {"customer", "product", "hour", "price"};
  options.numeric = {"price"};
  const Dataset trained = read_text("customer,product,rating,hour,price\n1,2,3,4,5\n", options);
  const Dataset data = read_like(trained, "price,hour,product,customer\n1.5,7,x,y\n2,8,x,z\n");
  EXPECT_THAT(names(data), ElementsAre("customer", "product", "hour", "price"));
  EXPECT_THAT(values(data, "price"), ElementsAre("1.5", "2"));
  EXPECT_THAT(values_of_rows(data, "customer"), ElementsAre("y", "z"));
}

TEST(ReadWithLayout, FindsColumnsByRole) {
  const Folder folder;
  const Dataset trained = read_files({folder.write("u.data", "1\t2\t3\t4\n2\t2\t3\t5\n")});
  for (const char* header : {"userId,movieId,rating", "user,item,label", "uid,iid,stars"}) {
    const Dataset data = read_like(trained, std::string(header) + "\n7,8,5\n7,9,4\n");
    EXPECT_THAT(data.target(), ElementsAre(5, 4));
    EXPECT_EQ(data.schema.fields[*data.schema.find(Role::user)].vocabulary.id(1), "7");
  }
}

TEST(ReadWithLayout, FindsColumnsByPlace) {
  const Dataset trained = read_text("user,item,rating\n1,2,3\n");
  EXPECT_THAT(values_of_rows(read_like(trained, "5,6\n7,8\n"), "item"), ElementsAre("6", "8"));
  const Dataset data = read_like(trained, "5::6::1\n7::8::2\n");
  EXPECT_THAT(data.target(), ElementsAre(1, 2));
  EXPECT_THAT(values_of_rows(read_like(trained, "x y\nz y\n"), "user"), ElementsAre("x", "z"));
}

TEST(ReadWithLayout, OneLineSuffices) {
  const Dataset trained = read_text("user,item,rating\n1,2,3\n");
  EXPECT_EQ(read_like(trained, "user,item\n5,6\n").rows, 1u);
  EXPECT_EQ(read_like(trained, "5,6\n").rows, 1u);
}

TEST(ReadWithLayout, TargetsThatAreAllMissingAreNone) {
  const Dataset trained = read_text("user,item,rating\n1,2,3\n");
  const Dataset data = read_like(trained, "user,item,rating\n5,6,\n7,8,NA\n");
  EXPECT_EQ(data.rows, 2u);
  EXPECT_FALSE(data.schema.find(Role::target));
}

TEST(ReadWithLayout, DeclaredKindsHold) {
  DataOptions options;
  options.fields = {"user", "item", "price"};
  options.numeric = {"price"};
  const Dataset trained = read_text("user,item,rating,price\n1,2,3,5\n", options);
  try {
    read_like(trained, "user,item,price\n1,2,cheap\n");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("new.csv:2:3: price is 'cheap'"));
  }
}

TEST(ReadWithLayout, LibffmFieldsThatAreNotThereAreEmpty) {
  const Dataset trained = read_text("1 0:5:1 2:8:0.5\n0 2:8:1\n");
  const Dataset data = read_like(trained, "1 0:5:1 7:1:1\n0 0:6:1\n");
  EXPECT_THAT(names(data), ElementsAre("field0", "field2", "target"));
  EXPECT_THAT(values(data, "field2"), ElementsAre("", ""));
  EXPECT_EQ(encode_as(read_like(trained, "1 0:5:1 7:1:1\n"), star_of(trained)).rows, 1u);
}

TEST(ReadWithLayout, ColumnsThatAreNotThereAreLeftToTheEncoding) {
  DataOptions options;
  options.fields = {"user", "item", "hour"};
  const Dataset trained = read_text("user,item,rating,hour\n1,2,3,4\n", options);
  EXPECT_THROW(encode_as(read_like(trained, "user,item\n1,2\n"), star_of(trained)), Error);
}

TEST(ReadWithLayout, EncodesBackToTheSameCodes) {
  const std::string text = "user,item,rating\n5,a,3\n1,b,4\n5,b,1\n";
  const Dataset trained = read_text(text);
  const Dataset data = encode_as(read_like(trained, text), star_of(trained));
  for (std::size_t table = 0; table < 2; ++table)
    EXPECT_EQ(data.entities[table].row_of, trained.entities[table].row_of);
}

}  // namespace
}  // namespace interplay
