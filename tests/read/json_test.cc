// JSON objects: on lines, in an array, spread over lines; keys in any order; lists; what is left out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

DataOptions fields(std::vector<std::string> names) {
  DataOptions options;
  options.fields = std::move(names);
  return options;
}

constexpr const char* object_lines =
    "{\"user\": \"a\", \"item\": 1, \"rating\": 4, \"tags\": [\"x\", \"y z\"]}\n"
    "{\"rating\": 3.5, \"item\": 2, \"user\": \"b\"}\r\n"
    "\n"
    "{\"user\":\"a\",\"item\":3,\"rating\":\"1\",\"tags\":[],\"late\":\"yes\"}";

TEST(Json, LinesWithKeysInAnyOrder) {
  const Dataset data = read_text(object_lines, fields({"user", "item", "tags", "late"}), "a.json");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("a", "b", "a"));
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(data.target(), ElementsAre(4, 3.5f, 1));
  EXPECT_THAT(values(data, "tags"), ElementsAre("x,y z", "", ""));
  EXPECT_THAT(values(data, "late"), ElementsAre("?", "?", "yes"));
  EXPECT_EQ(data.schema.fields[*data.schema.find("tags")].pooling, Pooling::mean);
}

TEST(Json, ArraysAndObjectsOverSeveralLinesAreTheSame) {
  const Dataset data = read_text(object_lines, fields({"user", "item", "tags", "late"}), "a.json");
  for (const char* text :
       {"[{\"user\":\"a\",\"item\":1,\"rating\":4,\"tags\":[\"x\",\"y z\"]},{\"user\":\"b\",\"item\":2,"
        "\"rating\":3.5},{\"user\":\"a\",\"item\":3,\"rating\":1,\"late\":\"yes\"}]",
        " [\n  {\n \"user\" : \"a\",\n \"item\" : 1 ,\n \"rating\" : 4 ,\n \"tags\" : [\n\"x\" , \"y z\"\n]"
        "\n},\n {\"user\":\"b\",\"item\":2,\"rating\":3.5}, {\"user\":\"a\",\"item\":3,\"rating\":1,"
        "\"late\":\"yes\"}\n]\n",
        "{\"user\":\"a\",\"item\":1,\n\"rating\":4,\"tags\":[\"x\",\"y z\"]}\n{\"user\":\"b\",\"item\":2,"
        "\n\"rating\":3.5} {\"user\":\"a\",\"item\":3,\"rating\":1,\"late\":\"yes\"}"}) {
    const Dataset other = read_text(text, fields({"user", "item", "tags", "late"}), "a.json");
    EXPECT_EQ(names(other), names(data)) << text;
    for (const char* field : {"user", "item", "tags", "late", "rating"})
      EXPECT_EQ(values_of_rows(other, field), values_of_rows(data, field)) << text << field;
  }
}

TEST(Json, EscapesNumbersAndLiterals) {
  const Dataset data = read_text(
      "{\"user\": 1.0, \"item\": \"caf\\u00e9 \\\"x\\\"\", \"rating\": 1, \"flag\": true, \"price\": 2.5}\n"
      "{\"user\": 1, \"item\": \"caf\xC3\xA9 \\\"x\\\"\", \"rating\": 2, \"flag\": null, \"price\": 3}\n"
      "{\"user\": 1e0, \"item\": \"b\\\\\", \"rating\": 3, \"flag\": false, \"price\": null}\n",
      fields({"user", "item", "flag", "price"}), "a.json");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("1", "1", "1"));
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("caf\xC3\xA9 \"x\"", "caf\xC3\xA9 \"x\"", "b\\"));
  EXPECT_THAT(values(data, "flag"), ElementsAre("true", "?", "false"));
  EXPECT_THAT(values(data, "price"), ElementsAre("2.5", "3", "nan"));
}

TEST(Json, NestedValuesAreLeftOutAndSaid) {
  const Dataset data = read_text(
      "{\"user\":1,\"item\":2,\"rating\":3,\"deep\":{\"user\":7,\"x\":[1]},\"pairs\":[[1,2]]}\n"
      "{\"user\":2,\"item\":2,\"deep\":null,\"rating\":4}\n",
      {}, "a.json");
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("1", "2"));
  EXPECT_THAT(joined_notes(data), HasSubstr("as the values are objects or lists of lists: deep, pairs"));
}

TEST(Json, BadLinesAreCountedAndLeaveNoTrace) {
  DataOptions options;
  options.skip_bad_lines = true;
  const Dataset data = read_text(
      "{\"user\":1,\"item\":2,\"rating\":3}\n{\"user\":2,\"item\":\n{\"user\":3,\"item\":4,\"rating\":\"x\"}\nrubbish\n"
      "{\"user\":5,\"item\":6,\"rating\":1}\n{\"user\":6,\"item\":6,\"rating\":1} "
      "{\"user\":6,\"item\":6,\"rating\":1}\n",
      options, "a.json");
  EXPECT_EQ(data.bad_lines, 4u);
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("1", "5"));
}

TEST(Json, FilesWithDifferentKeysAreOneTable) {
  const Folder folder;
  const std::string a = folder.write("a-1.json", "{\"user\":1,\"item\":2,\"rating\":3}\n"),
                    b = folder.write("a-2.json", "{\"rating\":4,\"age\":\"old\",\"item\":5,\"user\":6}\n");
  const Dataset data = read_files({a, b}, fields({"user", "item", "age"}));
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("1", "6"));
  EXPECT_THAT(values(data, "age"), ElementsAre("?", "old"));
}

TEST(Json, JoinsTablesOfUsers) {
  const Folder folder;
  const std::string ratings = folder.write("r.json", object_lines);
  folder.write("u.json", "[{\"user\":\"b\",\"age\":\"old\"},{\"user\":\"a\",\"age\":\"young\"}]");
  DataOptions options;
  options.join = {folder.path() + "/u.json:user"};
  EXPECT_THAT(values_of_rows(read_files({ratings}, options), "age"), ElementsAre("young", "old", "young"));
}

TEST(Json, TheSameForEveryNumberOfThreads) {
  std::string text;
  for (int i = 0; i < 30000; ++i)
    text += "{\"user\":\"u" + std::to_string(i % 977) + "\",\"item\":" + std::to_string(i % 313) +
            ",\"rating\":" + std::to_string(i % 5) + ",\"tags\":[\"t" + std::to_string(i % 7) + "\"]}\n";
  const Folder folder;
  const std::string path = folder.write("a.json", text);
  const Dataset one = read_files({path}, fields({"user", "item", "tags"}), 1),
                four = read_files({path}, fields({"user", "item", "tags"}), 4);
  ASSERT_EQ(one.rows, 30000u);
  for (const char* field : {"user", "item", "tags", "rating"})
    EXPECT_EQ(values_of_rows(one, field), values_of_rows(four, field));
  EXPECT_EQ(values_of_rows(one, "user")[29999], "u" + std::to_string(29999 % 977));
}

}  // namespace
}  // namespace interplay
