#include "workflow/ranking/user_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "data/encode/encode_codes.h"
#include "data/row_groups.h"
#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::uint32_t nowhere = 0xffffffff;

const Vocabulary& keys_of(const Star& star, Role role) {
  const auto field = star.schema.find(role);
  if (!field || star.schema.fields[*field].table == 0)
    throw Error(Code::unsupported, fmt::format("the model has no {} field, so it cannot rank items", name(role)),
                "train on data with users and items");
  return star.entities[star.schema.fields[*field].table - 1].keys;
}

void sort_unique(std::vector<std::uint32_t>& values) {
  std::ranges::sort(values);
  values.erase(std::ranges::unique(values).begin(), values.end());
}

std::string counted(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

// What one user's rows say of an item.
struct Gain {
  std::uint32_t position, item;  // position: nowhere if the catalogue has not this item
  float gain;
};

float gain_of(const PairIds& ids, std::uint32_t row, const std::optional<double>& relevant) {
  if (ids.target.empty()) return 1;
  const float target = ids.target[row];
  if (relevant) return static_cast<double>(target) >= *relevant ? 1.0f : 0.0f;
  if (target >= 0) return target;
  throw Error(
      Code::bad_data,
      fmt::format("row {} has the target {}, and metrics of lists take targets as gains, from 0 up", row + 1, target),
      "pass --relevant with the least target that is relevant");
}

}  // namespace

UserLists::UserLists(const Catalogue& catalogue, const Star& star, const PairRows& held_out,
                     std::span<const PairRows> seen, const CandidateSource& candidates, const RankingOptions& options)
    : user_keys_(keys_of(star, Role::user)),
      item_keys_(keys_of(star, Role::item)),
      users_(held_out.ids.users),
      items_(held_out.ids.items),
      by_candidates_(!candidates.whole_catalogue()) {
  add_held_out(catalogue, held_out, options);
  for (const PairRows& rows : seen) exclude(catalogue, rows);
  for (List& list : lists_) sort_unique(list.excluded);
  note_excluded_relevant();
  if (candidates.drawn() > 0) {
    for (std::size_t i = 0; i < lists_.size(); ++i) {
      std::vector<std::uint32_t> left_out = lists_[i].excluded;
      left_out.insert(left_out.end(), lists_[i].relevant.begin(), lists_[i].relevant.end());
      sort_unique(left_out);
      lists_[i].candidates =
          draw_candidates(candidates.drawn(), catalogue.size(), left_out, options.seed, users_.id(codes_[i]));
    }
  } else if (by_candidates_) {
    add_candidates(catalogue, candidates);
  }
}

std::vector<std::uint32_t> UserLists::positions_of(const Catalogue& catalogue, const Vocabulary& items) const {
  const CodeMap rows = map_codes(items, item_keys_);
  std::vector<std::uint32_t> positions(rows.size(), nowhere);
  for (std::size_t code = 1; code < rows.size(); ++code)
    if (const std::size_t position = rows[code] == 0 ? catalogue.size() : catalogue.position(rows[code]);
        position < catalogue.size())
      positions[code] = static_cast<std::uint32_t>(position);
  return positions;
}

void UserLists::add_held_out(const Catalogue& catalogue, const PairRows& held_out, const RankingOptions& options) {
  const PairIds& ids = held_out.ids;
  const CodeMap rows = map_codes(ids.users, user_keys_);
  const std::vector<std::uint32_t> positions = positions_of(catalogue, ids.items);
  std::vector<std::vector<Gain>> gains(std::size_t{ids.users.size()} + 1);
  std::size_t unnamed = 0, unknown_items = 0, nothing = 0;
  for (const std::uint32_t row : held_out.rows) {
    const std::uint32_t user = ids.user[row], item = ids.item[row];
    if (rows[user] == 0 || positions[item] == nowhere) ++cold_rows_;
    if (user == 0 || item == 0) {
      ++unnamed;
      continue;
    }
    if (positions[item] == nowhere) ++unknown_items;
    gains[user].push_back({positions[item], item, gain_of(ids, row, options.relevant)});
  }
  list_of_.assign(gains.size(), nowhere);
  std::size_t unknown_users = 0;
  for (std::uint32_t user = 1; user < gains.size(); ++user) {
    if (gains[user].empty()) continue;
    std::ranges::sort(
        gains[user], [](const Gain& a, const Gain& b) { return a.item != b.item ? a.item < b.item : a.gain > b.gain; });
    // Of the same item twice, the larger gain counts.
    gains[user].erase(std::ranges::unique(gains[user], {}, &Gain::item).begin(), gains[user].end());
    std::ranges::stable_sort(gains[user], {}, &Gain::position);
    if (std::ranges::none_of(gains[user], [](const Gain& each) { return each.gain > 0; })) ++nothing;
    if (rows[user] == 0) ++unknown_users;
    List list;
    list.user = rows[user];
    std::vector<std::uint32_t> unknown;
    for (const Gain& each : gains[user]) {
      if (each.position == nowhere) {
        unknown.push_back(each.item);
        list.unknown_gains.push_back(each.gain);
      } else {
        list.relevant.push_back(each.position);
        list.gains.push_back(each.gain);
      }
    }
    list_of_[user] = static_cast<std::uint32_t>(lists_.size());
    codes_.push_back(user);
    std::ranges::sort(unknown);
    unknown_.push_back(std::move(unknown));
    lists_.push_back(std::move(list));
  }
  if (unnamed > 0) notes_.push_back(fmt::format("left out {} without a user or an item", counted(unnamed, "row")));
  if (unknown_items > 0)
    notes_.push_back(fmt::format("{} of items that training has not seen: they are in the last place",
                                 unknown_items == 1 ? "1 row is" : fmt::format("{} rows are", unknown_items)));
  if (unknown_users > 0)
    notes_.push_back(fmt::format("{} not seen in training: lists are those of an unknown user",
                                 unknown_users == 1 ? "1 user was" : fmt::format("{} users were", unknown_users)));
  if (nothing > 0)
    notes_.push_back(fmt::format("{} without a relevant row, of which nothing is measured", counted(nothing, "user")));
}

void UserLists::exclude(const Catalogue& catalogue, const PairRows& seen) {
  const CodeMap codes = map_codes(seen.ids.users, users_);
  const std::vector<std::uint32_t> positions = positions_of(catalogue, seen.ids.items);
  for (const std::uint32_t row : seen.rows) {
    const std::uint32_t list = list_of_[codes[seen.ids.user[row]]];
    const std::uint32_t position = positions[seen.ids.item[row]];
    if (list != nowhere && position != nowhere) lists_[list].excluded.push_back(position);
  }
}

void UserLists::note_excluded_relevant() {
  std::size_t known = 0;
  for (const List& list : lists_)
    for (const std::uint32_t item : list.relevant) known += std::ranges::binary_search(list.excluded, item) ? 1 : 0;
  if (known > 0)
    notes_.push_back(
        fmt::format("{} of the items to find {} among those that the same user has already; ranked all the "
                    "same",
                    known, known == 1 ? "is" : "are"));
}

void UserLists::add_candidates(const Catalogue& catalogue, const CandidateSource& candidates) {
  std::size_t without = 0, unknown = 0, positives = 0;
  std::vector<std::uint8_t> keep(lists_.size(), 0);
  for (std::size_t i = 0; i < lists_.size(); ++i) {
    List& list = lists_[i];
    const auto given = candidates.given().find(users_.id(codes_[i]));
    if (given == candidates.given().end()) {
      ++without;
      continue;
    }
    keep[i] = 1;
    std::vector<std::string> strangers;
    for (const std::string& id : given->second) {
      const std::uint32_t row = item_keys_.code(id);
      const std::size_t position = row == 0 ? catalogue.size() : catalogue.position(row);
      if (position < catalogue.size()) {
        list.candidates.push_back(static_cast<std::uint32_t>(position));
      } else if (!std::ranges::binary_search(unknown_[i], items_.code(id))) {
        strangers.push_back(id);
      }
    }
    sort_unique(list.candidates);
    std::ranges::sort(strangers);
    strangers.erase(std::ranges::unique(strangers).begin(), strangers.end());
    list.unknown_candidates = strangers.size();
    unknown += strangers.size();
    for (const std::uint32_t item : list.candidates)
      positives += std::ranges::binary_search(list.excluded, item) && !std::ranges::binary_search(list.relevant, item);
  }
  if (without == lists_.size())
    throw Error(Code::bad_data, at(candidates.path()),
                fmt::format("has candidates for {}, beginning with {}, and none of them has test rows",
                            counted(candidates.given().size(), "user"), shown(candidates.given().begin()->first)),
                "name the file that was made for this split: a line is a user and its items");
  if (const std::size_t idle = candidates.given().size() + without - lists_.size(); idle > 0)
    notes_.push_back(
        fmt::format("{} of {} without rows to find: not measured", counted(idle, "user"), candidates.path()));
  if (without > 0)
    notes_.push_back(fmt::format("{} without candidates in {}: left out", counted(without, "user"), candidates.path()));
  if (unknown > 0)
    notes_.push_back(fmt::format("{} of items that training has not seen: they share the last place",
                                 unknown == 1 ? "1 candidate is" : fmt::format("{} candidates are", unknown)));
  if (positives > 0)
    notes_.push_back(fmt::format(
        "{} training rows of the same user; ranked all the same",
        positives == 1 ? "1 candidate is among the" : fmt::format("{} candidates are among the", positives)));
  std::vector<List> kept;
  std::vector<std::uint32_t> codes;
  for (std::size_t i = 0; i < lists_.size(); ++i) {
    if (!keep[i]) continue;
    kept.push_back(std::move(lists_[i]));
    codes.push_back(codes_[i]);
  }
  lists_ = std::move(kept);
  codes_ = std::move(codes);
}

std::vector<RankRequest> UserLists::requests() const {
  std::vector<RankRequest> requests;
  for (const List& list : lists_) {
    RankRequest request{.user = list.user,
                        .relevant = list.relevant,
                        .gains = list.gains,
                        .excluded = list.excluded,
                        .unknown_gains = list.unknown_gains,
                        .unknown_candidates = list.unknown_candidates};
    if (by_candidates_) request.candidates = list.candidates;
    requests.push_back(request);
  }
  return requests;
}

}  // namespace interplay
