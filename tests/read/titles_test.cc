// Titles of items: kept beside what a model reads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interplay/encode.h"

#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* titled_u_data = "196\t242\t3\t881250949\n186\t302\t3\t891717742\n196\t7\t1\t878887116\n";

std::string film(std::string_view id, std::string_view title) {
  return std::string(id) + "|" + std::string(title) + "|01-Jan-1997||http://x|0|0|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n";
}

// Film 7 has ratings and no title, film 999 a title and no rating.
Dataset with_films(const DataOptions& options = {}) {
  const Folder folder;
  folder.write("u.data", titled_u_data);
  folder.write("u.item", film("302", "L.A. Caf\xE9") + film("242", "Kolya (1996)") + film("999", "Never seen"));
  return read_files({folder.path()}, options);
}

const Field& title_of(const Dataset& data) { return data.schema.fields[*data.schema.find("title")]; }

TEST(Titles, OfMovieLensAreKeptAndNotRead) {
  const Dataset data = with_films();
  EXPECT_THAT(names(data), ElementsAre("user", "item", "rating", "time", "title"));
  EXPECT_EQ(title_of(data).role, Role::title);
  EXPECT_EQ(title_of(data).kind, Kind::categorical);
  EXPECT_EQ(title_of(data).table, data.schema.fields[*data.schema.find("item")].table);
  EXPECT_THAT(values(data, "item"), ElementsAre("?", "7", "242", "302"));
  EXPECT_THAT(values(data, "title"), ElementsAre("?", "?", "Kolya (1996)", "L.A. Café"));
  EXPECT_THAT(data.schema.inputs(), ElementsAre(0, 1));
  EXPECT_THAT(joined_notes(data), Not(HasSubstr("u.item"))) << "nobody asked how it is read";
}

TEST(Titles, OfHeldOutFilmsAreNotKept) {
  const std::vector<std::uint32_t> train = {0, 2};  // films 242 and 7
  const Dataset data = encode(with_films(), train, {});
  EXPECT_THAT(values(data, "item"), ElementsAre("?", "7", "242"));
  EXPECT_THAT(values(data, "title"), ElementsAre("?", "?", "Kolya (1996)"));
  EXPECT_EQ(title_of(data).vocabulary.size(), 1u);
  const Star star = star_of(data);
  EXPECT_EQ(star.schema.fields[*star.schema.find("title")].vocabulary.id(1), "Kolya (1996)");
}

TEST(Titles, ThatAreNamedAsAFieldAreRead) {
  DataOptions options;
  options.fields = {"user", "item", "title"};
  const Dataset data = with_films(options);
  EXPECT_EQ(title_of(data).role, Role::feature);
  EXPECT_EQ(data.schema.inputs().size(), 3u);
  EXPECT_THAT(values(data, "item"), ElementsAre("?", "7", "242", "302", "999"));
}

TEST(Titles, ComeWithATableThatIsReadForOthers) {
  DataOptions options;
  options.fields = {"user", "item", "genres"};
  const Dataset data = with_films(options);
  EXPECT_EQ(title_of(data).role, Role::title);
  EXPECT_EQ(data.schema.inputs().size(), 3u);
  EXPECT_THAT(values(data, "title"), ElementsAre("?", "?", "Kolya (1996)", "L.A. Café", "Never seen"));
}

TEST(Titles, OfAJoinedTable) {
  const Folder folder;
  DataOptions options;
  options.join = {folder.write("films.csv", "item,title,year\n2,Two,1990\n3,Three,1995\n") + ":item"};
  const std::string ratings = folder.write("r.csv", "user,item,rating\n1,2,3\n4,3,5\n");
  EXPECT_EQ(title_of(read_files({ratings}, options)).role, Role::feature) << "all its columns are fields";
  options.fields = {"user", "item", "year"};
  const Dataset data = read_files({ratings}, options);
  EXPECT_EQ(title_of(data).role, Role::title);
  EXPECT_THAT(values(data, "title"), ElementsAre("?", "Two", "Three"));
}

TEST(Titles, OfABrokenTableAreLeftOut) {
  const Folder folder;
  folder.write("u.data", titled_u_data);
  folder.write("u.item", film("302", "First") + film("302", "Second") + "242|short\n");
  const Dataset data = read_files({folder.path()});
  EXPECT_THAT(values(data, "title"), ElementsAre("?", "?", "?", "First"));
  EXPECT_EQ(data.rows, 3u);
  EXPECT_EQ(data.bad_lines, 0u) << "no rating was left out";
  EXPECT_THAT(joined_notes(data), HasSubstr("u.item:3"));
}

}  // namespace
}  // namespace interplay
