// Which columns are users, items, targets and times, and which are no inputs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "read/guess/column_names.h"
#include "read/reader_files.h"

namespace interplay {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string name_with(const Dataset& data, Role role) {
  const auto field = data.schema.find(role);
  return field ? data.schema.fields[*field].name : "";
}

// `row(i)`: the cells of row i, after a header.
template <class Row>
Dataset table(const std::string& header, int rows, Row row, const DataOptions& options = {}) {
  std::string text = header.empty() ? "" : header + "\n";
  for (int i = 0; i < rows; ++i) text += row(i) + "\n";
  return read_text(text, options);
}

std::string text(int number) { return std::to_string(number); }
std::string user_of(int i) { return text(i * 7 % 13); }
std::string item_of(int i) { return text(100 + i * 11 % 17); }
std::string pair_of(int i) { return user_of(i) + "," + item_of(i); }

TEST(Names, CaseSeparatorsTypesAndIdDoNotCount) {
  for (const char* name : {"reviewerID", "customer_id", "Customer Id", "user_id:token", "USER-ID", "Kunde", "用户"})
    EXPECT_EQ(usual_role(name), Role::user) << name;
  for (const char* name : {"ISBN", "asin", "business_id", "anime_id", "artistID", "song_id", "placeID", "venue",
                           "item_id:token", "Movie Id", "StockCode", "beer_beerid"})
    EXPECT_EQ(usual_role(name), Role::item) << name;
  for (const char* name : {"Book-Rating", "overall", "star_rating", "plays", "clicked", "User Rating", "rating:float",
                           "food_rating", "Bewertung", "listen_count"})
    EXPECT_EQ(usual_role(name), Role::target) << name;
  for (const char* name : {"unixReviewTime", "date", "t_dat", "created_at", "timestamp:float"})
    EXPECT_EQ(usual_role(name), Role::time) << name;
  for (const char* name : {"", "id", "price", "genre", "ratio", "candidate", "rating_id", "update"})
    EXPECT_EQ(usual_role(name), std::nullopt) << name;
}

TEST(Names, TheTableHoldsEveryNameOnceAndFolded) {
  std::set<std::string> seen;
  for (const UsualNames& line : usual_names()) {
    std::istringstream words{std::string(line.names)};
    for (std::string word; words >> word;) {
      EXPECT_TRUE(seen.insert(word).second) << word;
      const auto known = usual_name(word);
      ASSERT_TRUE(known) << word;
      EXPECT_EQ(known->role, line.role) << word;
    }
  }
}

TEST(Roles, TheSurestNameHasTheRole) {
  const Dataset data = table("ProfileName,HelpfulnessScore,Score,user,product_id,reviewDate,time", 30, [](int i) {
    return "n" + user_of(i) + "," + text(i % 4) + "," + text(1 + i % 5) + "," + pair_of(i) + ",2020-01-0" +
           text(1 + i % 9) + "," + text(1000 + i);
  });
  EXPECT_EQ(name_with(data, Role::user), "user");
  EXPECT_EQ(name_with(data, Role::item), "product_id");
  EXPECT_EQ(name_with(data, Role::target), "Score");
  EXPECT_EQ(name_with(data, Role::time), "time");
}

TEST(Roles, NamesThatMayMeanAnythingCountBesideUsersAndItems) {
  const auto visits = [](int i) { return pair_of(i) + "," + text(i % 9); };
  EXPECT_EQ(name_with(table("session_id,track_id,plays", 40, visits), Role::target), "plays");
  const Dataset other =
      table("place,level,count", 40, [](int i) { return "p" + text(i % 5) + "," + text(i % 3) + ",x"; });
  EXPECT_EQ(name_with(other, Role::item), "");
  EXPECT_EQ(name_with(other, Role::target), "");
}

TEST(Roles, TheOnlyNumberBesideTwoIdsIsTheTarget) {
  for (const char* name : {"weight", "Feedback", "Hours", "logw", "zeta"}) {
    const Dataset data =
        table(std::string("userID,artistID,") + name, 40, [](int i) { return pair_of(i) + "," + text(i * i % 23); });
    EXPECT_EQ(name_with(data, Role::target), name);
    EXPECT_EQ(name_with(data, Role::weight), "");
  }
  const Dataset unknown = table("aa_id,bb_id,dose", 40, [](int i) { return pair_of(i) + "," + text(i * i % 23); });
  EXPECT_EQ(name_with(unknown, Role::target), "dose");
  const Dataset weighted =
      table("user,item,rating,weight", 40, [](int i) { return pair_of(i) + "," + text(i % 5) + "," + text(i % 3); });
  EXPECT_EQ(name_with(weighted, Role::target), "rating");
  EXPECT_EQ(name_with(weighted, Role::weight), "weight");
}

TEST(Roles, YearsTimesRowNumbersAndPricesBesideOthersAreNoTargets) {
  const auto lone = [](const char* name, auto cell) {
    return name_with(
        table(std::string("user_id,item_id,") + name, 40, [&](int i) { return pair_of(i) + "," + cell(i); }),
        Role::target);
  };
  EXPECT_EQ(lone("x", [](int i) { return text(1990 + i % 20); }), "");
  EXPECT_EQ(lone("x", [](int i) { return text(1600000000 + i * 37 % 1000); }), "");
  EXPECT_EQ(lone("x", [](int i) { return text(i); }), "");
  EXPECT_EQ(lone("hour", [](int i) { return text(i * 5 % 24); }), "");
  EXPECT_EQ(lone("shelf_id", [](int i) { return text(i * 5 % 24); }), "");
  EXPECT_EQ(lone("price", [](int i) { return text(i * 5 % 24); }), "price");
  EXPECT_EQ(lone("price,channel", [](int i) { return text(i * 5 % 24) + ",c" + text(i % 2); }), "");
}

TEST(Roles, OptionsEndTheGuesses) {
  const auto row = [](int i) { return pair_of(i) + "," + text(i * i % 23) + ",2020-01-0" + text(1 + i % 9); };
  DataOptions options;
  options.target = "none";
  EXPECT_EQ(name_with(table("user,item,plays,date", 40, row, options), Role::target), "");
  options = {};
  options.fields = {"user", "item", "plays", "date"};
  const Dataset data = table("user,item,plays,date", 40, row, options);
  EXPECT_THAT(names(data), ElementsAre("user", "item", "plays", "date"));
  options = {};
  options.user = "none";
  EXPECT_EQ(name_with(table("user,item,plays,date", 40, row, options), Role::user), "");
}

TEST(Roles, TheOtherColumnOfIdsIsTheOtherRole) {
  const Dataset data = table("listener_id,widget_id,dose", 40, [](int i) { return pair_of(i) + "," + text(i % 9); });
  EXPECT_EQ(name_with(data, Role::user), "listener_id");
  EXPECT_EQ(name_with(data, Role::item), "widget_id");
}

TEST(Roles, PlacesCountOnlyWhereTheValuesFit) {
  const auto time = [](int i) { return text(1100000000 + 311 * i); };
  const Dataset first = table("", 40, [&](int i) { return time(i) + "," + pair_of(i) + "," + text(i % 5); });
  EXPECT_THAT(names(first), ElementsAre("user", "item", "target", "time"));
  EXPECT_THAT(values_of_rows(first, "user")[1], user_of(1));
  EXPECT_EQ(first.time[1], 1100000311);
  EXPECT_THAT(joined_notes(first), HasSubstr("column 1 holds times"));
  const Dataset third = table("", 40, [&](int i) { return pair_of(i) + "," + time(i); });
  EXPECT_THAT(names(third), ElementsAre("user", "item", "time"));
  // Ids of ten digits, repeated, before a column of times.
  const Dataset large =
      table("", 40, [&](int i) { return text(1200000000 + i % 7) + "," + item_of(i) + ",3," + time(i); });
  EXPECT_EQ(values_of_rows(large, "user")[1], "1200000001");
  const Dataset fractions = table("", 40, [](int i) { return text(i % 5) + ".5," + pair_of(i); });
  EXPECT_EQ(name_with(fractions, Role::user), "");
  EXPECT_THAT(joined_notes(fractions), HasSubstr("column 1 holds fractions, not ids: say which is which with --user"));
}

TEST(Roles, LackingUsersAndItemsAreSaidWithTheInputs) {
  const auto row = [](int i) { return "x" + user_of(i) + ",y" + item_of(i) + "," + text(i % 5); };
  EXPECT_THAT(joined_notes(table("aa,bb,rating", 40, row)),
              HasSubstr("no column looks like a user or an item; the inputs are aa, bb; say --user and --item"));
  DataOptions options;
  options.user = "aa";
  EXPECT_THAT(joined_notes(table("aa,bb,rating", 40, row, options)),
              HasSubstr("no column looks like an item; the inputs are aa, bb; say --item to name it"));
  options.item = "bb";
  EXPECT_THAT(joined_notes(table("aa,bb,rating", 40, row, options)), Not(HasSubstr("no column looks like")));
}

TEST(Roles, OddColumnsAreNoInputs) {
  const auto row = [](int i) {
    return text(i) + ",x" + user_of(i) + ",2020-01-0" + text(1 + i % 9) + ",2021-02-0" + text(1 + i % 7) + "," +
           text(i % 5) + "," + text(i % 4) + ",some words about " + text(i) + ",K" + text(i * 31);
  };
  const std::string header = ",aa,from,to,rating,other_rating,comment,key";
  const Dataset data = table(header, 40, row);
  EXPECT_THAT(names(data), ElementsAre("aa", "rating"));
  const std::string notes = joined_notes(data);
  EXPECT_THAT(notes, HasSubstr("left out: row numbers: c1; ids of single rows: key; dates and times: from, to; free "
                               "text: comment; named like the target: other_rating"));
  DataOptions options;
  options.fields = {"aa", "other_rating", "comment"};
  EXPECT_THAT(names(table(header, 40, row, options)), ElementsAre("aa", "other_rating", "comment", "rating"));
}

TEST(Roles, OddColumnsBesideUsersAndItemsAreNamed) {
  const Dataset data = table(",user,item,rating,food_rating,mood", 40, [](int i) {
    return text(i) + "," + pair_of(i) + "," + text(i % 5) + "," + text(i % 3) + ",m" + text(i % 2);
  });
  EXPECT_THAT(joined_notes(data), HasSubstr("--fields may name besides: mood\n"));
  EXPECT_THAT(joined_notes(data), HasSubstr("left out: row numbers: c1; named like the target: food_rating"));
}

TEST(Roles, IdsOfSingleRowsAreNoUsers) {
  const Dataset data = table("customer_id,plan,label", 40,
                             [](int i) { return text(900 + 3 * i) + ",p" + text(i % 3) + "," + text(i % 2); });
  EXPECT_EQ(name_with(data, Role::user), "");
  EXPECT_THAT(names(data), ElementsAre("plan", "label"));
}

TEST(Quantities, ManyIntegersAreNumbersWithoutUsersAndItems) {
  const auto row = [](int i) {
    return text(i % 2) + "," + text(i * i % 911) + "," + text(i * 7 % 400 + 3) + ",c" + text(i % 4) + "," +
           text(i * 3 % 397) + "," + text(i % 12) + ",0" + text(i * i % 91);
  };
  const Dataset data = table("label,I1,I2,C1,site_id,month,zipped", 1000, row);
  const auto kind = [&](const char* name) { return data.schema.fields[*data.schema.find(name)].kind; };
  EXPECT_EQ(kind("I1"), Kind::numeric);
  EXPECT_EQ(kind("I2"), Kind::numeric);
  EXPECT_EQ(kind("site_id"), Kind::categorical);
  EXPECT_EQ(kind("month"), Kind::categorical);
  EXPECT_EQ(kind("zipped"), Kind::categorical) << "leading zeros";
  EXPECT_THAT(joined_notes(data), HasSubstr("I1 is read as numbers, as it has many different integers; say "
                                            "--categorical I1 for categories"));
  EXPECT_THAT(joined_notes(data), HasSubstr("site_id is read as 397 categories; say --numeric site_id for numbers"));
  DataOptions options;
  options.categorical = {"I1"};
  const Dataset asked = table("label,I1,I2,C1,site_id,month,zipped", 1000, row, options);
  EXPECT_EQ(asked.schema.fields[*asked.schema.find("I1")].kind, Kind::categorical);
}

TEST(Quantities, NumberedCategoriesAndTwoColumnsBesideTheTargetAreCategories) {
  const Dataset numbered = table("label,encoded,x,y", 900, [](int i) {
    return text(i % 2) + "," + text(i * 7 % 250) + ",a" + text(i % 3) + ",b" + text(i % 3);
  });
  EXPECT_EQ(numbered.schema.fields[*numbered.schema.find("encoded")].kind, Kind::categorical);
  const Dataset pairs = table("aa,bb,rating", 900,
                              [](int i) { return text(i * 7 % 331) + "," + text(i * 11 % 401) + "," + text(i % 5); });
  EXPECT_EQ(pairs.schema.fields[*pairs.schema.find("aa")].kind, Kind::categorical);
}

TEST(Quantities, HolesAreMissingUpToAShareAndSaid) {
  const auto column = [](int holes) {
    return table("label,size,C1,C2", 300, [&](int i) {
      return text(i % 2) + "," + (i % 100 < holes ? "?" : text(i * i % 911)) + ",a" + text(i % 3) + ",b" + text(i % 5);
    });
  };
  const Dataset few = column(4);
  EXPECT_EQ(few.schema.fields[*few.schema.find("size")].kind, Kind::numeric);
  EXPECT_THAT(joined_notes(few), HasSubstr("size is read as numbers, and '?' in 12 of its cells as missing"));
  const Dataset many = column(60);
  EXPECT_EQ(many.schema.fields[*many.schema.find("size")].kind, Kind::categorical);
  const Dataset words = table("label,size,C1,C2", 300, [](int i) {
    return text(i % 2) + "," +
           (i % 5 == 0   ? "big"
            : i % 5 == 1 ? "small"
                         : text(i * i % 911)) +
           ",a" + text(i % 3) + ",b";
  });
  EXPECT_THAT(joined_notes(words), HasSubstr("categories, as 120 of its 300 cells are no numbers: 'big', 'small'"));
}

TEST(Notes, ManyColumnsShareOne) {
  std::string header = "label";
  for (int c = 0; c < 60; ++c) header += ",f" + text(c);
  const Dataset data = table(header, 40, [](int i) {
    std::string row = text(i % 2);
    for (int c = 0; c < 60; ++c) row += "," + text((i + c) % 7) + ".5";
    return row;
  });
  EXPECT_THAT(joined_notes(data),
              HasSubstr("60 columns are read as numbers; say --categorical NAME for categories: f0, f1"));
  EXPECT_LT(data.notes.size(), 10u);
}

TEST(Targets, InteractionsWithoutOneAreNamed) {
  const Dataset pairs = table("user,item", 40, pair_of);
  EXPECT_THAT(joined_notes(pairs), HasSubstr("interactions without ratings (implicit feedback)"));
  const Dataset events = table("visitorid,event,itemid,transactionid", 40, [](int i) {
    return user_of(i) + (i % 4 == 0 ? ",buy," : ",view,") + item_of(i) + "," + (i % 4 == 0 ? text(500 + i) : "");
  });
  EXPECT_EQ(name_with(events, Role::target), "");
  EXPECT_THAT(joined_notes(events), HasSubstr("event (buy, view) says what happened"));
  try {
    events.target();
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("the columns are visitorid, itemid, event, transactionid"));
    EXPECT_THAT(error.what(), HasSubstr("implicit feedback"));
  }
}

TEST(Targets, MinusOneApartFromTheOthersIsNoted) {
  const auto of = [](int low, int high, int marked) {
    return joined_notes(table("user,item,rating", 40, [&](int i) {
      return pair_of(i) + "," + text(i % 10 < marked ? -1 : low + i % (high - low + 1));
    }));
  };
  EXPECT_THAT(of(1, 10, 2), HasSubstr("rating is -1 in 8 of 40 rows, and 3 to 10 in the others"));
  EXPECT_THAT(of(1, 1, 5), Not(HasSubstr("rating is -1")));
  EXPECT_THAT(of(-3, 3, 0), Not(HasSubstr("rating is -1 in")));
}

TEST(Files, LaterFilesMayUseOtherUsualNames) {
  const Folder folder;
  const Dataset data = read_files({folder.write("a.csv", "user_id,movie_id,rating\n1,2,3\n"),
                                   folder.write("b.csv", "score,movieId,userId\n5,6,7\n")});
  EXPECT_THAT(values_of_rows(data, "user_id"), ElementsAre("1", "7"));
  EXPECT_THAT(data.target(), ElementsAre(3, 5));
  EXPECT_THAT(joined_notes(data), HasSubstr("score of "));
}

}  // namespace
}  // namespace interplay
