#include "data/session.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "data/entity_names.h"
#include "data/numbers.h"
#include "data/text.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::string_view option = "session";

std::string digits(double time) {
  char text[400];  // the largest number has 309 digits
  return {text, std::to_chars(std::begin(text), std::end(text), time, std::chars_format::fixed).ptr};
}

// The user and the times of "USER@FIRST..LAST".
struct SessionId {
  std::string_view user;
  double first, last;
};

std::optional<SessionId> session_of(std::string_view id) {
  const std::size_t dots = id.rfind(".."), at = dots == id.npos ? id.npos : id.rfind('@', dots);
  if (at == id.npos) return std::nullopt;
  const auto first = parse_number(id.substr(at + 1, dots - at - 1)), last = parse_number(id.substr(dots + 2));
  if (!first || !last) return std::nullopt;
  return SessionId{id.substr(0, at), *first, *last};
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
  const std::vector<std::uint32_t>& codes = std::get<CategoricalColumn>(*users.column).codes;
  std::vector<std::uint32_t> order;
  for (const std::uint32_t row : rows)
    if (codes[users.row(row)] != 0 && std::isfinite(time[row])) order.push_back(row);
  std::ranges::sort(order, {}, [&](std::uint32_t row) { return std::pair(codes[users.row(row)], time[row]); });
  return order;
}

Vocabulary sessions_met(const FieldView& users, std::span<const double> time, std::span<const std::uint32_t> order,
                        double gap) {
  const std::vector<std::uint32_t>& codes = std::get<CategoricalColumn>(*users.column).codes;
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

}  // namespace

void add_sessions(Dataset& data, std::span<const std::uint32_t> train_rows, const DataOptions& options) {
  if (options.session.empty()) return;
  const auto user = data.schema.find(Role::user);
  const std::string all = options.session.front();
  if (!user || !std::holds_alternative<CategoricalColumn>(data.columns[*user]))
    refuse_value(option, all, "the data has no users", "name their column with --user and in --fields");
  if (data.time.empty()) refuse_value(option, all, "the data has no times", "name their column with --time");
  const auto row_of = data.row_of(*user);
  // Fields and columns move as more are added.
  const auto view_users = [&] {
    return FieldView{&data.schema.fields[*user], &data.columns[*user], row_of.empty() ? nullptr : row_of.data()};
  };
  const std::vector<std::uint32_t> order = in_order(view_users(), data.time, train_rows);
  for (const std::string& text : options.session) {
    Field field;
    field.name = "session_" + text;
    field.base = data.schema.fields[*user].name;
    field.session = gap_of(text);
    refuse_repeated(data, option, text, field.name);
    const FieldView users = view_users();
    field.vocabulary = sessions_met(users, data.time, order, *field.session);
    data.columns.emplace_back(session_column(field, users, data.time, data.rows));
    data.schema.fields.push_back(std::move(field));
  }
}

SessionIndex::SessionIndex(const Field& field, const Vocabulary& users)
    : gap_(field.session.value()), of_user_(std::size_t{users.size()} + 1) {
  for (std::uint32_t code = 1; code <= field.vocabulary.size(); ++code) {
    const std::string id = field.vocabulary.id(code);
    const auto found = session_of(id);
    if (!found) throw Error(Code::bad_data, shown(id) + " is not the id of a session, as 196@881250949..881250980");
    of_user_[users.code(found->user)].push_back({found->first, found->last, code});
  }
  for (std::vector<Session>& list : of_user_) std::ranges::sort(list, {}, &Session::first);
}

std::uint32_t SessionIndex::nearest(std::uint32_t user, double time) const {
  if (user == 0 || !std::isfinite(time)) return 0;
  const std::vector<Session>& sessions = of_user_[user];
  const auto next = std::ranges::upper_bound(sessions, time, {}, &Session::first);
  std::uint32_t code = 0;
  double least = gap_;
  if (next != sessions.end() && next->first - time <= least) {
    least = next->first - time;
    code = next->code;
  }
  if (next != sessions.begin() && time - std::prev(next)->last <= least) code = std::prev(next)->code;
  return code;
}

CategoricalColumn session_column(const Field& field, const FieldView& users, std::span<const double> time,
                                 std::size_t rows) {
  CategoricalColumn column{std::vector<std::uint32_t>(rows, 0)};
  if (time.empty()) return column;
  const std::vector<std::uint32_t>& codes = std::get<CategoricalColumn>(*users.column).codes;
  const SessionIndex sessions(field, users.field->vocabulary);
  for (std::uint32_t row = 0; row < rows; ++row) column.codes[row] = sessions.nearest(codes[users.row(row)], time[row]);
  return column;
}

}  // namespace interplay
