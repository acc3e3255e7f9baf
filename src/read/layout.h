// Reading data for a model that exists.
#pragma once

#include <span>
#include <string>

#include "interplay/data.h"

namespace interplay {

// Reads the columns that a model needs of the interactions: found by the options, by the names of the star's fields,
// by well-known names, or, in files without a header, by place (user, item, target, time). Of entity tables only the
// ids are read. Columns that are not found are left out (encode_as says which of them are needed); the target is
// optional. The result has vocabularies of its own: it is not encoded.
// Throws Error(not_found, io, bad_data, usage).
Dataset read_with_layout(std::span<const std::string> paths, const DataOptions& options, const Star& star,
                         int threads = 0);

// Reads more of what a model with this star was trained on, to train on: as read(), but fields of users and items that
// no table has come from the star (add_attributes).
Dataset read_more(std::span<const std::string> paths, const DataOptions& options, const Star& star, int threads = 0);

}  // namespace interplay
