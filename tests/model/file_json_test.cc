#include "model/file_json.h"

#include <gtest/gtest.h>

namespace interplay {
namespace {

Schema with_power() {
  Schema schema;
  Field age;
  age.name = "age";
  age.kind = Kind::numeric;
  age.table = 1;
  Field square = age;
  square.name = "age^2";
  square.derived = {"powers", {"age"}, 2};
  schema.fields = {age, square};
  return schema;
}

TEST(SchemaJson, KeepsWhatAPowerIsMadeOf) {
  const Schema schema = schema_from_json(file_json(with_power()), 1);
  EXPECT_EQ(schema.fields[0].derived.name, "");
  EXPECT_EQ(schema.fields[1].derived.fields, std::vector<std::string>{"age"});
  EXPECT_EQ(schema.fields[1].derived.number, 2);
}

TEST(SchemaJson, RefusesAPowerOfNothing) {
  const auto refused = [](const auto& spoil) {
    Schema schema = with_power();
    spoil(schema.fields);
    EXPECT_THROW(schema_from_json(file_json(schema), 1), std::runtime_error);
  };
  refused([](std::vector<Field>& fields) { fields[1].derived.fields = {"height"}; });
  refused([](std::vector<Field>& fields) { fields[1].derived.fields = {"age^2"}; });
  refused([](std::vector<Field>& fields) { fields[0].kind = Kind::categorical; });
  refused([](std::vector<Field>& fields) { fields[0].table = 0; });
  refused([](std::vector<Field>& fields) { fields[1].derived.number = 1000; });
}

TEST(TargetJson, SaysTheLinkOfABinaryTargetWhereItIsNotLogistic) {
  const TargetInfo logistic{.binary = true};
  EXPECT_FALSE(file_json(logistic).contains("link"));
  EXPECT_EQ(target_from_json(file_json(logistic)).binary_link, "logistic");
  const TargetInfo probit{.binary = true, .binary_link = "probit"};
  EXPECT_EQ(target_from_json(file_json(probit)).binary_link, "probit");
  Json strange = file_json(probit);
  strange["link"] = "crooked";
  EXPECT_ANY_THROW(target_from_json(strange));
}

}  // namespace
}  // namespace interplay
