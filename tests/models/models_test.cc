#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "interplay/error.h"
#include "models/table.h"
#include "terms/star.h"

namespace interplay::models {
namespace {

using testing::field_of;

Schema schema_of(bool user, bool item) {
  Schema schema;
  schema.fields.push_back(field_of("shop", Kind::categorical, 3));
  if (user) schema.fields.push_back(field_of("user", Kind::categorical, 4));
  if (user) schema.fields.back().role = Role::user;
  if (item) schema.fields.push_back(field_of("film", Kind::categorical, 5));
  if (item) schema.fields.back().role = Role::item;
  schema.fields.push_back(field_of("rating", Kind::numeric));
  schema.fields.back().role = Role::target;
  return schema;
}

TrainOptions options_of(const ModelDefinition& model) {
  TrainOptions options;
  options.model = model.name;
  model.defaults(options);
  return options;
}

Error error_of(const char* name, const Schema& schema, const TrainOptions& options, const TargetInfo& target) {
  try {
    definition(name).plan(schema, options, target);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << name << " was not refused";
  return Error(Code::io, "");
}

TEST(Models, AreSortedAndFoundByName) {
  ASSERT_FALSE(table().empty());
  EXPECT_TRUE(std::ranges::is_sorted(table(), {}, [](const ModelDefinition* d) { return d->name; }));
  for (const ModelDefinition* model : table()) {
    EXPECT_EQ(&definition(model->name), model);
    EXPECT_GT(model->summary.size(), 20u);
    EXPECT_NE(model->summary.back(), '.');
  }
}

TEST(Models, UnknownNamesAreRefusedWithTheNearest) {
  try {
    definition("biasedmf");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    EXPECT_NE(std::string(error.what()).find("'biased_mf'"), std::string::npos) << error.what();
  }
}

TEST(Models, OfUsersAndItemsSayWhichOptionIsMissing) {
  for (const char* name : {"mf", "nmf", "biased_mf"}) {
    const TrainOptions options = options_of(definition(name));
    const Error no_user = error_of(name, schema_of(false, true), options, {});
    EXPECT_EQ(no_user.code(), Code::usage);
    EXPECT_NE(no_user.remedy().find("--user"), std::string::npos) << no_user.what();
    const Error no_item = error_of(name, schema_of(true, false), options, {});
    EXPECT_NE(no_item.remedy().find("--item"), std::string::npos) << no_item.what();
    EXPECT_NE(std::string(no_item.what()).find(name), std::string::npos);
    // Their table covers the user and the item alone, in this order.
    const Schema schema = schema_of(true, true);
    const ModelPlan plan = definition(name).plan(schema, options, {});
    for (const Embedding& table : plan.tables()) {
      ASSERT_EQ(table.slots().size(), 2u);
      EXPECT_EQ(table.slots()[0].input, 1u);
      EXPECT_EQ(table.slots()[1].input, 2u);
    }
    EXPECT_TRUE(plan.fm_shape() && plan.fm_shape()->dot);
  }
}

TEST(Models, ChooseLinkAndLossByTheTarget) {
  const Schema schema = schema_of(true, true);
  const TargetInfo ratings{.low = 1, .high = 5, .mean = 3.5f}, clicks{.binary = true, .mean = 0.25f};
  for (const char* name : {"fm", "linear", "biased_mf", "mf"}) {
    TrainOptions options = options_of(definition(name));
    EXPECT_EQ(definition(name).plan(schema, options, clicks).objective().loss->name(), "logistic");
    EXPECT_EQ(definition(name).plan(schema, options, ratings).objective().loss->name(), "squared");
    options.target_kind = "regression";
    EXPECT_EQ(definition(name).plan(schema, options, clicks).objective().loss->name(), "squared");
    options.target_kind = "binary";
    EXPECT_EQ(error_of(name, schema, options, ratings).code(), Code::usage);
  }
  const ModelPlan ranged = definition("biased_mf").plan(schema, options_of(definition("biased_mf")), ratings);
  EXPECT_EQ(ranged.objective().link.name(), "range_sigmoid");
  EXPECT_EQ(ranged.objective().link.ends().low, 1.0f);
  EXPECT_EQ(ranged.objective().link.ends().high, 5.0f);
  EXPECT_EQ(error_of("logistic", schema, options_of(definition("logistic")), ratings).code(), Code::usage);
}

TEST(Models, BiasStartsAtTheMean) {
  const Schema schema = schema_of(true, true);
  const TargetInfo ratings{.low = 1, .high = 5, .mean = 3.5f}, clicks{.binary = true, .mean = 0.25f};
  for (const char* name : {"fm", "linear", "biased_mf"}) {
    for (const TargetInfo& target : {ratings, clicks}) {
      const ModelPlan plan = definition(name).plan(schema, options_of(definition(name)), target);
      Parameters parameters({plan.specs().begin(), plan.specs().end()});
      parameters.initialize(1);
      EXPECT_NEAR(plan.objective().link.prediction(*parameters.find("bias").data), target.mean, 1e-5);
    }
  }
}

TEST(Models, OfNothingAreRefused) {
  Schema schema;
  schema.fields.push_back(field_of("rating", Kind::numeric));
  schema.fields.back().role = Role::target;
  for (const char* name : {"fm", "linear"})
    EXPECT_EQ(error_of(name, schema, options_of(definition(name)), {}).code(), Code::usage);
}

}  // namespace
}  // namespace interplay::models
