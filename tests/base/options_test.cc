#include "interplay/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cctype>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "interplay/error.h"
#include "interplay/synonyms.h"

namespace interplay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <class Action>
std::string usage_error(Action action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

template <class Struct>
void check_table() {
  std::set<std::string_view> names;
  for (const auto& option : options<Struct>()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    EXPECT_FALSE(option.help.empty() || option.group.empty()) << option.name;
    EXPECT_NE(option.help.back(), '.') << option.name;
    EXPECT_TRUE(std::isupper(static_cast<unsigned char>(option.help.front()))) << option.name;
    for (const char c : option.name)
      EXPECT_TRUE(std::islower(static_cast<unsigned char>(c)) || c == '_' ||
                  std::isdigit(static_cast<unsigned char>(c)));
    Struct values;
    const std::string text = get_option(values, option.name);
    set_option(values, option.name, text);
    EXPECT_EQ(get_option(values, option.name), text) << option.name;
  }
  check_options(Struct{});  // defaults are valid
}

TEST(Options, TablesAreWellFormed) {
  check_table<DataOptions>();
  check_table<SplitOptions>();
  check_table<TrainOptions>();
}

template <class Struct>
void count_names(std::map<std::string_view, int>& uses) {
  for (const auto& option : options<Struct>()) {
    ++uses[option.name];
    for (const std::string_view alias : option.aliases) ++uses[alias];
  }
}

// The command line offers all three tables together.
TEST(Options, NamesAreGivenOnce) {
  std::map<std::string_view, int> uses;
  count_names<DataOptions>(uses);
  count_names<SplitOptions>(uses);
  count_names<TrainOptions>(uses);
  std::vector<std::string_view> twice;
  for (const auto& [name, count] : uses) {
    if (count > 1) twice.push_back(name);
  }
  // DataOptions names columns of numbers by it, TrainOptions how models take them (the flag --model-numeric).
  EXPECT_THAT(twice, ElementsAre("numeric"));
}

// A member that no table names would be silently left out of files and help. Members lie without gaps but for
// the padding behind a bool, so a gap that could hold one is a member that was forgotten.
template <class Struct>
void check_complete() {
  std::vector<bool> covered(sizeof(Struct), false);
  const Struct values;
  const char* start = reinterpret_cast<const char*>(&values);
  for (const auto& option : options<Struct>()) {
    std::visit(
        [&](auto member) {
          const auto at = reinterpret_cast<const char*>(&(values.*member)) - start;
          const auto size = static_cast<std::ptrdiff_t>(sizeof(values.*member));
          for (auto i = at; i < at + size; ++i) covered[static_cast<std::size_t>(i)] = true;
        },
        option.member);
  }
  std::size_t gap = 0;
  for (std::size_t i = 0; i < sizeof(Struct); ++i) {
    gap = covered[i] ? 0 : gap + 1;
    EXPECT_LT(gap, 8u) << "the member that ends before byte " << i + 1 << " is in no table";
  }
}

TEST(Options, EveryMemberIsInItsTable) {
  check_complete<DataOptions>();
  check_complete<SplitOptions>();
  check_complete<TrainOptions>();
}

TEST(Options, SetsEveryType) {
  TrainOptions train;
  set_option(train, "learning-rate", "1e-3");
  set_option(train, "learning_rate", "0.25");
  set_option(train, "epochs", "12");
  set_option(train, "clip", "no");
  set_option(train, "schedule", "cosine");
  EXPECT_EQ(train.learning_rate, 0.25);
  EXPECT_EQ(train.epochs, 12);
  EXPECT_FALSE(train.clip);
  EXPECT_EQ(train.schedule, "cosine");
  DataOptions data;
  set_option(data, "multi", "genres, tags:; ,a\\,b");
  EXPECT_THAT(data.multi, ElementsAre("genres", "tags:; ", "a,b"));  // blanks of a separator count
  set_option(data, "multi", "");
  EXPECT_TRUE(data.multi.empty());
  SplitOptions split;
  set_option(split, "split", "user-time");
  EXPECT_EQ(split.split, "user-time") << "free text is kept as it is";
  set_option(data, "encoding", "utf_8");
  EXPECT_EQ(data.encoding, "utf-8") << "choices are spelled as the table spells them";
}

TEST(Options, ErrorsTeach) {
  TrainOptions train;
  EXPECT_EQ(usage_error([&] { set_option(train, "epohcs", "3"); }), "unknown option 'epohcs'; did you mean 'epochs'?");
  EXPECT_EQ(usage_error([&] { set_option(train, "epochs", "12abc"); }),
            "option 'epochs' is '12abc', expected a whole number from 1 to 1000000");
  EXPECT_EQ(
      usage_error([&] { set_option(train, "schedule", "cosin"); }),
      "option 'schedule' is 'cosin', expected one of constant, inverse, exponential, cosine, linear, plateau; did you "
      "mean 'cosine'?");
  EXPECT_EQ(usage_error([&] { set_option(train, "zzzzzzzzzzzzzzz", "3"); }), "unknown option 'zzzzzzzzzzzzzzz'");
  EXPECT_THAT(usage_error([&] { set_option(train, "clip", "maybe"); }), HasSubstr("expected true or false"));
  DataOptions data;
  EXPECT_THAT(usage_error([&] { set_option(data, "join", "a,,b"); }), HasSubstr("leave out the empty value"));
}

TEST(Options, NumbersAreReadStrictly) {
  TrainOptions train;
  for (const char* text : {"", " ", "1.5", "+3", "0x10", "1e3", "3 ", " 3", "99999999999999999999", "0", "-1"}) {
    usage_error([&] { set_option(train, "epochs", text); });
  }
  for (const char* text : {"", "nan", "inf", "-inf", "1,5", "1e-3x", "1e999", "-0.1", "1001"}) {
    usage_error([&] { set_option(train, "learning_rate", text); });
  }
  EXPECT_EQ(train.epochs, TrainOptions{}.epochs) << "a rejected value changes nothing";
  set_option(train, "learning_rate", "0");  // asks for one that suits the number of fields
  EXPECT_EQ(train.learning_rate, 0);
}

TEST(Options, CheckFindsWhatWasSetByHand) {
  TrainOptions train;
  train.epochs = 0;
  EXPECT_THAT(usage_error([&] { check_options(train); }), HasSubstr("'epochs' is '0'"));
  train.epochs = 1;
  train.learning_rate = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(usage_error([&] { check_options(train); }), HasSubstr("learning_rate"));
  DataOptions data;
  data.format = "xml";
  EXPECT_THAT(usage_error([&] { check_options(data); }), HasSubstr("'format' is 'xml'"));
}

RC_GTEST_PROP(OptionsProperty, NumbersComeBackExactly, ()) {
  TrainOptions train;
  train.learning_rate = std::ldexp(static_cast<double>(*rc::gen::inRange<std::int64_t>(1, std::int64_t{1} << 53)),
                                   -53 - *rc::gen::inRange(-9, 39));
  RC_PRE(train.learning_rate >= 1e-12);
  TrainOptions other;
  set_option(other, "learning_rate", get_option(train, "learning_rate"));
  RC_ASSERT(other.learning_rate == train.learning_rate);
}

RC_GTEST_PROP(OptionsProperty, ListsComeBackExactly, ()) {
  const auto word = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab,\\:;|"))));
  DataOptions data;
  data.fields = *rc::gen::container<std::vector<std::string>>(word);
  DataOptions other;
  set_option(other, "fields", get_option(data, "fields"));
  RC_ASSERT(other.fields == data.fields);
}

TEST(Nearest, FindsSlipsOfTheFingers) {
  const std::vector<std::string_view> words = {"epochs", "learning_rate", "rank"};
  EXPECT_EQ(nearest("epohcs", words), "epochs");
  EXPECT_EQ(nearest("learningrate", words), "learning_rate");
  EXPECT_EQ(nearest("rnk", words), "rank");
  EXPECT_EQ(nearest("bogus-thing", words), "");
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(Options, HintsKnowWhatOtherToolsCallThem) {
  std::vector<std::string_view> names;
  for (const auto& option : options<TrainOptions>()) names.push_back(option.name);
  const std::pair<std::string_view, std::string_view> said[] = {
      {"lr", "learning_rate"}, {"factors", "rank"},      {"k", "rank"},          {"embedding-dim", "rank"},
      {"reg", "l2"},           {"lambda", "l2"},         {"n-epochs", "epochs"}, {"max_iter", "epochs"},
      {"bs", "batch"},         {"batchSize", "batch"},   {"n_jobs", "threads"},  {"learningRate", "learning_rate"},
      {"ranck", "rank"},       {"random_state", "seed"}, {"xyzzy", ""}};
  for (const auto& [word, option] : said) EXPECT_EQ(meant_option(word, names), option) << word;
  const std::vector<std::string_view> flags = {"--count", "--user"};
  EXPECT_EQ(meant_option("--k", flags), "--count");
  EXPECT_THAT(usage_error([] {
                TrainOptions values;
                set_option(values, "lr", "0.1");
              }),
              HasSubstr("did you mean 'learning_rate'?"));
}

}  // namespace
}  // namespace interplay
