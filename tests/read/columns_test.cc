#include "interplay/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interplay/build.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> names_of(const Dataset& data) {
  std::vector<std::string> names;
  for (const Field& field : data.schema.fields) names.push_back(field.name);
  return names;
}

Dataset ratings() {
  DatasetBuilder builder;
  builder.add("user", Ids{SharedSpan<std::int64_t>{1, 1, 2}}, Role::user);
  builder.add("item", Ids{SharedSpan<std::int64_t>{7, 8, 7}}, Role::item);
  builder.add("place", Ids{SharedSpan<std::int64_t>{5, 6, 5}});
  builder.add("stars", Numbers{SharedSpan<double>{3, 4, 5}}, Role::target);
  builder.add("time", Numbers{SharedSpan<double>{0, 86400, 86401}}, Role::time);
  builder.join("item", Ids{SharedSpan<std::int64_t>{7, 8}},
               {{"year", Numbers{SharedSpan<double>{1990, 2000}}},
                {"title", Ids{SharedSpan<std::string>{"Heat", "Ran"}}, Role::title}});
  builder.join("place", Ids{SharedSpan<std::int64_t>{5, 6}}, {{"height", Numbers{SharedSpan<double>{1, 2}}}});
  return builder.build();
}

TEST(Columns, RolesAreThoseOfFiles) {
  const std::vector<ColumnSample> columns = {{"userId", {"1", "1", "2"}},
                                             {"movieId", {"7", "8", "7"}},
                                             {"rating", {"3", "4.5", "5"}},
                                             {"mood", {"a", "b", ""}}};
  std::vector<std::string> notes;
  EXPECT_THAT(roles_of(columns, {}, &notes), ElementsAre(Role::user, Role::item, Role::target, Role::feature));
  EXPECT_EQ(notes.size(), 3u);
  DataOptions options;
  options.target = "mood";
  EXPECT_EQ(roles_of(columns, options)[3], Role::target);
  options.target = "moods";
  EXPECT_THROW(roles_of(columns, options), Error);
}

TEST(Columns, FieldsAreChosenInOrderAndTheOthersStayBehind) {
  const std::vector<std::string> wanted = {"year", "user", "day"};
  const Dataset data = with_fields(ratings(), wanted);
  EXPECT_THAT(names_of(data), ElementsAre("year", "user", "day", "stars", "time", "title"));
  ASSERT_EQ(data.entities.size(), 2u);  // the table of places goes with its columns
  EXPECT_EQ(data.entities[data.schema.fields[0].table - 1].name, "item");
  EXPECT_EQ(data.schema.fields[2].vocabulary.size(), 2u);
}

TEST(Columns, FieldsThatAreNoneAreRefused) {
  for (const char* wrong : {"yaer", "stars", "nothing"}) {
    const std::vector<std::string> wanted = {"user", wrong};
    EXPECT_THROW(with_fields(ratings(), wanted), Error) << wrong;
  }
  const std::vector<std::string> twice = {"user", "user"};
  EXPECT_THROW(with_fields(ratings(), twice), Error);
}

TEST(Columns, SomeRows) {
  const std::vector<std::uint32_t> rows = {0, 2};
  const Dataset data = with_rows(ratings(), rows);
  EXPECT_EQ(data.rows, 2u);
  EXPECT_THAT(std::vector(data.target().begin(), data.target().end()), ElementsAre(3, 5));
  const std::vector<std::uint32_t> beyond = {3};
  EXPECT_THROW(with_rows(ratings(), beyond), Error);
}

}  // namespace
}  // namespace interplay
