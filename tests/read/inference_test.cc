// What the reader guesses about files that say nothing about themselves, and how it tells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Infer, WellKnownHeaderNames) {
  for (const char* user : {"user", "user_id", "userId", "uid", "USERID", "User ID"})
    for (const char* item : {"item", "item_id", "movieId", "mid", "iid"}) {
      const Dataset data = read_text(std::string("x,") + item + "," + user + ",score,time\n9,1,2,3,4\n9,2,2,3,5\n");
      EXPECT_THAT(names(data), ElementsAre(user, item, "score", "time"));
      EXPECT_EQ(data.schema.fields[0].role, Role::user);
      EXPECT_EQ(data.schema.fields[1].role, Role::item);
      EXPECT_THAT(joined_notes(data), HasSubstr("user = column 3 '" + std::string(user) + "' (integer ids)"));
    }
}

TEST(Infer, ANumericColumnOfAUsualNameIsTheTargetBeforeOneOfWords) {
  EXPECT_THAT(names(read_text("user,item,label,rating\n1,2,cat,3\n2,3,dog,4\n")),
              ElementsAre("user", "item", "rating"));
  EXPECT_THAT(names(read_text("user,item,rating\n1,2,\n2,3,\n")), ElementsAre("user", "item"));
}

TEST(Infer, HeaderlessNumbersAreUserItemTargetTime) {
  const Dataset data = read_text("1,10,4.5,100\n2,11,3,200\n");
  EXPECT_THAT(names(data), ElementsAre("user", "item", "target", "time"));
  EXPECT_THAT(names(read_text("1 10 4\n2 11 3\n")), ElementsAre("user", "item", "target"));
  EXPECT_THAT(names(read_text("1,10\n2,11\n")), ElementsAre("user", "item"));
  EXPECT_THAT(values(read_text("bob,10,4\namy,11,3\n"), "user"), ElementsAre("?", "amy", "bob"));
}

TEST(Infer, HeaderlessColumnsAreCalledByNumber) {
  DataOptions options;
  options.user = "2";
  options.item = "1";
  options.target = "5";
  const Dataset data = read_text("1,10,a,b,4\n2,11,c,d,3\n", options);
  EXPECT_THAT(names(data), ElementsAre("c2", "c1", "c5"));
}

TEST(Infer, AHeaderMayBeDeniedOrAsked) {
  DataOptions options;
  options.header = "no";
  options.user = "1";
  options.item = "2";
  EXPECT_EQ(read_text("user,item\na,b\n", options).rows, 2u);
  options.header = "yes";
  EXPECT_EQ(read_text("1,2\n3,4\n5,6\n", options).rows, 2u);
}

TEST(Infer, WithoutUserAndItemEveryColumnIsAField) {
  const Dataset data = read_text("label,hour,site,price\n1,7,a.com,1.5\n0,8,b.com,\n1,7,,2\n");
  EXPECT_THAT(names(data), ElementsAre("hour", "site", "price", "label"));
  EXPECT_EQ(data.schema.fields[0].kind, Kind::categorical);
  EXPECT_EQ(data.schema.fields[2].kind, Kind::numeric);
  EXPECT_TRUE(data.entities.empty());
  EXPECT_THAT(joined_notes(data), HasSubstr("price is read as numbers"));
}

TEST(Infer, KindsAreDecidedOnAllValues) {
  // The first decimal point comes long after the sample, and two words later still make categories of all.
  std::string text = "label,a,b\n";
  for (int i = 0; i < 3000; ++i) text += "1," + std::to_string(i) + "," + std::to_string(i) + "\n";
  const Dataset data = read_text(text + "1,0.5,0.5\n1,7,other\n1,8,word\n");
  EXPECT_EQ(data.schema.fields[0].kind, Kind::numeric);
  EXPECT_EQ(data.schema.fields[1].kind, Kind::categorical);
  EXPECT_THAT(values(data, "b").back(), "word");
}

TEST(Infer, KindsMayBeDeclared) {
  DataOptions options;
  options.numeric = {"age"};
  options.categorical = {"price"};
  options.multi = {"tags:;"};
  options.pooling = "padded_mean(3)";
  const Dataset data = read_text("label,age,price,tags\n1,30,1.5,a;b\n0,40,2.5,b\n", options);
  EXPECT_THAT(values(data, "age"), ElementsAre("30", "40"));
  EXPECT_THAT(values(data, "price"), ElementsAre("1.5", "2.5"));
  EXPECT_THAT(values(data, "tags"), ElementsAre("a,b", "b"));
  EXPECT_EQ(data.schema.fields[2].pooling, Pooling::padded_mean);
  EXPECT_EQ(data.schema.fields[2].slots, 3u);
}

TEST(Infer, BagsAreSeenByTheirSeparator) {
  const Dataset data = read_text("label,genres\n1,Drama|War\n0,Drama\n1,\n");
  EXPECT_THAT(values(data, "genres"), ElementsAre("Drama,War", "Drama", ""));
}

TEST(Infer, IdsThatAreNotCanonicalAreText) {
  const Dataset data = read_text("user,item,rating\n007,1,3\n7,2,4\n");
  EXPECT_THAT(values(data, "user"), ElementsAre("?", "007", "7"));
}

TEST(Infer, NoTargetIsNoted) {
  const Dataset data = read_text("user\titem\tevent\n1\t2\tview\n1\t3\tbuy\n");
  EXPECT_THAT(names(data), ElementsAre("user", "item"));
  EXPECT_THAT(joined_notes(data), AllOf(HasSubstr("say --target"), HasSubstr("implicit feedback")));
  EXPECT_THROW(data.target(), Error);
}

TEST(Infer, SeveralNumbersAreNamedAndNoneIsTheTarget) {
  const Dataset data = read_text("user\titem\tlow\thigh\n1\t2\t3\t5\n1\t3\t9\t2\n");
  EXPECT_THAT(names(data), ElementsAre("user", "item"));
  EXPECT_THAT(joined_notes(data), HasSubstr("say --target to name it, of these columns of numbers: low, high"));
  EXPECT_THROW(data.target(), Error);
}

TEST(Infer, RolesMayBeTakenBack) {
  DataOptions options;
  options.time = "none";
  options.fields = {"user", "item", "time"};
  EXPECT_THAT(names(read_text("user,item,rating,time\n1,2,3,4\n1,3,4,5\n", options)),
              ElementsAre("user", "item", "time", "rating"));
}

TEST(Infer, CarriageReturnsAndBlankLinesAreNoData) {
  const Dataset data = read_text("user,item,rating\r\n1,2,3\r\n\r\n4,5,6\r\n\r\n   \r\n");
  EXPECT_EQ(data.rows, 2u);
  EXPECT_THAT(data.target(), ElementsAre(3, 6));
}

TEST(Infer, ColumnsOfSeveralFilesMayStandInAnotherOrder) {
  const Folder folder;
  const Dataset data = read_files(
      {folder.write("a.csv", "user,item,rating\n1,2,3\n"), folder.write("b.csv", "rating,item,user\n5,6,7\n")});
  EXPECT_THAT(values_of_rows(data, "user"), ElementsAre("1", "7"));
  EXPECT_THAT(data.target(), ElementsAre(3, 5));
}

}  // namespace
}  // namespace interplay
