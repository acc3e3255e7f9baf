// Which items rules let pass, against a plain loop over the items; and what is said where nothing is left.
#include "recommend/item_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "interplay/error.h"

namespace interplay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Field field_of(std::string name, Kind kind, Vocabulary vocabulary = {}) {
  Field field;
  field.name = std::move(name);
  field.kind = kind;
  field.table = 1;
  field.vocabulary = std::move(vocabulary);
  return field;
}

// Items 10, 20, 30, 40 and 50. The last was not seen in training.
class ItemRulesTest : public ::testing::Test {
 protected:
  ItemRulesTest() {
    const Vocabulary ids = Vocabulary::of_integers({10, 20, 30, 40, 50});
    star_.schema.fields = {
        field_of("item", Kind::categorical, Vocabulary::of_integers({10, 20, 30, 40})),
        field_of("genres", Kind::multi, Vocabulary::of_strings({"Comedy", "Crime", "Drama"})),
        field_of("year", Kind::numeric), field_of("stars", Kind::categorical, Vocabulary::of_integers({2, 9, 10})),
        field_of("title", Kind::categorical, Vocabulary::of_strings({"Alien", "Heat (1995)", "Twin"}))};
    star_.schema.fields[4].role = Role::title;
    star_.entities = {{"item", ids, {}}};
    star_.columns = {
        CategoricalColumn{std::vector<std::uint32_t>{0, 1, 2, 3, 4, 0}},
        MultiColumn{std::vector<std::uint64_t>{0, 0, 2, 3, 3, 5, 6}, std::vector<std::uint32_t>{1, 2, 3, 2, 3, 1}, {}},
        NumericColumn{std::vector<float>{NAN, 1988, 1990, NAN, 1995.5f, 2001}},
        CategoricalColumn{std::vector<std::uint32_t>{0, 1, 2, 3, 0, 3}},
        CategoricalColumn{std::vector<std::uint32_t>{0, 2, 3, 3, 1, 0}}};
    titles_.emplace(star_, 1);
  }

  std::vector<std::string> ids(const ItemRules& rules) const {
    const ItemSet items = items_by(rules, star_, 1, rows_, *titles_);
    std::vector<std::string> found;
    for (std::uint32_t position = 0; position < rows_.size(); ++position)
      if (items.bits[position / 64] >> position % 64 & 1) found.push_back(star_.entities[0].keys.id(rows_[position]));
    EXPECT_EQ(found.size(), items.count);
    return found;
  }
  std::vector<std::string> only(std::vector<std::string> conditions) const {
    return ids({.only = std::move(conditions)});
  }

  std::string refusal(const ItemRules& rules, Code code) const {
    try {
      ids(rules);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "not refused";
    return "";
  }

  Star star_;
  std::vector<std::uint32_t> rows_ = {1, 2, 3, 4};
  std::optional<Titles> titles_;
};

TEST_F(ItemRulesTest, ConditionsOnBags) {
  EXPECT_THAT(only({"genres=Crime"}), ElementsAre("10", "40"));
  EXPECT_THAT(only({"genres!=Crime"}), ElementsAre("20", "30"));
  EXPECT_THAT(only({"genres = Crime", " genres==Drama "}), ElementsAre("40"));
}

TEST_F(ItemRulesTest, ConditionsOnNumbers) {
  EXPECT_THAT(only({"year>=1990"}), ElementsAre("20", "40"));
  EXPECT_THAT(only({"year>1990"}), ElementsAre("40"));
  EXPECT_THAT(only({"year<=1990"}), ElementsAre("10", "20"));
  EXPECT_THAT(only({"year<1990"}), ElementsAre("10"));
  EXPECT_THAT(only({"year=1995.5"}), ElementsAre("40"));
  EXPECT_THAT(only({"year!=1990"}), ElementsAre("10", "30", "40"));  // 30 has no year
}

TEST_F(ItemRulesTest, ConditionsOnCategories) {
  EXPECT_THAT(only({"stars=9"}), ElementsAre("20"));
  EXPECT_THAT(only({"stars>=9"}), ElementsAre("20", "30"));  // in the order of numbers, not of texts
  EXPECT_THAT(only({"stars!=9"}), ElementsAre("10", "30", "40"));
  EXPECT_THAT(only({"title=Heat (1995)"}), ElementsAre("10"));
  EXPECT_THAT(only({"item>20"}), ElementsAre("30", "40"));
}

TEST_F(ItemRulesTest, ListsOfIdsAndTitles) {
  EXPECT_THAT(ids({.only = {}, .allow = {{"30", "heat (1995)"}}}), ElementsAre("10", "30"));
  EXPECT_THAT(ids({.only = {}, .deny = {"TWIN"}}), ElementsAre("10", "40"));  // two items have the title
  EXPECT_THAT(ids({.only = {"year>0"}, .allow = {{"10", "20", "30"}}, .deny = {"10"}}), ElementsAre("20"));
  const ItemSet items = items_by({.only = {}, .allow = {{"10", "50"}}, .deny = {"Haet"}}, star_, 1, rows_, *titles_);
  EXPECT_THAT(items.unknown, ElementsAre("50", "Haet"));
}

TEST_F(ItemRulesTest, RefusesWhatIsNoCondition) {
  EXPECT_THAT(refusal({.only = {"genres"}}, Code::usage), HasSubstr("'genres' is not COLUMN=VALUE"));
  EXPECT_THAT(refusal({.only = {"=Crime"}}, Code::usage), HasSubstr("is not COLUMN=VALUE"));
  EXPECT_THAT(refusal({.only = {"year!1990"}}, Code::usage), HasSubstr("is not COLUMN=VALUE"));
  EXPECT_THAT(refusal({.only = {"genres="}}, Code::usage), HasSubstr("has no value"));
  EXPECT_THAT(refusal({.only = {"genres>Crime"}}, Code::usage), HasSubstr("use = or != for genres"));
  EXPECT_THAT(refusal({.only = {"year>=late"}}, Code::usage), HasSubstr("year is a column of numbers"));
  EXPECT_THAT(refusal({.only = {"yaer>=1990"}}, Code::not_found), HasSubstr("did you mean 'year'?"));
  EXPECT_THAT(refusal({.only = {"budget>=1990"}}, Code::not_found), HasSubstr("item, genres, year, stars, title"));
}

TEST_F(ItemRulesTest, ExcludesNothingByAValueThatNoItemHasAndSaysSo) {
  EXPECT_EQ(only({"genres!=crime"}).size(), rows_.size());
  EXPECT_THAT(items_by({.only = {"genres!=crime"}}, star_, 1, rows_, *titles_).notes,
              ElementsAre(HasSubstr("like it are 'Crime'")));
}

TEST_F(ItemRulesTest, NamesTheRuleThatLeavesNothingAndWhatThereIs) {
  EXPECT_THAT(refusal({.only = {"genres=Comdey"}}, Code::not_found), HasSubstr("like it are 'Comedy'"));
  const std::string late = refusal({.only = {"year>=2000"}}, Code::not_found);
  EXPECT_THAT(late, HasSubstr("'year>=2000' leaves none of the 4 items"));
  EXPECT_THAT(late, HasSubstr("year is from 1988 to 1996, and nearest to it is 1996"));
  const std::string both = refusal({.only = {"year<1990", "genres=Drama"}}, Code::not_found);
  EXPECT_THAT(both, HasSubstr("'genres=Drama' leaves none of the 1 item that the other filters left"));
  EXPECT_THAT(both, HasSubstr("the most frequent values of genres are 'Comedy', 'Crime'"));
  const std::string allowed = refusal({.only = {}, .allow = {{"Aleins"}}}, Code::not_found);
  EXPECT_THAT(allowed, HasSubstr("the list of allowed items leaves none of the 4 items"));
  EXPECT_THAT(allowed, HasSubstr("like 'Aleins' are 'Alien'"));
  EXPECT_THAT(refusal({.only = {}, .deny = {"10", "20", "30", "40"}}, Code::not_found),
              HasSubstr("the list of denied items leaves none"));
}

}  // namespace
}  // namespace interplay::testing
