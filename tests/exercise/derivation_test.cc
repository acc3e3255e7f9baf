// A derived column is one new file: this program has one that the library lacks, in a table made by the same generator.
#include "interplay/encode.h"

#include "exercise/small_ratings.h"

namespace interplay::testing {
namespace {

using ::testing::HasSubstr;

TEST(ExerciseDerivation, IsMadeForTrainingAndForOneRow) {
  const TemporaryFolder folder;
  DataOptions options;
  set_option(options, "derive", "parity:user");
  Dataset data = ratings(folder);
  const Split split = all_but(data, 5);
  data = encode(std::move(data), split.train, options);
  ASSERT_EQ(data.schema.fields.back().name, "user_parity");
  train(data, split, default_options("linear")).save(folder / "model.safetensors");

  const Model model = Model::load(folder / "model.safetensors");
  EXPECT_EQ(model.schema().fields.back().derived.fields, std::vector<std::string>{"user"});
  const auto parity_of = [&](const std::string& user) {
    const std::pair<std::string, std::string> values[] = {{"user", user}, {"item", "1"}};
    const Dataset row = encode_row(model.star(), values);
    const std::size_t field = row.schema.find("user_parity").value();
    return row.schema.fields[field].vocabulary.id(std::get<CategoricalColumn>(row.columns[field]).codes[0]);
  };
  EXPECT_EQ(parity_of("3"), "odd");
  EXPECT_EQ(parity_of("12"), "even");
  EXPECT_EQ(parity_of("99"), "?");
}

TEST(ExerciseDerivation, IsNamedAmongTheOthers) {
  const TemporaryFolder folder;
  Dataset data = ratings(folder);
  const Split split = all_but(data, 5);
  DataOptions options;
  options.derive = {"parities:user"};
  EXPECT_THAT(refusal([&] { encode(data, split.train, options); }),
              HasSubstr("there is no derivation 'parities'; choose one of counts, powers, session, cross, history, "
                        "hour, log_square, month, parity, quantiles, weekday"));
  options.derive = {"parity:rating"};
  EXPECT_THAT(refusal([&] { encode(data, split.train, options); }),
              HasSubstr("there is no field 'rating' of integers"));
}

}  // namespace
}  // namespace interplay::testing
