// Every layout from small files: fields, values, the star.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zip.h>
#include <zlib.h>
#include <zstd.h>

#include <cmath>

#include "read/formats/movielens.h"
#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* u_data = "196\t242\t3\t881250949\n186\t302\t3\t891717742\n196\t302\t1\t878887116\n";
constexpr const char* u_user = "186|39|F|executive|00000\n196|49|M|writer|55105\n";
constexpr const char* u_item =
    "242|Kolya (1996)|24-Jan-1997||http://x|0|0|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n"
    "302|L.A. Caf\xE9|01-Jan-1997||http://y|0|0|0|0|0|0|1|0|0|0|1|0|0|1|0|0|1|0|0\n"
    "999|Never seen|||http://z|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n";

void write_100k(const Folder& folder, const std::string& below = "ml-100k/") {
  folder.write(below + "u.data", u_data);
  folder.write(below + "u.user", u_user);
  folder.write(below + "u.item", u_item);
}

TEST(ReadMovieLens100K, FileAloneGivesIds) {
  const Folder folder;
  const Dataset data = read_files({folder.write("u.data", u_data)});
  EXPECT_THAT(names(data), ElementsAre("user", "item", "rating", "time"));
  EXPECT_EQ(data.rows, 3u);
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("196", "186", "196"));
  EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("242", "302", "302"));
  EXPECT_THAT(data.target(), ElementsAre(3, 3, 1));
  EXPECT_THAT(data.time, ElementsAre(881250949, 891717742, 878887116));
  EXPECT_TRUE(data.weight().empty());
}

TEST(ReadMovieLens100K, TheStarHasARowForEveryEntity) {
  const Folder folder;
  write_100k(folder);
  DataOptions options;
  options.fields = {"user", "item", "age", "occupation", "genres", "title", "release_date", "zip"};
  const Dataset data = read_files({folder.path() + "/ml-100k"}, options);
  ASSERT_EQ(data.entities.size(), 2u);
  EXPECT_EQ(data.entities[0].name, "user");
  EXPECT_EQ(data.entities[1].name, "item");
  EXPECT_THAT(values(data, "user"), ElementsAre("?", "186", "196"));
  EXPECT_THAT(values(data, "item"), ElementsAre("?", "242", "302", "999"));
  EXPECT_THAT(values(data, "age"), ElementsAre("?", "39", "49"));
  EXPECT_THAT(values(data, "zip"), ElementsAre("?", "00000", "55105"));
  EXPECT_THAT(values(data, "genres"), ElementsAre("", "Comedy", "Crime,Film-Noir,Mystery,Thriller", "unknown"));
  EXPECT_THAT(values(data, "title"), ElementsAre("?", "Kolya (1996)", "L.A. Caf\xC3\xA9", "Never seen"));
  EXPECT_THAT(values(data, "release_date"), ElementsAre("?", "24-Jan-1997", "01-Jan-1997", "?"));
  EXPECT_THAT(values_of_rows(data, "occupation"), ElementsAre("writer", "executive", "writer"));
  EXPECT_EQ(data.schema.fields[*data.schema.find("genres")].vocabulary.size(), 19u);
  EXPECT_EQ(data.schema.fields[*data.schema.find("age")].table, 1u);
  EXPECT_EQ(data.schema.fields[*data.schema.find("genres")].table, 2u);
  EXPECT_EQ(data.schema.find(Role::target), data.schema.find("rating"));
}

TEST(ReadMovieLens100K, BaseAndTestAreOneTableWithTwoSources) {
  const Folder folder;
  write_100k(folder, "");
  const std::string base = folder.write("u1.base", u_data), test = folder.write("u1.test", "186\t242\t5\t1\n");
  DataOptions options;
  options.fields = {"user", "item", "gender"};
  const Dataset data = read_files({base, test}, options);
  ASSERT_EQ(data.sources.size(), 2u);
  EXPECT_EQ(data.sources[0].path, base);
  EXPECT_EQ(data.sources[1].first, 3u);
  EXPECT_THAT(values_of_rows(data, "gender"), ElementsAre("M", "F", "M", "F"));

  const auto split = given_split_files(folder.path(), "u1");
  ASSERT_TRUE(split);
  EXPECT_EQ(split->base, base);
  EXPECT_EQ(split->test, test);
  EXPECT_FALSE(given_split_files(folder.path(), "u2"));
}

TEST(ReadMovieLens1M, RatingsUsersAndMovies) {
  const Folder folder;
  folder.write("ml-1m/ratings.dat", "1::1193::5::0\n1::661::3::0\n2::661::4::0\n");
  folder.write("ml-1m/users.dat", "1::F::1::10::48067\n2::M::56::16::70072\n");
  folder.write("ml-1m/movies.dat", "661::James (1996)::Animation|Children's\n1193::One::Drama\n");
  DataOptions options;
  options.fields = {"item", "user", "genres", "gender"};
  const Dataset data = read_files({folder.path() + "/ml-1m"}, options);
  EXPECT_THAT(names(data), ElementsAre("item", "user", "genres", "gender", "rating", "title"));
  EXPECT_THAT(values(data, "genres"), ElementsAre("", "Animation,Children's", "Drama"));
  EXPECT_THAT(values_of_rows(data, "gender"), ElementsAre("F", "F", "M"));
  EXPECT_TRUE(data.time.empty());
  EXPECT_THAT(joined_notes(data), HasSubstr("time is 0 in every row"));
}

TEST(ReadMovieLensLatest, RatingsAndMovies) {
  const Folder folder;
  folder.write("ml/ratings.csv", "userId,movieId,rating,timestamp\r\n1,1,4.0,964982703\r\n1,3,3.5,964981247\r\n");
  folder.write("ml/movies.csv",
               "movieId,title,genres\r\n1,\"American President, The\",Comedy|Drama\r\n3,Heat,Action\r\n");
  folder.write("ml/links.csv", "movieId,imdbId\n1,2\n");
  DataOptions options;
  options.fields = {"user", "item", "title", "genres"};
  const Dataset data = read_files({folder.path() + "/ml"}, options);
  EXPECT_THAT(data.target(), ElementsAre(4, 3.5));
  EXPECT_THAT(values(data, "title"), ElementsAre("?", "American President, The", "Heat"));
  EXPECT_THAT(values(data, "genres"), ElementsAre("", "Comedy,Drama", "Action"));
  options.fields = {"userId", "movieId", "title", "genres"};
  EXPECT_EQ(names(read_files({folder.path() + "/ml"}, options)), names(data));
}

std::string zip_of(const Folder& folder, const std::vector<std::pair<std::string, std::string>>& files) {
  const std::string path = folder.path() + "/set.zip";
  int status = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, &status);
  for (const auto& [name, text] : files)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
  zip_close(archive);
  return path;
}

TEST(ReadCompressed, ZipIsLikeAFolder) {
  const Folder folder;
  const std::string path = zip_of(folder, {{"ml-100k/README", "hello"},
                                           {"ml-100k/u.data", u_data},
                                           {"ml-100k/u.user", u_user},
                                           {"ml-100k/u.item", u_item},
                                           {"ml-100k/u1.base", u_data},
                                           {"ml-100k/u1.test", u_data}});
  DataOptions options;
  options.fields = {"user", "item", "age"};
  EXPECT_THAT(values(read_files({path}, options), "age"), ElementsAre("?", "39", "49"));
  EXPECT_THAT(values(read_files({path + "/ml-100k"}, options), "age"), ElementsAre("?", "39", "49"));
  EXPECT_EQ(read_files({path + "/ml-100k/u.data"}).rows, 3u);
  const auto split = given_split_files(path, "u1");
  ASSERT_TRUE(split);
  EXPECT_EQ(read_files({split->base, split->test}).rows, 6u);
}

TEST(ReadCompressed, ZipOfOneFile) {
  const Folder folder;
  EXPECT_EQ(read_files({zip_of(folder, {{"x.csv", "user,item,rating\n1,2,3\n"}})}).rows, 1u);
}

TEST(ReadCompressed, GzipOfSeveralMembersAndZstd) {
  const Folder folder;
  const std::string gz = folder.path() + "/u.data.gz";
  for (const char* mode : {"wb", "ab"}) {
    gzFile file = gzopen(gz.c_str(), mode);
    gzputs(file, u_data);
    gzclose(file);
  }
  EXPECT_EQ(read_files({gz}).rows, 6u);
  const std::string_view text = u_data;
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  const Dataset data = read_files({folder.write("u.data.zst", packed + packed)});
  EXPECT_EQ(data.rows, 6u);
  EXPECT_THAT(names(data), ElementsAre("user", "item", "rating", "time"));
}

TEST(ReadDelimited, AllDelimitersGiveTheSame) {
  for (const std::string d : {",", "\t", ";", "|", " ", "::"}) {
    const std::string text = "user" + d + "item" + d + "rating\n1" + d + "b" + d + "3\n2" + d + "a" + d + "4.5\n";
    const Dataset data = read_text(text);
    EXPECT_THAT(values_of_rows(data, "item"), ElementsAre("b", "a")) << d;
    EXPECT_THAT(data.target(), ElementsAre(3, 4.5)) << d;
  }
  DataOptions options;
  options.delimiter = "~~";
  EXPECT_EQ(read_text("user~~item~~rating\n1~~2~~3\n", options).rows, 1u);
}

TEST(ReadDelimited, EntriesMissing) {
  DataOptions options;
  options.fields = {"user", "item", "city", "price"};
  options.numeric = {"price"};
  const Dataset data =
      read_text("user,item,rating,city,price\n1,2,3,Rome,1.5\n1,3,4,NA,\n2,2,5,null,NaN\n2,3,1,\\N,2\n", options);
  EXPECT_THAT(values(data, "city"), ElementsAre("Rome", "?", "?", "?"));
  EXPECT_THAT(values(data, "price"), ElementsAre("1.5", "nan", "nan", "2"));
}

TEST(ReadDelimited, BadLinesAreLeftOutAndCounted) {
  DataOptions options;
  options.skip_bad_lines = true;
  const Dataset data = read_text("user,item,rating\n1,2,3\n1,2\n7,8,x\n9,,3\n2,3,4\n", options);
  EXPECT_EQ(data.rows, 2u);
  EXPECT_EQ(data.bad_lines, 3u);
  EXPECT_THAT(values(data, "user"), ElementsAre("?", "1", "2")) << "ids of bad lines leave no trace";
  EXPECT_THAT(joined_notes(data), HasSubstr("data.csv:4:3: rating is 'x'"));
}

TEST(ReadDelimited, WeightTimeAndGroup) {
  DataOptions options;
  options.weight = "w";
  options.group = "session";
  const Dataset data =
      read_text("uid,iid,stars,timestamp,w,session\n1,2,3,2024-01-01,0.5,x\n1,3,4,2024-01-02 12:00:00,2,y\n", options);
  EXPECT_THAT(names(data), ElementsAre("uid", "iid", "stars", "timestamp", "w", "session"));
  EXPECT_THAT(data.weight(), ElementsAre(0.5, 2));
  EXPECT_EQ(data.time[1] - data.time[0], 1.5 * 86400);
  EXPECT_EQ(data.schema.fields[5].role, Role::group);
}

TEST(ReadJoin, EntitiesWithoutARowHaveMissingValues) {
  const Folder folder;
  const std::string interactions = folder.write("a.csv", "user,item,rating\n1,x,3\n2,y,4\n3,x,5\n");
  folder.write("users.csv", "user,age,score,tags\n2,30,1.5,a|b\n9,40,2.5,c\n1,20,,a\n");
  DataOptions options;
  options.join = {folder.path() + "/users.csv:user"};
  const Dataset data = read_files({interactions}, options);
  EXPECT_THAT(names(data), ElementsAre("user", "item", "age", "score", "tags", "rating"));
  EXPECT_THAT(values(data, "user"), ElementsAre("?", "1", "2", "3", "9"));
  EXPECT_THAT(values(data, "age"), ElementsAre("?", "20", "30", "?", "40"));
  EXPECT_THAT(values(data, "score"), ElementsAre("nan", "nan", "1.5", "nan", "2.5"));
  EXPECT_THAT(values(data, "tags"), ElementsAre("", "a", "a,b", "", "c"));
}

TEST(ReadJoin, ByAnotherColumnAndAnotherName) {
  const Folder folder;
  const std::string interactions = folder.write("a.csv", "user,item,rating,shop\n1,x,3,s1\n2,y,4,s2\n");
  folder.write("the:shops.csv", "name,city\ns2,Rome\ns1,Oslo\n");
  DataOptions options;
  options.join = {folder.path() + "/the:shops.csv:shop=name"};
  options.fields = {"user", "shop", "city"};
  const Dataset data = read_files({interactions}, options);
  ASSERT_EQ(data.entities.size(), 3u);
  EXPECT_EQ(data.entities[2].name, "shop");
  EXPECT_THAT(values_of_rows(data, "city"), ElementsAre("Oslo", "Rome"));
  EXPECT_THAT(values_of_rows(data, "shop"), ElementsAre("s1", "s2"));
  EXPECT_EQ(data.schema.fields[*data.schema.find("shop")].table, 3u);
}

TEST(ReadJoin, HeaderlessFileAndTakenNames) {
  const Folder folder;
  const std::string interactions = folder.write("a.csv", "user,item,rating,c2\n1,10,3,k\n2,11,4,l\n");
  folder.write("items.csv", "10,5.5\n11,6.5\n");
  DataOptions options;
  options.join = {folder.path() + "/items.csv:item=c1"};
  const Dataset data = read_files({interactions}, options);
  EXPECT_THAT(values(data, "item_c2"), ElementsAre("nan", "5.5", "6.5"));
  EXPECT_THAT(joined_notes(data), HasSubstr("'item_c2'"));
}

TEST(ReadJoin, SkippingKeepsTheFirstOfTwoRows) {
  const Folder folder;
  const std::string interactions = folder.write("a.csv", "user,item,rating\n1,x,3\n");
  folder.write("users.csv", "user,age\n1,20\n1,30\n");
  DataOptions options;
  options.join = {folder.path() + "/users.csv:user"};
  options.skip_bad_lines = true;
  const Dataset data = read_files({interactions}, options);
  EXPECT_THAT(values(data, "age"), ElementsAre("?", "20"));
  EXPECT_EQ(data.bad_lines, 1u);
}

// Ratings of few or many users with ids of mixed kinds, as a table of text.
RC_GTEST_PROP(ReadDelimited, WrittenRatingsReadBack, ()) {
  const auto id =
      rc::gen::suchThat(rc::gen::container<std::string>(rc::gen::element('0', '1', '9', 'a', 'b', '-', '_')),
                        [](const std::string& s) { return !s.empty() && s.size() < 12; });
  const auto row = rc::gen::tuple(id, id, rc::gen::inRange(-1000, 1000));
  const auto table =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::tuple<std::string, std::string, int>>>(row));
  std::string text = "user,item,rating\n";
  std::vector<std::string> users, items;
  for (const auto& [user, item, rating] : table) {
    text += user + "," + item + "," + std::to_string(rating / 8.0) + "\n";
    users.push_back(user);
    items.push_back(item);
  }
  const Dataset data = read_text(text);
  RC_ASSERT(values_of_rows(data, "user") == users);
  RC_ASSERT(values_of_rows(data, "item") == items);
  for (std::size_t i = 0; i < table.size(); ++i)
    RC_ASSERT(data.target()[i] == static_cast<float>(std::get<2>(table[i])) / 8);
}

TEST(ReadDelimited, NothingDependsOnTheNumberOfThreads) {
  std::string text = "user,item,rating,city,tags\n";
  for (std::size_t i = 0; i < 60000; ++i)
    text += std::to_string((i * 7919) % 5003) + ",item" + std::to_string((i * 104729) % 997) + "," +
            std::to_string(i % 5 + 1) + ",c" + std::to_string(i % 13) + ",a" + std::to_string(i % 3) + "|b" +
            std::to_string(i % 4) + "\n";
  const Folder folder;
  const std::string path = folder.write("big.csv", text);
  DataOptions options;
  options.fields = {"user", "item", "city", "tags"};
  const Dataset one = read_files({path}, options, 1);
  ASSERT_GT(text.size(), std::size_t{1} << 20) << "several chunks";
  for (const int threads : {2, 3, 8}) {
    const Dataset many = read_files({path}, options, threads);
    for (const char* field : {"user", "item", "city", "tags", "rating"})
      EXPECT_EQ(values_of_rows(one, field), values_of_rows(many, field)) << field << ", threads " << threads;
    EXPECT_EQ(one.notes, many.notes);
    for (std::size_t f = 0; f < one.columns.size(); ++f)
      EXPECT_EQ(one.schema.fields[f].vocabulary, many.schema.fields[f].vocabulary);
  }
}

}  // namespace
}  // namespace interplay
