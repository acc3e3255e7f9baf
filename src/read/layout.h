// Reads data for an existing model.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/spool.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/options.h"
#include "interplay/read.h"

namespace interplay {

// Reads the columns of the interactions that a model needs. They are found by the options, by the names of the star's
// fields, by well-known names or, in files without a header, by position (user, item, target, time). So are attributes
// of entities; see open_attributes for tables of options.join. What is not found is left out (encode_as reports what is
// needed). The result has vocabularies of its own: it is not encoded. Throws Error(not_found, io, bad_data, usage).
// Columns of rows lie in the spool, if one is given.
Dataset read_with_layout(std::span<const std::string> paths, const DataOptions& options, const Star& star,
                         int threads = 0, const std::shared_ptr<Spool>& spool = nullptr);

// Reads more data to train a model with this star further: as read(), except that fields of users and items that no
// table has come from the star (add_attributes).
Dataset read_more(std::span<const std::string> paths, const DataOptions& options, const Star& star, int threads = 0);

}  // namespace interplay
