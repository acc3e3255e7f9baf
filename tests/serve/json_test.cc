// JSON out against another writer, JSON in by its table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <rapidcheck/gtest.h>
#include <nlohmann/json.hpp>

#include "serve/fault.h"
#include "serve/json/fields.h"
#include "serve/json/json_text.h"

namespace interplay::serve {
namespace {

using ::testing::HasSubstr;

std::string quoted(const std::string& text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

RC_GTEST_PROP(JsonText, StringsAreThoseOfAnotherWriter, (const std::string& text)) {
  const nlohmann::json value = text;
  const std::string expected = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  RC_ASSERT(nlohmann::json::parse(quoted(text)).get<std::string>() ==
            nlohmann::json::parse(expected).get<std::string>());
}

RC_GTEST_PROP(JsonText, NumbersReadBack, (double value)) {
  std::string text;
  JsonText(text).number(value);
  if (std::isfinite(value))
    RC_ASSERT(nlohmann::json::parse(text).get<double>() == value);
  else
    RC_ASSERT(text == "null");
}

TEST(JsonText, Shapes) {
  std::string text;
  JsonText json(text);
  json.begin_object().key("a").begin_list().integer(-3).number(4).text("\"\n\x01").end_list();
  json.key("b").null().key("c").boolean(true).end_object();
  EXPECT_EQ(text, R"({"a":[-3,4.0,"\"\n\u0001"],"b":null,"c":true})");
  EXPECT_EQ(quoted("a\xff\xe2\x82z"), "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"");
}

constexpr std::string_view colours[] = {"red", "green"};
constexpr FieldSpec inner[] = {{"x", FieldKind::number, "A number", true}};
constexpr FieldSpec specs[] = {
    {"id", FieldKind::id, "An id", true},
    {"count", FieldKind::integer, "A count", false, 1, 9},
    {"colour", FieldKind::text, "A colour", false, 0, 0, colours},
    {"ids", FieldKind::ids, "Ids"},
    {"columns", FieldKind::values, "Columns"},
    {"rows", FieldKind::objects, "Rows", false, 0, 0, {}, inner},
};

struct Read {
  simdjson::dom::parser parser;
  TextArena arena;
  Fields fields;
  std::string body;

  explicit Read(std::string text) : body(std::move(text)) { fields.read(parse_body(parser, body), specs, arena); }
};

std::string refusal_of(const std::string& body) {
  try {
    Read read{body};
  } catch (const Fault& fault) {
    return fault.field + ": " + fault.message + "; " + fault.remedy;
  }
  return "none";
}

TEST(Fields, TakesWhatTheTableHas) {
  const Read read(
      R"({"id": 17, "count": 3.0, "ids": [1, "b", 2.5], "columns": {"hour": 3, "on": true, "no": null}, "colour": null})");
  EXPECT_EQ(read.fields.text("id"), "17");
  EXPECT_EQ(read.fields.integer("count", 0), 3);
  EXPECT_FALSE(read.fields.has("colour"));
  std::vector<std::string_view> ids;
  read.fields.append_texts("ids", ids);
  EXPECT_THAT(ids, ::testing::ElementsAre("1", "b", "2.5"));
  std::vector<std::pair<std::string_view, std::string_view>> values;
  read.fields.append_values("columns", values);
  EXPECT_THAT(values, ::testing::ElementsAre(std::pair("hour", "3"), std::pair("on", "true")));
}

TEST(Fields, RefusesWithFieldAndRemedy) {
  EXPECT_THAT(refusal_of(R"({})"), HasSubstr("id: 'id' is missing, expected an id"));
  EXPECT_THAT(refusal_of(R"({"id": {}})"), HasSubstr("id: 'id' is an object"));
  EXPECT_THAT(refusal_of(R"({"id": 1, "count": 0})"), HasSubstr("expected a whole number from 1 to 9"));
  EXPECT_THAT(refusal_of(R"({"id": 1, "count": 1.5})"), HasSubstr("'count' is 1.5"));
  EXPECT_THAT(refusal_of(R"({"id": 1, "colour": "gren"})"), HasSubstr("did you mean 'green'?"));
  EXPECT_THAT(refusal_of(R"({"id": 1, "ids": [1, [2]]})"), HasSubstr("ids: 'ids' is a list"));
  EXPECT_THAT(refusal_of(R"({"id": 1, "columns": {"a": [1]}})"), HasSubstr("columns: "));
  EXPECT_THAT(refusal_of(R"({"id": 1, "cuont": 2})"), HasSubstr("did you mean 'count'?"));
  EXPECT_THAT(refusal_of(R"({"id": 1, "id": 2})"), HasSubstr("given twice"));
  EXPECT_THAT(refusal_of("   "), HasSubstr("the body is empty"));
  EXPECT_THAT(refusal_of(R"({"id": 1} x)"), HasSubstr("no JSON"));
  EXPECT_THAT(refusal_of("\"text\""), HasSubstr("found a text, expected an object"));
}

}  // namespace
}  // namespace interplay::serve
