#include "read/role_guess.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "data/shown.h"
#include "data/text/numbers.h"
#include "read/column_facts.h"
#include "read/guess/column_names.h"
#include "read/roles.h"

namespace interplay {
namespace {

// Rows that show that ids are never repeated, or that numbers count the rows.
constexpr std::size_t least_rows = 20, least_counted = 5;
// Of cells that are numbers, in a column of numbers that nothing but its cells speaks for.
constexpr double nearly_all = 0.9;

std::string described(const TableSource& table, const ColumnSpec& column) {
  std::string text = "column " + std::to_string(column.position + 1);
  if (!column.header.empty()) text += " " + shown(column.header);
  const auto& sample = table.sample;
  if (column.kind == Kind::numeric || sample.empty()) return text;
  const bool integers = std::all_of(sample.begin(), sample.end(), [&](const auto& row) {
    return column.position >= row.size() || canonical_integer(row[column.position]).has_value();
  });
  return text + (integers ? " (integer ids)" : " (text ids)");
}

class RoleGuess {
 public:
  RoleGuess(TableSource& table, const DataOptions& options, bool for_model)
      : table_(table), options_(options), for_model_(for_model) {
    for (const ColumnSpec& column : table.columns) facts_.push_back(facts_of(table.sample, column.position));
    for (const auto list : {&DataOptions::fields, &DataOptions::numeric, &DataOptions::categorical})
      wanted_.insert((options.*list).begin(), (options.*list).end());
    for (const std::string& bag : options.multi)
      for (std::size_t end = bag.size(); end != std::string::npos && end > 0; end = bag.rfind(':', end - 1))
        wanted_.insert(bag.substr(0, end));
  }

  void run() {
    ids_by_name();
    if (!for_model_) other_id();
    time_by_name();
    target_by_name();
    by_place();
    if (!for_model_) time_by_dates();
    if (!for_model_) lone_number();
    weight_by_name();
  }

 private:
  TableSource& table_;
  const DataOptions& options_;
  bool for_model_;
  std::vector<ColumnFacts> facts_;
  std::unordered_set<std::string> wanted_;

  std::size_t count() const { return table_.columns.size(); }
  const ColumnSpec& column(std::size_t i) const { return table_.columns[i]; }
  // Columns that a model reads as features are declared; so are those whose kind the format tells, but these are free.
  bool is_free(std::size_t i) const { return column(i).role == Role::feature && !(for_model_ && column(i).declared); }
  bool has(Role role) const {
    return std::ranges::any_of(table_.columns, [&](const ColumnSpec& each) { return each.role == role; });
  }
  bool has_ids() const { return has(Role::user) && has(Role::item); }
  // Whether a column may be found for the role.
  bool is_open(Role role) const { return option_of(options_, role).empty() && !has(role); }
  bool is_named() const {
    return std::ranges::any_of(role_names(), [&](Role role) { return !option_of(options_, role).empty(); });
  }
  // Whether columns may stand in the usual order: options name none, or the target alone at its usual place.
  bool usual_order() const {
    if (!is_named()) return true;
    const bool others = std::ranges::any_of(
        role_names(), [&](Role role) { return role != Role::target && !option_of(options_, role).empty(); });
    return !others && count() > 2 && column(2).role == Role::target && (count() == 3 || is_time(3));
  }
  double share(std::size_t i, bool time = false) const {
    return numeric_share(table_.sample, column(i).position, time);
  }
  bool all_missing(std::size_t i) const { return !table_.sample.empty() && facts_[i].present == 0; }

  void give(std::size_t i, Role role, const std::string& why = "") {
    ColumnSpec& chosen = table_.columns[i];
    give_role(chosen, role);
    const std::string word(name(role));
    if (chosen.header.empty()) chosen.name = word;
    table_.notes.push_back(word + " = " + described(table_, chosen) + why + "; say --" + word + " to choose another");
  }

  // Free columns with a usual name of the role, the surest first; none that is less sure than one that is not free.
  std::vector<std::size_t> named(Role role, NameStrength weakest) const {
    std::vector<std::pair<int, std::size_t>> ranked;
    const bool ids = role == Role::user || role == Role::item;
    int taken = std::numeric_limits<int>::max();
    for (std::size_t i = 0; i < count(); ++i) {
      const auto known = usual_name(column(i).header);
      if (ids && known && known->role == role && !is_free(i)) taken = std::min(taken, known->rank);
      if (!is_free(i)) continue;
      if (known && known->role == role && known->strength <= weakest && (ids || is_plain(i) || !is_wanted(i)))
        ranked.emplace_back(role == Role::target && known->strength == NameStrength::first ? 0 : known->rank, i);
    }
    std::ranges::stable_sort(ranked, {}, &std::pair<int, std::size_t>::first);
    std::vector<std::size_t> columns;
    for (const auto& [rank, i] : ranked)
      if (rank < taken) columns.push_back(i);
    return columns;
  }

  bool may_be_ids(std::size_t i) const { return facts_[i].fractions == 0; }
  // Options make it an input. Only the plainest names outweigh them.
  bool is_wanted(std::size_t i) const { return wanted_.contains(column(i).name); }
  bool is_plain(std::size_t i) const {
    const auto known = usual_name(column(i).header);
    return known && known->strength == NameStrength::first;
  }

  void ids_by_name() {
    std::array<std::optional<std::size_t>, 2> found;
    constexpr std::array roles = {Role::user, Role::item};
    for (std::size_t r = 0; r < 2; ++r)
      for (const std::size_t i : named(roles[r], for_model_ ? NameStrength::usual : NameStrength::beside))
        if (!found[r] && is_open(roles[r]) && may_be_ids(i)) found[r] = i;
    for (std::size_t r = 0; r < 2; ++r) {
      if (!found[r]) continue;
      const bool other = found[1 - r].has_value() || has(roles[1 - r]);
      const bool sure = usual_name(column(*found[r]).header)->strength != NameStrength::beside;
      const ColumnFacts& facts = facts_[*found[r]];
      // A column of its own value in each row, alone, numbers the rows of a table without interactions.
      const bool repeated = facts.rows < least_rows || !facts.unique();
      if (other || (sure && (repeated || for_model_))) give(*found[r], roles[r]);
    }
  }

  // Beside users (or items), the one other column of ids, if there is little else.
  void other_id() {
    if (has(Role::user) == has(Role::item)) return;
    const Role lacking = has(Role::user) ? Role::item : Role::user;
    if (!is_open(lacking)) return;
    std::optional<std::size_t> found;
    std::size_t others = 0;
    for (std::size_t i = 0; i < count(); ++i) {
      if (!is_free(i)) continue;
      const auto known = usual_role(column(i).header);
      if (known == Role::target || known == Role::time || known == Role::weight) continue;
      if (facts_[i].counting || (facts_[i].rows >= least_rows && facts_[i].unique())) continue;
      const bool ids = names_codes(column(i).header) && may_be_ids(i);
      if (ids && !found)
        found = i;
      else
        ++others;
    }
    if (found && others <= 1) give(*found, lacking, ", the only other column of ids");
  }

  void time_by_name() {
    if (!is_open(Role::time)) return;
    for (const std::size_t i : named(Role::time, NameStrength::usual)) {
      if (share(i, true) < 0.5 && options_.time_format.empty()) {
        note_no_times(i);
        continue;
      }
      give(i, Role::time);
      return;
    }
  }

  // Splits and sessions would miss the column.
  void note_no_times(std::size_t i) {
    for (const auto& row : table_.sample)
      if (column(i).position < row.size() && !is_missing(row[column(i).position])) {
        table_.notes.push_back("column " + std::to_string(column(i).position + 1) + " " + shown(column(i).header) +
                               " is named like a time, but is none, as its cells, such as " +
                               shown(row[column(i).position]) +
                               ", are written in no known way; say --time-format to read it");
        return;
      }
  }

  void target_by_name() {
    if (!is_open(Role::target)) return;
    const auto numeric = [&](NameStrength weakest) {
      for (const std::size_t i : named(Role::target, weakest))
        if (share(i) >= 0.5) {
          give(i, Role::target);
          return true;
        }
      return false;
    };
    if (numeric(NameStrength::usual)) return;
    if (has_ids() && !for_model_ && numeric(NameStrength::beside)) return;
    // A column that is named like a target is the target even if few of the first lines hold a number; reading it
    // reports the lines that do not.
    for (const std::size_t i : named(Role::target, NameStrength::usual))
      if (!all_missing(i)) {
        give(i, Role::target);
        return;
      }
  }

  bool is_time(std::size_t i) const { return facts_[i].all_epochs() || facts_[i].all_dates(); }
  // Ids may be as large as times, but are repeated.
  bool is_rarely_repeated(std::size_t i) const { return facts_[i].distinct > facts_[i].present / 2; }

  // Two to four columns without names, in the usual order; times may stand anywhere.
  void by_place() {
    if (count() < 2 || count() > 4 || !usual_order() || !column(0).header.empty() || has(Role::user)) return;
    std::vector<std::size_t> order, times;
    for (std::size_t i = 0; i < count(); ++i) (is_time(i) && is_rarely_repeated(i) ? times : order).push_back(i);
    const bool plain = times.empty() || (count() == 4 && is_time(3));
    if (plain) {
      order.clear();
      for (std::size_t i = 0; i < count(); ++i) order.push_back(i);
      times.clear();
    }
    std::string why;
    for (const std::size_t i : times) why += (why.empty() ? "" : ", ") + std::to_string(i + 1);
    if (times.size() > 1 || order.size() < 2) {
      refuse("column" + std::string(times.size() > 1 ? "s " : " ") + why + " look like times");
      return;
    }
    if (order.size() > 2 && share(order[2]) < 0.5) return;
    for (std::size_t place = 0; place < 2; ++place)
      if (!may_be_ids(order[place])) {
        refuse("column " + std::to_string(order[place] + 1) + " holds fractions, not ids");
        return;
      }
    constexpr std::array<Role, 4> usual = {Role::user, Role::item, Role::target, Role::time};
    const std::string by = times.empty() ? "" : ", as column " + why + " holds times";
    for (std::size_t place = 0; place < order.size(); ++place) {
      if (column(order[place]).role != Role::feature) continue;
      const bool number = usual[place] == Role::target || usual[place] == Role::time;
      if (number && share(order[place], usual[place] == Role::time) < 0.5) continue;
      give(order[place], usual[place], by);
    }
    for (const std::size_t i : times) give(i, Role::time);
  }

  void refuse(const std::string& why) {
    table_.notes.push_back("the columns have no names, and " + why +
                           ": say which is which with --user, --item, --target and --time");
  }

  void time_by_dates() {
    if (!is_open(Role::time)) return;
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < count(); ++i) {
      if (!is_free(i) || is_wanted(i) || !is_time(i) || (facts_[i].all_epochs() && names_codes(column(i).header)))
        continue;
      if (found) return;
      found = i;
    }
    if (found && facts_[*found].rows >= least_counted) give(*found, Role::time, ", the only one that holds times");
  }

  bool is_quantity(std::size_t i) const {
    const ColumnFacts& facts = facts_[i];
    if (share(i) < nearly_all || names_codes(column(i).header) || names_part_of_time(column(i).header)) return false;
    if (names_row_numbers(column(i).header) || facts.all_epochs()) return false;
    if (facts.rows >= least_counted && facts.ascending) return false;
    const bool years = facts.all_integers() && facts.low >= 1900 && facts.high <= 2100;
    return !years;
  }

  // Of users and items, or of two columns of ids and nothing else, the only column of numbers.
  void lone_number() {
    if (!is_open(Role::target) || count() == 0 || column(0).header.empty()) return;
    std::vector<std::size_t> numbers;
    std::size_t ids = 0, others = 0;
    for (std::size_t i = 0; i < count(); ++i) {
      if (column(i).role == Role::user || column(i).role == Role::item) ++ids;
      if (!is_free(i)) continue;
      if (is_quantity(i) && !is_wanted(i))
        numbers.push_back(i);
      else if (names_codes(column(i).header))
        ++ids;
      else
        ++others;
    }
    if (numbers.size() != 1 || (has_ids() ? ids < 2 : ids < 2 || others > 0)) return;
    const bool alone = others == 0 && ids == 2;
    if (!alone && names_attribute(column(numbers[0]).header)) return;
    give(numbers[0], Role::target, ", the only column of numbers beside ids");
  }

  void weight_by_name() {
    if (!is_open(Role::weight)) return;
    for (const std::size_t i : named(Role::weight, NameStrength::usual)) {
      if (share(i) < 0.5) continue;
      give(i, Role::weight);
      return;
    }
  }
};

}  // namespace

void guess_roles(TableSource& interactions, const DataOptions& options, bool for_model) {
  RoleGuess(interactions, options, for_model).run();
}

}  // namespace interplay
