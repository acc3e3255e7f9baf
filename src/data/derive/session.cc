// Sessions: rows of a user that follow each other quickly. What people rate in one go they tend to rate alike. "60"
// makes session_60. Its categories are the longest sequences of a user's training rows in which each comes at most 60
// (seconds, as the time column counts them) after the one before. Their ids are "USER@FIRST..LAST", the times of their
// first and last row, so that the vocabulary alone determines the session of another row: that of the same user which
// is nearest in time and no further away than the gap.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "data/derivation.h"
#include "data/entity_names.h"
#include "data/shown.h"
#include "data/text/numbers.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::string_view session_option = "session";

std::string digits(double time) {
  char text[400];  // the largest number has 309 digits
  return {text, std::to_chars(std::begin(text), std::end(text), time, std::chars_format::fixed).ptr};
}

struct Session {
  double first, last;
  std::uint32_t code;
};

// The user and the times of "USER@FIRST..LAST".
std::optional<std::pair<std::string_view, Session>> session_of(std::string_view id) {
  const std::size_t dots = id.rfind(".."), at = dots == id.npos ? id.npos : id.rfind('@', dots);
  if (at == id.npos) return std::nullopt;
  const auto first = parse_number(id.substr(at + 1, dots - at - 1)), last = parse_number(id.substr(dots + 2));
  if (!first || !last) return std::nullopt;
  return std::pair{id.substr(0, at), Session{*first, *last, 0}};
}

// The sessions of every user code, in order of time.
std::vector<std::vector<Session>> sessions_of(const Vocabulary& sessions, const Vocabulary& users) {
  std::vector<std::vector<Session>> of_user(std::size_t{users.size()} + 1);
  for (std::uint32_t code = 1; code <= sessions.size(); ++code) {
    const std::string id = sessions.id(code);
    const auto found = session_of(id);
    if (!found) throw Error(Code::bad_data, shown(id) + " is not the id of a session, as 196@881250949..881250980");
    Session session = found->second;
    session.code = code;
    of_user[users.code(found->first)].push_back(session);
  }
  for (std::vector<Session>& list : of_user) std::ranges::sort(list, {}, &Session::first);
  return of_user;
}

// The nearest one no further away than the gap, the earlier of two; 0 for none.
std::uint32_t nearest(const std::vector<Session>& sessions, double time, double gap) {
  const auto next = std::ranges::upper_bound(sessions, time, {}, &Session::first);
  std::uint32_t code = 0;
  double least = gap;
  if (next != sessions.end() && next->first - time <= least) {
    least = next->first - time;
    code = next->code;
  }
  if (next != sessions.begin() && time - std::prev(next)->last <= least) code = std::prev(next)->code;
  return code;
}

double gap_of(const std::string& text) {
  const auto gap = parse_number(text);
  if (!gap || *gap < 0)
    throw Error(Code::usage, "option 'session' has " + shown(text) + ", expected a number of seconds from 0 on",
                "give the longest time between two rows of a session, as --session 60");
  return *gap;
}

// The rows that have a user and a time, in the order of both.
std::vector<std::uint32_t> in_order(const FieldView& users, std::span<const double> time,
                                    std::span<const std::uint32_t> rows) {
  const auto& codes = std::get<CategoricalColumn>(*users.column).codes;
  std::vector<std::uint32_t> order;
  for (const std::uint32_t row : rows)
    if (codes[users.row(row)] != 0 && std::isfinite(time[row])) order.push_back(row);
  std::ranges::sort(order, {}, [&](std::uint32_t row) { return std::pair(codes[users.row(row)], time[row]); });
  return order;
}

Vocabulary sessions_met(const FieldView& users, std::span<const double> time, std::span<const std::uint32_t> order,
                        double gap) {
  const auto& codes = std::get<CategoricalColumn>(*users.column).codes;
  const auto user_of = [&](std::size_t i) { return codes[users.row(order[i])]; };
  std::vector<std::string> ids;
  for (std::size_t first = 0, last = 0; first < order.size(); first = ++last) {
    while (last + 1 < order.size() && user_of(last + 1) == user_of(last) &&
           time[order[last + 1]] - time[order[last]] <= gap)
      ++last;
    ids.push_back(users.field->vocabulary.id(user_of(first)) + "@" + digits(time[order[first]]) + ".." +
                  digits(time[order[last]]));
  }
  return Vocabulary::of_strings(std::move(ids));
}

// Without times this holds for all rows.
CategoricalColumn unseen(std::size_t rows) { return {std::vector<std::uint32_t>(rows, 0)}; }

class SessionMaker final : public ColumnMaker {
 public:
  SessionMaker(const Field& field, const Field& users)
      : field_(field), of_user_(sessions_of(field.vocabulary, users.vocabulary)) {}

  Column make(const DerivedRows& rows) const override {
    if (rows.time.empty()) return unseen(rows.count);
    std::vector<std::uint32_t> sessions(rows.count, 0);
    const FieldView users = rows.view_of(field_.derived.fields[0]);
    const auto& codes = std::get<CategoricalColumn>(*users.column).codes;
    for (std::uint32_t row = 0; row < rows.count; ++row)
      if (const std::uint32_t user = codes[users.row(row)]; user != 0 && std::isfinite(rows.time[row]))
        sessions[row] = nearest(of_user_[user], rows.time[row], field_.derived.number);
    return CategoricalColumn{std::move(sessions)};
  }

 private:
  const Field& field_;
  std::vector<std::vector<Session>> of_user_;
};

void require(const Dataset& data, const std::string& value) {
  const auto user = data.schema.find(Role::user);
  if (!user || !std::holds_alternative<CategoricalColumn>(data.columns[*user]))
    refuse_value(session_option, value, "the data has no users", "name their column with --user and in --fields");
  if (data.time.empty()) refuse_value(session_option, value, "the data has no times", "name their column with --time");
}

void fit_session(Dataset& data, const std::string& text, const DerivationRows& known) {
  const std::size_t user = data.schema.find(Role::user).value();
  const auto row_of = data.row_of(user);
  const FieldView users{&data.schema.fields[user], &data.columns[user], row_of.empty() ? nullptr : row_of.data()};
  Field field;
  field.name = "session_" + text;
  field.derived = {std::string(session_option), {users.field->name}, gap_of(text)};
  refuse_repeated(data, session_option, text, field.name);
  const std::vector<std::uint32_t> order = in_order(users, data.time, known.training);
  field.vocabulary = sessions_met(users, data.time, order, field.derived.number);
  const auto view_of = [&](const std::string&) { return users; };
  data.columns.push_back(SessionMaker(field, *users.field).make({view_of, data.rows, data.time}));
  data.schema.fields.push_back(std::move(field));
}

Column apply_session(const Field& field, const DerivedRows& rows) {
  if (rows.time.empty()) return unseen(rows.count);
  return SessionMaker(field, *rows.view_of(field.derived.fields[0]).field).make(rows);
}

std::unique_ptr<ColumnMaker> prepare(const Field& field, std::span<const Field* const> from) {
  return std::make_unique<SessionMaker>(field, *from[0]);
}

void check_session(const Field& field, const Schema& schema) {
  const auto base = schema.find(field.derived.fields[0]);
  if (!base || schema.fields[*base].kind != Kind::categorical || schema.fields[*base].role != Role::user ||
      field.kind != Kind::categorical || field.table != 0 || !(field.derived.number >= 0))
    throw std::runtime_error("a session is not one of the users");
}

void session_to_json(const Field& field, nlohmann::json& json) {
  json["base"] = field.derived.fields[0];
  json["session"] = field.derived.number;
}

std::optional<DerivedFrom> session_from_json(const nlohmann::json& json, Kind) {
  if (!json.contains("session")) return std::nullopt;
  const nlohmann::json& gap = json.at("session");
  // To the nearest float, as the first model files with sessions were read.
  const double number = gap.is_null() ? std::numeric_limits<double>::quiet_NaN() : gap.get<float>();
  return DerivedFrom{std::string(session_option), {json.at("base").get<std::string>()}, number};
}

}  // namespace

const Derivation& session_definition() {
  static const Derivation definition{
      .name = session_option,
      .fit = fit_session,
      .apply = apply_session,
      .prepare = prepare,
      .option = &DataOptions::session,
      .require = require,
      .check = check_session,
      .to_json = session_to_json,
      .from_json = session_from_json,
      .reads_time = true,
      .has_vectors = false,
      .is_elementary = false,
  };
  return definition;
}

}  // namespace interplay
