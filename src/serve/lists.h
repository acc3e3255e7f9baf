// What routes that list items have in common: which items may be listed, how many, and how a list is written.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "interplay/fold_in.h"
#include "serve/service.h"

namespace interplay::serve {

// The number asked for. Throws Fault for more than ServeOptions::max_items.
std::size_t count_of(const Call& call);

// The rules of the fields only, allow and deny as one text, which is empty without any. In worker.text.
std::string_view rules_key(Call& call);
// Whether the rules were not met lately, and reading them takes a look at all items.
bool rules_are_new(Call& call, Sessions& sessions);

// In sessions.bits where anything is filtered: rules, candidates, what the user has. Precondition: the model lists.
ItemFilter filter_of(Call& call, Sessions& sessions, std::string_view user);

// "user", "cold", "items", then the rest of the answer's keys by `end_answer`.
void append_items(Call& call, Sessions& sessions, JsonText& json, std::span<const ItemIndex::Ranked> ranking);
void append_model(JsonText& json, const LoadedModel& model);

// The list of somebody whom the model does not know, by what they had. `user` may be empty. An object, as the route
// recommend has it.
void append_folded_list(Call& call, Sessions& sessions, std::string_view user, std::span<const RatedItem> history);

// What the events tell of the user that a fold-in into this model can use.
std::vector<RatedItem> history_from_events(const Service& service, const LoadedModel& model, std::string_view user);

}  // namespace interplay::serve
